package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A census is the resources of a process.
type census struct {
	memory  int64 // VmRSS, bytes
	private int64 // RssAnon: what no other process shares
	fds     int   // descriptors, without those in kept
	kept    int   // pipes, of which sock caches some for bulk data, and descriptors that an event loop or Go's runtime opens once when needed
	threads int
	zombies int
}

// count reads the resources of a process from /proc.
func count(pid int) (census, error) {
	dir := fmt.Sprintf("/proc/%d/", pid)
	text, err := os.ReadFile(dir + "status")
	if err != nil {
		return census{}, err
	}
	fds, err := os.ReadDir(dir + "fd")
	if err != nil {
		return census{}, err
	}
	c := census{memory: field(text, "VmRSS:") << 10, private: field(text, "RssAnon:") << 10, threads: int(field(text, "Threads:"))}
	for _, fd := range fds {
		to, _ := os.Readlink(dir + "fd/" + fd.Name())
		if strings.HasPrefix(to, "pipe:") || to == "anon_inode:[eventpoll]" || to == "anon_inode:[eventfd]" {
			c.kept++
		} else {
			c.fds++
		}
	}
	for _, f := range processes() {
		if len(f) > 1 && f[0] == "Z" && f[1] == strconv.Itoa(pid) {
			c.zombies++
		}
	}
	return c, nil
}

// busy is the processor time of all threads of a process.
func busy(pid int) (sum time.Duration) {
	paths, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	for _, path := range paths {
		text, _ := os.ReadFile(path)
		nanos, _, _ := strings.Cut(string(text), " ")
		n, _ := strconv.ParseInt(nanos, 10, 64)
		sum += time.Duration(n)
	}
	return sum
}

// field is the number after a name in proc_pid_status(5).
func field(text []byte, name string) int64 {
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == name {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			return n
		}
	}
	return -1
}

// processes are the fields of all processes: state, parent, group.
func processes() map[string][]string {
	all := map[string][]string{}
	paths, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range paths {
		if f := statFields(path); f != nil {
			all[filepath.Base(filepath.Dir(path))] = f
		}
	}
	return all
}

// statFields are the fields of proc_pid_stat(5) after the name, which may hold any character: state, parent, group.
func statFields(path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		return []string{"ended"}
	}
	return strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
}

// mentions returns the processes whose command line or environment holds a text: their ids and command lines.
func mentions(text string) (found []string) {
	for pid := range processes() {
		line, _ := os.ReadFile("/proc/" + pid + "/cmdline")
		environ, _ := os.ReadFile("/proc/" + pid + "/environ")
		words := strings.ReplaceAll(string(line), "\x00", " ")
		if pid != strconv.Itoa(os.Getpid()) && strings.Contains(words+string(environ), text) {
			found = append(found, pid+" "+words)
		}
	}
	return found
}

// until waits up to limit for a condition, and reports whether it holds.
func until(limit time.Duration, so func() bool) bool {
	for end := time.Now().Add(limit); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			return so()
		}
	}
	return true
}
