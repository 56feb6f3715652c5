package sockopt

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestRefused checks the error for each wrong part of a value, in a setting, a query and an ioctl request.
func TestRefused(t *testing.T) {
	parse := map[string]func(string) error{
		"set":   func(typed string) error { _, err := ParseSetting(typed, village{}); return err },
		"get":   func(typed string) error { _, err := ParseQuery(typed, village{}); return err },
		"ioctl": func(typed string) error { _, err := ParseIoctl(typed, village{}); return err },
	}
	for _, c := range append(refusedSettings(), []refused{
		{"get", "MCAST_MSFILTER=here", "not an address"},
		{"get", "MCAST_MSFILTER=hex:0", "pairs of hexadecimal digits"},
		{"get", "IP_MSFILTER=hex:0", "pairs of hexadecimal digits"},
		{"get", "PACKET_HDRLEN=hex:0", "pairs of hexadecimal digits"},
		{"get", "SCTP_EVENT=hex:0", "pairs of hexadecimal digits"},
		{"get", "MPTCP_FULL_INFO=hex:0", "pairs of hexadecimal digits"},
		{"ioctl", "SIOCSIFMTU=a-name-that-is-too-long,1500", "longer than 16 bytes"},
		{"ioctl", "SIOCSIFFLAGS=lo,0x10000", "out of range"},
		{"ioctl", "SIOCSIFADDR=lo,::1", "not an IPv4 address"},
		{"ioctl", "FIOASYNC=x", "flag"},
		{"ioctl", "SIOCSPGRP", "needs a value"},
	}...) {
		err := parse[c.how](c.typed)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s %.60q: %v, want %q", c.how, c.typed, err, c.says)
		}
	}
}

// A refused is a value for one of the parsers, with a part of its error.
type refused struct{ how, typed, says string }

func refusedSettings() []refused {
	return []refused{
		{"set", "IP_MULTICAST_IF=::1", "not an IPv4 address"},
		{"set", "IP_ADD_SOURCE_MEMBERSHIP=::1>232.1.1.1", "not an IPv4 address"},
		{"set", "IP_ADD_SOURCE_MEMBERSHIP=1.2.3.4>::1", "not an IPv4 address"},
		{"set", "IP_ADD_SOURCE_MEMBERSHIP=1.2.3.4>232.1.1.1@eth0", "no address"},
		{"set", "ICMP_FILTER=stop=echo", "neither pass= nor block="},
		{"set", "ICMP_FILTER=x", "not a number"},
		{"set", "IP_LOCAL_PORT_RANGE=low-high", "not a number"},
		{"set", "TCP_MD5SIG_EXT=::1%9=x", "not an address"},
		{"set", "TCP_MD5SIG_EXT=1.2.3.4@wlan9=x", "no interface"},
		{"set", "TCP_MD5SIG=192.0.2.1=hex:0", "pairs of hexadecimal digits"},
		{"set", "IP_MSFILTER=::1@lo,include", "not an IPv4 address"},
		{"set", "IP_MSFILTER=232.1.1.1@lo,include,::1", "not an IPv4 address"},
		{"set", "MCAST_MSFILTER=here@lo,include", "not an address"},
		{"set", "MCAST_MSFILTER=232.1.1.1@lo,include,here", "not an address"},
		{"set", "MCAST_MSFILTER=232.1.1.1@lo", "missing include or exclude"},
		{"set", "PACKET_ADD_MEMBERSHIP=all@lo", "is not a name"},
		{"set", "PACKET_ADD_MEMBERSHIP=promisc@wlan9", "no interface"},
		{"set", "PACKET_FANOUT=7", "missing : before the mode"},
		{"set", "PACKET_FANOUT=7:some", "is not a name"},
		{"set", "PACKET_FANOUT=7:hash:some", "is not a name"},
		{"set", "PACKET_RX_RING=4kx4/2k,1x", "not a duration"},
		{"set", "PACKET_RX_RING=4kxfour/2k", "not a number"},
		{"set", "PACKET_RX_RING=8Gx4/2k", "out of range"},
		{"set", "SO_BINDTODEVICE=2147483648", "out of range"},
		{"set", "SO_BINDTODEVICE=l\x00o", "NUL"},
		{"set", "SO_ATTACH_BPF=", "neither a number nor a path"},
		{"set", "SO_LINGER=3000000000", "out of range"},
		{"set", "SO_LINGER=many", "not a duration"},
		{"set", "SO_TIMESTAMPING=-1|1", "negative and cannot be joined"},
		{"set", "TLS_TX=TLS_1_2_VERSION,nothing", "is not a name"},
		{"set", "SO_PEERGROUPS=1,x", "not a number"},
		{"set", "SO_PEERGROUPS=" + strings.Repeat("1,", 65536) + "1", "too many groups"},
		{"set", "PACKET_ADD_MEMBERSHIP=mr_address=0", "mr_address: not at most 8 pairs"},
		{"set", "IP_MULTICAST_IF=lo@eth0", "not an IPv4 address"},
		{"set", "SCTP_HMAC_IDENT=shmac_num_idents=1,shmac_idents=x", "shmac_idents: not a number"},
		{"set", "SCTP_HMAC_IDENT=1,x", "shmac_idents: not a number"},
		{"set", "ALG_SET_AEAD_AUTHSIZE=-1", "out of range"},
		{"set", "SCTP_REMOTE_UDP_ENCAPS_PORT=sue_port=x", "sue_port: not a number"},
		{"set", "PACKET_RX_RING=4kx4/2k,1ms,0,x", "not a number"},
		{"set", "TCP_MD5SIG_EXT=here=x", "not an address"},
	}
}

