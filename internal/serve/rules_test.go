package serve

import (
	"net/netip"
	"strings"
	"testing"
)

// table parses rules such as "+10.0.0.0/8", which allows, and "-uid:0", which denies.
func tableOf(t *testing.T, text string) *table {
	t.Helper()
	var rules []Rule
	for word := range strings.FieldsSeq(text) {
		rule, err := ParseRule(word[1:], word[0] == '-')
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, rule)
	}
	return newTable(rules)
}

func TestRulesOfHosts(t *testing.T) {
	for _, c := range []struct{ rules, allowed, denied string }{
		{"+10.0.0.0/8", "10.0.0.0 10.255.255.255 ::ffff:10.1.2.3", "11.0.0.0 9.255.255.255 ::1 ::10.0.0.1"},
		{"-10.0.0.0/8", "11.0.0.0 ::1 fe80::1%3", "10.1.2.3 ::ffff:10.1.2.3"},
		{"+10.0.0.0/8 -10.1.0.0/16 +10.1.2.3", "10.0.0.1 10.1.2.3", "10.1.2.4 192.0.2.1"},
		{"-0.0.0.0/0 +192.0.2.7", "192.0.2.7", "192.0.2.8 ::1"},
		{"+10.0.0.0/8 -10.0.0.0/8", "", "10.0.0.1 192.0.2.1"},
		{"-10.0.0.0/8 +10.0.0.0/8", "", "10.0.0.1"},
		{"+10.1.2.3/8", "10.9.9.9", "11.0.0.0"},
		{"+::ffff:10.0.0.0/104", "10.9.9.9", "11.0.0.0 ::1"},
		{"-::/0", "10.0.0.1 ::ffff:10.0.0.1", "::1"},
		{"+fe80::/10 -fe80::2", "fe80::1%2", "fe80::2%2 fec0::1"},
		{"+uid:0", "", "10.0.0.1"},
		{"", "10.0.0.1 ::1", ""},
	} {
		tab := tableOf(t, c.rules)
		for want, list := range map[bool]string{true: c.allowed, false: c.denied} {
			for ip := range strings.FieldsSeq(list) {
				if got := tab.allowsHost(netip.MustParseAddr(ip)); got != want {
					t.Errorf("%q: %s is allowed: %v", c.rules, ip, got)
				}
			}
		}
	}
}

func TestRulesOfUsers(t *testing.T) {
	for _, c := range []struct {
		rules   string
		id      peerID
		allowed bool
	}{
		{"+uid:5", peerID{5, 7}, true},
		{"+uid:5", peerID{6, 7}, false},
		{"-uid:5", peerID{6, 7}, true},
		{"+gid:7 -uid:5", peerID{5, 7}, false},
		{"-gid:7 +uid:5", peerID{5, 7}, true},
		{"-gid:7 +uid:5", peerID{6, 7}, false},
		{"+uid:5 -uid:5", peerID{5, 7}, false},
		{"+uid:root", peerID{0, 7}, true},
		{"+gid:root", peerID{9, 0}, true},
		{"-10.0.0.0/8", peerID{0, 0}, true},
	} {
		if got := tableOf(t, c.rules).allowsUser(c.id); got != c.allowed {
			t.Errorf("%q: %v is allowed: %v", c.rules, c.id, got)
		}
	}
}

func TestRulesErrors(t *testing.T) {
	for text, want := range map[string]string{
		"allow 10.0.0.0/8\nallow":         "FILE:2: ",
		"# nothing\n\n":                   "no rules",
		"":                                "no rules",
		"permit 10.0.0.0/8":               "want allow or deny",
		"allow 10.0.0.0/33":               "want a network",
		"deny 10.0.0.0/8 192.0.2.0/24":    "one network",
		"deny example.com":                "want a network",
		"deny uid:nobody\nallow uid:-1":   "FILE:2: ",
		"deny gid:no-such-group\x1b[31m ": `\33[31m`,
		"allow fe80::1%lo":                "want a network",
	} {
		if _, err := parseRules("FILE", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	rules, err := parseRules("FILE", "# a comment\r\n\tallow  10.0.0.0/8 # another\r\ndeny ::1\n allow uid:0")
	if err != nil || len(rules) != 3 || !rules[1].Deny {
		t.Errorf("%v, %v", rules, err)
	}
}

// FuzzRule: a rule that is parsed decides about the address in it, and never crashes.
func FuzzRule(f *testing.F) {
	for _, seed := range []string{"10.0.0.0/8", "::1", "::ffff:1.2.3.4/97", "::ffff:1.2.3.4/95", "uid:0", "gid:nogroup", "1.2.3.4/0", "fe80::1%1/10", "uid:"} {
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, deny bool) {
		rule, err := ParseRule(text, deny)
		if err != nil || rule.Of != "" {
			return
		}
		tab := newTable([]Rule{rule})
		if got := tab.allowsHost(rule.Net.Addr()); got == deny {
			t.Errorf("%q, deny %v: %s is allowed: %v", text, deny, rule.Net.Addr(), got)
		}
	})
}

// BenchmarkRules is the look-up of an address among 1000 networks.
func BenchmarkRules(b *testing.B) {
	var rules []Rule
	for i := range 1000 {
		p := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i >> 4), byte(i << 4), 0}), 16+i%17)
		rules = append(rules, Rule{Net: plain(p)})
	}
	t, ip := newTable(rules), netip.MustParseAddr("::ffff:127.0.0.1")
	for b.Loop() {
		t.allowsHost(ip)
	}
}
