package xlat

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// protocolsOf returns the protocols of a family, or nil if they have no names. newer has names that are parsed but not
// printed.
func protocolsOf(family int) (table *Values, newer []Const) {
	switch family {
	case unix.AF_UNSPEC, unix.AF_INET, unix.AF_INET6:
		return &InetProtocols.Values, InetProtocols.Newer
	case unix.AF_NETLINK:
		return &NetlinkProtocols, nil
	case unix.AF_PACKET:
		return &EtherTypes.Values, EtherTypes.Newer
	case unix.AF_CAN:
		return &CANProtocols, nil
	case unix.AF_BLUETOOTH:
		return &BluetoothProtocols, nil
	}
	return nil, nil
}

// ProtocolNames returns the names that ParseProtocol accepts for a family.
func ProtocolNames(family int) []string {
	table, newer := protocolsOf(family)
	if table == nil {
		return nil
	}
	var names []string
	for _, c := range slices.Concat(table.List, newer) {
		names = append(names, c.Name)
	}
	return names
}

// ParseProtocol parses the name or number of a family's protocol for socket(2). AF_PACKET protocols are Ethernet types;
// they are returned in network byte order.
func ParseProtocol(family int, text string) (int, error) {
	n, ok := protocolNumber(family, text)
	if !ok {
		return 0, noProtocol(family, text)
	}
	if family != unix.AF_PACKET {
		return int(int32(n)), nil
	}
	if n > math.MaxUint16 {
		return 0, fail.Usagef("Ethernet type %s is out of range (0 to 0xffff)", text)
	}
	return swapped(uint16(n)), nil
}

func protocolNumber(family int, text string) (uint32, bool) {
	if table, newer := protocolsOf(family); table != nil {
		if n, ok := lookup(slices.Concat(table.List, newer), table.Prefix, text); ok {
			return n, true
		}
	}
	return number(text)
}

func noProtocol(family int, text string) error {
	table, newer := protocolsOf(family)
	if table == nil {
		return fail.Usagef("%s is not a protocol number, and protocols of %s have no names",
			Quote([]byte(text), 0), Families.Text(uint32(family)))
	}
	hint := ""
	if near := nearest(slices.Concat(table.List, newer), table.Prefix, text); near != "" {
		hint = "did you mean " + near + "?"
	}
	return &fail.Usage{Text: fmt.Sprintf("%s is not a number or %s name", Quote([]byte(text), 0), table.Prefix), Hint: hint}
}

// ProtocolText returns the text of a protocol. It is the inverse of ParseProtocol.
func ProtocolText(family, protocol int) string {
	table, newer := protocolsOf(family)
	number := strconv.Itoa(protocol)
	switch {
	case table == nil, family == unix.AF_PACKET && protocol == 0:
		return number
	case family == unix.AF_PACKET:
		protocol = swapped(uint16(protocol))
		number = fmt.Sprintf("%#x", protocol)
	}
	for _, c := range newer {
		if c.Value == uint32(protocol) {
			return c.Name
		}
	}
	return cmp.Or(table.Name(uint32(protocol)), number)
}

// swapped returns n in network byte order, as htons(3) does. It is its own inverse.
func swapped(n uint16) int {
	return int(binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, n)))
}
