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

// spareFiles are those beside connections: the payload, a copy of it, pipes.
const spareFiles = 500

// A lab is the place of one run: the program measured, and a directory in memory for what it moves.
type lab struct {
	plan
	bin     string // the directory of the copy that is measured
	commit  string // of the tree that the program stands in
	dir     string
	payload string // a file of sizes.stream bytes that are no zeros
	names   int
	files   uint64 // how many may be open
	held    bool   // the pair of sockets that send --on speaks to
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

// install makes a copy, as make install does and as the peers are. What the linker itself writes, through a mapping, is in the
// page cache one small page at a time: to start that takes a tenth longer.
func install(from, to string) error {
	program, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, program, 0o755)
}

// scratch is memory if there is enough of it, so that no disk is measured, or else where temporary files are.
func scratch(need int64) string {
	const memory = "/dev/shm"
	var fs unix.Statfs_t
	if unix.Statfs(memory, &fs) == nil && int64(fs.Bavail)*fs.Bsize > need {
		return memory
	}
	return os.TempDir()
}

// fill writes a file that has all its pages: a hole would be the same page of zeros again and again, warm in the cache.
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

// raiseFiles makes room for need descriptors, here and in the programs started from here, or for as many as it may.
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

// name is a path in the lab that nobody has had before.
func (l *lab) name(what string) string {
	l.names++
	return fmt.Sprintf("%s/%s.%d", l.dir, what, l.names)
}

// copy is the file that a stream ends in.
func (l *lab) copy() string { return l.dir + "/copy" }

// lacks says what a row needs and this sock has not: words, or a word and one of its flags.
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
