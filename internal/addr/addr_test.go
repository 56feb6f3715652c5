package addr

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A book implements Names with a few names.
type book struct{}

func (book) Hosts(name string, family int) ([]netip.Addr, error) {
	six, four := netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("192.0.2.1")
	switch {
	case name == "both" && family == unix.AF_UNSPEC:
		return []netip.Addr{six, four}, nil
	case name == "both" && family == unix.AF_INET6:
		return []netip.Addr{six}, nil
	case (name == "both" || name == "four") && family != unix.AF_INET6:
		return []netip.Addr{four}, nil
	}
	return nil, &fail.Name{Text: name}
}

func (b book) Until(time.Time, string) Names { return b }

func (book) Service(name string, udp bool) (uint16, error) {
	switch {
	case name == "domain":
		return 53, nil
	case name == "tftp" && udp:
		return 69, nil
	}
	return 0, &fail.Name{Text: name}
}

func (book) Zone(name string) (uint32, error) {
	if name == "lo" {
		return 1, nil
	}
	return 0, &fail.Name{Text: name}
}

// u16 and u32 return the hexadecimal form of a number in the byte order of this machine.
func u16(n uint16) string { return hex.EncodeToString(binary.NativeEndian.AppendUint16(nil, n)) }
func u32(n uint32) string { return hex.EncodeToString(binary.NativeEndian.AppendUint32(nil, n)) }

// Hexadecimal parts of the structures in ip(7), ipv6(7), unix(7), vsock(7), netlink(7), packet(7) and <linux/if_xdp.h>.
// Family, zone and interface are in host byte order, port and IP address in network byte order.
var (
	four    = u16(unix.AF_INET)
	six     = u16(unix.AF_INET6)
	local   = u16(unix.AF_UNIX)
	vm      = u16(unix.AF_VSOCK) + "0000"
	netlink = u16(unix.AF_NETLINK) + "0000"
	link    = u16(unix.AF_PACKET)
	xdp     = u16(unix.AF_XDP)
	zone0   = u32(0)
	zone1   = u32(1)
)

const (
	noflow   = "00000000"
	pad      = "0000000000000000"
	local4   = "7f000001"
	any4     = "00000000"
	any6     = "00000000000000000000000000000000"
	local6   = "00000000000000000000000000000001"
	doc6     = "20010db8000000000000000000000001"
	link6    = "fe800000000000000000000000000001"
	mapped   = "00000000000000000000ffff7f000001"
	port80   = "0050"
	port0    = "0000"
	port53   = "0035"
	port69   = "0045"
	portLast = "ffff"
	doc4     = "c0000201"
)

