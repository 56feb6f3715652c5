package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Time limits. Without a fault a scene takes some 100 ms; the machine may be slow and busy.
const (
	patience   = 20 * time.Second // until a command hangs
	unanswered = 2 * time.Second  // until a datagram has no answer
	unserved   = 3 * unanswered   // until a server is ended although its client is not served
	setupTime  = "20"             // seconds, for each line of sh
)

// An outcome is the result of a run.
type outcome struct {
	status      int // of the command, 128+N for a signal
	stdout      string
	stderr      string
	got         string // what the peer received
	calls       string // what strace printed
	files       string // names in $DIR, and the names that are held
	keepers     int
	descriptors int // of a server after its client has left, or of the remaining keepers
	cpu         time.Duration
	hung        bool
	afterErr    string // standard error of the lines that are run after the command
}

// A stage is where one run takes place: a directory and an address of its own.
type stage struct {
	scene    scene
	lab      *lab
	dir      string
	port     int
	ended    chan struct{} // closed when the command has ended
	inherits []*os.File    // descriptors from 3 on
	piped    buffer        // standard output, if it is a pipe
	dry      *outcome      // the outcome without a fault, nil if this is that run
	peer     peer
	log      *strace
}

func (g *stage) addr() string { return fmt.Sprintf("127.0.0.1:%d", g.port) }
func (g *stage) path() string { return filepath.Join(g.dir, "u") }

// address returns the network and the address at which sock and its peer meet.
func (g *stage) address(network string) (string, string) {
	switch network {
	case "unix":
		return "unix", g.path()
	case "":
		return "tcp", g.addr()
	}
	return network, g.addr()
}

func (g *stage) expand(s string) string {
	return strings.NewReplacer(
		"$ADDR", g.addr(), "$PORT", fmt.Sprint(g.port), "$DIR", g.dir, "$SOCK", g.lab.sock,
		"$BORROWED", fmt.Sprintf("%d:%d", os.Getpid(), g.lab.socket.Fd()), "$PID", fmt.Sprint(os.Getpid()),
	).Replace(s)
}

func (g *stage) environ() []string {
	return append(os.Environ(), "SOCK_DIR="+g.heldDir(), "LC_ALL=C", "TZ=UTC", "PATH=/usr/local/bin:/usr/bin:/bin")
}

func (g *stage) heldDir() string { return filepath.Join(g.dir, "held") }

// open makes the directory and the descriptors, and runs the setup.
func (g *stage) open() error {
	if err := os.Mkdir(g.heldDir(), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(g.dir, "stdin"), []byte(g.scene.stdin), 0o600); err != nil {
		return err
	}
	for _, line := range g.scene.setup {
		if out, err := g.shell(line); err != nil {
			return fmt.Errorf("%s: %s: %w: %s", g.scene.name, line, err, out)
		}
	}
	own, other, err := g.scene.given.open(g.addr())
	if err != nil {
		return fmt.Errorf("%s: %w", g.scene.name, err)
	}
	if own != nil {
		g.inherits = []*os.File{own}
	}
	g.peer = g.scene.peer
	if other != nil {
		g.peer = partner{other, g.scene.given.kind}
	}
	return nil
}

func (g *stage) shell(line string) (string, error) {
	c := exec.Command("timeout", setupTime, "sh", "-c", g.expand(line))
	c.Env = g.environ()
	out, err := c.CombinedOutput()
	return string(out), err
}

// play runs the command, its peer beside it, and strace with these options.
func (g *stage) play(options []string) (o outcome, err error) {
	if g.log, err = newStrace(g.dir); err != nil {
		return o, err
	}
	defer g.log.close()
	c, err := g.command(options)
	if err != nil {
		return o, err
	}
	received, err := g.meet()
	if err != nil {
		return o, err
	}
	read, err := g.connect(c)
	if err != nil {
		return o, err
	}
	if err := c.Start(); err != nil {
		return o, err
	}
	for _, f := range g.inherits {
		_ = f.Close()
	}
	g.wait(c, received, &o)
	close(g.ended)
	o.stdout, o.stderr = read()
	if received != nil {
		o.got = <-received
	}
	o.status = status(c.ProcessState)
	o.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	g.afterwards(&o)
	return o, nil
}

