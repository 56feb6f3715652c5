package socket

import (
	"cmp"
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/show"
	"sock/internal/sys"
	"sock/internal/xlat"
)

// KindAside returns what a socket that exists is, nothing for a descriptor of something else. It is for reading an address, which
// is no call of the command: --trace-all alone prints it.
func KindAside(e *env.Env, fd int) addr.Kind {
	k, err := KindFrom(e.Door.Aside(), fd)
	if err != nil {
		return addr.Kind{}
	}
	return k
}

// KindOf asks a socket what it is.
func KindOf(e *env.Env, fd int) (addr.Kind, error) { return KindFrom(e.Door, fd) }

// KindFrom asks a socket what it is through that door.
func KindFrom(d *sys.Door, fd int) (k addr.Kind, err error) {
	for _, part := range []struct {
		name   string
		number int
		to     *int
	}{
		{"SO_DOMAIN", unix.SO_DOMAIN, &k.Family},
		{"SO_TYPE", unix.SO_TYPE, &k.Type},
		{"SO_PROTOCOL", unix.SO_PROTOCOL, &k.Protocol},
	} {
		if *part.to, err = d.GetsockoptInt(fd, unix.SOL_SOCKET, part.number); err != nil {
			return k, fail.At("getsockopt", part.name, err)
		}
	}
	return k, nil
}

// KindText names a kind of socket, with the protocol where one was chosen.
func KindText(k addr.Kind) string {
	text := xlat.Families.Text(uint32(k.Family)) + " " + xlat.SocketTypes.Text(uint32(k.Type))
	if k.Protocol != 0 {
		text += " " + xlat.ProtocolText(k.Family, k.Protocol)
	}
	return text
}

// BriefKind is kindText without the protocol that the type implies.
func BriefKind(k addr.Kind) string {
	if k.Type == unix.SOCK_STREAM && k.Protocol == unix.IPPROTO_TCP || k.Type == unix.SOCK_DGRAM && k.Protocol == unix.IPPROTO_UDP {
		k.Protocol = 0
	}
	return KindText(k)
}

// nameText is an address of a socket of that kind. A raw socket of IP has a protocol and no port.
func nameText(k addr.Kind, sa addr.Sockaddr) string {
	ap, ok := sa.IP()
	if !ok || k.Type != unix.SOCK_RAW {
		return sa.Shown()
	}
	name := strings.TrimPrefix(xlat.InetProtocols.Name(uint32(k.Protocol)), xlat.InetProtocols.Prefix)
	if name == "" {
		return sa.Shown()
	}
	host := ap.Addr().Unmap().String()
	if ap.Addr().Unmap().Is6() {
		host = "[" + host + "]"
	}
	return "ip:" + strings.ToLower(name) + ":" + host
}

// socketFailure says what the errno of socket(2) means for this kind, where the manual's own words do not.
func socketFailure(k addr.Kind, err error) error {
	return fail.WithHint(fail.At("socket", KindText(k), err), socketHint(k, err))
}

func socketHint(k addr.Kind, err error) string {
	inet := k.IsInet()
	switch {
	case fail.Is(err, unix.EPERM):
		return "raw, packet and XDP sockets take the capability CAP_NET_RAW: be root, or setcap cap_net_raw+ep sock"
	case fail.Is(err, unix.EACCES) && inet && k.Type == unix.SOCK_DGRAM && k.Portless():
		return "the range of groups in net.ipv4.ping_group_range has to hold one of yours for a ping socket"
	case fail.Is(err, unix.EPROTONOSUPPORT) && inet && k.Type == unix.SOCK_RAW && k.Protocol == 0:
		return "a raw socket needs a --protocol"
	case fail.Is(err, unix.EPROTONOSUPPORT) && k.Protocol != 0:
		return "this kernel has no such protocol, or not with this type of socket"
	case fail.Is(err, unix.EAFNOSUPPORT) && !k.Asks(addr.FamilyPart):
		return "say which --family the socket is of"
	case fail.Is(err, unix.EAFNOSUPPORT) && k.Family != unix.AF_UNSPEC:
		return "this kernel has no such family, or its module is not loaded"
	}
	return ""
}

// BindFailure names the address that bind(2) refused.
func BindFailure(k addr.Kind, sa addr.Sockaddr, err error) error {
	err = fail.At("bind", nameText(k, sa), err)
	return fail.WithHint(err, bindHint(k, sa, err))
}

func bindHint(k addr.Kind, sa addr.Sockaddr, err error) string {
	ap, isIP := sa.IP()
	const firstFree = 1024 // of net.ipv4.ip_unprivileged_port_start
	switch {
	case fail.Hint(err) != "":
		return ""
	case fail.Is(err, unix.EADDRINUSE):
		return ref.Owner(sa, k.Type)
	case fail.Is(err, unix.EACCES) && isIP && ap.Port() < firstFree:
		return "a port below 1024 takes the capability CAP_NET_BIND_SERVICE: be root, or setcap cap_net_bind_service+ep sock"
	}
	return AddressHint(k.Family, sa, err)
}

// AddressHint says what of an address the kernel may have refused, "" for nothing. A socket that sock has not made is asked
// what it is.
func (s *Socket) AddressHint(env *env.Env, sa addr.Sockaddr, err error) string {
	if sa == nil || !fail.Is(err, unix.EAFNOSUPPORT, unix.EINVAL) {
		return ""
	}
	family := s.Kind.Family
	if !s.Own() {
		family = KindAside(env, s.FD).Family
	}
	return AddressHint(family, sa, err)
}

// AddressHint says why an address does not fit the family of a socket, "" if that is not the cause of err.
func AddressHint(family int, sa addr.Sockaddr, err error) string {
	ap, isIP := sa.IP()
	ip := ap.Addr()
	switch {
	case !fail.Is(err, unix.EAFNOSUPPORT, unix.EINVAL):
	case len(sa) < 2:
		return "the address has " + show.ByteCount(len(sa)) + ", too few for a family"
	case family != unix.AF_UNSPEC && family != sa.Family():
		return "the socket is of " + familyName(family) + ", the address of " + familyName(sa.Family())
	case fail.Is(err, unix.EAFNOSUPPORT):
	case len(sa) < sa.Least():
		return fmt.Sprintf("the address has %s, one of %s needs %d", show.ByteCount(len(sa)), familyName(sa.Family()), sa.Least())
	case isIP && ip.Zone() == "" && (ip.IsLinkLocalUnicast() || ip.IsLinkLocalMulticast()) && ip.Is6():
		return "a link-local address needs its interface: " + ip.String() + "%IF, such as " + ip.String() + "%eth0"
	}
	return ""
}

func familyName(family int) string {
	return cmp.Or(xlat.Families.Name(uint32(family)), fmt.Sprintf("family %d", family))
}

// BroadcastHint is the hint of EACCES for a broadcast address.
const BroadcastHint = "a broadcast address takes --broadcast"

// tcpIsMPTCP is TCP_IS_MPTCP, which x/sys lacks.
const tcpIsMPTCP = 43

// TellFallback reports that the peer of an MPTCP socket has only TCP. Kernels before 5.16 do not say.
func (s *Socket) TellFallback(env *env.Env) {
	if s.Kind.Protocol != unix.IPPROTO_MPTCP || s.Connecting {
		return
	}
	if speaks, err := env.Door.GetsockoptInt(s.FD, unix.IPPROTO_TCP, tcpIsMPTCP); err == nil && speaks == 0 {
		env.Warn("%s: the peer has no MPTCP, the connection is plain TCP", s.What)
	}
}
