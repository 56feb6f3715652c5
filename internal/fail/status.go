package fail

import (
	"errors"
	"syscall"
)

// The statuses without an errno of a call: from 64 on they are those of sysexits.h.
const (
	statusOK    = 0
	statusEOF   = int(syscall.ENODATA)
	statusUsage = 64
	statusName  = 68
	statusBug   = 70
)

// A Row is one line of the manual's EXIT STATUS.
type Row struct {
	Status string
	Text   string
}

// Table is the contract of exit statuses: the manual prints it and Status obeys it.
func Table() []Row {
	return []Row{
		{"0", "Done."},
		{"errno", "The call failed with this errno: 111 is ECONNREFUSED, 104 is ECONNRESET, 98 is EADDRINUSE."},
		{"61", "End-of-file where recv wanted data (ENODATA)."},
		{"110", "A time limit ran out (ETIMEDOUT)."},
		{"64", "Wrong usage."},
		{"68", "A name does not resolve."},
		{"70", "A bug in sock."},
		{"126, 127", "The COMMAND cannot be run, or is not found. Else the status is that of the COMMAND."},
		{"128+N", "Ended by signal N."},
	}
}

// Status returns the exit status that err stands for.
func Status(err error) int {
	var (
		errno syscall.Errno
		usage *Usage
		name  *Name
		eof   EOF
		cmd   *Command
	)
	switch {
	case err == nil:
		return statusOK
	case errors.As(err, &usage):
		return statusUsage
	case errors.As(err, &name):
		return statusName
	case errors.As(err, &cmd):
		return cmd.Code
	case errors.As(err, &eof):
		return statusEOF
	case errors.As(err, &errno):
		return int(errno)
	}
	return statusBug
}
