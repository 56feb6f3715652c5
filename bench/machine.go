package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// A fact is one line about the machine or the programs.
type fact struct{ what, is string }

func (l *lab) machine() []fact {
	return []fact{
		{"processor", fmt.Sprintf("%s, %d cores", lineOf("/proc/cpuinfo", "model name"), runtime.NumCPU())},
		{"memory", lineOf("/proc/meminfo", "MemTotal")},
		{"kernel", kernel()},
		{"load at the start", l.load},
		{"scratch", l.dir[:strings.LastIndexByte(l.dir, '/')]},
		{"sock", versionLine(0, l.sock, "version") + ", commit " + l.commit},
		{"nc", versionLine(0, "nc.openbsd", "-h")},
		{"ncat", versionLine(0, "ncat", "--version")},
		{"socat", versionLine(1, "socat", "-V")},
		{"haproxy", versionLine(0, "haproxy", "-v")},
		{"tcpserver", versionLine(0, "dpkg-query", "-W", "ucspi-tcp")},
		{"bench", runtime.Version()},
	}
}

// versionLine returns line n of what a program prints about itself, on either output and with any status.
func versionLine(n int, argv ...string) string {
	out, _ := exec.Command(argv[0], argv[1:]...).CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if n >= len(lines) || lines[n] == "" {
		return "unknown"
	}
	return strings.Join(strings.Fields(lines[n]), " ")
}

// commit is that of the tree around a directory.
func commit(dir string) string {
	out, err := exec.Command("git", "-C", dir, "describe", "--always", "--dirty").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

// lineOf is what follows a name and a colon in a file.
func lineOf(file, name string) string {
	text, _ := os.ReadFile(file)
	for line := range strings.Lines(string(text)) {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func kernel() string {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return err.Error()
	}
	return unix.ByteSliceToString(u.Sysname[:]) + " " + unix.ByteSliceToString(u.Release[:]) + " " + unix.ByteSliceToString(u.Machine[:])
}

// load is the load of the machine before the run.
func load() string {
	text, _ := os.ReadFile("/proc/loadavg")
	f := strings.Fields(string(text))
	return strings.Join(f[:min(3, len(f))], " ")
}
