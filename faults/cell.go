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
	nth   int    // of the command's own calls of that name, from 1
	when  int    // of the process's
	last  bool   // it is the last of them
	line  string // how strace prints the call without the fault
	past  string // the calls up to this one
	lasts bool   // it happens to all that follow, too
}

func (c cell) name() string {
	from := ""
	if c.lasts {
		from = "+"
	}
	return fmt.Sprintf("%s/%s/%s/%d%s", c.scene.name, c.call, c.errno, c.nth, from)
}

// options are those of strace.
func (c cell) options() []string {
	when := fmt.Sprint(c.when)
	if c.lasts {
		when += "+"
	}
	inject := fmt.Sprintf("inject=%s:error=%s:when=%s", c.call, c.errno, when)
	return append(c.scene.follow(), "-e", "trace="+c.call, "-e", inject)
}

// follow is the option that has strace follow the processes and threads that a tracee starts.
func (s *scene) follow() []string {
	if s.tracee == child || s.tracee == threads {
		return []string{"-f"}
	}
	return nil
}

//go:embed testdata/errnos.tsv
var errnoTable string

// usual are the errnos that any call is tried with; the table has those of its manual page beside them.
var usual = []string{"EINTR", "EAGAIN", "ENOMEM", "ENOBUFS", "EMFILE", "EIO"}

// plain is the errno of the occurrences that are tried with one: none is special about it.
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
				if reason := p.reason(c); reason != "" {
					p.excluded[reason]++
					continue
				}
				p.cells = append(p.cells, c)
			}
		}
	}
}

// occurrences returns a fault at each call, and one at all of them. The lasting one is before that at the first call.
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
