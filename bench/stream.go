package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Where the bytes of a stream come from and go to.
const (
	fromFile = "< payload"
	fromPipe = "head -c %d /dev/zero |"
	toNull   = "> /dev/null"
	toPipe   = "| cat > /dev/null"
	toFile   = "> copy"
	overFile = "1<> copy" // a file that is there, of the same size: no page of it is new
)

// A shape is one stream, both ends the same tool.
type shape struct {
	work     string
	network  string
	from, to string
	goals    []goal
}

func (l *lab) streams() []row {
	overUnix := []goal{{peer: ncName, metric: rate, least: 2}}
	var rows []row
	for _, s := range []shape{
		{"file to /dev/null", "tcp", fromFile, toNull, []goal{
			{peer: ncName, metric: rate, least: 4},
			{peer: ncName, metric: cpu, most: 0.35},
			{peer: socatName, metric: rate, least: 1.7},
		}},
		{"file to pipe", "tcp", fromFile, toPipe, []goal{{peer: ncName, metric: rate, least: 3.5}}},
		{"pipe to pipe", "tcp", fromPipe, toPipe, []goal{
			{peer: ncName, metric: rate, least: 1.7}, {peer: ncName, metric: cpu, most: 0.6},
		}},
		{"file to file", "tcp", fromFile, toFile, []goal{{peer: ncName, metric: rate, least: 2}}},
		{"file over a file", "tcp", fromFile, overFile, []goal{{peer: ncName, metric: rate, least: 2}}},
		{"file to /dev/null, UNIX socket", "unix", fromFile, toNull, overUnix},
		{"pipe to pipe, UNIX socket", "unix", fromPipe, toPipe, overUnix},
		{"file to file, UNIX socket", "unix", fromFile, toFile, overUnix},
		{"file over a file, UNIX socket", "unix", fromFile, overFile, overUnix},
	} {
		rows = append(rows, row{
			work: s.work, metrics: []metric{rate, cpu}, goals: s.goals,
			ours: s.contender(l, l.ours()), peers: []contender{s.contender(l, nc()), s.contender(l, socat())},
		})
	}
	return rows
}

func (sh shape) contender(l *lab, t tool) contender {
	at := address{sh.network, "PORT", "PATH"}
	from := sh.from
	if from == fromPipe {
		from = fmt.Sprintf(from, l.sizes.stream)
	}
	return contender{
		name:  t.name,
		shown: beside(line(t.listen(at))+" "+sh.to, line(t.connect(at)), from),
		needs: t.needs,
		once:  func(s *stage) (sample, error) { return s.stream(sh, t) },
	}
}

// beside writes two commands of a shell, with what feeds the second in its place.
func beside(first, second, feed string) string {
	if strings.HasSuffix(feed, "|") {
		return first + " & " + feed + " " + second
	}
	return strings.TrimSpace(first + " & " + second + " " + feed)
}

// line is a command as people type it.
func line(argv []string) string {
	return strings.ReplaceAll(strings.Join(argv, " "), argv[0], filepath.Base(argv[0]))
}

// stream times from the start of the sender to the end of everybody. The two ends have a core each. Where a producer and a
// consumer are beside them the kernel places all four: on one core a producer and a bare splice into /dev/null are no
// faster than a producer and sock, and it would be the core that is measured.
func (s *stage) stream(sh shape, t tool) (sample, error) {
	at, err := s.free(sh.network)
	if err != nil {
		return nil, err
	}
	out, consumer, err := s.sink(sh.to, sh.core(1))
	if err != nil {
		return nil, err
	}
	server, err := s.start(sh.core(1), t.listen(at), nil, out)
	if err != nil {
		return nil, err
	}
	if err := s.listening(at, server); err != nil {
		return nil, err
	}
	if consumer != nil {
		out.Close() // or the consumer would wait for our end of the pipe
	}
	began := time.Now()
	in, producer, err := s.source(sh.from, s.lab.sizes.stream, sh.core(0))
	if err != nil {
		return nil, err
	}
	client, err := s.start(sh.core(0), t.connect(at), in, nil)
	if err != nil {
		return nil, err
	}
	in.Close()
	if err := allDone(producer, client, server, consumer); err != nil {
		return nil, err
	}
	took := time.Since(began).Seconds()
	if err := s.whole(sh.to, out); err != nil {
		return nil, err
	}
	return sample{rate: float64(s.lab.sizes.stream) / took, cpu: client.seconds() + server.seconds()}, nil
}

// core is the one for an end, if it is given one.
func (sh shape) core(n int) int {
	if sh.from == fromPipe && sh.to == toPipe {
		return anywhere
	}
	return n
}

// source is the input of the sender, and the process that makes it, if one does.
func (s *stage) source(from string, n int64, core int) (*os.File, *process, error) {
	if from == fromFile {
		f, err := s.keep(os.Open(s.lab.payload))
		return f, nil, err
	}
	r, w, err := s.pipe()
	if err != nil {
		return nil, nil, err
	}
	p, err := s.start(core, []string{"head", "-c", fmt.Sprint(n), "/dev/zero"}, nil, w)
	w.Close()
	return r, p, err
}

// sink is the output of the receiver, and the process that reads it, if one does.
func (s *stage) sink(to string, core int) (*os.File, *process, error) {
	switch to {
	case toFile:
		if err := s.warm(); err != nil {
			return nil, nil, err
		}
		f, err := s.keep(os.Create(s.lab.copy()))
		return f, nil, err
	case overFile:
		if err := fill(s.lab.copy(), s.lab.sizes.stream); err != nil {
			return nil, nil, err
		}
		f, err := s.keep(os.OpenFile(s.lab.copy(), os.O_RDWR, 0))
		return f, nil, err
	case toPipe:
		r, w, err := s.pipe()
		if err != nil {
			return nil, nil, err
		}
		p, err := s.start(core, []string{"cat"}, r, nil)
		r.Close()
		return w, p, err
	default:
		f, err := s.keep(os.OpenFile(os.DevNull, os.O_WRONLY, 0))
		return f, nil, err
	}
}

// warm has the memory that a copy needs used once, and given back: the host takes from a virtual machine the pages that are
// free for a while, and to get them again would take longer than to write them.
func (s *stage) warm() error {
	name := s.lab.name("warm")
	defer os.Remove(name)
	return fill(name, s.lab.sizes.stream)
}

// whole makes sure that a copy is as long as the payload and ends as it does, and removes it.
func (s *stage) whole(to string, out *os.File) error {
	if to != toFile && to != overFile {
		return nil
	}
	defer os.Remove(out.Name())
	got, err := tail(out.Name(), s.lab.sizes.stream)
	if err != nil {
		return err
	}
	want, err := tail(s.lab.payload, s.lab.sizes.stream)
	if err == nil && !bytes.Equal(got, want) {
		err = errors.New("what arrived is not what was sent")
	}
	return err
}

// tail returns the last bytes of a file that has n of them.
func tail(path string, n int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() != n {
		return nil, fmt.Errorf("%d of %d bytes arrived", info.Size(), n)
	}
	end := make([]byte, min(n, mib))
	_, err = f.ReadAt(end, n-int64(len(end)))
	return end, err
}

// allDone waits for everybody. When one fails, those after it are ended, who might wait for it for ever.
func allDone(list ...*process) error {
	for i, p := range list {
		if p == nil {
			continue
		}
		if err := p.done(); err != nil {
			for _, other := range list[i:] {
				if other != nil {
					other.finish()
				}
			}
			return err
		}
	}
	return nil
}
