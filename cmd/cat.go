package cmd

import (
	"errors"

	"github.com/spf13/pflag"

	"sock/internal/session"
	"sock/sockopt"
)

// catSize is the default of --size: how many bytes of standard input become one message.
const catSize = 8192

// catFlags has the flags of commands that join a socket with standard input and output.
func catFlags(fs *pflag.FlagSet, c *session.Cat) {
	c.Size = catSize
	fs.Var(choiceValue[session.EOFRule]{&c.EOF, eofRules()}, "eof", "at the end of standard input: `RULE` shutdown (our direction only), keep or quit")
	fs.Var(choiceValue[session.PeerRule]{&c.PeerEOF, peerRules()}, "peer-eof", "at the peer's end: `RULE` auto (quit if standard input is a terminal), wait for standard input or quit")
	fs.Var(&c.Idle, "idle", "fail with ETIMEDOUT when nothing moved for `DURATION`")
	fs.Var(&c.Linger, "linger", "stay at most `DURATION` after the end of standard input; 0 ends as soon as the peer's kernel has everything")
	fs.Var(&c.Deadline, "deadline", "fail with ETIMEDOUT when the command takes longer than `DURATION`")
	fs.BoolVar(&c.SendOnly, "send-only", false, "do not receive; end when the peer's kernel has everything")
	fs.BoolVar(&c.RecvOnly, "recv-only", false, "do not read standard input")
	fs.Var(&c.Framing, "framing", framingUsage)
	fs.Var(&sizeValue{&c.Size, 1}, "size", "read at most `BYTES` of standard input for one message")
	fs.BoolVarP(&c.CRLF, "crlf", "C", false, "send each newline of standard input as CR and LF; one that has a CR stays as it is")
	fs.Var(&c.Format, "format", formatUsage)
	fs.Var(&c.Delimit, "delimit", delimitUsage)
	fs.BoolVar(&c.OOBMark, "oob-mark", false, "show where the mark of urgent data is, and the urgent byte there; with --format text, hex or json")
	fs.Var(offsetValue{&c.OOBAt}, "oob-at", "send the byte at `OFFSET` of standard input with MSG_OOB; the first is 0")
	styleVar(fs, &c.Stats, statsStyles(), "stats", "report at the end how much was moved and how fast, and TCP's own figures: `STYLE` text or json")
	styleVar(fs, &c.Progress, progressStyles(), "progress", "show on standard error what is moved: `STYLE` bar, on a terminal alone, or plain, a line every second")
	fs.Var(rateValue{&c.Rate}, "rate", "move at most so many bytes a second in each direction, as 500k or 8Mbit: `LIMIT`")
	fs.BoolVar(&c.Drain, "drain", false, "end only when the peer has acknowledged everything; --deadline and --linger bound it")
}

// styleVar adds a flag whose value is one of a few words, by default the first. The zero value means that the flag is not given.
func styleVar[T ~int](fs *pflag.FlagSet, v *T, words []string, name, usage string) {
	fs.Var(styleValue[T]{v, words}, name, usage)
	fs.Lookup(name).NoOptDefVal = words[0]
}

// styleValue stores the index of a word, counted from 1.
type styleValue[T ~int] struct {
	v     *T
	words []string
}

func (s styleValue[T]) String() string {
	if s.v == nil || *s.v == 0 {
		return ""
	}
	return s.words[*s.v-1]
}

func (s styleValue[T]) Set(text string) error {
	if err := choiceValue[T](s).Set(text); err != nil {
		return err
	}
	*s.v++
	return nil
}

func (s styleValue[T]) Type() string { return "STYLE" }

func statsStyles() []string    { return []string{"text", "json"} }
func progressStyles() []string { return []string{"bar", "plain"} }

func eofRules() []string  { return []string{"shutdown", "keep", "quit"} }
func peerRules() []string { return []string{"auto", "wait", "quit"} }

// catGiven notes which of catFlags were given.
func catGiven(fs *pflag.FlagSet, c *session.Cat) {
	c.Framed, c.Wants = fs.Changed("framing"), fs.Changed("want")
}

// offsetValue is a flag for an offset in a stream.
type offsetValue struct{ at **int }

func (v offsetValue) String() string { return "" }

func (v offsetValue) Set(s string) error {
	*v.at = new(int)
	return (&sizeValue{*v.at, 0}).Set(s)
}

func (v offsetValue) Type() string { return "OFFSET" }

const formatUsage = "write what arrives as `FORMAT` raw, text, hex or json"

const delimitUsage = "keep the borders of raw messages by `DELIMIT` none, line, nul, length or base64"

const framingUsage = "what of standard input is one message: `FRAMING` read, line, nul, all, length, base64 or a number of bytes"

// rateValue is a flag for a number of bytes a second.
type rateValue struct{ n *int64 }

func (v rateValue) String() string { return "" }

func (v rateValue) Set(s string) error {
	n, err := sockopt.ParseRate(s)
	if err != nil || n <= 0 {
		return errors.New("want bytes a second, like 100, 64k or 1G, or bits a second, like 8Mbit")
	}
	*v.n = n
	return nil
}

func (v rateValue) Type() string { return "LIMIT" }
