package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// pair connects sock connect to sock listen. In half of the conversations a signal ends one of them, while the standard
// input of the other stays open: what the other then reads is lost, so its status must not be 0.
func (t *talk) pair(f family) error {
	there, back := t.any(), t.any()
	victim := t.IntN(4) // 0: the listener, 1: the client, otherwise none
	after, sig := t.within(200*time.Millisecond), pick(t.dice, unix.SIGTERM, unix.SIGKILL)
	holds := [2]chan struct{}{}
	if victim < 2 {
		t.note("signal %d to job %d after %v", sig, victim, after)
		holds = [2]chan struct{}{make(chan struct{}), make(chan struct{})}
	}
	jobs, err := t.pairOf(f, there, back, holds)
	if err != nil {
		return err
	}
	if victim < 2 {
		return t.survives(jobs, victim, after, sig)
	}
	return t.bothEnd(jobs)
}

// pairOf starts a listener and its client, each with a stream for the other.
func (t *talk) pairOf(f family, there, back stream, holds [2]chan struct{}) (jobs [2]*job, err error) {
	in := func() joint { return pipe }
	if holds[0] == nil {
		in = func() joint { return pick(t.dice, pipe, file, paired) }
	}
	at := f.place(t.lab.dir, t.n, "pair")
	argv := func(word ...string) []string { return append(append([]string{t.lab.sock}, word...), f.flags()...) }
	jobs[0], err = t.job(in(), pipe, back, there, holds[0], append(argv("listen", "-v"), at)...)
	if err != nil {
		return jobs, err
	}
	address, err := jobs[0].waitLine(listening)
	if err != nil {
		return jobs, err
	}
	if !f.isUnix() {
		at = address
	}
	jobs[1], err = t.job(in(), pipe, there, back, holds[1], append(argv("connect"), at)...)
	return jobs, err
}

// bothEnd is the verdict if no signal was sent.
func (t *talk) bothEnd(jobs [2]*job) error {
	var all []error
	for i, j := range jobs {
		status, got, err := j.result()
		t.bytes.Add(got)
		if err == nil && status != 0 {
			err = fmt.Errorf("status %d: %s", status, j.stderr.String())
		}
		if err == nil {
			err = j.out.whole()
		}
		if err != nil {
			all = append(all, fmt.Errorf("job %d: %w", i, err))
		}
	}
	return errors.Join(all...)
}

// survives ends one of the two, and then gives the other more to send than its peer can have taken.
func (t *talk) survives(jobs [2]*job, victim int, after time.Duration, sig unix.Signal) error {
	defer os.Remove(t.lab.dir + "/pair" + fmt.Sprint(t.n)) // after SIGKILL before a connection
	dead, other := jobs[victim], jobs[1-victim]
	if _, err := jobs[0].waitLine(connected); err != nil {
		return err
	}
	time.Sleep(after)
	dead.signal(sig)
	status, took, err := dead.result()
	t.expected++
	if err == nil && status != 128+int(sig) {
		err = fmt.Errorf("job %d: status %d after signal %d: %s", victim, status, sig, dead.stderr.String())
	}
	close(dead.hold)
	dead.peek.Close()
	late := make(chan int64, 1)
	go func() {
		n, _ := other.in.Write(make([]byte, 4096))
		close(other.hold)
		late <- int64(n)
	}()
	status, got, wrong := other.result()
	t.bytes.Add(took + got)
	if wrong == nil {
		wrong = t.survived(other, status, <-late, took)
	}
	if wrong != nil {
		wrong = fmt.Errorf("job %d, which survives: %w", 1-victim, wrong)
	}
	return errors.Join(err, wrong)
}

// inside is the most that a process has read and not written, in its buffers and pipes.
const inside = 2 << 20

// survived judges the survivor. Status 0 is right if it received end of file before it read the late bytes, and its
// peer had read what it sent.
func (t *talk) survived(j *job, status int, late, took int64) error {
	read := j.read() + late
	t.note("the survivor read %d bytes of %d; the other end wrote %d", read, j.wrote+late, took)
	switch {
	case status == int(unix.ECONNRESET) || status == int(unix.EPIPE):
		return nil
	case status != 0:
		return fmt.Errorf("status %d: %s", status, j.stderr.String())
	case read > j.wrote:
		return errors.New("status 0, and its last bytes went nowhere")
	case read-took > inside:
		return fmt.Errorf("status 0, and of %d bytes that it read %d arrived", read, took)
	}
	return nil
}
