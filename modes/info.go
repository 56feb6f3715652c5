package modes

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/show"
	"sock/internal/sys"
	"sock/internal/xlat"
	"sock/sockopt"
)

// Info asks everything that the kernel says about a socket.
type Info struct {
	Open
	JSON bool
}

// Run looks at a fresh socket.
func (c *Info) Run(env *env.Env) error {
	s, err := c.fresh(env)
	if err != nil {
		return err
	}
	defer s.close(env)
	return c.RunOn(env, s.fd, s.what) // the kernel knows which protocol it chose
}

// RunOn looks at a socket that exists.
func (c *Info) RunOn(env *env.Env, fd int, what string) error {
	kind, err := kindOf(env, fd)
	if err != nil {
		return err
	}
	return c.tell(env, socket{fd: fd, kind: kind, what: what})
}

// A portrait is what the kernel says about a socket. What it does not say is nil or left out.
type portrait struct {
	Family, Type, Protocol string

	Local, Peer string
	State       string
	Queued      *int // SIOCINQ
	Unsent      *int // SIOCOUTQ
	NotSent     *int // SIOCOUTQNSD
	AtMark      *int // SIOCATMARK
	MPTCP       *int // TCP_IS_MPTCP: 0 after the fall-back to TCP
	PeerCred    sockopt.Object
	Options     []answer // that differ from those of a fresh socket
	TCP         sockopt.Object
	tcpState    byte // its first field
}

// members is the portrait for programs.
func (p *portrait) members() show.Members {
	m := show.Members{{Name: "family", Value: p.Family}, {Name: "type", Value: p.Type}, {Name: "protocol", Value: p.Protocol}}
	add := func(there bool, name string, value any) {
		if there {
			m = append(m, show.Member{Name: name, Value: value})
		}
	}
	add(p.Local != "", "local", p.Local)
	add(p.Peer != "", "peer", p.Peer)
	add(true, "state", p.State)
	add(p.Queued != nil, "recv_queue", number(p.Queued))
	add(p.Unsent != nil, "send_queue", number(p.Unsent))
	add(p.NotSent != nil, "not_sent", number(p.NotSent))
	add(p.AtMark != nil, "at_mark", number(p.AtMark))
	add(p.MPTCP != nil, "mptcp", number(p.MPTCP))
	add(p.PeerCred != nil, "peer_credentials", p.PeerCred)
	add(true, "options", members(p.Options))
	add(p.TCP != nil, "tcp_info", p.TCP)
	return m
}

// number is a count for JSON, null if it is not known.
func number(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}

func (c *Info) tell(env *env.Env, s socket) error {
	p := paint(env, s)
	out := show.Object(p.members())
	if !c.JSON {
		out = p.page()
	}
	return env.Print(out)
}

func paint(env *env.Env, s socket) *portrait {
	p := paintBrief(env, s)
	if s.kind.Type == unix.SOCK_STREAM && !s.isUnix() {
		p.NotSent = known(env.Door.NotSent(s.fd))
	}
	if s.kind.Type == unix.SOCK_STREAM {
		p.AtMark = known(env.Door.AtMark(s.fd))
	}
	if s.isUnix() && p.Peer != "" {
		p.PeerCred, _ = object(env, s, unix.SOL_SOCKET, unix.SO_PEERCRED)
	}
	if s.kind.Protocol == unix.IPPROTO_MPTCP && p.Peer != "" {
		p.MPTCP = known(env.Door.GetsockoptInt(s.fd, unix.IPPROTO_TCP, tcpIsMPTCP))
	}
	p.Options = differing(env, s)
	return p
}

