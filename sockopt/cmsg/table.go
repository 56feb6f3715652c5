package cmsg

import "sock/sockopt"

// A group has the control messages of one level. The rows are made when they are needed: a variable with kinds of
// another package would be initialized at start-up.
type group struct {
	level int
	rows  func() []Row
}

// table has all levels. A new control message needs only a row in the list of its level.
var table = [...]group{
	{1, socketRows},
	{0, ipRows},
	{41, ipv6Rows},
	{6, tcpRows},
	{17, udpRows},
	{263, packetRows},
	{270, netlinkRows},
	{287, vsockRows},
	{282, tlsRows},
	{279, algRows},
	{132, sctpRows},
	{271, tipcRows},
	{107, j1939Rows},
	{101, canRawRows},
}

// socketRows returns the control messages of level SOL_SOCKET.
func socketRows() []Row {
	return []Row{
		{"SCM_RIGHTS", "", 1, sockopt.Rights, nil, sends | receives, "", "pass file descriptors, at most 253 per message"},
		{"SCM_CREDENTIALS", "", 2, sockopt.Creds, nil, sends | receives, "SO_PASSCRED", "sender identity; forging other ids needs CAP_SYS_ADMIN/CAP_SETUID/CAP_SETGID"},
		{"SCM_SECURITY", "", 3, sockopt.Text, nil, receives, "SO_PASSSEC", "LSM label of the sender"},
		{"SCM_PIDFD", "", 4, sockopt.Integer, nil, receives, "SO_PASSPIDFD", "new descriptor for the sender process"},
		{"SO_TIMESTAMP", "SCM_TIMESTAMP", 29, sockopt.StampMicros, nil, receives, "SO_TIMESTAMP", "receive time, microseconds"},
		{"SO_TIMESTAMP_NEW", "", 63, sockopt.StampMicrosNew, nil, receives, "SO_TIMESTAMP_NEW", "SO_TIMESTAMP with 64-bit seconds everywhere"},
		{"SO_TIMESTAMPNS", "SCM_TIMESTAMPNS", 35, sockopt.StampNanos, nil, receives, "SO_TIMESTAMPNS", "receive time, nanoseconds"},
		{"SO_TIMESTAMPNS_NEW", "", 64, sockopt.StampNanosNew, nil, receives, "SO_TIMESTAMPNS_NEW", "SO_TIMESTAMPNS with 64-bit seconds everywhere"},
		{"SO_TIMESTAMPING", "SCM_TIMESTAMPING", 37, sockopt.Stamps, sockopt.TimestampFlags, sends | receives | queues, "SO_TIMESTAMPING", "receive and transmit timestamps; send form requests TX stamps per message"},
		{"SO_TIMESTAMPING_NEW", "", 65, sockopt.StampsNew, nil, receives | queues, "SO_TIMESTAMPING_NEW", "SO_TIMESTAMPING with 64-bit seconds everywhere"},
		{"SCM_TIMESTAMPING_OPT_STATS", "", 54, tcpStatistics, nil, queues, "SO_TIMESTAMPING", "TCP statistics at the stamp"},
		{"SCM_TIMESTAMPING_PKTINFO", "", 58, sockopt.StampPktinfo, nil, receives, "SO_TIMESTAMPING", "interface and length for hardware stamps"},
		{"SCM_TXTIME", "", 61, sockopt.LaunchTime, nil, sends, "SO_TXTIME", "launch time of the packet"},
		{"SO_RXQ_OVFL", "", 40, sockopt.U32, nil, receives, "SO_RXQ_OVFL", "drop counter; only present when non-zero"},
		{"SO_WIFI_STATUS", "SCM_WIFI_STATUS", 41, sockopt.Integer, nil, queues, "SO_WIFI_STATUS", "frame was acknowledged"},
		{"SO_MARK", "", 36, sockopt.U32, nil, sends | receives, "SO_RCVMARK", "per-message mark; send needs CAP_NET_ADMIN or CAP_NET_RAW"},
		{"SO_PRIORITY", "", 12, sockopt.U32, nil, sends | receives, "SO_RCVPRIORITY", "per-message priority"},
		{"SCM_TS_OPT_ID", "", 81, sockopt.U32, nil, sends, "SO_TIMESTAMPING", "caller-chosen id reported with the TX stamp"},
		{"SCM_INQ", "SO_INQ", 84, sockopt.Integer, nil, receives, "SO_INQ", "bytes still queued"},
		{"SCM_DEVMEM_LINEAR", "", 78, sockopt.Dmabuf, nil, receives, "", "data that landed in a plain buffer"},
		{"SCM_DEVMEM_DMABUF", "", 79, sockopt.Dmabuf, nil, receives, "", "data that landed in device memory"},
	}
}

