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

// KindAside returns the kind of a referenced socket, for reading an address. If fd is no socket it returns the zero Kind, and
// the command's own call reports that. Its calls are not those of the command, so only --trace-all prints them.
func KindAside(e *env.Env, fd int) (addr.Kind, error) {
	k, err := KindFrom(e.Door.Aside(), fd)
	switch {
	case err == nil:
		return k, nil
	case fail.Is(err, unix.EBADF, unix.ENOTSOCK):
		err = nil
	}
	return addr.Kind{}, err
}

// KindOf reads the kind of a socket from the kernel.
func KindOf(e *env.Env, fd int) (addr.Kind, error) { return KindFrom(e.Door, fd) }

// KindFrom reads the kind of a socket through door d.
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

// KindText returns the family and the type, and the protocol if it is not 0.
func KindText(k addr.Kind) string {
	text := xlat.Families.Text(uint32(k.Family)) + " " + xlat.SocketTypes.Text(uint32(k.Type))
	if k.Protocol != 0 {
		text += " " + xlat.ProtocolText(k.Family, k.Protocol)
	}
	return text
}

// BriefKind returns KindText without a protocol that the type implies.
func BriefKind(k addr.Kind) string {
	if k.Type == unix.SOCK_STREAM && k.Protocol == unix.IPPROTO_TCP || k.Type == unix.SOCK_DGRAM && k.Protocol == unix.IPPROTO_UDP {
		k.Protocol = 0
	}
	return KindText(k)
}

// nameText returns an address in the notation for this kind. A raw IP socket has a protocol and no port.
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

// socketFailure returns the error of socket(2) with a hint that explains the errno for this kind.
func socketFailure(k addr.Kind, err error) error {
	return fail.WithHint(fail.At("socket", KindText(k), err), socketHint(k, err))
}

func socketHint(k addr.Kind, err error) string {
	inet := k.IsInet()
	switch {
	case fail.Is(err, unix.EPERM):
		return "raw, packet and XDP sockets need CAP_NET_RAW: run as root, or setcap cap_net_raw+ep sock"
	case fail.Is(err, unix.EACCES) && inet && k.Type == unix.SOCK_DGRAM && k.Portless():
		return "a ping socket needs one of your groups in the range of the sysctl net.ipv4.ping_group_range"
	case fail.Is(err, unix.EPROTONOSUPPORT) && inet && k.Type == unix.SOCK_RAW && k.Protocol == 0:
		return "a raw socket needs --protocol"
	case fail.Is(err, unix.EPROTONOSUPPORT) && k.Protocol != 0:
		return "this kernel has no such protocol, or not with this type of socket"
	case fail.Is(err, unix.EAFNOSUPPORT) && !k.Asks(addr.FamilyPart):
		return "give the socket a --family"
	case fail.Is(err, unix.EAFNOSUPPORT) && k.Family != unix.AF_UNSPEC:
		return "this kernel has no such family, or its module is not loaded"
	}
	return ""
}

// BindFailure returns the error of bind(2) with the address and a hint.
func BindFailure(k addr.Kind, sa addr.Sockaddr, err error) error {
	err = fail.At("bind", nameText(k, sa), err)
	return fail.WithHint(err, bindHint(k, sa, err))
}

func bindHint(k addr.Kind, sa addr.Sockaddr, err error) string {
	ap, isIP := sa.IP()
	const firstFree = 1024 // the default of net.ipv4.ip_unprivileged_port_start
	switch {
	case fail.Hint(err) != "":
		return ""
	case fail.Is(err, unix.EADDRINUSE):
		return ref.Owner(sa, k.Type)
	case fail.Is(err, unix.EACCES) && isIP && ap.Port() < firstFree:
		return "a port below 1024 needs CAP_NET_BIND_SERVICE: run as root, or setcap cap_net_bind_service+ep sock"
	}
	return AddressHint(k.Family, sa, err)
}

// AddressHint returns why the kernel may have refused an address, or "". It asks the kernel for the family of a socket that
// sock has not made.
func (s *Socket) AddressHint(env *env.Env, sa addr.Sockaddr, err error) string {
	if sa == nil || !fail.Is(err, unix.EAFNOSUPPORT, unix.EINVAL) {
		return ""
	}
	family := s.Kind.Family
	if !s.Own() {
		kind, _ := KindAside(env, s.FD) // for a hint alone
		family = kind.Family
	}
	return AddressHint(family, sa, err)
}

// AddressHint returns why an address does not fit a socket's family, or "" if that is not the cause of err.
func AddressHint(family int, sa addr.Sockaddr, err error) string {
	ap, isIP := sa.IP()
	ip := ap.Addr()
	switch {
	case !fail.Is(err, unix.EAFNOSUPPORT, unix.EINVAL):
	case len(sa) < 2:
		return "the address has " + show.ByteCount(len(sa)) + "; its family alone takes 2"
	case family != unix.AF_UNSPEC && family != sa.Family():
		return "the socket is " + familyName(family) + ", but the address is " + familyName(sa.Family())
	case fail.Is(err, unix.EAFNOSUPPORT):
	case len(sa) < sa.Least():
		return fmt.Sprintf("the address has %s; %s needs %d", show.ByteCount(len(sa)), familyName(sa.Family()), sa.Least())
	case isIP && ip.Zone() == "" && (ip.IsLinkLocalUnicast() || ip.IsLinkLocalMulticast()) && ip.Is6():
		return "a link-local address needs its interface: " + ip.String() + "%IF, such as " + ip.String() + "%eth0"
	}
	return ""
}

func familyName(family int) string {
	return cmp.Or(xlat.Families.Name(uint32(family)), fmt.Sprintf("family %d", family))
}

// BroadcastHint is the hint for EACCES from a broadcast address.
const BroadcastHint = "a broadcast address needs --broadcast"

// tcpIsMPTCP is TCP_IS_MPTCP, which x/sys lacks.
const tcpIsMPTCP = 43

// TellFallback warns if an MPTCP connection has fallen back to TCP. Kernels before 5.16 do not report it.
func (s *Socket) TellFallback(env *env.Env) {
	if s.Kind.Protocol != unix.IPPROTO_MPTCP || s.Connecting {
		return
	}
	if speaks, err := env.Door.GetsockoptInt(s.FD, unix.IPPROTO_TCP, tcpIsMPTCP); err == nil && speaks == 0 {
		env.Warn("%s: the peer has no MPTCP, the connection is plain TCP", s.What)
	}
}
