//go:build 386 || arm

package sys

import "golang.org/x/sys/unix"

// sendfile(2) takes 32-bit offsets there.
const (
	sysSendfile  = unix.SYS_SENDFILE64
	sendfileName = "sendfile64"
)
