package sys

import (
	"errors"
	"math"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/xlat"
)

// PidfdOpen calls pidfd_open(2), with flags such as PIDFD_NONBLOCK.
func (d *Door) PidfdOpen(pid, flags int) (int, error) {
	fd, errno := d.again(unix.SYS_PIDFD_OPEN, "pidfd_open", num(pid), symbol(flags, showPidfdFlags))
	return d.fresh(fd), failure(errno)
}

func showPidfdFlags(a arg, _ result) string { return xlat.PidfdFlags.Text(uint32(a.word)) }

// IsPidfd reports whether fd is a pidfd. Like FileType, it is not traced. It makes the Go runtime open no descriptor,
// because a keeper calls it before it closes those.
func (d *Door) IsPidfd(fd int) bool {
	const name = "anon_inode:[pidfd]"
	room := make([]byte, len(name)+1)
	n, err := ownReadlink("/proc/self/fd/"+strconv.Itoa(fd), room)
	return err == nil && string(room[:n]) == name
}

// PidfdProcess returns the process ID of a pidfd, or 0 if the process has ended or is in another namespace. It is not
// traced.
func (d *Door) PidfdProcess(fd int) int {
	text, _ := os.ReadFile("/proc/self/fdinfo/" + strconv.Itoa(fd))
	_, after, _ := strings.Cut(string(text), "\nPid:")
	line, _, _ := strings.Cut(after, "\n")
	pid, _ := strconv.Atoi(strings.TrimSpace(line))
	return max(0, pid)
}

// PidfdGetfd calls pidfd_getfd(2): a copy of descriptor target of the process, close-on-exec. No flags are defined yet.
func (d *Door) PidfdGetfd(pidfd, target, flags int) (int, error) {
	fd, errno := d.again(unix.SYS_PIDFD_GETFD, "pidfd_getfd", num(pidfd), num(target), hexNum(flags))
	return fd, failure(errno)
}

// Spawn starts this program in a new session, with files as its first descriptors and an empty environment, and does
// not wait for it. The new process inherits no other descriptor. On kernels before 5.11 it has to close them itself.
func Spawn(argv []string, files ...int) (pid int, err error) {
	const afterStandard = 3
	_ = ownCloseRange(afterStandard, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC)
	attr := &syscall.ProcAttr{Dir: "/", Env: countersEnviron(), Sys: &syscall.SysProcAttr{Setsid: true}}
	for _, fd := range files {
		attr.Files = append(attr.Files, uintptr(fd))
	}
	return forkExec("/proc/self/exe", argv, attr)
}

// Kill ends a process that this one has started and not waited for, so that the number is still its own.
func Kill(pid int) { _ = ownKill(pid, unix.SIGKILL) }

// forkExec starts a process that does not inherit the signal mask of this thread.
func forkExec(path string, argv []string, attr *syscall.ProcAttr) (pid int, err error) {
	maskPreemption(unix.SIG_UNBLOCK)
	defer maskPreemption(unix.SIG_BLOCK)
	return ownForkExec(path, argv, attr)
}

// IgnoreHangup ignores SIGHUP.
func IgnoreHangup() { signal.Ignore(syscall.SIGHUP) }

// OnDeath runs f on another thread before SIGTERM or SIGINT ends the process. An ignored signal stays ignored.
func OnDeath(f func()) {
	signals := make(chan os.Signal, 1)
	for _, s := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	go func() {
		s := <-signals
		f()
		DieOf(s.(syscall.Signal))
	}()
}

// A Notice is a pipe on which a new process reports once whether it has started.
type Notice struct{ read, write int }

// NewNotice makes the pipe.
func NewNotice() (Notice, error) {
	var ends [2]int
	err := ownPipe2(ends[:], unix.O_CLOEXEC)
	return Notice{ends[0], ends[1]}, err
}

// End returns the descriptor on which the new process reports.
func (n Notice) End() int { return n.write }

