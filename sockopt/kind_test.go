package sockopt

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sock/internal/addr"
)

// A village is a World of two interfaces and three files.
type village struct{}

func (village) Hosts(name string, family int) ([]netip.Addr, error) {
	return addr.Numeric().Hosts(name, family)
}

func (village) Service(name string, udp bool) (uint16, error) {
	return addr.Numeric().Service(name, udp)
}

func (v village) Until(time.Time, string) addr.Names { return v }

func (village) Zone(name string) (uint32, error) {
	switch name {
	case "lo":
		return 1, nil
	case "eth0":
		return 2, nil
	}
	return 0, fmt.Errorf("%q is no interface", name)
}

func (village) IfName(index int) string { return map[int]string{1: "lo", 2: "eth0"}[index] }

func (village) IfAddr(name string) (netip.Addr, error) {
	if name == "lo" {
		return netip.MustParseAddr("127.0.0.1"), nil
	}
	return netip.Addr{}, errors.New("no address")
}

func (village) ReadFile(name string) ([]byte, error) {
	switch name {
	case "key":
		return []byte("\x01\x02"), nil
	case "prog":
		return []byte("2\n40 0 0 12\n6 0 0 65535\n"), nil
	}
	return nil, errors.New("no such file")
}

func (village) Open(name string) (int, error) {
	if name == "/sys/fs/bpf/prog" {
		return 7, nil
	}
	return -1, errors.New("no such file")
}

// wide skips a test on machines that are not 64-bit, because its bytes differ there.
func wide(t *testing.T) {
	t.Helper()
	if sizeofWord != 8 {
		t.Skip("the bytes are those of a 64-bit machine")
	}
}

// here returns hexadecimal bytes in the order of this machine. In the tables, a number between < and > is in host byte
// order, written as on a little-endian machine. Other bytes are fixed or in network byte order.
func here(text string) string {
	return regexp.MustCompile(`<[0-9a-f]+>`).ReplaceAllStringFunc(text, func(marked string) string {
		b, err := hex.DecodeString(marked[1 : len(marked)-1])
		if err != nil {
			panic(err)
		}
		if bigEndian() {
			slices.Reverse(b)
		}
		return hex.EncodeToString(b)
	})
}

