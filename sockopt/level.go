package sockopt

import (
	"fmt"
	"strconv"
	"strings"

	"sock/internal/xlat"
)

// A Level is the second argument of setsockopt(2).
type Level struct {
	Name   string // in the manual: "IPPROTO_TCP"
	Trace  string // in strace 6.1: "SOL_TCP"; "" if it has none
	Prefix string // of its options' names in strace 6.1; "" if it prints their numbers
	Number int
}

// Title returns the name, or the number of a level without one.
func (l Level) Title() string {
	switch {
	case l.Name != "":
		return l.Name
	case l.Trace != "":
		return l.Trace
	}
	return strconv.Itoa(l.Number)
}

// LevelOf returns the level with a number. A level that table lacks has no names.
func LevelOf(number int) Level {
	for i := range table {
		if l := table[i].Level; l.Number == number {
			return l
		}
	}
	return Level{Number: number}
}

// LevelText returns the level as strace 6.1 prints it.
func LevelText(number int) string {
	if name := LevelOf(number).Trace; name != "" {
		return name
	}
	return fmt.Sprintf("%s /* SOL_?? */", xlat.Hex(uint32(number)))
}

// NameText returns the option's name as strace 6.1 prints it in one of the calls, Get or Set.
func NameText(level, number int, call Access) string {
	prefix := LevelOf(level).Prefix
	if prefix == "" {
		return strconv.FormatUint(uint64(uint32(number)), 10)
	}
	for _, s := range strangers {
		if s.level == level && s.number == number {
			return s.name
		}
	}
	opt, ok := Find(level, number, call)
	if !ok || opt.marks&young != 0 {
		return fmt.Sprintf("%s /* %s??? */", xlat.Hex(uint32(number)), prefix)
	}
	for _, a := range opt.Aliases() {
		if strings.HasSuffix(a, "_OLD") || strings.HasSuffix(a, "_ORIGDSTADDR") {
			return a
		}
	}
	return opt.Name
}

// ShownAsInt reports whether strace 6.1 prints the option's value as an int, whatever its length is.
func (o Option) ShownAsInt() bool { return o.marks&whole != 0 }

// An alias is another name of an option.
type alias struct{ name, of string }

var aliases = [...]alias{
	{"SO_RCVTIMEO_OLD", "SO_RCVTIMEO"},
	{"SO_SNDTIMEO_OLD", "SO_SNDTIMEO"},
	{"SO_DETACH_BPF", "SO_DETACH_FILTER"},
	{"SO_TIMESTAMP_OLD", "SO_TIMESTAMP"},
	{"SO_TIMESTAMPNS_OLD", "SO_TIMESTAMPNS"},
	{"SO_TIMESTAMPING_OLD", "SO_TIMESTAMPING"},
	{"SCM_WIFI_STATUS", "SO_WIFI_STATUS"},
	{"SCM_TXTIME", "SO_TXTIME"},
	{"SCM_DEVMEM_LINEAR", "SO_DEVMEM_LINEAR"},
	{"SCM_DEVMEM_DMABUF", "SO_DEVMEM_DMABUF"},
	{"SCM_INQ", "SO_INQ"},
	{"IP_RECVRETOPTS", "IP_RETOPTS"},
	{"IP_PMTUDISC", "IP_MTU_DISCOVER"},
	{"IP_ORIGDSTADDR", "IP_RECVORIGDSTADDR"},
	{"IPV6_JOIN_GROUP", "IPV6_ADD_MEMBERSHIP"},
	{"IPV6_LEAVE_GROUP", "IPV6_DROP_MEMBERSHIP"},
	{"IPV6_ORIGDSTADDR", "IPV6_RECVORIGDSTADDR"},
	{"TCP_CM_INQ", "TCP_INQ"},
	{"SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD", "SO_VM_SOCKETS_CONNECT_TIMEOUT"},
	{"SCTP_DELAYED_ACK", "SCTP_DELAYED_SACK"},
	{"SCTP_DELAYED_ACK_TIME", "SCTP_DELAYED_SACK"},
}

func unalias(name string) string {
	for _, a := range &aliases {
		if strings.EqualFold(a.name, name) {
			return a.of
		}
	}
	return name
}

// strangers has names that strace 6.1 prints and that table lacks: those of removed protocols, and those that its lists
// share.
var strangers = [...]struct {
	level, number int
	name          string
}{
	{256, 1, "IPX_TYPE"},
	{257, 1, "AX25_WINDOW"},
	{257, 2, "AX25_T1"},
	{257, 3, "AX25_N2"},
	{257, 4, "AX25_T3"},
	{257, 5, "AX25_T2"},
	{257, 6, "AX25_BACKOFF"},
	{257, 7, "AX25_EXTSEQ"},
	{257, 8, "AX25_PIDINCL"},
	{257, 9, "AX25_IDLE"},
	{257, 10, "AX25_PACLEN"},
	{257, 12, "AX25_IAMDIGI"},
	{257, 25, "SO_BINDTODEVICE"},
	{266, 1, "IRLMP_ENUMDEVICES"},
	{266, 2, "IRLMP_IAS_SET"},
	{266, 3, "IRLMP_IAS_QUERY"},
	{266, 4, "IRLMP_HINTS_SET"},
	{266, 5, "IRLMP_QOS_SET"},
	{266, 6, "IRLMP_QOS_GET"},
	{266, 7, "IRLMP_MAX_SDU_SIZE"},
	{266, 8, "IRLMP_IAS_GET"},
	{266, 9, "IRLMP_IAS_DEL"},
	{266, 10, "IRLMP_HINT_MASK_SET"},
	{266, 11, "IRLMP_WAITDEVICE"},
	{276, 29, "SO_TIMESTAMP_OLD"},
	{268, 0, "LLC_OPT_UNKNOWN"},
}