// addresses has texts and the bytes that the kernel takes for them.
var addresses = []struct {
	words string // separated by blanks
	use   Use
	want  string // in hexadecimal, separated by blanks
}{
	{"127.0.0.1 80", Connect, four + port80 + local4 + pad},
	{"127.0.0.1:80", Connect, four + port80 + local4 + pad},
	{"127.0.0.1:65535", Connect, four + portLast + local4 + pad},
	{"127.0.0.1 0", Listen, four + port0 + local4 + pad},
	{"[127.0.0.1]:80", Connect, four + port80 + local4 + pad},
	{"::1 80", Connect, six + port80 + noflow + local6 + zone0},
	{"[::1] 80", Connect, six + port80 + noflow + local6 + zone0},
	{"[::1]:80", Connect, six + port80 + noflow + local6 + zone0},
	{"[::ffff:127.0.0.1]:80", Connect, six + port80 + noflow + mapped + zone0},
	{"[fe80::1%lo]:80", Connect, six + port80 + noflow + link6 + zone1},
	{"[fe80::1%1]:80", Connect, six + port80 + noflow + link6 + zone1},
	{"fe80::1%lo 80", Connect, six + port80 + noflow + link6 + zone1},
	{"127.1 80", Connect, four + port80 + local4 + pad},
	{"127.1:80", Connect, four + port80 + local4 + pad},
	{"0x7f.1:80", Connect, four + port80 + local4 + pad},
	{"2130706433:80", Connect, four + port80 + local4 + pad},
	{"0x7f000001", Bind, four + port0 + local4 + pad},
	{"127.1", Bind, four + port0 + local4 + pad},
	{"[::1%1]:80", Connect, six + port80 + noflow + local6 + zone1},

	// only a port, or the wildcard host
	{"80", Connect, four + port80 + local4 + pad + " " + six + port80 + noflow + local6 + zone0},
	{":80", Connect, four + port80 + local4 + pad + " " + six + port80 + noflow + local6 + zone0},
	{"80", Listen, six + port80 + noflow + any6 + zone0 + " " + four + port80 + any4 + pad},
	{"*:80", Bind, six + port80 + noflow + any6 + zone0 + " " + four + port80 + any4 + pad},
	{"* 80", Listen, six + port80 + noflow + any6 + zone0 + " " + four + port80 + any4 + pad},
	{"tcp4:80", Listen, four + port80 + any4 + pad},
	{"udp6:80", Connect, six + port80 + noflow + local6 + zone0},

	// bind(2) needs only a host
	{"127.0.0.1", Bind, four + port0 + local4 + pad},
	{"::1", Bind, six + port0 + noflow + local6 + zone0},
	{"[fe80::1%lo]", Bind, six + port0 + noflow + link6 + zone1},

	// names
	{"both domain", Connect, six + port53 + noflow + doc6 + zone0 + " " + four + port53 + doc4 + pad},
	{"both:domain", Connect, six + port53 + noflow + doc6 + zone0 + " " + four + port53 + doc4 + pad},
	{"tcp4:both:domain", Connect, four + port53 + doc4 + pad},
	{"tcp6:both:80", Connect, six + port80 + noflow + doc6 + zone0},
	{"udp4:127.0.0.1:tftp", Connect, four + port69 + local4 + pad},

	// schemes
	{"tcp:127.0.0.1:80", Connect, four + port80 + local4 + pad},
	{"tcp://127.0.0.1:80", Connect, four + port80 + local4 + pad},
	{"TCP:127.0.0.1:80", Connect, four + port80 + local4 + pad},
	{"Udp6://[::1]:80", Connect, six + port80 + noflow + local6 + zone0},
	{"mptcp:[::1]:80", Connect, six + port80 + noflow + local6 + zone0},
	{"udp:[fe80::1%lo]:80", Connect, six + port80 + noflow + link6 + zone1},
	{"udplite:127.0.0.1:80", Connect, four + port80 + local4 + pad},
	{"sockaddr:", Connect, ""},
	{"sockaddr:02", Connect, "02"},
	{"SOCKADDR://6300", Connect, "6300"},
	{"sockaddr:02000050ff", Connect, "02000050ff"},

	// raw sockets of IP have no port
	{"ip:47:127.0.0.1", Connect, four + port0 + local4 + pad},
	{"ip4:255:127.0.0.1", Bind, four + port0 + local4 + pad},
	{"ip6:58:::1", Connect, six + port0 + noflow + local6 + zone0},
	{"ip:58:[fe80::1%lo]", Connect, six + port0 + noflow + link6 + zone1},
	{"ip:1:*", Listen, four + port0 + any4 + pad},
	{"IP://1:127.1", Connect, four + port0 + local4 + pad},
	{"ip:1:both", Connect, four + port0 + doc4 + pad},

	// vsock(7): struct sockaddr_vm has the port before the CID
	{"vsock:3:1024", Connect, vm + u32(1024) + u32(3) + u32(0)},
	{"vsock:any:any", Bind, vm + u32(0xffffffff) + u32(0xffffffff) + u32(0)},
	{"vsock:hypervisor:1", Connect, vm + u32(1) + u32(0) + u32(0)},
	{"vsock:local:1", Connect, vm + u32(1) + u32(1) + u32(0)},
	{"vsock:host:0x10", Connect, vm + u32(16) + u32(2) + u32(0)},
	{"vsock://4294967294:1", Connect, vm + u32(1) + u32(0xfffffffe) + u32(0)},

	// netlink(7): the protocol is not part of the address
	{"NetLink://0", Connect, netlink + u32(0) + u32(0)},
	{"netlink:0", Connect, netlink + u32(0) + u32(0)},
	{"netlink:0:7", Connect, netlink + u32(7) + u32(0)},
	{"netlink:4::0x11", Bind, netlink + u32(0) + u32(17)},

	// packet(7): protocol in network byte order, interface, what only the kernel sets, hardware address
	{"PACKET://lo", Bind, link + "0000" + u32(1) + u16(0) + "00" + "00" + pad},
	{"packet:lo", Bind, link + "0000" + u32(1) + u16(0) + "00" + "00" + pad},
	{"packet:*:3", Bind, link + "0003" + u32(0) + u16(0) + "00" + "00" + pad},
	{"packet:7:0x88b5:02:00:00:00:00:0f", Connect, link + "88b5" + u32(7) + u16(0) + "00" + "06" + "02000000000f0000"},
	{"packet:7::0a:0B", Connect, link + "0000" + u32(7) + u16(0) + "00" + "02" + "0a0b000000000000"},
	{"packet:7:2048,type=outgoing,hatype=772", Connect, link + "0800" + u32(7) + u16(772) + "04" + "00" + pad},

	{"xdp:lo:2", Bind, xdp + u16(0) + u32(1) + u32(2) + u32(0)},
	{"xdp:5:0:0x2", Bind, xdp + u16(2) + u32(5) + u32(0) + u32(0)},

	// unix(7): a path ends in a NUL, an abstract name at the length of the address
	{"/run/x", Connect, local + hex.EncodeToString([]byte("/run/x\x00"))},
	{"./x:80", Connect, local + hex.EncodeToString([]byte("./x:80\x00"))},
	{"@name", Connect, local + "00" + hex.EncodeToString([]byte("name"))},
	{"UnixGram:x", Connect, local + "7800"},
	{"unix:/run/x", Connect, local + hex.EncodeToString([]byte("/run/x\x00"))},
	{"unix:///run/x", Connect, local + hex.EncodeToString([]byte("/run/x\x00"))},
	{"unixgram:x", Connect, local + "7800"},
	{"unixpacket:@name", Connect, local + "00" + hex.EncodeToString([]byte("name"))},
	{"unix:@", Connect, local + "00"},
	{"unix:", Connect, local},
	{`unix:@\x00\xffa\x41`, Connect, local + "00" + "00ff6141"},
	{`unix:\x40x`, Connect, local + "407800"},
	{`unix:a\b\xzz\x4`, Connect, local + hex.EncodeToString([]byte(`a\b\xzz\x4`+"\x00"))},
	{"unix:" + strings.Repeat("p", 107), Connect, local + strings.Repeat("70", 107) + "00"},
	{"unix:" + strings.Repeat("p", 108), Connect, local + strings.Repeat("70", 108)},
	{"unix:@" + strings.Repeat("p", 107), Connect, local + "00" + strings.Repeat("70", 107)},
}