var values = []struct{ name, typed, bytes, printed string }{
	{"SO_KEEPALIVE", "on", "<01000000>", "1"},
	{"SO_KEEPALIVE", "No", "00000000", "0"},
	{"SO_KEEPALIVE", "int:2", "<02000000>", "hex:<02000000>"},
	{"SO_KEEPALIVE", "uint8:1", "01", "hex:01"},
	{"SO_RCVBUF", "64k", "<00000100>", "65536"},
	{"SO_RCVBUF", "1Mi", "<00001000>", "1048576"},
	{"SO_RCVBUF", "010", "<0a000000>", "10"},
	{"SO_PEEK_OFF", "-1", "ffffffff", "-1"},
	{"SO_PEEK_OFF", "max", "ffffffff", "-1"},
	{"SO_MARK", "0xffffffff", "ffffffff", "4294967295"},
	{"SO_MAX_PACING_RATE", "max", "ffffffffffffffff", "max"},
	{"SO_MAX_PACING_RATE", "1Mbit", "<48e8010000000000>", "125000"},
	{"SO_MAX_PACING_RATE", "8kbit", "<e803000000000000>", "1000"},
	{"SO_RCVTIMEO", "1.5s", "<0100000000000000><20a1070000000000>", "1.5s"},
	{"SO_RCVTIMEO", "5", "<0500000000000000>0000000000000000", "5s"},
	{"SO_RCVTIMEO", "0.57", "0000000000000000<90b2080000000000>", "570ms"},
	{"SO_RCVTIMEO", "0", "00000000000000000000000000000000", "0s"},
	{"SO_RCVTIMEO", "-1.5s", "<feffffffffffffff><20a1070000000000>", "-1.5s"},
	{"SO_RCVTIMEO", "hex:00000000000000004042 0f0000000000", "", ""},
	{"SO_RCVTIMEO_NEW", "250ms", "0000000000000000<90d0030000000000>", "250ms"},
	{"SO_LINGER", "5s", "<01000000><05000000>", "5"},
	{"SO_LINGER", "0", "<01000000>00000000", "0"},
	{"SO_LINGER", "off", "0000000000000000", "off"},
	{"SO_LINGER", "-1", "<01000000>ffffffff", "-1"},
	{"TCP_CONGESTION", "bbr", "626272", "bbr"},
	{"TCP_CONGESTION", "hex:01", "6865783a3031", "hex:01"},
	{"SO_BINDTODEVICE", "eth0", "65746830", "eth0"},
	{"SO_BINDTODEVICE", "1", "6c6f", "lo"},
	{"SO_BINDTODEVICE", "", "", ""},
	{"SO_BINDTOIFINDEX", "lo", "<01000000>", "lo"},
	{"SO_BINDTOIFINDEX", "99", "<63000000>", "99"},
	{"SO_BINDTOIFINDEX", "", "00000000", "0"},
	{"IP_UNICAST_IF", "eth0", "00000002", "eth0"},
	{"IP_TOS", "AF41|2", "<8a000000>", "138"},
	{"IP_TOS", "uint8:40", "28", "hex:28"},
	{"IP_MTU_DISCOVER", "do", "<02000000>", "do"},
	{"IP_MTU_DISCOVER", "IP_PMTUDISC_PROBE", "<03000000>", "probe"},
	{"IP_MTU_DISCOVER", "9", "<09000000>", "9"},
	{"TCP_REPAIR", "off_no_wp", "ffffffff", "off_no_wp"},
	{"SO_TIMESTAMPING", "rx_software|software", "<18000000>", "rx_software|software"},
	{"SO_TIMESTAMPING", "SOF_TIMESTAMPING_RX_SOFTWARE|0x80000000", "<08000080>", "rx_software|0x80000000"},
	{"SO_TIMESTAMPING", "0", "00000000", "0"},
	{"SO_TIMESTAMPING", "raw_hardware,3", "<40000000><03000000>", "raw_hardware,3"},
	{"SO_BUF_LOCK", "sndbuf|rcvbuf", "<03000000>", "sndbuf|rcvbuf"},
	{"TCP_KEEPIDLE", "2m", "<78000000>", "120"},
	{"TCP_USER_TIMEOUT", "1.5s", "<dc050000>", "1500"},
	{"TCP_RTO_MIN_US", "5ms", "<88130000>", "5000"},
	{"CAN_ISOTP_TX_STMIN", "1us", "<e8030000>", "1000"},
	{"IP_ADD_MEMBERSHIP", "224.0.0.1", "e000000100000000", "224.0.0.1"},
	{"IP_ADD_MEMBERSHIP", "224.0.0.1@127.0.0.1", "e00000017f000001", "224.0.0.1@127.0.0.1"},
	{"IP_ADD_MEMBERSHIP", "224.0.0.1@lo", "e000000100000000<01000000>", "224.0.0.1@lo"},
	{"IP_MULTICAST_IF", "127.0.0.1", "7f000001", "127.0.0.1"},
	{"IP_MULTICAST_IF", "-1", "0000000000000000ffffffff", "hex:0000000000000000ffffffff"},
	{"IP_MULTICAST_IF", "lo", "0000000000000000<01000000>", "lo"},
	{"IP_MULTICAST_IF", "127.0.0.1@lo", "000000007f000001<01000000>", "127.0.0.1@lo"},
	{"IPV6_ADD_MEMBERSHIP", "ff02::1@lo", "ff020000000000000000000000000001<01000000>", "ff02::1@lo"},
	{"IPV6_PKTINFO", "::1", "0000000000000000000000000000000100000000", "::1"},
	{
		"MCAST_JOIN_GROUP", "224.0.0.1@lo",
		"<01000000>00000000" + "<0200>0000e0000001" + zeros(120), "224.0.0.1@lo",
	},
	{
		"MCAST_JOIN_GROUP", "ff02::1",
		"0000000000000000" + "<0a00>000000000000" + "ff020000000000000000000000000001" + zeros(104), "ff02::1",
	},
	{
		"MCAST_JOIN_SOURCE_GROUP", "192.0.2.1>232.1.1.1@eth0",
		"<02000000>00000000" + "<0200>0000e8010101" + zeros(120) + "<0200>0000c0000201" + zeros(120), "192.0.2.1>232.1.1.1@eth0",
	},
	{"IP_ADD_SOURCE_MEMBERSHIP", "192.0.2.1>232.1.1.1@lo", "e80101017f000001c0000201", "192.0.2.1>232.1.1.1@127.0.0.1"},
	{"IP_MSFILTER", "232.1.1.1@lo,include,192.0.2.1,192.0.2.2", "e80101017f000001<01000000><02000000>c0000201c0000202", "232.1.1.1@127.0.0.1,include,192.0.2.1,192.0.2.2"},
	{
		"MCAST_MSFILTER", "232.1.1.1@lo,exclude", "<01000000>00000000" + "<0200>0000e8010101" + zeros(120) + "0000000000000000",
		"232.1.1.1@lo,exclude",
	},
	{"IP_LOCAL_PORT_RANGE", "40000-50000", "<409c50c3>", "40000-50000"},
	{"IP_LOCAL_PORT_RANGE", "0", "00000000", "0"},
	{"SO_ATTACH_BPF", "5", "<05000000>", "5"},
	{"SO_ATTACH_BPF", "/sys/fs/bpf/prog", "<07000000>", "7"},
	{"SO_DETACH_FILTER", "", "00000000", ""},
	{"TCP_MD5SIG", "192.0.2.1=secret", "<0200>0000c0000201" + zeros(120) + "0000<0600>00000000" + "736563726574" + zeros(74), "192.0.2.1=secret"},
	{
		"TCP_MD5SIG_EXT", "192.0.2.0/24@lo=hex:00ff", "<0200>0000c0000200" + zeros(120) + "0318<0200><01000000>" + "00ff" + zeros(78),
		"192.0.2.0/24@lo=hex:00ff",
	},
	{"SO_TXTIME", "monotonic", "<01000000>00000000", "monotonic"},
	{"SO_TXTIME", "tai,deadline,errors", "<0b000000><03000000>", "tai,deadline,errors"},
	{"PACKET_ADD_MEMBERSHIP", "promisc@lo", "<01000000><0100>00000000000000000000", "promisc@lo"},
	{"PACKET_ADD_MEMBERSHIP", "multicast:01:00:5e:00:00:fb@2", "<02000000>0000<0600>01005e0000fb0000", "multicast:01:00:5e:00:00:fb@eth0"},
	{"PACKET_FANOUT", "7:lb:defrag|rollover", "<07000190>", "7:lb:rollover|defrag"},
	{"PACKET_FANOUT", "65535:hash", "<ffff0000>", "65535:hash"},
	{"PACKET_RX_RING", "4kx4/2k", "<00100000><04000000><00080000><08000000>", "4096x4/2048"},
	{"PACKET_RX_RING", "4kx4/2k,60ms", "<00100000><04000000><00080000><08000000><3c000000>0000000000000000", "4096x4/2048,60ms"},
	{"PACKET_RX_RING", "0", zeros(16), "0"},
	{"PACKET_RX_RING", "0,0", zeros(28), "0,0s"},
	{"PACKET_RX_RING", "4kx1/4k,0,4k", "<00100000><01000000><00100000><01000000>" + "00000000<00100000>00000000", "4096x1/4096,0s,4096"},
	{"PACKET_RX_RING", "4kx1/16,1ms,0,1", "<00100000><01000000><10000000><00010000>" + "<01000000>00000000<01000000>", "4096x1/16,1ms,0,1"},
	{"ICMP_FILTER", "block=echo|13", "<00210000>", "block=echo|timestamp"},
	{"ICMP_FILTER", "pass=ICMP_ECHOREPLY", "<feffffff>", "pass=echoreply"},
	{"ICMP_FILTER", "0x100", "<00010000>", "block=echo"},
	{"ICMPV6_FILTER", "pass=echo_request|0", "<feffffff>" + ones(12) + "<feffffff>" + ones(12), "pass=0|echo_request"},
	{"ICMPV6_FILTER", "block=255", zeros(28) + "<00000080>", "block=255"},
	{"ICMPV6_FILTER", "pass=", ones(32), "pass="},
	{"ICMPV6_FILTER", "block=", zeros(32), "block="},
	{"IP_OPTIONS", "hex:01010101", "01010101", "hex:01010101"},
	{"IP_OPTIONS", "str:ab", "6162", "hex:6162"},
	{"IP_OPTIONS", "@key", "0102", "hex:0102"},
	{"IP_OPTIONS", "hex:", "", "hex:"},
	{"SCTP_AUTH_CHUNK", "255", "ff", "255"},
	{"SO_ERROR", "ECONNREFUSED", "<6f000000>", "ECONNREFUSED"},
	{"SO_TYPE", "SOCK_STREAM", "<01000000>", "SOCK_STREAM"},
	{"SO_PROTOCOL", "IPPROTO_MPTCP", "<06010000>", "262"},
	{"SO_PROTOCOL", "NETLINK_GENERIC", "<10000000>", "16"},
	{"SO_TYPE", "dgram", "<02000000>", "SOCK_DGRAM"},
	{"SO_PEERCRED", "pid=5,uid=-1,gid=100", "<05000000>ffffffff<64000000>", "pid=5,uid=-1,gid=100"},
	{"SO_PEERGROUPS", "4,24", "<04000000><18000000>", "4,24"},
	{"SO_PEERGROUPS", "", "", ""},
	{"PACKET_STATISTICS", "tp_packets=3,tp_drops=1", "<03000000><01000000>", "tp_packets=3,tp_drops=1"},
	{"SO_PEERNAME", "sockaddr:0102", "0102", "sockaddr:0102"},
	{"TLS_TX_MAX_PAYLOAD_LEN", "uint16:1000", "<e803>", "1000"},
	{"SO_RCVTIMEO", "0,2000000", "0000000000000000<80841e0000000000>", "tv_sec=0,tv_usec=2000000"},
	{"SO_RCVTIMEO", "0,-1", "0000000000000000ffffffffffffffff", "tv_sec=0,tv_usec=-1"},
	{"SO_RCVTIMEO", "tv_usec=5", "0000000000000000<0500000000000000>", "5µs"},
	{"SO_SNDTIMEO_NEW", "-1,1000000", "ffffffffffffffff<40420f0000000000>", "tv_sec=-1,tv_usec=1000000"},
	{"SO_LINGER", "2,5", "<02000000><05000000>", "l_onoff=2,l_linger=5"},
	{"SO_LINGER", "l_linger=-2,l_onoff=1", "<01000000><feffffff>", "-2"},
	{"IP_ADD_MEMBERSHIP", "224.0.0.1,127.0.0.1,lo", "e00000017f000001<01000000>", "imr_multiaddr=224.0.0.1,imr_address=127.0.0.1,imr_ifindex=lo"},
	{"IP_ADD_MEMBERSHIP", "224.0.0.1,127.0.0.1", "e00000017f000001", "224.0.0.1@127.0.0.1"},
	{"IP_ADD_MEMBERSHIP", "imr_ifindex=-1", "0000000000000000ffffffff", "hex:0000000000000000ffffffff"},
	{"IP_MULTICAST_IF", "0.0.0.0,127.0.0.1", "000000007f000001", "imr_multiaddr=0.0.0.0,imr_address=127.0.0.1"},
	{"IPV6_ADD_MEMBERSHIP", "ff02::1,lo", "ff020000000000000000000000000001<01000000>", "ff02::1@lo"},
	{"IPV6_PKTINFO", "ipi6_ifindex=2", zeros(16) + "<02000000>", "::@eth0"},
	{"IP_ADD_SOURCE_MEMBERSHIP", "232.1.1.1,127.0.0.1,192.0.2.1", "e80101017f000001c0000201", "192.0.2.1>232.1.1.1@127.0.0.1"},
	{"MCAST_JOIN_GROUP", "1,224.0.0.1", "<01000000>00000000" + "<0200>0000e0000001" + zeros(120), "224.0.0.1@lo"},
	{
		"MCAST_JOIN_GROUP", "gr_interface=1,gr_group=sockaddr:0200005001020304", "<01000000>00000000" + "0200005001020304" + zeros(120),
		"gr_interface=lo,gr_group=hex:0200005001020304" + zeros(120),
	},
	{
		"MCAST_LEAVE_SOURCE_GROUP", "2,232.1.1.1,192.0.2.1",
		"<02000000>00000000" + "<0200>0000e8010101" + zeros(120) + "<0200>0000c0000201" + zeros(120), "192.0.2.1>232.1.1.1@eth0",
	},
	{"IP_MSFILTER", "232.1.1.1,127.0.0.1,1,9,192.0.2.1", "e80101017f000001<01000000><09000000>c0000201", "imsf_multiaddr=232.1.1.1,imsf_interface=127.0.0.1,imsf_fmode=include,imsf_numsrc=9,imsf_slist=192.0.2.1"},
	{"MCAST_MSFILTER", "1,232.1.1.1,exclude,0", "<01000000>00000000" + "<0200>0000e8010101" + zeros(120) + "0000000000000000", "232.1.1.1@lo,exclude"},
	{
		"TCP_MD5SIG", "tcpm_addr=192.0.2.1,tcpm_keylen=100,tcpm_key=ab", "<0200>0000c0000201" + zeros(120) + "0000<6400>00000000" + "6162" + zeros(78),
		"tcpm_addr=192.0.2.1,tcpm_flags=0,tcpm_prefixlen=0,tcpm_keylen=100,tcpm_ifindex=0,tcpm_key=hex:6162" + zeros(78),
	},
	{"TCP_MD5SIG_EXT", "192.0.2.0/200=k", "<0200>0000c0000200" + zeros(120) + "01c8<0100>00000000" + "6b" + zeros(79), "192.0.2.0/200=k"},
	{"SO_TXTIME", "1,255", "<01000000><ff000000>", "clockid=1,flags=255"},
	{"SO_TXTIME", "-1,0", "ffffffff00000000", "clockid=-1,flags=0"},
	{"SO_TIMESTAMPING", "flags=software,bind_phc=-3", "<10000000><fdffffff>", "software,-3"},
	{"PACKET_ADD_MEMBERSHIP", "lo,promisc,300,01:02", "<01000000><0100><2c01>0102000000000000", "mr_ifindex=lo,mr_type=promisc,mr_alen=300,mr_address=0102000000000000"},
	{"PACKET_RX_RING", "4096,1,2048,7", "<00100000><01000000><00080000><07000000>", "tp_block_size=4096,tp_block_nr=1,tp_frame_size=2048,tp_frame_nr=7"},
	{"PACKET_RX_RING", "tp_block_nr=5", "00000000<05000000>0000000000000000", "tp_block_size=0,tp_block_nr=5,tp_frame_size=0,tp_frame_nr=0"},
	{"PACKET_FANOUT", "7:lb,4", "<07000100><04000000>", "7:lb,4"},
	{"ICMPV6_FILTER", "1,0,0,0,0,0,0,0x80000000", "<01000000>" + zeros(24) + "<00000080>", "block=0|255"},
	{"SO_PEERCRED", "5,-1,100", "<05000000>ffffffff<64000000>", "pid=5,uid=-1,gid=100"},
	{"999:5", "int8:-1", "ff", "hex:ff"},
	{"999:5", "str:x=y", "783d79", "hex:783d79"},
	{"999:5", "uint64:max", "ffffffffffffffff", "hex:ffffffffffffffff"},
	{"999:5", "in_addr:192.0.2.1", "c0000201", "hex:c0000201"},
}

