package modes

import (
	"fmt"
	"strings"
	"time"

	"sock/internal/env"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/sys"
)

// Info prints what the kernel reports about a socket.
type Info struct {
	socket.Spec
	JSON bool
}

// Run describes a fresh socket.
func (c *Info) Run(env *env.Env) error {
	s, err := c.Fresh(env)
	if err != nil {
		return err
	}
	defer s.Close(env)
	return c.RunOn(env, s.FD, s.What) // the kernel knows which protocol it chose
}

// RunOn describes an existing socket.
func (c *Info) RunOn(env *env.Env, fd int, what string) error {
	kind, err := socket.KindOf(env, fd)
	if err != nil {
		return err
	}
	return c.tell(env, &socket.Socket{FD: fd, Kind: kind, What: what})
}

func (c *Info) tell(env *env.Env, s *socket.Socket) error {
	p := socket.AllFacts(env, s)
	out := show.Object(p.Members())
	if !c.JSON {
		out = page(p)
	}
	return env.Print(out)
}

// page returns the facts as lines of text.
func page(p *socket.Facts) []byte {
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
		line("receive", "%s waiting", show.ByteCount(*p.Queued))
	}
	if p.Unsent != nil {
		line("send", "%s not acknowledged", show.ByteCount(*p.Unsent))
	}
	if p.NotSent != nil && *p.NotSent != 0 {
		line("", "of these %s not sent", show.ByteCount(*p.NotSent))
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
	tcpPage(p, line)
	for i, a := range p.Options {
		name := ""
		if i == 0 {
			name = "options"
		}
		line(name, "%s=%s", a.Option.Title(), a.Option.Format(a.Value, sys.World()))
	}
	return []byte(b.String())
}

// tcpPage adds lines about struct tcp_info, if the socket has had a peer.
func tcpPage(p *socket.Facts, line func(name, format string, args ...any)) {
	if p.Peer == "" || p.TCP == nil {
		return
	}
	field := func(name string) uint64 { n, _ := p.TCPField(name); return n }
	micros := func(name string) string { return (time.Duration(field(name)) * time.Microsecond).String() }
	millis := func(name string) string { return (time.Duration(field(name)) * time.Millisecond).String() }
	line("round trip", "%s ± %s, at least %s", micros("rtt"), micros("rttvar"), micros("min_rtt"))
	line("sent", "%s in %d segments, %d retransmitted", show.ByteSize(field("bytes_sent")), field("segs_out"), field("total_retrans"))
	line("received", "%s in %d segments", show.ByteSize(field("bytes_received")), field("segs_in"))
	line("window", "%d segments of %d bytes, path MTU %d", field("snd_cwnd"), field("snd_mss"), field("pmtu"))
	line("rate", "%s/s delivered, %s/s paced", show.ByteSize(field("delivery_rate")), show.ByteSize(field("pacing_rate")))
	line("last", "sent %s ago, received %s ago; retransmits after %s", millis("last_data_sent"), millis("last_data_recv"), micros("rto"))
}
