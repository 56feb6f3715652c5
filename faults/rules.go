package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A pattern selects cells: their scene, call and errno match, and holds returns true.
type pattern struct {
	scene, call, errno string          // regular expressions of the whole; "" is any
	line               string          // regular expression of what strace prints; "" is any
	holds              func(cell) bool // nil: always
}

func (p pattern) matches(c cell) bool {
	return whole(p.scene, c.scene.name) && whole(p.call, c.call) && whole(p.errno, c.errno) &&
		regexp.MustCompile(p.line).MatchString(c.line) && (p.holds == nil || p.holds(c))
}

func whole(pattern, text string) bool {
	return pattern == "" || regexp.MustCompile("^(?:"+pattern+")$").MatchString(text)
}

// An exclusion is a rule for cells that are not run.
type exclusion struct {
	pattern
	reason string
}

// reason returns why a cell is not run, "" if it is run.
func (p *plan) reason(c cell) string {
	for _, r := range exclusions() {
		if r.matches(c) {
			return r.reason
		}
	}
	if whole(movingCalls, c.call) {
		return ""
	}
	key := fmt.Sprint(c.command(), c.scene.tracee, c.past, c.errno, c.lasts)
	if p.pasts[key] == nil {
		p.pasts[key] = c.scene
	}
	if p.pasts[key] != c.scene {
		return samePast
	}
	return ""
}

// samePast is the reason to skip a fault that another scene covers.
const samePast = "the call moves no bytes, and another scene of this command fails in it after the same calls"

// runtimeCalls are calls that Go's runtime makes at any time.
const runtimeCalls = "mmap|munmap|madvise|mprotect|mincore|brk|futex|rt_sig.*|sigaltstack|clone3?|vfork|tgkill|nanosleep|sched_.*|epoll_pwait|" +
	"prlimit64|uname|getrandom|restart_syscall|timer_.*|setitimer|membarrier|set_tid_address|set_robust_list|rseq|arch_prctl|prctl|gettid"

// movingCalls are calls that are repeated while data or connections arrive: the state differs at each occurrence.
const movingCalls = "read|write|recv.*|send.*|splice|tee|poll|ppoll|accept4"

// later are the errnos of their later occurrences.
var later = append(slices.Clone(usual), "ECONNRESET", "EPIPE", "ENOSPC")

// exclusions are faults that no kernel causes, that injection cannot imitate, or that another cell covers.
func exclusions() []exclusion { return slices.Concat(impossible(), ofLater()) }

// impossible are the exclusions of a fault wherever the call stands.
func impossible() []exclusion {
	lasts := func(c cell) bool { return c.lasts }
	return []exclusion{
		{pattern{call: runtimeCalls}, "the call is one of Go's runtime"},
		{pattern{call: "gete?[ug]id|getpp?id|exit|exit_group|setsid|umask"}, "the call cannot fail"},
		{
			pattern{call: "landlock_restrict_self"},
			"the kernel fails on the first thread or on none; strace follows one that is not the first. rights_sandbox has the fault on all",
		},
		{pattern{call: "close"}, "Linux frees the descriptor whatever close(2) returns; an injected error leaves it open"},
		{pattern{call: "connect", errno: "EINTR|EINPROGRESS"}, "the kernel goes on connecting after this error; an injected one has begun nothing"},
		{pattern{call: "shutdown", errno: "ENOTCONN"}, "the connection has ended by then; an injected error leaves it as it was"},
		{pattern{errno: "EINTR|EAGAIN", holds: lasts}, "a call is not interrupted for ever, and poll(2) does not report ready for ever what is not"},
		{pattern{line: `^read\(\d+, "", 8\)`}, "Go's runtime reads in this pipe whether execve(2) has failed in a new process"},
		{
			pattern{call: "fcntl", holds: func(c cell) bool { return c.scene.tracee == child }},
			"strace counts for each process, and in the command Go's runtime makes this call as it starts",
		},
		{
			pattern{holds: func(c cell) bool { return c.scene.tracee == threads && !c.lasts }},
			"the thread on which Go makes a call differs from run to run: the error lasts, in all of them",
		},
		{
			pattern{call: "fcntl|epoll_.*|eventfd2", holds: func(c cell) bool { return c.scene.tracee == threads }},
			"the call is one of Go's runtime",
		},
		{pattern{call: "read", holds: func(c cell) bool { return c.scene.tracee == threads }}, "the call is one of Go's library, which looks names up"},
		{pattern{holds: func(c cell) bool { return strings.Contains(c.line, "-1 "+c.errno+" ") }}, "the call returns this error without the fault"},
		{
			pattern{errno: "EPIPE", scene: "help|version|completion", holds: func(c cell) bool { return !c.lasts }},
			"a pipe that has lost its reader does not get it back",
		},
		{
			pattern{call: "connect", errno: "ECONNREFUSED", scene: "list.*"},
			"the errno is an answer: the keeper is dead, and its name is removed",
		},
		{pattern{call: "unlinkat", errno: "ENOENT"}, "the errno is an answer: the path is gone"},
		{pattern{line: `\? ERESTART`}, "the call waits until the server is ended"},
		{
			pattern{call: "getpeername", errno: "ENOTCONN", scene: "cat datagrams"},
			"the errno is an answer: a socket without a peer waits for one",
		},
		{
			pattern{call: "accept4", scene: "listen( pipes| terminal| unix| --on| --| --(peer-)?eof .*)?|accept( --hold)?|relay --once", holds: lasts},
			"a server of one connection waits for one that succeeds: listen -w and the servers of many have this fault",
		},
	}
}

// ofLater are the exclusions of a call's later occurrences.
func ofLater() []exclusion {
	return []exclusion{
		{
			pattern{call: movingCalls, holds: func(c cell) bool { return c.nth > 2 && !c.last }},
			"a call that moves bytes fails at its first, second and last occurrence",
		},
		{
			pattern{call: movingCalls, holds: func(c cell) bool { return c.nth > 1 && !slices.Contains(later, c.errno) }},
			"a later occurrence of a call that moves bytes fails with the errnos of any call, ECONNRESET, EPIPE or ENOSPC",
		},
		{
			pattern{holds: func(c cell) bool { return c.nth > 8 && !whole(movingCalls, c.call) }},
			"a call that moves no bytes fails at its first eight occurrences",
		},
		{
			pattern{holds: func(c cell) bool { return c.nth > 1 && !whole(movingCalls, c.call) && c.errno != plain }},
			"a later occurrence of a call that moves no bytes fails with " + plain + " alone",
		},
	}
}
