package env

import (
	"cmp"
	"sync"
)

// LeavesBehind reports an error by which something stays that was to be removed; nil is none. It decides the exit status of a command
// that succeeds otherwise.
func (e *Env) LeavesBehind(err error) {
	if err == nil {
		return
	}
	e.Warn("%v", err)
	e.endings.mu.Lock()
	defer e.endings.mu.Unlock()
	e.endings.left = cmp.Or(e.endings.left, err)
}

// LeftBehind returns the first error that LeavesBehind has reported.
func (e *Env) LeftBehind() error {
	e.endings.mu.Lock()
	defer e.endings.mu.Unlock()
	return e.endings.left
}

// AtEnd runs f exactly once: when the caller calls end, or before that if a signal ends the process.
func (e *Env) AtEnd(f func()) (end func()) {
	f = sync.OnceFunc(f)
	forget := e.endings.add(f)
	return func() {
		forget()
		f()
	}
}

// AtSignal runs f if a signal ends the process before the caller calls forget.
func (e *Env) AtSignal(f func()) (forget func()) { return e.endings.add(f) }
