package serve

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/loop"
	"sock/internal/sys"
)

// A grace is the end of a server after a signal: it accepts no more, and its connections have some time to end.
type grace struct {
	env   *env.Env
	waker *sys.Waker
	asked chan struct{} // closed by the thread that handles signals
	over  chan struct{} // closed when the loop has ended
}

// prepareGrace opens what a signal needs to begin the grace.
func (m *Admission) prepareGrace(e *env.Env) error {
	if !m.Grace.Limited() {
		return nil
	}
	waker, err := sys.NewWaker()
	if err != nil {
		return fail.At("eventfd2", "", err)
	}
	m.grace = &grace{env: e, waker: waker, asked: make(chan struct{}), over: make(chan struct{})}
	return nil
}

// begin is run by the thread that handles signals. It returns when the server has ended.
func (g *grace) begin() {
	close(g.asked)
	g.waker.Wake()
	<-g.over
}

// Settle is to be called when the loop of a server has ended. If a signal has ended it, Settle does not return: the signal ends
// the process.
func (m *Admission) Settle() {
	if m.grace == nil {
		return
	}
	close(m.grace.over)
	select {
	case <-m.grace.asked:
		select {}
	default:
	}
}

// watchGrace has the loop begin the grace when a signal asks for it.
func (a *Acceptor) watchGrace() {
	g, most := a.gate.grace, a.gate.Grace.Most()
	if g == nil {
		return
	}
	g.env.AtSignalFirst(g.begin)
	a.Loop.AddWatch(&loop.Watch{FD: g.waker.FD, Events: unix.POLLIN, Ready: func() error {
		a.Loop.Forget(g.waker.FD)
		a.Tell("accepting no more connections: %d have %s to end", a.open, most)
		a.Loop.StopAt(time.Now().Add(most))
		a.End()
		return nil
	}})
}
