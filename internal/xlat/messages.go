package xlat

// SocketControl has the control message types of SOL_SOCKET that strace 6.1 knows.
var SocketControl = Values{"SCM_", "SCM_???", []Const{
	{"SCM_RIGHTS", 1},
	{"SCM_CREDENTIALS", 2},
	{"SCM_SECURITY", 3},
	{"SO_TIMESTAMP_OLD", 29},
	{"SO_TIMESTAMPNS_OLD", 35},
	{"SO_TIMESTAMPING_OLD", 37},
	{"SO_WIFI_STATUS", 41},
	{"SCM_TIMESTAMPING_OPT_STATS", 54},
	{"SCM_TIMESTAMPING_PKTINFO", 58},
	{"SO_TXTIME", 61},
	{"SO_TIMESTAMP_NEW", 63},
	{"SO_TIMESTAMPNS_NEW", 64},
	{"SO_TIMESTAMPING_NEW", 65},
}}

// IPControl has the control message types of SOL_IP, ip(7), that strace 6.1 knows.
var IPControl = Values{"IP_", "IP_???", []Const{
	{"IP_TOS", 1},
	{"IP_TTL", 2},
	{"SCM_SECURITY", 3},
	{"IP_RECVOPTS", 6},
	{"IP_RETOPTS", 7},
	{"IP_PKTINFO", 8},
	{"IP_RECVERR", 11},
	{"IP_ORIGDSTADDR", 20},
	{"IP_CHECKSUM", 23},
}}

// PacketTypes has the values of sll_pkttype in packet(7).
var PacketTypes = Values{"PACKET_", "PACKET_???", []Const{
	{"PACKET_HOST", 0},
	{"PACKET_BROADCAST", 1},
	{"PACKET_MULTICAST", 2},
	{"PACKET_OTHERHOST", 3},
	{"PACKET_OUTGOING", 4},
	{"PACKET_LOOPBACK", 5},
	{"PACKET_USER", 6},
	{"PACKET_KERNEL", 7},
}}

// HCIChannels has the values of hci_channel in an AF_BLUETOOTH address.
var HCIChannels = Values{"HCI_CHANNEL_", "HCI_CHANNEL_???", []Const{
	{"HCI_CHANNEL_RAW", 0},
	{"HCI_CHANNEL_USER", 1},
	{"HCI_CHANNEL_MONITOR", 2},
	{"HCI_CHANNEL_CONTROL", 3},
	{"HCI_CHANNEL_LOGGING", 4},
}}

// L2CAPPorts has the values of l2_psm in an AF_BLUETOOTH address. Ports above a name with _START are printed relative
// to it.
var L2CAPPorts = Values{"L2CAP_PSM_", "L2CAP_PSM_???", []Const{
	{"L2CAP_PSM_SDP", 0x1},
	{"L2CAP_PSM_RFCOMM", 0x3},
	{"L2CAP_PSM_3DSP", 0x21},
	{"L2CAP_PSM_IPSP", 0x23},
	{"L2CAP_PSM_LE_DYN_START", 0x80},
	{"L2CAP_PSM_LE_DYN_END", 0xff},
	{"L2CAP_PSM_DYN_START", 0x1001},
	{"L2CAP_PSM_AUTO_END", 0x10ff},
	{"L2CAP_PSM_DYN_END", 0xffff},
}}

// L2CAPChannels has the values of l2_cid in an AF_BLUETOOTH address.
var L2CAPChannels = Values{"L2CAP_CID_", "L2CAP_CID_???", []Const{
	{"L2CAP_CID_SIGNALING", 0x1},
	{"L2CAP_CID_CONN_LESS", 0x2},
	{"L2CAP_CID_A2MP", 0x3},
	{"L2CAP_CID_ATT", 0x4},
	{"L2CAP_CID_LE_SIGNALING", 0x5},
	{"L2CAP_CID_SMP", 0x6},
	{"L2CAP_CID_SMP_BREDR", 0x7},
	{"L2CAP_CID_DYN_START", 0x40},
	{"L2CAP_CID_LE_DYN_END", 0x7f},
	{"L2CAP_CID_DYN_END", 0xffff},
}}

// BluetoothAddresses has the values of l2_bdaddr_type in an AF_BLUETOOTH address.
var BluetoothAddresses = Values{"BDADDR_", "BDADDR_???", []Const{
	{"BDADDR_BREDR", 0},
	{"BDADDR_LE_PUBLIC", 1},
	{"BDADDR_LE_RANDOM", 2},
}}

