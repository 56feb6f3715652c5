package cmd

import (
	"strings"
)

// fill wraps a text into lines of at most width columns, and never breaks a word. It joins and wraps the lines of a paragraph,
// which have no indentation. An indented line that fits does not change. A longer one is wrapped together with the lines that
// continue it.
func fill(text string, width int) string {
	var out, paragraph []string
	flush := func() {
		if len(paragraph) > 0 {
			out = append(out, wrap("", strings.Join(paragraph, " "), 0, width)...)
			paragraph = nil
		}
	}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		switch line := lines[i]; {
		case line == "":
			flush()
			out = append(out, "")
		case line[0] != ' ':
			paragraph = append(paragraph, line)
		default:
			flush()
			n := itemLines(lines[i:])
			out = append(out, fillItem(lines[i:i+n], width)...)
			i += n - 1
		}
	}
	flush()
	return strings.Join(out, "\n")
}

// itemLines returns the number of lines of an item: the first, and the following ones that begin in the column of its text.
func itemLines(lines []string) int {
	column := hang(lines[0])
	n := 1
	for n < len(lines) && lines[n] != "" && indentation(lines[n]) == column {
		n++
	}
	return n
}

// fillItem wraps an item that does not fit.
func fillItem(lines []string, width int) []string {
	long := false
	for _, line := range lines {
		long = long || len([]rune(line)) > width
	}
	if !long {
		return lines
	}
	column := hang(lines[0])
	label, text := "", lines[0]
	if column <= len(text) && strings.TrimSpace(text[:column]) != "" {
		label, text = text[:column], text[column:]
	} else {
		label, text = text[:indentation(text)], strings.TrimLeft(text, " ")
	}
	for _, line := range lines[1:] {
		text += " " + strings.TrimLeft(line, " ")
	}
	return wrap(label, text, column, width)
}

// hang returns the column in which the text of an item begins: after the blanks that follow its name, or without a name two
// columns to the right of the line.
func hang(line string) int {
	start := indentation(line)
	if gap := strings.Index(line[start:], "  "); gap >= 0 {
		at := start + gap
		return at + indentation(line[at:])
	}
	return start + 2
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// wrap writes the label, then the words of the text in lines of at most width columns, all but the first indented to column. It
// keeps runs of blanks, which separate columns.
func wrap(label, text string, column, width int) []string {
	var lines []string
	line, blanks := label, ""
	for word := range strings.SplitSeq(text, " ") {
		if word == "" {
			blanks += " "
			continue
		}
		if line != label && len([]rune(line+blanks+word)) > width {
			lines = append(lines, line)
			line, label, blanks = strings.Repeat(" ", column), strings.Repeat(" ", column), ""
		}
		line += blanks + word
		blanks = " "
	}
	return append(lines, line)
}
