package fail

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// TestKinds checks the text, the hint and the exit status of each kind of error.
func TestKinds(t *testing.T) {
	refused := &Call{Name: "connect", What: "127.0.0.1:81", Err: syscall.ECONNREFUSED}
	for _, c := range []struct {
		err    error
		text   string
		hint   string
		status int
	}{
		{refused, "connect 127.0.0.1:81: ECONNREFUSED (Connection refused)", "", 111},
		{fmt.Errorf("wrapped: %w", refused), "wrapped: connect 127.0.0.1:81: ECONNREFUSED (Connection refused)", "", 111},
		{&Call{Name: "poll", Err: syscall.EINVAL, Hint: "h"}, "poll: EINVAL (Invalid argument)", "h", 22},
		{
			&Call{Name: "recv", What: "3", Err: syscall.ETIMEDOUT, Why: "no data within 2s"},
			"recv 3: ETIMEDOUT (no data within 2s)", "", 110,
		},
		{&Call{Name: "send", What: "3", Err: 95}, "send 3: EOPNOTSUPP (Operation not supported)", "", 95},
		{&Call{Name: "send", What: "3", Err: 4095}, "send 3: errno 4095 (Errno 4095)", "", 4095},
		{syscall.EPIPE, "broken pipe", "", 32},
		{Usagef("port %d", 70000), "port 70000", "", 64},
		{&Usage{Text: "u", Hint: "h"}, "u", "h", 64},
		{fmt.Errorf("-o: %w", &Usage{Text: "u", Hint: "h"}), "-o: u", "h", 64},
		{&Name{Text: "nosuch: no such host", Hint: "h"}, "nosuch: no such host", "h", 68},
		{EOF{}, "end of file", "", 61},
		{&Bug{Value: "index out of range"}, "internal error: index out of range (a bug in sock; please report it with the lines below)", "", 70},
		{errors.New("unforeseen"), "unforeseen", "", 70},
	} {
		if c.err.Error() != c.text || Hint(c.err) != c.hint || Status(c.err) != c.status {
			t.Errorf("%q, hint %q, status %d, want %q, %q, %d",
				c.err, Hint(c.err), Status(c.err), c.text, c.hint, c.status)
		}
	}
	if Status(nil) != 0 || Hint(nil) != "" {
		t.Errorf("no error: status %d, hint %q", Status(nil), Hint(nil))
	}
}

// TestTable checks that Status returns the status in each numbered row of the manual.
func TestTable(t *testing.T) {
	examples := map[string]error{
		"0": nil, "errno": syscall.ECONNREFUSED, "61": EOF{}, "110": &Call{Err: syscall.ETIMEDOUT},
		"64": &Usage{}, "68": &Name{}, "70": &Bug{},
	}
	for _, row := range Table() {
		err, known := examples[row.Status]
		if want := row.Status; known && want != "errno" && fmt.Sprint(Status(err)) != want {
			t.Errorf("the manual says %s of %v, the status is %d", want, err, Status(err))
		}
		delete(examples, row.Status)
	}
	for status := range examples {
		t.Errorf("the table has no row for %s", status)
	}
}

// TestAt checks that At keeps the first call that an error names.
func TestAt(t *testing.T) {
	if At("send", "x", nil) != nil {
		t.Error("At makes an error of nil")
	}
	call := At("recv", "1.2.3.4:5", syscall.EAGAIN)
	if want := "recv 1.2.3.4:5: EAGAIN (Resource temporarily unavailable)"; call.Error() != want {
		t.Errorf("%v, want %s", call, want)
	}
	if At("send", "x", call) != call {
		t.Error("At replaces the call of an error")
	}
	other := errors.New("no errno")
	if At("send", "x", other) != other {
		t.Error("At makes a Call of an error without an errno")
	}
	if !Is(call, syscall.EINTR, syscall.EAGAIN) || Is(call, syscall.EINTR) || Is(nil, syscall.EAGAIN) {
		t.Error("Is does not compare the errno")
	}
}