// RxRPCServices has the values of srx_service in an AF_RXRPC address.
var RxRPCServices = Values{"", "???_SERVICE", []Const{
	{"CM_SERVICE", 1},
	{"YFS_FS_SERVICE", 2500},
	{"YFS_CM_SERVICE", 2501},
	{"YFS_VL_SERVICE", 2503},
}}

// LowPanAddressTypes, LowPanNetworks and LowPanAddresses have the constants of an AF_IEEE802154 address.
var (
	LowPanAddressTypes = Values{"IEEE802154_ADDR_", "IEEE802154_ADDR_???", []Const{
		{"IEEE802154_ADDR_NONE", 0},
		{"IEEE802154_ADDR_SHORT", 2},
		{"IEEE802154_ADDR_LONG", 3},
	}}
	LowPanNetworks  = Values{"IEEE802154_PANID_", "", []Const{{"IEEE802154_PANID_BROADCAST", 0xffff}}}
	LowPanAddresses = Values{"IEEE802154_ADDR_", "", []Const{
		{"IEEE802154_ADDR_UNDEF", 0xfffe},
		{"IEEE802154_ADDR_BROADCAST", 0xffff},
	}}
)

// AlgFlags has the bits of salg_feat and salg_mask in an AF_ALG address.
var AlgFlags = Flags{"CRYPTO_ALG_", "CRYPTO_ALG_???", []Const{{"CRYPTO_ALG_KERN_DRIVER_ONLY", 0x1000}}}

// TagProtocols has the values of nfc_protocol in an AF_NFC address.
var TagProtocols = Values{"NFC_PROTO_", "NFC_PROTO_???", []Const{
	{"NFC_PROTO_JEWEL", 1},
	{"NFC_PROTO_MIFARE", 2},
	{"NFC_PROTO_FELICA", 3},
	{"NFC_PROTO_ISO14443", 4},
	{"NFC_PROTO_NFC_DEP", 5},
	{"NFC_PROTO_ISO14443_B", 6},
	{"NFC_PROTO_ISO15693", 7},
}}

// TagServices has the values of dsap and ssap in an AF_NFC address.
var TagServices = Values{"LLCP_SAP_", "", []Const{
	{"LLCP_SAP_SDP", 1},
	{"LLCP_SAP_IP", 2},
	{"LLCP_SAP_OBEX", 3},
	{"LLCP_SAP_SNEP", 4},
	{"LLCP_SAP_MAX", 255},
}}

// VsockCIDs, VsockPorts and VsockFlags have the constants of an AF_VSOCK address, vsock(7).
var (
	VsockCIDs = Values{"VMADDR_CID_", "", []Const{
		{"VMADDR_CID_HYPERVISOR", 0},
		{"VMADDR_CID_LOCAL", 1},
		{"VMADDR_CID_HOST", 2},
		{"VMADDR_CID_ANY", 0xffffffff},
	}}
	VsockPorts = Values{"VMADDR_PORT_", "", []Const{{"VMADDR_PORT_ANY", 0xffffffff}}}
	VsockFlags = Flags{"VMADDR_FLAG_", "VMADDR_FLAG_???", []Const{{"VMADDR_FLAG_TO_HOST", 1}}}
)

// QrtrNodes and QrtrPorts have the constants of an AF_QIPCRTR address.
var (
	QrtrNodes = Values{"QRTR_NODE_", "", []Const{{"QRTR_NODE_BCAST", 0xffffffff}}}
	QrtrPorts = Values{"QRTR_PORT_", "", []Const{{"QRTR_PORT_CTRL", 0xfffffffe}}}
)

// XDPFlags has the bits of sxdp_flags in an AF_XDP address.
var XDPFlags = Flags{"XDP_", "XDP_???", []Const{
	{"XDP_SHARED_UMEM", 1},
	{"XDP_COPY", 2},
	{"XDP_ZEROCOPY", 4},
	{"XDP_USE_NEED_WAKEUP", 8},
}}

// MCTPNetworks and MCTPAddresses have the constants of an AF_MCTP address.
var (
	MCTPNetworks  = Values{"MCTP_NET_", "", []Const{{"MCTP_NET_ANY", 0}}}
	MCTPAddresses = Values{"MCTP_ADDR_", "", []Const{{"MCTP_ADDR_NULL", 0}, {"MCTP_ADDR_ANY", 255}}}
)
