package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A flagGroup is a heading of the help and the names of the flags below it, in their order.
type flagGroup struct {
	title string
	names []string
}

// flagGroups returns the headings after Everyday. An everyday flag is not repeated under another heading.
func flagGroups() []flagGroup {
	return []flagGroup{
		{"Address", strings.Fields(`on pidfd from to ipv4 ipv6 udp unix family type protocol bind numeric to-column raw-column
			sockaddr addrlen`)},
		{"Socket", strings.Fields(`opt join broadcast backlog keep stdin lock unlink mode owner serve broker activate hold hold-for as nonblock
			one-way once pty`)},
		{"Clients", strings.Fields(`max excess max-per-peer count grace allow deny rules`)},
		{"Rights", strings.Fields(`user group chroot sandbox`)},
		{"Time limits", strings.Fields(`timeout check retry idle linger deadline rate drain`)},
		{"Faults on purpose", strings.Fields(`delay chunk cut-after reset-after stall-after drop duplicate reorder corrupt seed`)},
		{"Messages", strings.Fields(`data escapes hex crlf framing size iov once count all match reply eof peer-eof send-only recv-only
			oob-at want cmsg fds creds pktinfo ttl tos hoplimit tclass gso mark txtime oob eor more peek`)},
		{"Output", strings.Fields(`format delimit from-column raw-column value json probe oob-mark stats progress`)},
		{"Kernel", strings.Fields(`flags waitall dontwait trunc errqueue nosignal dontroute confirm fastopen zerocopy control control-size
			timespec nfds length offset from-offset to-offset tee no-cloexec fdflags`)},
	}
}

// An everydayFlag is a flag of the short help, with a text of one line if the flag's own is longer.
type everydayFlag struct{ name, text string }

// Texts of flags that several commands have.
const (
	everydayUNIX   = "a UNIX socket: ADDRESS is a path or @NAME"
	everydayUDP    = "a datagram socket: UDP, or UNIX with --unix"
	everydayOn     = "the socket: descriptor 3, PID:3 or a held NAME"
	everydayHold   = "keep it under NAME for later commands"
	everydayIPv4   = "IPv4 only"
	everydayNever  = "give up after DURATION (default: never)"
	everydayFormat = "print what arrives as text, hex or json"
)

// everydayFlags returns the flags in a command's short help. A command that is in no table shows all its flags.
func everydayFlags(command string) []everydayFlag {
	for _, table := range []map[string][]everydayFlag{everydayOfConnections(), everydayOfMessages(), everydayOfSockets()} {
		if flags, found := table[command]; found {
			return flags
		}
	}
	return nil
}

// everydayOfConnections is for the commands that connect and accept.
func everydayOfConnections() map[string][]everydayFlag {
	return map[string][]everydayFlag{
		"connect": {
			{"udp", everydayUDP},
			{"unix", everydayUNIX},
			{"check", "test whether the port is open, send nothing"},
			{"timeout", "give up if not connected within DURATION"},
			{"retry", "repeat failed attempts for DURATION"},
			{"idle", "give up when no data moves for DURATION"},
			{"bind", "connect from the local address LOCAL"},
			{"opt", "set a socket option, as TCP_NODELAY"},
			{"format", everydayFormat},
		},
		"listen": {
			{"keep", "serve client after client, side by side"},
			{"udp", everydayUDP},
			{"unix", everydayUNIX},
			{"timeout", "give up if no client connects within DURATION"},
			{"idle", "give up when no data moves for DURATION"},
			{"opt", "set a socket option, as SO_RCVBUF=1M"},
			{"format", everydayFormat},
			{"hold", "keep the listening socket under NAME"},
		},
		"relay": {
			{"once", "serve one connection and end with its status"},
			{"one-way", "move only one way: 1>2 or 2>1"},
			{"retry", "repeat failed connections for DURATION"},
			{"idle", "give up when no data moves for DURATION"},
			{"opt", "set a socket option; 2:NAME is for END 2 alone"},
			{"unlink", "replace the path of a dead UNIX socket"},
		},
		"accept": {
			{"on", everydayOn},
			{"keep", "with a COMMAND: a child for every connection"},
			{"max", "with --keep: at most N children at once"},
			{"timeout", "give up if no client connects within DURATION"},
			{"hold", everydayHold},
		},
	}
}

