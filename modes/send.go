package modes

import (
	"cmp"
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/dial"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/sys"
	"sock/sockopt"
)

// Send is sendto(2), or with control data sendmsg(2): one call, unless the bytes do not fit.
type Send struct {
	socket.Spec
	dial.Limits
	Syscall   string // sendto, sendmsg or write; "" leaves the choice to call
	Flags     int    // MSG_
	Data      []byte // nil: standard input
	Framing   pump.Framing
	Framed    bool  // standard input becomes several messages
	Column    bool  // each is a line that begins with its address and a tab
	RawColumn bool  // in which the payload has no escapes
	Size      int   // of a message, with Framing
	IOV       []int // sizes of the buffers of one message; nil for one buffer
	Once      bool  // one call, whatever the kernel takes, whose count is printed
	Control   []sockopt.ControlSetting
	Raw       []byte    // the buffer of control data itself, right or wrong; nil: what Control makes
	Passing   []Passing // descriptors among Control, not opened yet
	TxTime    *TxTime
	Reply     *Recv // what is done after it; nil for nothing

	sent   int64 // how many bytes went
	closed []int // numbers among Control that were not open at the start
}

// Run makes a socket, connects it (stream) or names its peer in the call (datagram), sends and closes.
func (c *Send) Run(env *env.Env, e addr.Endpoint) error {
	if err := c.needs(env); err != nil {
		return err
	}
	if c.Kind.Connectionless() && c.Syscall != "write" {
		return c.sendTo(env, e)
	}
	if c.Kind.Family != unix.AF_UNIX { // of the others all have the same to say
		if err := c.refuse(addr.Kind{Family: unix.AF_INET, Type: c.Kind.Type}, nil, 1); err != nil {
			return err
		}
	}
	d := dial.Dialer{Spec: &c.Spec, Limits: &c.Limits}
	s, err := d.Connect(env, e)
	if err != nil {
		return err
	}
	defer s.Close(env)
	if err := c.send(env, s, nil); err != nil {
		return err
	}
	if c.Data != nil || s.IsUnix() || s.KeepsBoundaries() {
		return nil
	}
	// Standard input may be long, and a peer that greets must not cost what of it is still to go: see delivered.
	if c.Reply == nil {
		if err := s.Finish(env); err != nil {
			return err
		}
	}
	return c.delivered(env, s)
}

func (c *Send) sendTo(env *env.Env, e addr.Endpoint) error {
	env.LookUpUntil(c.LookUp())
	to, err := env.First(e, addr.Connect)
	if err != nil {
		return err
	}
	s, err := c.unconnected(env, to)
	if err != nil {
		return err
	}
	defer s.Close(env)
	return c.send(env, s, to)
}

// unconnected makes a socket for messages to sa. Who waits for an answer wants to know at once that nobody gives one:
// the kernel tells a socket without a peer only if it is asked to.
func (c *Send) unconnected(env *env.Env, sa addr.Sockaddr) (*socket.Socket, error) {
	if err := c.CheckRole(socket.ToReceive); err != nil {
		return nil, err
	}
	open := c.Spec
	if c.Reply != nil && c.Bind == nil && sa.Family() == unix.AF_UNIX { // nobody can answer a socket without a name
		local, err := addr.Parse([]string{""}, true)
		if err != nil {
			return nil, err
		}
		open.Bind = &local
	}
	s, err := open.Make(env, sa, socket.ToReceive, c.Nonblock || c.Timeout.Limited())
	if err != nil || c.Reply == nil {
		return s, err
	}
	s.Unconnected = true
	name := map[int]string{unix.AF_INET: "IP_RECVERR", unix.AF_INET6: "IPV6_RECVERR"}[sa.Family()]
	if name == "" || c.Sets(name) || c.Kind.Type != unix.SOCK_DGRAM {
		return s, nil
	}
	set, err := sockopt.ParseSetting(name, sys.World())
	if err == nil {
		err = socket.SetOption(env, s.FD, set)
	}
	if err != nil {
		s.Close(env)
	}
	return s, err
}

