package xlat

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendJSON appends s as a string of JSON. It escapes what RFC 8259 says must be, and every other character that is not
// printable: some reader breaks lines at it, or a terminal turns the direction of the text. A byte that is not UTF-8 becomes
// \xHH, as it does in addresses.
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
