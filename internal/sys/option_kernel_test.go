package sys

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sock/sockopt"
)

// TestOptionsReachTheKernel sets options on real sockets and reads them back in the syntax in which they were set. It
// skips what the kernel lacks and what only root may do.
func TestOptionsReachTheKernel(t *testing.T) {
	for _, c := range []struct {
		socket, set, get, want string // want is the beginning of what get prints, or "" if that is set
	}{
		{"tcp", "SO_KEEPALIVE", "SO_KEEPALIVE", "1"},
		{"tcp", "SO_RCVTIMEO=1.5s", "SO_RCVTIMEO", ""},
		{"tcp", "SO_SNDTIMEO_NEW=2s", "SO_SNDTIMEO_NEW", ""},
		{"tcp", "SO_LINGER=5", "SO_LINGER", ""},
		{"tcp", "SO_RCVBUF=64k", "SO_RCVBUF", "131072"},
		{"tcp", "SO_MAX_PACING_RATE=1Mbit", "SO_MAX_PACING_RATE", "125000"},
		{"tcp", "SO_BINDTODEVICE=lo", "SO_BINDTODEVICE", ""},
		{"tcp", "SO_BINDTOIFINDEX=lo", "SO_BINDTOIFINDEX", ""},
		{"tcp", "SO_BUF_LOCK=sndbuf|rcvbuf", "SO_BUF_LOCK", ""},
		{"tcp", "SO_TIMESTAMPING=rx_software|software", "SO_TIMESTAMPING", ""},
		{"tcp", "TCP_CONGESTION=reno", "TCP_CONGESTION", ""},
		{"tcp", "TCP_KEEPIDLE=2m", "TCP_KEEPIDLE", "120"},
		{"tcp", "TCP_USER_TIMEOUT=1.5s", "TCP_USER_TIMEOUT", "1500"},
		{"tcp", "TCP_FASTOPEN_KEY=hex:000102030405060708090a0b0c0d0e0f", "TCP_FASTOPEN_KEY", ""},
		{"tcp", "TCP_MD5SIG=192.0.2.1=secret", "", ""},
		{"tcp", "TCP_MD5SIG_EXT=192.0.2.0/24=hex:00ff", "", ""},
		{"tcp", "IP_LOCAL_PORT_RANGE=40000-40100", "IP_LOCAL_PORT_RANGE", ""},
		{"tcp", "IP_UNICAST_IF=lo", "IP_UNICAST_IF", ""},
		{"tcp", "IP_TOS=AF41", "IP_TOS", "136"},
		{"tcp", "IP_TOS=uint8:40", "IP_TOS=1", "hex:28"},
		{"tcp", "IP_OPTIONS=hex:01010101", "IP_OPTIONS", ""},
		{"tcp", "", "TCP_INFO", "tcpi_state=TCP_CLOSE,tcpi_ca_state=TCP_CA_Open,"},
		{"tcp", "", "SO_TYPE", "SOCK_STREAM"},
		{"tcp", "", "SO_DOMAIN", "AF_INET"},
		{"tcp", "", "SO_ERROR", "0"},
		{"tcp", "", "SO_COOKIE", ""},
		{"tcp", "", "SO_NETNS_COOKIE", ""},
		{"tcp", "", "SO_MEMINFO", "rmem_alloc=0,rcvbuf="},
		{"tcp", "", "SO_PEERCRED", "pid=0,uid=-1,gid=-1"},
		{"udp", "SO_ATTACH_FILTER=2,40 0 0 12,6 0 0 65535", "SO_GET_FILTER", "2,40 0 0 12,6 0 0 65535"},
		{"udp", "SO_TXTIME=monotonic,errors", "SO_TXTIME", ""},
		{"udp", "SO_TIMESTAMPING=rx_software,0", "SO_TIMESTAMPING=8", ""},
		{"udp", "IP_MTU_DISCOVER=do", "IP_MTU_DISCOVER", ""},
		{"udp", "IP_MULTICAST_IF=lo", "IP_MULTICAST_IF=4", "0.0.0.0"},
		{"udp", "IP_MULTICAST_IF=127.0.0.1", "IP_MULTICAST_IF", ""},
		{"udp", "IP_ADD_MEMBERSHIP=239.1.1.1@lo", "", ""},
		{"udp", "IP_ADD_MEMBERSHIP=239.1.1.1@127.0.0.1", "", ""},
		{"udp", "MCAST_JOIN_GROUP=239.1.1.1@lo", "MCAST_MSFILTER=239.1.1.1@lo", "239.1.1.1@lo,exclude"},
		{"udp", "MCAST_JOIN_SOURCE_GROUP=127.0.0.1>232.1.1.1@lo", "MCAST_MSFILTER=232.1.1.1@lo", "232.1.1.1@lo,include,127.0.0.1"},
		{"udp", "IP_ADD_SOURCE_MEMBERSHIP=127.0.0.2>232.1.1.1@lo", "IP_MSFILTER=232.1.1.1@lo", "232.1.1.1@127.0.0.1,include,127.0.0.2"},
		{"udp6", "IPV6_ADD_MEMBERSHIP=ff02::1234@lo", "", ""},
		{"udp6", "MCAST_JOIN_GROUP=ff02::1234@lo", "MCAST_MSFILTER=ff02::1234@lo", "ff02::1234@lo,exclude"},
		{"udp6", "IPV6_MULTICAST_IF=lo", "IPV6_MULTICAST_IF", ""},
		{"udp6", "IPV6_PKTINFO=::1@lo", "", ""},
		{"udp6", "IPV6_ADDR_PREFERENCES=public", "IPV6_ADDR_PREFERENCES", "public|home"},
		{"unix", "SO_PASSCRED", "SO_PASSCRED", "1"},
		{"unix", "", "SO_PEERCRED", "pid="},
		{"unix", "", "SO_PEERGROUPS", ""},
		{"mptcp", "", "MPTCP_TCPINFO", "size_subflow_data=16,num_subflows="},
		{"netlink", "NETLINK_ADD_MEMBERSHIP=1", "NETLINK_LIST_MEMBERSHIPS", "hex:01000000"},
		{"packet", "PACKET_RX_RING=4kx4/2k", "", ""},
		{"packet", "PACKET_ADD_MEMBERSHIP=promisc@lo", "", ""},
		{"packet", "", "PACKET_HDRLEN=v3", "48"},
		{"packet", "", "PACKET_STATISTICS", "tp_packets="},
	} {
		t.Run(c.set+" "+c.get, func(t *testing.T) { reachesKernel(t, c.socket, c.set, c.get, c.want) })
	}
}

