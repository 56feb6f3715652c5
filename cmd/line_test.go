package cmd

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
)

// nonsense are words that mean nothing, or too much, wherever they stand.
var nonsense = []string{
	"", "-", "--", "---", "-1", "0", "1", "65536", "99999999999999999999", "0x10", "1e9", "NaN", "=", ":", "::", "[", "[]:1", "@",
	"|", "MSG_PEEK|", "%", "\\", "\\x", "a b", "caf\u00e9", "\x00", "\n", "\x1b[31m", "\xff", "\u009b", strings.Repeat("9", 300),
	strings.Repeat("a", 300), "127.0.0.1", "127.0.0.1:0", "127.0.0.1:1", "[::1]:1", "fe80::1%lo", "tcp:127.0.0.1:1",
	"udp://127.0.0.1:1", "tcp6:127.0.0.1:1", "unix:/nonexistent/x", "unixgram:@x", "sockaddr:", "sockaddr:0200", "vsock:1:1",
	"1s", "64k", "json", "line", "all", "both", "SHUT_RD", "SOCK_DGRAM", "SO_RCVBUF=1M", "SO_RCVBUF", "99", "fd:99",
}

// A world is one in which no descriptor is to be had: nothing is read, written or sent.
type world struct {
	told, null *os.File
	open       unix.Rlimit
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	tb.Setenv("SOCK", "")
	var w world
	var err error
	if w.told, err = os.OpenFile(filepath.Join(tb.TempDir(), "told"), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600); err != nil {
		tb.Fatal(err)
	}
	if w.null, err = os.OpenFile(os.DevNull, os.O_WRONLY, 0); err != nil {
		tb.Fatal(err)
	}
	if err := unix.Prlimit(0, unix.RLIMIT_NOFILE, nil, &w.open); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { w.told.Close(); w.null.Close() })
	return &w
}

// try runs a command line. Each is refused (64, 68), carried out without a socket (0), or understood, and then a call
// has failed with its errno. What is said of it is one message.
func (w *world) try(t *testing.T, args []string) {
	t.Helper()
	if err := w.told.Truncate(0); err != nil {
		t.Fatal(err)
	}
	status := w.run(t, args)
	text := make([]byte, 1<<16)
	n, _ := w.told.ReadAt(text, 0)
	text = text[:n]
	isErrno := fail.ErrnoName(syscall.Errno(status)) != ""
	given := func(flag string) bool {
		return slices.ContainsFunc(args, func(s string) bool { return strings.HasPrefix(s, flag) })
	}
	switch verbose := given("--verbose"); {
	case status == 70, status != 0 && status != 64 && status != 68 && !isErrno:
		t.Errorf("sock %q: status %d\n%s", args, status, text)
	case status != 0 && n == 0 && given("--quiet"): // the status says it
	case status != 0 && !verbose && !wellSaid(text), status == 0 && n > 0:
		t.Errorf("sock %q: status %d, and this is not well said:\n%s", args, status, text)
	}
}

// run runs the line while the process may open nothing. What cobra prints is thrown away.
func (w *world) run(t *testing.T, args []string) int {
	const closed = 250 // is not open
	env := env.New()
	env.In, env.Out, env.Err, env.Names = closed, closed, int(w.told.Fd()), addr.Numeric()
	stdout := os.Stdout
	os.Stdout = w.null
	w.limit(t, 0)
	defer func() {
		os.Stdout = stdout
		w.limit(t, w.open.Cur)
	}()
	return run(env, args)
}

func (w *world) limit(t *testing.T, n uint64) {
	if err := unix.Prlimit(0, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: n, Max: w.open.Max}, nil); err != nil {
		t.Fatal(err)
	}
}

// took is what --time says.
var took = regexp.MustCompile(`^sock: [a-z_]+ took \d+\.\d{3} s\n$`)

// wellSaid reports whether text is one message with at most one hint, or one object, after the calls of a trace.
// None of its bytes may do something to a terminal.
func wellSaid(text []byte) bool {
	strange := func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }
	if !utf8.Valid(text) || bytes.ContainsFunc(text, strange) {
		return false
	}
	said := slices.DeleteFunc(strings.SplitAfter(string(text), "\n"), func(line string) bool {
		return line == "" || strings.Contains(line, ") = -1 E") || strings.Contains(line, ")    ") || took.MatchString(line)
	})
	switch {
	case len(said) == 1 && strings.HasPrefix(said[0], "{"):
		return json.Valid([]byte(said[0]))
	case len(said) == 2 && !strings.HasPrefix(said[1], "sock: hint: "):
		return false
	}
	return len(said) >= 1 && len(said) <= 2 && strings.HasPrefix(said[0], "sock: ") && bytes.HasSuffix(text, []byte("\n"))
}

