package sockopt

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// An Ioctl is a request of ioctl(2) for sockets.
type Ioctl struct {
	Name   string // "" if the table lacks the request
	Number uint32
	Kind   Kind // kind of the data that the third argument points to; nil if the table lacks the request, none if there is no argument
	Access Access
	Help   string // the meaning, in one line
}

// Requests that package unix lacks.
const (
	fioNClex, fioClex         = 0x5450, 0x5451
	fionBIO, fioAsync         = 0x5421, 0x5452
	fioSetOwn, sioCSPGrp      = 0x8901, 0x8902
	fioGetOwn, sioCGPGrp      = 0x8903, 0x8904
	stampOld, stampNSOld      = 0x8906, 0x8907
	stampNew, stampNSNew      = 0x80108906, 0x80108907
	sioCOutQNSD, sioCGSkNS    = 0x894b, 0x894c
	sioCUnixFile              = 0x89e0
	sioCGIfTxqlen, sioCSTxlen = 0x8942, 0x8943
)

// ioctls is the table of requests. A request may have two names.
var ioctlTable = [...]Ioctl{
	{"SIOCINQ", unix.SIOCINQ, sizeInt, Get, "bytes that wait to be received; of a datagram socket, the length of the next datagram"},
	{"FIONREAD", unix.SIOCINQ, sizeInt, Get, "SIOCINQ by its other name"},
	{"SIOCOUTQ", unix.SIOCOUTQ, sizeInt, Get, "bytes that were sent and that the peer has not acknowledged"},
	{"TIOCOUTQ", unix.SIOCOUTQ, sizeInt, Get, "SIOCOUTQ by its other name"},
	{"SIOCOUTQNSD", sioCOutQNSD, sizeInt, Get, "those bytes of SIOCOUTQ that TCP has not sent yet"},
	{"SIOCATMARK", unix.SIOCATMARK, Flag, Get, "1 if the mark of urgent data is next"},
	{"SIOCGSTAMP", stampOld, StampMicros, Get, "when the last packet was received that a call returned; ENOENT before the first"},
	{"SIOCGSTAMPNS", stampNSOld, StampNanos, Get, "the same in nanoseconds"},
	{"SIOCGSTAMP_NEW", stampNew, StampMicrosNew, Get, "SIOCGSTAMP with 64-bit seconds on every machine"},
	{"SIOCGSTAMPNS_NEW", stampNSNew, StampNanosNew, Get, "SIOCGSTAMPNS with 64-bit seconds on every machine"},
	{"FIONBIO", fionBIO, Flag, Set, "set or clear O_NONBLOCK, for every process that has the socket"},
	{"FIOASYNC", fioAsync, Flag, Set, "set or clear O_ASYNC, for every process that has the socket"},
	{"FIOSETOWN", fioSetOwn, Integer, Set, "the process, or the negative process group, that gets SIGIO and SIGURG"},
	{"SIOCSPGRP", sioCSPGrp, Integer, Set, "FIOSETOWN by its other name"},
	{"FIOGETOWN", fioGetOwn, Integer, Get, "the process, or the negative process group, that gets SIGIO and SIGURG"},
	{"SIOCGPGRP", sioCGPGrp, Integer, Get, "FIOGETOWN by its other name"},
	{"FIOCLEX", fioClex, noValue, Set, "set FD_CLOEXEC"},
	{"FIONCLEX", fioNClex, noValue, Set, "clear FD_CLOEXEC"},
	{"SIOCGSKNS", sioCGSkNS, noValue, Get, "the network namespace of the socket, for CAP_NET_ADMIN"},
	{"SIOCUNIXFILE", sioCUnixFile, noValue, Get, "the file to which a UNIX socket is bound, for CAP_NET_ADMIN"},
	{"SIOCGIFNAME", unix.SIOCGIFNAME, ifByIndex, Get, "the name of an interface"},
	{"SIOCGIFINDEX", unix.SIOCGIFINDEX, ifreqIndex, Get, "the index of an interface"},
	{"SIOCGIFFLAGS", unix.SIOCGIFFLAGS, ifFlags, Get, "the flags of an interface"},
	{"SIOCSIFFLAGS", unix.SIOCSIFFLAGS, ifFlags, Set, "set the flags of an interface"},
	{"SIOCGIFADDR", unix.SIOCGIFADDR, ifAddr, Get, "the IPv4 address of an interface"},
	{"SIOCSIFADDR", unix.SIOCSIFADDR, ifAddr, Set, "set the IPv4 address of an interface"},
	{"SIOCGIFDSTADDR", unix.SIOCGIFDSTADDR, ifDstAddr, Get, "the far address of a point-to-point interface"},
	{"SIOCSIFDSTADDR", unix.SIOCSIFDSTADDR, ifDstAddr, Set, "set the far address of a point-to-point interface"},
	{"SIOCGIFBRDADDR", unix.SIOCGIFBRDADDR, ifBroadAddr, Get, "the broadcast address of an interface"},
	{"SIOCSIFBRDADDR", unix.SIOCSIFBRDADDR, ifBroadAddr, Set, "set the broadcast address of an interface"},
	{"SIOCGIFNETMASK", unix.SIOCGIFNETMASK, ifNetmask, Get, "the network mask of an interface"},
	{"SIOCSIFNETMASK", unix.SIOCSIFNETMASK, ifNetmask, Set, "set the network mask of an interface"},
	{"SIOCGIFMETRIC", unix.SIOCGIFMETRIC, ifMetric, Get, "the metric of an interface, which Linux does not use"},
	{"SIOCGIFMTU", unix.SIOCGIFMTU, ifMTU, Get, "the maximum transfer unit of an interface in bytes"},
	{"SIOCSIFMTU", unix.SIOCSIFMTU, ifMTU, Set, "set the maximum transfer unit of an interface"},
	{"SIOCGIFHWADDR", unix.SIOCGIFHWADDR, ifHwAddr, Get, "the hardware address of an interface"},
	{"SIOCGIFTXQLEN", sioCGIfTxqlen, ifQlen, Get, "the length of the send queue of an interface in packets"},
	{"SIOCSIFTXQLEN", sioCSTxlen, ifQlen, Set, "set the length of the send queue of an interface"},
}

