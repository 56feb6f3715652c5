package xlat

import "testing"

// TestInetAton checks the forms of inet_aton(3).
func TestInetAton(t *testing.T) {
	for text, want := range map[string]string{
		"127.0.0.1": "127.0.0.1", "127.1": "127.0.0.1", "127.0.1": "127.0.0.1", "0x7f.1": "127.0.0.1", "0X7F.0x1": "127.0.0.1",
		"2130706433": "127.0.0.1", "0x7f000001": "127.0.0.1", "017700000001": "127.0.0.1", "010.0.0.010": "8.0.0.8",
		"10.65535": "10.0.255.255", "10.1.65535": "10.1.255.255", "0": "0.0.0.0", "255.16777215": "255.255.255.255",

		"": "", ".": "", "1.": "", ".1": "", "1..2": "", "256.1": "", "1.16777216": "", "1.2.65536": "", "1.2.3.256": "",
		"4294967296": "", "08.1": "", "0x": "", "0x.1": "", "1_0.1": "", "0b1.1": "", "0o7.1": "", "+1.1": "", "0+1.1": "", "-1.1": "",
		"1.2.3.4.5": "", "a.1": "", "1.2.3.4 ": "",
	} {
		ip, ok := InetAton(text)
		if got := ip.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %s, %v, want %q", text, got, ok, want)
		}
	}
	for text, want := range map[string]bool{"127.1": true, "::1": true, "fe80::1%lo": true, "80": false, "0x7f": false, "host": false} {
		if _, ok := ParseIP(text); ok != want {
			t.Errorf("%q is an address: %v", text, ok)
		}
	}
}
