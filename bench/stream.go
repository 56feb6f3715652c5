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

// Sources and destinations of a stream.
const (
	fromFile = "< payload"
	fromPipe = "head -c %d /dev/zero |"
	toNull   = "> /dev/null"
	toPipe   = "| cat > /dev/null"
	toFile   = "> copy"
	overFile = "1<> copy" // an existing file of the same size, so that no page is new
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
			subject: s.contender(l, l.sockTool()), peers: []contender{s.contender(l, nc()), s.contender(l, socat())},
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

// beside writes two commands of a shell, with a feed for the second.
func beside(first, second, feed string) string {
	if strings.HasSuffix(feed, "|") {
		return first + " & " + feed + " " + second
	}
	return strings.TrimSpace(first + " & " + second + " " + feed)
}

// line is a command as typed in a shell.
func line(argv []string) string {
	return strings.ReplaceAll(strings.Join(argv, " "), argv[0], filepath.Base(argv[0]))
}

// stream takes the time from the start of the sender to the end of the last process. The two ends have a core each.
// With a producer and a consumer besides them, the kernel places all four: on one core a producer and a bare splice
// into /dev/null are no faster than a producer and sock, so the core would be measured.
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
		out.Close() // otherwise the consumer would wait for the bench's end of the pipe
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

// core returns the core of end n, if the shape assigns one.
func (sh shape) core(n int) int {
	if sh.from == fromPipe && sh.to == toPipe {
		return anywhere
	}
	return n
}

// source returns the input of the sender, and the process that produces it, if any.
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

// sink returns the output of the receiver, and the process that reads it, if any.
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

// warm allocates and frees the memory that a copy needs: the host reclaims pages of a virtual machine that are free for
// a while, and getting them back would take longer than writing them.
func (s *stage) warm() error {
	name := s.lab.name("warm")
	defer os.Remove(name)
	return fill(name, s.lab.sizes.stream)
}

// whole checks that a copy has the length and the end of the payload, and removes it.
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

// tail returns the last bytes of a file of n bytes.
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

// allDone waits for all processes. When one fails, the later ones are killed, because they might wait for it forever.
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
