package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	segments = 64 // datagrams in one call, of the kernel's UDP_MAX_SEGMENTS
	batch    = 64 // messages in one call
	maxUDP   = 65536
)

// datagramsOut sends a file in datagrams of 64 bytes. The bench receives with UDP_GRO, so a burst is one message here
// as it would be on a wire, and counts drops. It polls now and then and never waits: otherwise the sender would wake it
// for every datagram, which takes longer than sending one.
func (l *lab) datagramsOut() row {
	with := func(name string, argv func(port string) []string) contender {
		return contender{
			name: name, shown: line(argv("PORT")) + " < payload",
			once: func(s *stage) (sample, error) { return s.sending(argv) },
		}
	}
	return row{
		work: "send datagrams of 64 bytes", metrics: []metric{messages, dropped, cpu},
		subject: with("sock", func(p string) []string {
			return []string{l.sock, "connect", "-u", "--framing", "64", "--eof", "quit", host, p}
		}),
		peers: []contender{with("socat -u -b 64", func(p string) []string {
			return []string{"socat", "-u", "-b", "64", "STDIN", "UDP:" + host + ":" + p}
		})},
		goals: []goal{{peer: "socat -u -b 64", metric: messages, least: 4}},
	}
}

func (s *stage) sending(argv func(port string) []string) (sample, error) {
	fd, port, err := receiver()
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	path := s.lab.dir + "/datagrams"
	if err := fill(path, int64(s.lab.sizes.datagrams)*lineLen); err != nil {
		return nil, err
	}
	in, err := s.keep(os.Open(path))
	if err != nil {
		return nil, err
	}
	var over atomic.Bool
	counted := make(chan tally, 1)
	go func() {
		var t tally
		t.err = onCore(1, func() error { return t.count(fd, &over) })
		counted <- t
	}()
	began := time.Now()
	client, err := s.start(0, argv(strconv.Itoa(port)), in, nil)
	if err == nil {
		err = client.done()
	}
	took := time.Since(began).Seconds()
	over.Store(true)
	t := <-counted
	if err := errors.Join(err, t.err); err != nil {
		return nil, err
	}
	return sample{
		messages: float64(s.lab.sizes.datagrams) / took, cpu: client.seconds(),
		dropped: float64(s.lab.sizes.datagrams - t.datagrams),
	}, nil
}

// receiver returns a socket with the largest receive buffer allowed.
func receiver() (fd, port int, err error) {
	fd, err = unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, 0, err
	}
	const room = 256 * mib
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, room) != nil {
		_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, room) // as much as is allowed to all
	}
	err = errors.Join(
		unix.SetsockoptInt(fd, unix.IPPROTO_UDP, unix.UDP_GRO, 1),
		unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}),
	)
	if err != nil {
		unix.Close(fd)
		return 0, 0, err
	}
	port, err = boundPort(fd)
	return fd, port, err
}

// boundPort is the port that the kernel chose for a socket.
func boundPort(fd int) (int, error) {
	name, err := unix.Getsockname(fd)
	if err != nil {
		return 0, err
	}
	return name.(*unix.SockaddrInet4).Port, nil
}

// A tally counts what arrives.
type tally struct {
	datagrams int
	err       error
}

// mmsghdr is struct mmsghdr of recvmmsg(2), with C's padding.
type mmsghdr struct {
	unix.Msghdr
	len uint32
	_   [unsafe.Sizeof(uintptr(0)) - 4]byte
}

// count receives until the sender has ended and nothing is left.
func (t *tally) count(fd int, over *atomic.Bool) error {
	headers, room := make([]mmsghdr, batch), make([]byte, batch*maxUDP)
	iov := make([]unix.Iovec, batch)
	for i := range headers {
		iov[i].Base = &room[i*maxUDP]
		iov[i].SetLen(maxUDP)
		headers[i].Iov = &iov[i]
		headers[i].SetIovlen(1)
	}
	for {
		last := over.Load()
		n, errno := recvmmsg(fd, headers, unix.MSG_DONTWAIT)
		switch {
		case errno == unix.EAGAIN && last:
			return nil
		case errno == unix.EAGAIN:
			time.Sleep(500 * time.Microsecond)
		case errno != 0 && errno != unix.EINTR:
			return errno
		}
		for i := range n {
			if headers[i].len%lineLen != 0 {
				return fmt.Errorf("a datagram of %d bytes", headers[i].len)
			}
			t.datagrams += int(headers[i].len) / lineLen
		}
	}
}

// recvmmsg is recvmmsg(2) without a time limit.
func recvmmsg(fd int, headers []mmsghdr, flags int) (int, unix.Errno) {
	n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, uintptr(fd), uintptr(unsafe.Pointer(&headers[0])), uintptr(len(headers)), uintptr(flags), 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), 0
}
