package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// A row lists blocks of one function and the reason why no test reaches them.
type row struct {
	pkg, function string
	texts         []string // the first line of each block, repeated for several that start alike
	why           string
	line          int // of the page
}

// sometimes reports whether the blocks are reached in some runs only: they may also be covered.
func (r *row) sometimes() bool { return strings.HasPrefix(r.why, "Sometimes: ") }

// readPage reads the tables of docs/coverage.md.
func readPage(file string) ([]*row, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parsePage(string(text))
}

// parsePage reads rows "| function | block | why |" below the heading that names their package.
func parsePage(text string) (rows []*row, err error) {
	pkg, line := "", 0
	for l := range strings.Lines(text) {
		line++
		l = strings.TrimSpace(l)
		if heading, ok := strings.CutPrefix(l, "## "); ok {
			pkg = strings.TrimSpace(heading)
		}
		if !strings.HasPrefix(l, "| `") {
			continue
		}
		r, err := parseRow(l)
		if err != nil {
			return nil, fmt.Errorf("line %d of the page: %w", line, err)
		}
		r.pkg, r.line = pkg, line
		rows = append(rows, r)
	}
	return rows, nil
}

// A bar in a cell is written \|, as in Markdown.
const escapedBar, hiddenBar = `\|`, "\x00"

var quoted = regexp.MustCompile("`([^`]*)`(?: ×([0-9]+))?")

func parseRow(text string) (*row, error) {
	cells := strings.Split(strings.ReplaceAll(text, escapedBar, hiddenBar), "|")
	if len(cells) != 5 {
		return nil, fmt.Errorf("want | function | block | why |, have %s", text)
	}
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(cell, hiddenBar, "|"))
	}
	r := &row{function: strings.Trim(cells[1], "`"), why: cells[3]}
	for _, m := range quoted.FindAllStringSubmatch(cells[2], -1) {
		times := 1
		if m[2] != "" {
			times, _ = strconv.Atoi(m[2]) // they are digits
		}
		for range times {
			r.texts = append(r.texts, m[1])
		}
	}
	if len(r.texts) == 0 {
		return nil, fmt.Errorf("no block in %s", text)
	}
	return r, nil
}

// written is the row in the format of the page.
func (b *block) written(why string) string {
	return strings.TrimSuffix(fmt.Sprintf("| `%s` | `%s` | %s", b.function, strings.ReplaceAll(b.plain(), "|", escapedBar), why), " ") + " |"
}

// plain is the text of a block without backquotes, which would end the code span in the page.
func (b *block) plain() string { return strings.ReplaceAll(b.text, "`", "'") }