func TestWithHint(t *testing.T) {
	first := WithHint(&Call{Name: "bind", Err: syscall.EADDRINUSE}, "one")
	if Hint(WithHint(first, "two")) != "one" {
		t.Error("WithHint replaces the first hint")
	}
	if err := WithHint(syscall.EPIPE, "h"); err != syscall.EPIPE {
		t.Errorf("a bare errno became %v", err)
	}
	plain := &Call{Name: "bind", Err: syscall.EADDRINUSE}
	around := fmt.Errorf("line 3: %w", plain)
	for _, err := range []error{plain, around} {
		hinted := WithHint(err, "h")
		if Hint(err) != "" || Hint(hinted) != "h" {
			t.Errorf("%v: the hints are %q before and %q after", err, Hint(err), Hint(hinted))
		}
		if hinted.Error() != err.Error() || Status(hinted) != Status(err) {
			t.Errorf("%v has become %v, status %d", err, hinted, Status(hinted))
		}
	}
}

// TestErrno checks names and texts against errno(3) and strerror(3).
func TestErrno(t *testing.T) {
	for e, want := range map[syscall.Errno]string{
		1: "EPERM: Operation not permitted", 11: "EAGAIN: Resource temporarily unavailable", 35: "EDEADLK: Resource deadlock avoided",
		95: "EOPNOTSUPP: Operation not supported", 111: "ECONNREFUSED: Connection refused", 115: "EINPROGRESS: Operation now in progress",
		90: "EMSGSIZE: Message too long", 103: "ECONNABORTED: Software caused connection abort",
		106: "EISCONN: Transport endpoint is already connected", 133: "EHWPOISON: Memory page has hardware error",
		41: ": Errno 41", 4095: ": Errno 4095",
	} {
		if got := ErrnoName(e) + ": " + ErrnoText(e); got != want {
			t.Errorf("%d is %s, want %s", e, got, want)
		}
	}
	for e := syscall.Errno(1); e <= 4095; e++ {
		if name := ErrnoName(e); name != "" {
			if back, ok := ParseErrno(name); !ok || back != e {
				t.Errorf("%s is %d, want %d", name, back, e)
			}
		}
	}
	for _, name := range []string{"", "ENOSUCH", "econnrefused"} {
		if e, ok := ParseErrno(name); ok {
			t.Errorf("%q is taken for %d", name, e)
		}
	}
}

// TestNearestLong: a word that is far too long is not compared letter by letter, which takes memory for each letter.
func TestNearestLong(t *testing.T) {
	word := strings.Repeat("x", 1<<12)
	if n := testing.AllocsPerRun(1, func() { Nearest(word, []string{"SO_REUSEADDR", "TCP_NODELAY"}) }); n > 10 {
		t.Errorf("%v allocations for a word of %d bytes", n, len(word))
	}
}

func TestNearest(t *testing.T) {
	words := []string{"listen", "connect", "send", "recv", "shutdown", "SO_REUSEADDR", "TCP_NODELAY"}
	for word, want := range map[string]string{
		"connct": "connect", "Listen": "listen", "shutdwon": "shutdown", "rcv": "recv", "nodelay": "TCP_NODELAY",
		"SO_REUSEADR": "SO_REUSEADDR", "reuseaddr": "SO_REUSEADDR",
		"xyzzy": "", "": "", "a very long line that is near nothing": "",
	} {
		if got := Nearest(word, words); got != want {
			t.Errorf("%q is near %q, want %q", word, got, want)
		}
	}
	for pair, want := range map[string]int{" ": 0, "a a": 0, "abc ": 3, " abc": 3, "kitten sitting": 3, "flaw lawn": 2} {
		a, b, _ := strings.Cut(pair, " ")
		if got := distance(a, b); got != want {
			t.Errorf("%q and %q are %d apart, want %d", a, b, got, want)
		}
	}
}
