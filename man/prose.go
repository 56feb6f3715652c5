package man

import (
	"strings"
)

// width is the longest text line, as mandoc(1) likes it.
const width = 78

// prose writes one paragraph, a sentence a line.
func (w *writer) prose(s string) {
	f := filler{w: w}
	for word := range strings.FieldsSeq(s) {
		if l := w.markup(word); l != nil {
			f.flush(true)
			w.put(l)
			continue
		}
		f.add(word)
	}
	f.flush(false)
}

// A filler fills text lines with words.
type filler struct {
	w       *writer
	waiting string
}

func (f *filler) add(word string) {
	text := escapeProse(word)
	if strings.HasPrefix(word, "-") {
		text = escapeCode(word)
	}
	if f.waiting != "" && len(f.waiting)+1+len(text) > width {
		f.flush(true)
	}
	f.waiting = strings.TrimPrefix(f.waiting+" "+text, " ")
	if endsSentence(word) && !abbreviation(word) {
		f.flush(false)
	}
}

// flush writes the line; if the sentence goes on, its last word is at most an abbreviation, and no
// wide space belongs after it.
func (f *filler) flush(goesOn bool) {
	if f.waiting == "" {
		return
	}
	if goesOn && endsSentence(f.waiting) {
		f.waiting += `\&`
	}
	f.w.raw(guard(f.waiting))
	f.waiting = ""
}

// endsSentence reports whether a line that ends in word ends a sentence, to roff.
func endsSentence(word string) bool {
	word = strings.TrimRight(word, `)]"'`)
	return strings.HasSuffix(word, ".") || strings.HasSuffix(word, "!") || strings.HasSuffix(word, "?")
}

func abbreviation(word string) bool {
	switch strings.ToLower(strings.TrimLeft(word, `(["'`)) {
	case "e.g.", "i.e.", "cf.", "vs.", "etc.":
		return true
	}
	return false
}

// markup returns the macro line of a word that has one, else nil.
func (w *writer) markup(word string) line {
	m := w.inline.FindStringSubmatch(word)
	if m == nil {
		return nil
	}
	before, page, sect, flag, arg, rest := m[1], m[2], m[3], m[4], m[5], m[6]
	var l line
	if before != "" {
		l = call("No").arg(before).call("Ns")
	}
	switch {
	case page != "":
		w.refs[ref{page, sect}] = true
		l = l.call("Xr", page, sect)
	case flag != "":
		l = l.call("Fl").arg(flag)
	default:
		l = l.call("Ar").arg(arg)
	}
	return w.markupRest(l, rest)
}

// markupRest appends what follows without a space: text, or more markup, and punctuation.
func (w *writer) markupRest(l line, rest string) line {
	const closing = ".,:;)]?!"
	if more := w.markup(rest); more != nil {
		return append(l.call("Ns"), more...)
	}
	text := strings.TrimRight(rest, closing)
	if text != "" {
		l = l.call("Ns", "No").arg(text)
	}
	return append(l, strings.Split(rest[len(text):], "")...)
}
