package man

import (
	"regexp"
	"strings"

	"sock/cmd"
)

// synopsis writes the forms of the command line, one below the other. The flags are in OPTIONS.
func (p *page) synopsis() {
	p.heading("SYNOPSIS")
	for _, form := range cmd.UsageForms(p.cmd) {
		p.put(call("Nm").arg(p.cmd.CommandPath()))
		if args := strings.TrimSpace(strings.TrimPrefix(form, p.cmd.CommandPath())); args != "" {
			p.put(arguments(args))
		}
	}
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
