package sys

import (
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// TestInterrupted checks what strace 6.1 prints for interrupted calls.
func TestInterrupted(t *testing.T) {
	for name, want := range map[string]string{
		"poll":        "? ERESTART_RESTARTBLOCK (Interrupted by signal)",
		"ppoll":       "? ERESTARTNOHAND (To be restarted if no handler)",
		"pselect6":    "? ERESTARTNOHAND (To be restarted if no handler)",
		"epoll_pwait": "-1 EINTR (Interrupted system call)",
	} {
		if got := returned(name, nil, result{errno: unix.EINTR}); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestShowTimespec checks that nanoseconds are printed as unsigned, as in strace.
func TestShowTimespec(t *testing.T) {
	ts := unix.Timespec{Sec: -1, Nsec: -1}
	want := "{tv_sec=-1, tv_nsec=18446744073709551615}"
	if got := showTimespec(arg{mem: unsafe.Pointer(&ts)}, result{}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestFDSet checks that a set has the members that were added, and that only those below nfds are printed.
func TestFDSet(t *testing.T) {
	s := NewFDSet(2000)
	for _, fd := range []int{0, 63, 64, 1999, -1, 1 << 24} {
		s.Add(fd)
	}
	for fd, want := range map[int]bool{0: true, 1: false, 63: true, 64: true, 65: false, 1999: true, -1: false, 1 << 24: false} {
		if s.Has(fd) != want {
			t.Errorf("%d: %v", fd, !want)
		}
	}
	if got := s.below(64); len(got) != 2 || got[1] != 63 {
		t.Errorf("below 64: %v", got)
	}
	if (*FDSet)(nil).Has(0) {
		t.Error("a nil set has a member")
	}
}
