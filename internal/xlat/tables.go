package xlat

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// Families has the address families of socket(2), address_families(7).
var Families = Values{"AF_", "AF_???", []Const{
	{"AF_UNSPEC", 0},
	{"AF_UNIX", 1},
	{"AF_INET", 2},
	{"AF_AX25", 3},
	{"AF_IPX", 4},
	{"AF_APPLETALK", 5},
	{"AF_NETROM", 6},
	{"AF_BRIDGE", 7},
	{"AF_ATMPVC", 8},
	{"AF_X25", 9},
	{"AF_INET6", 10},
	{"AF_ROSE", 11},
	{"AF_DECnet", 12},
	{"AF_NETBEUI", 13},
	{"AF_SECURITY", 14},
	{"AF_KEY", 15},
	{"AF_NETLINK", 16},
	{"AF_PACKET", 17},
	{"AF_ASH", 18},
	{"AF_ECONET", 19},
	{"AF_ATMSVC", 20},
	{"AF_RDS", 21},
	{"AF_SNA", 22},
	{"AF_IRDA", 23},
	{"AF_PPPOX", 24},
	{"AF_WANPIPE", 25},
	{"AF_LLC", 26},
	{"AF_IB", 27},
	{"AF_MPLS", 28},
	{"AF_CAN", 29},
	{"AF_TIPC", 30},
	{"AF_BLUETOOTH", 31},
	{"AF_IUCV", 32},
	{"AF_RXRPC", 33},
	{"AF_ISDN", 34},
	{"AF_PHONET", 35},
	{"AF_IEEE802154", 36},
	{"AF_CAIF", 37},
	{"AF_ALG", 38},
	{"AF_NFC", 39},
	{"AF_VSOCK", 40},
	{"AF_KCM", 41},
	{"AF_QIPCRTR", 42},
	{"AF_SMC", 43},
	{"AF_XDP", 44},
	{"AF_MCTP", 45},
	{"AF_LOCAL", 1},
	{"AF_ROUTE", 16},
}}

// SocketTypes has the types of socket(2), without SocketFlags.
var SocketTypes = Values{"SOCK_", "SOCK_???", []Const{
	{"SOCK_STREAM", 1},
	{"SOCK_DGRAM", 2},
	{"SOCK_RAW", 3},
	{"SOCK_RDM", 4},
	{"SOCK_SEQPACKET", 5},
	{"SOCK_DCCP", 6},
	{"SOCK_PACKET", 10},
}}

// SocketFlags has the flags that socket(2) takes together with the type, and that accept4(2) takes.
var SocketFlags = Flags{"SOCK_", "SOCK_???", []Const{
	{"SOCK_CLOEXEC", unix.SOCK_CLOEXEC},
	{"SOCK_NONBLOCK", unix.SOCK_NONBLOCK},
}}

// MsgFlags has the flags of send(2) and recv(2).
var MsgFlags = NewerFlags{Flags{"MSG_", "MSG_???", []Const{
	{"MSG_OOB", 0x1},
	{"MSG_PEEK", 0x2},
	{"MSG_DONTROUTE", 0x4},
	{"MSG_CTRUNC", 0x8},
	{"MSG_PROBE", 0x10},
	{"MSG_TRUNC", 0x20},
	{"MSG_DONTWAIT", 0x40},
	{"MSG_EOR", 0x80},
	{"MSG_WAITALL", 0x100},
	{"MSG_FIN", 0x200},
	{"MSG_SYN", 0x400},
	{"MSG_CONFIRM", 0x800},
	{"MSG_RST", 0x1000},
	{"MSG_ERRQUEUE", 0x2000},
	{"MSG_NOSIGNAL", 0x4000},
	{"MSG_MORE", 0x8000},
	{"MSG_WAITFORONE", 0x10000},
	{"MSG_SENDPAGE_NOTLAST", 0x20000},
	{"MSG_BATCH", 0x40000},
	{"MSG_NO_SHARED_FRAGS", 0x80000},
	{"MSG_ZEROCOPY", 0x4000000},
	{"MSG_FASTOPEN", 0x20000000},
	{"MSG_CMSG_CLOEXEC", 0x40000000},
	{"MSG_CMSG_COMPAT", 0x80000000},
	{"MSG_EOF", 0x200},
	{"MSG_TRYHARD", 0x4},
	{"MSG_PROXY", 0x10},
}}, []Const{
	{"MSG_SENDPAGE_DECRYPTED", 0x100000},
	{"MSG_SOCK_DEVMEM", 0x2000000},
	{"MSG_SPLICE_PAGES", 0x8000000},
}}

// Shutdown has the values of how in shutdown(2).
var Shutdown = Values{"SHUT_", "SHUT_???", []Const{
	{"SHUT_RD", 0},
	{"SHUT_WR", 1},
	{"SHUT_RDWR", 2},
}}

