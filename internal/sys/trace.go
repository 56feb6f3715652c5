package sys

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A tracer prints calls as strace 6.1 does, in two steps: what is known before the call, and the rest after it. A
// waiting call is visible while it waits.
type tracer struct {
	fd   int
	line strings.Builder // the printed part of the current line, to know the column
	err  error           // the first write error: the trace is incomplete
}

// Trace prints every later call to fd.
func (d *Door) Trace(fd int) { d.trace = &tracer{fd: fd} }

// TraceErr returns the first error of writing the trace.
func (d *Door) TraceErr() error {
	if d.trace == nil {
		return nil
	}
	return d.trace.err
}

// print writes a part of a line.
func (t *tracer) print(text string) {
	if err := say(t.fd, text); t.err == nil {
		t.err = err
	}
}

// TraceAll also prints the calls made Aside.
func (d *Door) TraceAll() { d.whole = true }

// Aside returns a Door for calls that serve a command but are not its own, such as fetching a held socket. Only
// TraceAll prints them.
func (d *Door) Aside() *Door {
	if d.trace == nil || d.whole {
		return d
	}
	return &Door{}
}

func (t *tracer) call(nr uintptr, name string, args []arg) result {
	t.line.Reset()
	t.line.WriteString(name + "(")
	shown := t.enter(args)
	t.print(t.line.String())
	printed := t.line.Len()

	r := invoke(false, nr, args)

	for i := shown; i < len(args); i++ {
		if args[i].show == nil {
			continue
		}
		if i > shown {
			t.line.WriteString(", ")
		}
		t.line.WriteString(args[i].show(args[i], r))
	}
	t.line.WriteString(")")
	text := fmt.Sprintf("%-39s = %s\n", t.line.String(), returned(name, args, r))
	t.print(text[printed:])
	return r
}

// enter prints the arguments that are known before the call, up to the first unknown one, with the comma before that.
// It returns how many it has printed.
func (t *tracer) enter(args []arg) int {
	for i, a := range args {
		if a.show == nil {
			continue
		}
		if i > 0 {
			t.line.WriteString(", ")
		}
		if a.out {
			return i
		}
		t.line.WriteString(a.show(a, result{}))
	}
	return len(args)
}

// returned returns the text to the right of the equals sign.
func returned(name string, args []arg, r result) string {
	switch {
	case r.errno == syscall.EINTR && name == "poll":
		// The kernel's internal errno, which strace sees and a program does not.
		return "? ERESTART_RESTARTBLOCK (Interrupted by signal)"
	case r.errno == syscall.EINTR && (name == "ppoll" || name == "pselect6"):
		return "? ERESTARTNOHAND (To be restarted if no handler)"
	case r.errno != 0 && fail.ErrnoName(r.errno) == "":
		return fmt.Sprintf("-1 (errno %d)", int(r.errno))
	case r.errno != 0:
		return fmt.Sprintf("-1 %s (%s)", fail.ErrnoName(r.errno), fail.ErrnoText(r.errno))
	case strings.HasSuffix(name, "poll"):
		return showPolled(args, r)
	case name == "pselect6":
		return showSelected(args, r)
	case name == "recvmmsg":
		return showLeft(args, r)
	case name == "umask":
		return showOctal(r.ret)
	case name == "fcntl":
		return showFcntlResult(args, r)
	}
	return strconv.Itoa(int(r.ret))
}

// Say writes all of text, a message or a trace line, to fd with writev(2). It is not traced. A strace of the calls that
// carry payload does not show writev(2).
func (d *Door) Say(fd int, text string) { _ = say(fd, text) } // an error of standard error cannot be reported

func say(fd int, text string) error {
	for len(text) > 0 {
		iov := unix.Iovec{Base: unsafe.StringData(text)}
		iov.SetLen(len(text))
		n, errno := ownCall(unix.SYS_WRITEV, uintptr(fd), uintptr(unsafe.Pointer(&iov)), 1)
		switch {
		case errno == syscall.EINTR:
		case errno == syscall.EAGAIN:
			if err := waitWritable(fd); err != nil {
				return err
			}
		case errno != 0:
			return errno
		default:
			text = text[n:]
		}
	}
	return nil
}

// traceFd is the descriptor number of a trace file, if the limit allows it.
const traceFd = 250

// TraceFile prints every later call to a new file. Its descriptor gets a high number, so sockets have the same numbers
// as without a trace.
func (d *Door) TraceFile(name string) error {
	fd, err := ownOpen(name, unix.O_WRONLY|unix.O_CREAT|unix.O_TRUNC|unix.O_CLOEXEC, 0o666)
	if err != nil {
		return err
	}
	moved, err := ownFcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, traceFd)
	if err != nil {
		moved = fd
	} else if err := ownClose(fd); err != nil {
		return err
	}
	d.Trace(moved)
	return nil
}
