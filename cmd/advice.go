package cmd

import (
	"cmp"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/ref"
)

// first returns the first argument that is not a flag. If that is a command, sock needs to make no other command. No flag that
// all commands have takes its value from the next argument.
func first(args []string) string {
	for _, arg := range args {
		if !strings.HasPrefix(arg, "-") {
			return arg
		}
	}
	return ""
}

// netcats returns the names of nc, which users type behind sock too.
func netcats() []string { return []string{"nc", "netcat", "ncat", "nc.openbsd", "nc.traditional"} }

// asNetcat reports whether a line is "sock" and a line of nc, and returns the arguments after the name.
func asNetcat(args []string) ([]string, bool) {
	if len(args) < 2 || !slices.Contains(netcats(), args[0]) {
		return nil, false
	}
	return args[1:], !slices.Contains(args, "--help") && !slices.Contains(args, "-h")
}

// noWord runs a line without a known command.
func noWord(c *cobra.Command, args []string) error {
	if version, _ := c.Flags().GetBool("version"); version {
		return printVersion(c, args)
	}
	if len(args) == 0 {
		return errors.Join(c.Flags().Set(shortFlag, "true"), c.Help())
	}
	return noCommand(c, args)
}

// noCommand returns the error of a line whose first argument, apart from flags, is not a command.
func noCommand(root *cobra.Command, args []string) error {
	name := first(args)
	if rest, ok := asNetcat(args); ok {
		return &fail.Usage{Text: "sock does not have the flags of " + args[0], Hint: cmp.Or(ncHint(root, "", rest), seeNC)}
	}
	text, hint := "unknown command "+quote(name), "sock help lists the commands"
	maker, answer, near := makerOf(root, name), answers()[name], fail.Nearest(name, names(root))
	switch {
	case maker != "":
		hint = "sock " + maker + " makes this call"
	case answer != "":
		hint = answer
	case near != "" && near != name:
		hint = "did you mean " + near + "?"
	case foreignFlags(root, args) || looksLikeAddress(args[max(0, slices.Index(args, name)):]):
		text = "no command before " + quote(args[0])
		hint = cmp.Or(ncHint(root, "", args), seeNC)
	}
	return &fail.Usage{Text: text, Hint: hint}
}

// makerOf returns the command that makes the system call, or "".
func makerOf(root *cobra.Command, call string) string {
	for _, c := range root.Commands() {
		if slices.Contains(strings.Fields(c.Annotations[callsKey]), call) {
			return c.Name()
		}
	}
	return ""
}

// names returns the names and aliases of the commands.
func names(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(append(names, c.Name()), c.Aliases...)
		}
	}
	return names
}

// seeNC is the hint for a line of nc without an equivalent.
const seeNC = "sock help nc has the flags of nc and what sock has in their place"

// foreignFlags reports whether there are flags before the first argument that not every command has.
func foreignFlags(root *cobra.Command, args []string) bool {
	for _, arg := range args {
		name, long := strings.CutPrefix(arg, "--")
		switch {
		case !strings.HasPrefix(arg, "-"):
			return false
		case long:
			if root.Flag(strings.SplitN(name, "=", 2)[0]) == nil {
				return true
			}
		case slices.ContainsFunc(strings.Split(arg[1:], ""), func(letter string) bool { return shorthand(root, letter) == nil }):
			return true
		}
	}
	return false
}

// answers returns hints for names that users try and that are not similar to any command.
func answers() map[string]string {
	return map[string]string{
		"kill":   "sock close NAME lets a held socket go; kill(1) ends a process",
		"ping":   "sock connect -z HOST PORT tests a port; examples/ping.sh sends ICMP echo requests",
		"client": "sock connect HOST PORT is a client",
		"server": "sock listen PORT is a server",
		"serve":  "sock listen --keep PORT serves client after client",
		"scan":   "sock connect -z HOST PORT tests one port",
		"open":   "sock socket --hold NAME makes a socket, sock connect HOST PORT connects one",
		"ls":     "sock list shows the held sockets",
		"show":   "sock info --on REF shows a socket, sock list the held ones",
		"tcp":    "TCP is the default: sock connect HOST PORT",
		"udp":    "--udp makes a UDP socket: sock connect --udp HOST PORT",
		"unix":   "--unix makes a UNIX socket: sock connect --unix PATH",
		"socat":  "sock help nc compares the commands",
		"telnet": "sock connect HOST PORT",
	}
}