// TestParse checks the bytes of a text.
func TestParse(t *testing.T) {
	for _, c := range addresses {
		e, err := Parse(strings.Split(c.words, " "), false)
		if err != nil {
			t.Errorf("%s: %v", c.words, err)
			continue
		}
		list, err := e.Sockaddrs(c.use, book{})
		var got []string
		for _, sa := range list {
			got = append(got, hex.EncodeToString(sa))
		}
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s, %v, want %s", c.words, got, err, c.want)
		}
	}
}

// TestParseKind checks the socket(2) arguments that a scheme sets.
func TestParseKind(t *testing.T) {
	for text, want := range map[string]Kind{
		"127.0.0.1:80":              {},
		"tcp:1:80":                  {Type: unix.SOCK_STREAM},
		"tcp4:1:80":                 {Family: unix.AF_INET, Type: unix.SOCK_STREAM},
		"tcp6:1:80":                 {Family: unix.AF_INET6, Type: unix.SOCK_STREAM},
		"udp:1:80":                  {Type: unix.SOCK_DGRAM},
		"udp4:1:80":                 {Family: unix.AF_INET, Type: unix.SOCK_DGRAM},
		"udp6:1:80":                 {Family: unix.AF_INET6, Type: unix.SOCK_DGRAM},
		"mptcp:1:80":                {Type: unix.SOCK_STREAM, Protocol: unix.IPPROTO_MPTCP},
		"unix:x":                    {Family: unix.AF_UNIX},
		"unixgram:x":                {Family: unix.AF_UNIX, Type: unix.SOCK_DGRAM},
		"unixpacket:x":              {Family: unix.AF_UNIX, Type: unix.SOCK_SEQPACKET},
		"udplite:1:80":              {Type: unix.SOCK_DGRAM, Protocol: 136},
		"sockaddr:" + link + "aabb": {Family: unix.AF_PACKET},
		"sockaddr:":                 {},
		"ip:47:127.0.0.1":           {Type: unix.SOCK_RAW, Protocol: 47},
		"ip4:255:host":              {Family: unix.AF_INET, Type: unix.SOCK_RAW, Protocol: 255},
		"ip:1:host":                 {Family: unix.AF_INET, Type: unix.SOCK_RAW, Protocol: 1},
		"ip:58:host":                {Family: unix.AF_INET6, Type: unix.SOCK_RAW, Protocol: 58},
		"vsock:1:2":                 {Family: unix.AF_VSOCK, Type: unix.SOCK_STREAM},
		"packet:1":                  {Family: unix.AF_PACKET, Type: unix.SOCK_RAW},
		"packet:1:0x0806":           {Family: unix.AF_PACKET, Type: unix.SOCK_RAW, Protocol: int(binary.NativeEndian.Uint16([]byte{8, 6}))}, // as htons(3) makes it
		"netlink:16":                {Family: unix.AF_NETLINK, Type: unix.SOCK_RAW, Protocol: 16},
		"xdp:1:0":                   {Family: unix.AF_XDP, Type: unix.SOCK_RAW},
	} {
		if e, err := Parse([]string{text}, false); err != nil || e.Kind != want {
			t.Errorf("%s: %v, %v, want %v", text, e.Kind, err, want)
		}
	}
	for _, scheme := range Schemes() {
		if s, rest, ok := cutScheme([]string{scheme + "://x"}); !ok || s.name != scheme || rest != "x" {
			t.Errorf("%s is listed and unknown", scheme)
		}
	}
}

