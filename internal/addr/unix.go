package addr

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// unixSockaddr parses the name of a UNIX socket, unix(7): "" for autobind, "@NAME" for the abstract namespace, or a
// path. A byte may be written as \xHH.
func unixSockaddr(text string) (Sockaddr, error) {
	name := unescape(text)
	switch {
	case text == "":
		return family(unix.AF_UNIX, 2), nil
	case text[0] == '@':
		name[0] = 0
	case strings.IndexByte(string(name), 0) >= 0:
		return nil, fail.Usagef("%s: a path cannot contain a NUL byte; an abstract name, @NAME, can", text)
	}
	if len(name) > unixPathMax {
		return nil, tooLong(text, name)
	}
	sa := append(family(unix.AF_UNIX, 2), name...)
	if name[0] != 0 && len(name) < unixPathMax {
		sa = append(sa, 0) // as getsockname(2) returns it
	}
	return sa, nil
}

// Path returns the UNIX address of a path, without escapes. The kernel refuses a path that is too long.
func Path(path string) Sockaddr { return append(append(family(unix.AF_UNIX, 2), path...), 0) }

func tooLong(text string, name []byte) error {
	hint := ""
	if name[0] != 0 {
		hint = "use a shorter path, or change into its directory and give a relative one"
	}
	return &fail.Call{
		What: shorten(text), Err: unix.ENAMETOOLONG,
		Why: fmt.Sprintf("%d bytes, a UNIX socket's name has at most %d", len(name), unixPathMax), Hint: hint,
	}
}

func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + "..."
	}
	return s
}

// unixText returns the text of a UNIX address. It is the inverse of unixSockaddr.
func (sa Sockaddr) unixText() string {
	if path, ok := sa.UnixPath(); ok {
		return escape([]byte(path), true)
	}
	if len(sa) < 3 {
		return ""
	}
	return "@" + escape(sa[3:], false)
}

// escape writes non-printable bytes, backslashes and spaces as \xHH. It also escapes a leading @ of a path, which would
// mean an abstract name.
func escape(b []byte, path bool) string {
	var s strings.Builder
	for i, c := range b {
		if c <= ' ' || c > '~' || c == '\\' || path && i == 0 && c == '@' {
			fmt.Fprintf(&s, `\x%02x`, c)
		} else {
			s.WriteByte(c)
		}
	}
	return s.String()
}

// unescape decodes \xHH. Any other backslash is a normal character, as in file names.
func unescape(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) && s[i+1] == 'x' {
			if v, err := strconv.ParseUint(s[i+2:i+4], 16, 8); err == nil {
				out = append(out, byte(v))
				i += 3
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}
