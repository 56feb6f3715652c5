package man

import (
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

// synopsis writes what the command line looks like: every option that may be given, then the
// arguments, with an option among them that must be.
func (p *page) synopsis() {
	p.heading("SYNOPSIS")
	p.put(call("Nm").arg(p.cmd.CommandPath()))
	args := usage(p.cmd)
	for _, f := range append(own(p.cmd), common(p.cmd)...) {
		if f.Name != "help" && !strings.Contains(args+" ", "--"+f.Name+" ") {
			p.put(append(call("Op"), spelling(f)...))
		}
	}
	if args != "" {
		p.put(arguments(args))
	}
}

// usage returns what follows the name in c.Use, without the place of the options: they are written
// out. What stands behind root's WORD are the options of that word.
func usage(c *cobra.Command) string {
	_, args, _ := strings.Cut(c.Use, " ")
	args = strings.Replace(args, "[flags]", "", 1)
	if c.HasParent() {
		args = strings.Replace(args, "[FLAG...]", "", 1)
	}
	return strings.TrimSpace(args)
}

// arguments marks up a line of arguments.
func arguments(args string) line {
	lexeme := regexp.MustCompile(`\s+|\.\.\.|[][{}|=,]|--?[\w-]*|<[^>]*>|[^][{}|=,\s.]+|\.`)
	var l line
	glued := false // to the piece before
	for _, tok := range lexeme.FindAllString(args, -1) {
		if strings.TrimSpace(tok) == "" {
			glued = false
			continue
		}
		if glued && tok != "]" {
			l = l.call("Ns")
		}
		l = append(l, lexemeMacro(tok)...)
		glued = tok != "["
	}
	return l
}

// lexemeMacro returns the macros of one piece of a usage line: brackets, --flag, ARGUMENT, or a word to be typed.
func lexemeMacro(tok string) line {
	switch first := tok[0]; {
	case tok == "[":
		return call("Oo")
	case tok == "]":
		return call("Oc")
	case first == '-' && tok != "-":
		return call("Fl").arg(tok[1:])
	case first == '<':
		return call("Ar").arg(strings.Trim(tok, "<>"))
	case 'A' <= first && first <= 'Z':
		return call("Ar").arg(tok)
	case 'a' <= first && first <= 'z':
		return call("Cm").arg(tok)
	}
	return call("No").arg(tok)
}