// PollEvents has the events of poll(2), in the order in which strace prints them.
var PollEvents = Flags{"POLL", "POLL???", []Const{
	{"POLLIN", 0x1},
	{"POLLPRI", 0x2},
	{"POLLOUT", 0x4},
	{"POLLRDNORM", 0x40},
	{"POLLWRNORM", 0x100},
	{"POLLRDBAND", 0x80},
	{"POLLWRBAND", 0x200},
	{"POLLERR", 0x8},
	{"POLLHUP", 0x10},
	{"POLLNVAL", 0x20},
	{"POLLMSG", 0x400},
	{"POLLREMOVE", 0x1000},
	{"POLLRDHUP", 0x2000},
}}

// Fcntl has the commands of fcntl(2) that sock uses.
var Fcntl = Values{"F_", "F_???", []Const{
	{"F_DUPFD", 0},
	{"F_GETFD", 1},
	{"F_SETFD", 2},
	{"F_GETFL", 3},
	{"F_SETFL", 4},
	{"F_DUPFD_CLOEXEC", 1030},
	{"F_SETPIPE_SZ", 1031},
	{"F_GETPIPE_SZ", 1032},
}}

// PidfdFlags has the flags of pidfd_open(2).
var PidfdFlags = NewerFlags{Flags{"PIDFD_", "PIDFD_???", []Const{
	{"PIDFD_NONBLOCK", unix.PIDFD_NONBLOCK},
}}, []Const{
	{"PIDFD_THREAD", unix.O_EXCL},
}}

// SpliceFlags has the flags of splice(2).
var SpliceFlags = Flags{"SPLICE_F_", "SPLICE_F_???", []Const{
	{"SPLICE_F_MOVE", 1},
	{"SPLICE_F_NONBLOCK", 2},
	{"SPLICE_F_MORE", 4},
}}

// EpollOps has the operations of epoll_ctl(2).
var EpollOps = Values{"EPOLL_CTL_", "EPOLL_CTL_???", []Const{
	{"EPOLL_CTL_ADD", 1},
	{"EPOLL_CTL_DEL", 2},
	{"EPOLL_CTL_MOD", 3},
}}

// EpollEvents has the events and flags of epoll_ctl(2), in the order in which strace prints them.
var EpollEvents = Flags{"EPOLL", "EPOLL???", []Const{
	{"EPOLLIN", 0x1},
	{"EPOLLPRI", 0x2},
	{"EPOLLOUT", 0x4},
	{"EPOLLERR", 0x8},
	{"EPOLLHUP", 0x10},
	{"EPOLLNVAL", 0x20},
	{"EPOLLRDNORM", 0x40},
	{"EPOLLRDBAND", 0x80},
	{"EPOLLWRNORM", 0x100},
	{"EPOLLWRBAND", 0x200},
	{"EPOLLMSG", 0x400},
	{"EPOLLRDHUP", 0x2000},
	{"EPOLLEXCLUSIVE", 0x10000000},
	{"EPOLLWAKEUP", 0x20000000},
	{"EPOLLONESHOT", 0x40000000},
	{"EPOLLET", 0x80000000},
}}

// InterfaceFlags has the interface flags of netdevice(7).
var InterfaceFlags = Flags{"IFF_", "IFF_???", []Const{
	{"IFF_UP", 0x1},
	{"IFF_BROADCAST", 0x2},
	{"IFF_DEBUG", 0x4},
	{"IFF_LOOPBACK", 0x8},
	{"IFF_POINTOPOINT", 0x10},
	{"IFF_NOTRAILERS", 0x20},
	{"IFF_RUNNING", 0x40},
	{"IFF_NOARP", 0x80},
	{"IFF_PROMISC", 0x100},
	{"IFF_ALLMULTI", 0x200},
	{"IFF_MASTER", 0x400},
	{"IFF_SLAVE", 0x800},
	{"IFF_MULTICAST", 0x1000},
	{"IFF_PORTSEL", 0x2000},
	{"IFF_AUTOMEDIA", 0x4000},
	{"IFF_DYNAMIC", 0x8000},
}}

// FdFlags has the flags of F_SETFD, fcntl(2).
var FdFlags = Flags{"FD_", "FD_???", []Const{
	{"FD_CLOEXEC", 1},
}}

// StatusFlags returns the text of F_GETFL's result, fcntl(2): the access mode and the other flags.
func StatusFlags(v uint32) string {
	text := OpenModes.Text(v & unix.O_ACCMODE)
	if v &^= unix.O_ACCMODE; v != 0 {
		text += "|" + OpenFlags.Text(v)
	}
	return text
}

// OpenModes has the access modes of open(2): the low two bits of its flags.
var OpenModes = Values{"O_", "O_???", []Const{
	{"O_RDONLY", unix.O_RDONLY},
	{"O_WRONLY", unix.O_WRONLY},
	{"O_RDWR", unix.O_RDWR},
	{"O_ACCMODE", unix.O_ACCMODE},
}}

