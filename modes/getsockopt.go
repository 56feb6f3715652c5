package modes

import (
	"sock/internal/env"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/sockopt"
)

// Getsockopt calls getsockopt(2) once for each option.
type Getsockopt struct {
	socket.Spec
	Queries []sockopt.Query // empty: all options of this kind of socket
	Value   bool            // print only the values
	JSON    bool            // print one object
}

// Run reads the options of a fresh socket, which has this kernel's defaults.
func (c *Getsockopt) Run(env *env.Env) error {
	s, err := c.Fresh(env)
	if err != nil {
		return err
	}
	defer s.Close(env)
	return c.read(env, s)
}

// RunOn reads the options of an existing socket.
func (c *Getsockopt) RunOn(env *env.Env, fd int, what string) error {
	s := &socket.Socket{FD: fd, What: what}
	if len(c.Queries) > 0 {
		return c.read(env, s)
	}
	var err error
	if s.Kind, err = socket.KindOf(env, fd); err != nil {
		return err
	}
	return c.read(env, s)
}

func (c *Getsockopt) read(env *env.Env, s *socket.Socket) error {
	if len(c.Queries) == 0 {
		return c.show(env, socket.ReadAll(env, s))
	}
	var list []socket.Answer
	for _, q := range c.Queries {
		a, err := socket.GetOption(env, s, q)
		if err != nil {
			return err
		}
		list = append(list, a)
	}
	return c.show(env, list)
}

func (c *Getsockopt) show(env *env.Env, list []socket.Answer) error {
	var out []byte
	switch {
	case c.JSON:
		out = show.Object(socket.OptionMembers(list))
	default:
		for _, a := range list {
			if !c.Value {
				out = append(out, a.Option.Title()+"="...)
			}
			out = append(out, a.Text()+"\n"...)
		}
	}
	return env.Print(out)
}
