package xlat

// AX25Protocols has the protocols of AF_AX25 sockets.
var AX25Protocols = Values{"AX25_P_", "AX25_P_???", []Const{
	{"AX25_P_ROSE", 1},
	{"AX25_P_VJCOMP", 6},
	{"AX25_P_VJUNCOMP", 7},
	{"AX25_P_SEGMENT", 8},
	{"AX25_P_TEXNET", 195},
	{"AX25_P_LQ", 196},
	{"AX25_P_ATALK", 202},
	{"AX25_P_ATALK_ARP", 203},
	{"AX25_P_IP", 204},
	{"AX25_P_ARP", 205},
	{"AX25_P_FLEXNET", 206},
	{"AX25_P_NETROM", 207},
	{"AX25_P_TEXT", 240},
}}

// CANProtocols has the protocols of AF_CAN sockets.
var CANProtocols = Values{"CAN_", "CAN_???", canProtocols}

var canProtocols = []Const{
	{"CAN_RAW", 1},
	{"CAN_BCM", 2},
	{"CAN_TP16", 3},
	{"CAN_TP20", 4},
	{"CAN_MCNET", 5},
	{"CAN_ISOTP", 6},
	{"CAN_J1939", 7},
}

// BluetoothProtocols has the protocols of AF_BLUETOOTH sockets.
var BluetoothProtocols = Values{"BTPROTO_", "BTPROTO_???", []Const{
	{"BTPROTO_L2CAP", 0},
	{"BTPROTO_HCI", 1},
	{"BTPROTO_SCO", 2},
	{"BTPROTO_RFCOMM", 3},
	{"BTPROTO_BNEP", 4},
	{"BTPROTO_CMTP", 5},
	{"BTPROTO_HIDP", 6},
	{"BTPROTO_AVDTP", 7},
}}

// ISDNProtocols has the protocols of AF_ISDN sockets.
var ISDNProtocols = Values{"ISDN_P_", "ISDN_P_???", []Const{
	{"ISDN_P_BASE", 0},
	{"ISDN_P_TE_S0", 1},
	{"ISDN_P_NT_S0", 2},
	{"ISDN_P_TE_E1", 3},
	{"ISDN_P_NT_E1", 4},
	{"ISDN_P_LAPD_TE", 16},
	{"ISDN_P_LAPD_NT", 17},
	{"ISDN_P_B_RAW", 33},
	{"ISDN_P_B_HDLC", 34},
	{"ISDN_P_B_X75SLP", 35},
	{"ISDN_P_B_L2DTMF", 36},
	{"ISDN_P_B_L2DSP", 37},
	{"ISDN_P_B_L2DSPHDLC", 38},
}}

// PhonetProtocols has the protocols of AF_PHONET sockets.
var PhonetProtocols = Values{"PN_PROTO_", "PN_PROTO_???", []Const{
	{"PN_PROTO_TRANSPORT", 0},
	{"PN_PROTO_PHONET", 1},
	{"PN_PROTO_PIPE", 2},
}}

// CAIFProtocols has the protocols of AF_CAIF sockets.
var CAIFProtocols = Values{"CAIFPROTO_", "CAIFPROTO_???", []Const{
	{"CAIFPROTO_AT", 0},
	{"CAIFPROTO_DATAGRAM", 1},
	{"CAIFPROTO_DATAGRAM_LOOP", 2},
	{"CAIFPROTO_UTIL", 3},
	{"CAIFPROTO_RFM", 4},
	{"CAIFPROTO_DEBUG", 5},
}}

// NFCProtocols has the protocols of AF_NFC sockets.
var NFCProtocols = Values{"NFC_SOCKPROTO_", "NFC_SOCKPROTO_???", []Const{
	{"NFC_SOCKPROTO_RAW", 0},
	{"NFC_SOCKPROTO_LLCP", 1},
}}

// KCMProtocols has the protocols of AF_KCM sockets.
var KCMProtocols = Values{"KCMPROTO_", "KCMPROTO_???", []Const{
	{"KCMPROTO_CONNECTED", 0},
}}

// SMCProtocols has the protocols of AF_SMC sockets.
var SMCProtocols = Values{"SMCPROTO_", "SMCPROTO_???", []Const{
	{"SMCPROTO_SMC", 0},
	{"SMCPROTO_SMC6", 1},
}}

// IrdaProtocols has the names that strace 6.1 prints for AF_IRDA protocols: those of AF_CAN.
var IrdaProtocols = Values{"IRDAPROTO_", "IRDAPROTO_???", canProtocols}
