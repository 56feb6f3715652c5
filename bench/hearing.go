package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// datagramsIn lets a tool hear datagrams of 64 bytes, more than it can take, and counts those that came out.
func (l *lab) datagramsIn() row {
	with := func(name string, counted func(*process) (float64, error), argv func(port string) []string) contender {
		return contender{
			name: name, shown: line(argv("PORT")) + " > /dev/null",
			once: func(s *stage) (sample, error) { return s.hearing(argv, counted) },
		}
	}
	return row{
		work: "receive datagrams of 64 bytes", metrics: []metric{messages, dropped, cpu},
		ours: with("sock", (*process).received, func(p string) []string {
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

// hearing counts what the tool has written: the kernel knows, wherever it was dropped on the way. Of sock, which has
// nothing to write to /dev/null, it takes what sock itself has counted.
func (s *stage) hearing(argv func(port string) []string, counted func(*process) (float64, error)) (sample, error) {
	at, server, err := s.serverAt(1, "udp", argv)
	if err != nil {
		return nil, err
	}
	fd, err := sender(at)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	before, err := s.attentive(fd, server)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	sent := 0
	err = onCore(0, func() (err error) { sent, err = burst(fd, began.Add(s.lab.sizes.hearing)); return err })
	if err != nil {
		return nil, err
	}
	took, spent := time.Since(began).Seconds(), server.soFar()
	heard, err := counted(server)
	if err != nil {
		return nil, err
	}
	n := (heard - before) / lineLen
	if n == 0 {
		return nil, errors.New("nothing came out")
	}
	return sample{messages: n / took, dropped: max(0, float64(sent)-n), cpu: spent}, nil
}

// received ends sock and returns how many bytes --stats=json says it has received.
func (p *process) received() (float64, error) {
	if err := p.Process.Signal(unix.SIGTERM); err != nil {
		return 0, err
	}
	p.ended = true
	_ = p.Wait() // the signal is its status
	var told struct{ Received float64 }
	err := json.Unmarshal(p.stderr.Bytes(), &told)
	return told.Received, err
}

// attentive greets a tool until it has heard something, and returns how much it has written by then.
func (s *stage) attentive(fd int, server *process) (float64, error) {
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
	return 0, errors.Join(err, errors.New("it hears nothing"))
}

func sender(at address) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	return fd, unix.Connect(fd, &unix.SockaddrInet4{Port: at.number(), Addr: [4]byte{127, 0, 0, 1}})
}

// burst sends until a moment, many datagrams a call: one call and its UDP_SEGMENT are cheap, and so nobody is
// measured who waits for us.
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

// segmented is the control message that cuts a payload into datagrams of a size.
func segmented(size uint16) []byte {
	h := unix.Cmsghdr{Level: unix.IPPROTO_UDP, Type: unix.UDP_SEGMENT}
	h.SetLen(unix.CmsgLen(2))
	room := make([]byte, unix.CmsgSpace(2))
	if _, err := binary.Encode(room, binary.NativeEndian, struct {
		Len         uint64
		Level, Type int32
		Size        uint16
	}{h.Len, h.Level, h.Type, size}); err != nil {
		panic(err) // the room is as large as the kernel says
	}
	return room
}
