package sys

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/xlat"
)

// Socket calls socket(2). typ may have SOCK_CLOEXEC and SOCK_NONBLOCK.
func (d *Door) Socket(family, typ, protocol int) (fd int, err error) {
	fd, errno := d.again(unix.SYS_SOCKET, "socket",
		symbol(family, showFamily), symbol(typ, showSockType), protocolOf(family, protocol))
	return d.fresh(fd), failure(errno)
}

// sockTypeMask is the part of socket(2)'s type that is not flags.
const sockTypeMask = 0xf

func showSockType(a arg, _ result) string {
	text := xlat.SocketTypes.Name(uint32(a.word) & sockTypeMask)
	flags := uint32(a.word) &^ sockTypeMask
	switch {
	case text == "":
		return xlat.SocketFlags.Text(uint32(a.word))
	case flags != 0:
		text += "|" + xlat.SocketFlags.Text(flags)
	}
	return text
}

// Socketpair calls socketpair(2). strace prints names of protocols only for socket(2).
func (d *Door) Socketpair(family, typ, protocol int) (fds [2]int, err error) {
	pair := new([2]int32)
	_, errno := d.again(unix.SYS_SOCKETPAIR, "socketpair", symbol(family, showFamily), symbol(typ, showSockType),
		symbol(protocol, showUnsigned), arg{mem: unsafe.Pointer(pair), out: true, show: showPair})
	return [2]int{int(pair[0]), int(pair[1])}, failure(errno)
}

func showPair(a arg, r result) string {
	if r.errno != 0 {
		return pointer(a.mem)
	}
	pair := (*[2]int32)(a.mem)
	return fmt.Sprintf("[%d, %d]", pair[0], pair[1])
}

// protocolOf prints a protocol by the names of its family. The family is stored in place of a size.
func protocolOf(family, protocol int) arg {
	return arg{word: uintptr(protocol), size: family, show: showProtocol}
}

func showProtocol(a arg, _ result) string {
	v := uint32(a.word)
	switch a.size {
	case unix.AF_PACKET:
		return etherType(binary.BigEndian.Uint16(binary.NativeEndian.AppendUint16(nil, uint16(v))))
	case unix.AF_AX25:
		return xlat.AX25Protocols.Commented(v)
	}
	if names := protocols(a.size); names != nil {
		return names.Text(v)
	}
	return unsigned(v)
}

// protocols returns the names of a family's protocols.
func protocols(family int) *xlat.Values {
	switch family {
	case unix.AF_INET, unix.AF_INET6:
		return &xlat.InetProtocols.Values
	case unix.AF_NETLINK:
		return &xlat.NetlinkProtocols
	case unix.AF_IRDA:
		return &xlat.IrdaProtocols
	case unix.AF_CAN:
		return &xlat.CANProtocols
	case unix.AF_BLUETOOTH:
		return &xlat.BluetoothProtocols
	case unix.AF_RXRPC: // the protocol is the family of the transport
		return &xlat.Families
	case unix.AF_ISDN:
		return &xlat.ISDNProtocols
	case unix.AF_PHONET:
		return &xlat.PhonetProtocols
	case unix.AF_CAIF:
		return &xlat.CAIFProtocols
	case unix.AF_NFC:
		return &xlat.NFCProtocols
	case unix.AF_KCM:
		return &xlat.KCMProtocols
	case unix.AF_SMC:
		return &xlat.SMCProtocols
	}
	return nil
}

func showUnsigned(a arg, _ result) string { return unsigned(uint32(a.word)) }

func unsigned(v uint32) string { return strconv.FormatUint(uint64(v), 10) }

// Claiming returns a Door whose calls pass *size as the length of an address, even an invalid one. With nil they pass
// the actual length.
func (d *Door) Claiming(size *int) *Door {
	if size == nil {
		return d
	}
	other := *d
	other.claim = size
	return &other
}

// nameLen returns the length of an address to pass to the kernel.
func (d *Door) nameLen(sa addr.Sockaddr) int {
	if d.claim != nil && sa != nil {
		return *d.claim
	}
	return len(sa)
}

// Bind calls bind(2).
func (d *Door) Bind(fd int, sa addr.Sockaddr) error {
	n := d.nameLen(sa)
	_, errno := d.again(unix.SYS_BIND, "bind", num(fd), nameIn(sa, n), num(n))
	return failure(errno)
}

