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
	first   func()        // see AtSignalFirst
	hangup  chan struct{} // has the function of OnHangup run; nil: SIGHUP ends the process
	left    error         // the first of LeavesBehind
}

// signalsMost is how many signals wait while the goroutine of endings has no processor.
const signalsMost = 16

// OnHangup runs f on another thread at each SIGHUP, also if SIGHUP was ignored. SIGHUP then does not end the process.
func (e *Env) OnHangup(f func()) {
	again := make(chan struct{}, 1)
	e.endings.mu.Lock()
	e.endings.hangup = again
	e.endings.mu.Unlock()
	e.endings.add(func() {})
	signal.Notify(e.endings.signals, syscall.SIGHUP)
	go func() {
		for range again {
			f()
		}
	}()
}

// add implements AtSignal. It catches SIGINT, SIGTERM and SIGHUP unless they are ignored.
func (e *endings) add(f func()) (forget func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.signals == nil {
		e.signals = make(chan os.Signal, signalsMost)
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

// AtSignalFirst has f run before all other functions if a signal ends the process, for as long as f takes or until another
// signal.
func (e *Env) AtSignalFirst(f func()) {
	e.endings.mu.Lock()
	e.endings.first = f
	e.endings.mu.Unlock()
	e.endings.add(func() {})
}

// endOnSignal waits for a signal, runs the functions, and ends the process with the same signal.
func (e *endings) endOnSignal() {
	s := e.next()
	e.mu.Lock()
	first := e.first
	e.mu.Unlock()
	if first != nil {
		e.runFirst(first)
	}
	e.mu.Lock()
	list := slices.Clone(e.list)
	e.mu.Unlock()
	for _, f := range slices.Backward(list) {
		(*f)()
	}
	sys.DieOf(s.(syscall.Signal))
}

// next returns the next signal that ends the process.
func (e *endings) next() os.Signal {
	for {
		if s := <-e.signals; !e.reread(s) {
			return s
		}
	}
}

// runFirst runs f until it returns, or another signal arrives.
func (e *endings) runFirst(f func()) {
	done, hurried := make(chan struct{}), make(chan struct{})
	go func() {
		f()
		close(done)
	}()
	go func() {
		e.next()
		close(hurried)
	}()
	select {
	case <-done:
	case <-hurried:
	}
}

// reread has the function of OnHangup run, and reports whether the signal is for that. Signals that arrive while it runs have it
// run once more.
func (e *endings) reread(s os.Signal) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s != syscall.SIGHUP || e.hangup == nil {
		return false
	}
	select {
	case e.hangup <- struct{}{}:
	default:
	}
	return true
}