// TestParseUnix checks that with --unix the whole argument is the name, unless it has a scheme.
func TestParseUnix(t *testing.T) {
	for word, want := range map[string]string{
		"": "", "x": "7800", "@x": "0078", "127.0.0.1:80": hex.EncodeToString([]byte("127.0.0.1:80\x00")),
		"unix:x": "7800", "http://x": hex.EncodeToString([]byte("http://x\x00")),
	} {
		e, err := Parse([]string{word}, true)
		if err != nil || hex.EncodeToString(e.sockaddr) != local+want {
			t.Errorf("%q: %x, %v, want 0100%s", word, []byte(e.sockaddr), err, want)
		}
	}
}

// TestBad checks the kind and the text of the error for a bad address.
func TestBad(t *testing.T) {
	const (
		usage   = 64
		name    = 68
		tooLong = int(unix.ENAMETOOLONG)
	)
	for _, c := range []struct {
		words  []string
		unix   bool
		status int
		text   string
	}{
		{nil, false, usage, "no address given"},
		{[]string{""}, false, usage, "empty address"},
		{[]string{"a", "b", "c"}, false, usage, "too many arguments"},
		{[]string{"a", "b"}, true, usage, "too many arguments"},
		{[]string{"::1:80:"}, false, usage, "too many colons"},
		{[]string{"1:2:3"}, false, usage, "too many colons"},
		{[]string{"fe80::1::2"}, false, usage, "too many colons"},
		{[]string{"[::1]80"}, false, usage, "no :PORT after the bracket"},
		{[]string{"host:"}, false, usage, "no port after the colon"},
		{[]string{"127.0.0.1:65536"}, false, usage, "port 65536 is out of range (0 to 65535)"},
		{[]string{"127.0.0.1:-1"}, false, usage, "port -1 is out of range"},
		{[]string{"127.0.0.1", "99999999999999999999"}, false, usage, "is out of range"},
		{[]string{"ho st:80"}, false, usage, "is not an address"},
		{[]string{"host", "8 0"}, false, usage, "is not an address"},
		{[]string{"[[::1]]:80"}, false, usage, "is not an address"},
		{[]string{"a\x00b:80"}, false, usage, "is not an address"},
		{[]string{"127.0.0.1"}, false, usage, "has no port"},
		{[]string{"host", ""}, false, usage, "is empty"},
		{[]string{"sockaddr:020"}, false, usage, "odd number of hex digits (3)"},
		{[]string{"sockaddr:zz00"}, false, usage, "want 0 to 128 bytes"},
		{[]string{"sockaddr:" + strings.Repeat("00", 129)}, false, usage, "want 0 to 128 bytes"},
		{[]string{`a\x00b`}, true, usage, "a path cannot contain a NUL byte"},
		{[]string{strings.Repeat("p", 109)}, true, tooLong, "109 bytes, a UNIX socket's name has at most 108"},
		{[]string{"@" + strings.Repeat("p", 108)}, true, tooLong, "109 bytes"},
		{[]string{"nosuch:80"}, false, name, "nosuch"},
		{[]string{"127.0.0.1:nosuch"}, false, name, "nosuch"},
		{[]string{"tcp:127.0.0.1:tftp"}, false, name, "tftp"},
		{[]string{"[fe80::1%nosuch]:80"}, false, name, "nosuch"},
		{[]string{"tcp6:127.0.0.1:80"}, false, name, `"127.0.0.1" has no address in the requested family`},
		{[]string{"tcp4:[::1]:80"}, false, name, "has no address in the requested family"},
	} {
		e, err := Parse(c.words, c.unix)
		if err == nil {
			_, err = e.Sockaddrs(Connect, book{})
		}
		if fail.Status(err) != c.status || err == nil || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%q: %v, status %d, want %q, %d", c.words, err, fail.Status(err), c.text, c.status)
		}
	}
}

