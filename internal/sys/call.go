// Package sys makes all system calls of sock. One function, call, makes each of them and prints it as strace does.
package sys

import (
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A Door makes system calls. Each method makes the call that it is named after, and the trace shows exactly that call.
// A call that a signal interrupts before it has any effect is repeated, and printed again.
type Door struct {
	trace   *tracer       // nil: no trace
	settled bool          // the Go runtime has made its descriptors; see Settle
	whole   bool          // the trace also has the calls made Aside
	zoned   bool          // the local time zone has been read
	nap     unix.Timespec // argument of the last Nap; here it needs no allocation
	bypass  bool          // see BypassScheduler
	claim   *int          // see Claiming
}

// An arg is one argument of a call: the machine word, and what show needs to print it. Its fields are plain data, so an
// untraced call allocates nothing.
type arg struct {
	word uintptr
	mem  unsafe.Pointer               // if not nil, its address is the word; arg keeps the memory alive
	size int                          // bytes or elements at mem
	opt  option                       // the option of which this is the name or the value
	len  *uint32                      // the length argument of mem, if the kernel writes it
	out  bool                         // the text is known only after the call
	show func(a arg, r result) string // nil: the argument before prints this one too
}

// A result is what a call returned. ret has no meaning if errno is set.
type result struct {
	ret   uintptr
	errno syscall.Errno
}

// call makes exactly one system call and prints it if the Door has a trace.
func (d *Door) call(nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	return d.make(false, nr, name, args)
}

func (d *Door) make(bypass bool, nr uintptr, name string, args []arg) (int, syscall.Errno) {
	var r result
	if d.trace == nil {
		r = invoke(bypass, nr, args)
	} else {
		r = d.trace.call(nr, name, args)
	}
	return int(r.ret), r.errno
}

// again is like call, but repeats the call on EINTR. It is only for calls that have had no effect when they return
// EINTR: not for connect, close and poll.
func (d *Door) again(nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	for {
		if n, errno := d.call(nr, name, args...); errno != syscall.EINTR {
			return n, errno
		}
	}
}

// invoke relies on mem pointing to the heap, which does not move: the memory of an arg escapes, because show is called
// through a variable.
func invoke(bypass bool, nr uintptr, args []arg) result {
	var w [6]uintptr
	for i := range args {
		w[i] = args[i].word
		if args[i].mem != nil {
			w[i] = uintptr(args[i].mem)
		}
	}
	made := syscall.Syscall6
	if bypass {
		made = syscall.RawSyscall6
	}
	ret, _, errno := made(nr, w[0], w[1], w[2], w[3], w[4], w[5])
	runtime.KeepAlive(args)
	return result{ret, errno}
}

// Now returns the local time. Package time reads the file of the time zone. That call is not the command's, so it runs
// Elsewhere.
func (d *Door) Now() time.Time {
	if !d.zoned {
		d.zoned = true
		Elsewhere(func() { _ = time.Now().String() })
	}
	return time.Now()
}

// failure returns errno as an error, or nil for 0.
func failure(errno syscall.Errno) error {
	if errno == 0 {
		return nil
	}
	return errno
}

// moved returns the number of bytes or messages that a call has moved, or 0 if it has failed. With the kernel's -1, a
// caller that goes on after an error would slice its buffer wrongly.
func moved(n int, errno syscall.Errno) (int, error) {
	if errno != 0 {
		return 0, errno
	}
	return n, nil
}

// Clock calls clock_gettime(2). It is not traced, because the C library answers it without a system call.
func Clock(id int) (time.Duration, error) {
	var t unix.Timespec
	err := ownClockGettime(int32(id), &t)
	return time.Duration(t.Nano()), err
}
