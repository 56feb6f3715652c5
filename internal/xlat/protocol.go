package xlat

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// protocolsOf are the names of a family's protocols, nil where it has numbers only.
func protocolsOf(family int) []Const {
	switch family {
	case unix.AF_UNSPEC, unix.AF_INET, unix.AF_INET6:
		return InetProtocols.List
	case unix.AF_NETLINK:
		return NetlinkProtocols.List
	case unix.AF_PACKET:
		return EtherTypes.List
	}
	return nil
}

// ProtocolNames are the names that ParseProtocol takes for a family.
func ProtocolNames(family int) []string {
	list := protocolsOf(family)
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = c.Name
	}
	return names
}

func protocolPrefix(family int) string {
	switch family {
	case unix.AF_NETLINK:
		return NetlinkProtocols.Prefix
	case unix.AF_PACKET:
		return EtherTypes.Prefix
	}
	return InetProtocols.Prefix
}

// ParseProtocol reads a protocol of the family by name or number, as socket(2) takes it. Those of AF_PACKET are
// Ethernet types, which the kernel wants in network order.
func ParseProtocol(family int, text string) (int, error) {
	list := protocolsOf(family)
	n, ok := lookup(list, protocolPrefix(family), text)
	if !ok {
		v, err := strconv.ParseInt(text, 0, 32)
		switch {
		case err != nil:
			return 0, noProtocol(family, text)
		case family == unix.AF_PACKET && (v < 0 || v > math.MaxUint16):
			return 0, fail.Usagef("Ethernet type %s is out of range (0 to 0xffff)", text)
		}
		n = uint32(v)
	}
	if family == unix.AF_PACKET {
		return swapped(uint16(n)), nil
	}
	return int(int32(n)), nil
}

func noProtocol(family int, text string) error {
	list := protocolsOf(family)
	if list == nil {
		return fail.Usagef("%s is no number of a protocol, and those of %s have no names",
			Quote([]byte(text), 0), Families.Text(uint32(family)))
	}
	err := &fail.Usage{
		Text: fmt.Sprintf("%s is no %s name and no number", Quote([]byte(text), 0), protocolPrefix(family)),
	}
	if near := nearest(list, protocolPrefix(family), text); near != "" {
		err.Hint = "did you mean " + near + "?"
	}
	return err
}

// ProtocolText is the inverse of ParseProtocol.
func ProtocolText(family, protocol int) string {
	switch family {
	case unix.AF_INET, unix.AF_INET6:
		return InetProtocols.Text(uint32(protocol))
	case unix.AF_NETLINK:
		return NetlinkProtocols.Text(uint32(protocol))
	case unix.AF_PACKET:
		n := uint32(swapped(uint16(protocol)))
		if n == 0 {
			return "0"
		}
		if name := EtherTypes.Name(n); name != "" {
			return name
		}
		return fmt.Sprintf("%#04x", n)
	}
	return strconv.Itoa(protocol)
}

// swapped is htons(3), and its own inverse.
func swapped(n uint16) int {
	return int(binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, n)))
}
