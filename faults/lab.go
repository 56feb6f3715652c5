package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// quickShare is one cell in so many.
const quickShare = 200

// A lab runs scenes.
type lab struct {
	sock    string
	workers int
	socket  *os.File // that commands may borrow
	port    atomic.Int32
}

func newLab(sock string, workers int) (*lab, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	return &lab{sock: sock, workers: workers, socket: os.NewFile(uintptr(fd), "borrowed")}, err
}

// A plan is the cells to run, and how many of those that match each rule excludes.
type plan struct {
	match    *regexp.Regexp
	scenes   int
	cells    []cell
	excluded map[string]int
	pasts    map[string]*scene // for an abstract of calls, the first scene in which a call fails after these
}

// plan runs each scene without a fault to record its calls.
func (l *lab) plan(match *regexp.Regexp, quick bool) (plan, error) {
	p := plan{match: match, excluded: map[string]int{}, pasts: map[string]*scene{}}
	all := scenes()
	dry, errs := make([]outcome, len(all)), make([]error, len(all))
	l.each(len(all), func(i int) { dry[i], errs[i] = l.dry(all[i]) })
	if err := errors.Join(errs...); err != nil {
		return p, err
	}
	for i := range all {
		p.add(&all[i], &dry[i])
	}
	p.scenes = len(all)
	if quick {
		n := len(p.cells)
		p.cells = some(p.cells, quickShare)
		p.excluded[notQuick] = n - len(p.cells)
	}
	return p, nil
}

// dry runs a scene without a fault.
func (l *lab) dry(s scene) (outcome, error) {
	o, err := l.run(s, append(s.follow(), "-e", "trace=all"), nil)
	switch {
	case err != nil:
		return o, err
	case o.hung || o.status != 0 && !s.server || s.server && o.status != 128+int(unix.SIGTERM):
		return o, fmt.Errorf("%s, without a fault: status %d: %s", s.name, o.status, o.stderr)
	}
	return o, nil
}

// each calls f with the numbers below n, from several goroutines.
func (l *lab) each(n int, f func(i int)) {
	var group sync.WaitGroup
	queue := make(chan int)
	for range l.workers {
		group.Go(func() {
			for i := range queue {
				f(i)
			}
		})
	}
	for i := range n {
		queue <- i
	}
	close(queue)
	group.Wait()
}

// notQuick is the reason not to run most cells in a quick run.
const notQuick = "a quick run has one cell in a few hundred, and one of each command and each call"

// some returns one cell in n, and one of each command and each call that is not among them. It is the same choice every time.
func some(all []cell, n int) (list []cell) {
	seen := map[string]bool{}
	chosen := map[int]bool{}
	choose := func(i int) {
		chosen[i] = true
		seen[all[i].command()], seen[all[i].call+"("] = true, true
	}
	for i := 0; i < len(all); i += n {
		choose(i)
	}
	for i, c := range slices.Backward(all) { // the first calls of all commands are the same
		if c.errno == plain && !(seen[c.command()] && seen[c.call+"("]) {
			choose(i)
		}
	}
	for _, i := range slices.Sorted(maps.Keys(chosen)) {
		list = append(list, all[i])
	}
	return list
}

// onceLasts is the reason to skip a fault at the first call.
const onceLasts = "the call was made once with an error that lasts: that at the first call is the same run"

// runAll runs the cells of a plan side by side.
func (l *lab) runAll(p plan, verbose bool) *report {
	r := &report{plan: p, byCall: map[string]*tally{}, tolerated: map[string]int{}, verbose: verbose}
	groups := pairs(p.cells)
	l.each(len(groups), func(i int) {
		for _, c := range groups[i] {
			o, err := l.run(*c.scene, c.options(), c.dry)
			v := verdict{}
			if err != nil {
				v.problem = err.Error()
			} else {
				v = judge(c, o)
			}
			r.add(c, o, v)
			if c.lasts && strings.Count(o.calls, injected) == 1 {
				r.exclude(onceLasts, len(groups[i])-1)
				break
			}
		}
	})
	return r
}

// pairs groups a lasting fault with the one at the first call.
func pairs(cells []cell) (groups [][]cell) {
	for _, c := range cells {
		if n := len(groups); n > 0 && c.nth == 1 && !c.lasts && groups[n-1][0].name() == c.name()+"+" {
			groups[n-1] = append(groups[n-1], c)
			continue
		}
		groups = append(groups, []cell{c})
	}
	return groups
}

func (p plan) print(w io.Writer) {
	for _, c := range p.cells {
		fmt.Fprintln(w, c.name())
	}
}