func ones(n int) string { return strings.Repeat("ff", n) }

func zeros(n int) string { return strings.Repeat("00", n) }

func TestValues(t *testing.T) {
	wide(t)
	for _, c := range values {
		c.bytes, c.printed = here(c.bytes), here(c.printed)
		s, err := ParseSetting(c.name+"="+c.typed, village{})
		if strings.Contains(c.typed, "hex:") && strings.Contains(c.typed, " ") {
			if err == nil {
				t.Errorf("%s=%s is taken", c.name, c.typed)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s=%s: %v", c.name, c.typed, err)
			continue
		}
		if got := hex.EncodeToString(s.Bytes); got != c.bytes {
			t.Errorf("%s=%s: %s, want %s", c.name, c.typed, got, c.bytes)
		}
		text := s.Option.Format(s.Bytes, village{})
		if text != c.printed {
			t.Errorf("%s=%s prints %q, want %q", c.name, c.typed, text, c.printed)
		}
		back, err := ParseSetting(c.name+"="+text, village{})
		if err != nil || hex.EncodeToString(back.Bytes) != c.bytes {
			t.Errorf("%s=%s reads %x, want %s (%v)", c.name, text, back.Bytes, c.bytes, err)
		}
	}
}

func TestProgram(t *testing.T) {
	wide(t)
	for _, typed := range []string{"2,40 0 0 12,6 0 0 65535", "2\n40 0 0 12\n6 0 0 65535\n", "@prog"} {
		s, err := ParseSetting("SO_ATTACH_FILTER="+typed, village{})
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(s.Bytes); got != here("<0200>000000000000")+zeros(8) || s.At != 8 {
			t.Errorf("%q: %s, pointer at %d", typed, got, s.At)
		}
		if got := hex.EncodeToString(s.Pointed); got != here("<2800>0000<0c000000>"+"<0600>0000<ffff0000>") {
			t.Errorf("%q: %s", typed, got)
		}
		got, _ := Lookup("SO_GET_FILTER")
		if text := got.Format(s.Pointed, nil); text != "2,40 0 0 12,6 0 0 65535" {
			t.Errorf("printed %q", text)
		}
	}
}

// TestProgramFields checks that the length of a program may be wrong, and its pointer NULL.
func TestProgramFields(t *testing.T) {
	wide(t)
	for typed, want := range map[string]string{"len=9,filter=1,6 0 0 1": "<0900>000000000000", "len=3,filter=NULL": "<0300>000000000000"} {
		s, err := ParseSetting("SO_ATTACH_FILTER="+typed, nil)
		if err != nil || hex.EncodeToString(s.Bytes) != here(want)+zeros(8) || (s.Pointed == nil) != strings.HasSuffix(typed, "NULL") {
			t.Errorf("%s: %x %x, %v", typed, s.Bytes, s.Pointed, err)
		}
	}
}

func TestLengthAlone(t *testing.T) {
	s, err := ParseSetting("ALG_SET_AEAD_AUTHSIZE=16", nil)
	if err != nil || !s.Null || len(s.Bytes) != 16 {
		t.Errorf("%+v, %v", s, err)
	}
}

// badValues has values that must not be truncated or guessed.
var badValues = []struct{ typed, says string }{
	{"SO_PRIORITY=2147483648", "out of range: -2147483648 to 2147483647; it takes a number, like 5"},
	{"SO_PRIORITY=-2147483649", "out of range"},
	{"SO_PRIORITY=99999999999999999999", "out of range"},
	{"SO_PRIORITY=1.5", "not a number"},
	{"SO_PRIORITY=", "not a number"},
	{"SO_PRIORITY=-", "not a number"},
	{"SO_PRIORITY=1k", "not a number"},
	{"SO_MARK=-1", "out of range"},
	{"SO_MARK=4294967296", "out of range"},
	{"SCTP_AUTH_CHUNK=256", "out of range: 0 to 255; it takes a number from 0 to 255"},
	{"SO_RCVBUF=2G", "out of range"},
	{"SO_RCVBUF=1.5k", "not a number; it takes a number of bytes, like 65536, 64k or 4M"},
	{"SO_RCVBUF=99999999999G", "out of range"},
	{"SO_RCVBUF=k", "not a number"},
	{"SO_MAX_PACING_RATE=1bit", "not a whole number of bytes"},
	{"SO_MAX_PACING_RATE=18446744073709551615Gbit", "out of range"},
	{"SO_KEEPALIVE=2", "not a flag; it takes 1 or 0"},
	{"SO_KEEPALIVE=", "not a flag"},
	{"SO_RCVTIMEO=1x", "not a duration; it takes a duration, like 1.5s"},
	{"SO_RCVTIMEO=1ns", "finer than the kernel's unit"},
	{"SO_RCVTIMEO=", "not a duration"},
	{"SO_LINGER=-3000000000", "out of range"},
	{"SO_RCVTIMEO=0,x", "not a duration; it takes a duration, like 1.5s, 250ms or 5 (seconds); 0 is for ever"},
	{"SO_RCVTIMEO=tv_sec=1,tv_nsec=1", "\"tv_nsec=1\" is not NAME=VALUE of a field"},
	{"SO_RCVTIMEO=tv_sec=1,tv_sec=2", "tv_sec is given twice"},
	{"SO_RCVTIMEO=0,1,2", "not a duration"},
	{"SO_LINGER=l_onoff=x", "l_onoff: not a number"},
	{"MCAST_JOIN_GROUP=gr_group=hex:0200", "gr_group: the length differs from the field's"},
	{"SO_ATTACH_FILTER=len=5", "missing ,filter= after the length"},
	{"SO_ATTACH_FILTER=len=65536,filter=NULL", "len: out of range"},
	{"ICMP_FILTER=pass=32", "out of range: types are 0 to 31"},
	{"ICMPV6_FILTER=pass=echo", "\"echo\" is not a name or a number"},
	{"ICMPV6_FILTER=1", "neither pass= nor block="},
	{"PACKET_RX_RING=0,0,x", "x"},
	{"SO_LINGER=1.5s", "finer"},
	{"TCP_KEEPIDLE=1ms", "finer than the kernel's unit of 1s"},
	{"TCP_KEEPIDLE=100000h1s5", "not a duration"},
	{"TCP_USER_TIMEOUT=600h", "out of range"},
	{"IP_MTU_DISCOVER=dont|no", `"no" is not a name or a number; it takes a number or one of dont, want`},
	{"SO_TIMESTAMPING=", "is not a name"},
	{"SO_BINDTOIFINDEX=wlan9", "no interface; it takes an interface, like lo or 1"},
	{"SO_BINDTOIFINDEX=2147483648", "out of range"},
	{"SO_BINDTODEVICE=77", "no interface has this index"},
	{"IP_ADD_MEMBERSHIP=ff02::1", "not an IPv4 address; it takes GROUP[@IF-or-ADDR], like"},
	{"IPV6_ADD_MEMBERSHIP=224.0.0.1", "not an IPv6 address"},
	{"IP_ADD_SOURCE_MEMBERSHIP=232.1.1.1", "missing > between"},
	{"IP_MSFILTER=232.1.1.1@lo", "missing include or exclude"},
	{"IP_MSFILTER=232.1.1.1@lo,both", "want include or exclude"},
	{"IP_LOCAL_PORT_RANGE=1-65536", "ports are 0 to 65535"},
	{"IP_LOCAL_PORT_RANGE=5", "not a range; it takes LOW-HIGH, like 40000-50000"},
	{"SO_ATTACH_BPF=/nowhere", "no such file"},
	{"SO_ATTACH_BPF=9999999999", "out of range"},
	{"SO_ATTACH_FILTER=2,6 0 0 1", "announces 2 instructions and has 1"},
	{"SO_ATTACH_FILTER=1,6 0 0", "is not an instruction"},
	{"SO_ATTACH_FILTER=1,65536 0 0 1", "out of range"},
	{"SO_ATTACH_FILTER=1,6 256 0 1", "out of range"},
	{"SO_ATTACH_FILTER=x", "does not begin with the number"},
	{"SO_ATTACH_FILTER=", "no program"},
	{"SO_ATTACH_FILTER=@nofile", "no such file"},
	{"TCP_MD5SIG=192.0.2.1/24=x", "needs TCP_MD5SIG_EXT"},
	{"TCP_MD5SIG=192.0.2.1", "missing = before the key"},
	{"TCP_MD5SIG_EXT=192.0.2.1/256=x", "0 to 255"},
	{"TCP_MD5SIG=192.0.2.1=" + strings.Repeat("x", 81), "more than 80"},
	{"SO_TXTIME=noon", "is not a name"},
	{"SO_TXTIME=tai,now", "neither deadline nor errors"},
	{"PACKET_ADD_MEMBERSHIP=promisc", "missing @"},
	{"PACKET_ADD_MEMBERSHIP=unicast:0@lo", "pairs of hexadecimal"},
	{"PACKET_FANOUT=65536:hash", "out of range"},
	{"PACKET_FANOUT=7:hash:0x1", "upper byte"},
	{"PACKET_RX_RING=4kx4/0", "frames out of range"},
	{"PACKET_RX_RING=4k", "not a ring"},
	{"IP_OPTIONS=0102", "not bytes; it takes bytes as hex:0102, str:text or @file"},
	{"IP_OPTIONS=hex:012", "pairs of hexadecimal digits"},
	{"SO_DETACH_FILTER=1", "this option takes no value"},
	{"SO_PEERCRED=uid=1", "want pid= here"},
	{"SO_PEERCRED=pid=1,uid=2,gid=3,x=4", "no field is left for it"},
	{"SO_PEERCRED=pid=4294967296", "out of range"},
	{"999:5=7", "give the kind of the value, as in int:5"},
	{"999:5", "needs a value and its kind"},
	{"999:5=int8:128", "out of range: -128 to 127"},
	{"SO_RCVBUF", "needs a value: a number of bytes"},
}

func TestBadValues(t *testing.T) {
	for _, c := range badValues {
		_, err := ParseSetting(c.typed, village{})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.typed, err, c.says)
		}
	}
}

