package sys

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Queued is ioctl(SIOCINQ): bytes that wait to be received; on a datagram socket, the length of the next one.
func (d *Door) Queued(fd int) (int, error) { return d.ioctl(fd, unix.SIOCINQ) }

// Unsent is ioctl(SIOCOUTQ): bytes that the peer has not acknowledged.
func (d *Door) Unsent(fd int) (int, error) { return d.ioctl(fd, unix.SIOCOUTQ) }

// AtMark is ioctl(SIOCATMARK): 1 if the urgent mark comes next, see sockatmark(3).
func (d *Door) AtMark(fd int) (int, error) { return d.ioctl(fd, unix.SIOCATMARK) }

func (d *Door) ioctl(fd, request int) (int, error) {
	n := new(int32)
	_, errno := d.again(unix.SYS_IOCTL, "ioctl", num(fd), symbol(request, showRequest),
		arg{mem: unsafe.Pointer(n), out: true, show: showIoctlInt})
	return int(*n), failure(errno)
}

// showRequest: two of the numbers are those of terminals, and strace calls them so.
func showRequest(a arg, _ result) string {
	switch a.word {
	case unix.SIOCINQ:
		return "FIONREAD"
	case unix.SIOCOUTQ:
		return "TIOCOUTQ"
	case unix.SIOCATMARK:
		return "SIOCATMARK"
	}
	return fmt.Sprintf("%#x", uint32(a.word))
}

func showIoctlInt(a arg, r result) string {
	if r.errno != 0 {
		return pointer(a.mem)
	}
	return fmt.Sprintf("[%d]", *(*int32)(a.mem))
}
