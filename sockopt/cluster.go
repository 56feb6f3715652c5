package sockopt

// tipcRows has the options of level SOL_TIPC.
var tipcRows = []Row{
	{"TIPC_IMPORTANCE", 127, importance, RW, Any, tipc, 0, "message importance"},
	{"TIPC_SRC_DROPPABLE", 128, Flag, RW, Any, tipc, 0, "own messages may be dropped under congestion"},
	{"TIPC_DEST_DROPPABLE", 129, Flag, RW, Any, tipc, 0, "undeliverable messages are discarded"},
	{"TIPC_CONN_TIMEOUT", 130, millis, RW, BeforeConnect, tipc, 0, "connect timeout"},
	{"TIPC_NODE_RECVQ_DEPTH", 131, U32, Get, Any, tipc, 0, "queue depth of the node (reports 0)"},
	{"TIPC_SOCK_RECVQ_DEPTH", 132, U32, Get, Any, tipc, 0, "messages queued on this socket"},
	{"TIPC_MCAST_BROADCAST", 133, noValue, Set, Any, tipc, 0, "force broadcast for multicast sends"},
	{"TIPC_MCAST_REPLICAST", 134, noValue, Set, Any, tipc, 0, "force replicast for multicast sends"},
	{"TIPC_GROUP_JOIN", 135, tipcGroupReq, RW, Any, tipc, 0, "join a communication group"},
	{"TIPC_GROUP_LEAVE", 136, noValue, Set, Any, tipc, 0, "leave the communication group"},
	{"TIPC_SOCK_RECVQ_USED", 137, size, Get, Any, tipc, 0, "receive queue bytes in use"},
	{"TIPC_NODELAY", 138, Flag, RW, Any, tipc, 0, "turn small-message bundling off"},
}

// rdsRows has the options of level SOL_RDS.
var rdsRows = []Row{
	{"RDS_CANCEL_SENT_TO", 1, sockaddr, Set, Any, rds, 0, "drop queued messages for one peer"},
	{"RDS_GET_MR", 2, Raw, Set, Any, rds, 0, "register memory for RDMA"},
	{"RDS_FREE_MR", 3, Raw, Set, Any, rds, 0, "release an RDMA registration"},
	{"RDS_BARRIER", 4, noValue, None, Any, rds, 0, "deprecated, refused"},
	{"RDS_RECVERR", 5, Flag, RW, Any, rds, 0, "report send failures"},
	{"RDS_CONG_MONITOR", 6, Flag, Set, Any, rds, 0, "congestion notifications"},
	{"RDS_GET_MR_FOR_DEST", 7, Raw, Set, Any, rds, 0, "register memory for one destination"},
	{"SO_RDS_TRANSPORT", 8, rdsTransport, RW, BeforeBind | Strict, rds, 0, "pin the transport"},
	{"SO_RDS_MSG_RXPATH_LATENCY", 10, Raw, Set, Any, rds, 0, "trace receive-path latency"},
	{"RDS_INFO_COUNTERS", 10000, Raw, Get, Any, rds, 0, "global counters"},
	{"RDS_INFO_CONNECTIONS", 10001, Raw, Get, Any, rds, 0, "connections"},
	{"RDS_INFO_FLOWS", 10002, Raw, None, Any, rds, 0, "deprecated listing"},
	{"RDS_INFO_SEND_MESSAGES", 10003, Raw, Get, Any, rds, 0, "send queue"},
	{"RDS_INFO_RETRANS_MESSAGES", 10004, Raw, Get, Any, rds, 0, "retransmit queue"},
	{"RDS_INFO_RECV_MESSAGES", 10005, Raw, Get, Any, rds, 0, "receive queue"},
	{"RDS_INFO_SOCKETS", 10006, Raw, Get, Any, rds, 0, "sockets"},
	{"RDS_INFO_TCP_SOCKETS", 10007, Raw, Get, Any, rds, 0, "TCP transport sockets"},
	{"RDS_INFO_IB_CONNECTIONS", 10008, Raw, Get, Any, rds, 0, "InfiniBand connections"},
	{"RDS_INFO_CONNECTION_STATS", 10009, Raw, Get, Any, rds, 0, "connection statistics"},
	{"RDS_INFO_IWARP_CONNECTIONS", 10010, Raw, None, Any, rds, 0, "iWARP connections (transport removed)"},
}

// kcmRows has the options of level SOL_KCM.
var kcmRows = []Row{
	{"KCM_RECV_DISABLE", 1, Flag, RW, Any, kcm, 0, "stop this KCM socket from receiving"},
}

// rxrpcRows has the options of level SOL_RXRPC.
var rxrpcRows = []Row{
	{"RXRPC_SECURITY_KEY", 1, Text, Set, BeforeBind, rxrpc, 0, "client security key name"},
	{"RXRPC_SECURITY_KEYRING", 2, Text, Set, BeforeBind, rxrpc, 0, "server keyring name"},
	{"RXRPC_EXCLUSIVE_CONNECTION", 3, noValue, Set, BeforeBind, rxrpc, 0, "never share the virtual connection"},
	{"RXRPC_MIN_SECURITY_LEVEL", 4, U32, Set, BeforeBind, rxrpc, 0, "minimum security level"},
	{"RXRPC_UPGRADEABLE_SERVICE", 5, upgradeService, Set, BeforeListen, rxrpc, 0, "service id upgrade pair"},
	{"RXRPC_SUPPORTED_CMSG", 6, Integer, Get, Any, rxrpc, 0, "highest control message known"},
	{"RXRPC_MANAGE_RESPONSE", 7, Flag, Set, BeforeBind, rxrpc, young, "let user space answer security challenges"},
}
