package modes

import (
	"bytes"
	"cmp"
	"fmt"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/xlat"
)

// byColumn is the sink of lines that say themselves whom they are for: ADDRESS, a tab, the payload.
// A line that cannot be sent is told and costs the others nothing.
type byColumn struct {
	framed
	lines, lost int
	first       error // why the first lost line was
}

// RunColumns sends each line of standard input to the address it begins with, on a socket made for the first.
func (c *Send) RunColumns(env *Env) error {
	k := &byColumn{framed: framed{send: c, env: env, s: socket{fd: -1}}}
	defer func() {
		if k.s.fd >= 0 {
			k.s.close(env)
		}
	}()
	return c.columns(env, k)
}

// RunColumnsOn does so on a socket that exists.
func (c *Send) RunColumnsOn(env *Env, fd int, what string) error {
	kind, err := env.kindOf(fd)
	if err != nil {
		return err
	}
	c.Kind = kind
	return c.columns(env, &byColumn{framed: framed{send: c, env: env, s: socket{fd: fd, what: what}}})
}

func (c *Send) columns(env *Env, k *byColumn) error {
	if err := c.messages(env, k, ""); err != nil {
		return err
	}
	if k.first == nil {
		return nil
	}
	return fmt.Errorf("%d of %d lines were not sent, the first because of %w", k.lost, k.lines, k.first)
}

// Send sends one line. That it fails is not the lane's business.
func (k *byColumn) Send(line []byte) (int, error) {
	k.lines++
	if err := k.one(line); err != nil {
		k.env.Warn("line %d: %v", k.lines, err)
		k.lost++
		k.first = cmp.Or(k.first, err)
	}
	return len(line), nil
}

func (k *byColumn) one(line []byte) error {
	to, payload, err := k.split(bytes.TrimSuffix(line, []byte("\n")))
	if err != nil {
		return err
	}
	if k.s.fd < 0 {
		if k.s, err = k.send.unconnected(k.env, to); err != nil {
			return err
		}
	}
	s := k.s
	s.what = to.String()
	return k.send.all(k.env, s, payload, to)
}

func (k *byColumn) split(line []byte) (to addr.Sockaddr, payload []byte, err error) {
	address, payload, found := bytes.Cut(line, []byte("\t"))
	if !found {
		return nil, nil, fail.Usagef("no tab between an address and a payload")
	}
	if string(address) == orDash("") {
		return nil, nil, fail.Usagef("a sender without a name cannot be answered")
	}
	kind := k.send.Kind
	if kind.Family == unix.AF_UNIX && bytes.IndexByte(address, ':') >= 0 {
		kind.Family = unix.AF_UNSPEC
	}
	e, err := addr.ParseFor(kind, []string{string(address)}, xlat.ParseProtocol)
	if err != nil {
		return nil, nil, err
	}
	if e.Kind.Family == 0 {
		e.Kind.Family = k.send.Kind.Family
	}
	if to, err = k.env.first(e, addr.Connect); err != nil {
		return nil, nil, err
	}
	if !k.send.RawColumn {
		payload, err = xlat.Unescape(string(payload))
	}
	return to, payload, err
}
