package sys

import (
	"fmt"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/xlat"
	"sock/sockopt"
)

// Queued calls ioctl(SIOCINQ): the number of received bytes that wait; for datagrams, the length of the next one.
func (d *Door) Queued(fd int) (int, error) { return d.ioctlInt(fd, unix.SIOCINQ) }

// Untold reports whether err means that the protocol of the socket does not answer the question.
func Untold(err error) bool {
	return fail.Is(err, unix.ENOTTY, unix.EINVAL, unix.EOPNOTSUPP, unix.ENOPROTOOPT)
}

// Unsent calls ioctl(SIOCOUTQ): the number of bytes that the peer has not acknowledged.
func (d *Door) Unsent(fd int) (int, error) { return d.ioctlInt(fd, unix.SIOCOUTQ) }

// NotSent calls ioctl(SIOCOUTQNSD): the number of unacknowledged bytes that TCP has not sent yet.
func (d *Door) NotSent(fd int) (int, error) { return d.ioctlInt(fd, siocOutqNSD) }

// Numbers that package unix lacks. From siocProtoPrivate on, each family has its own requests.
const (
	siocOutqNSD      = 0x894b
	siocProtoPrivate = 0x89e0
)

// AtMark calls ioctl(SIOCATMARK): 1 if the urgent mark is next, see sockatmark(3).
func (d *Door) AtMark(fd int) (int, error) { return d.ioctlInt(fd, unix.SIOCATMARK) }

func (d *Door) ioctlInt(fd, request int) (int, error) {
	n := new(int32)
	_, errno := d.again(unix.SYS_IOCTL, "ioctl", num(fd), symbol(request, showRequest),
		arg{mem: unsafe.Pointer(n), size: 4, out: true, show: showIoctlInt})
	return int(*n), failure(errno)
}

// ioctlRoom is larger than what any request writes, regardless of the size in its number.
const ioctlRoom = 1 << 16

// Ioctl calls ioctl(2). It returns the return value; the kernel writes into the argument.
func (d *Door) Ioctl(fd int, c sockopt.IoctlCall) (int, error) {
	args := []arg{num(fd), symbol(int(c.Number), showRequest)}
	room := make([]byte, max(ioctlRoom, len(c.Arg)))
	copy(room, c.Arg)
	row, _ := sockopt.FindIoctl(c.Number)
	switch {
	case row.Name != "" && row.Kind.Name() == "none" && row.Access == sockopt.Set: // strace knows that this request has no argument
	case c.Arg == nil:
		args = append(args, arg{word: c.Word, show: showIoctlWord(row)})
	default:
		args = append(args, ioctlArg(row, room))
	}
	n, errno := d.again(unix.SYS_IOCTL, "ioctl", args...)
	copy(c.Arg, room)
	return n, failure(errno)
}

// The old SIOCGSTAMP and SIOCGSTAMPNS, with 32-bit seconds on 32-bit machines.
const (
	siocGStampOld   = 0x8906
	siocGStampNSOld = 0x8907
)

// showRequest prints the name of a request: strace's name, if that differs from the table's.
func showRequest(a arg, _ result) string {
	switch number := uint32(a.word); number {
	case unix.SIOCINQ:
		return "FIONREAD"
	case unix.SIOCOUTQ:
		return "TIOCOUTQ"
	case siocGStampOld:
		return "SIOCGSTAMP_OLD"
	case siocGStampNSOld:
		return "SIOCGSTAMPNS_OLD"
	case siocProtoPrivate:
		return "SIOCPROTOPRIVATE"
	default:
		return tableName(number)
	}
}

func tableName(number uint32) string {
	if row, ok := sockopt.FindIoctl(number); ok {
		return row.Name
	}
	return requestText(number)
}

// requestText prints a number as the macro _IOC composes it: direction, size, type and number.
func requestText(n uint32) string {
	var directions []string
	if n>>31 != 0 {
		directions = append(directions, "_IOC_READ")
	}
	if n>>30&1 != 0 {
		directions = append(directions, "_IOC_WRITE")
	}
	if len(directions) == 0 {
		directions = []string{"_IOC_NONE"}
	}
	return fmt.Sprintf("_IOC(%s, %s, %s, %s)", strings.Join(directions, "|"), xlat.Hex(n>>8&0xff), xlat.Hex(n&0xff), xlat.Hex(n>>16&0x3fff))
}

// showIoctlWord prints a number argument as strace does: 0 is NULL for a request that it knows.
func showIoctlWord(row sockopt.Ioctl) func(arg, result) string {
	return func(a arg, _ result) string {
		switch {
		case a.word != 0:
			return fmt.Sprintf("%#x", a.word)
		case row.Name == "" || row.Number == siocProtoPrivate:
			return "0"
		}
		return "NULL"
	}
}

// ioctlArg is an argument that points to b: an int, a struct ifreq, or a buffer of which strace prints the address.
func ioctlArg(row sockopt.Ioctl, b []byte) arg {
	a := arg{mem: unsafe.Pointer(unsafe.SliceData(b)), size: len(b), out: row.Access == sockopt.Get}
	switch {
	case row.Member() != "":
		a.show = showIfreq(row)
	case row.Name != "" && row.Kind.Room() == 4:
		a.show = showIoctlInt
	default:
		a.show = func(a arg, _ result) string { return pointer(a.mem) }
	}
	return a
}

// showIoctlInt prints an int that the kernel has read or written.
func showIoctlInt(a arg, r result) string {
	if r.errno != 0 && a.out {
		return pointer(a.mem)
	}
	return fmt.Sprintf("[%d]", *(*int32)(a.mem))
}

// showIfreq prints struct ifreq. For a request that reads, what the kernel has written follows.
func showIfreq(row sockopt.Ioctl) func(arg, result) string {
	return func(a arg, r result) string {
		b := a.bytes(unix.IFNAMSIZ + 24)
		name, rest := "ifr_name="+ifnameText(b[:unix.IFNAMSIZ]), b[unix.IFNAMSIZ:]
		filled := r.errno == 0 || row.Access != sockopt.Get
		if row.Member() == "ifr_name" {
			text := fmt.Sprintf("ifr_ifindex=%d", int32(u32(rest, 0)))
			if filled {
				text += ", " + name
			}
			return "{" + text + "}"
		}
		if filled {
			name += ", " + row.Member() + "=" + ifreqMember(row.Member(), rest)
		}
		return "{" + name + "}"
	}
}

// ifnameText prints an interface name as strace does: as a C string whose last byte has to be NUL.
func ifnameText(b []byte) string {
	text, _, ended := strings.Cut(string(b), "\x00")
	if !ended {
		return xlat.Quote(b[:len(b)-1], 0) + "..."
	}
	return xlat.Quote([]byte(text), 0)
}

func ifreqMember(member string, b []byte) string {
	switch member {
	case "ifr_flags":
		return xlat.InterfaceFlags.Text(u32(b, 0) & 0xffff)
	case "ifr_addr", "ifr_dstaddr", "ifr_broadaddr", "ifr_netmask":
		return sockaddrText(b[:unix.SizeofSockaddrInet4])
	case "ifr_hwaddr":
		family := u32(b, 0) & 0xffff
		return fmt.Sprintf("{sa_family=%s, sa_data=%s}", xlat.HardwareTypes.Text(family), macText(b[2:8]))
	}
	return signed(u32(b, 0))
}

// macText prints an Ethernet hardware address.
func macText(b []byte) string {
	return strings.ReplaceAll(fmt.Sprintf("% x", b), " ", ":")
}
