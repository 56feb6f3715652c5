package session

import (
	"sync/atomic"
	"time"

	"sock/internal/env"
	"sock/internal/pump"
	"sock/internal/socket"
	"sock/internal/sys"
)

// Moved is what a command has moved, payload alone.
type Moved struct {
	Sent, Received int64
	First          time.Time // when the first byte was received; zero: none was
}

// A Meter follows what a loop moves, for --stats and --progress. Without them it does nothing.
type Meter struct {
	Env   *env.Env
	Cat   *Cat
	Pump  *pump.Pump
	Moved func() Moved
	Start time.Time // when it began
	Many  bool      // of many clients; when the loop ends it may still have to write what it has received

	progress *progress   // nil: nothing is shown
	halted   atomic.Bool // a signal is about to end us
	told     chan struct{}
	forget   func()
}

// Run runs the pump and then over, and tells what was moved, also when a signal ends us.
func (m *Meter) Run(s *socket.Socket, over func(error) error) error {
	m.begin()
	err := over(m.Pump.Run())
	m.end(s)
	return err
}

// Halted reports whether a signal is about to end the process.
func (m *Meter) Halted() bool { return m.halted.Load() }

func (m *Meter) begin() {
	m.Start = time.Now()
	m.progress = m.Cat.progress(m.Env, m.Many)
	if m.progress == nil && m.Cat.Stats == NoStats && !m.Many {
		return
	}
	m.told = make(chan struct{})
	m.forget = m.Env.AtSignal(m.hurry)
	m.Pump.Halted = m.Halted
	if m.progress != nil {
		m.Pump.Every = m.progress.every()
		m.Pump.Tick = func() { m.progress.draw(m.Moved()) }
	}
}

// end tells. If a signal is about to end us there is no other end.
func (m *Meter) end(s *socket.Socket) {
	if m.told == nil {
		return
	}
	if m.progress != nil {
		m.progress.end(m.Moved())
	}
	m.Report(s)
	close(m.told)
	if m.halted.Load() {
		select {}
	}
	m.forget()
}

// hurry has the loop's thread tell, which alone may. If it hangs in a write that takes for ever the signal has to do
// its work all the same.
func (m *Meter) hurry() {
	m.halted.Store(true)
	for range hurryMost {
		sys.Wake()
		select {
		case <-m.told:
			return
		case <-time.After(hurryPause):
		}
	}
}

// How often, and how long apart, the loop's thread is woken: between its question whether to stop and its wait the
// first time may be lost.
const (
	hurryMost  = 50
	hurryPause = 20 * time.Millisecond
)

// Clears returns what takes the bar away before payload comes to the same terminal; nil if there is nothing to do.
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
