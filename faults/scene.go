package main

import "strings"

// A scene is one run of a command, which ends by itself within about a second without a fault.
type scene struct {
	name    string   // the command, and what is special: "connect -z"
	setup   []string // lines for sh that are run before, without faults
	args    []string // of sock, with $ADDR, $DIR and $BORROWED
	after   []string // lines for sh that are run after it
	stdin   string
	streams streams // the kinds of standard input and output
	given   given   // the descriptors 3 and 4
	peer    peer
	tracee  tracee // the process whose calls fail
	server  bool   // it serves until it is ended, after its peer has left
	numbers bool   // numbers in its output differ from run to run
	selects bool   // its output depends on which queries succeed
}

// streams are the kinds of standard input and output.
type streams int

const (
	files streams = iota
	pipes
	terminal
)

// A tracee is the process whose calls fail.
type tracee int

const (
	command tracee = iota // the main thread of the command, which makes all its calls
	child                 // the first process that the command starts
	threads               // the other threads of the command, except for calls of Go's runtime
	keeper                // the keeper of the socket s, from the end of the setup on
)

// request and answer are larger than a pipe and a socket buffer together.
var (
	request = text("request", 300_000)
	answer  = text("answer", 300_000)
)

// text returns n bytes without repetition.
func text(word string, n int) string {
	b := make([]byte, 0, n+20)
	for i := 0; len(b) < n; i++ {
		b = append(b, word...)
		for v := i; v > 0; v /= 26 {
			b = append(b, byte('a'+v%26))
		}
		b = append(b, '\n')
	}
	return string(b[:n-1]) + "\n"
}

// words splits a command line at its blanks.
func words(line string) []string { return strings.Fields(line) }

// hold returns the setup that holds a socket.
func hold(line string) []string { return []string{"$SOCK " + line + " >/dev/null"} }
