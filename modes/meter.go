package modes

import (
	"sync/atomic"
	"time"

	"sock/internal/env"
	"sock/internal/pump"
	"sock/internal/socket"
	"sock/internal/sys"
)

// moved is what a word has moved, payload alone.
type moved struct {
	sent, received int64
	first          time.Time // when the first byte came; zero: none has
}

// A meter follows what a loop moves, for --stats and --progress. Without them it does nothing.
type meter struct {
	env   *env.Env
	cat   *Cat
	loop  *pump.Pump
	moved func() moved
	many  bool // of many clients; when the loop ends it may still have to write what it has received

	start    time.Time
	progress *progress   // nil: nothing is shown
	halted   atomic.Bool // a signal is about to end us
	told     chan struct{}
	forget   func()
}

// run runs the loop and then over, and tells what was moved, also when a signal ends us.
func (m *meter) run(s *socket.Socket, over func(error) error) error {
	m.begin()
	err := over(m.loop.Run())
	m.end(s)
	return err
}

func (m *meter) begin() {
	m.start = time.Now()
	m.progress = m.cat.progress(m.env, m.many)
	if m.progress == nil && m.cat.Stats == NoStats && !m.many {
		return
	}
	m.told = make(chan struct{})
	m.forget = m.env.AtSignal(m.hurry)
	m.loop.Halted = m.halted.Load
	if m.progress != nil {
		m.loop.Every = m.progress.every()
		m.loop.Tick = func() { m.progress.draw(m.moved()) }
	}
}

// end tells. If a signal is about to end us there is no other end.
func (m *meter) end(s *socket.Socket) {
	if m.told == nil {
		return
	}
	if m.progress != nil {
		m.progress.end(m.moved())
	}
	m.tell(s)
	close(m.told)
	if m.halted.Load() {
		select {}
	}
	m.forget()
}

// hurry has the loop's thread tell, which alone may. If it hangs in a write that takes for ever the signal has to do
// its work all the same.
func (m *meter) hurry() {
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

// hears returns what takes the bar away before payload comes to the same terminal; nil if there is nothing to do.
func (m *meter) hears() func() {
	if m.cat.Progress != ProgressBar {
		return nil
	}
	return func() {
		if m.progress != nil {
			m.progress.yield()
		}
	}
}
