package cmd

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// An ncLine is a parsed command line of nc or ncat, to be written as one of sock.
type ncLine struct {
	word    string         // connect, listen or the command that was typed
	own     *pflag.FlagSet // of sock's command
	foreign bool           // it has a flag that sock lacks, or that has another meaning in sock
	unclear bool           // it has a flag that neither program has
	flags   []string
	host    string // of -s
	port    string // of -p
	args    []string
	run     []string // COMMAND
	crlf    bool
	key     bool   // -S
	proxy   string // of -x
	socks   string // of -X
}

// ncLineOf parses a line of nc, in which flags may follow arguments. word is "" if no command was typed. Flags that sock's
// command has with the same meaning do not change.
func ncLineOf(root *cobra.Command, word string, args []string) *ncLine {
	l := &ncLine{word: word, own: ownFlagsOf(root, word, args)}
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case arg == "--":
			l.run = args[i+1:]
			return l
		case strings.HasPrefix(arg, "--"):
			i += l.long(arg, args[i+1:])
		case len(arg) > 1 && arg[0] == '-':
			i += l.letters(arg[1:], args[i+1:])
		default:
			l.args = append(l.args, arg)
		}
	}
	return l
}

// long parses a flag with a name, and returns how many of the following arguments are its value.
func (l *ncLine) long(arg string, next []string) int {
	name, value, joined := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
	if f := l.own.Lookup(name); f != nil {
		l.flags = append(l.flags, shellWord(arg))
		if f.NoOptDefVal == "" && !joined && len(next) > 0 {
			l.flags = append(l.flags, shellWord(next[0]))
			return 1
		}
		return 0
	}
	letter := map[string]byte{
		"listen": 'l', "keep-open": 'k', "source": 's', "source-port": 'p', "exec": 'e', "sh-exec": 'c', "crlf": 'C',
		"proxy": 'x', "proxy-type": 'X', "max-conns": 'm', "idle-timeout": 'i',
	}[name]
	if letter == 0 {
		l.unclear = true
		return 0
	}
	if joined || strings.ContainsRune(ncSwitches, rune(letter)) || len(next) == 0 {
		l.take(letter, value)
		return 0
	}
	l.take(letter, next[0])
	return 1
}

// ncValues has the flags of nc that take a value and that sock spells differently. ncSwitches has those without a value.
const (
	ncValues   = "pqsecXxTMIOm"
	ncSwitches = "lNkCSd"
)

// letters parses a flag of letters, the last of which may have a value.
func (l *ncLine) letters(letters string, next []string) int {
	kept := ""
	defer func() {
		if kept != "" {
			l.flags = append(l.flags, "-"+kept)
		}
	}()
	for i := range letters {
		letter, rest := letters[i], letters[i+1:]
		f := l.own.ShorthandLookup(letters[i : i+1])
		switch {
		case f != nil && (f.NoOptDefVal != "" || !strings.ContainsRune(ncValues, rune(letter))) && !l.quits(letter, next):
			kept += letters[i : i+1]
			if f.NoOptDefVal != "" {
				continue
			}
			return l.ownValue(&kept, rest, next)
		case strings.ContainsRune(ncSwitches, rune(letter)):
			l.take(letter, "")
		case !strings.ContainsRune(ncValues, rune(letter)):
			l.unclear = true
		case rest != "":
			l.take(letter, rest)
			return 0
		case len(next) > 0:
			l.take(letter, next[0])
			return 1
		default:
			l.take(letter, "VALUE")
		}
	}
	return 0
}

// quits reports whether -q is nc's flag, with a number of seconds, and not sock's.
func (l *ncLine) quits(letter byte, next []string) bool {
	return letter == 'q' && len(next) > 0 && isNumber(strings.TrimPrefix(next[0], "-"))
}

// ownValue keeps a flag of sock with its value.
func (l *ncLine) ownValue(kept *string, rest string, next []string) int {
	flag := "-" + *kept
	*kept = ""
	switch {
	case rest != "":
		l.flags = append(l.flags, flag+shellWord(rest))
	case len(next) == 0:
		l.flags = append(l.flags, flag)
	default:
		l.flags = append(l.flags, flag, shellWord(next[0]))
		return 1
	}
	return 0
}

// take notes the meaning of a flag of nc.
func (l *ncLine) take(letter byte, value string) {
	l.foreign = true
	set := func(flag string) { l.flags = append(l.flags, flag, shellWord(value)) }
	switch letter {
	case 'l':
		l.word = "listen"
	case 'k':
		l.word = "listen"
		l.flags = append(l.flags, "-k")
	case 'p':
		l.port = value
	case 's':
		l.host = value
	case 'q':
		switch {
		case strings.HasPrefix(value, "-"):
			l.flags = append(l.flags, "--eof", "keep")
		case isNumber(value):
			set("--linger")
		default:
			l.unclear = true
		}
	case 'e':
		l.run = strings.Fields(value)
	case 'c':
		l.run = []string{"sh", "-c", value}
	case 'C':
		l.crlf = true
	case 'm':
		set("--max")
	case 'i': // as in ncat; in nc it has another meaning
		set("--idle")
	case 'd':
		l.flags = append(l.flags, "--recv-only")
	case 'S':
		l.key = true
	case 'x':
		l.proxy = value
	case 'X':
		l.socks = value
	case 'T', 'M', 'I', 'O':
		option := map[byte]string{'T': "IP_TOS", 'M': "IP_TTL", 'I': "SO_RCVBUF", 'O': "SO_SNDBUF"}[letter]
		l.flags = append(l.flags, "-o", shellWord(option+"="+value))
	}
}