// TestTaken checks values that are unusual but valid.
func TestTaken(t *testing.T) {
	for typed, want := range map[string]string{
		"SO_BINDTODEVICE=0":                          "",
		"TCP_KEEPIDLE=-1s":                           "<ffffffff>",
		"IP_ADD_SOURCE_MEMBERSHIP=1.2.3.4>232.1.1.1": "e80101010000000001020304",
		"IP_MULTICAST_IF=0.0.0.0@lo":                 "0000000000000000<01000000>",
		"SO_RCVTIMEO_NEW=9223372035.999999s":         "<037dc12502000000><3f420f0000000000>",
		"SO_RCVTIMEO_NEW=-1.5s":                      "<feffffffffffffff><20a1070000000000>",
		"SO_BUSY_POLL=int:7":                         "<07000000>",
		"TLS_TX=@key":                                "0102",
		"999:5=fd:7":                                 "<07000000>",
		"ALG_SET_AEAD_AUTHSIZE=4":                    "00000000",
	} {
		s, err := ParseSetting(typed, village{})
		if err != nil || hex.EncodeToString(s.Value.Bytes) != here(want) {
			t.Errorf("%s: %x, %v, want %s", typed, s.Value.Bytes, err, here(want))
		}
	}
	for typed, want := range map[string]int{"999:5=hex:0102": 2, "IPT_SO_GET_INFO=40": 40, "IPT_SO_GET_INFO": 1024} {
		if q, err := ParseQuery(typed, village{}); err != nil || len(q.Buf) != want {
			t.Errorf("%s: %d bytes, %v, want %d", typed, len(q.Buf), err, want)
		}
	}
}

// TestOtherLengths checks that the text of a value that is too short or too long parses to the beginning of the value:
// for a structure, to the complete fields.
func TestOtherLengths(t *testing.T) {
	for _, o := range All() {
		for n := range 20 {
			value := bytes.Repeat([]byte{0xa5}, n)
			text := o.Format(value, village{})
			v, err := o.Parse(text, village{})
			if err != nil || v.Null || v.Pointed != nil || o.Access&Set == 0 {
				continue // which is never parsed
			}
			if !begins(value, v.Bytes) {
				t.Errorf("%s: %x prints %q, which is %x", o.Name, value, text, v.Bytes)
			}
		}
	}
}

// begins reports whether read is the beginning of value followed by zeros. On a big-endian machine, a short number that
// was parsed as a longer one has its zeros in front.
func begins(value, read []byte) bool {
	if bytes.HasPrefix(value, bytes.TrimRight(read, "\x00")) {
		return true
	}
	return bigEndian() && len(read) == 8 && bytes.HasPrefix(value, bytes.TrimLeft(read, "\x00"))
}

// TestSocketKinds checks the kind that a type and a protocol make.
func TestSocketKinds(t *testing.T) {
	for _, c := range []struct {
		family, typ, protocol int
		want                  Sockets
	}{
		{unix.AF_INET, unix.SOCK_DCCP, 0, dccp4},
		{unix.AF_INET, unix.SOCK_DGRAM, unix.IPPROTO_ICMP, ping4},
		{unix.AF_INET, unix.SOCK_RAW, unix.IPPROTO_RAW, raw4raw},
		{unix.AF_INET6, unix.SOCK_RAW, unix.IPPROTO_RAW, raw6raw},
		{unix.AF_CAN, unix.SOCK_RAW, 1, canRaw},
		{unix.AF_CAN, unix.SOCK_DGRAM, canISOTPno, canISOTP},
		{unix.AF_CAN, unix.SOCK_DGRAM, canJ1939no, canJ1939},
		{unix.AF_CAN, unix.SOCK_DGRAM, 2, canOther},
	} {
		if got := socketsOf(c.family, c.typ, c.protocol); got != c.want {
			t.Errorf("family %d, type %d, protocol %d: %x, want %x", c.family, c.typ, c.protocol, got, c.want)
		}
	}
}

// TestAsked checks the answers about options that lack the property asked for.
func TestAsked(t *testing.T) {
	if name := NameText(256, 1, Set); name != "IPX_TYPE" {
		t.Errorf("option 1 of SOL_IPX is %s", name)
	}
	for name, value := range map[string][]byte{"SO_MARK": {1, 0, 0, 0}, "IP_ADD_MEMBERSHIP": {224, 0, 0, 1}} {
		o, err := Lookup(name)
		if group, _, ok := o.Group(value); err != nil || ok {
			t.Errorf("%s of %d bytes names the group %v, %v", name, len(value), group, err)
		}
	}
	if text := Phase(0).Text(); text != "" {
		t.Errorf("an option for no moment: %q", text)
	}
	for name, want := range map[string]string{"MCAST_JOIN_GROUP": "hex:01", "SO_PEERNAME": "sockaddr:01"} {
		o, err := Lookup(name)
		if text := o.Format([]byte{1}, nil); err != nil || text != want {
			t.Errorf("%s of one byte is %s, %v, want %s", name, text, err, want)
		}
	}
}
