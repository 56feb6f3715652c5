package main

// A tool is the command lines of a program as listener and as client.
type tool struct {
	name            string
	needs           []string
	listen, connect func(at address) []string
}

// Names of the peers in the report and in goals.
const (
	ncName    = "nc"
	ncatName  = "ncat"
	socatName = "socat -b 1048576"
	big       = "1048576"
)

func (l *lab) sockTool() tool {
	at := func(word string, a address) []string {
		if a.network == "unix" {
			return []string{l.sock, word, "--unix", a.path}
		}
		return []string{l.sock, word, host, a.port}
	}
	return tool{
		name:    "sock",
		listen:  func(a address) []string { return at("listen", a) },
		connect: func(a address) []string { return at("connect", a) },
	}
}

// nc is OpenBSD's, which with -N half-closes at the end of standard input.
func nc() tool {
	at := func(flags string, a address) []string {
		if a.network == "unix" {
			return []string{"nc.openbsd", flags + "U", a.path}
		}
		return []string{"nc.openbsd", flags, host, a.port}
	}
	return tool{
		name:    ncName,
		listen:  func(a address) []string { return at("-Nl", a) },
		connect: func(a address) []string { return at("-N", a) },
	}
}

// socat copies one way, with larger blocks than its default of 8 KiB.
func socat() tool {
	return tool{
		name: socatName,
		listen: func(a address) []string {
			to := "TCP-LISTEN:" + a.port + ",bind=" + host
			if a.network == "unix" {
				to = "UNIX-LISTEN:" + a.path
			}
			return []string{"socat", "-u", "-b", big, to, "STDOUT"}
		},
		connect: func(a address) []string {
			to := "TCP:" + a.String()
			if a.network == "unix" {
				to = "UNIX-CONNECT:" + a.path
			}
			return []string{"socat", "-u", "-b", big, "STDIN", to}
		},
	}
}
