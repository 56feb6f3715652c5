package main

import (
	"crypto/sha256"
	"hash"
	"regexp"
	"strings"
)

// own is the calls of the tracee's own code, from the output of strace: for each name, the occurrences of that call,
// counted from 1 as strace counts. Calls of Go's runtime at start-up and of a program that the tracee executes are
// excluded.
type own struct {
	order  []string
	number map[string][]int
	lines  map[string][]string // as strace printed them
	past   map[string][]string // for each of these calls, an abstract of all calls up to it
	seen   map[string]int
	state  state
	digest hash.Hash
}

// A state is the state of a process in its life.
type state int

const (
	forked  state = iota // it has not executed the program yet
	starts               // Go's runtime starts
	runs                 // the command itself runs
	another              // it has executed another program
)

var callLine = regexp.MustCompile(`^(?:(\d+) +)?([a-z][a-z0-9_]*)\(`)

// lastOfStart is the last call of Go's runtime before the program: a query of how descriptor 2 is open.
const lastOfStart = "fcntl(2, F_GETFL)"

// ownCalls reads the calls of the tracee.
func ownCalls(text string, t tracee) *own {
	o := &own{number: map[string][]int{}, lines: map[string][]string{}, past: map[string][]string{}, seen: map[string]int{}, state: starts, digest: sha256.New()}
	if t == keeper || t == threads {
		o.state = runs
	}
	chosen, started := chosenProcess(text, t)
	switch t {
	case child:
		o.state = forked
	case command:
		o.seen["execve"] = -1 // strace does not count the one by which it starts the command
	}
	for line := range strings.Lines(text) {
		m := callLine.FindStringSubmatch(line)
		if m == nil || !started(m[1]) {
			continue
		}
		if chosen == m[1] || t == threads {
			o.add(m[2], line)
		}
	}
	return o
}

// chosenProcess returns the process whose calls are read, and which processes matter at all.
func chosenProcess(text string, t tracee) (pid string, matters func(pid string) bool) {
	first := ""
	for line := range strings.Lines(text) {
		m := callLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if first == "" {
			first = m[1]
		}
		if t == child && m[1] != first && m[2] == "execve" {
			return m[1], func(string) bool { return true }
		}
	}
	if t == threads {
		return "", func(pid string) bool { return pid != first }
	}
	return first, func(string) bool { return true }
}

func (o *own) add(name, line string) {
	o.seen[name]++
	if o.state == forked || o.state == runs {
		if o.number[name] == nil {
			o.order = append(o.order, name)
		}
		o.number[name] = append(o.number[name], o.seen[name])
		o.lines[name] = append(o.lines[name], strings.TrimLeft(line, "0123456789 "))
		if !whole(runtimeCalls, name) {
			_, _ = o.digest.Write(numbers.ReplaceAll([]byte(line), []byte("N")))
		}
		o.past[name] = append(o.past[name], string(o.digest.Sum(nil)))
	}
	switch {
	case name == "execve" && o.state == forked && strings.Contains(line, `"/proc/self/exe"`):
		o.state = starts
	case name == "execve" && (o.state == forked || o.state == runs):
		o.state = another
	case o.state == starts && strings.Contains(line, lastOfStart):
		o.state = runs
	}
}
