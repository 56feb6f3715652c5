package cmd

import (
	"strings"
	"testing"
)

// TestFill: paragraphs are filled anew, indented lines only if they are too long, and no word is broken.
func TestFill(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		width            int
	}{
		{"paragraph", "one two\nthree four", "one two three\nfour", 13},
		{"two paragraphs", "one\ntwo\n\nthree", "one two\n\nthree", 80},
		{"a long word", "a verylongword b", "a\nverylongword\nb", 5},
		{"literal that fits", "say:\n\n    a   b\n    c", "say:\n\n    a   b\n    c", 10},
		{"item", "  all  every client that is there", "  all  every\n       client\n       that is\n       there", 14},
		{"item of several lines", "  all  every client\n       that is\n  one  it", "  all  every\n       client\n       that is\n  one  it", 14},
		{"no name", "    one two three", "    one\n      two\n      three", 10},
		{"columns", "  NAME    rw   int   a flag of two", "  NAME    rw   int   a\n          flag of two", 22},
	} {
		if got := fill(c.text, c.width); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, c.want)
		}
	}
}

// TestFillKeepsWords: any width keeps all words of every text in their order.
func TestFillKeepsWords(t *testing.T) {
	for _, c := range New().Commands() {
		for width := 20; width < 120; width += 20 {
			if got, want := strings.Fields(fill(c.Long, width)), strings.Fields(c.Long); strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("%s at %d columns has other words than its text", c.Name(), width)
			}
		}
	}
}
