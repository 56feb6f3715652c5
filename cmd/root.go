package cmd

import (
	_ "embed"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sock/cmd/flags"
	"sock/internal/env"
	"sock/internal/fail"
)

// The groups follow the life of a socket.
const (
	groupOpen  = "open"
	groupTalk  = "talk"
	groupLook  = "look"
	groupHold  = "hold"
	groupEnd   = "end"
	groupOther = "other"
)

//go:embed text/root.txt
var rootLong string

const rootExample = `# Fetch a page by hand
printf 'GET / HTTP/1.0\r\n\r\n' | sock connect 127.0.0.1 80

# Wait for one client on a free port, and see the calls
sock listen -v --trace 127.0.0.1:0

# Send one datagram
sock send --udp -d hello 127.0.0.1 5000`

// newRoot makes the tree of commands, with the word only if there is one of that name, else with all.
func newRoot(env *env.Env, only string) *cobra.Command {
	root := &cobra.Command{
		Use:           "sock COMMAND [FLAG...] [ADDRESS]",
		Short:         "the socket API at the shell prompt",
		Long:          strings.TrimSuffix(rootLong, "\n"),
		Example:       rootExample,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE:          noWord,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	every := addRootFlags(env, root)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { printHelp(env, c) })
	addHelpFlags(root)
	addGroups(root)
	list := words(only)
	for _, word := range list {
		root.AddCommand(word.command(env, every))
	}
	root.ValidArgsFunction = completeAlias
	if len(list) > 1 {
		c := newHelp(env)
		c.RunE = unmarked(c.RunE)
		addHelpFlags(c)
		root.SetHelpCommand(c)
		root.InitDefaultHelpCmd()
	}
	return root
}

// rootFlags are the flags that every command has and that change how it runs.
type rootFlags struct {
	trace traceFlags
	timed bool
}

func addRootFlags(env *env.Env, root *cobra.Command) *rootFlags {
	var f rootFlags
	fs := root.PersistentFlags()
	fs.SortFlags = false
	fs.BoolVarP(&env.Verbose, "verbose", "v", false, "tell what happens, on standard error")
	fs.BoolVarP(&env.Quiet, "quiet", "q", false, "print no errors and warnings; the exit status says what failed")
	f.trace.add(fs)
	fs.BoolVar(&f.timed, "time", false, "tell on standard error how long the word took")
	root.Flags().BoolP("version", "V", false, "print the version")
	return &f
}

func addGroups(root *cobra.Command) {
	root.AddGroup(
		&cobra.Group{ID: groupOpen, Title: "Make a socket and talk:"},
		&cobra.Group{ID: groupTalk, Title: "Send and receive:"},
		&cobra.Group{ID: groupLook, Title: "Look and set:"},
		&cobra.Group{ID: groupHold, Title: "Keep:"},
		&cobra.Group{ID: groupEnd, Title: "End:"},
		&cobra.Group{ID: groupOther, Title: "About sock:"},
	)
}

// command makes the command of a word. It obeys the rules of its flags and those of every command.
func (w word) command(env *env.Env, every *rootFlags) *cobra.Command {
	c := w.make(env)
	c.Long = strings.TrimSuffix(c.Long, "\n") // the newline at the end of an embedded file
	if c.Runnable() {
		addHelpFlags(c)
	}
	c.Aliases = w.aliases
	c.Args, c.RunE = unmarked(c.Args), unmarked(c.RunE)
	if c.RunE != nil && !w.quiet {
		c.RunE = every.trace.traced(env, clocked(env, &every.timed, printing(env, w.prints, c.RunE)))
	}
	if c.RunE != nil {
		c.RunE = obeying(w.rules, c.RunE)
	}
	if c.ValidArgsFunction == nil && len(c.ValidArgs) == 0 && !strings.Contains(c.Use, "COMMAND") {
		c.ValidArgsFunction = cobra.NoFileCompletions
	}
	return c
}

// A word is a name and what makes its command.
type word struct {
	name    string
	aliases []string // system calls that the command also makes under their own names
	calls   []string // system calls that the command makes, and whose names are none of it
	make    func(*env.Env) *cobra.Command
	rules   func() []flags.Rule // which of its flags go with which
	prints  bool                // always, to standard output
	quiet   bool                // it makes no call that could be traced
}

// named reports whether name is the command's name or one of its aliases.
func (w word) named(name string) bool { return w.name == name || slices.Contains(w.aliases, name) }

