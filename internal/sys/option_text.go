package sys

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"
	"syscall"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/xlat"
	"sock/sockopt"
)

// option is what the text of an option's name and value depends on: the call is Get or Set.
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

// showOptionValue prints a value as strace does: few structures by their fields, four bytes as an int, and
// the rest as a string. Where there is too little for a structure it shows the pointer.
func showOptionValue(a arg, r result) string {
	if r.errno != 0 && a.out || a.mem == nil {
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

// plainText is for what strace has no better form for.
func plainText(call sockopt.Access, b []byte) string {
	switch {
	case len(b) == 4:
		return fmt.Sprintf("[%d]", int32(word(b)))
	case len(b) == 0 && call == sockopt.Get:
		return ""
	}
	return xlat.Quote(b, xlat.StringLimit)
}

func word(b []byte) uint32 { return binary.NativeEndian.Uint32(b) }

// structText returns "" where strace shows the pointer.
func structText(opt sockopt.Option, call sockopt.Access, b []byte) string {
	switch name := opt.Name; {
	case name == "SO_LINGER":
		return members(call, b, "l_onoff", "l_linger")
	case name == "SO_PEERCRED" && call == sockopt.Get:
		return credentials(b)
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

// members prints ints by name. A set value must be whole; a value that was got ends where the kernel's ends.
func members(call sockopt.Access, b []byte, names ...string) string {
	if len(b) == 0 || call == sockopt.Set && len(b) < 4*len(names) {
		return ""
	}
	var list []string
	for i, name := range names {
		if 4*i < len(b) {
			list = append(list, name+"="+memberText(b[4*i:]))
		}
	}
	return "{" + strings.Join(list, ", ") + "}"
}

func memberText(b []byte) string {
	if len(b) < 4 {
		return hexQuote(b)
	}
	return strconv.Itoa(int(int32(word(b))))
}

// hexQuote is how strace shows the part of an int.
func hexQuote(b []byte) string {
	return fmt.Sprintf(`"%s"`, strings.ReplaceAll(fmt.Sprintf(" % x", b), " ", `\x`))
}

// credentials prints struct ucred, whose ids are unsigned but for -1.
func credentials(b []byte) string {
	text := members(sockopt.Get, b, "pid", "uid", "gid")
	for _, id := range []struct {
		name string
		at   int
	}{{"uid", 4}, {"gid", 8}} {
		if len(b) >= id.at+4 && word(b[id.at:]) != ^uint32(0) {
			text = strings.Replace(text, fmt.Sprintf("%s=%d", id.name, int32(word(b[id.at:]))),
				fmt.Sprintf("%s=%d", id.name, word(b[id.at:])), 1)
		}
	}
	return text
}

// intText prints an int from the first four bytes.
func intText(name string, call sockopt.Access, b []byte) string {
	switch {
	case len(b) == 0 || len(b) < 4 && call == sockopt.Set:
		return ""
	case len(b) < 4:
		return hexQuote(b)
	case name == "SO_ERROR":
		return "[" + errnoText(word(b)) + "]"
	case name == "SO_TXREHASH":
		return "[" + rehashText(int32(word(b))) + "]"
	}
	return fmt.Sprintf("[%d]", int32(word(b)))
}

// errnoText knows the errors of strace 6.1, of which EHWPOISON is the last.
func errnoText(e uint32) string {
	const last = 133
	if name := fail.ErrnoName(syscall.Errno(e)); name != "" && e <= last {
		return name
	}
	return strconv.FormatUint(uint64(e), 10)
}

// rehashText names the values of SO_TXREHASH, of which the default is written as a byte.
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

// programText prints struct sock_fprog, without the program.
func programText(b []byte) string {
	const pointerSize = strconv.IntSize / 8
	if len(b) != 2*pointerSize {
		return ""
	}
	filter := uint64(0)
	if pointerSize == 4 {
		filter = uint64(word(b[4:]))
	} else {
		filter = binary.NativeEndian.Uint64(b[8:])
	}
	text := "NULL"
	if filter != 0 {
		text = fmt.Sprintf("%#x", filter)
	}
	return fmt.Sprintf("{len=%d, filter=%s}", binary.NativeEndian.Uint16(b), text)
}

// netlinkText prints the groups as a list, the rest as an int whose missing bytes are zero.
func netlinkText(name string, call sockopt.Access, b []byte) string {
	switch {
	case len(b) == 0 || len(b) < 4 && call == sockopt.Set:
		return ""
	case name == "NETLINK_LIST_MEMBERSHIPS" && call == sockopt.Get:
		return listText(b)
	}
	var whole [4]byte
	copy(whole[:], b)
	return fmt.Sprintf("[%d]", int32(word(whole[:])))
}

func listText(b []byte) string {
	var list []string
	for ; len(b) >= 4; b = b[4:] {
		if len(list) == xlat.StringLimit {
			list = append(list, "...")
			break
		}
		list = append(list, strconv.FormatUint(uint64(word(b)), 10))
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// icmpTypes are the types that strace names, by number.
var icmpTypes = [...]string{
	0: "ICMP_ECHOREPLY", 3: "ICMP_DEST_UNREACH", 4: "ICMP_SOURCE_QUENCH", 5: "ICMP_REDIRECT", 8: "ICMP_ECHO",
	11: "ICMP_TIME_EXCEEDED", 12: "ICMP_PARAMETERPROB", 13: "ICMP_TIMESTAMP", 14: "ICMP_TIMESTAMPREPLY",
	15: "ICMP_INFO_REQUEST", 16: "ICMP_INFO_REPLY", 17: "ICMP_ADDRESS", 18: "ICMP_ADDRESSREPLY",
}

// icmpFilterText lists the bits that are set, or with ~ those that are not, if these are fewer.
func icmpFilterText(b []byte) string {
	if len(b) < 4 {
		return ""
	}
	set, not := word(b), ""
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
		return unsignedMembers(b, "tp_packets", "tp_drops", "tp_freeze_q_cnt")
	case name == "PACKET_ADD_MEMBERSHIP" && call == sockopt.Set, name == "PACKET_DROP_MEMBERSHIP" && call == sockopt.Set:
		return packetMreqText(b)
	case name == "PACKET_RX_RING" && call == sockopt.Set, name == "PACKET_TX_RING" && call == sockopt.Set:
		if len(b) != 16 {
			return ""
		}
		return unsignedMembers(b, "tp_block_size", "tp_block_nr", "tp_frame_size", "tp_frame_nr")
	}
	return plainText(call, b)
}

func unsignedMembers(b []byte, names ...string) string {
	if len(b) == 0 {
		return ""
	}
	var list []string
	for i, name := range names {
		switch {
		case len(b) >= 4*i+4:
			list = append(list, fmt.Sprintf("%s=%d", name, word(b[4*i:])))
		case len(b) > 4*i:
			list = append(list, name+"="+hexQuote(b[4*i:]))
		}
	}
	return "{" + strings.Join(list, ", ") + "}"
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
	var address []string
	for _, c := range b[8 : 8+min(int(size), 8)] {
		address = append(address, fmt.Sprintf("%02x", c))
	}
	return fmt.Sprintf("{mr_ifindex=%s, mr_type=%s, mr_alen=%d, mr_address=%s}",
		indexText(word(b)), name, size, strings.Join(address, ":"))
}

// indexText names the interface, where it has a name.
func indexText(index uint32) string {
	if name := interfaceName(int(int32(index))); name != "" {
		return "if_nametoindex(" + xlat.Quote([]byte(name), 0) + ")"
	}
	return strconv.FormatUint(uint64(index), 10)
}

// storageOffset is where struct group_req has its address: at the next machine word.
const storageOffset = strconv.IntSize / 8

// membershipText prints what joins and leaves a group; ok is false for another option.
func membershipText(name string, b []byte) (text string, ok bool) {
	switch name {
	case "IP_ADD_MEMBERSHIP", "IP_DROP_MEMBERSHIP":
		if len(b) < 8 {
			return "", true
		}
		return fmt.Sprintf(`{imr_multiaddr=inet_addr("%s"), imr_interface=inet_addr("%s")}`,
			netip.AddrFrom4([4]byte(b[:4])), netip.AddrFrom4([4]byte(b[4:8]))), true
	case "IPV6_ADD_MEMBERSHIP", "IPV6_DROP_MEMBERSHIP", "IPV6_JOIN_ANYCAST", "IPV6_LEAVE_ANYCAST":
		if len(b) < 20 {
			return "", true
		}
		return fmt.Sprintf(`{inet_pton(AF_INET6, "%s", &ipv6mr_multiaddr), ipv6mr_interface=%s}`,
			netip.AddrFrom16([16]byte(b[:16])), indexText(word(b[16:]))), true
	case "MCAST_JOIN_GROUP", "MCAST_LEAVE_GROUP":
		if len(b) < storageOffset+addr.MaxLen {
			return "", true
		}
		return fmt.Sprintf("{gr_interface=%s, gr_group=%s}",
			indexText(word(b)), storageText(b[storageOffset:storageOffset+addr.MaxLen])), true
	}
	return "", false
}

// storageText prints the address in a struct sockaddr_storage, which has room for more than it needs.
func storageText(b []byte) string {
	sa := addr.Sockaddr(b)
	switch sa.Family() {
	case syscall.AF_INET:
		sa = sa[:syscall.SizeofSockaddrInet4]
	case syscall.AF_INET6:
		sa = sa[:syscall.SizeofSockaddrInet6]
	}
	return sockaddrText(sa)
}
