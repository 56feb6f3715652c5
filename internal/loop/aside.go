package loop

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// Aside runs f on another thread, and then calls done in the loop: for a library that waits by itself.
func (p *Loop) Aside(f func(), done func() error) error {
	waker, err := sys.NewWaker()
	if err != nil {
		return fail.At("eventfd2", "", err)
	}
	ended := make(chan struct{})
	p.AddWatch(&Watch{FD: waker.FD, Events: unix.POLLIN, Ready: func() error {
		p.Forget(waker.FD)
		_ = p.Door.Close(waker.FD)
		<-ended
		return done()
	}})
	go func() {
		f()
		close(ended)
		waker.Wake()
	}()
	return nil
}
