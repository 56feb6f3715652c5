package man

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// A writer collects mdoc(7) lines and remembers the pages they refer to.
type writer struct {
	out    bytes.Buffer
	refs   map[ref]bool
	inline *regexp.Regexp
}

// A ref names a page of the manual: connect(2).
type ref struct{ name, section string }

func newWriter() *writer {
	return &writer{refs: map[ref]bool{}, inline: inlinePattern()}
}

func (w *writer) bytes() []byte { return w.out.Bytes() }

// put writes one macro line.
func (w *writer) put(l line) {
	w.raw("." + strings.Join(l, " "))
}

// raw writes a line that is mdoc already.
func (w *writer) raw(text string) {
	w.out.WriteString(text + "\n")
}

// heading starts a section.
func (w *writer) heading(title string) {
	w.put(call("Sh", title))
}

// subheading starts a part of a section.
func (w *writer) subheading(title string) {
	w.put(call("Ss", escapeArgs(title)))
}

// literal writes lines as they are, indented, and ends in a state where a paragraph needs its .Pp.
func (w *writer) literal(lines []string) {
	w.raw(".Bd -literal -offset indent")
	for _, l := range lines {
		w.raw(guard(escapeCode(strings.ReplaceAll(l, "\t", "        "))))
	}
	w.raw(".Ed")
}

// A line is a macro line in parts: macros to be called, and arguments that must not be taken for one.
type line []string

// call begins a line with macros.
func call(macros ...string) line { return line(macros) }

// call appends macros, or delimiters, which mdoc sets without a space before.
func (l line) call(macros ...string) line { return append(l, macros...) }

// arg appends one argument, whatever it is made of.
func (l line) arg(text string) line {
	text = escapeCode(text)
	if looksLikeMacro(text) {
		text = `\&` + text
	}
	if text == "" || strings.Contains(text, " ") {
		text = `"` + text + `"`
	}
	return append(l, text)
}

// looksLikeMacro reports whether mdoc would call text, or treat it as punctuation.
func looksLikeMacro(text string) bool {
	if strings.Trim(text, "()[].,:;|?!") == "" {
		return true
	}
	if len(text) < 2 || len(text) > 3 || text[0] < 'A' || text[0] > 'Z' {
		return false
	}
	return strings.ToLower(text[1:]) == text[1:]
}

// escapeCode keeps every character what it is, for text that people copy to a shell: roff would
// make a backslash an escape, a hyphen a typographic one and a quote a curly one.
func escapeCode(text string) string {
	return ascii(strings.NewReplacer(
		`\`, `\e`, `-`, `\-`, `'`, `\(aq`, `"`, `\(dq`, "`", `\(ga`, `^`, `\(ha`, `~`, `\(ti`,
	).Replace(text))
}

// escapeProse does the same for running text, where hyphens may be typographic.
func escapeProse(text string) string {
	return ascii(strings.NewReplacer(
		`\`, `\e`, `'`, `\(aq`, "`", `\(ga`, `^`, `\(ha`, `~`, `\(ti`,
	).Replace(text))
}

// escapeArgs is escapeProse for macros that take a line of text, where quotes would be eaten.
func escapeArgs(text string) string {
	return strings.ReplaceAll(escapeProse(text), `"`, `\(dq`)
}

// ascii spells every other character by its code point, so that no formatter has to guess an encoding.
func ascii(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < 0x80 {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\[u%04X]`, r)
		}
	}
	return b.String()
}

// guard keeps a text line from being read as a request.
func guard(text string) string {
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		return `\&` + text
	}
	return text
}

// inlinePattern finds at the head of a word what has a macro of its own: name(2), --flag and the
// `ARGUMENT` that a flag's usage text names. Its groups are what stands before, these three
// (the first in two parts) and the rest.
func inlinePattern() *regexp.Regexp {
	return regexp.MustCompile("^([^\\w`-]*)" +
		`(?:([A-Za-z_][\w.+-]*)\(([1-9][a-z]*)\)|-(-?[A-Za-z0-9][\w-]*)|` + "`([^`]+)`)(.*)$")
}
