package env

import (
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"

	"sock/internal/sys"
)

// endings holds the functions to run before a signal ends the process. The last one added runs first.
type endings struct {
	mu      sync.Mutex
	list    []*func()
	signals chan os.Signal
	left    error // the first of LeavesBehind
}

// add implements AtSignal. It catches SIGINT, SIGTERM and SIGHUP unless they are ignored.
func (e *endings) add(f func()) (forget func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.signals == nil {
		e.signals = make(chan os.Signal, 1)
		go e.endOnSignal()
	}
	e.list = append(e.list, &f)
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // by nohup, or by a shell for a background job
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

// endOnSignal waits for a signal, runs the functions, and ends the process with the same signal.
func (e *endings) endOnSignal() {
	s := <-e.signals
	e.mu.Lock()
	list := slices.Clone(e.list)
	e.mu.Unlock()
	for _, f := range slices.Backward(list) {
		(*f)()
	}
	sys.DieOf(s.(syscall.Signal))
}