// paintBrief leaves out what a list has no room for.
func paintBrief(env *env.Env, s socket) *portrait {
	p := &portrait{
		Family:   xlat.Families.Text(uint32(s.kind.Family)),
		Type:     xlat.SocketTypes.Text(uint32(s.kind.Type)),
		Protocol: xlat.ProtocolText(s.kind.Family, s.kind.Protocol),
	}
	if name, err := env.Door.Getsockname(s.fd); err == nil {
		p.Local = name.Shown()
	}
	if name, err := env.Door.Getpeername(s.fd); err == nil {
		p.Peer = name.Shown()
	}
	p.Queued = known(env.Door.Queued(s.fd))
	p.Unsent = known(env.Door.Unsent(s.fd))
	p.TCP, p.tcpState = object(env, s, unix.IPPROTO_TCP, unix.TCP_INFO)
	p.State = p.state(env, s)
	return p
}

// known turns a call that this kind of socket does not answer into nil.
func known(n int, err error) *int {
	if err != nil {
		return nil
	}
	return &n
}

// object reads an option that is a structure, nil if the socket has none, and also returns its first byte.
func object(e *env.Env, s socket, level, number int) (object sockopt.Object, first byte) {
	o, ok := sockopt.Find(level, number, sockopt.Get)
	if !ok || !o.Applies(s.kind.Family, s.kind.Type, s.kind.Protocol) {
		return nil, 0
	}
	value, err := e.Door.Getsockopt(s.fd, level, number, o.Kind.Room())
	if err != nil || len(value) == 0 {
		return nil, 0
	}
	object, _ = o.JSON(value, sys.World()).(sockopt.Object)
	return object, value[0]
}

// differing reads the options that can be set and that a fresh socket of the same kind has otherwise.
func differing(e *env.Env, s socket) []answer {
	fresh := Open{Kind: s.kind}
	other, err := fresh.fresh(e)
	if err != nil {
		return nil // a raw socket needs rights to be made, not to be looked at
	}
	defer other.close(e)
	defaults := map[string]string{}
	for _, a := range readAll(e, other) {
		defaults[a.key()] = string(a.value)
	}
	var list []answer
	for _, a := range readAll(e, s) {
		if a.option.Access == sockopt.RW && !a.option.Ticks() && defaults[a.key()] != string(a.value) {
			list = append(list, a)
		}
	}
	return list
}

// state names the state: that of TCP, else what the socket can do.
func (p *portrait) state(env *env.Env, s socket) string {
	if p.TCP != nil && int(p.tcpState) < len(xlat.TCPStates) {
		return xlat.TCPStates[p.tcpState]
	}
	listens, err := env.Door.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	switch {
	case err == nil && listens != 0:
		return "LISTEN"
	case p.Peer != "":
		return "CONNECTED"
	}
	return "UNCONNECTED"
}

// page is the portrait for people.
func (p *portrait) page() []byte {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-12s %s\n", name, fmt.Sprintf(format, args...))
	}
	line("socket", "%s %s %s", p.Family, p.Type, p.Protocol)
	line("state", "%s", p.State)
	if p.Local != "" {
		line("local", "%s", p.Local)
	}
	if p.Peer != "" {
		line("peer", "%s", p.Peer)
	}
	if p.Queued != nil {
		line("receive", "%s waiting", byteCount(*p.Queued))
	}
	if p.Unsent != nil {
		line("send", "%s not acknowledged", byteCount(*p.Unsent))
	}
	if p.NotSent != nil && *p.NotSent != 0 {
		line("", "of these %s not sent", byteCount(*p.NotSent))
	}
	if p.AtMark != nil && *p.AtMark != 0 {
		line("urgent", "the mark comes next")
	}
	if p.MPTCP != nil {
		line("mptcp", "%s", [...]string{"no, the connection fell back to TCP", "yes"}[min(*p.MPTCP, 1)])
	}
	for _, m := range p.PeerCred {
		line("peer "+m.Name, "%s", m.Number)
	}
	p.tcpPage(line)
	for i, a := range p.Options {
		name := ""
		if i == 0 {
			name = "options"
		}
		line(name, "%s=%s", a.option.Title(), a.option.Format(a.value, sys.World()))
	}
	return []byte(b.String())
}
