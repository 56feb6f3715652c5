package socket_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"sock/internal/show"
	"sock/internal/sys"
	"sock/sockopt"
)

// FuzzOptionJSON: any value of any option is an object that can be read, on one line of printable characters.
func FuzzOptionJSON(f *testing.F) {
	all := sockopt.All()
	for i, o := range all {
		f.Add(uint16(i), bytes.Repeat([]byte{0x1b, 'x', 0xff}, o.Kind.Room()%64/3+1))
	}
	f.Fuzz(func(t *testing.T, i uint16, value []byte) {
		o := all[int(i)%len(all)]
		line, ended := strings.CutSuffix(string(show.Object(show.Members{{Name: o.Name, Value: o.JSON(value, sys.World())}})), "\n")
		if !ended || strings.ContainsFunc(line, func(c rune) bool { return !unicode.IsPrint(c) }) || !json.Valid([]byte(line)) {
			t.Errorf("%s %x is %q", o.Name, value, line)
		}
	})
}
