package sys

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sock/sockopt/cmsg"
)

// TestControlsReachTheKernel sends a datagram to a socket that requests control messages, and compares the received
// ones with those sent. A text that ends in ... is the beginning of what is received.
func TestControlsReachTheKernel(t *testing.T) {
	for _, c := range []struct{ family, want, send, got string }{
		{"inet", "ttl", "IP_TTL=9", "IPPROTO_IP:IP_TTL=9"},
		{"inet", "tos", "IP_TOS=ef", "IPPROTO_IP:IP_TOS=184"},
		{"inet", "tos", "IP_TOS=uint8:40", "IPPROTO_IP:IP_TOS=40"},
		{"inet", "pktinfo", "", "IPPROTO_IP:IP_PKTINFO=ifindex=lo,spec_dst=127.0.0.1,addr=127.0.0.1"},
		{"inet", "IP_RETOPTS", "IP_RETOPTS=hex:07070400000000", "IPPROTO_IP:IP_RETOPTS=hex:07..."},
		{"inet", "IP_RECVOPTS", "IP_RETOPTS=hex:01010101", "IPPROTO_IP:IP_RECVOPTS=hex:01010101"},
		{"inet", "origdst", "", "IPPROTO_IP:IP_ORIGDSTADDR=127.0.0.1:PORT"},
		{"inet", "mark", "SO_MARK=7", "SOL_SOCKET:SO_MARK=7"},
		{"inet", "priority", "SO_PRIORITY=5", "SOL_SOCKET:SO_PRIORITY=5"},
		{"inet", "timestamp", "", "SOL_SOCKET:SO_TIMESTAMP=1..."},
		{"inet", "timestampns", "", "SOL_SOCKET:SO_TIMESTAMPNS=1..."},
		{"inet", "SO_TIMESTAMPNS_NEW", "", "SOL_SOCKET:SO_TIMESTAMPNS_NEW=1..."},
		{"inet", "timestamping", "", "SOL_SOCKET:SO_TIMESTAMPING=software=1..."},
		{"inet6", "hoplimit", "IPV6_HOPLIMIT=9", "IPPROTO_IPV6:IPV6_HOPLIMIT=9"},
		{"inet6", "tclass", "IPV6_TCLASS=cs1", "IPPROTO_IPV6:IPV6_TCLASS=32"},
		{"inet6", "pktinfo", "IPV6_PKTINFO=::1@lo", "IPPROTO_IPV6:IPV6_PKTINFO=addr=::1,ifindex=lo"},
		{"inet6", "origdst", "", "IPPROTO_IPV6:IPV6_ORIGDSTADDR=[::1]:PORT"},
		{"inet6", "dstopts", "IPV6_DSTOPTS=hex:0000010400000000", "IPPROTO_IPV6:IPV6_DSTOPTS=hex:11..."},
		{"inet6", "hopopts", "IPV6_HOPOPTS=hex:0000010400000000", "IPPROTO_IPV6:IPV6_HOPOPTS=hex:11..."},
		{"inet6", "IPV6_2292PKTINFO", "", "IPPROTO_IPV6:IPV6_2292PKTINFO=addr=::1,ifindex=lo"},
		{"inet6", "IPV6_2292HOPLIMIT", "IPV6_2292HOPLIMIT=3", "IPPROTO_IPV6:IPV6_2292HOPLIMIT=3"},
		{"inet6", "flowinfo", "IPV6_TCLASS=cs1", "IPPROTO_IPV6:IPV6_FLOWINFO=0x2..."},
		{"unix", "creds", "", "SOL_SOCKET:SCM_CREDENTIALS=pid=PID,uid=UID,gid=GID"},
		{"unix", "creds", "SCM_CREDENTIALS=PID,UID,GID", "SOL_SOCKET:SCM_CREDENTIALS=pid=PID,uid=UID,gid=GID"},
		{"unix", "SO_PASSCRED", "SCM_RIGHTS=0,1", "SOL_SOCKET:SCM_RIGHTS=..."},
		{"unix", "pidfd", "", "SOL_SOCKET:SCM_PIDFD=..."},
	} {
		t.Run(c.want+" "+c.send, func(t *testing.T) {
			from, to, port := datagramPair(t, c.family)
			fill := strings.NewReplacer("PORT", port, "=PID", fmt.Sprint("=", os.Getpid()),
				"UID", fmt.Sprint(os.Getuid()), "GID", fmt.Sprint(os.Getgid()))
			want(t, to, c.want)
			var list []string
			for range 1000 { // the kernel starts to stamp packets a little after the request
				sendControls(t, from, fill.Replace(c.send))
				if list = recvControls(t, to, 0); len(list) > 0 || c.want != "timestamping" {
					break
				}
			}
			begin, cut := strings.CutSuffix(fill.Replace(c.got), "...")
			if !slices.ContainsFunc(list, func(s string) bool { return s == begin || cut && strings.HasPrefix(s, begin) }) {
				t.Errorf("got %q, want %q", list, fill.Replace(c.got))
			}
		})
	}
}

