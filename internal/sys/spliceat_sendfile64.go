//go:build 386 || arm

package sys

import "golang.org/x/sys/unix"

// The older call takes offsets of 32 bits.
const (
	sysSendfile  = unix.SYS_SENDFILE64
	sendfileName = "sendfile64"
)
