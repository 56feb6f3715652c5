package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
	"sock/sockopt"
)

// A Probe finds out which options a fresh socket has.
type Probe struct {
	env *env.Env
	s   *socket.Socket
}

// NewProbe makes the socket.
func NewProbe(env *env.Env, kind addr.Kind) (*Probe, error) {
	o := socket.Spec{Kind: kind}
	s, err := o.Fresh(env)
	return &Probe{env, s}, err
}

// Close closes the socket.
func (p *Probe) Close() { p.s.Close(p.env) }

// Ask returns yes or no. It returns - for an option that is not harmless to read, which it does not read. Every error except
// those for a missing option means yes.
func (p *Probe) Ask(o sockopt.Option) string {
	q, ok := socket.Harmless(o)
	if !ok {
		return "-"
	}
	if _, err := p.env.Door.GetOption(p.s.FD, q); fail.Is(err, unix.ENOPROTOOPT, unix.EOPNOTSUPP) {
		return "no"
	}
	return "yes"
}
