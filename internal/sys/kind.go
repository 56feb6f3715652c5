package sys

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
)

// Kind returns what getsockopt(2) says of a descriptor: SO_DOMAIN, SO_TYPE and SO_PROTOCOL, or nothing for one that is no
// socket. It is for reading an address, which is no step of the command: like the look-up of a name it is in no trace.
func (d *Door) Kind(fd int) (k addr.Kind) {
	Elsewhere(func() {
		family, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
		if err != nil {
			return
		}
		k.Family = family
		k.Type, _ = unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TYPE)
		k.Protocol, _ = unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_PROTOCOL)
	})
	return k
}