// TestNoWorld parses values without a World.
func TestNoWorld(t *testing.T) {
	for _, typed := range []string{"SO_BINDTOIFINDEX=lo", "IP_OPTIONS=@f", "SO_ATTACH_BPF=/x", "SO_PEERNAME=1.2.3.4:5", "IP_ADD_SOURCE_MEMBERSHIP=1.2.3.4>232.1.1.1@lo"} {
		if _, err := ParseSetting(typed, nil); err == nil || !strings.Contains(err.Error(), "not available without access") {
			t.Errorf("%s: %v", typed, err)
		}
	}
	o, _ := Lookup("SO_BINDTOIFINDEX")
	if text := o.Format(Integer.bytes(1), nil); text != "1" {
		t.Errorf("lo is %s", text)
	}
}

func TestSettingString(t *testing.T) {
	for typed, want := range map[string]string{
		"SO_KEEPALIVE": "SO_KEEPALIVE=1", "so_rcvbuf=64k": "SO_RCVBUF=64k", "SO_DETACH_FILTER": "SO_DETACH_FILTER",
		"6:9999=int:5": "IPPROTO_TCP:9999=int:5", "SO_TIMESTAMP_OLD=1": "SO_TIMESTAMP=1", "TCP_ULP=": "TCP_ULP=",
		"SOL_RAW:IPV6_CHECKSUM=2": "SOL_RAW:IPV6_CHECKSUM=2", "IPPROTO_IPV6:IPV6_CHECKSUM=2": "IPV6_CHECKSUM=2",
	} {
		if s, err := ParseSetting(typed, nil); err != nil || s.String() != want {
			t.Errorf("%s: %q, %v", typed, s.String(), err)
		}
	}
}

