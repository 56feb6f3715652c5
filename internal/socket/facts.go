package socket

import (
	"strconv"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/show"
	"sock/internal/sys"
	"sock/internal/xlat"
	"sock/sockopt"
)

// Facts are the properties of a socket that the kernel reports. A property that it does not report is nil or empty.
type Facts struct {
	Family, Type, Protocol string

	Local, Peer string
	State       string
	Queued      *int // SIOCINQ
	Unsent      *int // SIOCOUTQ
	NotSent     *int // SIOCOUTQNSD
	AtMark      *int // SIOCATMARK
	MPTCP       *int // TCP_IS_MPTCP: 0 after the fall-back to TCP
	PeerCred    sockopt.Object
	Options     []Answer // those that differ from a fresh socket's
	TCP         sockopt.Object
	tcpState    byte // tcpi_state
}

// Members returns the facts as a JSON object.
func (p *Facts) Members() show.Members {
	m := show.Members{{Name: "family", Value: p.Family}, {Name: "type", Value: p.Type}, {Name: "protocol", Value: p.Protocol}}
	add := func(there bool, name string, value any) {
		if there {
			m = append(m, show.Member{Name: name, Value: value})
		}
	}
	add(p.Local != "", "local", p.Local)
	add(p.Peer != "", "peer", p.Peer)
	add(true, "state", p.State)
	add(p.Queued != nil, "recv_queue", show.Number(p.Queued))
	add(p.Unsent != nil, "send_queue", show.Number(p.Unsent))
	add(p.NotSent != nil, "not_sent", show.Number(p.NotSent))
	add(p.AtMark != nil, "at_mark", show.Number(p.AtMark))
	add(p.MPTCP != nil, "mptcp", show.Number(p.MPTCP))
	add(p.PeerCred != nil, "peer_credentials", p.PeerCred)
	add(true, "options", OptionMembers(p.Options))
	add(p.TCP != nil, "tcp_info", p.TCP)
	return m
}

// AllFacts returns all properties of a socket.
func AllFacts(env *env.Env, s *Socket) *Facts {
	p := FactsOf(env, s)
	if s.Kind.Type == unix.SOCK_STREAM && !s.IsUnix() {
		p.NotSent = Known(env.Door.NotSent(s.FD))
	}
	if s.Kind.Type == unix.SOCK_STREAM {
		p.AtMark = Known(env.Door.AtMark(s.FD))
	}
	if s.IsUnix() && p.Peer != "" {
		p.PeerCred, _ = object(env, s, unix.SOL_SOCKET, unix.SO_PEERCRED)
	}
	if s.Kind.Protocol == unix.IPPROTO_MPTCP && p.Peer != "" {
		p.MPTCP = Known(env.Door.GetsockoptInt(s.FD, unix.IPPROTO_TCP, tcpIsMPTCP))
	}
	p.Options = differing(env, s)
	return p
}

// FactsOf returns the properties that fit on one line of a list.
func FactsOf(env *env.Env, s *Socket) *Facts {
	p := &Facts{
		Family:   xlat.Families.Text(uint32(s.Kind.Family)),
		Type:     xlat.SocketTypes.Text(uint32(s.Kind.Type)),
		Protocol: xlat.ProtocolText(s.Kind.Family, s.Kind.Protocol),
	}
	if name, err := env.Door.Getsockname(s.FD); err == nil {
		p.Local = name.Shown()
	}
	if name, err := env.Door.Getpeername(s.FD); err == nil {
		p.Peer = name.Shown()
	}
	p.Queued = Known(env.Door.Queued(s.FD))
	p.Unsent = Known(env.Door.Unsent(s.FD))
	p.TCP, p.tcpState = object(env, s, unix.IPPROTO_TCP, unix.TCP_INFO)
	p.State = p.state(env, s)
	return p
}

// TCPFacts returns only the tcp_info of a socket.
func TCPFacts(env *env.Env, s *Socket) *Facts {
	p := &Facts{}
	p.TCP, p.tcpState = object(env, s, unix.IPPROTO_TCP, unix.TCP_INFO)
	return p
}

// Known returns n, or nil if the call has failed because this kind of socket does not support it.
func Known(n int, err error) *int {
	if err != nil {
		return nil
	}
	return &n
}

// object reads an option whose value is a structure. It returns nil if the socket has no such option. first is byte 0
// of the value.
func object(e *env.Env, s *Socket, level, number int) (object sockopt.Object, first byte) {
	o, ok := sockopt.Find(level, number, sockopt.Get)
	if !ok || !o.Applies(s.Kind.Family, s.Kind.Type, s.Kind.Protocol) {
		return nil, 0
	}
	value, err := e.Door.Getsockopt(s.FD, level, number, o.Kind.Room())
	if err != nil || len(value) == 0 {
		return nil, 0
	}
	object, _ = o.JSON(value, sys.World()).(sockopt.Object)
	return object, value[0]
}

// differing reads the settable options whose values differ from those of a fresh socket of the same kind.
func differing(e *env.Env, s *Socket) []Answer {
	fresh := Spec{Kind: s.Kind}
	other, err := fresh.Fresh(e)
	if err != nil {
		return nil // making a raw socket needs CAP_NET_RAW; reading one does not
	}
	defer other.Close(e)
	defaults := map[string]string{}
	for _, a := range ReadAll(e, other) {
		defaults[a.key()] = string(a.Value)
	}
	var list []Answer
	for _, a := range ReadAll(e, s) {
		if a.Option.Access == sockopt.RW && !a.Option.Ticks() && defaults[a.key()] != string(a.Value) {
			list = append(list, a)
		}
	}
	return list
}

// state returns the TCP state, or LISTEN, CONNECTED or UNCONNECTED for other sockets.
func (p *Facts) state(env *env.Env, s *Socket) string {
	if p.TCP != nil && int(p.tcpState) < len(xlat.TCPStates) {
		return xlat.TCPStates[p.tcpState]
	}
	listens, err := env.Door.GetsockoptInt(s.FD, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	switch {
	case err == nil && listens != 0:
		return "LISTEN"
	case p.Peer != "":
		return "CONNECTED"
	}
	return "UNCONNECTED"
}

// TCPField returns a field of tcp_info by its name without the prefix tcpi_, and whether the kernel has returned it.
func (p *Facts) TCPField(name string) (uint64, bool) {
	for _, m := range p.TCP {
		if m.Name == "tcpi_"+name {
			n, err := strconv.ParseUint(m.Number, 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}
