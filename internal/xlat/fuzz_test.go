package xlat

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/sys/unix"
)

// FuzzNames checks that the text of a parsed name or number parses to the same value, in each table.
func FuzzNames(f *testing.F) {
	tables := slices.Sorted(maps.Keys(values))
	sets := slices.Sorted(maps.Keys(flags))
	for i := range max(len(tables), len(sets)) {
		for _, seed := range []string{
			"AF_INET", "inet6", "0x10", "-1", "MSG_PEEK|MSG_DONTWAIT", "peek | 0x80000000", "SOCK_STREAM", "4294967295", "|", "",
		} {
			f.Add(byte(i), seed)
		}
	}
	f.Fuzz(func(t *testing.T, i byte, text string) {
		table, set := values[tables[int(i)%len(tables)]], flags[sets[int(i)%len(sets)]]
		if v, err := table.Parse(text); err == nil {
			printed, _, _ := strings.Cut(table.Text(v), " /* ")
			if back, err := table.Parse(printed); err != nil || back != v {
				t.Errorf("%s %q is %#x, printed %s, read as %#x, %v", table.Prefix, text, v, printed, back, err)
			}
		}
		if v, err := set.Parse(text); err == nil && v != 0 {
			printed := strings.Join(set.Names(v), "|")
			if back, err := set.Parse(printed); err != nil || back != v {
				t.Errorf("%s %q is %#x, printed %s, read as %#x, %v", set.Prefix, text, v, printed, back, err)
			}
		}
	})
}

// FuzzEscapes checks that Escape returns a printable text that decodes to the same bytes.
func FuzzEscapes(f *testing.F) {
	for _, seed := range []string{``, `\n\r\t\e\0\377`, `\x41\xff`, `caf\303\251`, "\x1b[31m", "a\\\\b", "\u202e", `\18`, `\`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b, err := Unescape(text)
		if err != nil {
			b = []byte(text)
		}
		escaped := string(Escape(b))
		if strings.ContainsFunc(escaped, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q becomes %q, which holds what is not printable", b, escaped)
		}
		if back, err := Unescape(escaped); err != nil || string(back) != string(b) {
			t.Errorf("%q becomes %q, read as %q, %v", b, escaped, back, err)
		}
	})
}

// FuzzProtocol checks that the text of a parsed protocol parses to the same protocol, in each family.
func FuzzProtocol(f *testing.F) {
	f.Add(unix.AF_INET, "tcp")
	f.Add(unix.AF_INET6, "IPPROTO_ICMPV6")
	f.Add(unix.AF_PACKET, "ETH_P_ALL")
	f.Add(unix.AF_NETLINK, "NETLINK_ROUTE")
	f.Add(unix.AF_UNIX, "0x7fffffff")
	f.Add(unix.AF_PACKET, "htons(3)")
	f.Fuzz(func(t *testing.T, family int, text string) {
		family &= 0xff
		n, err := ParseProtocol(family, text)
		if err != nil {
			return
		}
		printed := ProtocolText(family, n)
		if back, err := ParseProtocol(family, printed); err != nil || back != n {
			t.Errorf("family %d, %q is %d, printed %s, read as %d, %v", family, text, n, printed, back, err)
		}
	})
}

// FuzzIP checks that the text of a parsed IP address parses to the same address.
func FuzzIP(f *testing.F) {
	for _, seed := range []string{"127.1", "0x7f.1", "0177.0.0.1", "2130706433", "::1", "fe80::1", "::ffff:1.2.3.4", "1.2.3", "1..2", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, parse := range []func(string) (netip.Addr, bool){InetAton, ParseIP} {
			ip, ok := parse(text)
			if !ok {
				continue
			}
			if back, ok := parse(ip.String()); !ok || back != ip {
				t.Errorf("%q is %s, read as %s, %v", text, ip, back, ok)
			}
		}
	})
}