// looksLikeAddress reports whether a line without a command begins with a HOST, as a line of nc does.
func looksLikeAddress(args []string) bool {
	host := args[0]
	return host == "localhost" || strings.ContainsAny(strings.TrimRight(host, ".:"), ".:/@") || len(args) > 1 && isNumber(args[1])
}

// ncHint returns the line to type instead of a line with flags of nc, or "".
func ncHint(root *cobra.Command, word string, args []string) string {
	return ncLineOf(root, word, args).hint()
}

// advise adds a hint to an error if the line has a flag of nc or a socket as an argument. tree makes the tree of all commands.
func advise(tree func() *cobra.Command, word *cobra.Command, args []string, err error) error {
	usage, isUsage := errors.AsType[*fail.Usage](err)
	name, rest := "", args
	if word.HasParent() {
		name, rest = word.Name(), behindName(args, word)
	}
	if isUsage && slices.Contains([]string{"", "connect", "listen", "send", "recv"}, name) {
		if l := ncLineOf(tree(), name, rest); l.isForeign() {
			return fail.Advised(err, cmp.Or(l.hint(), usage.Hint))
		}
	}
	_, isName := errors.AsType[*fail.Name](err)
	if !isUsage && !isName && !fail.Is(err, unix.ECONNREFUSED) { // sock recv 3 connects to port 3
		return err
	}
	switch hint := onHint(word, rest, isUsage || isName); {
	case hint == "":
	case isUsage, isName:
		return fail.Advised(err, hint)
	case len(word.Flags().Args()) == 1:
		return fail.WithHint(err, hint)
	}
	return err
}

// behindName returns the arguments after the command's name.
func behindName(args []string, word *cobra.Command) []string {
	for i, arg := range args {
		if arg == word.Name() || slices.Contains(word.Aliases, arg) {
			return args[i+1:]
		}
	}
	return args
}

// onHint returns the line with --on REF if the first argument is not an ADDRESS but an existing socket. It looks for held names
// only if the line was refused: after a failed call sock makes no others.
func onHint(word *cobra.Command, args []string, usage bool) string {
	typed := word.Flags().Args()
	if len(typed) == 0 {
		return ""
	}
	name := typed[0]
	if word.Name() == "close" && isNumber(name) {
		return "exec " + name + ">&- closes a descriptor of the shell"
	}
	on := word.Flags().Lookup("on")
	switch {
	case on == nil || on.Changed:
		return ""
	case usage && isNumber(name) && strings.Contains(word.Use, "ADDRESS"): // a port; the error has another reason
		return ""
	case !isSocket(name) && !(usage && slices.Contains(ref.HeldNames(), name)):
		return ""
	}
	i := slices.Index(args, name)
	if i < 0 {
		return ""
	}
	words := []string{"sock", word.CalledAs(), "--on", shellWord(name)}
	if word.Name() == "hold" {
		words = []string{"sock", "hold", "NAME", "--on", shellWord(name)}
	}
	return strings.Join(append(words, shellWords(slices.Delete(slices.Clone(args), i, i+1))...), " ")
}

// isSocket reports whether text is a number below 10, an open descriptor, or PID:N with an open descriptor of that process.
func isSocket(text string) bool {
	pid, fd, of := strings.Cut(text, ":")
	switch {
	case of:
		return isNumber(pid) && isNumber(fd) && exists("/proc/"+pid+"/fd/"+fd)
	case isNumber(text):
		n, err := strconv.Atoi(text)
		return err == nil && (n < 10 || exists("/proc/self/fd/"+text))
	}
	return false
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
