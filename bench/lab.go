package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// spareFiles are descriptors needed besides connections: the payload, its copy, pipes.
const spareFiles = 500

// A lab is one run: the program measured, and a directory in memory for its data.
type lab struct {
	plan
	bin     string // the directory with the measured copy of sock
	commit  string // of the source tree of the program
	dir     string
	payload string // a file of sizes.stream bytes, none of them zero
	names   int
	files   uint64 // the limit of open descriptors
	held    bool   // whether send --on has its pair of held sockets
	help    map[string]string
	began   time.Time
	load    string
}

func newLab(p plan) (*lab, error) {
	sock, err := filepath.Abs(p.sock)
	if err != nil {
		return nil, err
	}
	files, err := raiseFiles(uint64(p.sizes.crowd) + spareFiles)
	if err != nil {
		return nil, err
	}
	bin, err := os.MkdirTemp("", "sock-bench")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(scratch(2*p.sizes.stream+256*mib), "sock-bench")
	if err != nil {
		return nil, err
	}
	p.sock = filepath.Join(bin, "sock")
	l := &lab{plan: p, bin: bin, commit: commit(filepath.Dir(sock)), dir: dir, files: files, payload: dir + "/payload", help: map[string]string{}, began: time.Now(), load: load()}
	if err := errors.Join(install(sock, p.sock), fill(l.payload, p.sizes.stream), os.Setenv("SOCK_DIR", dir+"/held")); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

func (l *lab) close() {
	l.closePair()
	os.RemoveAll(l.dir)
	os.RemoveAll(l.bin)
}

// install copies the program, as make install and the peers' packages do. The linker writes its output through a
// mapping, in the page cache one small page at a time: starting that takes a tenth longer.
func install(from, to string) error {
	program, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, program, 0o755)
}

// scratch is a directory in memory if there is enough, so that no disk is measured, otherwise that of temporary files.
func scratch(need int64) string {
	const memory = "/dev/shm"
	var fs unix.Statfs_t
	if unix.Statfs(memory, &fs) == nil && int64(fs.Bavail)*fs.Bsize > need {
		return memory
	}
	return os.TempDir()
}

// fill writes a file with all its pages: reading a hole would return the same page of zeros from the cache.
func fill(path string, n int64) error {
	block := make([]byte, mib)
	for i := range block {
		block[i] = byte(rand.Uint32())
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for ; n > 0; n -= int64(len(block)) {
		if _, err := f.Write(block[:min(n, int64(len(block)))]); err != nil {
			return err
		}
	}
	return f.Close()
}

// raiseFiles raises the limit of open descriptors to need, or as far as allowed. Programs started from here inherit it.
func raiseFiles(need uint64) (uint64, error) {
	var lim unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &lim); err != nil {
		return 0, err
	}
	more := unix.Rlimit{Cur: max(lim.Max, need), Max: max(lim.Max, need)}
	if unix.Setrlimit(unix.RLIMIT_NOFILE, &more) == nil {
		return more.Cur, nil
	}
	lim.Cur = lim.Max
	return lim.Cur, unix.Setrlimit(unix.RLIMIT_NOFILE, &lim)
}

// name returns an unused path in the lab.
func (l *lab) name(what string) string {
	l.names++
	return fmt.Sprintf("%s/%s.%d", l.dir, what, l.names)
}

// copy is the file in which a stream ends.
func (l *lab) copy() string { return l.dir + "/copy" }

// lacks returns what a row needs and this sock does not have: commands, or a command and one of its flags.
func (l *lab) lacks(needs []string) string {
	for _, need := range needs {
		word, flag, _ := strings.Cut(need, " ")
		text, known := l.help[word]
		if !known {
			out, _ := exec.Command(l.sock, word, "--help").Output()
			text = string(out)
			l.help[word] = text
		}
		if !strings.Contains(text, "usage: sock "+word) || !strings.Contains(text, flag) {
			return "this sock has no " + need
		}
	}
	return ""
}
