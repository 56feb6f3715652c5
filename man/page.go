package man

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sock/cmd"
	"sock/internal/fail"
	"sock/sockopt"
	"sock/sockopt/cmsg"
)

// A page is the manual page of one command while it is written.
type page struct {
	*writer
	cmd *cobra.Command
}

// head writes the title and NAME.
func (p *page) head() {
	p.raw(".Dd " + date)
	p.put(call("Dt", strings.ToUpper(name(p.cmd)), section(p.cmd)))
	p.raw(".Os")
	p.heading("NAME")
	last := name(p.cmd)
	for _, alias := range p.cmd.Aliases {
		p.put(call("Nm", last, ","))
		last = aliasName(p.cmd, alias)
	}
	p.put(call("Nm", last))
	p.put(call("Nd", escapeArgs(p.cmd.Short)))
}

func (p *page) description() {
	p.heading("DESCRIPTION")
	p.body(blocks(p.cmd.Long))
}

// table lists the socket options, a literal block a level.
func (p *page) table() {
	p.heading("THE OPTIONS")
	p.body(blocks(cmd.OptionsTable(sockopt.All(), nil, false)))
}

// controls lists the control messages, a literal block a level.
func (p *page) controls() {
	p.heading("THE CONTROL MESSAGES")
	p.body(blocks(cmd.ControlsTable(cmsg.All())))
}

// words lists the commands below p.cmd, group by group.
func (p *page) words() {
	all := visible(p.cmd)
	if len(all) == 0 {
		return
	}
	p.heading("COMMANDS")
	for _, g := range p.cmd.Groups() {
		p.group(strings.TrimSuffix(g.Title, ":"), inGroup(all, g.ID))
	}
	if p.cmd.HasParent() {
		p.list(all)
	} else {
		p.group("Other commands", inGroup(all, ""))
	}
}

func inGroup(all []*cobra.Command, id string) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(all), func(c *cobra.Command) bool { return c.GroupID != id })
}

func (p *page) group(title string, members []*cobra.Command) {
	if len(members) > 0 {
		p.subheading(title)
		p.list(members)
	}
}

// list says what each of the commands does, and where it is described if it has a page.
func (p *page) list(members []*cobra.Command) {
	p.raw(".Bl -tag -width Ds")
	for _, c := range members {
		if c.Parent().HasParent() {
			p.put(call("It", "Cm").arg(c.Name()))
		} else {
			p.refs[ref{name(c), section(c)}] = true
			p.put(call("It", "Xr", name(c), section(c)))
		}
		p.prose(c.Short)
	}
	p.raw(".El")
}

// exitStatus stands in full on every page: a script's author reads one page.
func (p *page) exitStatus() {
	p.heading("EXIT STATUS")
	p.raw(".Bl -tag -width Ds")
	for _, row := range fail.Table() {
		p.put(call("It").arg(row.Status))
		p.prose(row.Text)
	}
	p.raw(".El")
}

// examples sets the comments as prose and the commands as they are typed.
func (p *page) examples() {
	if p.cmd.Example == "" {
		return
	}
	p.heading("EXAMPLES")
	all := blocks(commentsOut(p.cmd.Example))
	for _, b := range all {
		if last := len(b.lines) - 1; !b.literal {
			b.lines[last] = colon(b.lines[last])
		}
	}
	p.body(all)
}

// commentsOut indents the commands and takes the sign off the comments, which makes them paragraphs.
func commentsOut(example string) string {
	var b strings.Builder
	for l := range strings.Lines(example) {
		if comment, ok := strings.CutPrefix(strings.TrimSpace(l), "# "); ok {
			b.WriteString(comment + "\n")
		} else {
			b.WriteString("    " + l)
		}
	}
	return b.String()
}

// colon ends a comment that introduces what stands below it.
func colon(comment string) string {
	if strings.ContainsAny(comment[len(comment)-1:], ".:!?") {
		return comment
	}
	return comment + ":"
}
