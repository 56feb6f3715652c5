package sys

import "golang.org/x/sys/unix"

// A failed allocation ends a Go program at once. So sock asks first for memory whose size the user can choose.
const (
	// smallRoom is the size below which sock does not ask: without that much the process could not run.
	smallRoom = 1 << 20
	// roomBeside is what the runtime needs besides the memory itself: it rounds up to arenas of 64 MiB, aligns them,
	// and keeps records of them.
	roomBeside = 160 << 20
)

// Room returns ENOMEM if the process cannot have n more bytes. Like FileType, it is not traced.
func Room(n int) error {
	if n < smallRoom {
		return nil
	}
	if n > n+roomBeside {
		return unix.ENOMEM
	}
	b, err := ownMmap(-1, 0, n+roomBeside, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return unix.ENOMEM
	}
	return ownMunmap(b)
}

// Buffer returns n zero bytes, or ENOMEM.
func Buffer(n int) ([]byte, error) {
	if err := Room(n); err != nil {
		return nil, err
	}
	return make([]byte, n), nil
}
