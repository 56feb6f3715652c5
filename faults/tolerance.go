package main

import "slices"

// A tolerance is a rule that allows a fault to end otherwise than with its errno.
type tolerance struct {
	pattern
	status   string // regular expression of the exit status; "" is that without the fault, errnoStatus that of the errno
	part     bool   // not all bytes need to be moved
	reported bool   // the errno must be on standard error
	reason   string
}

// control matches calls by which a command reaches a keeper.
const control = `held/|/proc/self/fd/\d+/[a-z]+"`

// errnoStatus is the status of the errno, without a message.
const errnoStatus = "errno"

// heldScenes are scenes in which a keeper is asked for its socket.
const heldScenes = "bind held unix|recv --hold|held.*|list.*|close"

// tolerances are faults for which sock uses another call, or that only affect optional work.
func tolerances() []tolerance {
	return slices.Concat(anywhere(), somewhere(), inRelays(), amongKeepers())
}

// anywhere are tolerances for calls that any command may make.
func anywhere() []tolerance {
	once := func(c cell) bool { return !c.lasts }
	return []tolerance{
		{pattern: pattern{errno: "EINTR"}, reason: "the call is made again"},
		{pattern: pattern{call: movingCalls + "|writev|pread64", errno: "EAGAIN"}, reason: "the call is made again when poll(2) reports it"},
		{
			pattern: pattern{call: "write", errno: "EPIPE", line: `^write\(1,`}, status: "0", part: true,
			reason: "the reader of standard output has left: the end is quiet, as that of cat(1)",
		},
		{
			pattern: pattern{call: "fstat|readlinkat|ioctl|openat|dup3", line: `^fstat|/proc/self/fd/|TIOCGWINSZ|TCGETS|TIOCGPTN|^dup3\(\d+, 1,`},
			reason:  "what sock's own descriptors are decides the way to move bytes, and one of them works for any",
		},
		{pattern: pattern{call: "fcntl", line: "F_DUPFD_CLOEXEC, "}, reason: "a descriptor that cannot be moved out of the way keeps its number"},
		{pattern: pattern{call: "unshare"}, reason: "without a table of descriptors of its own the command shares that of Go's runtime"},
		{
			pattern: pattern{call: "accept4", holds: once},
			reason:  "the error is of one connection, or of the network: accept(2) has the next call made",
		},
		{
			pattern: pattern{scene: "listen --keep --(eof quit|linger)"}, status: "110", part: true, reported: true,
			reason: "the server waits for the client after the one that failed, up to the time limit",
		},
		{
			pattern: pattern{call: "accept4", scene: "listen -w"}, status: "110", part: true, reported: true,
			reason: "the server waits for a connection that succeeds, up to its time limit",
		},
	}
}

// somewhere are tolerances for one command, or a few.
func somewhere() []tolerance {
	return []tolerance{
		{
			pattern: pattern{scene: "info.*|list", call: "getsockname|getpeername|getsockopt|ioctl|socket"},
			reason:  "info and list print what the kernel answers",
		},
		{pattern: pattern{scene: "connect --stats", call: "getsockopt|ioctl", line: "TCP_INFO|TIOCOUTQ"}, reason: "the statistics have what the kernel reports"},
		{pattern: pattern{call: "writev", line: `^writev\(2,`}, reason: "an error of standard error can be reported nowhere"},
		{
			pattern: pattern{call: "writev", scene: "connect --trace"}, status: errnoStatus,
			reason: "an error that lasts hits the message, too",
		},
		{
			pattern: pattern{call: "newfstatat|faccessat2?", line: `bin/`, scene: ".* path"},
			reason:  "a directory of $PATH that cannot be searched is passed over, as by a shell, where another has the program",
		},
		{
			pattern: pattern{call: "execve|dup3|chdir|pipe2|newfstatat", scene: ".* --( .*)?"}, status: "126|127", part: true, reported: true,
			reason: "a COMMAND that cannot be run has the statuses of a shell",
		},
		{pattern: pattern{call: "getsockopt", errno: "ENOPROTOOPT", line: "TCP_INFO"}, reason: "a protocol without TCP_INFO does not say what it has delivered"},
		{pattern: pattern{call: "ioctl", line: "TIOCOUTQ", scene: "send"}, reason: "how much is unsent decides only whether the time limit begins again"},
		{pattern: pattern{scene: ".*threads", call: "openat|newfstatat"}, status: "68|0", part: true, reason: "a name that cannot be looked up has a status of its own"},
		{
			pattern: pattern{call: "newfstatat", scene: "send --fds"}, status: "9|0", part: true,
			reason: "a descriptor that cannot be looked at counts as closed",
		},
		{
			pattern: pattern{call: "readlinkat", scene: "pidfd_.*"}, status: "88", part: true,
			reason: "only /proc shows that a descriptor is a pidfd",
		},
		{
			pattern: pattern{call: "ioctl", errno: "EINVAL|ENOTTY|EOPNOTSUPP", line: "TIOCOUTQ", scene: "(listen|accept) --keep --.*"},
			reason:  "the errno is an answer: the protocol does not count what the peer has not acknowledged",
		},
		{
			pattern: pattern{call: "getsockopt|getsockname", scene: "recv --hold|send --fds"},
			reason:  "a descriptor in a message is described, and a warning printed, as far as the kernel shows what it is",
		},
		{
			pattern: pattern{call: "socket|bind|connect", line: "sock udp service|AF_UNIX", scene: "listen --serve udp"}, part: true,
			reason: "a sender that may be another such service gets no answer: the two would answer each other for ever",
		},
		{
			pattern: pattern{call: "getsockopt", errno: "EBADF|ENOTSOCK", line: "SO_DOMAIN|SO_TYPE|SO_PROTOCOL", scene: "bind|bind held unix|connect --on"},
			reason:  "the family of the socket tells what an address means; of what is no socket the command's own call says so",
		},
		{pattern: pattern{call: "getpeername", errno: "ENOTCONN"}, reason: "the peer has left: the environment of UCSPI does without it"},
		{
			pattern: pattern{call: "setresuid|setresgid", line: `\(-1, \d+, -1\)`},
			reason:  "the attempt to get rights back is to fail",
		},
		{pattern: pattern{call: "getrlimit"}, reason: "a limit that is not known bounds nothing"},
	}
}

