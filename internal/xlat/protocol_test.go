package xlat

import (
	"encoding/binary"
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// TestProtocol checks that a protocol has a name of its family, and that its text parses. The numbers are from the
// kernel headers.
func TestProtocol(t *testing.T) {
	network := func(n uint16) int { return int(binary.BigEndian.Uint16(binary.NativeEndian.AppendUint16(nil, n))) }
	for _, c := range []struct {
		family int
		text   string
		want   int
		name   string
	}{
		{unix.AF_UNSPEC, "mptcp", 262, "IPPROTO_MPTCP"},
		{unix.AF_INET, "IPPROTO_ICMP", 1, "IPPROTO_ICMP"},
		{unix.AF_INET6, "ipproto_icmpv6", 58, "IPPROTO_ICMPV6"},
		{unix.AF_INET, "smc", 256, "IPPROTO_SMC"},
		{unix.AF_INET, "253", 253, "253"},
		{unix.AF_NETLINK, "route", 0, "NETLINK_ROUTE"},
		{unix.AF_NETLINK, "0x10", 16, "NETLINK_GENERIC"},
		{unix.AF_PACKET, "ip", network(0x800), "ETH_P_IP"},
		{unix.AF_PACKET, "ETH_P_ALL", network(3), "ETH_P_ALL"},
		{unix.AF_PACKET, "0x88b5", network(0x88b5), "ETH_P_802_EX1"},
		{unix.AF_PACKET, "0xfffe", network(0xfffe), "0xfffe"},
		{unix.AF_PACKET, "0", 0, "0"},
		{unix.AF_CAN, "isotp", 6, "CAN_ISOTP"},
		{unix.AF_BLUETOOTH, "hci", 1, "BTPROTO_HCI"},
		{unix.AF_UNIX, "1", 1, "1"},
	} {
		got, err := ParseProtocol(c.family, c.text)
		if err != nil || got != c.want || ProtocolText(c.family, got) != c.name {
			t.Errorf("%d %s: %d, %v, printed %s, want %d, %s", c.family, c.text, got, err, ProtocolText(c.family, got), c.want, c.name)
		}
	}
	for _, c := range []struct {
		family       int
		text, reason string
		hint         string
	}{
		{unix.AF_INET, "tpc", `"tpc" is not a number or IPPROTO_ name`, "did you mean IPPROTO_TCP?"},
		{unix.AF_NETLINK, "tcp", `"tcp" is not a number or NETLINK_ name`, ""},
		{unix.AF_NETLINK, "rote", `"rote" is not a number or NETLINK_ name`, "did you mean NETLINK_ROUTE?"},
		{unix.AF_PACKET, "-1", "Ethernet type -1 is out of range (0 to 0xffff)", ""},
		{unix.AF_UNIX, "tcp", `"tcp" is not a protocol number, and protocols of AF_UNIX have no names`, ""},
	} {
		_, err := ParseProtocol(c.family, c.text)
		if fail.Status(err) != 64 || err.Error() != c.reason || c.hint != "" && fail.Hint(err) != c.hint {
			t.Errorf("%d %s: %v, %s, want %s, %s", c.family, c.text, err, fail.Hint(err), c.reason, c.hint)
		}
	}
	for _, family := range []int{unix.AF_INET, unix.AF_NETLINK, unix.AF_PACKET, unix.AF_CAN} {
		for _, name := range ProtocolNames(family) {
			if n, err := ParseProtocol(family, name); err != nil || family != unix.AF_PACKET && ProtocolText(family, n) == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
