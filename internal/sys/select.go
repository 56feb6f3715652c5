package sys

import (
	"fmt"
	"math/bits"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// An FDSet is fd_set: a set of descriptors, of any size.
type FDSet struct{ words []uintptr }

// mostSelected is how many descriptors strace looks at. A process cannot have more.
const mostSelected = 1 << 20

// NewFDSet returns an empty set for the descriptors below nfds.
func NewFDSet(nfds int) *FDSet {
	n := min(max(nfds, unix.FD_SETSIZE), mostSelected)
	return &FDSet{make([]uintptr, (n+bits.UintSize-1)/bits.UintSize)}
}

// Add adds a descriptor. It ignores one that the set has no room for.
func (s *FDSet) Add(fd int) {
	if fd >= 0 && fd/bits.UintSize < len(s.words) {
		s.words[fd/bits.UintSize] |= 1 << (fd % bits.UintSize)
	}
}

// Has reports whether a descriptor is in the set. A nil set is empty.
func (s *FDSet) Has(fd int) bool {
	return s != nil && fd >= 0 && fd/bits.UintSize < len(s.words) && s.words[fd/bits.UintSize]>>(fd%bits.UintSize)&1 != 0
}

// below returns the members below nfds.
func (s *FDSet) below(nfds int) (list []int) {
	for fd := range min(nfds, len(s.words)*bits.UintSize) {
		if s.Has(fd) {
			list = append(list, fd)
		}
	}
	return list
}

// Pselect calls pselect6(2) without a signal mask: select(2) with a timespec. The sets are for reading, writing and
// exceptional conditions; nil is NULL. The kernel leaves the ready descriptors in them and the remaining time in limit.
// After a signal the call continues with that time.
func (d *Door) Pselect(nfds int, sets [3]*FDSet, limit *unix.Timespec) (int, error) {
	for {
		n, errno := d.call(unix.SYS_PSELECT6, "pselect6", num(nfds),
			fdSet(sets[0], nfds), fdSet(sets[1], nfds), fdSet(sets[2], nfds), timeLimit(limit), null(false))
		if errno != unix.EINTR {
			return n, failure(errno)
		}
	}
}

// fdSet is a set of which only descriptors below nfds count.
func fdSet(s *FDSet, nfds int) arg {
	if s == nil {
		return null(false)
	}
	return arg{mem: unsafe.Pointer(unsafe.SliceData(s.words)), size: nfds, show: func(a arg, _ result) string {
		if nfds <= 0 {
			return pointer(a.mem)
		}
		return "[" + strings.Trim(fmt.Sprint(s.below(nfds)), "[]") + "]"
	}}
}

// selectedRoom is the maximum length of strace's list of ready descriptors: its buffer minus the end of the list.
const selectedRoom = 1024 - 25

// showSelected prints the return value of select(2) with the sets that are not empty, and the remaining time.
func showSelected(args []arg, r result) string {
	if r.ret == 0 {
		return "0 (Timeout)"
	}
	nfds, text, left := int(int32(args[0].word)), "", int(r.ret)
	for i, name := range [...]string{"in", "out", "except"} {
		set := args[1+i]
		if set.mem == nil || left == 0 {
			continue
		}
		first := true
		words := unsafe.Slice((*uintptr)(set.mem), (min(nfds, mostSelected)+bits.UintSize-1)/bits.UintSize)
		for _, fd := range (&FDSet{words}).below(nfds) {
			left--
			if len(text) >= selectedRoom {
				continue
			}
			if first && text != "" {
				text += ", "
			}
			if first {
				text += name + " ["
			} else {
				text += " "
			}
			text, first = text+fmt.Sprint(fd), false
		}
		if text != "" { // strace also closes the bracket of a set that it has not opened
			text += "]"
		}
	}
	if limit := args[4]; limit.mem != nil {
		text += ", left " + limit.show(limit, r)
	}
	return fmt.Sprintf("%d (%s)", r.ret, text)
}