// everydayOfMessages is for the commands that send and receive.
func everydayOfMessages() map[string][]everydayFlag {
	return map[string][]everydayFlag{
		"send": {
			{"on", everydayOn},
			{"data", "send TEXT, without a newline"},
			{"udp", everydayUDP},
			{"unix", everydayUNIX},
			{"reply", "then print an answer: one message, or N"},
			{"timeout", "give up after DURATION"},
		},
		"recv": {
			{"on", everydayOn},
			{"udp", everydayUDP},
			{"bind", "receive at the local address LOCAL"},
			{"timeout", "give up if nothing arrives within DURATION"},
			{"all", "receive until end of file"},
			{"count", "make N calls"},
			{"peek", "leave the data in the queue"},
			{"format", everydayFormat},
		},
		"sendmmsg": {{"on", everydayOn}, {"to", "send to ADDRESS"}, {"data", "send TEXT as one more message"}},
		"recvmmsg": {{"on", everydayOn}, {"count", ""}, {"timeout", ""}, {"format", everydayFormat}},
		"cat": {
			{"on", everydayOn},
			{"idle", "give up when no data moves for DURATION"},
			{"send-only", "do not receive"},
			{"recv-only", "do not read standard input"},
			{"format", everydayFormat},
			{"stats", "report at the end how much was moved"},
		},
	}
}

// everydayOfSockets is for the commands that make, describe and change a socket.
func everydayOfSockets() map[string][]everydayFlag {
	return map[string][]everydayFlag{
		"socket": {
			{"hold", everydayHold},
			{"udp", everydayUDP},
			{"unix", "a UNIX socket"},
			{"bind", "bind it to the local address LOCAL"},
			{"opt", "set a socket option, as SO_RCVBUF=1M"},
			{"as", "COMMAND gets it as descriptor WHAT"},
		},
		"socketpair": {
			{"hold", "keep both for later commands, under A and B"},
			{"udp", "datagram sockets"},
			{"type", "stream, dgram or seqpacket"},
			{"as", "COMMAND gets them from descriptor WHAT on"},
		},
		"bind":        {{"on", everydayOn}, {"unix", everydayUNIX}, {"ipv4", everydayIPv4}, {"ipv6", "IPv6 only"}},
		"getsockopt":  {{"on", everydayOn}, {"value", ""}, {"json", ""}, {"udp", "of a new UDP socket"}},
		"setsockopt":  {{"on", everydayOn}, {"udp", "of a new UDP socket"}},
		"ioctl":       {{"on", everydayOn}, {"value", ""}, {"json", ""}, {"udp", "of a new UDP socket"}},
		"info":        {{"on", everydayOn}, {"json", ""}, {"udp", "of a new UDP socket"}},
		"poll":        {{"on", everydayOn}, {"timeout", everydayNever}, {"json", ""}},
		"select":      {{"on", everydayOn}, {"timeout", everydayNever}, {"json", ""}},
		"epoll":       {{"on", everydayOn}, {"timeout", everydayNever}, {"count", ""}, {"json", ""}},
		"pidfd_open":  {{"hold", everydayHold}, {"as", "COMMAND gets it as descriptor WHAT"}},
		"pidfd_getfd": {{"pidfd", "the process, by its pidfd"}, {"hold", everydayHold}, {"as", "COMMAND gets it as descriptor WHAT"}},
		"splice":      {{"from", ""}, {"to", ""}, {"length", "move BYTES in one call"}},
		"sendfile":    {{"on", everydayOn}, {"from", ""}, {"offset", ""}, {"length", "move BYTES in one call"}},
		"hold":        {{"on", everydayOn}, {"hold-for", ""}},
		"getsockname": {{"on", everydayOn}},
		"getpeername": {{"on", everydayOn}},
		"shutdown":    {{"on", everydayOn}},
		"help":        {{"probe", "with options: ask the running kernel"}},
	}
}

// A FlagSection is a heading of a command's help and manual, with its flags.
type FlagSection struct {
	Title string
	Flags []*pflag.Flag
}

// FlagSections returns the flags of a command in groups: first the everyday flags, in the order of their table.
func FlagSections(c *cobra.Command) []FlagSection {
	own := ownFlags(c)
	everyday := FlagSection{Title: "Everyday"}
	for _, e := range everydayFlags(c.Name()) {
		if i := slices.IndexFunc(own, func(f *pflag.Flag) bool { return f.Name == e.name }); i >= 0 {
			everyday.Flags = append(everyday.Flags, own[i])
			own = slices.Delete(own, i, i+1)
		}
	}
	if len(everyday.Flags) == 0 {
		return []FlagSection{{"Flags", own}}
	}
	sections := []FlagSection{everyday}
	for _, group := range flagGroups() {
		var flags []*pflag.Flag
		for _, name := range group.names {
			if i := slices.IndexFunc(own, func(f *pflag.Flag) bool { return f.Name == name }); i >= 0 {
				flags = append(flags, own[i])
				own = slices.Delete(own, i, i+1)
			}
		}
		sections = append(sections, FlagSection{group.title, flags})
	}
	return append(sections, FlagSection{"Other", own})
}

// ownFlags returns the flags that only help for c shows, not help for every command.
func ownFlags(c *cobra.Command) []*pflag.Flag { return shownFlags(c.LocalNonPersistentFlags()) }

// shownFlags returns the flags of a set in the order in which they were added.
func shownFlags(set *pflag.FlagSet) (flags []*pflag.Flag) {
	set.SortFlags = false
	set.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && f.Name != "help" {
			flags = append(flags, f)
		}
	})
	return flags
}
