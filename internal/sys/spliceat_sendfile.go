//go:build !(386 || arm)

package sys

import "golang.org/x/sys/unix"

const (
	sysSendfile  = unix.SYS_SENDFILE
	sendfileName = "sendfile"
)