func TestGroupsFindTheirLevel(t *testing.T) {
	for typed, level := range map[string]string{
		"MCAST_JOIN_GROUP=224.0.0.1": "IPPROTO_IP", "MCAST_JOIN_GROUP=ff02::1@1": "IPPROTO_IPV6",
		"MCAST_LEAVE_SOURCE_GROUP=::1>ff3e::1": "IPPROTO_IPV6", "IPPROTO_IP:MCAST_JOIN_GROUP=ff02::1": "IPPROTO_IP",
		"MCAST_MSFILTER=ff3e::1,include": "IPPROTO_IPV6",
	} {
		if s, err := ParseSetting(typed, nil); err != nil || s.Option.Level.Name != level {
			t.Errorf("%s: level %s, %v", typed, s.Option.Level.Name, err)
		}
	}
}

func TestQueries(t *testing.T) {
	wide(t)
	for _, c := range []struct {
		typed string
		room  int
		begin string
	}{
		{"SO_REUSEADDR", 4, "00000000"},
		{"SO_REUSEADDR=1", 1, "00"},
		{"SO_REUSEADDR=0", 0, ""},
		{"SO_COOKIE", 8, "00"},
		{"999:5=64", 64, "00"},
		{"999:5", 256, "00"},
		{"SOL_SOCKET:26", 32768, "00"},
		{"PACKET_HDRLEN=v3", 4, "<02000000>"},
		{"IP_MSFILTER=232.1.1.1@lo", 16, "e80101017f0000010000000000000000"},
		{"MCAST_MSFILTER=232.1.1.1@lo", 144, "<01000000>00000000<0200>0000e8010101"},
		{"MPTCP_TCPINFO", 16, "<10000000>000000000000000000000000"},
		{"MPTCP_TCPINFO=hex:10000000", 4, "10000000"},
		{"MPTCP_FULL_INFO", 296, "00"},
		{"SO_PEERNAME", 16, "00"},
		{"TCP_REPAIR_WINDOW", 20, "00"},
		{"TLS_RX", 4, "00"},
		{"TLS_RX=40", 40, "00"},
		{"IPV6_FLOWLABEL_MGR=flr_label=0x12345", 32, zeros(16) + "00012345" + zeros(12)},
		{"999:5=hex:0102", 2, "0102"},
		{"SO_REUSEADDR=@key", 2, "0102"},
		{"IPT_SO_GET_INFO=str:filter", 6, "66696c746572"},
	} {
		q, err := ParseQuery(c.typed, village{})
		if err != nil || len(q.Buf) != c.room || !strings.HasPrefix(hex.EncodeToString(q.Buf), here(c.begin)) {
			t.Errorf("%s: %d bytes %.32x, %v", c.typed, len(q.Buf), q.Buf, err)
		}
		if wantUnit := map[bool]int{true: 8, false: 1}[q.Option.Name == "SO_GET_FILTER"]; q.Unit != wantUnit {
			t.Errorf("%s: unit %d", c.typed, q.Unit)
		}
	}
	if q, err := ParseQuery("SO_REUSEADDR=-1", village{}); err != nil || len(q.Buf) != 0 || q.Below != -1 {
		t.Errorf("a length below 0: %+v, %v", q, err)
	}
	for _, typed := range []string{"SO_REUSEADDR=x", "SO_REUSEADDR=-3000000000", "IP_MSFILTER", "PACKET_HDRLEN=v9", "NO_SUCH", "SO_RCVBUF=1G"} {
		if _, err := ParseQuery(typed, village{}); err == nil {
			t.Errorf("%s is taken", typed)
		}
	}
}