// datagramPair returns two sockets, the first connected to the second, and the port of the second.
func datagramPair(t *testing.T, family string) (from, to int, port string) {
	t.Helper()
	if family == "unix" {
		pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _, _ = unix.Close(pair[0]), unix.Close(pair[1]) })
		return pair[0], pair[1], ""
	}
	name := map[string]string{"inet": "udp", "inet6": "udp6"}[family]
	from, to = testSocket(t, name), testSocket(t, name)
	var sa unix.Sockaddr = &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	if family == "inet6" {
		sa = &unix.SockaddrInet6{Addr: [16]byte{15: 1}}
	}
	unlessMissing(t, unix.Bind(to, sa))
	bound, err := unix.Getsockname(to)
	if err != nil {
		t.Fatal(err)
	}
	unlessMissing(t, unix.Connect(from, bound))
	switch sa := bound.(type) {
	case *unix.SockaddrInet4:
		port = fmt.Sprint(sa.Port)
	case *unix.SockaddrInet6:
		port = fmt.Sprint(sa.Port)
	}
	return from, to, port
}

// want sets the options of one name of --want.
func want(t *testing.T, fd int, name string) {
	t.Helper()
	family, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
	if err != nil {
		t.Fatal(err)
	}
	list, err := cmsg.Wanted([]string{name}, family, unix.SOCK_DGRAM)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		var d Door
		unlessMissing(t, d.SetOption(fd, s))
	}
}

// sendControls sends one byte, with a control message if there is one.
func sendControls(t *testing.T, fd int, typed string) {
	t.Helper()
	var list []cmsg.Setting
	if typed != "" {
		s, err := cmsg.Parse(typed, World())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	unlessMissing(t, unix.Sendmsg(fd, []byte("x"), cmsg.Marshal(list), nil, 0))
}

// recvControls receives a message and returns LEVEL:TYPE=VALUE for each control message. It closes received descriptors.
func recvControls(t *testing.T, fd, flags int) (list []string) {
	t.Helper()
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	for {
		n, err := unix.Poll(fds, 10_000)
		if n > 0 {
			break
		}
		if !errors.Is(err, unix.EINTR) {
			t.Fatalf("nothing came: %v", err)
		}
	}
	room := make([]byte, 1024)
	_, n, _, _, err := unix.Recvmsg(fd, make([]byte, 2048), room, flags|unix.MSG_CMSG_CLOEXEC|unix.MSG_DONTWAIT)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range cmsg.Unmarshal(room[:n]) {
		level, typ, value := cmsg.Format(m.Level, m.Type, m.Data, World())
		list = append(list, level+":"+typ+"="+value)
		for _, got := range m.Descriptors() {
			if err := unix.Close(got); err != nil {
				t.Errorf("%s: descriptor %d: %v", typ, got, err)
			}
		}
	}
	return list
}

// TestErrorQueue checks what the kernel queues for a refused datagram and for transmit timestamps.
func TestErrorQueue(t *testing.T) {
	for _, c := range []struct{ family, set, send, got string }{
		{
			"inet", "recverr", "",
			"IPPROTO_IP:IP_RECVERR=errno=ECONNREFUSED,origin=SO_EE_ORIGIN_ICMP,type=dest_unreach,code=port_unreach,offender=127.0.0.1",
		},
		{
			"inet6", "recverr", "",
			"IPPROTO_IPV6:IPV6_RECVERR=errno=ECONNREFUSED,origin=SO_EE_ORIGIN_ICMP6,type=dest_unreach,code=port_unreach,offender=::1",
		},
		{
			"inet", "SO_TIMESTAMPING=software|opt_id", "SO_TIMESTAMPING=tx_software",
			"IPPROTO_IP:IP_RECVERR=errno=ENOMSG,origin=SO_EE_ORIGIN_TIMESTAMPING,stamp=snd,id=0",
		},
		{
			"inet", "SO_TIMESTAMPING=software|opt_id|tx_sched", "SCM_TS_OPT_ID=77",
			"IPPROTO_IP:IP_RECVERR=errno=ENOMSG,origin=SO_EE_ORIGIN_TIMESTAMPING,stamp=sched,id=77",
		},
	} {
		t.Run(c.family+" "+c.set+" "+c.send, func(t *testing.T) {
			from, to, _ := datagramPair(t, c.family)
			want(t, from, c.set)
			if c.set == "recverr" { // no process has the port: the second number now is the first socket
				if err := unix.Dup3(from, to, unix.O_CLOEXEC); err != nil {
					t.Fatal(err)
				}
			}
			sendControls(t, from, c.send)
			if list := recvControls(t, from, unix.MSG_ERRQUEUE); !slices.ContainsFunc(list, func(s string) bool { return strings.HasPrefix(s, c.got) }) {
				t.Errorf("got  %q\nwant %q", list, c.got)
			}
		})
	}
}

// TestTooBig checks that the kernel refuses a datagram that must not be fragmented, and queues the MTU.
func TestTooBig(t *testing.T) {
	from, _, _ := datagramPair(t, "inet6")
	want(t, from, "recverr")
	unlessMissing(t, unix.SetsockoptInt(from, unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_DO))
	unlessMissing(t, unix.SetsockoptInt(from, unix.IPPROTO_IPV6, unix.IPV6_MTU, 1280))
	if _, err := unix.Write(from, make([]byte, 2000)); !errors.Is(err, unix.EMSGSIZE) {
		t.Fatalf("%v, want EMSGSIZE", err)
	}
	const got = "IPPROTO_IPV6:IPV6_RECVERR=errno=EMSGSIZE,origin=SO_EE_ORIGIN_LOCAL,mtu=1280"
	list := recvControls(t, from, unix.MSG_ERRQUEUE)
	if !slices.ContainsFunc(list, func(s string) bool { return strings.HasPrefix(s, got) }) {
		t.Errorf("got  %q\nwant %q", list, got)
	}
}
