package message

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/sys"
	"sock/sockopt/cmsg"
)

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
	case fail.Is(err, unix.EINVAL) && w.passed() > cmsg.MostRights:
		return fmt.Sprintf("one message carries at most %d descriptors, and these are %d", cmsg.MostRights, w.passed())
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