// words returns all words, or the one of that name if there is such a one: a command line needs no other,
// and making them all is a tenth of what sock does in its life.
func words(only string) []word {
	all := []word{
		{name: "socket", make: newSocket, rules: socketRules},
		{name: "socketpair", make: newSocketpair, rules: socketpairRules},
		{name: "bind", make: newBind, rules: addressRules},
		{name: "listen", make: newListen, rules: listenRules},
		{name: "accept", aliases: []string{"accept4"}, make: newAccept, rules: acceptRules},
		{name: "connect", make: newConnect, rules: connectRules},
		{name: "send", aliases: []string{"sendto", "sendmsg", "write"}, make: newSend, rules: sendRules},
		{name: "recv", aliases: []string{"recvfrom", "recvmsg", "read"}, make: newRecv, rules: recvRules, prints: true},
		{name: "sendmmsg", make: newSendmmsg, rules: sendmmsgRules},
		{name: "recvmmsg", make: newRecvmmsg, rules: watchRules, prints: true},
		{name: "cat", make: newCat, rules: catRules},
		{name: "sendfile", make: newSendfile},
		{name: "splice", calls: []string{"tee"}, make: newSplice, rules: spliceRules},
		{name: "shutdown", make: newShutdown},
		{name: "poll", calls: []string{"ppoll"}, make: newPoll, rules: watchRules, prints: true},
		{name: "select", calls: []string{"pselect", "pselect6"}, make: newSelect, rules: watchRules, prints: true},
		{name: "epoll", calls: []string{"epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait"}, make: newEpoll, rules: watchRules, prints: true},
		{name: "getsockname", make: newGetsockname, prints: true},
		{name: "getpeername", make: newGetpeername, prints: true},
		{name: "getsockopt", make: newGetsockopt, rules: readRules, prints: true},
		{name: "setsockopt", make: newSetsockopt, rules: lookRules},
		{name: "ioctl", make: newIoctl, rules: readRules},
		{name: "info", make: newInfo, rules: lookRules, prints: true},
		{name: "pidfd_open", make: newPidfdOpen, rules: pidfdOpenRules},
		{name: "pidfd_getfd", make: newPidfdGetfd, rules: pidfdGetfdRules},
		{name: "hold", make: newHold},
		{name: "list", make: newList, prints: true},
		{name: "close", make: newClose},
		{name: "completion", make: newCompletion, quiet: true},
		{name: "version", make: newVersion, quiet: true},
		{name: "options", make: newOptions, quiet: true},
		{name: "cmsg", make: newCmsg, quiet: true},
		{name: "addresses", make: newAddresses, quiet: true},
		{name: "json", make: newJSON, quiet: true},
		{name: "cases", make: newCases, quiet: true},
		{name: "nc", make: newNC, quiet: true},
	}
	for i, w := range all {
		if w.named(only) {
			return all[i : i+1]
		}
	}
	return all
}

// printing refuses a command that prints where there is nothing to print to.
func printing(env *env.Env, prints bool, run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		if prints {
			if err := env.NeedOut(); err != nil {
				return err
			}
		}
		if env.Verbose || c.Flags().Changed("time") {
			if err := env.NeedErr(); err != nil {
				return err
			}
		}
		return run(c, args)
	}
}

// clocked tells how long the word took, also when it failed, unless nothing was begun. A word that becomes a COMMAND is not there to tell.
func clocked(env *env.Env, timed *bool, run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		start := time.Now()
		err := run(c, args)
		if *timed && !errors.As(err, new(*fail.Usage)) {
			env.Report("%s took %.3f s", c.Name(), time.Since(start).Seconds())
		}
		return err
	}
}

// noWord answers a line without a command that we know.
func noWord(c *cobra.Command, args []string) error {
	if version, _ := c.Flags().GetBool("version"); version {
		return printVersion(c, args)
	}
	if len(args) == 0 {
		return errors.Join(c.Flags().Set(shortFlag, "true"), c.Help())
	}
	return noCommand(c, args)
}

// makerOf returns the command that makes the system call, "" if there is none.
func makerOf(call string) string {
	for _, w := range words("") {
		if slices.Contains(w.calls, call) {
			return w.name
		}
	}
	return ""
}

func names(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(append(names, c.Name()), c.Aliases...)
		}
	}
	return names
}
