package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Limits for a run that does not spin. A second of processor time is a hundred times what a scene needs.
const (
	cpuLimit   = time.Second
	callsLimit = 400 // of the injected call, in addition to twice those of the dry run
)

const injected = "(INJECTED)"

var (
	goTrace = regexp.MustCompile(`goroutine \d|panic:|fatal error:|runtime error|internal error|SIG[A-Z]+: `)
	numbers = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

	// staysSaid is the report of a path that is left behind.
	staysSaid = regexp.MustCompile(`stays\)\n`)
)

// A verdict is what is wrong with an outcome, "" for nothing, and the reason of the tolerance that it needs, "" for none.
type verdict struct{ problem, tolerance string }

func judge(c cell, o outcome) verdict {
	problems := append(bounds(c, o), left(c, o)...)
	v := result(c, o)
	if v.problem != "" {
		problems = append(problems, v.problem)
	}
	v.problem = strings.Join(problems, "; ")
	return v
}

// bounds looks for effects that no fault may have.
func bounds(c cell, o outcome) (problems []string) {
	if o.hung {
		problems = append(problems, "it hangs")
	}
	if o.cpu > cpuLimit {
		problems = append(problems, fmt.Sprintf("it spins: %s of processor time", o.cpu))
	}
	if n, dry := count(o.calls, c.call), count(c.dry.calls, c.call); n > 2*dry+callsLimit {
		problems = append(problems, fmt.Sprintf("it spins: %d calls, %d without the fault", n, dry))
	}
	if goTrace.MatchString(o.stderr) {
		problems = append(problems, "it crashes")
	}
	if o.afterErr != "" {
		problems = append(problems, "what follows hangs: "+o.afterErr)
	}
	return problems
}

func count(text, call string) int { return strings.Count(text, call+"(") }

// left compares the leftovers with those without the fault.
func left(c cell, o outcome) (problems []string) {
	held, staying := 0, o.keepers > c.dry.keepers // a name that is still held keeps its path
	for name := range strings.FieldsSeq(o.files) {
		if strings.HasPrefix(name, "held/") {
			held++
		} else if !strings.Contains(" "+c.dry.files+" ", " "+name+" ") && !staying && !staysSaid.MatchString(o.stderr) {
			problems = append(problems, name+" is left behind")
		}
	}
	if held != o.keepers && !staysSaid.MatchString(o.stderr) {
		problems = append(problems, fmt.Sprintf("%d names are held by %d processes", held, o.keepers))
	}
	if o.keepers == c.dry.keepers && o.descriptors > c.dry.descriptors {
		problems = append(problems, fmt.Sprintf("%d descriptors are open, %d without the fault", o.descriptors, c.dry.descriptors))
	}
	return problems
}

// result checks the data, the status and the message.
func result(c cell, o outcome) verdict {
	same, partly := compare(c, o)
	reported := strings.Contains(o.stderr, c.errno+" (")
	switch {
	case partly != "":
		return verdict{problem: partly}
	case !strings.Contains(o.calls, injected) && same && o.status == c.dry.status:
		return verdict{} // the call was not made as often
	case reported && o.status == int(number(c.errno)):
		return verdict{}
	case reported && c.scene.server && o.status == c.dry.status:
		return verdict{} // a server goes on
	}
	if reason := tolerated(c, o, same); reason != "" {
		return verdict{tolerance: reason}
	}
	return verdict{problem: unreported(c, o, same, reported)}
}

// unreported says what an outcome is that no rule allows.
func unreported(c cell, o outcome, same, reported bool) string {
	switch {
	case o.status == c.dry.status && !same:
		return fmt.Sprintf("loss with status %d", o.status)
	case o.status == c.dry.status:
		return "nothing is reported"
	case !reported:
		return fmt.Sprintf("status %d without the errno", o.status)
	}
	return fmt.Sprintf("status %d", o.status)
}

// compare reports whether the same bytes were moved as without the fault, and what is wrong with those that were.
func compare(c cell, o outcome) (same bool, problem string) {
	stdout, dry := o.stdout, c.dry.stdout
	if c.scene.selects && stdout != "" {
		stdout = dry
	}
	got, dryGot := o.got, c.dry.got
	if c.scene.numbers {
		stdout, dry = numbers.ReplaceAllString(stdout, "N"), numbers.ReplaceAllString(dry, "N")
		got, dryGot = numbers.ReplaceAllString(got, "N"), numbers.ReplaceAllString(dryGot, "N")
	}
	switch {
	case c.scene.datagrams():
		if !partOf(got, dryGot) || !partOf(stdout, dry) {
			problem = "datagrams are other than without the fault"
		}
	case !strings.HasPrefix(dry, stdout):
		problem = "standard output has other bytes than without the fault"
	case !strings.HasPrefix(dryGot, got):
		problem = "the peer has received other bytes than without the fault"
	}
	return stdout == dry && got == dryGot, problem
}

// datagrams reports whether a message may be lost while a later one arrives.
func (s *scene) datagrams() bool {
	k, isClient := s.peer.(*client)
	v, isServer := s.peer.(*server)
	return s.given.kind == datagram || isClient && k.network == "udp" || isServer && v.network == "udp"
}

// partOf reports whether part is the start of all, or some of the lines of all in their order.
func partOf(part, all string) bool {
	if strings.HasPrefix(all, part) {
		return true
	}
	rest := slices.Collect(strings.Lines(all))
	for line := range strings.Lines(part) {
		i := slices.Index(rest, line)
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

// tolerated returns the reason of the rule that allows the outcome, "" if none does.
func tolerated(c cell, o outcome, same bool) string {
	for _, t := range tolerances() {
		status := o.status == c.dry.status
		switch t.status {
		case "":
		case errnoStatus:
			status = o.status == int(number(c.errno))
		default:
			status = whole(t.status, fmt.Sprint(o.status))
		}
		reported := strings.Contains(o.stderr, c.errno+" (") || !t.reported
		if status && reported && (same || t.part) && t.matches(c) {
			return t.reason
		}
	}
	return ""
}

// number returns the errno of a name. x/sys calls EOPNOTSUPP ENOTSUP.
func number(name string) (e unix.Errno) {
	for e = 1; e < 134; e++ {
		if unix.ErrnoName(e) == name || name == "EOPNOTSUPP" && e == unix.EOPNOTSUPP {
			return e
		}
	}
	return 0
}