// TestBadFamily does the same for addresses of other families.
func TestBadFamily(t *testing.T) {
	for _, c := range []struct {
		word   string
		status int
		text   string
	}{
		{"ip:1", 64, "want ip:PROTOCOL:HOST"},
		{"ip4:1:", 64, "no host"},
		{"ip:icmq:127.0.0.1", 64, `"icmq" is not a number or IPPROTO_ name`},
		{"ip6:58:127.0.0.1", 68, "has no address in the requested family"},
		{"vsock:1", 64, "want vsock:CID:PORT"},
		{"vsock:4294967296:1", 64, "4294967296 is out of range (0 to 4294967295)"},
		{"vsock:1:4294967296", 64, "vsock port 4294967296 is out of range"},
		{"vsock:nobody:1", 64, `"nobody" is not a vsock CID`},
		{"vsock:1:", 64, `"" is not a vsock port`},
		{"netlink:0:4294967296", 64, "netlink port 4294967296 is out of range"},
		{"netlink:0:0:x", 64, `"x" is not a set of netlink groups`},
		{"packet:", 64, "want packet:IF"},
		{"packet:nosuch", 68, "nosuch"},
		{"packet:lo:65536", 64, `Ethernet type 65536 is out of range`},
		{"packet:lo:1:zz", 64, `"zz" is not a hardware address`},
		{"packet:lo:1:", 64, `"" is not a hardware address`},
		{"packet:lo:1:01:02:03:04:05:06:07:08:09", 64, "is not a hardware address"},
		{"packet:lo:1,type=nosuch", 64, "want type=host"},
		{"packet:lo,type=256", 64, "want type=host"},
		{"xdp:lo", 64, "want xdp:IF:QUEUE"},
		{"xdp:lo:0:65536", 64, "out of range"},
		{"xdp:lo:q", 64, `"q" is not a queue`},
	} {
		e, err := Parse([]string{c.word}, false)
		if err == nil {
			_, err = e.Sockaddrs(Connect, book{})
		}
		if fail.Status(err) != c.status || err == nil || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%q: %v, status %d, want %q, %d", c.word, err, fail.Status(err), c.text, c.status)
		}
	}
}

// TestNumeric checks that -n accepts only numbers.
func TestNumeric(t *testing.T) {
	for _, text := range []string{"localhost:80", "127.0.0.1:http", "[fe80::1%lo]:80"} {
		e, err := Parse([]string{text}, false)
		if err != nil {
			t.Fatal(err)
		}
		var name *fail.Name
		if _, err := e.Sockaddrs(Connect, Numeric()); !errors.As(err, &name) {
			t.Errorf("%s: %v, want a Name", text, err)
		}
	}
}

// raw marks bytes whose text is sockaddr:HEX.
const raw = "sockaddr:"

