package modes

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/ref"
	"sock/internal/show"
	"sock/internal/socket"
)

// List shows the held sockets.
type List struct{ JSON bool }

// A row describes one held socket. Of a keeper that does not answer, only the name is known.
type row struct {
	name, kind, local, peer, state string

	queued, unsent *int
	keeper         int
	born           time.Time
}

func (r row) members() show.Members {
	return show.Members{
		{Name: "name", Value: r.name},
		{Name: "kind", Value: r.kind},
		{Name: "local", Value: r.local},
		{Name: "peer", Value: r.peer},
		{Name: "state", Value: r.state},
		{Name: "recv_queue", Value: show.Number(r.queued)},
		{Name: "send_queue", Value: show.Number(r.unsent)},
		{Name: "keeper", Value: r.keeper},
		{Name: "age", Value: max(0, time.Since(r.born).Seconds())},
	}
}

// Run asks every keeper. It removes the names of dead keepers, prints what it gets, and returns the last error.
func (c *List) Run(env *env.Env) error {
	dir, err := ref.OpenDir(env.Door)
	if err != nil {
		return err
	}
	defer dir.Leave(env.Door)
	names, err := dir.Names()
	if err != nil {
		return err
	}
	var rows []row
	for _, name := range names {
		r, failed := c.ask(env, dir, name)
		if failed == nil {
			rows = append(rows, r)
			continue
		}
		if ref.IsGone(failed) {
			failed = dir.Forget(env.Door, name)
		}
		if failed != nil && err != nil {
			env.Warn("%v", err)
		}
		err = cmp.Or(failed, err)
	}
	if failed := env.Print(c.format(rows)); failed != nil {
		return failed
	}
	return err
}

// ask returns the row of one name.
func (c *List) ask(env *env.Env, dir ref.Dir, name string) (row, error) {
	h, err := dir.Fetch(env.Door, name)
	if err != nil {
		return row{}, err
	}
	defer func() { _ = env.Door.Close(h.FD) }()
	r := row{name: name, keeper: h.Keeper, born: h.Born}
	if env.Door.IsPidfd(h.FD) {
		r.kind, r.state = fmt.Sprintf("pidfd of process %d", env.Door.PidfdProcess(h.FD)), "RUNNING"
		if ended, err := env.Door.Await(h.FD, unix.POLLIN, time.Now()); err != nil || ended != 0 {
			r.kind, r.state = "pidfd", "ENDED"
		}
		return r, nil
	}
	kind, err := socket.KindOf(env, h.FD)
	if err != nil {
		return row{}, err
	}
	p := socket.FactsOf(env, &socket.Socket{FD: h.FD, Kind: kind})
	r.kind, r.local, r.peer, r.state = socket.BriefKind(kind), p.Local, p.Peer, p.State
	r.queued, r.unsent = p.Queued, p.Unsent
	return r, nil
}

func (c *List) format(rows []row) []byte {
	var b strings.Builder
	if c.JSON {
		for _, r := range rows {
			b.Write(show.Object(r.members()))
		}
		return []byte(b.String())
	}
	if len(rows) == 0 {
		return nil
	}
	lines := [][]string{{"NAME", "KIND", "LOCAL", "PEER", "STATE", "RECV", "SEND", "KEEPER", "AGE"}}
	for _, r := range rows {
		lines = append(lines, []string{
			r.name, r.kind, show.OrDash(r.local), show.OrDash(r.peer), r.state,
			count(r.queued), count(r.unsent), fmt.Sprint(r.keeper), time.Since(r.born).Round(time.Second).String(),
		})
	}
	return columns(lines)
}

// columns aligns the cells.
func columns(lines [][]string) []byte {
	width := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			width[i] = max(width[i], len(cell))
		}
	}
	var out []byte
	for _, line := range lines {
		last := len(line) - 1
		for i, cell := range line[:last] {
			out = fmt.Appendf(out, "%-*s  ", width[i], cell)
		}
		out = append(out, line[last]+"\n"...)
	}
	return out
}

func count(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}