func reachesKernel(t *testing.T, socket, set, get, want string) {
	var d Door
	fd := testSocket(t, socket)
	if set != "" {
		s, err := sockopt.ParseSetting(set, World())
		if err != nil {
			t.Fatal(err)
		}
		unlessMissing(t, d.SetOption(fd, s))
		if want == "" {
			_, want, _ = strings.Cut(set, "=")
		}
	}
	if get == "" {
		return
	}
	q, err := sockopt.ParseQuery(get, World())
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.GetOption(fd, q)
	unlessMissing(t, err)
	if text := q.Option.Format(b, World()); !strings.HasPrefix(text, want) {
		t.Errorf("%s is %s, want %s", get, text, want)
	}
}

func testSocket(t *testing.T, name string) int {
	t.Helper()
	kind := map[string][3]int{
		"tcp": {unix.AF_INET, unix.SOCK_STREAM, 0}, "udp": {unix.AF_INET, unix.SOCK_DGRAM, 0},
		"udp6": {unix.AF_INET6, unix.SOCK_DGRAM, 0}, "mptcp": {unix.AF_INET, unix.SOCK_STREAM, 262},
		"netlink": {unix.AF_NETLINK, unix.SOCK_RAW, 0}, "packet": {unix.AF_PACKET, unix.SOCK_RAW, 0},
	}[name]
	if name == "unix" {
		pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _, _ = unix.Close(pair[0]), unix.Close(pair[1]) })
		return pair[0]
	}
	fd, err := unix.Socket(kind[0], kind[1]|unix.SOCK_CLOEXEC, kind[2])
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = unix.Close(fd) })
	return fd
}

// unlessMissing fails the test, unless this kernel or this user does not have the option.
func unlessMissing(t *testing.T, err error) {
	t.Helper()
	for _, missing := range []error{unix.ENOPROTOOPT, unix.EOPNOTSUPP, unix.EPERM, unix.EACCES, unix.ENODEV} {
		if errors.Is(err, missing) {
			t.Skip(err)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}
