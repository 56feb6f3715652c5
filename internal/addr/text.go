package addr

import (
	"encoding/hex"
	"strings"

	"golang.org/x/sys/unix"
)

// Canonical returns an address from the kernel in the usual form, which the kernel also accepts: an IPv4-mapped address
// as IPv4, a sockaddr_ll in full length, a path that fills sun_path without a NUL. On the same socket, the text of the
// result parses to the same address; see Endpoint.On.
func (sa Sockaddr) Canonical() Sockaddr {
	if ap, ok := sa.IP(); ok && ap.Addr().Is4In6() && string(inet(ap.Addr().WithZone(""), 0, ap.Port())) == string(sa) {
		return inet(ap.Addr().Unmap(), 0, ap.Port())
	}
	if sa.Family() == unix.AF_UNIX && len(sa) == 2+unixPathMax+1 && sa[2] != 0 && sa[len(sa)-1] == 0 {
		return sa[:len(sa)-1]
	}
	return sa.whole()
}

// Shown returns the text of an address from the kernel in canonical form.
func (sa Sockaddr) Shown() string { return sa.Canonical().String() }

// String returns a text that Parse parses to the same bytes: "127.0.0.1:80", "[::1]:80", "unix:/run/x",
// "unix:@abstract", or "sockaddr:HEX" if there is no better form.
func (sa Sockaddr) String() string {
	if text := sa.text(); text != "" && sa.readsBack(text) {
		return text
	}
	return "sockaddr:" + hex.EncodeToString(sa)
}

func (sa Sockaddr) text() string {
	switch sa.Family() {
	case unix.AF_INET, unix.AF_INET6:
		if ap, ok := sa.IP(); ok {
			return ap.String()
		}
	case unix.AF_UNIX:
		name := sa.unixText()
		if strings.HasPrefix(name, "//") { // Parse drops two slashes after the colon
			name = "//" + name
		}
		return "unix:" + name
	case unix.AF_VSOCK:
		return sa.vsockText()
	case unix.AF_NETLINK:
		return sa.netlinkText()
	case unix.AF_PACKET:
		return sa.packetText()
	case unix.AF_XDP:
		return sa.xdpText()
	}
	return ""
}

// readsBack checks that text parses to sa. It does not if sa holds more than text can say: flow information, bytes
// after the end of a path, or padding.
func (sa Sockaddr) readsBack(text string) bool {
	e, err := Parse([]string{text}, false)
	if err != nil {
		return false
	}
	back, err := e.Sockaddrs(Connect, numbersOnly{})
	return err == nil && len(back) == 1 && string(back[0]) == string(sa)
}