// flagsOf returns every flag of a word.
func flagsOf(word *cobra.Command) []string {
	var list []string
	add := func(f *pflag.Flag) { list = append(list, "--"+f.Name) }
	word.LocalFlags().VisitAll(add)
	word.InheritedFlags().VisitAll(add)
	return list
}

// TestNonsense gives every word, and every flag of any word, every argument that it may not want.
func TestNonsense(t *testing.T) {
	w := newWorld(t)
	having := map[string][]string{} // the words that have a flag
	for _, word := range New().Commands() {
		for _, x := range nonsense {
			w.try(t, []string{word.Name(), x})
			w.try(t, []string{word.Name(), "127.0.0.1", x})
			w.try(t, []string{x, word.Name()})
		}
		for _, flag := range flagsOf(word) {
			w.try(t, []string{word.Name(), flag})
			having[flag] = append(having[flag], word.Name())
		}
	}
	for flag, words := range having {
		for i, x := range nonsense {
			w.try(t, []string{words[i%len(words)], flag + "=" + x, "127.0.0.1", "1"})
		}
	}
}

// FuzzCommandLine makes lines of any words, each picked by a byte: names, flags, nonsense, and one word of anything.
func FuzzCommandLine(f *testing.F) {
	vocabulary := append([]string{""}, nonsense...)
	for _, word := range New().Commands() {
		vocabulary = append(append(vocabulary, word.Name()), flagsOf(word)...)
	}
	slices.Sort(vocabulary)
	vocabulary = slices.Compact(vocabulary)
	pick := func(words ...string) (picks []byte) {
		for _, w := range words {
			picks = append(picks, byte(slices.Index(vocabulary, w)))
		}
		return picks
	}
	if len(vocabulary) > 256 {
		f.Fatal("a byte is too small to pick a word")
	}
	f.Add(pick("connect", "--timeout", "1s", "127.0.0.1:1"), "")
	f.Add(pick("listen", "--udp", "--lock", "127.0.0.1:0"), "")
	f.Add(pick("send", "--on", "99", "--oob", "--data", ""), "x")
	f.Add(pick("recv", "--udp", "--bind", "127.0.0.1:0", "--format", "json"), "")
	f.Add(pick("shutdown", "--on", "99", "both"), "")
	w := newWorld(f)
	f.Fuzz(func(t *testing.T, picks []byte, anything string) {
		var line []string
		for _, p := range picks[:min(len(picks), 12)] {
			word := vocabulary[int(p)%len(vocabulary)]
			if word == "" {
				word = anything
			}
			line = append(line, word)
		}
		w.try(t, line)
	})
}

// FuzzComplete asks for the candidates of any line. Whatever was typed so far, they are printable lines, and nothing fails.
func FuzzComplete(f *testing.F) {
	f.Add("recv --want t")
	f.Add("connect -o SO_")
	f.Add("send --flags MSG_PEEK|")
	f.Add("setsockopt --on a:")
	f.Add("sendmmsg --cmsg SOL_IP:")
	f.Add("ioctl ")
	f.Add("help \x1b")
	f.Add("socket --family AF_PACKET --protocol ")
	w := newWorld(f)
	f.Fuzz(func(t *testing.T, typed string) {
		if strings.Contains(typed, "\x00") {
			return
		}
		var out bytes.Buffer
		env := env.New()
		env.In, env.Out, env.Err, env.Names = 250, 250, int(w.told.Fd()), addr.Numeric()
		root := newRoot(env, cobra.ShellCompRequestCmd)
		root.SetArgs(append([]string{cobra.ShellCompRequestCmd}, strings.Split(typed, " ")...))
		root.SetOut(&out)
		root.SetErr(&bytes.Buffer{})
		w.limit(t, 0)
		err := root.Execute()
		w.limit(t, w.open.Cur)
		if err != nil {
			t.Errorf("%q: %v", typed, err)
		}
		for line := range strings.Lines(out.String()) {
			if strings.ContainsFunc(strings.Trim(line, "\n"), func(r rune) bool { return r != '\t' && !unicode.IsPrint(r) }) && !echoes(typed, line) {
				t.Errorf("%q: a candidate is %q", typed, line)
			}
		}
	})
}

// echoes reports whether what is strange in a candidate is what was typed, which stands before the last separator.
func echoes(typed, line string) bool {
	last := typed[strings.LastIndexAny(typed, " ")+1:]
	before := last[:strings.LastIndexAny(last, "|,:=")+1]
	return before != "" && strings.Contains(last, before) && strings.Contains(line, before)
}
