package pump

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// chunks is a source that brings one chunk a read, as far as there is room, and then the end.
type chunks [][]byte

func (c *chunks) FD() int    { return -1 }
func (c *chunks) Caps() Caps { return Caps{} }

func (c *chunks) Receive(room []byte) (Piece, error) {
	if len(*c) == 0 {
		return Piece{EOF: true}, nil
	}
	n := copy(room, (*c)[0])
	if (*c)[0] = (*c)[0][n:]; len((*c)[0]) == 0 {
		*c = (*c)[1:]
	}
	return Piece{Data: room[:n], Len: n}, nil
}

// messages is a sink that keeps what it is sent.
type messages struct {
	sent     []string
	finished bool
}

func (m *messages) FD() int       { return -1 }
func (m *messages) Caps() Caps    { return Caps{} }
func (m *messages) Eager() bool   { return true }
func (m *messages) Open() bool    { return true }
func (m *messages) Finish() error { m.finished = true; return nil }
func (m *messages) Hangup() error { return nil }

func (m *messages) Send(b []byte) (int, error) {
	m.sent = append(m.sent, string(b))
	return len(b), nil
}

// push runs a lane without a loop: whatever it waits for is there.
func push(l *Lane) error {
	l.attach(&ways{})
	for !l.phase.over() {
		step := l.receive
		if l.wantsOut() {
			step = l.send
		}
		if err := step(); err != nil {
			return err
		}
		if err := l.settle(); err != nil {
			return err
		}
	}
	return nil
}

// split cuts s into pieces of n bytes.
func split(s string, n int) chunks {
	var c chunks
	for b := []byte(s); len(b) > 0; {
		m := min(n, len(b))
		c, b = append(c, bytes.Clone(b[:m])), b[m:]
	}
	return c
}

func framing(t *testing.T, text string) *Framing {
	t.Helper()
	var f Framing
	if err := f.Set(text); err != nil {
		t.Fatal(err)
	}
	return &f
}

// TestFraming: however the input comes in pieces, and whatever the most is that is read at once, the
// messages are the same. Only read takes the pieces for messages.
func TestFraming(t *testing.T) {
	for _, c := range []struct{ framing, in, want string }{
		{"line", "", ""},
		{"line", "\n", "\n"},
		{"line", "a", "a"},
		{"line", "a\n", "a\n"},
		{"line", "a\nb", "a\n|b"},
		{"line", "\n\n\n", "\n|\n|\n"},
		{"line", "one\n\nthree\nlast", "one\n|\n|three\n|last"},
		{"line", "\x00\xff\n\r\n", "\x00\xff\n|\r\n"},
		{"all", "", ""},
		{"all", "a", "a"},
		{"all", "one\ntwo\n", "one\ntwo\n"},
		{"1", "abc", "a|b|c"},
		{"4", "", ""},
		{"4", "abc", "abc"},
		{"4", "abcd", "abcd"},
		{"4", "abcde", "abcd|e"},
		{"4", "abcdefgh", "abcd|efgh"},
		{"4", "abcdefghi", "abcd|efgh|i"},
		{"nul", "", ""},
		{"nul", "a", "a"},
		{"nul", "a\x00", "a"},
		{"nul", "a\x00\x00\nb\x00c", "a||\nb|c"},
		{"nul", "\x00", "<>"},
		{"length", "", ""},
		{"length", "\x00\x00\x00\x00", "<>"},
		{"length", "\x00\x00\x00\x02ab\x00\x00\x00\x00\x00\x00\x00\x01c", "ab||c"},
		{"base64", "", ""},
		{"base64", "\n", "<>"},
		{"base64", "aGVsbG8gd29ybGQsIGhlbGxv\n\nAP8=\r\nYQ==", "hello world, hello||\x00\xff|a"},
	} {
		for piece := 1; piece <= len(c.in)+1; piece++ {
			for size := 1; size <= len(c.in)+1; size++ {
				in, got := split(c.in, piece), &messages{}
				err := push(&Lane{From: &in, To: got, Cut: framing(t, c.framing), Size: size})
				if joined := join(got.sent); err != nil || joined != c.want || !got.finished {
					t.Errorf("%s of %q in pieces of %d, reads of %d: %q, %v, want %q",
						c.framing, c.in, piece, size, joined, err, c.want)
				}
			}
		}
	}
}

// join writes messages as the tables have them: one empty message is <>, none is nothing.
func join(sent []string) string {
	if len(sent) == 1 && sent[0] == "" {
		return "<>"
	}
	return strings.Join(sent, "|")
}

// FuzzFraming: any input is the same messages in whatever pieces it is read, or the same error. Nothing of lines or of sizes
// is lost, and the name of a framing reads as itself.
func FuzzFraming(f *testing.F) {
	for _, name := range append(FramingNames(), "1", "3", "4096") {
		f.Add(name, []byte("one\n\nthree\x00\x00\x00\x00\x02ab\nYQ==\r\n"), byte(1), byte(7))
		f.Add(name, []byte("\xff\xff\xff\xff"), byte(3), byte(2))
	}
	f.Fuzz(func(t *testing.T, name string, in []byte, piece, size byte) {
		var cut Framing
		if cut.Set(name) != nil || len(in) > 1<<12 {
			return
		}
		if back := *framing(t, cut.String()); back != cut {
			t.Errorf("%q is %+v, read back as %+v", name, cut, back)
		}
		whole, err := framed(&cut, in, len(in)+1, len(in)+1)
		pieces, bad := framed(&cut, in, int(piece)+1, int(size)+1)
		if fmt.Sprint(err) != fmt.Sprint(bad) || cut.kind != framingRead && !slices.Equal(whole, pieces) {
			t.Errorf("%s of %q is %q, %v, and in pieces of %d %q, %v", name, in, whole, err, piece, pieces, bad)
		}
		if k := cut.kind; (k == framingRead || k == framingLine || k == framingAll || k == framingSize) && strings.Join(pieces, "") != string(in) {
			t.Errorf("%s of %q is %q", name, in, pieces)
		}
	})
}

