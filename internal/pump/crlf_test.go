package pump

import "testing"

func TestCRLF(t *testing.T) {
	for _, c := range []struct {
		name   string
		stream bool
		pieces []string
		want   string
	}{
		{"a newline", true, []string{"a\n"}, "a\r\n"},
		{"one that has its CR", true, []string{"a\r\nb\n"}, "a\r\nb\r\n"},
		{"a CR alone", true, []string{"a\rb"}, "a\rb"},
		{"newlines alone", true, []string{"\n\n"}, "\r\n\r\n"},
		{"a CR in the piece before", true, []string{"a\r", "\nb"}, "a\r\nb"},
		{"a CR in the message before", false, []string{"a\r", "\nb"}, "a\r\r\nb"},
		{"nothing", true, []string{"", ""}, ""},
	} {
		convert, got := CRLF(c.stream), ""
		for _, piece := range c.pieces {
			got += string(convert([]byte(piece)))
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
