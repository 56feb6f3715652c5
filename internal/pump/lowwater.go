package pump

import (
	"encoding/binary"
	"time"

	"golang.org/x/sys/unix"
)

// A lowWater is the SO_RCVLOWAT of a lane's TCP socket, see socket(7), which poll(2) heeds: with bulk the socket wakes the lane only
// when there is much to move. A wake-up costs as much as moving 64 KiB, and loopback has one for each: with a mark of 256 KiB the
// same 2 GiB took half the time and half the CPU seconds, with 512 KiB no less. Data that arrives slower waits no longer than
// lowWaterMost; the mark is then reset until there is bulk again.
type lowWater struct {
	raised bool
	moved  int // bytes since it is not raised
}

const (
	lowWaterMark = 256 << 10
	lowWaterMost = time.Millisecond
)

// raiseLowWater raises the mark when n more bytes show that there is bulk.
func (l *Lane) raiseLowWater(n int) {
	l.low.moved += n
	if l.low.raised || l.low.moved < bulk || l.Limit != nil || !l.From.Caps().LowWater {
		return
	}
	l.low.raised = l.ways.setLowWater(l.From.FD(), lowWaterMark) == nil
}

// resetLowWater has the source report everything again.
func (l *Lane) resetLowWater() {
	l.low = lowWater{}
	_ = l.ways.setLowWater(l.From.FD(), 1)
}

func (w *ways) setLowWater(fd int, n uint32) error {
	binary.NativeEndian.PutUint32(w.mark[:], n)
	return w.door.Setsockopt(fd, unix.SOL_SOCKET, unix.SO_RCVLOWAT, w.mark[:])
}

// A UNIX stream that is full wakes its reader, and its writer waits; how much fits into it the writer's socket says. With 512 KiB,
// which the kernel doubles, the bytes of a file took half the time they take with the default, a fifth of that; with 2 MiB no less.
const bulkSendBuffer = 512 << 10

// enlarge makes room in a UNIX stream for bulk.
func (w *ways) enlarge(to Sink) {
	if to.Caps().SendBuffer {
		binary.NativeEndian.PutUint32(w.mark[:], bulkSendBuffer)
		_ = w.door.Setsockopt(to.FD(), unix.SOL_SOCKET, unix.SO_SNDBUF, w.mark[:]) // the default is enough, if it fails
	}
}
