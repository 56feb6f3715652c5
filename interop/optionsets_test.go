package interop_test

import (
	"bytes"
	"errors"
	"slices"
	"syscall"

	"sock/internal/fail"
	"sock/internal/sys"
	"sock/sockopt"
)

// A change is NAME=VALUE for sock, and for Python the bytes that this means by the manual.
type change struct {
	text  string
	bytes []byte
}

func integers(list ...int64) (b []byte) {
	for _, v := range list {
		b = native.AppendUint32(b, uint32(v))
	}
	return b
}

func words(list ...uint64) (b []byte) {
	for _, v := range list {
		b = native.AppendUint64(b, v)
	}
	return b
}

// changes are values of every kind but flags.
var changes = []change{
	{"SO_SNDBUF=64k", integers(65536)},
	{"SO_RCVBUF=100000", integers(100000)},
	{"SO_SNDBUFFORCE=1M", integers(1 << 20)},
	{"SO_PRIORITY=3", integers(3)},
	{"SO_RCVLOWAT=10", integers(10)},
	{"SO_LINGER=5", integers(1, 5)},
	{"SO_PEEK_OFF=2", integers(2)},
	{"SO_RCVTIMEO_NEW=1.5s", words(1, 500000)},
	{"SO_SNDTIMEO_NEW=250ms", words(0, 250000)},
	{"SO_MARK=0x10", integers(16)},
	{"SO_BINDTODEVICE=lo", []byte("lo")},
	{"SO_BINDTOIFINDEX=lo", integers(1)},
	{"SO_MAX_PACING_RATE=8Mbit", words(1000000)},
	{"SO_BUSY_POLL=50us", integers(50)},
	{"SO_INCOMING_CPU=0", integers(0)},
	{"SO_BUF_LOCK=sndbuf|rcvbuf", integers(3)},
	{"SO_TIMESTAMPING=rx_software|software", integers(8 | 16)},
	{"SO_TXTIME=monotonic,errors", integers(1, 2)},
	{"SO_TXREHASH=disabled", integers(0)},
	{"SO_DETACH_FILTER", integers(0)},
	{"SO_SNDLOWAT=5", integers(5)},
	{"SO_TYPE=SOCK_DGRAM", integers(2)},
	{"IP_TOS=AF41", integers(0x88)},
	{"IP_TTL=33", integers(33)},
	{"IP_MINTTL=5", integers(5)},
	{"IP_MTU_DISCOVER=do", integers(2)},
	{"IP_OPTIONS=hex:01010101", []byte{1, 1, 1, 1}},
	{"IP_MULTICAST_TTL=9", integers(9)},
	{"IP_MULTICAST_IF=127.0.0.1", []byte{127, 0, 0, 1}},
	{"IP_UNICAST_IF=lo", []byte{0, 0, 0, 1}},
	{"IP_LOCAL_PORT_RANGE=40000-40100", integers(40100<<16 | 40000)},
	{"IP_ADD_MEMBERSHIP=239.1.1.1@127.0.0.1", []byte{239, 1, 1, 1, 127, 0, 0, 1}},
	{"ICMP_FILTER=0x100", integers(0x100)},
	{"IPV6_TCLASS=0x20", integers(0x20)},
	{"IPV6_UNICAST_HOPS=7", integers(7)},
	{"IPV6_MULTICAST_HOPS=8", integers(8)},
	{"IPV6_MULTICAST_IF=lo", integers(1)},
	{"IPV6_MTU_DISCOVER=probe", integers(3)},
	{"IPV6_MINHOPCOUNT=3", integers(3)},
	{"IPV6_ADDR_PREFERENCES=public", integers(2)},
	{"IPV6_MTU=1400", integers(1400)},
	{"IPV6_UNICAST_IF=lo", []byte{0, 0, 0, 1}},
	{"TCP_MAXSEG=1000", integers(1000)},
	{"TCP_KEEPIDLE=2m", integers(120)},
	{"TCP_KEEPINTVL=7", integers(7)},
	{"TCP_KEEPCNT=4", integers(4)},
	{"TCP_SYNCNT=3", integers(3)},
	{"TCP_LINGER2=20s", integers(20)},
	{"TCP_DEFER_ACCEPT=5", integers(5)},
	{"TCP_WINDOW_CLAMP=32k", integers(32768)},
	{"TCP_CONGESTION=reno", []byte("reno")},
	{"TCP_USER_TIMEOUT=1.5s", integers(1500)},
	{"TCP_NOTSENT_LOWAT=16k", integers(16384)},
	{"TCP_FASTOPEN=5", integers(5)},
	{"TCP_FASTOPEN_KEY=hex:000102030405060708090a0b0c0d0e0f", []byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f")},
	{"TCP_SAVE_SYN=ip", integers(1)},
	{"TCP_RTO_MAX_MS=30s", integers(30000)},
	{"TCP_TX_DELAY=1ms", integers(1000)},
	{"TCP_ULP=nosuch", []byte("nosuch")},
	{"UDP_SEGMENT=1000", integers(1000)},
	{"UDP_ENCAP=espinudp", integers(2)},
	{"UDPLITE_SEND_CSCOV=20", integers(20)},
	{"UDPLITE_RECV_CSCOV=9", integers(9)},
	{"PACKET_VERSION=v3", integers(2)},
	{"PACKET_RESERVE=64", integers(64)},
	{"PACKET_COPY_THRESH=5", integers(5)},
	{"NETLINK_ADD_MEMBERSHIP=1", integers(1)},
	{"SO_VM_SOCKETS_BUFFER_SIZE=128k", words(1 << 17)},
	{"SOL_SOCKET:9=int:1", integers(1)},
	{"1:9=hex:01", []byte{1}},
	{"SOL_SOCKET:9999=int:5", integers(5)},
	{"9999:1=uint8:5", []byte{5}},
}

// allChanges adds each flag, on and off.
func allChanges() []change {
	list := slices.Clone(changes)
	for _, o := range sockopt.All() {
		if o.Access&sockopt.Set != 0 && o.Kind.Name() == "flag" {
			list = append(list, change{o.Title(), integers(1)}, change{o.Title() + "=off", integers(0)}, change{o.Title() + "=yes", integers(1)})
		}
	}
	return list
}

// A trial is a change to a socket and the kernel's answers to Python and to sock. "" is success.
type trial struct {
	change
	sockopt.Setting
	python, sock string
}

// compareSets has sock change one socket and Python its twin: the kernel accepts or refuses both with the same error,
// and then Python reads the same value from both.
func (p *python) compareSets(s, twin shared) int {
	p.Helper()
	list := p.trials(s)
	for i, t := range list {
		list[i].python = errnoName(p.set(twin, t.Option, t.bytes))
	}
	p.setAll(s, list)
	for _, t := range list {
		if t.sock != t.python {
			p.Errorf("%s: sock got %q, Python %q", t.text, t.sock, t.python)
		}
		if t.Option.Access&sockopt.Get == 0 || t.Option.Kind == nil || t.Option.Consumes() || t.Option.Asks() || t.Option.Ticks() {
			continue
		}
		bySock, err1 := p.get(s, t.Option)
		byPython, err2 := p.get(twin, t.Option)
		if !bytes.Equal(bySock, byPython) || errnoName(err1) != errnoName(err2) {
			p.Errorf("after %s sock's socket has %x, %v, Python's %x, %v", t.text, bySock, err1, byPython, err2)
		}
	}
	return len(list)
}

// trials are the changes that may apply to a socket of the kind.
func (p *python) trials(s shared) (list []trial) {
	p.Helper()
	for _, c := range allChanges() {
		set, err := sockopt.ParseSetting(c.text, sys.World())
		if err != nil {
			p.Fatal(err)
		}
		if set.Option.Applies(s.family, s.kind, s.protocol) {
			list = append(list, trial{change: c, Setting: set})
		}
	}
	return list
}

// setAll sets all changes of the list with sock, and continues after each that the kernel refuses.
func (p *python) setAll(s shared, list []trial) {
	p.Helper()
	for len(list) > 0 {
		args := []string{"setsockopt", "--on", "3"}
		for _, t := range list {
			args = append(args, t.text)
		}
		_, stderr, ok := p.run(s, args...)
		if ok {
			return
		}
		refused := refusal.FindStringSubmatch(stderr)
		if refused == nil {
			p.Fatal(stderr)
		}
		at := slices.IndexFunc(list, func(t trial) bool { return t.String() == refused[1] })
		if at < 0 {
			p.Fatal(stderr)
		}
		list[at].sock = refused[2]
		list = list[at+1:]
	}
}

// errnoName returns "" for no error.
func errnoName(err error) string {
	errno, _ := errors.AsType[syscall.Errno](err)
	return fail.ErrnoName(errno)
}
