// Package sys is the one door to the kernel: every call passes through its engine, which prints it as strace does.
package sys

import (
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A Door makes system calls. None is hidden or merged with another: what its methods are named is what the kernel gets,
// and what the trace shows. One that a signal has interrupted before it did anything is made again, and shown again.
type Door struct {
	trace   *tracer       // nil: nothing is printed
	settled bool          // the runtime has its descriptors: see Settle
	whole   bool          // the trace is the whole process's: see Aside
	zoned   bool          // the local time zone has been read
	nap     unix.Timespec // of the last Nap: it would have to be in the heap
	brisk   bool          // see Brisk
	claim   *int          // see Claiming
}

// An arg is one argument of a call: the word for the machine and the text for the trace.
// The fields that show needs are plain data, so that an untraced call allocates nothing.
type arg struct {
	word uintptr
	mem  unsafe.Pointer               // if not nil, the word is this address; the arg keeps it alive
	size int                          // bytes or elements at mem
	opt  option                       // the option whose name or value this is
	len  *uint32                      // the length argument that belongs to mem, where the kernel writes it
	out  bool                         // the text is known only when the call is over
	show func(a arg, r result) string // nil: the word is a part of another, which shows both
}

// A result is what a call came back with; ret is meaningless if errno is set.
type result struct {
	ret   uintptr
	errno syscall.Errno
}

// call is the engine. It makes exactly one call.
func (d *Door) call(nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	return d.make(false, nr, name, args)
}

func (d *Door) make(brisk bool, nr uintptr, name string, args []arg) (int, syscall.Errno) {
	var r result
	if d.trace == nil {
		r = invoke(brisk, nr, args)
	} else {
		r = d.trace.call(nr, name, args)
	}
	return int(r.ret), r.errno
}

// again is call, repeated while a signal interrupts it. It serves calls that have done
// nothing when they return EINTR: not connect, close and poll.
func (d *Door) again(nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	for {
		if n, errno := d.call(nr, name, args...); errno != syscall.EINTR {
			return n, errno
		}
	}
}

// invoke relies on mem pointing into the heap, which does not move: an arg's memory
// escapes, because show is called through a variable.
func invoke(brisk bool, nr uintptr, args []arg) result {
	var w [6]uintptr
	for i := range args {
		w[i] = args[i].word
		if args[i].mem != nil {
			w[i] = uintptr(args[i].mem)
		}
	}
	made := syscall.Syscall6
	if brisk {
		made = syscall.RawSyscall6
	}
	ret, _, errno := made(nr, w[0], w[1], w[2], w[3], w[4], w[5])
	runtime.KeepAlive(args)
	return result{ret, errno}
}

// Now returns the local time. The file that tells the zone is package time's to read, not the word's: like
// a name it is looked up elsewhere.
func (d *Door) Now() time.Time {
	if !d.zoned {
		d.zoned = true
		Elsewhere(func() { _ = time.Now().String() })
	}
	return time.Now()
}

// failure turns an errno into an error, nil if the call succeeded.
func failure(errno syscall.Errno) error {
	if errno == 0 {
		return nil
	}
	return errno
}

// moved is the result of a call that moves bytes or messages: n of them, and none if the call failed. The kernel's -1 would
// cut the buffer of a caller that goes on after an error.
func moved(n int, errno syscall.Errno) (int, error) {
	if errno != 0 {
		return 0, errno
	}
	return n, nil
}

// Clock is clock_gettime(2). It is not traced: the C library answers it without a call.
func Clock(id int) (time.Duration, error) {
	var t unix.Timespec
	err := unix.ClockGettime(int32(id), &t)
	return time.Duration(t.Nano()), err
}
