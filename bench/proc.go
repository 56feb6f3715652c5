package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// pid is the process id as a name in /proc.
func (p *process) pid() string {
	return strconv.Itoa(p.Process.Pid)
}

// pss is the memory of a program and its children; shared pages count proportionally.
func (p *process) pss() (float64, error) {
	var kB float64
	for _, pid := range p.group() {
		n, err := field("/proc/"+pid+"/smaps_rollup", "Pss:")
		if err != nil && pid == p.pid() {
			return 0, err
		}
		kB += n // a child that has just ended has none
	}
	return kB * kib, nil
}

// group returns the processes of a program: itself, and its children if any.
func (p *process) group() []string {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	var pids []string
	for _, path := range stats {
		if f := statFields(path); len(f) > 2 && f[2] == p.pid() {
			pids = append(pids, filepath.Base(filepath.Dir(path)))
		}
	}
	return pids
}

// statFields are the fields of proc_pid_stat(5) after the name, which may hold any character: state, parent, group.
func statFields(path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
}

// soFar is the processor time of a running program, of its children, and of those it has waited for.
func (p *process) soFar() float64 {
	const ticks = 100 // USER_HZ, on every architecture that Go supports
	var sum float64
	for _, pid := range p.group() {
		f := statFields("/proc/" + pid + "/stat")
		if len(f) < 15 {
			continue
		}
		for _, s := range f[11:15] { // utime stime cutime cstime
			n, _ := strconv.ParseFloat(s, 64)
			sum += n
		}
	}
	return sum / ticks
}

// written is how many bytes a program has written to any descriptor.
func (p *process) written() (float64, error) {
	return field("/proc/"+p.pid()+"/io", "wchar:")
}

// field is the number after a name in a file of /proc.
func field(file, name string) (float64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == name {
			return strconv.ParseFloat(f[1], 64)
		}
	}
	return 0, fmt.Errorf("%s has no %s", file, name)
}
