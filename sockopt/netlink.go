package sockopt

// netlinkRows are the options of level SOL_NETLINK.
var netlinkRows = []Row{
	{"NETLINK_ADD_MEMBERSHIP", 1, U32, Set, Any, netlink, 0, "join one multicast group"},
	{"NETLINK_DROP_MEMBERSHIP", 2, U32, Set, Any, netlink, 0, "leave one multicast group"},
	{"NETLINK_PKTINFO", 3, Flag, RW, Any, netlink, 0, "adds nl_pktinfo (group) control message"},
	{"NETLINK_BROADCAST_ERROR", 4, Flag, RW, Any, netlink, 0, "report broadcast delivery failures to the sender"},
	{"NETLINK_NO_ENOBUFS", 5, Flag, RW, Any, netlink, 0, "do not raise ENOBUFS when messages were dropped"},
	{"NETLINK_RX_RING", 6, Raw, None, Any, nothing, 0, "removed mmap support"},
	{"NETLINK_TX_RING", 7, Raw, None, Any, nothing, 0, "removed mmap support"},
	{"NETLINK_LISTEN_ALL_NSID", 8, Flag, RW, Any, netlink, 0, "receive events from namespaces that have an id here"},
	{"NETLINK_LIST_MEMBERSHIPS", 9, rawLong, Get, Any, netlink, 0, "bitmap of joined groups; length reports the needed size"},
	{"NETLINK_CAP_ACK", 10, Flag, RW, Any, netlink, 0, "error replies omit the original payload"},
	{"NETLINK_EXT_ACK", 11, Flag, RW, Any, netlink, 0, "error replies carry extended TLVs"},
	{"NETLINK_GET_STRICT_CHK", 12, Flag, RW, Any, netlink, 0, "strict checking of dump requests"},
}