// isForeign reports whether the line has a flag of nc that sock's command lacks, or that has another meaning there.
func (l *ncLine) isForeign() bool { return l.foreign || l.word == "" && l.checks() }

// checks reports whether the line only tests ports.
func (l *ncLine) checks() bool { return slices.ContainsFunc(l.flags, isCheck) }

// hint returns the line to type instead, or "".
func (l *ncLine) hint() string {
	for _, flag := range l.flags {
		if name, long := strings.CutPrefix(flag, "--"); long && l.own.Lookup(strings.SplitN(name, "=", 2)[0]) == nil {
			return "" // sock has no equivalent
		}
	}
	return l.text()
}

// text returns the equivalent line of sock, or "".
func (l *ncLine) text() string {
	switch {
	case l.unclear:
		return ""
	case l.proxy != "" || l.socks != "":
		return l.proxied()
	case l.checks():
		if ports := l.ports(); ports != "" {
			return "for port in " + ports + "; do " + l.line([]string{l.args[0], "$port"}) + "; done"
		}
	}
	line := l.line(l.args)
	if l.crlf {
		line = `sed 's/$/\r/' | ` + line
	}
	return line
}

// line returns the command with the arguments.
func (l *ncLine) line(args []string) string {
	words := []string{"sock", l.word}
	if l.word == "" {
		words[1] = "connect"
	}
	words = append(words, l.flags...)
	if l.key {
		peer := "HOST"
		if len(args) > 0 {
			peer = args[0]
		}
		words = append(words, "-o", shellWord("TCP_MD5SIG="+peer+"=KEY"))
	}
	if l.word != "listen" && l.host+l.port != "" {
		words = append(words, "--bind", shellWord(joined(l.host, l.port)))
	}
	words = append(words, shellWords(l.address(args))...)
	if len(l.run) > 0 {
		words = append(append(words, "--"), shellWords(l.run)...)
	}
	return strings.Join(words, " ")
}

// address returns the ADDRESS. For a listener it may be in -s and -p.
func (l *ncLine) address(args []string) []string {
	if l.word != "listen" {
		return args
	}
	var list []string
	for _, arg := range append([]string{l.host}, append(slices.Clone(args), l.port)...) {
		if arg != "" {
			list = append(list, arg)
		}
	}
	if len(list) == 0 {
		return []string{"PORT"}
	}
	return list
}

// isCheck reports whether letters that were typed together request a check of a port.
func isCheck(flag string) bool {
	return strings.HasPrefix(flag, "-") && !strings.HasPrefix(flag, "--") && strings.Contains(flag, "z")
}

// ports returns the list for a loop over several ports, or "" for one port.
func (l *ncLine) ports() string {
	if len(l.args) < 2 || len(l.args) == 2 && isNumber(l.args[1]) {
		return ""
	}
	var words []string
	for _, arg := range l.args[1:] {
		first, last, isRange := strings.Cut(arg, "-")
		switch {
		case isRange && isNumber(first) && isNumber(last):
			words = append(words, "$(seq "+first+" "+last+")")
		case isRange:
			return ""
		default:
			words = append(words, shellWord(arg))
		}
	}
	if len(words) == 1 && !strings.HasPrefix(words[0], "$") {
		return ""
	}
	return strings.Join(words, " ")
}

// proxied returns a line of ncat: sock does not support proxies.
func (l *ncLine) proxied() string {
	words := []string{"ncat"}
	switch l.socks {
	case "4", "5":
		words = append(words, "--proxy-type", "socks"+l.socks)
	case "connect":
		words = append(words, "--proxy-type", "http")
	}
	words = append(words, "--proxy", shellWord(cmp.Or(l.proxy, "HOST:PORT")))
	return strings.Join(append(words, shellWords(l.args)...), " ")
}

// joined returns HOST:PORT, or the part that is given.
func joined(host, port string) string {
	switch {
	case host == "" || port == "":
		return host + port
	case strings.Contains(host, ":"):
		return "[" + host + "]:" + port
	}
	return host + ":" + port
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// shellWord quotes a word for a shell if necessary.
func shellWord(s string) string {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-"
	if s != "" && strings.Trim(s, plain) == "" || s == "$port" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// shellWords quotes each word if necessary.
func shellWords(words []string) (quoted []string) {
	for _, word := range words {
		quoted = append(quoted, shellWord(word))
	}
	return quoted
}

// ownFlagsOf returns the flags of the command that replaces a line of nc.
func ownFlagsOf(root *cobra.Command, word string, args []string) *pflag.FlagSet {
	if word == "" {
		word = "connect"
		if slices.ContainsFunc(args, func(arg string) bool {
			return arg == "--listen" || strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--") && strings.ContainsAny(arg, "lk")
		}) {
			word = "listen"
		}
	}
	c, _, err := root.Find([]string{word})
	if err != nil {
		return &pflag.FlagSet{}
	}
	set := pflag.NewFlagSet(word, pflag.ContinueOnError)
	set.AddFlagSet(c.Flags())
	set.AddFlagSet(c.Root().PersistentFlags())
	return set
}
