package sys

import (
	"errors"
	"net"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// TestReason checks the texts of the resolver for a name without an address.
func TestReason(t *testing.T) {
	for want, err := range map[string]error{
		"the host has no address in the requested family": &net.AddrError{Err: "no suitable address", Addr: "h"},
		"no such host":                          &net.DNSError{Err: "no such host", IsNotFound: true},
		"the name server does not answer":       &net.DNSError{Err: "i/o timeout", IsTimeout: true},
		"cannot look the name up: server fails": &net.DNSError{Err: "server fails"},
		"something else":                        errors.New("something else"),
	} {
		if got := reason(err); got != want {
			t.Errorf("%#v: %q, want %q", err, got, want)
		}
	}
}

// TestWorld checks what World returns for existing and missing interfaces and files.
func TestWorld(t *testing.T) {
	w := World()
	if a, err := w.IfAddr("lo"); err != nil || a.String() != "127.0.0.1" {
		t.Errorf("the address of lo is %v, %v", a, err)
	}
	fd, err := w.Open("/dev/null")
	if err != nil || unix.Close(fd) != nil {
		t.Errorf("/dev/null: %d, %v", fd, err)
	}
	ask := map[string]func(string) error{
		"IfAddr":   func(text string) error { _, err := w.IfAddr(text); return err },
		"ReadFile": func(text string) error { _, err := w.ReadFile(text); return err },
		"Open":     func(text string) error { _, err := w.Open(text); return err },
		"pinned":   func(text string) error { _, err := pinned(text); return err },
	}
	for _, c := range []struct{ what, text, says string }{
		{"IfAddr", "no-such-device", "is no interface"},
		{"ReadFile", "/dev/zero", "EFBIG"},
		{"ReadFile", "/", "EISDIR"},
		{"ReadFile", "/no/such/file", "ENOENT"},
		{"Open", "/no/such/file", "ENOENT"},
		{"pinned", "a\x00b", "invalid argument"},
		{"pinned", "/dev/null", "bpf"},
	} {
		if err := ask[c.what](c.text); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s %s: %v, want %q", c.what, c.text, err, c.says)
		}
	}
}

// TestChild checks that Wait returns the exit status of a child, or its signal.
func TestChild(t *testing.T) {
	for script, want := range map[string]string{"exit 3": "status 3", "kill -TERM $$": "signal 15"} {
		c, err := Start("/bin/sh", []string{"sh", "-c", script}, nil, []int{-1, -1, -1})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Wait(); got != want || err != nil {
			t.Errorf("%s: %s, %v, want %s", script, got, err, want)
		}
		if got, err := c.Wait(); err != unix.ECHILD {
			t.Errorf("%s: waited for again: %s, %v, want ECHILD", script, got, err)
		}
		_ = unix.Close(c.Pidfd)
	}
}

// TestNotice checks that Await returns the report of a new process, and ECHILD if it ends without one.
func TestNotice(t *testing.T) {
	for _, c := range []struct{ said, want error }{
		{nil, nil},
		{unix.EPERM, unix.EPERM},
		{errors.New("no errno"), unix.ECHILD},
	} {
		n, err := NewNotice()
		if err != nil {
			t.Fatal(err)
		}
		end, err := unix.FcntlInt(uintptr(n.End()), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		Notify(end, c.said)
		if err := n.Await(); !errors.Is(err, c.want) {
			t.Errorf("%v is reported as %v, want %v", c.said, err, c.want)
		}
	}
	n, err := NewNotice()
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Await(); !fail.Is(err, unix.ECHILD) {
		t.Errorf("silence is reported as %v, want ECHILD", err)
	}
}
