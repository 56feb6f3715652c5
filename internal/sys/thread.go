package sys

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Claim makes the calling goroutine's thread the one on which all calls are made, and keeps the
// runtime's hands off it: a strace that follows no threads sees every call, and sees none interrupted.
// It fails if the process may not have the descriptors that the runtime needs.
func Claim() error {
	runtime.LockOSThread()
	maskPreemption(unix.SIG_BLOCK)
	quitQuietly()
	if OpenMost() <= fewMost {
		return Settle()
	}
	return nil
}

// maskPreemption blocks or lets through SIGURG, by which the runtime asks a thread to yield. This one yields
// in its calls anyway. Whoever is to replace us must not inherit the mask.
func maskPreemption(how int) {
	var set unix.Sigset_t
	const signal, bits = int(unix.SIGURG) - 1, 8 * int(unsafe.Sizeof(set.Val[0]))
	set.Val[signal/bits] = 1 << (signal % bits)
	_ = unix.PthreadSigmask(how, &set, nil)
}

// quitQuietly gives signals back their default, at which the runtime would print every goroutine and exit with 2. It keeps
// those of memory and arithmetic, which it turns into panics.
func quitQuietly() {
	var def [64]byte // struct sigaction of SIG_DFL is all zeros, and no larger
	const sigsetSize = 8
	for _, s := range [...]syscall.Signal{syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGTRAP, syscall.SIGILL, syscall.SIGSYS} {
		_, _, _ = syscall.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(s), uintptr(unsafe.Pointer(&def)), 0, sigsetSize, 0, 0)
	}
}
