package sys

import (
	"encoding/binary"
	"encoding/hex"
	"net"
	"strings"
	"testing"
)

// TestSockaddrText: the texts are what strace 6.1 -e trace=connect prints for the second argument of connect(fd, bytes, len)
// with these bytes, on a little-endian machine.
func TestSockaddrText(t *testing.T) {
	inet6 := func(ip, rest string) string {
		return `{sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "` + ip + `", &sin6_addr)` + rest + "}"
	}
	for _, c := range []struct{ bytes, want string }{
		{"0200", "{sa_family=AF_INET}"},
		{"0a00", "{sa_family=AF_INET6}"},
		{"0100", "{sa_family=AF_UNIX}"},
		{"6300", "{sa_family=0x63 /* AF_??? */}"},
		{"0000ff37", `{sa_family=AF_UNSPEC, sa_data="\3777"}`},
		{"6300000102", `{sa_family=0x63 /* AF_??? */, sa_data="\0\1\2"}`},
		{"6300" + strings.Repeat("71", 60), `{sa_family=0x63 /* AF_??? */, sa_data="` + strings.Repeat("q", 60) + `"}`},

		{"020000507f0000010000000000000000", `{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}`},
		{"020000507f0000010000000000000000ff", `{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}`},
		{"020000507f00000100000000000000", `{sa_family=AF_INET, sa_data="\0P\177\0\0\1\0\0\0\0\0\0\0"}`},
		{"0200005000", `{sa_family=AF_INET, sa_data="\0P\0"}`},

		{"0a00005000000000" + "00000000000000000000000000000001" + "00000000", inet6("::1", ", sin6_scope_id=0")},
		{"0a00005000000000" + "20010db8000000000000000000000001", inet6("2001:db8::1", "")},
		{"0a00005000000000" + "20010db8000000000000000000000001" + "05", inet6("2001:db8::1", ", sin6_scope_id=5")},
		{"0a00005000000000" + "20010db8000000000001000000000000" + "0f000000", inet6("2001:db8:0:0:1::", ", sin6_scope_id=15")},
		{"0a00005000000000" + "00000000000000000000ffff7f000001" + "00000000", inet6("::ffff:127.0.0.1", ", sin6_scope_id=0")},
		{"0a00005000000000" + "000000000000000000000000c0000201" + "00000000", inet6("::192.0.2.1", ", sin6_scope_id=0")},
		{"0a00005000000000" + "00000000000000000000000000010000" + "00000000", inet6("::0.1.0.0", ", sin6_scope_id=0")},
		{"0a00005000000000" + "00000000000000000000000000000002" + "00000000", inet6("::2", ", sin6_scope_id=0")},
		{"0a00005000000000" + "fe800000000000000000000000000001" + "00000000", inet6("fe80::1", ", sin6_scope_id=0")},
		{"0a00005000000000" + "fe800000000000000000000000000001" + "ffffffff", inet6("fe80::1", ", sin6_scope_id=4294967295")},
		{"0a00005000000000" + "ff050000000000000000000000000001" + "01000000", inet6("ff05::1", ", sin6_scope_id=1")},
		{
			"0a00005000000007" + "00000000000000000000000000000001" + "00000000",
			`{sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(7), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}`,
		},

		{"010000", `{sa_family=AF_UNIX, sun_path=@""}`},
		{"0100002f", `{sa_family=AF_UNIX, sun_path=@"/"}`},
		{"010000780001f1", `{sa_family=AF_UNIX, sun_path=@"x\0\1\361"}`},
		{"01002f", `{sa_family=AF_UNIX, sun_path="/"}`},
		{"01002f7800", `{sa_family=AF_UNIX, sun_path="/x"}`},
		{"01002f780079", `{sa_family=AF_UNIX, sun_path="/x"}`},
		{"01000a2237", `{sa_family=AF_UNIX, sun_path="\n\"7"}`},
		{"0100" + strings.Repeat("70", 108), `{sa_family=AF_UNIX, sun_path="` + strings.Repeat("p", 108) + `"}`},
		{"0100" + strings.Repeat("70", 109), `{sa_family=AF_UNIX, sun_path="` + strings.Repeat("p", 108) + `"}`},
		{"010000" + strings.Repeat("70", 109), `{sa_family=AF_UNIX, sun_path=@"` + strings.Repeat("p", 107) + `"}`},
	} {
		b, err := hex.DecodeString(c.bytes)
		if got := sockaddrText(b); err != nil || got != c.want {
			t.Errorf("%s: %s, want %s", c.bytes, got, c.want)
		}
	}
}

// TestZoneText: a link-local address has its interface's name for a zone, as in strace's if_nametoindex("lo").
func TestZoneText(t *testing.T) {
	interfaces, err := net.Interfaces()
	if err != nil || len(interfaces) == 0 {
		t.Fatal("no interfaces", err)
	}
	zone := binary.NativeEndian.AppendUint32(nil, uint32(interfaces[0].Index))
	want := `, sin6_scope_id=if_nametoindex("` + interfaces[0].Name + `")}`
	for _, ip := range []string{"fe80", "ff02"} {
		b, _ := hex.DecodeString("0a00005000000000" + ip + "0000000000000000000000000001")
		if got := sockaddrText(append(b, zone...)); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s, want %s", ip, got, want)
		}
	}
}