// Listen calls listen(2). The kernel limits backlog to net.core.somaxconn.
func (d *Door) Listen(fd, backlog int) error {
	_, errno := d.again(unix.SYS_LISTEN, "listen", num(fd), num(backlog))
	return failure(errno)
}

// Accept4 calls accept4(2). It returns the peer's address, but passes NULL if the address is of no use.
func (d *Door) Accept4(fd, flags int) (conn int, peer addr.Sockaddr, err error) {
	name, n := newName()
	conn, errno := d.again(unix.SYS_ACCEPT4, "accept4", num(fd), nameOut(name, n), length(n), symbol(flags, showSockFlags).late())
	return d.fresh(conn), taken(name, n, errno), failure(errno)
}

// Connect calls connect(2). After EINTR the attempt continues as after EINPROGRESS: wait for POLLOUT, then read SO_ERROR.
func (d *Door) Connect(fd int, sa addr.Sockaddr) error {
	n := d.nameLen(sa)
	_, errno := d.call(unix.SYS_CONNECT, "connect", num(fd), nameIn(sa, n), num(n))
	return failure(errno)
}

// Shutdown calls shutdown(2). how is SHUT_RD, SHUT_WR or SHUT_RDWR.
func (d *Door) Shutdown(fd, how int) error {
	_, errno := d.again(unix.SYS_SHUTDOWN, "shutdown", num(fd), symbol(how, showHow))
	return failure(errno)
}

// Getsockname calls getsockname(2).
func (d *Door) Getsockname(fd int) (addr.Sockaddr, error) {
	sa, _, err := d.GetsocknameIn(fd, addr.MaxLen)
	return sa, err
}

// GetsocknameIn calls getsockname(2) with a buffer of room bytes. It also returns the full length of the address.
func (d *Door) GetsocknameIn(fd, room int) (addr.Sockaddr, int, error) {
	return d.name(unix.SYS_GETSOCKNAME, "getsockname", fd, room)
}

// Getpeername calls getpeername(2).
func (d *Door) Getpeername(fd int) (addr.Sockaddr, error) {
	sa, _, err := d.GetpeernameIn(fd, addr.MaxLen)
	return sa, err
}

// GetpeernameIn calls getpeername(2) with a buffer of room bytes. It also returns the full length of the address.
func (d *Door) GetpeernameIn(fd, room int) (addr.Sockaddr, int, error) {
	return d.name(unix.SYS_GETPEERNAME, "getpeername", fd, room)
}

func (d *Door) name(nr uintptr, call string, fd, room int) (addr.Sockaddr, int, error) {
	name, n := make([]byte, addr.MaxLen), uint32(room) // no address is longer; the kernel refuses a negative length
	name = name[:min(max(room, 0), len(name))]
	_, errno := d.again(nr, call, num(fd), nameOut(name, &n), length(&n))
	return taken(name, &n, errno), int(n), failure(errno)
}

// newName returns room for any address, and its length for the kernel.
func newName() ([]byte, *uint32) {
	n := uint32(addr.MaxLen)
	return make([]byte, addr.MaxLen), &n
}

// taken returns what the kernel has written. The length can exceed the room.
func taken(name []byte, n *uint32, errno unix.Errno) addr.Sockaddr {
	if errno != 0 {
		return nil
	}
	return addr.Sockaddr(name[:min(int(*n), len(name))])
}

// nameIn is an address that is passed with length n. strace prints only that many bytes.
func nameIn(sa addr.Sockaddr, n int) arg {
	return arg{mem: unsafe.Pointer(unsafe.SliceData(sa)), size: min(n, len(sa)), show: showNameIn}
}

func showNameIn(a arg, _ result) string { return nameText(a.mem, a.size) }

// nameText prints a struct sockaddr of n bytes. strace prints the pointer if that is too short for a family.
func nameText(name unsafe.Pointer, n int) string {
	const familySize = 2
	if n < familySize || name == nil {
		return pointer(name)
	}
	return sockaddrText(unsafe.Slice((*byte)(name), n))
}

func nameOut(name []byte, n *uint32) arg {
	return arg{mem: unsafe.Pointer(unsafe.SliceData(name)), size: len(name), len: n, out: true, show: showNameOut}
}

func showNameOut(a arg, r result) string {
	if r.errno != 0 {
		return pointer(a.mem)
	}
	return nameText(a.mem, min(int(*a.len), a.size))
}
