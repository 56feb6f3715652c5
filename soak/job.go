package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// A job is sock with a stream on its standard input, and a stream expected on its standard output.
type job struct {
	*process
	up     stream // to standard input
	out    *checker
	in     *os.File // the soak test's end of standard input; nil if that is a file
	peek   *os.File // a copy of standard input, to count how much of it was read
	wrote  int64    // to in, by feed
	used   int64    // of standard input, set with the result
	fed    chan struct{}
	taken  chan error
	stdout string // "" or the file
	null   bool   // standard output is /dev/null
	hold   chan struct{}
	resume func() // waits until the process has been stopped and continued
}

// A joint is the kind of a standard stream.
type joint string

const (
	pipe   joint = "pipe"
	file   joint = "file"
	paired joint = "socket"
	null   joint = "/dev/null"
)

// ends returns the two ends of a pipe or of a socket pair; the first one is for reading.
func (j joint) ends() (r, w *os.File, err error) {
	if j != paired {
		return os.Pipe()
	}
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	for _, fd := range fds {
		_ = unix.SetNonblock(fd, true)
	}
	return os.NewFile(uintptr(fds[0]), "pair"), os.NewFile(uintptr(fds[1]), "pair"), nil
}

// job starts sock. Its input stays open until hold is closed; without hold it is closed at its end.
func (t *talk) job(in, out joint, up, down stream, hold chan struct{}, argv ...string) (*job, error) {
	j := &job{up: up, out: newChecker(down), fed: make(chan struct{}), taken: make(chan error, 1), null: out == null, hold: hold}
	t.note("%s <%s of %d >%s of %d", argv, in, up.length, out, down.length)
	stdin, err := j.source(t, in)
	if err != nil {
		return nil, err
	}
	stdout, read, err := j.destination(t, out)
	if err != nil {
		return nil, err
	}
	if j.peek, err = duplicate(stdin); err != nil {
		return nil, err
	}
	j.process, err = t.lab.start(stdin, stdout, argv...)
	if err != nil {
		return nil, err
	}
	go j.feed(t.pace())
	go j.take(read, t.pace())
	j.resume = t.stopped(j.process)
	return j, nil
}

// source returns the standard input.
func (j *job) source(t *talk, in joint) (*os.File, error) {
	if in == file {
		return t.lab.file(j.up)
	}
	r, w, err := in.ends()
	j.in = w
	return blocking(r), err
}

// blocking makes a file blocking, as shells do: sock must not see O_NONBLOCK.
func blocking(f *os.File) *os.File {
	if f != nil {
		_ = unix.SetNonblock(int(f.Fd()), false)
	}
	return f
}

// file returns an unlinked file with the stream.
func (l *lab) file(s stream) (*os.File, error) {
	f, err := os.CreateTemp(l.dir, "in")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name())
	if _, err := f.Write(s.piece(0, s.length)); err != nil {
		return nil, err
	}
	_, err = f.Seek(0, io.SeekStart)
	return f, err
}

// duplicate returns another descriptor of a file.
func duplicate(f *os.File) (*os.File, error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	return os.NewFile(uintptr(fd), f.Name()), err
}

// read returns how many bytes of standard input sock has read. It is called after the end of the job.
func (j *job) read() int64 {
	<-j.fed
	defer j.peek.Close()
	fd := int(j.peek.Fd())
	if j.in == nil {
		off, _ := unix.Seek(fd, 0, io.SeekCurrent)
		return off
	}
	left, _ := unix.IoctlGetInt(fd, unix.TIOCINQ)
	return j.wrote - int64(left)
}

// destination returns the standard output, and the end from which the soak test reads it.
func (j *job) destination(t *talk, out joint) (w, r *os.File, err error) {
	switch out {
	case null:
		return nil, nil, nil
	case file:
		j.stdout = filepath.Join(t.lab.dir, fmt.Sprintf("out%d-%d", t.n, t.Uint32()))
		w, err = os.Create(j.stdout)
		return w, nil, err
	case pipe, paired:
	}
	r, w, err = out.ends()
	return blocking(w), r, err
}

// feed writes standard input as far as sock takes it.
func (j *job) feed(p pace) {
	defer close(j.fed)
	if j.in == nil {
		return
	}
	defer j.in.Close()
	chunk := max(1+j.up.length/300, p.upTo(256<<10))
	for off := int64(0); off < j.up.length; {
		n := min(j.up.length-off, p.upTo(chunk))
		wrote, err := j.in.Write(j.up.piece(off, n))
		j.wrote += int64(wrote)
		if err != nil {
			return
		}
		off += n
		p.pause()
	}
	if j.hold != nil {
		<-j.hold
	}
}

// take checks standard output.
func (j *job) take(r *os.File, p pace) {
	if r == nil {
		j.taken <- nil
		return
	}
	defer r.Close()
	buf := make([]byte, max(1+j.out.want.length/500, p.upTo(256<<10)))
	for {
		n, err := r.Read(buf)
		if _, wrong := j.out.Write(buf[:n]); wrong != nil {
			j.taken <- fmt.Errorf("standard output: %w", wrong)
			return
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			j.taken <- err
			return
		}
		p.pause()
	}
}

// result waits for the end, and returns the exit status, the size of standard output, and an error if it is wrong.
func (j *job) result() (status int, got int64, err error) {
	status, err = j.status()
	j.resume()
	if j.in != nil {
		_ = j.in.SetWriteDeadline(time.Now())
	}
	if j.hold == nil {
		j.used = j.read()
	}
	select {
	case taken := <-j.taken:
		err = errors.Join(err, taken)
	case <-time.After(patience):
		err = errors.Join(err, errors.New("standard output has no end"))
	}
	if j.stdout != "" {
		err = errors.Join(err, j.readFile())
	}
	return status, j.out.got, err
}

func (j *job) readFile() error {
	defer os.Remove(j.stdout)
	f, err := os.Open(j.stdout)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.Copy(struct{ io.Writer }{j.out}, f); err != nil {
		return fmt.Errorf("standard output: %w", err)
	}
	return nil
}
