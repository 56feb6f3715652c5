package cmd

import (
	"github.com/spf13/pflag"

	"sock/modes"
)

// catSize is how much of standard input becomes one message, unless --size says otherwise.
const catSize = 8192

// catFlags are the flags of words that end in standard input and output.
func catFlags(fs *pflag.FlagSet, c *modes.Cat) {
	c.Size = catSize
	fs.Var(choiceValue[modes.EOFRule]{&c.EOF, eofRules()}, "eof", "at the end of standard input: `RULE` shutdown (our direction only), keep or quit")
	fs.Var(choiceValue[modes.PeerRule]{&c.PeerEOF, peerRules()}, "peer-eof", "at the peer's end: `RULE` auto (quit if standard input is a terminal), wait for standard input or quit")
	durationVar(fs, &c.Idle, "idle", "", "fail with ETIMEDOUT when nothing moved for `DURATION`")
	durationVar(fs, &c.Linger, "linger", "", "stay at most `DURATION` after the end of standard input")
	durationVar(fs, &c.Deadline, "deadline", "", "fail with ETIMEDOUT when the command takes longer than `DURATION`")
	fs.BoolVar(&c.SendOnly, "send-only", false, "do not receive; end when the peer's kernel has everything")
	fs.BoolVar(&c.RecvOnly, "recv-only", false, "do not read standard input")
	fs.Var(&c.Framing, "framing", framingUsage)
	fs.Var(&sizeValue{&c.Size, 1}, "size", "read at most `BYTES` of standard input for one message")
	fs.Var(&c.Format, "format", "write what arrives as `FORMAT` raw, text, hex or json")
}

func eofRules() []string  { return []string{"shutdown", "keep", "quit"} }
func peerRules() []string { return []string{"auto", "wait", "quit"} }

// checkCat refuses flags of catFlags that contradict each other.
func checkCat(fs *pflag.FlagSet, c *modes.Cat) error {
	if err := exclusive(fs, "send-only", "recv-only"); err != nil {
		return err
	}
	if c.RecvOnly {
		for _, name := range []string{"eof", "linger", "framing"} {
			if fs.Changed(name) {
				return contradiction("--recv-only", "--"+name)
			}
		}
	}
	if c.SendOnly && fs.Changed("format") {
		return contradiction("--send-only", "--format")
	}
	c.Framed = fs.Changed("framing")
	return nil
}

const framingUsage = "what of standard input is one message: `FRAMING` read, line, nul, all, length, base64 or a number of bytes"
