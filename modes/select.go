package modes

import (
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/show"
	"sock/internal/sys"
)

// Select calls select(2), as pselect6(2), on existing sockets.
type Select struct {
	Watched
	Asked [3]bool // the sets that contain the sockets; the others are NULL
	NFDS  *int    // nil: one more than the highest descriptor
	JSON  bool
}

// selectSets has the names of the three sets.
var selectSets = [3]string{"read", "write", "except"}

// Run prints the three sets.
func (c *Select) Run(env *env.Env) error {
	nfds := 0
	for _, fd := range c.FDs {
		nfds = max(nfds, fd+1)
	}
	room := nfds
	if c.NFDS != nil {
		nfds = *c.NFDS
	}
	var sets [3]*sys.FDSet
	for i, asked := range c.Asked {
		if !asked {
			continue
		}
		sets[i] = sys.NewFDSet(max(room, nfds))
		for _, fd := range c.FDs {
			sets[i].Add(fd)
		}
	}
	n, err := env.Door.Pselect(nfds, sets, c.timespec())
	switch {
	case err != nil:
		return fail.At("select", c.what(), err)
	case n == 0:
		return c.timedOut("select")
	}
	return env.Print(c.text(sets))
}

// text returns a line for each set with the names of the sockets in it.
func (c *Select) text(sets [3]*sys.FDSet) []byte {
	var m show.Members
	var out []byte
	for i, name := range selectSets {
		ready := []string{}
		for j, fd := range c.FDs {
			if sets[i].Has(fd) {
				ready = append(ready, c.Names[j])
			}
		}
		m = append(m, show.Member{Name: name, Value: ready})
		out = append(out, strings.Join(append([]string{name + ":"}, ready...), " ")+"\n"...)
	}
	if c.JSON {
		return show.Object(m)
	}
	return out
}

// Watched has the sockets of poll, select and epoll, and the time limit.
type Watched struct {
	Names []string // of the descriptors
	FDs   []int
	Wait  env.Wait
	Limit *unix.Timespec // the limit as the kernel gets it, in place of Wait; nil for none
}

// what returns the name of the descriptor if there is only one.
func (w *Watched) what() string {
	if len(w.Names) == 1 {
		return w.Names[0]
	}
	return ""
}

// name returns the name of a descriptor.
func (w *Watched) name(fd int) string {
	for i, own := range w.FDs {
		if own == fd {
			return w.Names[i]
		}
	}
	return ""
}

// timespec returns the time limit of one call, nil for none.
func (w *Watched) timespec() *unix.Timespec {
	if w.Limit != nil || !w.Wait.Limited() {
		return w.Limit
	}
	ts := unix.NsecToTimespec(int64(w.Wait.Most()))
	return &ts
}

func (w *Watched) timedOut(call string) error {
	if w.Limit != nil { // the kernel wrote the remaining time, 0
		return fail.TimedOut(call, w.what(), "nothing became ready in the time of --timespec")
	}
	return fail.TimedOut(call, w.what(), "nothing became ready "+w.Wait.Within())
}

// report returns one line of poll and epoll: the events, behind the name of the socket if there are several.
func (w *Watched) report(name string, events []string, asJSON bool) []byte {
	switch {
	case asJSON:
		return show.Object(show.Members{{Name: "on", Value: name}, {Name: "events", Value: events}})
	case len(w.Names) > 1:
		return []byte(name + " " + strings.Join(events, "|") + "\n")
	}
	return []byte(strings.Join(events, "|") + "\n")
}
