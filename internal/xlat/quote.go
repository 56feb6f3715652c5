package xlat

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// StringLimit is how many bytes of a string strace shows before its "..." (its -s default).
const StringLimit = 32

// Quote returns b in strace's notation, cut after limit bytes (0: never) and then followed by "...".
// Bytes outside printable ASCII become C escapes; an octal escape is shortened
// unless an octal digit follows it, which would be read as part of it.
func Quote(b []byte, limit int) string {
	more := limit > 0 && len(b) > limit
	if more {
		b = b[:limit]
	}
	var s strings.Builder
	s.Grow(len(b) + 5)
	s.WriteByte('"')
	for i, c := range b {
		quoteByte(&s, c, i+1 < len(b) && b[i+1] >= '0' && b[i+1] <= '7')
	}
	s.WriteByte('"')
	if more {
		s.WriteString("...")
	}
	return s.String()
}

func quoteByte(s *strings.Builder, c byte, digitFollows bool) {
	if i := strings.IndexByte("\"\\\f\n\r\t\v", c); i >= 0 {
		s.WriteByte('\\')
		s.WriteByte("\"\\fnrtv"[i])
		return
	}
	if c >= ' ' && c <= '~' {
		s.WriteByte(c)
		return
	}
	s.WriteByte('\\')
	if digitFollows || c >= 0o100 {
		s.WriteByte('0' + c>>6)
	}
	if digitFollows || c >= 0o10 {
		s.WriteByte('0' + c>>3&7)
	}
	s.WriteByte('0' + c&7)
}

// Printable returns s with \xHH for every byte that is no part of a printable character, so that it can do nothing
// to a terminal.
func Printable(s string) string {
	var out strings.Builder
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if unicode.IsPrint(r) && (r != utf8.RuneError || n > 1) {
			out.WriteString(s[:n])
		} else {
			n = 1
			fmt.Fprintf(&out, `\x%02x`, s[0])
		}
		s = s[n:]
	}
	return out.String()
}

// Escape returns b as text that Unescape reads: nothing but what is printable, and no newline or tab.
func Escape(b []byte) []byte {
	return []byte(Printable(strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(string(b))))
}

// Unescape reads the C escapes that Quote writes, and \xHH, in text without the quotes around it.
// It reports the first escape it does not know.
func Unescape(s string) ([]byte, error) {
	out := make([]byte, 0, len(s))
	for len(s) > 0 {
		if s[0] != '\\' {
			out, s = append(out, s[0]), s[1:]
			continue
		}
		c, n := escape(s[1:])
		if n == 0 {
			return nil, &EscapeError{Text: s[:min(len(s), 4)]}
		}
		out, s = append(out, c), s[1+n:]
	}
	return out, nil
}

// An EscapeError names a backslash sequence that means nothing.
type EscapeError struct{ Text string }

func (e *EscapeError) Error() string {
	return "unknown escape " + e.Text + ` (there are \n \r \t \v \f \a \b \e \0 \\ \" \' \OOO \xHH)`
}

// escape decodes what follows a backslash and returns the byte and how much of s it took, 0 for none.
func escape(s string) (c byte, n int) {
	if s == "" {
		return 0, 0
	}
	if i := strings.IndexByte(`nrtvfabe\"'`, s[0]); i >= 0 {
		return "\n\r\t\v\f\a\b\x1b\\\"'"[i], 1
	}
	if s[0] == 'x' {
		c, n = digits(s[1:], 16, 2)
		if n == 0 {
			return 0, 0
		}
		return c, n + 1
	}
	return digits(s, 8, 3)
}

// digits reads up to most digits of a number below 256.
func digits(s string, base, most int) (c byte, n int) {
	v := 0
	for n < most && n < len(s) {
		d := strings.IndexByte("0123456789abcdefABCDEF", s[n])
		if d > 15 {
			d -= 6
		}
		if d < 0 || d >= base || v*base+d > 255 {
			break
		}
		v, n = v*base+d, n+1
	}
	return byte(v), n
}
