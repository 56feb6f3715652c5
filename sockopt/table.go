package sockopt

// A group is a level and its options. A level of which sock knows only the name has none.
type group struct {
	Level
	rows []Row
}

// table has all levels and options. A new option needs only a row in the list of its level. The numbers are the same on
// amd64, arm64, arm, 386, riscv64, loong64 and s390x.
var table = [...]group{
	{Level{"SOL_SOCKET", "SOL_SOCKET", "SO_", 1}, socketRows},
	{Level{"IPPROTO_IP", "SOL_IP", "IP_", 0}, ipRows},
	{Level{"IPPROTO_IPV6", "SOL_IPV6", "IPV6_", 41}, ipv6Rows},
	{Level{"IPPROTO_TCP", "SOL_TCP", "TCP_", 6}, tcpRows},
	{Level{"IPPROTO_UDP", "SOL_UDP", "UDP_", 17}, udpRows},
	{Level{"SOL_UDPLITE", "SOL_UDPLITE", "", 136}, udpliteRows},
	{Level{"SOL_RAW", "SOL_RAW", "RAW_", 255}, rawRows},
	{Level{"SOL_ICMPV6", "SOL_ICMPV6", "", 58}, icmpv6Rows},
	{Level{"SOL_MPTCP", "", "", 284}, mptcpRows},
	{Level{"AF_VSOCK", "AF_VSOCK", "SO_VM_", 40}, vsockRows},
	{Level{"SOL_PACKET", "SOL_PACKET", "PACKET_", 263}, packetRows},
	{Level{"SOL_NETLINK", "SOL_NETLINK", "NETLINK_", 270}, netlinkRows},
	{Level{"SOL_TLS", "SOL_TLS", "TLS_", 282}, tlsRows},
	{Level{"SOL_XDP", "SOL_XDP", "XDP_", 283}, xdpRows},
	{Level{"SOL_ALG", "SOL_ALG", "ALG_", 279}, algRows},
	{Level{"SOL_SCTP", "SOL_SCTP", "SCTP_", 132}, sctpRows},
	{Level{"SOL_CAN_RAW", "SOL_CAN_RAW", "CAN_RAW_", 101}, canRawRows},
	{Level{"SOL_CAN_ISOTP", "", "", 106}, canIsotpRows},
	{Level{"SOL_CAN_J1939", "", "", 107}, canJ1939Rows},
	{Level{"SOL_TIPC", "SOL_TIPC", "TIPC_", 271}, tipcRows},
	{Level{"SOL_KCM", "SOL_KCM", "KCM_", 281}, kcmRows},
	{Level{"SOL_SMC", "", "", 286}, smcRows},
	{Level{"SOL_MCTP", "", "", 285}, mctpRows},
	{Level{"SOL_RDS", "SOL_RDS", "RDS_", 276}, rdsRows},
	{Level{"SOL_DCCP", "SOL_DCCP", "DCCP_SOCKOPT_", 269}, dccpRows},
	{Level{"SOL_BLUETOOTH", "SOL_BLUETOOTH", "BT_", 274}, bluetoothRows},
	{Level{"SOL_RXRPC", "SOL_RXRPC", "RXRPC_", 272}, rxrpcRows},
	{Level{"SOL_LLC", "SOL_LLC", "LLC_OPT_", 268}, llcRows},
	{Level{"SOL_PPPOL2TP", "SOL_PPPOL2TP", "PPPOL2TP_SO_", 273}, pppol2tpRows},
	{Level{"SOL_IUCV", "SOL_IUCV", "SO_", 277}, iucvRows},
	{Level{"SOL_CAIF", "SOL_CAIF", "CAIFSO_", 278}, caifRows},
	{Level{"SOL_NFC", "SOL_NFC", "NFC_LLCP_", 280}, nfcRows},
	{Level{"SOL_PNPIPE", "SOL_PNPIPE", "PNPIPE_", 275}, pnpipeRows},
	{Level{"", "SOL_CAN_BASE", "", 100}, nil},
	{Level{"", "SOL_IPX", "IPX_", 256}, nil},
	{Level{"", "SOL_AX25", "AX25_", 257}, nil},
	{Level{"", "SOL_ATALK", "", 258}, nil},
	{Level{"", "SOL_NETROM", "", 259}, nil},
	{Level{"", "SOL_ROSE", "", 260}, nil},
	{Level{"", "SOL_DECNET", "", 261}, nil},
	{Level{"", "SOL_X25", "", 262}, nil},
	{Level{"", "SOL_ATM", "", 264}, nil},
	{Level{"", "SOL_AAL", "", 265}, nil},
	{Level{"", "SOL_IRDA", "IRLMP_", 266}, nil},
	{Level{"", "SOL_NETBEUI", "", 267}, nil},
	{Level{"SOL_VSOCK", "", "", 287}, nil},
}
