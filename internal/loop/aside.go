package loop

import (
	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// Aside runs f on another thread, and then calls done in the loop: for a library that waits by itself.
func (p *Loop) Aside(f func(), done func() error) error {
	bell, err := p.Door.NewBell()
	if err != nil {
		return err
	}
	ended := make(chan struct{})
	p.AddWatch(&Watch{FD: bell.FD, Events: unix.POLLIN, Ready: func() error {
		p.Forget(bell.FD)
		_ = p.Door.Close(bell.FD)
		<-ended
		return done()
	}})
	go func(b sys.Bell) {
		f()
		close(ended)
		b.Ring()
	}(bell)
	return nil
}