// RunOn sends on a socket that exists, to an address if one is given.
func (c *Send) RunOn(env *env.Env, fd int, what string, e *addr.Endpoint) error {
	s := &socket.Socket{FD: fd, What: what}
	if err := c.needs(env); err != nil {
		return err
	}
	if e == nil {
		return c.send(env, s, nil)
	}
	env.LookUpUntil(c.LookUp())
	to, err := env.First(*e, addr.Connect)
	if err != nil {
		return err
	}
	s.What = to.Shown()
	return c.send(env, s, to)
}

func (c *Send) send(env *env.Env, s *socket.Socket, to addr.Sockaddr) error {
	if err := c.schedule(env, s); err != nil {
		return err
	}
	if err := c.sendAll(env, s, to); err != nil {
		return c.partly(env, s, err)
	}
	if c.Reply == nil {
		return nil
	}
	if c.Data == nil && s.Own() && !s.KeepsBoundaries() { // the end of the question, as that of standard input elsewhere
		if err := s.Finish(env); err != nil {
			return err
		}
	}
	return c.Reply.answers(env, s)
}

// partly tells of the bytes that the kernel took before err: they are on their way, or lost with a connection. An error that
// has something else to hint at has them on a line of their own.
func (c *Send) partly(env *env.Env, s *socket.Socket, err error) error {
	if c.sent == 0 {
		return err
	}
	told := show.ByteCount(int(c.sent)) + " were sent before that"
	if err = fail.WithHint(err, told); fail.Hint(err) != told {
		env.Warn("%s %s: %s", c.name(), s.What, told)
	}
	return err
}

func (c *Send) sendAll(env *env.Env, s *socket.Socket, to addr.Sockaddr) error {
	switch {
	case c.Once:
		return c.once(env, s, to)
	case c.Data != nil:
		return c.all(env, s, c.Data, to)
	case c.Framed:
		return c.messages(env, &framed{send: c, env: env, s: s, to: to}, s.What, s.Longest(env))
	}
	return c.input(env, s, to)
}

// all sends b, going on where a stream took less. At least one call is made: no bytes are a message too.
// Control data goes with the first bytes alone.
func (c *Send) all(env *env.Env, s *socket.Socket, b []byte, to addr.Sockaddr) error {
	if s.Own() {
		if err := c.refuse(s.Kind, to, len(b)); err != nil {
			return err
		}
	}
	control, size := c.control(), len(b)
	for {
		n, err := c.attempt(env, s, b, to, control)
		if err != nil {
			return err
		}
		c.sent += int64(n)
		if b, control = b[n:], nil; len(b) == 0 {
			c.tellIgnored(env, s, to, size)
			return nil
		}
	}
}

// name is the command as it was typed.
func (c *Send) name() string { return cmp.Or(c.Syscall, "send") }

// call is the system call that was asked for by name; else sendto(2), or sendmsg(2) if there is control data or more than
// one buffer.
func (c *Send) call(env *env.Env, s *socket.Socket, b []byte, to addr.Sockaddr, control []byte) (int, error) {
	door, fd, flags := env.Door.Claiming(c.Addrlen), s.FD, c.Flags
	if !s.Own() && c.Timeout.Limited() { // the status flags of a socket that others have too are not touched
		flags |= unix.MSG_DONTWAIT
	}
	switch {
	case c.Syscall == "write":
		return env.Door.Write(fd, b)
	case c.Syscall != "sendmsg" && c.Raw == nil && len(control) == 0 && c.IOV == nil:
		return door.Sendto(fd, b, flags, to)
	}
	if err := notOwn(c.closed); err != nil {
		return 0, err
	}
	return door.Sendmsg(fd, &sys.Message{Name: to, Buffers: buffers(b, c.IOV), Control: control}, flags)
}

