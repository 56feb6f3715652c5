package xlat

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// StringLimit is the number of bytes of a string that strace prints before "..." by default (-s).
const StringLimit = 32

// Quote returns b as strace prints a string. After limit bytes it ends with "..."; 0 means no limit. Non-printable and
// non-ASCII bytes become C escapes. An octal escape has three digits only if an octal digit follows.
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

// Printable returns s with each byte that is not part of a printable character as \xHH. The result is safe to print on
// a terminal.
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

// Escape returns b with C escapes, which Unescape decodes. The result is printable and has no newline or tab.
func Escape(b []byte) []byte {
	return []byte(Printable(strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(string(b))))
}

// Unescape decodes the C escapes that Quote writes, and \xHH. It expects text without quotes. It returns an EscapeError
// for the first escape that it does not know.
func Unescape(s string) ([]byte, error) {
	out := make([]byte, 0, len(s))
	for len(s) > 0 {
		if s[0] != '\\' {
			out, s = append(out, s[0]), s[1:]
			continue
		}
		c, n := decodeEscape(s[1:])
		if n == 0 {
			return nil, &EscapeError{Text: s[:min(len(s), 4)]}
		}
		out, s = append(out, c), s[1+n:]
	}
	return out, nil
}

// An EscapeError is an unknown backslash sequence.
type EscapeError struct{ Text string }

func (e *EscapeError) Error() string {
	return "unknown escape " + e.Text + ` (there are \n \r \t \v \f \a \b \e \0 \\ \" \' \OOO \xHH)`
}

// decodeEscape decodes the text after a backslash. It returns the byte and the number of bytes used, 0 for an unknown sequence.
func decodeEscape(s string) (c byte, n int) {
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

// digits parses up to most digits of a number below 256. It returns the number and how many digits it used.
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
