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

// A shell is one bash with its own directory, network and PID namespace. When it ends, so do the keepers and all other
// processes that its lines have started.
type shell struct {
	dir, out string // the working directory, and where outputs go
	cmd      *exec.Cmd
	stdin    *os.File
	answers  *bufio.Reader
	ahead    int // how many steps have been run
	stop     *time.Timer
}

// prelude mounts a /proc for the new PID namespace and sets the loopback interface up.
const prelude = `set -o pipefail; mount --make-rprivate / && mount -t proc proc /proc && ip link set lo up && cd work && echo 0 >&9
`

// newShell starts a shell below dir with bin first in its PATH; it is killed after limit.
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
	if uid := os.Getuid(); uid != 0 { // namespaces need privileges, or a user namespace
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

// close ends the shell and all its descendants.
func (s *shell) close() {
	s.stop.Stop()
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.stdin.Close()
}

// ask has the shell run a line that prints a number.
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

// file is where an output of a step is kept.
func (s *shell) file(step int, what string) string {
	return filepath.Join(s.out, strconv.Itoa(step)+what)
}

// quoted quotes a text for the shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// typed is the line that the shell gets, with its outputs redirected to files.
func (s *shell) typed(text string) string {
	n := s.ahead
	s.ahead++
	return "eval " + quoted(text) + " </dev/null 9>&- >" + s.file(n, ".out") + " 2>" + s.file(n, ".err")
}

// run runs a line and waits until it is done.
func (s *shell) run(text string) (result, error) {
	n := s.ahead
	status, err := s.ask(s.typed(text) + "\necho $? >&9")
	return s.result(n, status), err
}

// result reads what step n has written.
func (s *shell) result(n, status int) result {
	out, _ := os.ReadFile(s.file(n, ".out")) // without the file, nothing was written
	err, _ := os.ReadFile(s.file(n, ".err"))
	return result{status: status, stdout: string(out), stderr: string(err)}
}

// start runs a line in the background, and returns when it waits in a call or has ended. The function returned waits
// for the end.
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

// settle returns when no process below the shell has run for a while: by then the line has ended, or waits in a call.
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

// switches returns the state and the context switches of every process below the shell. Those of a process that waits
// in a call do not change.
func (s *shell) switches() (text string, running bool) {
	for _, pid := range descendants(s.cmd.Process.Pid) {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)) // the process may have ended
		for line := range strings.Lines(string(status)) {
			if strings.HasPrefix(line, "Pid:") || strings.Contains(line, "_ctxt_switches:") {
				text += line
			}
			running = running || strings.HasPrefix(line, "State:\tR") || strings.HasPrefix(line, "State:\tD")
		}
	}
	return text, running
}

// descendants returns the children of a process, and their descendants.
func descendants(pid int) (list []int) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid)) // the process may have ended
	for field := range strings.FieldsSeq(string(text)) {
		child, _ := strconv.Atoi(field) // the kernel writes numbers
		list = append(append(list, child), descendants(child)...)
	}
	return list
}