// OpenFlags has the other flags of open(2) that F_GETFL returns.
var OpenFlags = Flags{"O_", "O_???", []Const{
	{"O_CREAT", unix.O_CREAT},
	{"O_EXCL", unix.O_EXCL},
	{"O_NOCTTY", unix.O_NOCTTY},
	{"O_TRUNC", unix.O_TRUNC},
	{"O_APPEND", unix.O_APPEND},
	{"O_NONBLOCK", unix.O_NONBLOCK},
	{"O_SYNC", unix.O_SYNC},
	{"O_DSYNC", unix.O_DSYNC},
	{"O_DIRECT", unix.O_DIRECT},
	{"O_LARGEFILE", largeFile()},
	{"O_NOFOLLOW", unix.O_NOFOLLOW},
	{"O_NOATIME", unix.O_NOATIME},
	{"O_CLOEXEC", unix.O_CLOEXEC},
	{"O_PATH", unix.O_PATH},
	{"O_DIRECTORY", unix.O_DIRECTORY},
	{"FASYNC", unix.O_ASYNC},
}}

// largeFile returns O_LARGEFILE. A 64-bit kernel sets it for every file, but the constant is 0 in programs and in
// package unix there.
func largeFile() uint32 {
	switch runtime.GOARCH {
	case "arm", "arm64":
		return 0x20000
	case "ppc64", "ppc64le":
		return 0x10000
	case "mips", "mipsle", "mips64", "mips64le":
		return 0x2000
	}
	return 0x8000
}

// InetProtocols has the protocols of AF_INET and AF_INET6 sockets, ip(7).
var InetProtocols = NewerValues{Values{"IPPROTO_", "IPPROTO_???", []Const{
	{"IPPROTO_IP", 0},
	{"IPPROTO_ICMP", 1},
	{"IPPROTO_IGMP", 2},
	{"IPPROTO_IPIP", 4},
	{"IPPROTO_TCP", 6},
	{"IPPROTO_EGP", 8},
	{"IPPROTO_PUP", 12},
	{"IPPROTO_UDP", 17},
	{"IPPROTO_IDP", 22},
	{"IPPROTO_TP", 29},
	{"IPPROTO_DCCP", 33},
	{"IPPROTO_IPV6", 41},
	{"IPPROTO_ROUTING", 43},
	{"IPPROTO_FRAGMENT", 44},
	{"IPPROTO_RSVP", 46},
	{"IPPROTO_GRE", 47},
	{"IPPROTO_ESP", 50},
	{"IPPROTO_AH", 51},
	{"IPPROTO_ICMPV6", 58},
	{"IPPROTO_NONE", 59},
	{"IPPROTO_DSTOPTS", 60},
	{"IPPROTO_MTP", 92},
	{"IPPROTO_BEETPH", 94},
	{"IPPROTO_ENCAP", 98},
	{"IPPROTO_PIM", 103},
	{"IPPROTO_COMP", 108},
	{"IPPROTO_L2TP", 115},
	{"IPPROTO_SCTP", 132},
	{"IPPROTO_MH", 135},
	{"IPPROTO_UDPLITE", 136},
	{"IPPROTO_MPLS", 137},
	{"IPPROTO_ETHERNET", 143},
	{"IPPROTO_RAW", 255},
	{"IPPROTO_MPTCP", 262},
}}, []Const{
	{"IPPROTO_SMC", 256},
}}

// NetlinkProtocols has the protocols of AF_NETLINK sockets, netlink(7).
var NetlinkProtocols = Values{"NETLINK_", "NETLINK_???", []Const{
	{"NETLINK_ROUTE", 0},
	{"NETLINK_UNUSED", 1},
	{"NETLINK_USERSOCK", 2},
	{"NETLINK_FIREWALL", 3},
	{"NETLINK_SOCK_DIAG", 4},
	{"NETLINK_NFLOG", 5},
	{"NETLINK_XFRM", 6},
	{"NETLINK_SELINUX", 7},
	{"NETLINK_ISCSI", 8},
	{"NETLINK_AUDIT", 9},
	{"NETLINK_FIB_LOOKUP", 10},
	{"NETLINK_CONNECTOR", 11},
	{"NETLINK_NETFILTER", 12},
	{"NETLINK_IP6_FW", 13},
	{"NETLINK_DNRTMSG", 14},
	{"NETLINK_KOBJECT_UEVENT", 15},
	{"NETLINK_GENERIC", 16},
	{"NETLINK_SCSITRANSPORT", 18},
	{"NETLINK_ECRYPTFS", 19},
	{"NETLINK_RDMA", 20},
	{"NETLINK_CRYPTO", 21},
	{"NETLINK_SMC", 22},
}}

// TCPStates has the TCP states of RFC 793. The index is the number in tcpi_state and /proc/net/tcp.
var TCPStates = [...]string{
	"", "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT",
	"CLOSED", "CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING", "SYN-RECEIVED",
}
