package sys

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// many returns n elements for the descriptors from fd on.
func many(n, fd int, events, revents int16) (fds []unix.PollFd) {
	for i := range n {
		fds = append(fds, unix.PollFd{Fd: int32(fd + i), Events: events, Revents: revents})
	}
	return fds
}

// list returns what strace prints for many(n, 100, ...), with the comma before the next argument.
func list(n int, field string) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, "{fd=%d, %s}, ", 100+i, field)
	}
	return s.String()
}

// TestShowPoll compares with what strace 6.1 -e trace=poll prints for the first argument and the result of poll(2) on
// ends of pipes.
func TestShowPoll(t *testing.T) {
	const in, hup = unix.POLLIN, unix.POLLHUP
	for _, c := range []struct {
		name   string
		fds    []unix.PollFd
		ready  int
		arg    string
		result string
	}{
		{"nothing", nil, 0, "NULL", "0 (Timeout)"},
		{"empty", []unix.PollFd{}, 0, "[]", "0 (Timeout)"},
		{"one", many(1, 10, in, in), 1, "[{fd=10, events=POLLIN}]", "1 ([{fd=10, revents=POLLIN}])"},
		{"no events", many(1, 10, 0, 0), 0, "[{fd=10, events=0}]", "0 (Timeout)"},
		{"not open", many(1, 77, in, unix.POLLNVAL), 1, "[{fd=77, events=POLLIN}]", "1 ([{fd=77, revents=POLLNVAL}])"},
		{
			"negative",
			[]unix.PollFd{{Fd: -1, Events: in}, {Fd: -7}, {Fd: 10, Events: in | unix.POLLRDHUP, Revents: in}},
			1,
			"[{fd=-1}, {fd=-7}, {fd=10, events=POLLIN|POLLRDHUP}]", "1 ([{fd=10, revents=POLLIN}])",
		},
		{
			"as many as are shown, ready beyond strace's buffer", many(32, 100, in, in|hup), 32,
			"[" + strings.TrimSuffix(list(32, "events=POLLIN"), ", ") + "]",
			"32 ([" + list(29, "revents=POLLIN|POLLHUP") + "...])",
		},
		{
			"more than are shown", many(40, 100, in, hup), 40,
			"[" + list(32, "events=POLLIN") + "...]",
			"40 ([" + list(32, "revents=POLLHUP") + "...])",
		},
		{
			"one, behind those that are shown", append(many(34, 100, in, 0), many(1, 10, in, in|hup)...), 1,
			"[" + list(32, "events=POLLIN") + "...]",
			"1 ([{fd=10, revents=POLLIN|POLLHUP}])",
		},
	} {
		args := []arg{pollFds(c.fds), num(len(c.fds)), num(-1)}
		if got := args[0].show(args[0], result{}); got != c.arg {
			t.Errorf("%s: %s, want %s", c.name, got, c.arg)
		}
		if got := showPolled(args, result{ret: uintptr(c.ready)}); got != c.result {
			t.Errorf("%s: %s, want %s", c.name, got, c.result)
		}
	}
}

// TestShowPpoll checks the remaining time of ppoll(2), which strace prints too.
func TestShowPpoll(t *testing.T) {
	limit := arg{
		mem:  unsafe.Pointer(&unix.Timespec{Sec: 4, Nsec: 999998650}),
		show: func(arg, result) string { return "{tv_sec=4, tv_nsec=999998650}" },
	}
	args := []arg{pollFds(many(1, 10, unix.POLLIN, unix.POLLIN)), num(1), limit, null(false), num(0)}
	want := "1 ([{fd=10, revents=POLLIN}], left {tv_sec=4, tv_nsec=999998650})"
	if got := showPolled(args, result{ret: 1}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestMillis checks that a timeout is never rounded down.
func TestMillis(t *testing.T) {
	for d, want := range map[time.Duration]int{
		-1: -1, pollForever: -1, 0: 0, 1: 1, time.Millisecond: 1, time.Millisecond + 1: 2, time.Minute: 60000,
	} {
		if got := millis(d); got != want {
			t.Errorf("%v: %d, want %d", d, got, want)
		}
	}
}
