package cmd

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/cmd/flags"
	"sock/internal/env"
	"sock/internal/show"
)

const (
	narrow = 79  // columns of help in a file or a pipe, and of the short help
	widest = 100 // columns of a line that is still easy to read
)

// helpWidth returns the width of help in columns.
func helpWidth(env *env.Env) int {
	if !show.Terminal(env.Out) {
		return narrow
	}
	return min(env.Door.Columns(env.Out), widest)
}

// tableWidth returns the width of a table of options. Rows are not wrapped in a pipe, so that grep(1) prints whole rows.
func tableWidth(env *env.Env) int {
	if !show.Terminal(env.Out) {
		return math.MaxInt
	}
	return helpWidth(env)
}

// A helpPage collects the help of one command.
type helpPage struct {
	strings.Builder
	c     *cobra.Command
	width int
}

func (p *helpPage) line(s string) { p.WriteString(s + "\n") }

func (p *helpPage) title() {
	p.line(strings.Join(wrap("", p.c.CommandPath()+": "+p.c.Short, 2, p.width), "\n") + "\n")
}

// usage writes the forms of the command line, one on each line.
func (p *helpPage) usage() {
	label := "usage: "
	for _, form := range UsageForms(p.c) {
		p.line(strings.Join(wrap(label, form, len(label)+2, p.width), "\n"))
		label = strings.Repeat(" ", len(label))
	}
}

// UsageForms returns the forms of the command line. They are separated by a bar in c.Use.
func UsageForms(c *cobra.Command) []string {
	forms := strings.Split(strings.ReplaceAll(c.Use, "[flags]", "[FLAG...]"), " | ")
	for i := range forms {
		if c.HasParent() {
			forms[i] = "sock " + forms[i]
		}
	}
	return forms
}

// examples writes examples as they are typed.
func (p *helpPage) examples(list []string) {
	if len(list) == 0 {
		return
	}
	p.line("\nExamples:")
	for i, example := range list {
		if i > 0 {
			p.line("")
		}
		p.line(indent(example))
	}
}

// blocksOf cuts a text at its blank lines.
func blocksOf(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n\n"), func(s string) bool { return s == "" })
}

// commands lists the commands in the order of their table, which follows the life of a socket.
func (p *helpPage) commands() {
	for _, group := range p.c.Groups() {
		p.line("\n" + group.Title)
		for _, c := range commandsOf(p.c, group.ID) {
			p.line(strings.Join(wrap(fmt.Sprintf("  %-12s ", c.Name()), c.Short, 15, p.width), "\n"))
		}
	}
}

func (p *helpPage) flags(title string, list []*pflag.Flag) {
	if len(list) == 0 {
		return
	}
	p.line("\n" + title + ":")
	for _, f := range list {
		p.flag(f, flags.Plain(flags.Text(f)))
	}
}

// flag writes a flag and its text, on the same line or, if the name is too long, below.
func (p *helpPage) flag(f *pflag.Flag, text string) {
	const column = 28
	label := "  " + flags.FormOf(f).String()
	if len(label) > column-2 {
		p.line(label)
		label = ""
	}
	p.line(strings.Join(wrap(fmt.Sprintf("%-*s", column, label), text, column, p.width), "\n"))
}

func indent(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = "  " + line
		}
	}
	return strings.Join(lines, "\n")
}