// Await waits for the report: nil, the error of a call, or ECHILD if the process ends without one.
func (n Notice) Await() error {
	_ = ownClose(n.write)
	defer func() { _ = ownClose(n.read) }()
	said := make([]byte, reportMost)
	for {
		got, err := ownRead(n.read, said)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return err
		case got == 0:
			return unix.ECHILD
		default:
			name, what, _ := strings.Cut(string(said[1:got]), "\x00")
			return reported(syscall.Errno(said[0]), name, what)
		}
	}
}

// reportMost is the size of the largest report: a pipe takes that many bytes as a whole.
const reportMost = 4096

// reported returns the error of a call that another process has made. Without a name it is the errno alone.
func reported(errno syscall.Errno, name, what string) error {
	if name == "" {
		return failure(errno)
	}
	return fail.At(name, what, failure(errno))
}

// Drop closes both ends.
func (n Notice) Drop() { closeAll([]int{n.read, n.write}) }

// Notify reports err on the end of a Notice: its errno as one byte, then the call and its object, if err names them.
func Notify(end int, err error) {
	report := []byte{0}
	if call, found := errors.AsType[*fail.Call](err); found {
		report = append(report, call.Name+"\x00"+call.What...)
	}
	var errno syscall.Errno
	if err != nil && !errors.As(err, &errno) {
		errno = unix.ECHILD
	}
	report[0] = byte(errno)
	_, _ = ownWrite(end, report[:min(len(report), reportMost)])
	_ = ownClose(end)
}

// CloseFrom closes all descriptors from first on with close_range(2).
func CloseFrom(first int) error {
	return ownCloseRange(uint(max(first, countersEnd)), math.MaxUint32, 0)
}

// Null opens /dev/null for reading and writing.
func Null() (int, error) { return ownOpen("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0) }

// PartDescriptors gives this thread its own table of descriptors with unshare(2). A later exec keeps that table. Other
// threads, on which the Go runtime continues, do not see a descriptor that is placed on a number of the runtime. If
// unshare(2) is not permitted, the table stays shared.
func PartDescriptors() { _ = ownUnshare(unix.CLONE_FILES) }

// Place calls dup3(2): descriptor number to becomes a copy of fd without close-on-exec, so it survives an exec.
func Place(fd, to int) error {
	if fd == to {
		_, err := ownFcntlInt(uintptr(fd), unix.F_SETFD, 0)
		return err
	}
	return ownDup3(fd, to, 0)
}

// Exec replaces this process and restores the original signal mask. It returns only on failure.
func Exec(path string, argv, environ []string) error {
	maskPreemption(unix.SIG_UNBLOCK)
	hideUnopened()
	keepCounters()
	return ownExec(path, argv, environ)
}

// A Child is a process that sock has started. Its pidfd is readable after it has ended.
type Child struct{ Pid, Pidfd int }

// Start starts a program with files as its first descriptors. -1, or one that was closed when this process started,
// means a closed descriptor. The program inherits no others.
func Start(path string, argv, environ []string, files []int) (Child, error) {
	c := Child{Pidfd: -1}
	attr := &syscall.ProcAttr{Env: environ, Sys: &syscall.SysProcAttr{PidFD: &c.Pidfd}}
	for _, fd := range files {
		if (&Door{}).Unopened(fd) {
			fd = -1
		}
		attr.Files = append(attr.Files, uintptr(fd))
	}
	var err error
	c.Pid, err = forkExec(path, argv, attr)
	return c, err
}

// Wait reaps the ended child and returns its exit status.
func (c Child) Wait() (how string, err error) {
	var status syscall.WaitStatus
	for {
		_, err := ownWait4(c.Pid, &status, 0, nil)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return "", err
		case status.Signaled():
			return "signal " + strconv.Itoa(int(status.Signal())), nil
		}
		return "status " + strconv.Itoa(status.ExitStatus()), nil
	}
}
