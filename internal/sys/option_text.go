package sys

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/xlat"
	"sock/sockopt"
)

// option is what the text of an option depends on: its level and number, and whether the call is get or set.
type option struct {
	level, name int
	call        sockopt.Access
}

func showLevel(a arg, _ result) string { return sockopt.LevelText(int(int32(a.word))) }

func optionName(opt option) arg {
	a := num(opt.name)
	a.opt, a.show = opt, showOptionName
	return a
}

func showOptionName(a arg, _ result) string {
	return sockopt.NameText(a.opt.level, a.opt.name, a.opt.call)
}

// showOptionValue prints a value as strace does: a few structures by field, four bytes as an int, anything else as a
// string. If the value is too short for its structure, it prints the address.
func showOptionValue(a arg, r result) string {
	if r.errno != 0 && a.out || a.mem == nil || a.size < 0 {
		return pointer(a.mem)
	}
	value := a.bytes(a.size)
	if a.len != nil {
		value = value[:min(int(*a.len), len(value))]
	}
	text := ""
	if opt, known := sockopt.Find(a.opt.level, a.opt.name, a.opt.call); known {
		text = structText(opt, a.opt.call, value)
	} else {
		text = plainText(a.opt.call, value)
	}
	if text == "" {
		return pointer(a.mem)
	}
	return text
}

// plainText prints a value that strace has no better form for.
func plainText(call sockopt.Access, b []byte) string {
	switch {
	case len(b) == 4:
		return fmt.Sprintf("[%d]", int32(u32(b, 0)))
	case len(b) == 0 && call == sockopt.Get:
		return ""
	}
	return xlat.Quote(b, xlat.StringLimit)
}

// structText prints a structure, or returns "" if strace prints the address instead.
func structText(opt sockopt.Option, call sockopt.Access, b []byte) string {
	switch name := opt.Name; {
	case name == "SO_LINGER":
		return lingerText(call, b)
	case name == "SO_PEERCRED" && call == sockopt.Get:
		return credentialsText(b)
	case name == "SO_ERROR" && call == sockopt.Get, name == "SO_TXREHASH", opt.ShownAsInt():
		return intText(name, call, b)
	case name == "SO_ATTACH_FILTER" || name == "SO_ATTACH_REUSEPORT_CBPF" && call == sockopt.Set:
		return programText(b)
	case name == "SO_GET_FILTER":
		return ""
	case name == "ICMP_FILTER":
		return icmpFilterText(b)
	case opt.Level.Name == "SOL_NETLINK":
		return netlinkText(name, call, b)
	case opt.Level.Name == "SOL_PACKET":
		return packetText(name, call, b)
	case call == sockopt.Set:
		if text, ok := membershipText(name, b); ok {
			return text
		}
	}
	return plainText(call, b)
}

// A member is an int in a structure: its name and its printer.
type member struct {
	name string
	text func(uint32) string
}

// membersText prints a structure of ints. It ends where b ends, even within an int.
func membersText(b []byte, members ...member) string {
	if len(b) == 0 {
		return ""
	}
	var pairs []string
	for i, m := range members {
		switch rest := b[min(4*i, len(b)):]; {
		case len(rest) >= 4:
			pairs = append(pairs, m.name, m.text(u32(rest, 0)))
		case len(rest) > 0:
			pairs = append(pairs, m.name, hexBytes(rest))
		}
	}
	return "{" + fields(pairs...) + "}"
}

// lingerText prints struct linger. For setsockopt(2) the value has to be complete.
func lingerText(call sockopt.Access, b []byte) string {
	if call == sockopt.Set && len(b) < unix.SizeofLinger {
		return ""
	}
	return membersText(b, member{"l_onoff", signed}, member{"l_linger", signed})
}

// intText prints an int from the first four bytes.
func intText(name string, call sockopt.Access, b []byte) string {
	switch {
	case len(b) == 0 || len(b) < 4 && call == sockopt.Set:
		return ""
	case len(b) < 4:
		return hexBytes(b)
	case name == "SO_ERROR":
		return "[" + errnoText(u32(b, 0)) + "]"
	case name == "SO_TXREHASH":
		return "[" + rehashText(int32(u32(b, 0))) + "]"
	}
	return fmt.Sprintf("[%d]", int32(u32(b, 0)))
}

// errnoText prints an errno that strace 6.1 knows. The last one is EHWPOISON.
func errnoText(e uint32) string {
	const last = 133
	if name := fail.ErrnoName(syscall.Errno(e)); name != "" && e <= last {
		return name
	}
	return unsigned(e)
}

// rehashText prints the value of SO_TXREHASH. Its default is written as a byte.
func rehashText(v int32) string {
	switch v {
	case 0:
		return "SOCK_TXREHASH_DISABLED"
	case 1:
		return "SOCK_TXREHASH_ENABLED"
	case 255:
		return "SOCK_TXREHASH_DEFAULT"
	}
	return fmt.Sprintf("%d /* SOCK_TXREHASH_??? */", v)
}

// programText prints struct sock_fprog without the program.
func programText(b []byte) string {
	const pointerSize = strconv.IntSize / 8
	if len(b) != 2*pointerSize {
		return ""
	}
	filter := uint64(0)
	if pointerSize == 4 {
		filter = uint64(u32(b, 4))
	} else {
		filter = binary.NativeEndian.Uint64(b[8:])
	}
	text := "NULL"
	if filter != 0 {
		text = fmt.Sprintf("%#x", filter)
	}
	return fmt.Sprintf("{len=%d, filter=%s}", binary.NativeEndian.Uint16(b), text)
}

