package sys

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestSockaddrText compares with what strace 6.1 -e trace=connect prints for the second argument of connect(fd, bytes,
// len).
func TestSockaddrText(t *testing.T) {
	sin6 := func(ip, rest string) string {
		return `{sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "` + ip + `", &sin6_addr)` + rest + "}"
	}
	family := func(n uint16) string { return hex.EncodeToString(binary.NativeEndian.AppendUint16(nil, n)) }
	inet, inet6, local, unknown := family(unix.AF_INET), family(unix.AF_INET6), family(unix.AF_UNIX), family(99)
	zone := func(n uint32) string { return hex.EncodeToString(ints(n)) }
	for _, c := range []struct{ bytes, want string }{
		{inet, "{sa_family=AF_INET}"},
		{inet6, "{sa_family=AF_INET6}"},
		{local, "{sa_family=AF_UNIX}"},
		{unknown, "{sa_family=0x63 /* AF_??? */}"},
		{"0000ff37", `{sa_family=AF_UNSPEC, sa_data="\3777"}`},
		{unknown + "000102", `{sa_family=0x63 /* AF_??? */, sa_data="\0\1\2"}`},
		{unknown + strings.Repeat("71", 60), `{sa_family=0x63 /* AF_??? */, sa_data="` + strings.Repeat("q", 60) + `"}`},

		{inet + "00507f0000010000000000000000", `{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}`},
		{inet + "00507f0000010000000000000000ff", `{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}`},
		{inet + "00507f00000100000000000000", `{sa_family=AF_INET, sa_data="\0P\177\0\0\1\0\0\0\0\0\0\0"}`},
		{inet + "005000", `{sa_family=AF_INET, sa_data="\0P\0"}`},

		{inet6 + "005000000000" + "00000000000000000000000000000001" + zone(0), sin6("::1", ", sin6_scope_id=0")},
		{inet6 + "005000000000" + "20010db8000000000000000000000001", sin6("2001:db8::1", "")},
		{
			inet6 + "005000000000" + "20010db8000000000000000000000001" + "05",
			sin6("2001:db8::1", fmt.Sprintf(", sin6_scope_id=%d", binary.NativeEndian.Uint32([]byte{5, 0, 0, 0}))),
		},
		{inet6 + "005000000000" + "20010db8000000000001000000000000" + zone(15), sin6("2001:db8:0:0:1::", ", sin6_scope_id=15")},
		{inet6 + "005000000000" + "00000000000000000000ffff7f000001" + zone(0), sin6("::ffff:127.0.0.1", ", sin6_scope_id=0")},
		{inet6 + "005000000000" + "000000000000000000000000c0000201" + zone(0), sin6("::192.0.2.1", ", sin6_scope_id=0")},
		{inet6 + "005000000000" + "00000000000000000000000000010000" + zone(0), sin6("::0.1.0.0", ", sin6_scope_id=0")},
		{inet6 + "005000000000" + "00000000000000000000000000000002" + zone(0), sin6("::2", ", sin6_scope_id=0")},
		{inet6 + "005000000000" + "fe800000000000000000000000000001" + zone(0), sin6("fe80::1", ", sin6_scope_id=0")},
		{inet6 + "005000000000" + "fe800000000000000000000000000001" + zone(0xffffffff), sin6("fe80::1", ", sin6_scope_id=4294967295")},
		{inet6 + "005000000000" + "ff050000000000000000000000000001" + zone(1), sin6("ff05::1", ", sin6_scope_id=1")},
		{
			inet6 + "005000000007" + "00000000000000000000000000000001" + zone(0),
			`{sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(7), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}`,
		},

		{local + "00", `{sa_family=AF_UNIX, sun_path=@""}`},
		{local + "002f", `{sa_family=AF_UNIX, sun_path=@"/"}`},
		{local + "00780001f1", `{sa_family=AF_UNIX, sun_path=@"x\0\1\361"}`},
		{local + "2f", `{sa_family=AF_UNIX, sun_path="/"}`},
		{local + "2f7800", `{sa_family=AF_UNIX, sun_path="/x"}`},
		{local + "2f780079", `{sa_family=AF_UNIX, sun_path="/x"}`},
		{local + "0a2237", `{sa_family=AF_UNIX, sun_path="\n\"7"}`},
		{local + strings.Repeat("70", 108), `{sa_family=AF_UNIX, sun_path="` + strings.Repeat("p", 108) + `"}`},
		{local + strings.Repeat("70", 109), `{sa_family=AF_UNIX, sun_path="` + strings.Repeat("p", 108) + `"}`},
		{local + "00" + strings.Repeat("70", 109), `{sa_family=AF_UNIX, sun_path=@"` + strings.Repeat("p", 107) + `"}`},
	} {
		b, err := hex.DecodeString(c.bytes)
		if got := sockaddrText(b); err != nil || got != c.want {
			t.Errorf("%s: %s, want %s", c.bytes, got, c.want)
		}
	}
}

// TestZoneText checks that the zone of a link-local address is the name of its interface, as strace's if_nametoindex("lo").
func TestZoneText(t *testing.T) {
	interfaces, err := net.Interfaces()
	if err != nil || len(interfaces) == 0 {
		t.Fatal("no interfaces", err)
	}
	zone := binary.NativeEndian.AppendUint32(nil, uint32(interfaces[0].Index))
	want := `, sin6_scope_id=if_nametoindex("` + interfaces[0].Name + `")}`
	for _, ip := range []string{"fe80", "ff02"} {
		b, _ := hex.DecodeString("005000000000" + ip + "0000000000000000000000000001")
		if got := sockaddrText(sockaddrOf(unix.AF_INET6, append(b, zone...))); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s, want %s", ip, got, want)
		}
	}
}
