package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sock/cmd/flags"
	"sock/internal/env"
)

// A word has the name of a command and the function that makes it.
type word struct {
	name    string
	aliases []string // system calls that the command also makes under their own names
	calls   []string // system calls that the command makes, whose names are not its aliases
	make    func(*env.Env) *cobra.Command
	rules   func() []flags.Rule // which of its flags can be combined
	prints  bool                // it always writes to standard output
	quiet   bool                // it makes no call that could be traced
}

// named reports whether name is the command's name or one of its aliases.
func (w word) named(name string) bool { return w.name == name || slices.Contains(w.aliases, name) }

// words returns all words, or only the named one if it exists. A command line needs no other, and making all takes a tenth of
// the run time of sock.
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
		{name: "relay", make: newRelay, rules: relayRules},
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

// command makes the command of a word. It checks the rules of its flags and those of every command.
func (w word) command(env *env.Env, every *rootFlags) *cobra.Command {
	c := w.make(env)
	c.Long = strings.TrimSuffix(c.Long, "\n") // the newline at the end of an embedded file
	if c.Runnable() {
		addHelpFlags(c)
	}
	c.Aliases = w.aliases
	if c.Annotations == nil {
		c.Annotations = map[string]string{}
	}
	c.Annotations[callsKey] = strings.Join(w.calls, " ")
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

// Rules returns the rules of the command of that name.
func Rules(name string) []flags.Rule {
	list := words(name)
	if len(list) > 1 {
		return rulesOf(nil)
	}
	return rulesOf(list[0].rules)
}

// teach makes the completion omit flags that cannot be used with those already typed.
func teach(root *cobra.Command) {
	for _, w := range words("") {
		for _, c := range root.Commands() {
			if c.Name() != w.name {
				continue
			}
			for _, pair := range flags.Exclusive(rulesOf(w.rules)) {
				if c.Flag(pair[0]) != nil && c.Flag(pair[1]) != nil {
					c.MarkFlagsMutuallyExclusive(pair[0], pair[1])
				}
			}
		}
	}
}
