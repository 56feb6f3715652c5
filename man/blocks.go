package man

import "strings"

// body writes the paragraphs and the literal blocks of a section.
func (w *writer) body(all []block) {
	for i, b := range all {
		if b.literal {
			w.literal(b.lines)
			continue
		}
		if i > 0 {
			w.raw(".Pp")
		}
		w.prose(strings.Join(b.lines, " "))
	}
}

// A block is a paragraph, or lines to be kept as they are.
type block struct {
	literal bool
	lines   []string
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
