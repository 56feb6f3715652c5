package message

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

// Columns sends each line of standard input to the address that it begins with: ADDRESS, a tab, the payload. It is the sink
// of these lines. A line that cannot be sent is reported and costs the others nothing.
type Columns struct {
	Sender Sender    // its Socket is the one that exists, if there is one
	Kind   addr.Kind // of that socket, or of those to make
	// Make, if not nil, makes a socket for an address, the first of its family. LookUp is when a look-up has to be done.
	Make   func(to addr.Sockaddr) (*socket.Socket, error)
	LookUp func() env.Deadline

	made        map[int]*socket.Socket // by family
	lines, lost int
	first       error // why the first lost line was
}

// Run sends the lines.
func (k *Columns) Run() error {
	defer func() {
		for _, s := range k.made {
			s.Close(k.Sender.Env)
		}
	}()
	longest := func() int { return pump.CallMost } // a line has an address too, and one that is too long costs the others nothing
	if err := k.Sender.messages(k, "", longest); err != nil {
		return err
	}
	if k.first == nil {
		return nil
	}
	return fmt.Errorf("%d of %d lines were not sent, the first because of %w", k.lost, k.lines, k.first)
}

// FD returns no descriptor: each line has its own.
func (k *Columns) FD() int { return -1 }

// Caps allows nothing beyond Send.
func (k *Columns) Caps() pump.Caps { return pump.Caps{} }

// Eager reports true.
func (k *Columns) Eager() bool { return true }

// Open reports true.
func (k *Columns) Open() bool { return true }

// Finish has no peer to report the end to.
func (k *Columns) Finish() error { return nil }

// Hangup is never asked.
func (k *Columns) Hangup() error { return nil }

// Send sends one line. That it fails is not the lane's business.
func (k *Columns) Send(line []byte) (int, error) {
	k.lines++
	if err := k.one(line); err != nil {
		k.Sender.Env.Warn("line %d: %v", k.lines, err)
		k.lost++
		k.first = cmp.Or(k.first, err)
	}
	return len(line), nil
}

func (k *Columns) one(line []byte) error {
	to, payload, err := k.split(bytes.TrimSuffix(line, []byte("\n")))
	if err != nil {
		return err
	}
	s, err := k.socket(to)
	if err != nil {
		return err
	}
	named := *s
	named.What = to.Shown()
	one := k.Sender
	one.Socket, one.To = &named, to
	return one.all(payload)
}

// socket returns the socket for an address. One of IPv4 and one of IPv6 serve senders of both, as a dual-stack socket does.
func (k *Columns) socket(to addr.Sockaddr) (s *socket.Socket, err error) {
	if k.Make == nil {
		return k.Sender.Socket, nil
	}
	s, ok := k.made[to.Family()]
	if ok {
		return s, nil
	}
	if s, err = k.Make(to); err == nil {
		if k.made == nil {
			k.made = map[int]*socket.Socket{}
		}
		k.made[to.Family()] = s
	}
	return s, err
}

// address reads the address of a line for the socket of --on, or for one to make.
func (k *Columns) address(word string) (addr.Endpoint, error) {
	kind := k.Kind
	if kind.Family == unix.AF_UNIX && strings.Contains(word, ":") {
		kind.Family = unix.AF_UNSPEC
	}
	if k.Make == nil {
		e, err := addr.ParseOn(kind, []string{word})
		return e.On(k.Kind), err
	}
	e, err := addr.ParseFor(kind, []string{word})
	if e.Kind.Family == unix.AF_UNSPEC {
		e.Kind.Family = kind.Family
	}
	return e, err
}

func (k *Columns) split(line []byte) (to addr.Sockaddr, payload []byte, err error) {
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
	k.Sender.Env.LookUpUntil(k.LookUp())
	if to, err = k.Sender.Env.First(e, addr.Connect); err != nil {
		return nil, nil, err
	}
	if k.Sender.RawColumn {
		return to, payload, nil
	}
	if payload, err = xlat.Unescape(string(payload)); err != nil {
		return nil, nil, fail.Usagef("%v", err)
	}
	return to, payload, nil
}
