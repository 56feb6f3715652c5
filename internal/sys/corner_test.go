package sys

import (
	"math"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// pipe returns both ends of a pipe, which the test closes.
func pipe(t *testing.T, flags int) (read, write int) {
	t.Helper()
	var ends [2]int
	if err := unix.Pipe2(ends[:], flags|unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeAll(ends[:]) })
	return ends[0], ends[1]
}

// TestNoTerminal checks that terminal functions accept a pipe, and that the master of a pseudoterminal is not reopened.
func TestNoTerminal(t *testing.T) {
	d := &Door{}
	read, _ := pipe(t, 0)
	if columns := d.Columns(read); columns != 80 {
		t.Errorf("a pipe is %d columns wide", columns)
	}
	if left := d.Left(read); left != 0 {
		t.Errorf("%d bytes are left of a pipe", left)
	}
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	fd := int(master.Fd())
	before, _ := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	d.OwnTerminal(fd)
	if after, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0); err != nil || after != before {
		t.Errorf("the flags were %#x and are %#x, %v", before, after, err)
	}
}

// TestSayWaits checks that Say waits for room in a full non-blocking pipe.
func TestSayWaits(t *testing.T) {
	read, write := pipe(t, unix.O_NONBLOCK)
	filled := 0
	for n, err := unix.Write(write, make([]byte, 4096)); err == nil; n, err = unix.Write(write, make([]byte, 4096)) {
		filled += n
	}
	said := make(chan struct{})
	go func() { (&Door{}).Say(write, "the end"); close(said) }()
	var all []byte
	buf := make([]byte, 1<<16)
	for len(all) < filled+len("the end") {
		fds := []unix.PollFd{{Fd: int32(read), Events: unix.POLLIN}}
		if _, err := unix.Poll(fds, -1); err != nil && err != unix.EINTR {
			t.Fatal(err)
		}
		n, err := unix.Read(read, buf)
		if err == nil {
			all = append(all, buf[:n]...)
		}
	}
	<-said
	if !strings.HasSuffix(string(all), "\x00the end") {
		t.Errorf("it ends in %q", all[max(0, len(all)-20):])
	}
}

// TestNoRoom checks that more memory than there can be is refused before it is allocated.
func TestNoRoom(t *testing.T) {
	for _, n := range []int{math.MaxInt, math.MaxInt / 2} {
		if _, err := Buffer(n); err != unix.ENOMEM {
			t.Errorf("%d bytes: %v, want ENOMEM", n, err)
		}
	}
}

// TestTraceCorners checks the trace in rare cases against strace.
func TestTraceCorners(t *testing.T) {
	for got, want := range map[string]string{
		returned("close", nil, result{errno: 4000}): "-1 (errno 4000)",
		icmpFilterText([]byte{1}):                   "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
