package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"
)

// look records the names left in the directory and the processes left, once these are as many as held names: a keeper
// needs a moment to end.
func (g *stage) look(o *outcome) {
	var keepers []int
	for end := time.Now().Add(patience / 2); ; time.Sleep(5 * time.Millisecond) {
		before := o.files
		o.files = g.names()
		keepers = g.processes()
		settled := o.files == before && strings.Count(o.files, "held/") == len(keepers)
		if settled || time.Now().After(end) {
			break
		}
	}
	o.keepers = len(keepers)
	for _, pid := range keepers {
		o.descriptors += g.settled(pid)
	}
}

// names lists the directory.
func (g *stage) names() string {
	var names []string
	_ = filepath.WalkDir(g.dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, strings.TrimPrefix(path, g.dir+"/"))
		}
		return nil
	})
	sort.Strings(names)
	return strings.Join(names, " ")
}

// settled returns how many descriptors a process has, once that number has not changed for a moment and is not above
// that without a fault.
func (g *stage) settled(pid int) (n int) {
	const steady, step = 5, 4 * time.Millisecond
	most := math.MaxInt
	if g.dry != nil {
		most = g.dry.descriptors
	}
	for same, end := 0, time.Now().Add(3*time.Second); (same < steady || n > most) && time.Now().Before(end); time.Sleep(step) {
		entries, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
		if same++; len(entries) != n {
			n, same = len(entries), 0
		}
	}
	return n
}

// processes returns the running processes that this stage has started, except strace: its directory is in their
// environment, or in the arguments of a keeper, which has no environment.
func (g *stage) processes() (pids []int) {
	mark := []byte(g.heldDir())
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		name, _ := os.ReadFile("/proc/" + e.Name() + "/comm")
		args, _ := os.ReadFile("/proc/" + e.Name() + "/cmdline")
		environ, _ := os.ReadFile("/proc/" + e.Name() + "/environ")
		if string(name) != "strace\n" && (bytes.Contains(args, mark) || bytes.Contains(environ, mark)) {
			pids = append(pids, pid)
		}
	}
	return pids
}