// Ioctls returns the table.
func Ioctls() []Ioctl { return ioctlTable[:] }

// FindIoctl returns the request with a number, and whether the table has it.
func FindIoctl(number uint32) (Ioctl, bool) {
	for _, i := range &ioctlTable {
		if i.Number == number {
			return i, true
		}
	}
	return Ioctl{Number: number}, false
}

// Title returns the name of the request, or its number if the table lacks it.
func (i Ioctl) Title() string {
	if i.Name == "" {
		return fmt.Sprintf("%#x", i.Number)
	}
	return i.Name
}

// Opens reports whether the call returns a descriptor.
func (i Ioctl) Opens() bool { return i.Kind == noValue && i.Access == Get }

// Form returns the notation of the value after the name.
func (i Ioctl) Form() string {
	switch {
	case i.Kind == noValue:
		return ""
	case i.Access == Set:
		return "=VALUE"
	}
	switch i.Kind.(type) {
	case *ifreq:
		if i.Kind == ifByIndex {
			return "=INDEX"
		}
		return "=INTERFACE"
	}
	return ""
}

// An IoctlCall is a request with its third argument.
type IoctlCall struct {
	Ioctl
	Arg  []byte  // the data that the argument points to; nil if the argument is Word
	Word uintptr // the argument itself
	text string
}

// String returns the request as the user has typed it.
func (c IoctlCall) String() string { return c.text }

// ParseIoctl parses NAME, NAME=VALUE, NUMBER or NUMBER=KIND:VALUE. arg:N is the argument itself.
func ParseIoctl(typed string, w World) (IoctlCall, error) {
	name, value, given := strings.Cut(typed, "=")
	request, err := lookupIoctl(name)
	if err != nil {
		return IoctlCall{}, err
	}
	c := IoctlCall{Ioctl: request, text: typed}
	if word, ok := strings.CutPrefix(value, "arg:"); ok {
		n, err := strconv.ParseInt(word, 0, strconv.IntSize)
		if err != nil {
			return c, fail.Usagef("%s: arg: takes a number, such as arg:5", typed)
		}
		c.Word = uintptr(n)
		return c, nil
	}
	if c.Arg, err = request.argument(value, given, w); err != nil {
		return c, fail.Usagef("%s: %v", typed, err)
	}
	return c, nil
}

func lookupIoctl(name string) (Ioctl, error) {
	if n, err := strconv.ParseUint(name, 0, 32); err == nil {
		i, _ := FindIoctl(uint32(n))
		return i, nil
	}
	var names []string
	for _, i := range &ioctlTable {
		if strings.EqualFold(i.Name, name) {
			return i, nil
		}
		names = append(names, i.Name)
	}
	return Ioctl{}, &fail.Usage{
		Text: fmt.Sprintf("%q is not an ioctl request or a number", name), Hint: fail.DidYouMean(name, names),
	}
}

// argument returns the data that the third argument points to, or nil if there is none.
func (i Ioctl) argument(value string, given bool, w World) ([]byte, error) {
	kind := i.Kind
	if k, rest := kindBefore(value); k != nil {
		kind, value = k, rest
	}
	k, asks := kind.(*ifreq)
	switch {
	case kind == nil && given:
		return nil, fmt.Errorf("unknown request: give the kind of the value, as in %s=int:0 or %s=hex:00", i.Title(), i.Title())
	case kind == nil:
		return nil, nil
	case asks && i.Access == Get:
		return k.ask(value, w)
	case !given && i.Access == Get && kind != noValue:
		return make([]byte, kind.Room()), nil
	case !given && kind == Flag:
		value = "1"
	case !given && kind != noValue:
		return nil, fmt.Errorf("needs a value: %s", kind.Takes())
	}
	v, err := kind.Parse(value, w)
	if err != nil {
		return nil, &kindError{err, kind}
	}
	if kind == noValue {
		return nil, nil
	}
	return v.Bytes, nil
}

// Format returns the data that the argument points to as text.
func (c IoctlCall) Format(w World) string { return c.option().Format(c.Arg, w) }

// JSON returns the data that the argument points to for JSON.
func (c IoctlCall) JSON(w World) any { return c.option().JSON(c.Arg, w) }

// option returns an option with the kind of the value: the one that the user has typed, or the request's own.
func (c IoctlCall) option() Option {
	kind := c.Kind
	if _, value, _ := strings.Cut(c.text, "="); value != "" {
		if k, _ := kindBefore(value); k != nil {
			kind = k
		}
	}
	return Option{Row: Row{Kind: kind}}
}