// netlinkText prints the groups as a list, and other values as an int padded with zeros.
func netlinkText(name string, call sockopt.Access, b []byte) string {
	switch {
	case len(b) == 0 || len(b) < 4 && call == sockopt.Set:
		return ""
	case name == "NETLINK_LIST_MEMBERSHIPS" && call == sockopt.Get:
		return uintsText(b)
	}
	var whole [4]byte
	copy(whole[:], b)
	return fmt.Sprintf("[%d]", int32(u32(whole[:], 0)))
}

// icmpTypes has the ICMP types that strace names. The index is the number.
var icmpTypes = [...]string{
	0: "ICMP_ECHOREPLY", 3: "ICMP_DEST_UNREACH", 4: "ICMP_SOURCE_QUENCH", 5: "ICMP_REDIRECT", 8: "ICMP_ECHO",
	11: "ICMP_TIME_EXCEEDED", 12: "ICMP_PARAMETERPROB", 13: "ICMP_TIMESTAMP", 14: "ICMP_TIMESTAMPREPLY",
	15: "ICMP_INFO_REQUEST", 16: "ICMP_INFO_REPLY", 17: "ICMP_ADDRESS", 18: "ICMP_ADDRESSREPLY",
}

// icmpFilterText prints the bits that are set, or with ~ those that are not, whichever are fewer.
func icmpFilterText(b []byte) string {
	if len(b) < 4 {
		return ""
	}
	set, not := u32(b, 0), ""
	if bits.OnesCount32(set) > 16 {
		set, not = ^set, "~"
	}
	var list []string
	for i := range 32 {
		switch {
		case set>>i&1 == 0:
		case i < len(icmpTypes) && icmpTypes[i] != "":
			list = append(list, icmpTypes[i])
		default:
			list = append(list, fmt.Sprintf("%#x /* ICMP_??? */", i))
		}
	}
	return not + "[" + strings.Join(list, " ") + "]"
}

func packetText(name string, call sockopt.Access, b []byte) string {
	switch {
	case name == "PACKET_STATISTICS" && call == sockopt.Get:
		return membersText(b, member{"tp_packets", unsigned}, member{"tp_drops", unsigned}, member{"tp_freeze_q_cnt", unsigned})
	case name == "PACKET_ADD_MEMBERSHIP" && call == sockopt.Set, name == "PACKET_DROP_MEMBERSHIP" && call == sockopt.Set:
		return packetMreqText(b)
	case name == "PACKET_RX_RING" && call == sockopt.Set, name == "PACKET_TX_RING" && call == sockopt.Set:
		if len(b) != 16 {
			return ""
		}
		return membersText(b, member{"tp_block_size", unsigned}, member{"tp_block_nr", unsigned},
			member{"tp_frame_size", unsigned}, member{"tp_frame_nr", unsigned})
	}
	return plainText(call, b)
}

func packetMreqText(b []byte) string {
	if len(b) != 16 {
		return ""
	}
	typ, size := binary.NativeEndian.Uint16(b[4:]), binary.NativeEndian.Uint16(b[6:])
	name := fmt.Sprintf("%#x /* PACKET_MR_??? */", typ)
	if names := [...]string{"MULTICAST", "PROMISC", "ALLMULTI", "UNICAST"}; int(typ) < len(names) {
		name = "PACKET_MR_" + names[typ]
	}
	return fmt.Sprintf("{mr_ifindex=%s, mr_type=%s, mr_alen=%d, mr_address=%s}",
		ifindexText(u32(b, 0)), name, size, colons(b[8:8+min(int(size), 8)]))
}

// storageOffset is the offset of the address in struct group_req: the next machine word.
const storageOffset = strconv.IntSize / 8

// membershipText prints the value of an option that joins or leaves a group. ok is false for other options.
func membershipText(name string, b []byte) (text string, ok bool) {
	switch name {
	case "IP_ADD_MEMBERSHIP", "IP_DROP_MEMBERSHIP":
		if len(b) < 8 {
			return "", true
		}
		return "{" + fields("imr_multiaddr", inet4(b), "imr_interface", inet4(b[4:])) + "}", true
	case "IPV6_ADD_MEMBERSHIP", "IPV6_DROP_MEMBERSHIP", "IPV6_JOIN_ANYCAST", "IPV6_LEAVE_ANYCAST":
		if len(b) < 20 {
			return "", true
		}
		return fmt.Sprintf(`{inet_pton(AF_INET6, "%s", &ipv6mr_multiaddr), ipv6mr_interface=%s}`,
			inet6Number(netip.AddrFrom16([16]byte(b[:16]))), ifindexText(u32(b, 16))), true
	case "MCAST_JOIN_GROUP", "MCAST_LEAVE_GROUP":
		if len(b) < storageOffset+addr.MaxLen {
			return "", true
		}
		return fmt.Sprintf("{gr_interface=%s, gr_group=%s}",
			ifindexText(u32(b, 0)), storageText(b[storageOffset:storageOffset+addr.MaxLen])), true
	}
	return "", false
}

// storageText prints the address in a struct sockaddr_storage, which has unused bytes behind it.
func storageText(b []byte) string {
	sa := addr.Sockaddr(b)
	switch sa.Family() {
	case unix.AF_INET:
		sa = sa[:unix.SizeofSockaddrInet4]
	case unix.AF_INET6:
		sa = sa[:unix.SizeofSockaddrInet6]
	}
	return sockaddrText(sa)
}
