package sys

import (
	"errors"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/sockopt"
)

// World returns what option values and control messages refer to: interfaces and files. Package sockopt makes no call,
// so it asks here. It is for one goroutine.
func World() sockopt.World { return &world{known: map[int]interfaceAt{}} }

// world caches interface names: every control message names an interface, and looking it up takes a socket.
type world struct {
	names
	known map[int]interfaceAt
}

// An interfaceAt is the name of an interface at a time.
type interfaceAt struct {
	name string
	at   time.Time
}

// nameLasts is how long a cached name is used: an interface can be renamed at any time.
const nameLasts = time.Second

// IfName returns the name of an interface, or "" if there is none. It may be one second old.
func (w *world) IfName(index int) string {
	known, ok := w.known[index]
	if !ok || time.Since(known.at) > nameLasts {
		known = interfaceAt{interfaceName(index), time.Now()}
		w.known[index] = known
	}
	return known.name
}

// IfAddr returns the first IPv4 address of an interface.
func (*world) IfAddr(name string) (a netip.Addr, err error) {
	Elsewhere(func() {
		var ifi *net.Interface
		if ifi, err = net.InterfaceByName(name); err != nil {
			return
		}
		var list []net.Addr
		list, err = ifi.Addrs()
		for _, one := range list {
			if p, bad := netip.ParsePrefix(one.String()); bad == nil && p.Addr().Is4() {
				a = p.Addr()
				return
			}
		}
	})
	switch {
	case err != nil:
		return a, &fail.Name{Text: strconv.Quote(name) + " is no interface"}
	case !a.IsValid():
		return a, &fail.Name{Text: name + " has no IPv4 address"}
	}
	return a, nil
}

// mostOfFile is the maximum size of a file to read: an endless one would use all memory.
const mostOfFile = 16 << 20

// ReadFile reads a file without the poller of package os, which would open descriptors.
func (*world) ReadFile(name string) ([]byte, error) {
	fd, err := ownOpen(name, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fail.At("open", name, err)
	}
	defer func() { _ = ownClose(fd) }()
	var all []byte
	buf := make([]byte, 64<<10)
	for {
		n, err := ownRead(fd, buf)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return nil, fail.At("read", name, err)
		case n == 0:
			return all, nil
		case len(all)+n > mostOfFile:
			return nil, fail.At("read", name, unix.EFBIG)
		default:
			all = append(all, buf[:n]...)
		}
	}
}

// Open opens a path. A program pinned in a bpf file system needs bpf(2) in place of open(2).
func (*world) Open(name string) (int, error) {
	fd, err := ownOpen(name, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if errors.Is(err, unix.EIO) {
		return pinned(name)
	}
	return fd, fail.At("open", name, err)
}

// pinned calls bpf(2) with BPF_OBJ_GET.
func pinned(name string) (int, error) {
	const bpfObjGet = 7
	path, err := unix.BytePtrFromString(name)
	if err != nil {
		return -1, err
	}
	attr := struct {
		path  uint64
		fd    uint32
		flags uint32
	}{path: uint64(uintptr(unsafe.Pointer(path)))}
	fd, errno := ownCall(unix.SYS_BPF, bpfObjGet, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr))
	runtime.KeepAlive(path)
	return int(fd), fail.At("bpf", name, failure(errno))
}
