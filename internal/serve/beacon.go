package serve

import (
	"encoding/binary"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/sys"
)

// A Beacon marks a UDP port as a service: a UNIX socket with an abstract name that contains the port. Services of
// one network namespace recognize each other by it, and do not answer each other.
type Beacon struct {
	door *sys.Door
	fd   int // -1: there is none
	port int // that was looked for last
	seen bool
	at   time.Time // when that was
}

// beaconAge is how long an answer of the kernel holds.
const beaconAge = time.Second

// Light marks a port. A service without a beacon is bounded by its quota alone, so an error is ignored.
func Light(door *sys.Door, port int) *Beacon {
	b := &Beacon{door: door, fd: -1}
	fd, err := door.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return b
	}
	b.fd = fd
	_ = door.Bind(fd, beaconName(port)) // EADDRINUSE: another service has this port of another address
	return b
}

// Sees reports whether a service has the port.
func (b *Beacon) Sees(port int) bool {
	now := time.Now()
	if b.fd >= 0 && (port != b.port || now.Sub(b.at) > beaconAge) {
		// To connect a datagram socket makes no connection; EPERM is of a beacon that looks for another.
		b.seen = b.door.Connect(b.fd, beaconName(port)) != unix.ECONNREFUSED
		b.port, b.at = port, now
	}
	return b.seen
}

func beaconName(port int) addr.Sockaddr {
	return append(binary.NativeEndian.AppendUint16(nil, unix.AF_UNIX), "\x00sock udp service "+strconv.Itoa(port)...)
}