// inRelays are tolerances for relay.
func inRelays() []tolerance {
	once := func(c cell) bool { return !c.lasts }
	return []tolerance{
		{pattern: pattern{call: "connect", errno: "EAGAIN", scene: "relay.*", holds: once}, reason: "the queue of the listener is full: the call is made again"},
		{
			pattern: pattern{call: "sendto", errno: "EAGAIN|ENOBUFS", scene: "relay udp"}, part: true,
			reason: "a datagram for which there is no room is dropped, as on the network",
		},
		{
			pattern: pattern{call: "sendto", errno: "ECONNRESET|EPIPE", scene: "relay exec"}, part: true,
			reason: "what a program does not read is discarded, as behind a pipe",
		},
		{
			pattern: pattern{call: "recvfrom", errno: "ECONNRESET", scene: "relay exec"},
			reason:  "a program that ends without having read everything resets its socket: that is the end of its output",
		},
	}
}

// amongKeepers are tolerances for a keeper, and for a command that talks to one.
func amongKeepers() []tolerance {
	once := func(c cell) bool { return !c.lasts }
	return []tolerance{
		{pattern: pattern{call: "close_range"}, reason: "the keeper closes what it has inherited, too"},
		{
			pattern: pattern{call: "connect", errno: "ECONNREFUSED|ENOENT", line: control},
			reason:  "no keeper has the name: it is free",
		},
		{
			pattern: pattern{call: "connect", errno: "ECONNREFUSED|ENOENT", line: control, scene: heldScenes}, status: "2|95", part: true,
			reason: "no keeper has the name: nothing is held",
		},
		{
			pattern: pattern{call: "connect|sendto|recv.*", errno: "ECONNRESET|EPIPE", scene: heldScenes, holds: once},
			reason:  "a keeper that has ended is asked again",
		},
		{pattern: pattern{call: "connect", errno: "EAGAIN", line: control, scene: heldScenes}, reason: "the queue of the control socket is full: the call is made again"},
		{
			pattern: pattern{call: "connect", errno: "EAGAIN", line: control}, status: "17", part: true,
			reason: "the queue of the control socket is full: a keeper has the name",
		},
		{pattern: pattern{call: "bind", errno: "EADDRINUSE", line: control, holds: once}, reason: "a control socket whose keeper has died is replaced"},
		{
			pattern: pattern{scene: "keeper starts.*"}, status: "10", part: true,
			reason: "a keeper that does not start and cannot report why is reported as such",
		},
		{pattern: pattern{scene: "keeper starts.*", call: "poll"}, reason: "the keeper goes on after a pause"},
		{
			pattern: pattern{scene: "keeper (is|ends).*"}, status: "0|2|32|104|110", part: true,
			reason: "the fault is the keeper's: the command asks again, and reports that there is no answer",
		},
		{
			pattern: pattern{scene: "close", call: "recvfrom", errno: "ECONNRESET"}, status: "2", part: true,
			reason: "the answer is lost, and when the command asks again the keeper has ended",
		},
	}
}
