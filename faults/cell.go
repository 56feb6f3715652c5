package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// A cell is one fault: a call of a scene fails with an errno at one occurrence, or from one on.
type cell struct {
	scene *scene
	dry   *outcome // of the same scene without a fault
	call  string
	errno string
	nth   int    // among the command's own calls of that name, from 1
	when  int    // among all of the process's
	last  bool   // whether it is the last of them
	line  string // strace's line of the call without the fault
	past  string // the calls up to this one
	lasts bool   // whether all later calls fail too
}

func (c cell) name() string {
	from := ""
	if c.lasts {
		from = "+"
	}
	return fmt.Sprintf("%s/%s/%s/%d%s", c.scene.name, c.call, c.errno, c.nth, from)
}

// command is the command of sock.
func (c cell) command() string { return c.scene.args[0] }

// options are the options of strace.
func (c cell) options() []string {
	when := fmt.Sprint(c.when)
	if c.lasts {
		when += "+"
	}
	inject := fmt.Sprintf("inject=%s:error=%s:when=%s", c.call, c.errno, when)
	return append(c.scene.follow(), "-e", "trace="+c.call, "-e", inject)
}

// follow is strace's option to follow the processes and threads that a tracee starts.
func (s *scene) follow() []string {
	if s.tracee == child || s.tracee == threads {
		return []string{"-f"}
	}
	return nil
}

//go:embed testdata/errnos.tsv
var errnoTable string

// usual are the errnos tried on every call; the table adds those of its manual page.
var usual = []string{"EINTR", "EAGAIN", "ENOMEM", "ENOBUFS", "EMFILE", "EIO"}

// plain is the errno for occurrences that are tried with only one.
const plain = "EIO"

func errnos(call string) []string {
	list := slices.Clone(usual)
	for line := range strings.Lines(errnoTable) {
		if name, rest, _ := strings.Cut(line, "\t"); name == call {
			list = append(list, strings.Fields(rest)...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// add adds the faults of a scene to the plan.
func (p *plan) add(s *scene, dry *outcome) {
	calls := ownCalls(dry.calls, s.tracee)
	for _, call := range calls.order {
		for _, errno := range errnos(call) {
			for _, c := range occurrences(cell{scene: s, dry: dry, call: call, errno: errno}, calls) {
				reason := p.reason(c)
				switch {
				case !p.match.MatchString(c.name()):
				case reason != "":
					p.excluded[reason]++
				default:
					p.cells = append(p.cells, c)
				}
			}
		}
	}
}

// occurrences returns a fault at each call, and a lasting one from the first call on, which stands before the fault at
// the first call.
func occurrences(c cell, calls *own) (list []cell) {
	when := calls.number[c.call]
	for i, n := range when {
		c.nth, c.when, c.last = i+1, n, i == len(when)-1
		c.line, c.past = calls.lines[c.call][i], calls.past[c.call][i]
		if i == 0 {
			c.lasts = true
			list = append(list, c)
		}
		c.lasts = false
		list = append(list, c)
	}
	return list
}
