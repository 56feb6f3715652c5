package fail

import (
	"errors"
	"syscall"
)

// The exit statuses that are not the errno of a failed call. Those from 64 on are from sysexits.h.
const (
	statusOK    = 0
	statusEOF   = int(syscall.ENODATA)
	statusUsage = 64
	statusName  = 68
	statusBug   = 70
)

// A Row is one row of the EXIT STATUS section in the manual.
type Row struct {
	Status string
	Text   string
}

// Table returns the exit statuses as the manual prints them. Status follows it.
func Table() []Row {
	return []Row{
		{"0", "Done."},
		{"errno", "The call failed with this errno: 111 is ECONNREFUSED, 104 is ECONNRESET, 98 is EADDRINUSE."},
		{"61", "recv reached the end of file (ENODATA)."},
		{"110", "A time limit expired (ETIMEDOUT)."},
		{"64", "The command line is wrong."},
		{"68", "A host or service name does not resolve."},
		{"70", "A bug in sock. Standard error says where, for a report."},
		{"126, 127", "COMMAND cannot be executed, or is not found. Otherwise the status of COMMAND."},
		{"128+N", "Ended by signal N."},
	}
}

// Status returns the exit status for err: 0 for nil, 70 for an error of no known kind.
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
