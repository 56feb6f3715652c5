package modes

import (
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"

	"sock/internal/sys"
)

// endings are what has to be done before a signal ends us, the last first.
type endings struct {
	mu      sync.Mutex
	list    []*func()
	signals chan os.Signal
}

// atEnd has f run once, when the returned function is called or when a signal ends us before.
func (e *Env) atEnd(f func()) (end func()) {
	f = sync.OnceFunc(f)
	forget := e.endings.add(f)
	return func() {
		forget()
		f()
	}
}

// add has f run when a signal ends us, unless it is forgotten before.
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

// await does it all when a signal comes, and dies of it.
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
