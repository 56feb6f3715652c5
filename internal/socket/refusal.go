package socket

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/sys"
	"sock/sockopt"
)

// A refusal is a failed getsockopt(2) or setsockopt(2).
type refusal struct {
	option sockopt.Option
	call   sockopt.Access // Get or Set
	value  []byte         // the value to set
	fd     int
	err    error
}

// hint returns what the errno means for this option, or "" if sock does not know or the manual page says it.
func (r refusal) hint(env *env.Env) string {
	o, refused := r.option, fail.Is(r.err, unix.ENOPROTOOPT, unix.EOPNOTSUPP, unix.EINVAL)
	switch {
	case refused && r.call == sockopt.Get && o.Access == sockopt.Set:
		return o.Title() + " can only be set, not read"
	case refused && r.call == sockopt.Set && o.Access == sockopt.Get:
		return o.Title() + " can only be read, not set"
	case r.explained():
		return o.Title() + ": " + o.Help
	case fail.Is(r.err, unix.EPERM, unix.EACCES):
		return r.noRight()
	case o.Joins():
		return r.groupHint(env)
	case fail.Is(r.err, unix.ENOPROTOOPT, unix.EOPNOTSUPP) && o.Name != "":
		return r.unknownHere(env)
	case fail.Is(r.err, unix.ENOENT) && o.Name == "TCP_CONGESTION":
		return "/proc/sys/net/ipv4/tcp_available_congestion_control lists the algorithms"
	}
	return ""
}

// explained reports whether the help of the option names the errno.
func (r refusal) explained() bool {
	for word := range strings.FieldsSeq(r.option.Help) {
		if e, ok := fail.ParseErrno(strings.Trim(word, ";,()")); ok && fail.Is(r.err, e) {
			return true
		}
	}
	return false
}

// noRight returns the hint for EPERM and EACCES: the missing capability, or else the phase in which the kernel accepts the
// option.
func (r refusal) noRight() string {
	const admin, raw = "CAP_NET_ADMIN", "CAP_NET_RAW"
	switch {
	case !sys.Capable(unix.CAP_NET_ADMIN) || !sys.Capable(unix.CAP_NET_RAW):
		return "it needs a capability, usually " + admin + " or " + raw
	case r.call == sockopt.Set && r.option.Phase&sockopt.Strict != 0:
		return r.option.Phase.Text()
	}
	return ""
}

// unknownHere returns the hint for an option that does not apply to this kind of socket or does not exist in this kernel.
func (r refusal) unknownHere(env *env.Env) string {
	o := r.option
	help := ": see sock help options " + o.Name
	kind, err := KindOf(env, r.fd)
	switch {
	case err != nil:
		return "this kind of socket or this kernel does not have the option" + help
	case !o.Applies(kind.Family, kind.Type, kind.Protocol):
		return fmt.Sprintf("%s is not an option of %s sockets%s", o.Title(), BriefKind(kind), help)
	}
	return fmt.Sprintf("this kernel does not have %s, or not in this state of the socket%s", o.Title(), help)
}

// groupHint returns the hint for an option that joins or leaves a multicast group.
func (r refusal) groupHint(env *env.Env) string {
	group, named, ok := r.option.Group(r.value)
	switch family, err := env.Door.GetsockoptInt(r.fd, unix.SOL_SOCKET, unix.SO_DOMAIN); {
	case !ok || err != nil:
		return ""
	case group.Is6() && family != unix.AF_INET6:
		return "an IPv6 group needs an AF_INET6 socket"
	case fail.Is(r.err, unix.EINVAL) && !group.IsMulticast():
		return "a multicast group is in 224.0.0.0/4 or ff00::/8"
	case fail.Is(r.err, unix.ENODEV) && !named:
		return "no route to the group: name the interface, GROUP@IF"
	case fail.Is(r.err, unix.EADDRINUSE):
		return "the socket has already joined the group"
	case fail.Is(r.err, unix.EADDRNOTAVAIL) && r.option.Leaves():
		return "the socket has not joined the group on this interface"
	case fail.Is(r.err, unix.ENOPROTOOPT, unix.EOPNOTSUPP):
		return r.unknownHere(env)
	}
	return ""
}
