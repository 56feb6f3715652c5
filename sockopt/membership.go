package sockopt

import (
	"net/netip"
	"strings"

	"golang.org/x/sys/unix"
)

// Joins reports whether the option joins or leaves a multicast group.
func (o Option) Joins() bool {
	switch o.Kind {
	case mreqn, mreqSource, mreq6, groupReq, groupSourceReq:
		return !strings.Contains(o.Name, "ANYCAST")
	}
	return false
}

// Leaves reports whether the option leaves a multicast group.
func (o Option) Leaves() bool {
	return o.Joins() && (strings.Contains(o.Name, "LEAVE") || strings.Contains(o.Name, "DROP"))
}

// Group returns the group in the value of an option that Joins, and whether the value names an interface.
func (o Option) Group(value []byte) (group netip.Addr, named, ok bool) {
	switch {
	case !o.Joins():
	case o.Kind == mreq6 && len(value) == 20:
		return netip.AddrFrom16([16]byte(value[:16])), !zero(value[16:]), true
	case (o.Kind == mreqn || o.Kind == mreqSource) && len(value) >= 8:
		device := value[4:]
		if o.Kind == mreqSource {
			device = value[4:8]
		}
		return addr4(value), !zero(device), true
	case o.Kind == groupReq || o.Kind == groupSourceReq:
		return groupIn(value)
	}
	return group, false, false
}

func groupIn(value []byte) (group netip.Addr, named, ok bool) {
	switch storageFamily(value) {
	case unix.AF_INET:
		group = addr4(value[storageAt+4:])
	case unix.AF_INET6:
		group = netip.AddrFrom16([16]byte(value[storageAt+8 : storageAt+24]))
	default:
		return group, false, false
	}
	return group, !zero(value[:4]), true
}

// Text returns when the kernel accepts the option, or "" if it always does.
func (p Phase) Text() string {
	var list []string
	for i, moment := range [...]string{"before bind(2)", "before connect(2)", "before listen(2)", "on a listening socket", "on a connected socket"} {
		if p&(1<<i) != 0 {
			list = append(list, moment)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "the kernel takes it only " + strings.Join(list, " or ")
}