func (c *Send) failure(env *env.Env, s *socket.Socket, to addr.Sockaddr, size int, err error) error {
	err = fail.At(c.name(), s.What, err)
	switch {
	case fail.Is(err, unix.EMSGSIZE) && c.IOV != nil && len(buffers(make([]byte, size), c.IOV)) > mostBuffers:
		return fail.WithHint(err, tooManyBuffers)
	case fail.Is(err, unix.EISCONN) && c.Flags&unix.MSG_FASTOPEN != 0 && s.Own():
		return fail.WithHint(err, "connect(2) came before it; -o TCP_FASTOPEN_CONNECT leaves the SYN to the first send")
	case fail.Is(err, unix.EMSGSIZE):
		return fail.WithHint(err, pump.TooLong(size))
	case c.Syscall == "write" && fail.Is(err, unix.EBADF):
		return fail.WithHint(err, unwritable(env, err, Descriptor{s.FD, s.What}))
	case to != nil && fail.Is(err, unix.EAFNOSUPPORT, unix.EINVAL):
		err = fail.WithHint(err, s.AddressHint(env, to, err))
	case fail.Is(err, unix.EACCES) && len(c.Control) == 0 && s.Kind.Family == unix.AF_INET:
		return fail.WithHint(err, socket.BroadcastHint)
	}
	if len(c.Control)+len(c.Raw) > 0 {
		return fail.WithHint(err, c.controlHint(err))
	}
	return err
}

// controlHint says what the errno may have to do with the control data.
func (c *Send) controlHint(err error) string {
	switch {
	case fail.Is(err, unix.EBADF) && len(c.closed) > 0:
		return closedHint(c.closed[0])
	case fail.Is(err, unix.ENOBUFS):
		return fmt.Sprintf("%s of control data may be more than net.core.optmem_max allows; nothing was sent",
			show.ByteCount(len(c.control())))
	case fail.Is(err, unix.EPERM, unix.EACCES):
		return "some control data takes a capability: a mark CAP_NET_ADMIN, others' credentials CAP_SYS_ADMIN or CAP_SETUID"
	case fail.Is(err, unix.EINVAL) && c.passed() > sockopt.MostRights:
		return fmt.Sprintf("one message carries at most %d descriptors, and these are %d", sockopt.MostRights, c.passed())
	case fail.Is(err, unix.EINVAL) && c.TxTime != nil:
		return "a launch time needs SO_TXTIME on the socket"
	case fail.Is(err, unix.EINVAL) && c.Raw != nil:
		return "the kernel refuses control data in which a cmsg_len is less than its header or reaches beyond the buffer"
	case fail.Is(err, unix.EINVAL) && c.Addrlen == nil:
		var texts []string
		for _, set := range c.Control {
			texts = append(texts, set.String())
		}
		return "the kernel may not take this control data: " + strings.Join(texts, ", ")
	}
	return ""
}

// messages sends standard input in frames, one call a message.
func (c *Send) messages(env *env.Env, to pump.Sink, what string, longest func() int) error {
	lane := &pump.Lane{
		From: &pump.File{Door: env.Door, Fd: env.In}, To: to,
		Cut: &c.Framing, Size: c.Size, Longest: longest,
		Reading: [2]string{"read", "standard input"}, Writing: [2]string{c.name(), what},
	}
	return lane.RunAlone(env.Door)
}

// framed is the sink of one message a call, with the user's own flags.
type framed struct {
	send *Send
	env  *env.Env
	s    *socket.Socket
	to   addr.Sockaddr
}

func (f *framed) FD() int       { return f.s.FD }
func (f *framed) Eager() bool   { return true }
func (f *framed) Open() bool    { return true }
func (f *framed) Finish() error { return nil }
func (f *framed) Hangup() error { return nil }

func (f *framed) Send(b []byte) (int, error) {
	return len(b), f.send.all(f.env, f.s, b, f.to)
}

// needs asks for the standard streams that send uses.
func (c *Send) needs(env *env.Env) error {
	if c.Data == nil {
		if err := env.NeedIn(); err != nil {
			return err
		}
	}
	if c.Reply != nil {
		return env.NeedOut()
	}
	return nil
}