// ipRows returns the control messages of level IPPROTO_IP.
func ipRows() []Row {
	return []Row{
		{"IP_TOS", "", 1, sockopt.U8, sockopt.TrafficClass, sends | receives, "IP_RECVTOS", "TOS byte"},
		{"IP_TTL", "", 2, sockopt.Integer, nil, sends | receives, "IP_RECVTTL", "TTL"},
		{"SCM_SECURITY", "", 3, sockopt.Text, nil, receives, "IP_PASSSEC", "security label of the datagram"},
		{"IP_RECVOPTS", "", 6, sockopt.Raw, nil, receives, "IP_RECVOPTS", "received options"},
		{"IP_RETOPTS", "IP_RECVRETOPTS", 7, sockopt.Raw, nil, sends | receives, "IP_RETOPTS", "options in reply form"},
		{"IP_PKTINFO", "", 8, sockopt.InPktinfo, nil, sends | receives, "IP_PKTINFO", "interface and addresses; on send picks interface and source"},
		{"IP_RECVERR", "", 11, extendedErr4, nil, queues, "IP_RECVERR", "queued error"},
		{"IP_ORIGDSTADDR", "", 20, sockopt.SockaddrIn, nil, receives, "IP_RECVORIGDSTADDR", "destination before redirection"},
		{"IP_CHECKSUM", "", 23, sockopt.U32, nil, receives, "IP_CHECKSUM", "payload checksum"},
		{"IP_RECVFRAGSIZE", "", 25, sockopt.Integer, nil, receives, "IP_RECVFRAGSIZE", "largest fragment"},
		{"IP_PROTOCOL", "", 52, sockopt.Integer, nil, sends, "", "protocol used for route/policy lookup"},
	}
}

// ipv6Rows returns the control messages of level IPPROTO_IPV6.
func ipv6Rows() []Row {
	return []Row{
		{"IPV6_2292PKTINFO", "", 2, sockopt.In6Pktinfo, nil, sends | receives, "IPV6_2292PKTINFO", "RFC 2292 form of IPV6_PKTINFO"},
		{"IPV6_2292HOPOPTS", "", 3, sockopt.Raw, nil, sends | receives, "IPV6_2292HOPOPTS", "RFC 2292 form of IPV6_HOPOPTS"},
		{"IPV6_2292DSTOPTS", "", 4, sockopt.Raw, nil, sends | receives, "IPV6_2292DSTOPTS", "RFC 2292 form of IPV6_DSTOPTS"},
		{"IPV6_2292RTHDR", "", 5, sockopt.Raw, nil, sends | receives, "IPV6_2292RTHDR", "RFC 2292 form of IPV6_RTHDR"},
		{"IPV6_2292HOPLIMIT", "", 8, sockopt.Integer, nil, sends | receives, "IPV6_2292HOPLIMIT", "RFC 2292 form of IPV6_HOPLIMIT"},
		{"IPV6_FLOWINFO", "", 11, sockopt.Flowinfo, nil, sends | receives, "IPV6_FLOWINFO", "traffic class and flow label"},
		{"IPV6_RECVERR", "", 25, extendedErr6, nil, queues, "IPV6_RECVERR", "queued error"},
		{"IPV6_PKTINFO", "", 50, sockopt.In6Pktinfo, nil, sends | receives, "IPV6_RECVPKTINFO", "source/destination and interface"},
		{"IPV6_HOPLIMIT", "", 52, sockopt.Integer, nil, sends | receives, "IPV6_RECVHOPLIMIT", "hop limit"},
		{"IPV6_HOPOPTS", "", 54, sockopt.Raw, nil, sends | receives, "IPV6_RECVHOPOPTS", "hop-by-hop header; send needs CAP_NET_RAW"},
		{"IPV6_RTHDRDSTOPTS", "", 55, sockopt.Raw, nil, sends, "", "destination options before a routing header; needs CAP_NET_RAW"},
		{"IPV6_RTHDR", "", 57, sockopt.Raw, nil, sends | receives, "IPV6_RECVRTHDR", "routing header"},
		{"IPV6_DSTOPTS", "", 59, sockopt.Raw, nil, sends | receives, "IPV6_RECVDSTOPTS", "destination options; send needs CAP_NET_RAW"},
		{"IPV6_PATHMTU", "", 61, sockopt.MTUInfo6, nil, receives, "IPV6_RECVPATHMTU", "new path MTU"},
		{"IPV6_DONTFRAG", "", 62, sockopt.Flag, nil, sends, "", "no local fragmentation for this message"},
		{"IPV6_TCLASS", "", 67, sockopt.TrafficClass, nil, sends | receives, "IPV6_RECVTCLASS", "traffic class"},
		{"IPV6_ORIGDSTADDR", "", 74, sockopt.SockaddrIn6, nil, receives, "IPV6_RECVORIGDSTADDR", "destination before redirection"},
		{"IPV6_RECVFRAGSIZE", "", 77, sockopt.Integer, nil, receives, "IPV6_RECVFRAGSIZE", "largest fragment"},
	}
}

// tcpRows returns the control messages of level IPPROTO_TCP.
func tcpRows() []Row {
	return []Row{
		{"TCP_CM_INQ", "", 36, sockopt.Integer, nil, receives, "TCP_INQ", "bytes still queued"},
	}
}

