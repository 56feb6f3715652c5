package message

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/socket"
	"sock/sockopt/cmsg"
)

// mayBeIgnored reports whether there is control data that some sockets take without an error and do nothing with.
func (w *Sending) mayBeIgnored() bool {
	for _, set := range w.Control {
		switch set.Level {
		case unix.SOL_SOCKET, unix.IPPROTO_IP, unix.IPPROTO_IPV6, unix.IPPROTO_UDP:
			return true
		}
	}
	return false
}

// Refuse is for sockets of ours: what the kernel would ignore is a mistake, and nothing is sent.
func (w *Sending) Refuse(k addr.Kind, to addr.Sockaddr, size int) error {
	if why, instead := w.ignored(k, to, size); why != "" {
		return &fail.Usage{Text: why, Hint: instead}
	}
	return nil
}

// tellIgnored is for sockets that exist: when the message is on its way sock asks what they are.
func (w *Sender) tellIgnored(size int) {
	if w.Socket.Own() || !w.mayBeIgnored() {
		return
	}
	k, err := socket.KindOf(w.Env, w.Socket.FD)
	if err != nil {
		return
	}
	to := w.To
	if to == nil && k.Family == unix.AF_INET6 {
		to, _ = w.Env.Door.Getpeername(w.Socket.FD) // which may be one of IPv4
	}
	if why, _ := w.ignored(k, to, size); why != "" {
		w.Env.Warn("%s %s: the kernel has ignored it: %s", w.name(), w.Socket.What, why)
	}
}

// ignored says what of the control data means nothing to a socket of this kind, for a message of so many bytes, and
// what to say instead.
func (w *Sending) ignored(k addr.Kind, to addr.Sockaddr, size int) (why, instead string) {
	for _, set := range w.Control {
		row, _ := cmsg.Find(set.Level, set.Type)
		switch {
		case set.Level == unix.SOL_SOCKET:
			why, instead = ignoredBySocket(row, k, size)
		case k.Type == unix.SOCK_STREAM && (set.Level <= unix.IPPROTO_IP || set.Level == unix.IPPROTO_IPV6):
			why, instead = row.Name+" is for messages, and a stream has none", "an option is for all of a connection: -o "+row.Name+"=..."
		case set.Level == unix.IPPROTO_IP && !speaks4(k, to):
			why, instead = row.Name+" is for IPv4, and this is not", "of IPv6 there are --hoplimit, --tclass and --pktinfo"
		case set.Level == unix.IPPROTO_IPV6 && (k.Family != unix.AF_INET6 || isMapped(to) && row.Number != unix.IPV6_PKTINFO):
			why, instead = row.Name+" is for IPv6, and this is not", "of IPv4 there are --ttl, --tos and --pktinfo"
		case set.Level == unix.IPPROTO_UDP && (!k.IsInet() || k.Type != unix.SOCK_DGRAM):
			why, instead = row.Name+" is for UDP", "add --udp"
		}
		if why != "" {
			return why, instead
		}
	}
	return "", ""
}

// ignoredBySocket is ignored for the level SOL_SOCKET.
func ignoredBySocket(row cmsg.Type, k addr.Kind, size int) (why, instead string) {
	switch row.Number {
	case unix.SCM_RIGHTS, unix.SCM_CREDENTIALS:
		if k.IsInet() {
			return row.Name + " goes over UNIX sockets alone", "see --unix"
		}
		if row.Number == unix.SCM_RIGHTS && k.Family == unix.AF_UNIX && k.Type == unix.SOCK_STREAM && size == 0 {
			return "on a UNIX stream descriptors go with bytes, and there are none", "one byte will do: -d x"
		}
	case unix.SO_MARK, unix.SO_PRIORITY, unix.SCM_TXTIME:
		if k.IsInet() && k.Type == unix.SOCK_STREAM {
			return row.Name + " is for messages, and a stream has none", "an option is for all of a connection: -o SO_MARK=N, SO_PRIORITY=N"
		}
	}
	return "", ""
}

// speaks4 reports whether a message to this address is one of IPv4.
func speaks4(k addr.Kind, to addr.Sockaddr) bool {
	return k.Family == unix.AF_INET || k.Family == unix.AF_INET6 && isMapped(to)
}

// isMapped reports whether an address of IPv6 stands for one of IPv4. An address of IPv4 does too.
func isMapped(to addr.Sockaddr) bool {
	ap, ok := to.IP()
	return ok && (ap.Addr().Is4() || ap.Addr().Is4In6())
}