// command returns the command of the scene, under strace unless a keeper is traced.
func (g *stage) command(options []string) (*exec.Cmd, error) {
	var args []string
	for _, a := range g.scene.args {
		args = append(args, g.expand(a))
	}
	c := exec.Command(g.lab.sock, args...)
	if g.scene.tracee == keeper {
		if err := g.attach(options); err != nil {
			return nil, err
		}
	} else {
		c = exec.Command("strace", append(append(g.log.arguments("-D"), options...), c.Args...)...)
	}
	c.Env, c.Dir, c.ExtraFiles = g.environ(), g.dir, g.inherits
	return c, nil
}

// attach starts strace on the keeper, and returns once it traces.
func (g *stage) attach(options []string) error {
	keepers := g.processes()
	if len(keepers) != 1 {
		return fmt.Errorf("%s: %d keepers", g.scene.name, len(keepers))
	}
	c := exec.Command("strace", append(g.log.arguments("-p", fmt.Sprint(keepers[0])), options...)...)
	reported, err := c.StderrPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	g.log.process = c
	lines := bufio.NewScanner(reported)
	for lines.Scan() {
		if strings.HasSuffix(lines.Text(), " attached") {
			return nil
		}
	}
	return fmt.Errorf("strace cannot trace the keeper: %w", c.Wait())
}

// meet starts the peer and returns when it is ready. The channel gets the data it has received, when it has ended.
func (g *stage) meet() (chan string, error) {
	if g.peer == nil {
		return nil, nil
	}
	received, ready := make(chan string, 1), make(chan error, 1)
	go func() { received <- g.peer.meet(g, ready) }()
	return received, <-ready
}

// wait waits for the command. It ends a server when its client has left.
func (g *stage) wait(c *exec.Cmd, received chan string, o *outcome) {
	done := make(chan struct{})
	go func() { _ = c.Wait(); close(done) }()
	if g.scene.server {
		select {
		case got := <-received:
			received <- got
			g.printed()
			o.descriptors = g.settled(c.Process.Pid)
		case <-time.After(unserved):
		case <-done:
		}
		_ = c.Process.Signal(unix.SIGTERM)
	}
	select {
	case <-done:
	case <-time.After(patience):
		o.hung = true
		_ = c.Process.Kill()
		<-done
	}
}

// afterwards runs the lines that follow the command, and records the leftovers.
func (g *stage) afterwards(o *outcome) {
	for _, line := range g.scene.after {
		if out, err := g.shell(line); err != nil && strings.Contains(err.Error(), "124") {
			o.afterErr += line + ": " + out + err.Error() + "\n"
		}
	}
	g.look(o)
	o.calls = g.log.text(g.scene.tracee)
}

func status(p *os.ProcessState) int {
	if ws := p.Sys().(syscall.WaitStatus); ws.Signaled() {
		return 128 + int(ws.Signal())
	}
	return p.ExitCode()
}

// close ends remaining processes and removes the directory.
func (g *stage) close() {
	for _, pid := range g.processes() {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	_ = os.RemoveAll(g.dir)
}

// newStage makes a stage. Each port is used once, because a previous run may still occupy one.
func (l *lab) newStage(s scene, dry *outcome) (*stage, error) {
	const firstPort, ports = 2000, 30_000 // below those that the kernel assigns
	dir, err := os.MkdirTemp("", "faults")
	if err != nil {
		return nil, err
	}
	g := &stage{scene: s, lab: l, dir: dir, port: firstPort + int(l.port.Add(1))%ports, ended: make(chan struct{}), dry: dry}
	if err := g.open(); err != nil {
		g.close()
		return nil, err
	}
	return g, nil
}

// run plays a scene, from its setup to the removal of leftovers. A remaining process may have as many descriptors as
// dry has.
func (l *lab) run(s scene, options []string, dry *outcome) (o outcome, err error) {
	g, err := l.newStage(s, dry)
	if err != nil {
		return o, err
	}
	defer g.close()
	o, err = g.play(options)
	o.stdout = strings.NewReplacer(g.addr(), "ADDR", g.dir, "DIR").Replace(o.stdout)
	return o, err
}