// udpRows returns the control messages of level IPPROTO_UDP.
func udpRows() []Row {
	return []Row{
		{"UDP_SEGMENT", "", 103, sockopt.U16, nil, sends, "", "segment size for this send"},
		{"UDP_GRO", "", 104, sockopt.Integer, nil, receives, "UDP_GRO", "segment size of coalesced data; only present when coalesced"},
	}
}

// packetRows returns the control messages of level SOL_PACKET.
func packetRows() []Row {
	return []Row{
		{"PACKET_AUXDATA", "", 8, sockopt.Auxdata, nil, receives, "PACKET_AUXDATA", "status, lengths, VLAN"},
		{"PACKET_TX_TIMESTAMP", "", 16, extendedErr, nil, queues, "SO_TIMESTAMPING", "companion of TX timestamp"},
	}
}

// netlinkRows returns the control messages of level SOL_NETLINK.
func netlinkRows() []Row {
	return []Row{
		{"NETLINK_PKTINFO", "", 3, sockopt.NetlinkPktinfo, nil, receives, "NETLINK_PKTINFO", "multicast group the message came from"},
		{"NETLINK_LISTEN_ALL_NSID", "", 8, sockopt.Integer, nil, receives, "NETLINK_LISTEN_ALL_NSID", "namespace id of the sender"},
	}
}

// vsockRows returns the control messages of level SOL_VSOCK.
func vsockRows() []Row {
	return []Row{
		{"VSOCK_RECVERR", "", 1, extendedErr, nil, queues, "SO_ZEROCOPY", "zerocopy completion"},
	}
}

// tlsRows returns the control messages of level SOL_TLS.
func tlsRows() []Row {
	return []Row{
		{"TLS_SET_RECORD_TYPE", "", 1, sockopt.RecordType, nil, sends, "TLS_TX", "record type of this send"},
		{"TLS_GET_RECORD_TYPE", "", 2, sockopt.RecordType, nil, receives, "TLS_RX", "record type received"},
	}
}

// algRows returns the control messages of level SOL_ALG.
func algRows() []Row {
	return []Row{
		{"ALG_SET_IV", "", 2, sockopt.AlgIV, nil, sends, "", "initialisation vector"},
		{"ALG_SET_OP", "", 3, sockopt.AlgOp, nil, sends, "", "0 decrypt, 1 encrypt"},
		{"ALG_SET_AEAD_ASSOCLEN", "", 4, sockopt.U32, nil, sends, "", "associated data length"},
	}
}

// sctpRows returns the control messages of level SOL_SCTP.
func sctpRows() []Row {
	return []Row{
		{"SCTP_INIT", "", 0, sockopt.SCTPInit, nil, sends, "", "INIT parameters for an implicit connect"},
		{"SCTP_SNDRCV", "", 1, sockopt.SCTPSndrcv, nil, sends | receives, "SCTP_EVENTS", "old per-message info"},
		{"SCTP_SNDINFO", "", 2, sockopt.SCTPSnd, nil, sends, "", "stream, ppid, flags"},
		{"SCTP_RCVINFO", "", 3, sockopt.SCTPRcv, nil, receives, "SCTP_RECVRCVINFO", "stream, ssn, tsn, ppid"},
		{"SCTP_NXTINFO", "", 4, sockopt.SCTPNxt, nil, receives, "SCTP_RECVNXTINFO", "about the next message"},
		{"SCTP_PRINFO", "", 5, sockopt.SCTPPr, nil, sends, "", "partial reliability"},
		{"SCTP_AUTHINFO", "", 6, sockopt.SCTPAuth, nil, sends, "", "key number"},
		{"SCTP_DSTADDRV4", "", 7, sockopt.InAddr, nil, sends, "", "extra destination"},
		{"SCTP_DSTADDRV6", "", 8, sockopt.In6Addr, nil, sends, "", "extra destination"},
	}
}

// tipcRows returns the control messages of level SOL_TIPC.
func tipcRows() []Row {
	return []Row{
		{"TIPC_ERRINFO", "", 1, sockopt.TIPCErr, nil, receives, "", "error code and length"},
		{"TIPC_RETDATA", "", 2, sockopt.Raw, nil, receives, "", "returned data"},
		{"TIPC_DESTNAME", "", 3, sockopt.TIPCName, nil, receives, "", "service the message was sent to"},
	}
}

// j1939Rows returns the control messages of level SOL_CAN_J1939.
func j1939Rows() []Row {
	return []Row{
		{"SCM_J1939_DEST_ADDR", "", 1, sockopt.U8, nil, receives, "", "destination address"},
		{"SCM_J1939_DEST_NAME", "", 2, sockopt.U64, nil, receives, "", "destination name"},
		{"SCM_J1939_PRIO", "", 3, sockopt.U8, nil, receives, "", "priority"},
		{"SCM_J1939_ERRQUEUE", "", 4, extendedErr, nil, queues, "SO_J1939_ERRQUEUE", "transfer progress"},
	}
}

// canRawRows returns the control messages of level SOL_CAN_RAW.
func canRawRows() []Row {
	return []Row{
		{"SCM_CAN_RAW_ERRQUEUE", "", 1, extendedErr, nil, queues, "SO_TIMESTAMPING", "companion of TX timestamp"},
	}
}
