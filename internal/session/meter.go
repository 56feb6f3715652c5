package session

import (
	"sync/atomic"
	"time"

	"sock/internal/env"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/sys"
)

// A Meter follows what a loop moves, for --stats and --progress. Without them it does nothing.
type Meter struct {
	Env   *env.Env
	Cat   *Cat
	Pump  *pump.Pump
	Moved func() Moved
	Start time.Time // when it began
	Many  bool      // of many clients; when the loop ends it may still have to write what it has received

	progress *progress     // nil: nothing is shown
	halted   atomic.Bool   // a signal is about to end the process
	reported chan struct{} // closed when Report was called; nil if there is nothing to report
	detach   func()        // from signals
}

// Run runs the pump and then finish, and reports what was moved, also when a signal ends the process.
func (m *Meter) Run(s *socket.Socket, finish func(error) error) error {
	m.begin()
	err := finish(m.Pump.Run())
	m.end(s)
	return err
}

// Halted reports whether a signal is about to end the process.
func (m *Meter) Halted() bool { return m.halted.Load() }

func (m *Meter) begin() {
	m.Start = time.Now()
	m.progress = m.Cat.newProgress(m.Env, m.Many)
	if m.progress == nil && m.Cat.Stats == NoStats && !m.Many {
		return
	}
	m.reported = make(chan struct{})
	m.detach = m.Env.AtSignal(m.awaitReport)
	m.Pump.Halted = m.Halted
	if m.progress != nil {
		m.Pump.Every = m.progress.every()
		m.Pump.Tick = func() { m.progress.draw(m.Moved()) }
	}
}

// end reports what was moved. If a signal is about to end the process, end never returns.
func (m *Meter) end(s *socket.Socket) {
	if m.reported == nil {
		return
	}
	if m.progress != nil {
		m.progress.end(m.Moved())
	}
	m.Report(s)
	close(m.reported)
	if m.halted.Load() {
		select {}
	}
	m.detach()
}

// awaitReport wakes the thread of the loop and waits for its report. No other thread may write it. A thread that hangs in a write
// does not keep the signal from ending the process.
func (m *Meter) awaitReport() {
	m.halted.Store(true)
	for range wakeMost {
		sys.Wake()
		select {
		case <-m.reported:
			return
		case <-time.After(wakePause):
		}
	}
}

// How often, and how long apart, the thread of the loop is woken: the first time is lost if it falls between its check of Halted
// and its wait.
const (
	wakeMost  = 50
	wakePause = 20 * time.Millisecond
)

// Clears returns a function that removes the progress bar before payload is written to the same terminal; nil if there is no bar.
func (m *Meter) Clears() func() {
	if m.Cat.Progress != ProgressBar {
		return nil
	}
	return func() {
		if m.progress != nil {
			m.progress.yield()
		}
	}
}

// Report writes what was moved to standard error.
func (m *Meter) Report(s *socket.Socket) {
	if m.Cat.Stats == NoStats {
		return
	}
	t := newStats(m.Env, s, m.Moved(), m.Start)
	if m.Cat.Stats == StatsJSON || m.Cat.Format == show.JSON {
		m.Env.Door.Say(m.Env.Err, string(show.Object(t.members())))
		return
	}
	for _, line := range t.lines() {
		m.Env.Report("%s", line)
	}
}
