package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// datagramsIn sends a tool more datagrams of 64 bytes than it can take, and counts those that it delivers.
func (l *lab) datagramsIn() row {
	with := func(name string, counted func(*process) (float64, error), argv func(port string) []string) contender {
		return contender{
			name: name, shown: line(argv("PORT")) + " > /dev/null",
			once: func(s *stage) (sample, error) { return s.receiving(argv, counted) },
		}
	}
	return row{
		work: "receive datagrams of 64 bytes", metrics: []metric{messages, dropped, cpu},
		subject: with("sock", (*process).received, func(p string) []string {
			return []string{l.sock, "listen", "-u", "--stats=json", host, p}
		}),
		peers: []contender{
			with("nc -u -l -k", (*process).written, func(p string) []string {
				return []string{"nc.openbsd", "-u", "-l", "-k", host, p}
			}),
			with("socat -u UDP-RECV", (*process).written, func(p string) []string {
				return []string{"socat", "-u", "UDP-RECV:" + p + ",bind=" + host, "STDOUT"}
			}),
		},
		goals: []goal{{peer: best, metric: messages, least: 3}},
	}
}

// receiving counts what the tool has written as the kernel reports it, wherever the rest was dropped. sock writes
// nothing to /dev/null, so its own count is used.
func (s *stage) receiving(argv func(port string) []string, counted func(*process) (float64, error)) (sample, error) {
	at, server, err := s.serverAt(1, "udp", argv)
	if err != nil {
		return nil, err
	}
	fd, err := sender(at)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	before, err := s.ready(fd, server)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	sent := 0
	err = onCore(0, func() (err error) { sent, err = burst(fd, began.Add(s.lab.sizes.receiving)); return err })
	if err != nil {
		return nil, err
	}
	took, spent := time.Since(began).Seconds(), server.soFar()
	total, err := counted(server)
	if err != nil {
		return nil, err
	}
	n := (total - before) / lineLen
	if n == 0 {
		return nil, errors.New("no output")
	}
	return sample{messages: n / took, dropped: max(0, float64(sent)-n), cpu: spent}, nil
}

// received ends sock and returns the bytes received according to --stats=json.
func (p *process) received() (float64, error) {
	if err := p.Process.Signal(unix.SIGTERM); err != nil {
		return 0, err
	}
	p.ended = true
	_ = p.Wait() // the signal is its status
	var stats struct{ Received float64 }
	err := json.Unmarshal(p.stderr.Bytes(), &stats)
	return stats.Received, err
}

// ready sends to a tool until it has received something, and returns how much it has written by then.
func (s *stage) ready(fd int, server *process) (float64, error) {
	first, err := server.written()
	for err == nil && s.ctx.Err() == nil {
		if _, err := unix.Write(fd, makeLine()); err != nil {
			return 0, err
		}
		time.Sleep(time.Millisecond)
		if n, err := server.written(); err != nil || n > first {
			return n, err
		}
	}
	return 0, errors.Join(err, errors.New("it receives nothing"))
}

func sender(at address) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	return fd, unix.Connect(fd, &unix.SockaddrInet4{Port: at.number(), Addr: [4]byte{127, 0, 0, 1}})
}

// burst sends until end, many datagrams a call. With UDP_SEGMENT the sender is cheap, so it does not limit the tool.
func burst(fd int, end time.Time) (sent int, err error) {
	payload := make([]byte, segments*lineLen)
	for i := range payload {
		payload[i] = makeLine()[i%lineLen]
	}
	for time.Now().Before(end) {
		err := unix.Sendmsg(fd, payload, segmented(lineLen), nil, 0)
		switch err {
		case nil:
			sent += segments
		case unix.EINTR, unix.ENOBUFS, unix.EAGAIN:
		default:
			return sent, err
		}
	}
	return sent, nil
}

// segmented is the control message that splits a payload into datagrams of a size.
func segmented(size uint16) []byte {
	h := unix.Cmsghdr{Level: unix.IPPROTO_UDP, Type: unix.UDP_SEGMENT}
	h.SetLen(unix.CmsgLen(2))
	room := make([]byte, unix.CmsgSpace(2))
	if _, err := binary.Encode(room, binary.NativeEndian, struct {
		Len         uint64
		Level, Type int32
		Size        uint16
	}{h.Len, h.Level, h.Type, size}); err != nil {
		panic(err) // room has the size that the kernel requires
	}
	return room
}
