package cmd

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sock/cmd/flags"
)

// Items of rules that are not flags.
const (
	address     = "an ADDRESS"
	command     = "a COMMAND"
	socketEnv   = "$SOCK" // the socket of a line without --on and an ADDRESS
	onAlone     = "--on without an ADDRESS"
	stderrTrace = "--trace on standard error"
)

// obeying runs a command if its line breaks no rule.
func obeying(rules func() []flags.Rule, run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		if err := flags.Check(lineOf(c, args), rulesOf(rules)); err != nil {
			return err
		}
		return run(c, args)
	}
}

// rulesOf returns the rules of a command.
func rulesOf(rules func() []flags.Rule) []flags.Rule {
	list := []flags.Rule{flags.Apart("quiet", "verbose")}
	if rules != nil {
		list = append(list, rules()...)
	}
	return list
}

// lineOf returns the command line as rules see it.
func lineOf(c *cobra.Command, args []string) flags.Line {
	line := flags.Line{Flags: c.Flags()}
	note := func(given bool, item string) {
		if given {
			line.Other = append(line.Other, item)
		}
	}
	dash := c.ArgsLenAtDash()
	if dash >= 0 {
		note(dash < len(args), command)
		args = args[:dash]
	}
	addressed := len(args) > 0 || c.Flags().Changed("to")
	env := takesEnv(c, addressed)
	note(len(args) > 0, address)
	note(env, socketEnv)
	note(!addressed && (env || c.Flags().Changed("on")), onAlone)
	note(traceOnStderr(c.Flags()), stderrTrace)
	if call := calledAs(c); call != "" {
		note(true, call+"(2)")
	}
	return line
}

// takesEnv reports whether the command uses the socket of $SOCK. A command that can make a socket for an ADDRESS uses $SOCK only
// without one. connect needs both.
func takesEnv(c *cobra.Command, addressed bool) bool {
	on := c.Flags().Lookup("on")
	if on == nil || on.Changed || os.Getenv("SOCK") == "" || c.Name() == "connect" {
		return false
	}
	return !addressed || !strings.Contains(c.Use, "ADDRESS")
}

// existing returns the group of items that name an existing socket.
func existing() flags.Group { return flags.Of("on", socketEnv) }

// kindNames returns the flags of addKindFlags.
func kindNames() flags.Group {
	return flags.Of("ipv4", "ipv6", "udp", "unix", "family", "type", "protocol")
}

// madeNames returns the other openFlags for a new socket, and --retry.
func madeNames() flags.Group {
	return flags.Of("bind", "opt", "join", "broadcast", "nonblock", "retry")
}

// catNames returns the names of catFlags.
func catNames() flags.Group {
	return flags.Of("eof", "peer-eof", "idle", "linger", "deadline", "send-only", "recv-only", "framing", "size", "crlf", "format",
		"delimit", "oob-mark", "oob-at", "stats", "progress", "rate", "drain")
}

// controlNames returns the flags of controlFlags.
func controlNames() flags.Group {
	return flags.Of("cmsg", "fds", "ttl", "tos", "hoplimit", "tclass", "pktinfo", "creds", "gso", "mark", "txtime", "control")
}

// namesOf returns the flags of msgFlags.
// addressRules returns the rules of openFlags.
func addressRules() []flags.Rule {
	return []flags.Rule{
		flags.Of("sockaddr").Cannot(address),
		flags.Of("addrlen").Needs(address, "to", "sockaddr", "bind"),
	}
}

// catRules returns the rules of catFlags.
func catRules() []flags.Rule {
	return []flags.Rule{
		flags.Apart("send-only", "recv-only"),
		flags.Of("recv-only").Cannot("eof", "linger", "framing", "crlf", "oob-at", "drain"),
		flags.Of("send-only").Cannot("format", "delimit", "oob-mark"),
		flags.Apart("crlf", "oob-at"),
		flags.Of("progress=bar").Cannot(stderrTrace).Hint("--progress=plain writes whole lines, --trace=FILE elsewhere"),
	}
}

// endRules returns the rules of endFlags.
func endRules() []flags.Rule {
	return []flags.Rule{
		flags.Of("fdflags").Cannot("hold", command),
		flags.Of("hold").Cannot(command),
		flags.Of("hold-for").Needs("hold"),
		flags.Of("as").Needs(command),
		catNames().NoEffect("hold", "fdflags", command).Hint("with --hold, --fdflags or a COMMAND sock moves no data"),
	}
}

// givenAway returns the rule of a command that makes a socket and must pass it on.
func givenAway(name string) flags.Rule {
	return flags.Required(name+" needs --hold NAME or -- COMMAND", "hold", "fdflags", command)
}

func socketRules() []flags.Rule     { return append(endRules(), givenAway("socket")) }
func socketpairRules() []flags.Rule { return append(endRules(), givenAway("socketpair")) }
func pidfdOpenRules() []flags.Rule  { return append(endRules(), givenAway("pidfd_open")) }
func pidfdGetfdRules() []flags.Rule { return append(endRules(), givenAway("pidfd_getfd")) }
func lookRules() []flags.Rule       { return []flags.Rule{existing().Cannot(kindNames()...)} }
func readRules() []flags.Rule       { return append(lookRules(), flags.Apart("value", "json")) }
func watchRules() []flags.Rule      { return []flags.Rule{flags.Apart("timeout", "timespec")} }
func spliceRules() []flags.Rule {
	return []flags.Rule{flags.Of("tee").Cannot("from-offset", "to-offset")}
}