// texts has structures as the kernel returns them, and their text.
var texts = []struct{ bytes, text string }{
	{four + port80 + local4 + pad, "127.0.0.1:80"},
	{six + port80 + noflow + local6 + zone0, "[::1]:80"},
	{six + port80 + noflow + link6 + zone1, "[fe80::1%1]:80"},
	{six + port80 + noflow + mapped + zone0, "[::ffff:127.0.0.1]:80"},
	{local, "unix:"},
	{local + "00", "unix:@"},
	{local + "007800", `unix:@x\x00`},
	{local + "2f7800", "unix:/x"},
	{local + "407800", `unix:\x40x`},
	{local + "782040780a5c00", `unix:x\x20@x\x0a\x5c`},
	{local + "2f2f7800", "unix:////x"},
	{local + strings.Repeat("70", 108), "unix:" + strings.Repeat("p", 108)},
	{local + strings.Repeat("70", 108) + "00", raw},

	{vm + u32(1024) + u32(2) + u32(0), "vsock:host:1024"},
	{vm + u32(0xffffffff) + u32(0xffffffff) + u32(0), "vsock:any:any"},
	{vm + u32(1024) + u32(3) + u32(0), "vsock:3:1024"},
	{netlink + u32(0) + u32(0), "netlink::0"},
	{netlink + u32(1234) + u32(17), "netlink::1234:0x11"},
	{link + "0000" + u32(1) + u16(0) + "00" + "00" + pad, "packet:1"},
	{link + "0003" + u32(0) + u16(0) + "00" + "00" + pad, "packet:*:0x0003"},
	{link + "88b5" + u32(7) + u16(1) + "01" + "06" + "02000000000f0000", "packet:7:0x88b5:02:00:00:00:00:0f,type=broadcast,hatype=1"},
	{link + "0000" + u32(7) + u16(0) + "07" + "01" + "0200000000000000", "packet:7:0x0000:02,type=7"},
	{link + "0003" + u32(1) + u16(772) + "00" + "06" + "000000000000", raw},
	{xdp + u16(0) + u32(1) + u32(2) + u32(0), "xdp:1:2"},
	{xdp + u16(2) + u32(0) + u32(0) + u32(0), "xdp:*:0:0x2"},

	// no better form than sockaddr:HEX
	{"", raw},
	{"02", raw},
	{vm + u32(1024) + u32(2) + u32(1), raw}, // svm_flags
	{vm + u32(1024) + u32(2), raw},
	{u16(unix.AF_NETLINK) + "0100" + u32(0) + u32(0), raw},
	{link + "0000" + u32(1) + u16(0) + "00" + "06" + "0200000000000001", raw},
	{xdp + u16(0) + u32(1) + u32(2) + u32(5), raw}, // sxdp_shared_umem_fd
	{u16(99) + "010203", raw},
	{"0000", raw},
	{local + "7800ff", raw},
	{local + "78", raw},
	{four + port80 + local4 + "00000000000000ff", raw},
	{four + port80 + local4, raw},
	{six + port80 + "00000001" + local6 + zone0, raw},
}

// TestString checks the text of bytes.
func TestString(t *testing.T) {
	for _, c := range texts {
		b, err := hex.DecodeString(c.bytes)
		if c.text == raw {
			c.text += c.bytes
		}
		if got := Sockaddr(b).String(); err != nil || got != c.text {
			t.Errorf("%s: %s, want %s", c.bytes, got, c.text)
		}
	}
	if got := Sockaddr(nil).Family(); got != unix.AF_UNSPEC {
		t.Errorf("nothing is of family %d", got)
	}
}

