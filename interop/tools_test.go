package interop_test

import (
	"net"
)

// A transport is what lies between the two programs. Its name is also Go's and sock's.
type transport struct {
	name      string
	table     string // of its sockets, in /proc/net
	host      string // "" if the address is a path
	datagrams bool
}

var transports = []transport{
	{name: "tcp4", table: "tcp", host: "127.0.0.1"},
	{name: "tcp6", table: "tcp6", host: "::1"},
	{name: "unix", table: "unix"},
	{name: "udp4", table: "udp", host: "127.0.0.1", datagrams: true},
	{name: "udp6", table: "udp6", host: "::1", datagrams: true},
}

// A role is the side of a connection that a program is on.
type role int

const (
	listening role = iota
	connecting
)

// A tool is a program, how it is called, and how it differs from what sock does.
type tool struct {
	name    string
	program string
	// args are those for a role on a transport; at is a port, 0 for any, or a path.
	args func(r role, over transport, at string) []string

	// leaves: as a listener it ends, status 0, when the client has half-closed, and what its own stdin
	// still brings is lost.
	leaves bool
	// window is how many datagrams may be on their way to or from it before it merges some into one.
	window int
	// empty is what an empty datagram does to it as a listener.
	empty emptyRule
	// sendsEmpty: an empty stdin is an empty datagram.
	sendsEmpty bool
	// idle makes it end by itself, as a UDP client, after the end of its stdin.
	idle []string
}

// An emptyRule says what an empty datagram is to a listener.
type emptyRule int

const (
	message   emptyRule = iota // a message without bytes
	silence                    // a message, but there is no way to see it
	ending                     // the end of its work, status 0
	deafening                  // the end of what it hears, though it can still answer
)

var tools = []tool{
	// An empty stdin is no datagram, as no bytes are no message in any --framing; send -d '' is one.
	{name: "sock", args: sockArgs, window: 16},

	// nc 1.219: a listener ends when the client's last byte is out and its own stdin has nothing ready, with -N or without.
	// It gathers what arrives while it writes, or is written while it sends, in one buffer: two datagrams become one.
	// An empty datagram is end-of-file. With nothing on stdin no datagram is sent, and it stays; -w 1 ends it.
	{
		name: "nc", program: "nc.openbsd", args: ncArgs,
		leaves: true, window: 1, empty: ending, idle: []string{"-w", "1"},
	},

	// ncat 7.93: a listener without --keep-open ends with its client's end-of-file. As a UDP client it ends with its
	// stdin, and sends no datagram for an empty one. An empty datagram makes it know its client, and shows nothing.
	{name: "ncat", program: "ncat", args: ncatArgs, leaves: true, window: 16, empty: silence},

	// socat 1.7.4: without -t it stays half a second after an end-of-file, so that a late answer is lost. UDP-LISTEN takes
	// an empty datagram for the end-of-file, and reads no more. shut-null makes one of the end of stdin.
	{name: "socat", program: "socat", args: socatArgs, window: 16, empty: deafening, sendsEmpty: true},
}

func sockArgs(r role, over transport, at string) []string {
	word := [...]string{listening: "listen", connecting: "connect"}[r]
	if over.host == "" {
		return []string{word, over.name + ":" + at}
	}
	return []string{word, over.name + ":" + net.JoinHostPort(over.host, at)}
}

func ncArgs(r role, over transport, at string) []string {
	return append([]string{"-N"}, ncatArgs(r, over, at)...)
}

func ncatArgs(r role, over transport, at string) (args []string) {
	if r == listening {
		args = append(args, "-l")
	}
	switch {
	case over.host == "":
		return append(args, "-U", at)
	case over.datagrams:
		args = append(args, "-u")
	}
	return append(args, over.host, at)
}

func socatArgs(r role, over transport, at string) []string {
	words := map[string]string{"tcp4": "TCP4", "tcp6": "TCP6", "unix": "UNIX", "udp4": "UDP4", "udp6": "UDP6"}
	word, host, options := words[over.name], over.host, ""
	if over.name == "tcp6" || over.name == "udp6" {
		host = "[" + host + "]"
	}
	if over.datagrams {
		options = ",shut-null"
	}
	address := word + "-LISTEN:" + at + ",bind=" + host + options
	switch {
	case over.host == "" && r == listening:
		address = word + "-LISTEN:" + at
	case over.host == "":
		address = word + "-CONNECT:" + at
	case r == connecting:
		address = word + ":" + host + ":" + at + options
	}
	return []string{"-t", "30", "-", address}
}