func sendmmsgRules() []flags.Rule { return []flags.Rule{flags.Of("addrlen").Needs("to", "sockaddr")} }

func connectRules() []flags.Rule {
	fresh := slices.Concat(flags.Of("udp", "type", "protocol"), madeNames(), flags.Of("timeout", "check", "hold", "as", "want"), catNames())
	return slices.Concat([]flags.Rule{
		flags.Of("on").Cannot(append(fresh, command)...),
		flags.Of("check").Cannot("hold", command),
	}, endRules(), addressRules(), catRules())
}

func acceptRules() []flags.Rule {
	return slices.Concat([]flags.Rule{
		flags.Of("flags").Cannot("nonblock", "no-cloexec"),
		flags.Of("keep").Needs(command).Hint("sock listen --keep serves all clients in one process"),
		confineNames().Cannot("hold", "fdflags"),
		accessNames().Needs("keep"),
	}, admissionRules(), endRules(), catRules())
}

func listenRules() []flags.Rule {
	fresh := slices.Concat(flags.Of(address, command), kindNames(), madeNames(), catNames(), confineNames(), flags.Of(
		"numeric", "sockaddr", "addrlen", "timeout", "keep", "stdin", "lock", "unlink", "mode", "owner", "serve", "broker", "activate", "hold",
		"hold-for", "as", "want"), admissionNames())
	return slices.Concat([]flags.Rule{
		existing().Cannot(fresh...),
		flags.Of("bind").Cannot(address),
		flags.Of("activate").Needs(command),
		flags.Of("activate").Cannot("keep", "timeout").Hint("COMMAND accepts"),
		flags.Of("activate").Cannot("as").Hint("the listening socket is descriptor 3"),
	}, endRules(), addressRules(), admissionRules(), keepRules(), serveRules(), catRules())
}

// keepRules returns the rules of flags for many clients.
func keepRules() []flags.Rule {
	return []flags.Rule{
		flags.Of("hold").Cannot("keep"),
		flags.Of("hold", "activate").Cannot(accessNames()...).Hint("sock accept --keep takes them"),
		confineNames().Cannot("hold"),
		flags.Of("keep").Cannot("send-only").Hint("sock reads what clients send, so that no reset destroys what they receive; >/dev/null discards it"),
		flags.Of("keep").Cannot("drain", "peer-eof"),
		flags.Of("stdin").Needs("keep"),
		flags.Of("stdin").Cannot(command),
		flags.Of("stdin=all", "stdin=last", "stdin=each").Cannot("recv-only"),
		flags.Of("stdin=each").Cannot("eof=quit").Hint("the file has an end for each client"),
	}
}

// serveRules returns the rules of --serve and --broker, which refuse flags for standard input and output.
func serveRules() []flags.Rule {
	return []flags.Rule{
		flags.Of("broker").Needs("keep"),
		flags.Of("broker").Cannot(command, "serve", "eof", "linger", "send-only", "recv-only", "framing", "size", "crlf", "format", "delimit",
			"oob-mark", "oob-at", "progress", "rate", "drain", "stdin", "want"),
		flags.Of("serve").Cannot(command, "hold", "activate", "lock", "eof", "peer-eof", "linger", "send-only", "recv-only", "framing",
			"size", "crlf", "format", "stats", "progress", "rate", "drain", "stdin"),
	}
}

func recvRules() []flags.Rule {
	return slices.Concat([]flags.Rule{
		flags.Of("iov", "want", "control-size", "hold", "no-cloexec", "fdflags").Cannot("recvfrom(2)", "read(2)"),
		flags.Of(command).Cannot("recvfrom(2)", "read(2)").Hint("recvmsg(2) receives descriptors"),
		namesOf(recvMsgFlags()).And(flags.Of("match", "from-column")).Cannot("read(2)"),
		flags.Of("on").Cannot(address),
		existing().Cannot(kindNames().And(madeNames())...),
		flags.Of("fdflags").Cannot("hold", command),
		flags.Of("hold").Cannot(command),
		flags.Of("hold-for").Needs("hold"),
		flags.Of("as").Needs(command),
		flags.Of("count", "all", "match").Cannot("hold", command).Hint("--hold and COMMAND are for one message"),
		flags.Apart("count", "all", "match"),
		flags.Apart("size", "iov"),
		flags.Of("escapes", "raw-column").Needs("from-column"),
		flags.Apart("escapes", "raw-column"),
	}, addressRules())
}

func sendRules() []flags.Rule {
	return slices.Concat([]flags.Rule{
		controlNames().And(flags.Of("iov")).Cannot("sendto(2)", "write(2)"),
		namesOf(sendMsgFlags()).And(flags.Of("to-column")).Cannot("write(2)"),
		flags.Apart("data", "hex", "framing", "to-column"),
		flags.Of("once").Cannot("framing", "to-column", "reply"),
		flags.Of("control").Cannot(controlNames().Less("control")...).Hint("--control is the whole buffer"),
		flags.Of("size").Needs("framing", "to-column"),
		flags.Of("escapes").Needs("data", "to-column"),
		flags.Of("raw-column").Needs("to-column"),
		flags.Apart("escapes", "raw-column"),
		flags.Of("reply").Cannot("to-column"),
		flags.Of("format", "delimit", "match").Needs("reply"),
		flags.Of("to").Cannot(address),
		flags.Of("to-column").Cannot(address, "to"),
		existing().Cannot(madeNames()...),
		kindNames().Cannot(onAlone),
	}, addressRules())
}