func TestJSON(t *testing.T) {
	wide(t)
	scales := "0102" // two fields of four bits, then one bit, then two bits: the first are the lowest bits
	if bigEndian() {
		scales = "1020" // the highest bits
	}
	for _, c := range []struct{ name, bytes, want string }{
		{"SO_KEEPALIVE", "<01000000>", "true"},
		{"SO_KEEPALIVE", "00000000", "false"},
		{"SO_KEEPALIVE", "<02000000>", `"hex:<02000000>"`},
		{"SO_PEEK_OFF", "ffffffff", "-1"},
		{"SO_MAX_PACING_RATE", "ffffffffffffffff", "18446744073709551615"},
		{"TCP_CONGESTION", "62627200000000000000000000000000", `"bbr"`},
		{"SO_LINGER", "<01000000><05000000>", "5"},
		{"SO_LINGER", "00000000<05000000>", `"off"`},
		{"SO_RCVTIMEO", "<0100000000000000><20a1070000000000>", `"1.5s"`},
		{"SO_PEERCRED", "<05000000>ffffffff<64000000>", `{"pid":5,"uid":-1,"gid":100}`},
		{"SO_PEERGROUPS", "<04000000><18000000>", "[4,24]"},
		{"SO_PEERGROUPS", "", "[]"},
		{"SO_TYPE", "<01000000>", `"SOCK_STREAM"`},
		{"SO_ERROR", "00000000", "0"},
		{"SO_ERROR", "<6f000000>", `"ECONNREFUSED"`},
		{"IP_MTU_DISCOVER", "<02000000>", `"do"`},
		{"IP_MTU_DISCOVER", "<09000000>", "9"},
		{"SO_BINDTOIFINDEX", "<01000000>", `"lo"`},
		{"SO_BINDTOIFINDEX", "00000000", "0"},
		{"IP_OPTIONS", "0101", `"hex:0101"`},
		{"TCP_INFO", "010000000000" + scales, `{"tcpi_state":"TCP_ESTABLISHED","tcpi_ca_state":"TCP_CA_Open","tcpi_retransmits":0,"tcpi_probes":0,"tcpi_backoff":0,"tcpi_options":0,"tcpi_snd_wscale":1,"tcpi_rcv_wscale":0,"tcpi_delivery_rate_app_limited":0,"tcpi_fastopen_client_fail":1}`},
	} {
		o, err := Lookup(c.name)
		if err != nil {
			t.Fatal(err)
		}
		c.bytes, c.want = here(c.bytes), here(c.want)
		b, _ := hex.DecodeString(c.bytes)
		if got, err := json.Marshal(o.JSON(b, village{})); err != nil || string(got) != c.want {
			t.Errorf("%s %s: %s, want %s (%v)", c.name, c.bytes, got, c.want, err)
		}
	}
}