// framed returns the messages of an input that comes in pieces and is read in reads of a size.
func framed(cut *Framing, in []byte, piece, size int) ([]string, error) {
	from, got := split(string(in), piece), &messages{}
	err := push(&Lane{From: &from, To: got, Cut: cut, Size: size})
	return got.sent, err
}

// TestFramingCut: input that ends within a message, or is none, ends the lane with an error, and sends nothing of it.
func TestFramingCut(t *testing.T) {
	for _, c := range []struct{ framing, in, want string }{
		{"length", "\x00\x00\x00\x01a\x00\x00\x00\x02b", "a"},
		{"length", "\x00\x00", ""},
		{"length", "\xff\xff\xff\xffmuch", ""},
		{"base64", "YQ==\n*\n", "a"},
		{"base64", "YQ", ""},
	} {
		in, got := split(c.in, 3), &messages{}
		err := push(&Lane{From: &in, To: got, Cut: framing(t, c.framing), Size: 3})
		if joined := strings.Join(got.sent, "|"); err == nil || joined != c.want {
			t.Errorf("%s of %q: %q, %v, want %q and an error", c.framing, c.in, joined, err, c.want)
		}
	}
}

func TestFramingRead(t *testing.T) {
	for _, c := range []struct {
		in   string
		size int
		want string
	}{
		{"", 3, ""},
		{"a", 3, "a"},
		{"a|bc|def", 3, "a|bc|def"},
		{"abcd|e", 3, "abc|d|e"},
		{"abcdef|g", 3, "abc|def|g"},
		{"a\nb\n|c", 9, "a\nb\n|c"},
	} {
		in, got := chunks{}, &messages{}
		for piece := range strings.SplitSeq(c.in, "|") {
			if piece != "" {
				in = append(in, []byte(piece))
			}
		}
		err := push(&Lane{From: &in, To: got, Cut: framing(t, "read"), Size: c.size})
		if joined := strings.Join(got.sent, "|"); err != nil || joined != c.want {
			t.Errorf("%q, reads of %d: %q, %v, want %q", c.in, c.size, joined, err, c.want)
		}
	}
}

// TestFramingLong: a message passes whole whatever its length, and one that is too long is not read to its end.
func TestFramingLong(t *testing.T) {
	const long = 3<<20 + 1
	for _, c := range []struct{ framing, end string }{
		{"all", ""}, {"line", "\n"}, {"line", "\nmore"}, {"line", ""}, {"nul", "\x00"}, {fmt.Sprint(long), ""}, {fmt.Sprint(long), "more"},
	} {
		for _, size := range []int{1000, 8192, 1 << 20} {
			text := strings.Repeat("x", long) + c.end
			in, got := split(text, 60000), &messages{}
			err := push(&Lane{From: &in, To: got, Cut: framing(t, c.framing), Size: size, Longest: func() int { return long }})
			if err != nil || len(strings.TrimRight(got.sent[0], "\n")) != long {
				t.Errorf("%s of %d%q, reads of %d: %v", c.framing, long, c.end, size, err)
			}
			if want := strings.TrimSuffix(text, "\x00"); strings.Join(got.sent, "") != want {
				t.Errorf("%s of %d%q, reads of %d: other bytes came out", c.framing, long, c.end, size)
			}
		}
	}
}

// refusing is a sink of messages that takes none of such a length.
type refusing struct {
	messages
	above int
}

func (r *refusing) Send(b []byte) (int, error) {
	if len(b) > r.above {
		return 0, unix.EMSGSIZE
	}
	return r.messages.Send(b)
}

func TestFramingTooLong(t *testing.T) {
	for _, name := range []string{"all", "line", "nul", "length", "base64", "9000000"} {
		text := "\x00\xff\xff\xff" + strings.Repeat("x", 10<<20)
		in, got := split(text, 60000), &refusing{above: 100000}
		err := push(&Lane{From: &in, To: got, Cut: framing(t, name), Size: 8192, Longest: func() int { return got.above }})
		if name == "nul" && len(got.sent) == 1 && got.sent[0] == "" {
			got.sent = nil // the message before
		}
		if left := len(in); !fail.Is(err, unix.EMSGSIZE) || len(got.sent) > 0 || left == 0 {
			t.Errorf("%s: %v, %d sent, %d pieces not read", name, err, len(got.sent), left)
		}
	}
}

// TestFramingStream: a sink without borders gets a line that does not end piece by piece.
func TestFramingStream(t *testing.T) {
	for _, name := range []string{"line", "nul"} {
		text := strings.Repeat("x", 3<<20)
		in, got := split(text, 60000), &messages{}
		err := push(&Lane{From: &in, To: got, Cut: framing(t, name), Size: 8192})
		if err != nil || strings.Join(got.sent, "") != text || len(got.sent) < 3 {
			t.Errorf("%s: %v, %d pieces", name, err, len(got.sent))
		}
	}
}

func TestFramingFlag(t *testing.T) {
	for _, text := range []string{"read", "line", "nul", "all", "length", "base64", "1", "1048576", "2147479552"} {
		if got := framing(t, text).String(); got != text {
			t.Errorf("%s reads back as %s", text, got)
		}
	}
	for _, text := range []string{"", "lines", "0", "-1", "2147479553", "1k", "99999999999999999999"} {
		if err := new(Framing).Set(text); err == nil {
			t.Errorf("%q is taken for a framing", text)
		}
	}
}
