package interop_test

import (
	"net"
)

// A transport connects the two programs. Its name is also Go's and sock's.
type transport struct {
	name      string
	table     string // the table of its sockets in /proc/net
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

// A role is the side of a connection that a program has.
type role int

const (
	listening role = iota
	connecting
)

// A tool is a program, its command line, and how it differs from sock.
type tool struct {
	name    string
	program string
	// args is the command line for a role on a transport; at is a port, 0 for any, or a path.
	args func(r role, over transport, at string) []string

	// leaves: as a listener it ends with status 0 when the client has half-closed, and loses later data of its own
	// stdin.
	leaves bool
	// window is how many datagrams may be in flight to or from it before it merges some into one.
	window int
	// empty is the effect of an empty datagram on it as a listener.
	empty emptyRule
	// sendsEmpty: an empty stdin is an empty datagram.
	sendsEmpty bool
	// idle are flags that end it after the end of its stdin, as a UDP client.
	idle []string
}

// An emptyRule is how a listener treats an empty datagram.
type emptyRule int

const (
	message    emptyRule = iota // a message without bytes
	silence                     // a message that it does not show
	ending                      // it ends with status 0
	endOfInput                  // it receives nothing more, but can still send
)

var tools = []tool{
	// An empty stdin is no datagram, because no bytes are no message in any --framing; send -d '' is one.
	{name: "sock", args: sockArgs, window: 16},

	// nc 1.219: a listener ends when the client's last byte is written and its own stdin has nothing ready, with -N or
	// without. It collects what arrives during a write or a send in one buffer, so two datagrams become one. An empty
	// datagram is end of file. With empty stdin it sends no datagram, and keeps running; -w 1 ends it.
	{
		name: "nc", program: "nc.openbsd", args: ncArgs,
		leaves: true, window: 1, empty: ending, idle: []string{"-w", "1"},
	},

	// ncat 7.93: a listener without --keep-open ends with its client's end of file. As a UDP client it ends with its
	// stdin, and sends no datagram for an empty one. An empty datagram makes its client known, and shows nothing.
	{name: "ncat", program: "ncat", args: ncatArgs, leaves: true, window: 16, empty: silence},

	// socat 1.7.4: without -t it keeps running for half a second after end of file, so it loses a later answer.
	// UDP-LISTEN takes an empty datagram for end of file, and reads no more. shut-null sends an empty datagram at the
	// end of stdin.
	{name: "socat", program: "socat", args: socatArgs, window: 16, empty: endOfInput, sendsEmpty: true},
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
