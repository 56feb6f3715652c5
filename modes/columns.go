package modes

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/xlat"
)

// byColumn is the sink of lines that say themselves whom they are for: ADDRESS, a tab, the payload.
// A line that cannot be sent is told and costs the others nothing.
type byColumn struct {
	framed
	there       addr.Kind              // what the socket of --on is
	made        map[int]*socket.Socket // else one for each family of addresses
	lines, lost int
	first       error // why the first lost line was
}

// RunColumns sends each line of standard input to the address it begins with, on a socket made for the first of its family.
func (c *Send) RunColumns(env *env.Env) error {
	k := &byColumn{framed: framed{send: c, env: env, s: &socket.Socket{FD: -1}}, made: map[int]*socket.Socket{}}
	defer func() {
		for _, s := range k.made {
			s.Close(env)
		}
	}()
	return c.columns(env, k)
}

// RunColumnsOn does so on a socket that exists.
func (c *Send) RunColumnsOn(env *env.Env, fd int, what string) error {
	kind, err := socket.KindFrom(env.Door.Aside(), fd)
	if err != nil {
		return err
	}
	c.Kind = kind
	return c.columns(env, &byColumn{framed: framed{send: c, env: env, s: &socket.Socket{FD: fd, What: what}}, there: kind})
}

func (c *Send) columns(env *env.Env, k *byColumn) error {
	longest := func() int { return pump.CallMost } // a line has an address too, and one that is too long costs the others nothing
	if err := c.messages(env, k, "", longest); err != nil {
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
	s, err := k.socket(to)
	if err != nil {
		return err
	}
	k.s = s // the lane waits for it
	named := *s
	named.What = to.Shown()
	return k.send.all(k.env, &named, payload, to)
}

// socket returns the socket for an address. One of IPv4 and one of IPv6 serve senders of both, as a dual-stack socket does.
func (k *byColumn) socket(to addr.Sockaddr) (s *socket.Socket, err error) {
	if k.made == nil {
		return k.s, nil
	}
	s, ok := k.made[to.Family()]
	if !ok {
		if s, err = k.send.unconnected(k.env, to); err == nil {
			k.made[to.Family()] = s
		}
	}
	return s, err
}

// address reads the address of a line for the socket of --on, or for one to make.
func (k *byColumn) address(word string) (addr.Endpoint, error) {
	kind := k.send.Kind
	if kind.Family == unix.AF_UNIX && strings.Contains(word, ":") {
		kind.Family = unix.AF_UNSPEC
	}
	if k.made == nil {
		e, err := addr.ParseOn(kind, []string{word}, xlat.ParseProtocol)
		return e.On(k.there), err
	}
	e, err := addr.ParseFor(kind, []string{word}, xlat.ParseProtocol)
	if e.Kind.Family == unix.AF_UNSPEC {
		e.Kind.Family = kind.Family
	}
	return e, err
}

func (k *byColumn) split(line []byte) (to addr.Sockaddr, payload []byte, err error) {
	address, payload, found := bytes.Cut(line, []byte("\t"))
	if !found {
		return nil, nil, fail.Usagef("no tab between an address and a payload")
	}
	if string(address) == show.OrDash("") {
		return nil, nil, fail.Usagef("a sender without a name cannot be answered")
	}
	e, err := k.address(string(address))
	if err != nil {
		return nil, nil, err
	}
	k.env.LookUpUntil(k.send.LookUp())
	if to, err = k.env.First(e, addr.Connect); err != nil {
		return nil, nil, err
	}
	if k.send.RawColumn {
		return to, payload, nil
	}
	if payload, err = xlat.Unescape(string(payload)); err != nil {
		return nil, nil, fail.Usagef("%v", err)
	}
	return to, payload, nil
}
