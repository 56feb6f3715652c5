package cmd

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/handover"
	"sock/internal/ref"
	"sock/modes"
)

// endForms are the ends that a prefix selects. Everything else is an ADDRESS to connect to.
func endForms() map[string]func(e *modes.RelayEnd, rest string) error {
	return map[string]func(e *modes.RelayEnd, rest string) error{
		"listen": listenEnd,
		"fd":     fdEnd,
		"held":   heldEnd,
		"pid":    pidEnd,
		"exec":   execEnd,
		"file":   fileEnd,
		"pty":    ptyEnd,
		"tty":    ttyEnd,
	}
}

// parseEnd reads an END of a relay.
func parseEnd(text string) (modes.RelayEnd, error) {
	e := modes.RelayEnd{Text: text}
	if text == "-" {
		e.Kind = modes.EndStdio
		return e, nil
	}
	prefix, rest, _ := strings.Cut(text, ":")
	if form := endForms()[strings.ToLower(prefix)]; form != nil {
		return e, form(&e, rest)
	}
	return e, addressEnd(&e, text)
}

// addressEnd reads an ADDRESS. Its scheme says of which kind the socket is, else it is TCP, or a UNIX stream.
func addressEnd(e *modes.RelayEnd, text string) error {
	at, err := addr.ParseFor(addr.Kind{}, []string{text})
	if err != nil {
		return named(err, "relay")
	}
	if !at.Kind.Asks(addr.TypePart) {
		at.Kind.Type = addr.DefaultType(at.Kind.Family)
	}
	e.Address, e.Spec.Kind = at, at.Kind
	e.Listening.Backlog = -1
	return nil
}

func listenEnd(e *modes.RelayEnd, rest string) error {
	e.Kind = modes.EndListen
	return addressEnd(e, rest)
}

// fdEnd reads fd:N and fd:IN,OUT.
func fdEnd(e *modes.RelayEnd, rest string) error {
	in, out, two := strings.Cut(rest, ",")
	if !two {
		e.Kind = modes.EndFD
		return badEnd(e, e.Ref.Set("fd:"+rest), "fd:N or fd:IN,OUT")
	}
	e.Kind = modes.EndFDs
	var errs [2]error
	e.In, errs[0] = strconv.Atoi(in)
	e.Out, errs[1] = strconv.Atoi(out)
	return badEnd(e, errors.Join(errs[:]...), "fd:N or fd:IN,OUT")
}

func heldEnd(e *modes.RelayEnd, rest string) error {
	e.Kind = modes.EndFD
	return badEnd(e, cmp.Or(ref.CheckName(rest), e.Ref.Set(rest)), "held:NAME")
}

func pidEnd(e *modes.RelayEnd, rest string) error {
	e.Kind = modes.EndFD
	pid, _, _ := strings.Cut(rest, ":")
	_, err := strconv.Atoi(pid)
	if err == nil && pid == rest {
		err = errors.New("no descriptor")
	}
	return badEnd(e, cmp.Or(err, e.Ref.Set(rest)), "pid:PID:N")
}

// execEnd reads a command line. A COMMAND that cannot be run is an error before anything is opened.
func execEnd(e *modes.RelayEnd, rest string) (err error) {
	e.Kind = modes.EndExec
	if e.Command, err = shellSplit(rest); err != nil {
		return err
	}
	if len(e.Command) == 0 {
		return fail.Usagef("no COMMAND after exec:")
	}
	_, err = handover.LookPath(e.Command[0])
	return err
}

func fileEnd(e *modes.RelayEnd, rest string) error {
	e.Kind, e.Path = modes.EndFile, rest
	if rest == "" {
		return fail.Usagef("no PATH after file:")
	}
	return nil
}

// ptyEnd reads pty:[LINK].
func ptyEnd(e *modes.RelayEnd, rest string) error {
	e.Kind, e.Path = modes.EndPty, rest
	return nil
}

// ttyEnd reads tty:DEVICE[,SPEED]. A DEVICE may have commas in its name: a SPEED is a number.
func ttyEnd(e *modes.RelayEnd, rest string) error {
	e.Kind, e.Path = modes.EndTTY, rest
	if at := strings.LastIndexByte(rest, ','); at >= 0 {
		if speed, err := strconv.ParseUint(rest[at+1:], 10, 32); err == nil {
			e.Path, e.Speed = rest[:at], uint32(speed)
		}
	}
	if e.Path == "" {
		return fail.Usagef("no DEVICE after tty:")
	}
	return nil
}

// badEnd returns a usage error that names the form, if there is an error.
func badEnd(e *modes.RelayEnd, err error, form string) error {
	if err == nil {
		return nil
	}
	return &fail.Usage{Text: quote(e.Text) + " is no END", Hint: "write " + form}
}

// shellSplit splits a command line at blanks as a shell does: '...', "..." and \ quote. Nothing is expanded.
func shellSplit(line string) (words []string, err error) {
	var word strings.Builder
	begun, quoted := false, byte(0)
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quoted == '\'' && c != '\'', quoted == '"' && c != '"' && c != '\\':
			word.WriteByte(c)
		case quoted != 0 && c == quoted:
			quoted = 0
		case quoted == 0 && (c == '\'' || c == '"'):
			begun, quoted = true, c
		case c == '\\' && i+1 < len(line):
			i++
			if quoted == '"' && !strings.ContainsRune("\"\\$`", rune(line[i])) {
				word.WriteByte('\\')
			}
			begun = true
			word.WriteByte(line[i])
		case quoted == 0 && strings.IndexByte(" \t\n", c) >= 0:
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			begun = true
			word.WriteByte(c)
		}
	}
	if quoted != 0 {
		return nil, fail.Usagef("%s: the quote %c is not closed", quote(line), quoted)
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}

// endOptions sets on an end what the flags say of it.
func (f *relayFlags) endOptions(i int, e *modes.RelayEnd) error {
	e.Spec.Options = f.options[i]
	e.Limits.Timeout, e.Limits.Retry = f.timeout[i], f.retry[i]
	e.Listening.Unlink = f.unlink
	e.Pty = f.pty
	if f.bind[i] == "" {
		return nil
	}
	local, err := addr.ParseFor(e.Spec.Kind, []string{f.bind[i]})
	e.Spec.Bind = &local
	return named(err, "bind")
}
