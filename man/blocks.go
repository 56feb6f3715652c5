package man

import "strings"

// body writes the paragraphs, the headings and the literal blocks of a section.
func (w *writer) body(all []block) {
	for i, b := range all {
		if b.literal {
			w.literal(b.lines)
			continue
		}
		if b.chapter() {
			w.subheading(b.lines[0])
			continue
		}
		if i > 0 && !all[i-1].chapter() {
			w.raw(".Pp")
		}
		if b.title() {
			w.put(call("Sy").arg(b.lines[0]))
			continue
		}
		w.prose(strings.Join(b.lines, " "))
	}
}

// A block is a paragraph, or lines to be kept as they are.
type block struct {
	literal bool
	lines   []string
}

// title reports whether b is no paragraph but names what follows: one line that ends in no punctuation.
func (b block) title() bool {
	line := b.lines[0]
	return !b.literal && len(b.lines) == 1 && !strings.ContainsAny(line[len(line)-1:], ".:,;!?")
}

// chapter reports whether b names more than one thing that follows, in capitals.
func (b block) chapter() bool {
	return b.title() && b.lines[0] == strings.ToUpper(b.lines[0])
}

// blocks cuts s into paragraphs and literal blocks, which are indented: where a line is blank, and
// where the indentation begins or ends. A blank line between two literal blocks belongs to them,
// and they are one.
func blocks(s string) []block {
	var all []block
	blank := true
	for l := range strings.Lines(s) {
		l = strings.TrimRight(l, " \t\n")
		if l == "" {
			blank = true
			continue
		}
		all = addLine(all, l, blank)
		blank = false
	}
	for i := range all {
		if all[i].literal {
			all[i].lines = dedent(all[i].lines)
		}
	}
	return all
}

// addLine puts l into the last block, or starts the next one; blank says that a blank line precedes it.
func addLine(all []block, l string, blank bool) []block {
	literal := l[0] == ' ' || l[0] == '\t'
	if len(all) == 0 || all[len(all)-1].literal != literal || blank && !literal {
		return append(all, block{literal, []string{l}})
	}
	last := &all[len(all)-1]
	if blank {
		last.lines = append(last.lines, "")
	}
	last.lines = append(last.lines, l)
	return all
}

// dedent takes away the indentation that all lines share.
func dedent(lines []string) []string {
	margin := lines[0][:len(lines[0])-len(strings.TrimLeft(lines[0], " \t"))]
	for _, l := range lines {
		for l != "" && !strings.HasPrefix(l, margin) {
			margin = margin[:len(margin)-1]
		}
	}
	cut := make([]string, len(lines))
	for i, l := range lines {
		cut[i] = strings.TrimPrefix(l, margin)
	}
	return cut
}