// TestParseFor checks that the flags decide the meaning of an address without a scheme.
func TestParseFor(t *testing.T) {
	raw, ping := Kind{Type: unix.SOCK_RAW, Protocol: 1}, Kind{Type: unix.SOCK_DGRAM, Protocol: 58}
	for _, c := range []struct {
		kind  Kind
		words string
		asks  Kind
		want  string
	}{
		{raw, "127.0.0.1", Kind{Family: unix.AF_INET, Type: unix.SOCK_RAW, Protocol: 1}, four + port0 + local4 + pad},
		{raw, "both", Kind{Family: unix.AF_INET, Type: unix.SOCK_RAW, Protocol: 1}, four + port0 + doc4 + pad},
		{ping, "[::1]:80", Kind{Family: unix.AF_INET6, Type: unix.SOCK_DGRAM, Protocol: 58}, six + port80 + noflow + local6 + zone0},
		{ping, "::1 80", Kind{}, six + port80 + noflow + local6 + zone0},
		{Kind{}, "ip:udp:::1", Kind{Family: unix.AF_UNSPEC, Type: unix.SOCK_RAW, Protocol: 17}, six + port0 + noflow + local6 + zone0},
		{Kind{Family: unix.AF_VSOCK}, "host 9", Kind{Family: unix.AF_VSOCK, Type: unix.SOCK_STREAM, Protocol: 0}, vm + u32(9) + u32(2) + u32(0)},
		{Kind{Family: unix.AF_NETLINK}, "5", Kind{Family: unix.AF_NETLINK, Type: unix.SOCK_RAW, Protocol: 0}, netlink + u32(5) + u32(0)},
		{Kind{Type: unix.SOCK_DGRAM}, "netlink:crypto", Kind{Family: unix.AF_NETLINK, Type: unix.SOCK_DGRAM, Protocol: 21}, netlink + u32(0) + u32(0)},
		{Kind{Type: unix.SOCK_DGRAM}, "packet:lo:arp", Kind{Family: unix.AF_PACKET, Type: unix.SOCK_DGRAM, Protocol: int(binary.NativeEndian.Uint16([]byte{8, 6}))}, link + "0806" + u32(1) + "00000000" + pad},
		{Kind{Family: unix.AF_XDP}, "lo 0", Kind{Family: unix.AF_XDP, Type: unix.SOCK_RAW, Protocol: 0}, xdp + u16(0) + u32(1) + u32(0) + u32(0)},
	} {
		e, err := ParseFor(c.kind, strings.Split(c.words, " "))
		if err != nil || e.Kind != c.asks {
			t.Errorf("%s: %v, %v, want %v", c.words, e.Kind, err, c.asks)
			continue
		}
		if c.asks == (Kind{}) {
			e.Kind = c.kind // as the command does that makes the socket
		}
		list, err := e.Sockaddrs(Connect, book{})
		if err != nil || len(list) != 1 || hex.EncodeToString(list[0]) != c.want {
			t.Errorf("%s: %x, %v, want %s", c.words, list, err, c.want)
		}
	}
	if _, err := ParseFor(Kind{Family: unix.AF_CAN}, []string{"can0"}); fail.Hint(err) == "" {
		t.Errorf("can0: %v", err)
	}
}

func TestUnixPath(t *testing.T) {
	for bytes, want := range map[string]string{
		local: "", local + "00": "", local + "0078": "", local + "78": "x", local + "7800": "x", local + "780079": "x",
		four + port80 + local4 + pad: "",
	} {
		b, _ := hex.DecodeString(bytes)
		if path, ok := Sockaddr(b).UnixPath(); path != want || ok != (want != "") {
			t.Errorf("%s: %q, %v, want %q", bytes, path, ok, want)
		}
	}
}

// parsed returns the address of a text, or nil if it is invalid or needs a look-up.
func parsed(text string) []Sockaddr {
	e, err := Parse([]string{text}, false)
	if err != nil {
		return nil
	}
	list, _ := e.Sockaddrs(Connect, Numeric())
	return list
}

// FuzzAddress checks that the text of a parsed address parses to the same bytes.
func FuzzAddress(f *testing.F) {
	for _, c := range texts {
		f.Add(c.text)
	}
	for _, text := range []string{"80", ":80", "*:80", "tcp://[::1%1]:80", `unix:@\xff\x00`, "unixgram://x", "::1", "[::]:0"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, sa := range parsed(text) {
			back := parsed(sa.String())
			if len(back) != 1 || string(back[0]) != string(sa) {
				t.Errorf("%q is %x, printed %q, read as %x", text, []byte(sa), sa, back)
			}
		}
	})
}

// FuzzSockaddr checks that bytes have a text of one printable word, which parses to the same bytes. The text that sock
// shows parses to itself, and on a socket of the same family to the same address.
func FuzzSockaddr(f *testing.F) {
	for _, c := range texts {
		b, _ := hex.DecodeString(c.bytes)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > MaxLen {
			return
		}
		sa := Sockaddr(b)
		text := sa.String()
		if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("%x is printed %q", b, text)
		}
		if back := parsed(text); len(back) != 1 || string(back[0]) != string(sa) {
			t.Errorf("%x is printed %q, read as %x", b, text, back)
		}
		checkShown(t, sa)
	})
}

