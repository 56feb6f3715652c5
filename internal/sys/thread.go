package sys

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Claim locks the calling goroutine to its thread, makes all calls on that thread, and blocks the Go runtime's
// preemption signal there. A strace without -f then sees every call, and none interrupted. Claim fails if the process
// may not have the descriptors that the runtime needs.
func Claim() error {
	runtime.LockOSThread()
	maskPreemption(unix.SIG_BLOCK)
	quitQuietly()
	if OpenMost() <= fewMost {
		return Settle()
	}
	return nil
}

// maskPreemption blocks or unblocks SIGURG, with which the runtime preempts a thread. This thread yields in its calls
// anyway. A program that replaces this process must not inherit the mask.
func maskPreemption(how int) {
	var set unix.Sigset_t
	const signal, bits = int(unix.SIGURG) - 1, 8 * int(unsafe.Sizeof(set.Val[0]))
	set.Val[signal/bits] = 1 << (signal % bits)
	_ = ownPthreadSigmask(how, &set, nil)
}

// quitQuietly restores the default action of signals at which the runtime would print all goroutines and exit with 2.
// It keeps those for memory and arithmetic faults, which the runtime turns into panics.
func quitQuietly() {
	var def [64]byte // struct sigaction of SIG_DFL is all zeros and not larger
	const sigsetSize = 8
	for _, s := range [...]syscall.Signal{syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGTRAP, syscall.SIGILL, syscall.SIGSYS} {
		_, _ = ownCall(unix.SYS_RT_SIGACTION, uintptr(s), uintptr(unsafe.Pointer(&def)), 0, sigsetSize)
	}
}
