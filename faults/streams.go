package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// connect sets the standard streams of the command. The function returned reads its output after it has ended.
func (g *stage) connect(c *exec.Cmd) (read func() (stdout, stderr string), err error) {
	complaints, err := os.Create(filepath.Join(g.dir, "stderr"))
	if err != nil {
		return nil, err
	}
	c.Stderr = complaints
	output := g.files
	switch g.scene.streams {
	case pipes:
		output = g.pipes
	case terminal:
		output = g.terminal
	}
	stdout, err := output(c)
	return func() (string, string) {
		_ = complaints.Close()
		stderr, _ := os.ReadFile(complaints.Name())
		return stdout(), string(stderr)
	}, err
}

func (g *stage) files(c *exec.Cmd) (read func() string, err error) {
	in, err := os.Open(filepath.Join(g.dir, "stdin"))
	if err != nil {
		return nil, err
	}
	out, err := os.Create(filepath.Join(g.dir, "stdout"))
	if err != nil {
		return nil, err
	}
	c.Stdin, c.Stdout = in, out
	return func() string {
		_, _ = in.Close(), out.Close()
		text, _ := os.ReadFile(out.Name())
		return string(text)
	}, nil
}

func (g *stage) pipes(c *exec.Cmd) (read func() string, err error) {
	c.Stdin, c.Stdout = onlyReader{strings.NewReader(g.scene.stdin)}, &g.piped // os/exec makes pipes for them
	return g.piped.text, nil
}

type onlyReader struct{ io.Reader }

// A buffer is data read from a pipe.
type buffer struct {
	mu sync.Mutex
	b  []byte
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.b = append(b.b, p...)
	return len(p), nil
}

func (b *buffer) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.b)
}

// printed waits until a server has written as much as without a fault.
func (g *stage) printed() {
	const steady, step = 10, 4 * time.Millisecond
	n, least := 0, 0
	if g.dry != nil && !g.scene.numbers { // their length may differ
		least = len(g.dry.stdout)
	}
	for same, end := 0, time.Now().Add(unserved); (same < steady || n < least) && time.Now().Before(end); time.Sleep(step) {
		now := len(g.piped.text())
		if st, err := os.Stat(filepath.Join(g.dir, "stdout")); err == nil {
			now += int(st.Size())
		}
		if same++; now != n {
			n, same = now, 0
		}
	}
}

// terminal makes a raw terminal, on which the input is typed, followed by ^D.
func (g *stage) terminal(c *exec.Cmd) (read func() string, err error) {
	master, slave, err := pseudoterminal()
	if err != nil {
		return nil, err
	}
	c.Stdin, c.Stdout = slave, slave
	if _, err := io.WriteString(master, g.scene.stdin+"\x04"); err != nil {
		return nil, err
	}
	printed := make(chan string)
	go func() {
		text, _ := io.ReadAll(master)
		printed <- string(text)
	}()
	return func() string {
		_ = slave.Close()
		text := <-printed
		_ = master.Close()
		return text
	}, nil
}

func pseudoterminal() (master, slave *os.File, err error) {
	master, err = os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	fd := int(master.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		return nil, nil, err
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		return nil, nil, err
	}
	slave, err = os.OpenFile(fmt.Sprint("/dev/pts/", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	mode, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return nil, nil, err
	}
	mode.Oflag &^= unix.OPOST
	mode.Lflag &^= unix.ECHO
	return master, slave, unix.IoctlSetTermios(fd, unix.TCSETS, mode)
}