// TestShown checks that an address from the kernel has its usual text, which parses to the bytes that the kernel takes.
func TestShown(t *testing.T) {
	full := local + strings.Repeat("70", 108)
	for _, c := range []struct{ bytes, text, back string }{
		{four + port80 + local4 + pad, "127.0.0.1:80", four + port80 + local4 + pad},
		{six + port80 + noflow + mapped + zone0, "127.0.0.1:80", six + port80 + noflow + mapped + zone0},
		{six + port80 + noflow + mapped + zone1, "[::ffff:127.0.0.1%1]:80", six + port80 + noflow + mapped + zone1},
		{six + port80 + noflow + local6 + zone0, "[::1]:80", six + port80 + noflow + local6 + zone0},
		{full + "00", "unix:" + strings.Repeat("p", 108), full},
		{
			link + "0003" + u32(1) + u16(772) + "00" + "06" + "000000000000", "packet:1:0x0003:00:00:00:00:00:00,hatype=772",
			link + "0003" + u32(1) + u16(772) + "00" + "06" + pad,
		},
		{link + "0003" + u32(1) + u16(65534) + "00" + "00", "packet:1:0x0003,hatype=65534", link + "0003" + u32(1) + u16(65534) + "00" + "00" + pad},
	} {
		b, err := hex.DecodeString(c.bytes)
		sa := Sockaddr(b)
		if err != nil || sa.Shown() != c.text {
			t.Errorf("%s is shown as %q, %v, want %q", c.bytes, sa.Shown(), err, c.text)
		}
		e, err := Parse([]string{sa.Shown()}, false)
		if err != nil {
			t.Fatal(err)
		}
		list, err := e.On(Kind{Family: sa.Family()}).Sockaddrs(Connect, Numeric())
		if err != nil || len(list) != 1 || hex.EncodeToString(list[0]) != c.back {
			t.Errorf("%s is read as %x, %v, want %s", c.text, list, err, c.back)
		}
	}
}

// TestOn checks that an existing socket sets what its address leaves open.
func TestOn(t *testing.T) {
	inet4, inet6 := Kind{Family: unix.AF_INET, Type: unix.SOCK_STREAM}, Kind{Family: unix.AF_INET6, Type: unix.SOCK_STREAM}
	for _, c := range []struct {
		kind Kind
		word string
		use  Use
		want string
	}{
		{inet4, "80", Bind, four + port80 + any4 + pad},
		{inet6, "80", Bind, six + port80 + noflow + any6 + zone0},
		{inet4, ":80", Connect, four + port80 + local4 + pad},
		{inet6, ":80", Connect, six + port80 + noflow + local6 + zone0},
		{inet6, "127.1:80", Connect, six + port80 + noflow + mapped + zone0},
		{inet6, "tcp4:127.0.0.1:80", Connect, four + port80 + local4 + pad},
		{inet4, "[::1]:80", Connect, six + port80 + noflow + local6 + zone0}, // the kernel refuses it
		{inet4, "both:80", Connect, four + port80 + doc4 + pad},
		{inet6, "both:80", Connect, six + port80 + noflow + doc6 + zone0},
		{inet6, "four:80", Connect, six + port80 + noflow + "00000000000000000000ffffc0000201" + zone0},
		{Kind{Family: unix.AF_INET, Type: unix.SOCK_DGRAM}, "127.0.0.1:tftp", Connect, four + port69 + local4 + pad},
		{Kind{Family: unix.AF_UNIX}, "tcp:127.0.0.1:80", Connect, four + port80 + local4 + pad},
	} {
		e, err := Parse([]string{c.word}, false)
		if err != nil {
			t.Fatal(err)
		}
		list, err := e.On(c.kind).Sockaddrs(c.use, book{})
		if err != nil || len(list) != 1 || hex.EncodeToString(list[0]) != c.want {
			t.Errorf("%s on %v: %x, %v, want %s", c.word, c.kind, list, err, c.want)
		}
	}
}