func TestTCPInfo(t *testing.T) {
	b := make([]byte, 280)
	for i := range b {
		b[i] = byte(i)
	}
	full, _ := tcpInfo.Format(b, nil)
	if n := strings.Count(full, "tcpi_"); n != 72 {
		t.Errorf("%d fields of 280 bytes", n)
	}
	for _, c := range []struct {
		size int
		last string
	}{{104, "tcpi_total_retrans="}, {112, "tcpi_pacing_rate="}, {115, "tcpi_pacing_rate="}, {232, "tcpi_snd_wnd="}, {280, "tcpi_options2="}} {
		text, _ := tcpInfo.Format(b[:c.size], nil)
		if fields := strings.Split(text, ","); !strings.HasPrefix(fields[len(fields)-1], c.last) {
			t.Errorf("%d bytes end in %s", c.size, fields[len(fields)-1])
		}
	}
	v, err := tcpInfo.Parse(full, nil)
	b[7] &= 7 // the rest is padding
	if err != nil || !bigEndian() && hex.EncodeToString(v.Bytes) != hex.EncodeToString(b) {
		t.Errorf("%x, %v", v.Bytes, err)
	}
}

// TestTimevals has both layouts; each machine has one of them.
func TestTimevals(t *testing.T) {
	for _, word := range []int{4, 8} {
		for typed, want := range map[string]string{"1.5s": "1.5s", "5": "5s", "0": "0s", "-1.5s": "-1.5s", "-1us": "-1µs", "1h": "1h0m0s"} {
			v, err := newTimeval(typed, word)
			if text, ok := timevalText(v.Bytes, word); err != nil || !ok || text != want || len(v.Bytes) != 2*word {
				t.Errorf("%s in words of %d: %x, %s, %v", typed, word, v.Bytes, text, err)
			}
		}
	}
	if v, err := newTimeval("2147483648", 4); err == nil {
		t.Errorf("more seconds than 32 bits hold: %x", v.Bytes)
	}
	if text, ok := timevalText(append(i64.bytes(0), i64.bytes(1e6)...), 8); ok {
		t.Errorf("a second in microseconds is %s", text)
	}
}
