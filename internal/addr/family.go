package addr

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/xlat"
)

// familyEndpoint parses the text of an address whose family has its own notation.
func familyEndpoint(text, rest string, kind Kind) (Endpoint, error) {
	e := Endpoint{Text: text, Kind: kind}
	var err error
	switch kind.Family {
	case unix.AF_VSOCK:
		e.sockaddr, err = vsockSockaddr(rest)
	case unix.AF_NETLINK:
		e.sockaddr, err = netlinkSockaddr(rest)
	case unix.AF_PACKET:
		err = e.packet(rest)
	case unix.AF_XDP:
		err = e.xdp(rest)
	default:
		err = noText(text)
	}
	if err != nil {
		return Endpoint{}, err
	}
	return e, nil
}

// Least returns the minimum length of an address of this family that the kernel accepts, in bytes.
func (sa Sockaddr) Least() int {
	switch sa.Family() {
	case unix.AF_INET:
		return sizeofInet4
	case unix.AF_INET6:
		return sizeofInet6 - 4 // sin6_scope_id may be missing, as in RFC 2133
	case unix.AF_VSOCK:
		return sizeofVM
	case unix.AF_NETLINK:
		return sizeofNL
	case unix.AF_PACKET:
		return sizeofLL
	case unix.AF_XDP:
		return sizeofXDP
	}
	return 2
}

// bytesEndpoint parses an address given as hexadecimal bytes. The bytes need not be a valid address.
func bytesEndpoint(text, digits string) (Endpoint, error) {
	b, err := hex.DecodeString(digits)
	switch {
	case len(digits)%2 != 0:
		return Endpoint{}, fail.Usagef("%s: odd number of hex digits (%d)", shorten(text), len(digits))
	case err != nil || len(b) > MaxLen:
		return Endpoint{}, fail.Usagef("%s: want 0 to %d bytes in hexadecimal", shorten(text), MaxLen)
	}
	return Endpoint{Text: text, Kind: Kind{Family: Sockaddr(b).Family()}, sockaddr: b}, nil
}

// word32 parses a 32-bit number in an address. The text what names it in errors.
func word32(what, text string) (uint32, error) {
	n, err := strconv.ParseUint(text, 0, 32)
	switch {
	case err == nil:
		return uint32(n), nil
	case text != "" && isDigits(text):
		return 0, fail.Usagef("%s %s is out of range (0 to %d)", what, text, uint32(math.MaxUint32))
	}
	return 0, fail.Usagef("%q is not a %s", text, what)
}

// cids has the names of vsock(7) context IDs. The index is the number.
var cids = [...]string{"hypervisor", "local", "host"}

const anyWord = "any"

func vsockSockaddr(text string) (Sockaddr, error) {
	cid, port, found := strings.Cut(text, ":")
	if !found {
		return nil, fail.Usagef("vsock:%s: want vsock:CID:PORT, like vsock:host:1024", text)
	}
	c, err := cidNumber(cid)
	if err != nil {
		return nil, err
	}
	p := uint32(math.MaxUint32)
	if port != anyWord {
		if p, err = word32("vsock port", port); err != nil {
			return nil, err
		}
	}
	sa := family(unix.AF_VSOCK, sizeofVM)
	binary.NativeEndian.PutUint32(sa[4:], p)
	binary.NativeEndian.PutUint32(sa[8:], c)
	return sa, nil
}

func cidNumber(text string) (uint32, error) {
	for i, name := range &cids {
		if text == name {
			return uint32(i), nil
		}
	}
	if text == anyWord || text == "*" || text == "" {
		return math.MaxUint32, nil
	}
	return word32("vsock CID (any, hypervisor, local, host or a number)", text)
}

func (sa Sockaddr) vsockText() string {
	if len(sa) != sizeofVM {
		return ""
	}
	cid, port := binary.NativeEndian.Uint32(sa[8:]), binary.NativeEndian.Uint32(sa[4:])
	text := anyText(cid)
	if cid < uint32(len(cids)) {
		text = cids[cid]
	}
	return "vsock:" + text + ":" + anyText(port)
}

// LeavesPort reports whether bind(2) to the address makes the kernel choose the vsock or netlink port.
func (sa Sockaddr) LeavesPort() bool {
	switch {
	case sa.Family() == unix.AF_VSOCK && len(sa) == sizeofVM:
		return binary.NativeEndian.Uint32(sa[4:]) == math.MaxUint32
	case sa.Family() == unix.AF_NETLINK && len(sa) == sizeofNL:
		return binary.NativeEndian.Uint32(sa[4:]) == 0
	}
	return false
}

func anyText(n uint32) string {
	if n == math.MaxUint32 {
		return anyWord
	}
	return strconv.FormatUint(uint64(n), 10)
}

// netlinkNamed parses PROTOCOL[:PORTID[:GROUPS]]. The protocol is not part of the address and may be empty.
func netlinkNamed(text, rest string, kind Kind) (e Endpoint, err error) {
	protocol, rest, _ := strings.Cut(rest, ":")
	if protocol != "" {
		if kind.Protocol, err = xlat.ParseProtocol(unix.AF_NETLINK, protocol); err != nil {
			return e, err
		}
	}
	return familyEndpoint(text, rest, kind)
}

func netlinkSockaddr(text string) (Sockaddr, error) {
	var err error
	var port, groups uint32
	portText, groupsText, more := strings.Cut(text, ":")
	if portText != "" {
		if port, err = word32("netlink port", portText); err != nil {
			return nil, err
		}
	}
	if more {
		if groups, err = word32("set of netlink groups", groupsText); err != nil {
			return nil, err
		}
	}
	sa := family(unix.AF_NETLINK, sizeofNL)
	binary.NativeEndian.PutUint32(sa[4:], port)
	binary.NativeEndian.PutUint32(sa[8:], groups)
	return sa, nil
}

func (sa Sockaddr) netlinkText() string {
	if len(sa) != sizeofNL {
		return ""
	}
	text := fmt.Sprintf("netlink::%d", binary.NativeEndian.Uint32(sa[4:]))
	if groups := binary.NativeEndian.Uint32(sa[8:]); groups != 0 {
		text += fmt.Sprintf(":%#x", groups)
	}
	return text
}

// xdp parses IF:QUEUE[:FLAGS].
func (e *Endpoint) xdp(text string) (err error) {
	part := strings.Split(text, ":")
	if len(part) < 2 || len(part) > 3 || part[0] == "" {
		return fail.Usagef("xdp:%s: want xdp:IF:QUEUE[:FLAGS], like xdp:eth0:0", text)
	}
	var queue, flags uint32
	if queue, err = word32("queue", part[1]); err != nil {
		return err
	}
	if len(part) == 3 {
		if flags, err = word32("XDP_ flag word", part[2]); err != nil {
			return err
		}
	}
	if flags > math.MaxUint16 {
		return fail.Usagef("XDP_ flag word %s is out of range (0 to 0xffff)", part[2])
	}
	e.device, e.sockaddr = part[0], family(unix.AF_XDP, sizeofXDP)
	binary.NativeEndian.PutUint16(e.sockaddr[2:], uint16(flags))
	binary.NativeEndian.PutUint32(e.sockaddr[8:], queue)
	return nil
}

func (sa Sockaddr) xdpText() string {
	if len(sa) != sizeofXDP {
		return ""
	}
	text := fmt.Sprintf("xdp:%s:%d", sa.deviceText(), binary.NativeEndian.Uint32(sa[8:]))
	if flags := binary.NativeEndian.Uint16(sa[2:]); flags != 0 {
		text += fmt.Sprintf(":%#x", flags)
	}
	return text
}
