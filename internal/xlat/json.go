package xlat

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendJSON appends s as a JSON string. It escapes what RFC 8259 requires, and all other non-printable characters:
// some programs break lines at them, and a terminal may change the direction of text. A byte that is not UTF-8 becomes
// \xHH, as in addresses.
func AppendJSON(out []byte, s string) []byte {
	out = append(out, '"')
	for i, r := range s {
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r == '\n':
			out = append(out, `\n`...)
		case r == '\r':
			out = append(out, `\r`...)
		case r == '\t':
			out = append(out, `\t`...)
		case !unicode.IsPrint(r):
			for _, unit := range utf16.AppendRune(nil, r) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd"):
			out = fmt.Appendf(out, `\\x%02x`, s[i])
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}
