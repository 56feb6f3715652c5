package cmsg

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/xlat"
	"sock/sockopt"
)

// A want is a short name that requests one or more control messages.
type want struct {
	name    string
	options []string // each with =VALUE unless it is a flag; those that the socket supports are set
	scope   scope    // the sockets for which "all" includes it
}

// scope says for which sockets "all" includes a want.
type scope uint8

const (
	never    scope = iota // it changes the received data, or excludes another want
	always                // every socket that supports the option
	messages              // not streams, which accept the option but never return the message
)

// wants is in the order of the manual. On a dual-stack socket the IPv4 options are for IPv4 packets.
var wants = [...]want{
	{"timestamp", []string{"SO_TIMESTAMP"}, never},
	{"timestampns", []string{"SO_TIMESTAMPNS"}, always},
	{"timestamping", []string{"SO_TIMESTAMPING=rx_software|rx_hardware|software|raw_hardware"}, never},
	{"ttl", []string{"IPV6_RECVHOPLIMIT", "IP_RECVTTL"}, messages},
	{"hoplimit", []string{"IPV6_RECVHOPLIMIT", "IP_RECVTTL"}, messages},
	{"tos", []string{"IPV6_RECVTCLASS", "IP_RECVTOS"}, messages},
	{"tclass", []string{"IPV6_RECVTCLASS", "IP_RECVTOS"}, messages},
	{"pktinfo", []string{"IPV6_RECVPKTINFO", "IP_PKTINFO", "NETLINK_PKTINFO"}, messages},
	{"origdst", []string{"IPV6_RECVORIGDSTADDR", "IP_RECVORIGDSTADDR"}, messages},
	{"recvopts", []string{"IP_RECVOPTS"}, messages},
	{"retopts", []string{"IP_RETOPTS"}, messages},
	{"fragsize", []string{"IPV6_RECVFRAGSIZE", "IP_RECVFRAGSIZE"}, messages},
	{"checksum", []string{"IP_CHECKSUM"}, messages},
	{"flowinfo", []string{"IPV6_FLOWINFO"}, messages},
	{"hopopts", []string{"IPV6_RECVHOPOPTS"}, messages},
	{"dstopts", []string{"IPV6_RECVDSTOPTS"}, messages},
	{"rthdr", []string{"IPV6_RECVRTHDR"}, messages},
	{"pathmtu", []string{"IPV6_RECVPATHMTU"}, messages},
	{"recverr", []string{"IPV6_RECVERR", "IP_RECVERR"}, never},
	{"mark", []string{"SO_RCVMARK"}, messages},
	{"priority", []string{"SO_RCVPRIORITY"}, messages},
	{"drops", []string{"SO_RXQ_OVFL"}, messages},
	{"gro", []string{"UDP_GRO"}, never},
	{"inq", []string{"TCP_INQ", "SO_INQ"}, always},
	{"creds", []string{"SO_PASSCRED"}, always},
	{"pidfd", []string{"SO_PASSPIDFD"}, always},
	{"security", []string{"SO_PASSSEC", "IP_PASSSEC"}, always},
	{"auxdata", []string{"PACKET_AUXDATA"}, always},
	{"wifi", []string{"SO_WIFI_STATUS"}, never},
	{"nsid", []string{"NETLINK_LISTEN_ALL_NSID"}, never},
	{"rcvinfo", []string{"SCTP_RECVRCVINFO"}, never},
	{"nxtinfo", []string{"SCTP_RECVNXTINFO"}, never},
}

// wantAll is the name for all wants that are useful on a socket.
const wantAll = "all"

// WantNames returns the names that Wanted accepts, for completion.
func WantNames() []string {
	names := []string{wantAll}
	for _, one := range wants {
		names = append(names, one.name)
	}
	return names
}

// Wanted returns the options that request the named control messages on a socket of this family and type, each once. A
// name is one of WantNames, or the name of an option, also with =VALUE.
func Wanted(names []string, family, typ int) ([]sockopt.Setting, error) {
	var list []sockopt.Setting
	for _, name := range names {
		more, err := wantSettings(name, family, typ)
		if err != nil {
			return nil, err
		}
		for _, s := range more {
			if !slices.ContainsFunc(list, func(t sockopt.Setting) bool { return t.String() == s.String() }) {
				list = append(list, s)
			}
		}
	}
	return list, nil
}

func wantSettings(name string, family, typ int) ([]sockopt.Setting, error) {
	if strings.EqualFold(name, wantAll) {
		return everyWant(family, typ), nil
	}
	for _, one := range wants {
		if !strings.EqualFold(one.name, name) {
			continue
		}
		list := one.on(family, typ)
		if len(list) == 0 {
			return nil, fail.Usagef("--want %s does not apply to %s %s sockets", one.name,
				nameOr(&xlat.Families, family), nameOr(&xlat.SocketTypes, typ))
		}
		return list, nil
	}
	return wantedOption(name)
}

// nameOr returns the name of a number, or the number.
func nameOr(names *xlat.Values, number int) string {
	return cmp.Or(names.Name(uint32(number)), strconv.Itoa(number))
}

// everyWant returns the options of "all": none that changes the data, and one timestamp.
func everyWant(family, typ int) (list []sockopt.Setting) {
	for _, one := range wants {
		if one.scope == always || one.scope == messages && typ != unix.SOCK_STREAM {
			list = append(list, one.on(family, typ)...)
		}
	}
	return list
}

// wantedOption parses the name of an option that requests a control message.
func wantedOption(typed string) ([]sockopt.Setting, error) {
	name, _, _ := strings.Cut(typed, "=")
	if c, err := Lookup(name); err == nil && c.Wanted != "" && !strings.EqualFold(c.Wanted, name) {
		return nil, &fail.Usage{Text: name + " is a control message; request it with " + c.Wanted, Hint: "--want " + c.Wanted}
	}
	o, err := sockopt.Lookup(name)
	if err != nil {
		return nil, &fail.Usage{
			Text: fmt.Sprintf("%q is not a name for --want and not an option", typed),
			Hint: cmp.Or(fail.DidYouMean(name, WantNames()), "the names are "+strings.Join(WantNames(), ", ")),
		}
	}
	if !slices.ContainsFunc(All(), func(c Type) bool { return c.Wanted == o.Name }) {
		return nil, fail.Usagef("%s does not request a control message", o.Title())
	}
	s, err := sockopt.ParseSetting(typed, nil)
	return []sockopt.Setting{s}, err
}

// on returns the settings that a socket of this family and type supports.
func (one want) on(family, typ int) (list []sockopt.Setting) {
	for _, text := range one.options {
		s, err := sockopt.ParseSetting(text, nil)
		if err == nil && one.known(s.Option, family, typ) {
			list = append(list, s)
		}
	}
	return list
}

// known reports whether the socket supports the option. An IPv6 socket that is not raw also supports those of IPv4, but
// IPv6's pktinfo is for both.
func (one want) known(o sockopt.Option, family, typ int) bool {
	dual := family == unix.AF_INET6 && typ != unix.SOCK_RAW && o.Level.Number == unix.IPPROTO_IP && one.name != "pktinfo"
	for _, protocol := range [...]int{0, unix.IPPROTO_SCTP} {
		if o.Applies(family, typ, protocol) || dual && o.Applies(unix.AF_INET, typ, protocol) {
			return true
		}
		if o.Level.Number != solSCTP {
			return false
		}
	}
	return false
}

const solSCTP = 132
