package cases_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A shell is one bash, in a directory, a network and a world of processes of its own. When it ends, so do the keepers
// and whatever else its lines have left behind.
type shell struct {
	dir, out string // the working directory, and where outputs go
	cmd      *exec.Cmd
	stdin    *os.File
	answers  *bufio.Reader
	ahead    int // how many steps have been typed
	stop     *time.Timer
}

// prelude gives the shell its own /proc, without which it would not see itself, and a loopback that is up.
const prelude = `set -o pipefail; mount --make-rprivate / && mount -t proc proc /proc && ip link set lo up && cd work && echo 0 >&9
`

// newShell starts a shell below dir with bin first in its PATH; after limit it is ended.
func newShell(dir, bin string, limit time.Duration) (*shell, error) {
	s := &shell{dir: filepath.Join(dir, "work"), out: filepath.Join(dir, "out")}
	for _, d := range []string{s.dir, s.out} {
		if err := os.Mkdir(d, 0o755); err != nil {
			return nil, err
		}
	}
	from, stdin, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	answers, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	s.stdin, s.answers = stdin, bufio.NewReader(answers)
	s.cmd = exec.Command("bash", "--norc", "--noprofile", "-c", `exec 9>&3 3>&-; while IFS= read -r -d "" line; do eval "$line"; done`)
	s.cmd.Dir, s.cmd.Stdin, s.cmd.ExtraFiles = dir, from, []*os.File{to}
	s.cmd.Env = []string{
		"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + s.dir, "LC_ALL=C", "SOCK_DIR=" + filepath.Join(dir, "held"),
		"GOCOVERDIR=" + os.Getenv("GOCOVERDIR"),
	}
	s.cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWNS, Setpgid: true, Pdeathsig: syscall.SIGKILL,
	}
	if uid := os.Getuid(); uid != 0 { // a world of one's own takes rights, or a user of one's own
		s.cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		s.cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: uid, Size: 1}}
		s.cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	_, _ = from.Close(), to.Close()
	s.stop = time.AfterFunc(limit, func() { _ = s.cmd.Process.Kill() })
	if _, err = s.ask(prelude); err != nil {
		s.close()
	}
	return s, err
}

// close ends the shell and all that came from it.
func (s *shell) close() {
	s.stop.Stop()
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.stdin.Close()
}

// ask has the shell run a line that answers with a number.
func (s *shell) ask(line string) (int, error) {
	if _, err := s.stdin.WriteString(line + "\x00"); err != nil {
		return 0, err
	}
	answer, err := s.answers.ReadString('\n')
	if err != nil {
		return 0, fmt.Errorf("the shell has ended: %w", err)
	}
	return strconv.Atoi(strings.TrimSpace(answer))
}

// file is where something of a step is kept.
func (s *shell) file(step int, what string) string {
	return filepath.Join(s.out, strconv.Itoa(step)+what)
}

// quoted is a word of the shell that means the text as it stands.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// typed is the line as the shell gets it, with its outputs in files.
func (s *shell) typed(text string) string {
	n := s.ahead
	s.ahead++
	return "eval " + quoted(text) + " </dev/null 9>&- >" + s.file(n, ".out") + " 2>" + s.file(n, ".err")
}

// run types a line and waits until it is done.
func (s *shell) run(text string) (result, error) {
	n := s.ahead
	status, err := s.ask(s.typed(text) + "\necho $? >&9")
	return s.result(n, status), err
}

// result is what step n has left.
func (s *shell) result(n, status int) result {
	out, _ := os.ReadFile(s.file(n, ".out")) // if it is not there, nothing was written
	err, _ := os.ReadFile(s.file(n, ".err"))
	return result{status: status, stdout: string(out), stderr: string(err)}
}

// start types a line with & after it, and returns when it has come to where it waits, or to its end.
// The function returned waits for the end.
func (s *shell) start(text string) (wait func() (result, error), err error) {
	n := s.ahead
	pid, err := s.ask("{ " + s.typed(text) + "; } & echo $! >&9")
	if err != nil {
		return nil, err
	}
	s.settle()
	return func() (result, error) {
		status, err := s.ask("wait " + strconv.Itoa(pid) + "; echo $? >&9")
		return s.result(n, status), err
	}, nil
}

// settle returns when no process below the shell has run for a while: by then the line is over, or waits in a call.
func (s *shell) settle() {
	const still, tick = 5, 4 * time.Millisecond
	before := ""
	for same := 0; same < still; same++ {
		time.Sleep(tick)
		if now, running := s.switches(); now != before || running {
			before, same = now, 0
		}
	}
}

// switches tells of every process below the shell whether it runs and how often it was given a processor, which
// whoever waits in a call is not.
func (s *shell) switches() (text string, running bool) {
	for _, pid := range descendants(s.cmd.Process.Pid) {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)) // it may be over
		for line := range strings.Lines(string(status)) {
			if strings.HasPrefix(line, "Pid:") || strings.Contains(line, "_ctxt_switches:") {
				text += line
			}
			running = running || strings.HasPrefix(line, "State:\tR") || strings.HasPrefix(line, "State:\tD")
		}
	}
	return text, running
}

// descendants are the children of a process, theirs, and so on.
func descendants(pid int) (list []int) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid)) // it may be over
	for field := range strings.FieldsSeq(string(text)) {
		child, _ := strconv.Atoi(field) // the kernel writes numbers
		list = append(append(list, child), descendants(child)...)
	}
	return list
}
