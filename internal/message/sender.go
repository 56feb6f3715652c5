package message

import (
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
	"sock/internal/sys"
	"sock/sockopt"
)

// Sending says what is sent and how. It is filled from flags.
type Sending struct {
	Syscall   string // sendto, sendmsg or write; "" leaves the choice to the Sender
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

	closed []int // numbers among Control that were not open at the start
}

// A Sender makes the calls on one socket.
type Sender struct {
	Sending
	Env      *env.Env
	Socket   *socket.Socket
	To       addr.Sockaddr // nil: the socket is connected
	Addrlen  *int          // the length of To for the kernel; nil: the right one
	Timeout  env.Wait      // for room
	Nonblock bool          // the socket has O_NONBLOCK
	Clocked  bool          // -o has set SO_TXTIME

	sent int64 // how many bytes went
}

// Run sends what was asked for.
func (w *Sender) Run() error {
	if err := w.schedule(); err != nil {
		return err
	}
	if err := w.sendAll(); err != nil {
		return w.partly(err)
	}
	return nil
}

// partly tells of the bytes that the kernel took before err: they are on their way, or lost with a connection. An error that
// has something else to hint at has them on a line of their own.
func (w *Sender) partly(err error) error {
	if w.sent == 0 {
		return err
	}
	told := show.ByteCount(int(w.sent)) + " were sent before that"
	if err = fail.WithHint(err, told); fail.Hint(err) != told {
		w.Env.Warn("%s %s: %s", w.name(), w.Socket.What, told)
	}
	return err
}

func (w *Sender) sendAll() error {
	switch {
	case w.Once:
		return w.once()
	case w.Data != nil:
		return w.all(w.Data)
	case w.Framed:
		return w.messages(framed{w}, w.Socket.What, w.Socket.Longest(w.Env))
	}
	return w.input()
}

// all sends b, going on where a stream took less. At least one call is made: no bytes are a message too.
// Control data goes with the first bytes alone.
func (w *Sender) all(b []byte) error {
	if w.Socket.Own() {
		if err := w.Refuse(w.Socket.Kind, w.To, len(b)); err != nil {
			return err
		}
	}
	control, size := w.control(), len(b)
	for {
		n, err := w.attempt(b, control)
		if err != nil {
			return err
		}
		w.sent += int64(n)
		if b, control = b[n:], nil; len(b) == 0 {
			w.tellIgnored(size)
			return nil
		}
	}
}

// name is the command as it was typed.
func (w *Sender) name() string { return cmp.Or(w.Syscall, "send") }

// call is the system call that was asked for by name; else sendto(2), or sendmsg(2) if there is control data or more than
// one buffer.
func (w *Sender) call(b, control []byte) (int, error) {
	door, fd, flags := w.Env.Door.Claiming(w.Addrlen), w.Socket.FD, w.Flags
	if !w.Socket.Own() && w.Timeout.Limited() { // the status flags of a socket that others have too are not touched
		flags |= unix.MSG_DONTWAIT
	}
	switch {
	case w.Syscall == "write":
		return w.Env.Door.Write(fd, b)
	case w.Syscall != "sendmsg" && w.Raw == nil && len(control) == 0 && w.IOV == nil:
		return door.Sendto(fd, b, flags, w.To)
	}
	if err := NotOwn(w.closed); err != nil {
		return 0, err
	}
	return door.Sendmsg(fd, &sys.Message{Name: w.To, Buffers: Buffers(b, w.IOV), Control: control}, flags)
}

func (w *Sender) failure(size int, err error) error {
	err = fail.At(w.name(), w.Socket.What, err)
	switch {
	case fail.Is(err, unix.EMSGSIZE) && w.IOV != nil && len(Buffers(make([]byte, size), w.IOV)) > mostBuffers:
		return fail.WithHint(err, tooManyBuffers)
	case fail.Is(err, unix.EISCONN) && w.Flags&unix.MSG_FASTOPEN != 0 && w.Socket.Own():
		return fail.WithHint(err, "connect(2) came before it; -o TCP_FASTOPEN_CONNECT leaves the SYN to the first send")
	case fail.Is(err, unix.EMSGSIZE):
		return fail.WithHint(err, pump.TooLong(size))
	case w.Syscall == "write" && fail.Is(err, unix.EBADF):
		return fail.WithHint(err, socket.Unwritable(w.Env, err, w.Socket.FD, w.Socket.What))
	case w.To != nil && fail.Is(err, unix.EAFNOSUPPORT, unix.EINVAL):
		err = fail.WithHint(err, w.Socket.AddressHint(w.Env, w.To, err))
	case fail.Is(err, unix.EACCES) && len(w.Control) == 0 && w.Socket.Kind.Family == unix.AF_INET:
		return fail.WithHint(err, socket.BroadcastHint)
	}
	if len(w.Control)+len(w.Raw) > 0 {
		return fail.WithHint(err, w.controlHint(err))
	}
	return err
}

// controlHint says what the errno may have to do with the control data.
func (w *Sender) controlHint(err error) string {
	switch {
	case fail.Is(err, unix.EBADF) && len(w.closed) > 0:
		return closedHint(w.closed[0])
	case fail.Is(err, unix.ENOBUFS):
		return fmt.Sprintf("%s of control data may be more than net.core.optmem_max allows; nothing was sent",
			show.ByteCount(len(w.control())))
	case fail.Is(err, unix.EPERM, unix.EACCES):
		return "some control data takes a capability: a mark CAP_NET_ADMIN, others' credentials CAP_SYS_ADMIN or CAP_SETUID"
	case fail.Is(err, unix.EINVAL) && w.passed() > sockopt.MostRights:
		return fmt.Sprintf("one message carries at most %d descriptors, and these are %d", sockopt.MostRights, w.passed())
	case fail.Is(err, unix.EINVAL) && w.TxTime != nil:
		return "a launch time needs SO_TXTIME on the socket"
	case fail.Is(err, unix.EINVAL) && w.Raw != nil:
		return "the kernel refuses control data in which a cmsg_len is less than its header or reaches beyond the buffer"
	case fail.Is(err, unix.EINVAL) && w.Addrlen == nil:
		var texts []string
		for _, set := range w.Control {
			texts = append(texts, set.String())
		}
		return "the kernel may not take this control data: " + strings.Join(texts, ", ")
	}
	return ""
}

// messages sends standard input in frames, one call a message.
func (w *Sender) messages(to pump.Sink, what string, longest func() int) error {
	lane := &pump.Lane{
		From: &pump.File{Door: w.Env.Door, Fd: w.Env.In}, To: to,
		Cut: &w.Framing, Size: w.Size, Longest: longest,
		Reading: [2]string{"read", "standard input"}, Writing: [2]string{w.name(), what},
	}
	return lane.RunAlone(w.Env.Door)
}

// framed is the sink of one message a call, with the user's own flags.
type framed struct{ *Sender }

func (f framed) FD() int       { return f.Socket.FD }
func (f framed) Eager() bool   { return true }
func (f framed) Open() bool    { return true }
func (f framed) Finish() error { return nil }
func (f framed) Hangup() error { return nil }

func (f framed) Send(b []byte) (int, error) { return len(b), f.all(b) }
