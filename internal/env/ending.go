package env

import (
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"

	"sock/internal/sys"
)

// endings are the functions to run before a signal ends the process, the last first.
type endings struct {
	mu      sync.Mutex
	list    []*func()
	signals chan os.Signal
}

// AtEnd runs f once: when the returned function is called, or earlier when a signal ends the process.
func (e *Env) AtEnd(f func()) (end func()) {
	f = sync.OnceFunc(f)
	forget := e.endings.add(f)
	return func() {
		forget()
		f()
	}
}

// AtSignal runs f when a signal ends the process, unless forget is called before.
func (e *Env) AtSignal(f func()) (forget func()) { return e.endings.add(f) }

// add is AtSignal. It catches the signals that are not ignored.
func (e *endings) add(f func()) (forget func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.signals == nil {
		e.signals = make(chan os.Signal, 1)
		go e.await()
	}
	e.list = append(e.list, &f)
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // nohup, or a background job of a script
			signal.Notify(e.signals, s)
		}
	}
	return func() { e.forget(&f) }
}

func (e *endings) forget(f *func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.list = slices.DeleteFunc(e.list, func(x *func()) bool { return x == f })
	if len(e.list) == 0 {
		signal.Stop(e.signals)
	}
}

// await runs the functions when a signal arrives, and ends the process by that signal.
func (e *endings) await() {
	s := <-e.signals
	e.mu.Lock()
	list := slices.Clone(e.list)
	e.mu.Unlock()
	for _, f := range slices.Backward(list) {
		(*f)()
	}
	sys.DieOf(s.(syscall.Signal))
}
