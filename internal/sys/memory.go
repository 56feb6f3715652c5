package sys

import "golang.org/x/sys/unix"

// An allocation that fails ends a Go program at once. What a user can make large is asked for first.
const (
	// smallRoom is what is never asked for: the runtime has as much in hand, or the process could not run at all.
	smallRoom = 1 << 20
	// roomBeside is what the runtime takes beside the memory itself: it rounds up to arenas of 64 MiB, aligns them, and
	// writes down where they are.
	roomBeside = 160 << 20
)

// Room returns nil if the process may have n bytes more, else ENOMEM. As it is about the process alone it is not traced.
func Room(n int) error {
	if n < smallRoom {
		return nil
	}
	if n > n+roomBeside {
		return unix.ENOMEM
	}
	b, err := unix.Mmap(-1, 0, n+roomBeside, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return unix.ENOMEM
	}
	return unix.Munmap(b)
}

// Buffer returns n bytes of zeros, or ENOMEM.
func Buffer(n int) ([]byte, error) {
	if err := Room(n); err != nil {
		return nil, err
	}
	return make([]byte, n), nil
}
