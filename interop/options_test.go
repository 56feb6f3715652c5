package interop_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/sys"
	"sock/sockopt"
)

// The sockets on which options are compared: every kind, also in states other than fresh.
var (
	kindNames = strings.Fields(`tcp4 tcp6 mptcp4 mptcp6 udp4 udp6 udplite4 udplite6 ping4 ping6 sctp4 dccp4 icmp4 icmp6
		raw4 raw6 igmp4 unix unixgram unixpacket netlink generic packet packetgram vsock vsockpacket vsockgram
		alg can tipc kcm smc xdp rds llc bluetooth rxrpc pppox mctp`)
	connecters = strings.Fields("tcp4 tcp6 mptcp4 mptcp6 udp4 udp6 unix unixgram unixpacket")
	listeners  = strings.Fields("tcp4 tcp6 mptcp4 unix unixpacket")
)

// The minimum numbers of comparisons: a Linux without most of the rarer kinds reaches more.
const (
	fewestReads = 1500
	fewestSets  = 2500
)

// TestOptions compares what sock and Python read and set on the same socket.
func TestOptions(t *testing.T) {
	if testing.Short() {
		t.Skip("needs peers")
	}
	sock, reads, sets := build(t, t.TempDir()), 0, 0
	for state, names := range map[string][]string{"fresh": kindNames, "connected": connecters, "listening": listeners} {
		for _, name := range names {
			t.Run(state+"/"+name, func(t *testing.T) {
				isolate(t)
				p := newPython(t, sock)
				s, err := p.make(state, name)
				if err != nil { // this kernel does not have the kind, or only root may use it
					t.Logf("no socket: %v", err)
					return
				}
				twin, err := p.make(state, name)
				if err != nil {
					t.Fatal(err)
				}
				reads += p.compareReads(s)
				sets += p.compareSets(s, twin)
			})
		}
	}
	t.Logf("compared %d options read and %d set", reads, sets)
	if reads < fewestReads || sets < fewestSets {
		t.Errorf("want %d read and %d set", fewestReads, fewestSets)
	}
}

// isolate moves the processes of a test into a network namespace: a raw socket receives the ICMP packets of other
// processes, and counts them in its options. An ordinary user cannot make raw sockets or a namespace.
func isolate(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	runtime.LockOSThread() // never unlocked: the thread ends with its goroutine, and the namespace with it
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Fatal(err)
	}
	const setUp = "ip link set lo up && echo 0 2147483647 > /proc/sys/net/ipv4/ping_group_range"
	if out, err := exec.Command("sh", "-c", setUp).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// python is a child process that makes sockets, and the test's end of the connection to it.
type python struct {
	*testing.T
	sock    string
	control int
}

// shared is a socket of the child that the test has too.
type shared struct {
	number                 string
	file                   *os.File
	family, kind, protocol int
}

func newPython(t *testing.T, sock string) *python {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	end := os.NewFile(uintptr(pair[1]), "control")
	cmd := exec.Command("python3", filepath.Join("testdata", "sockets.py"))
	cmd.ExtraFiles, cmd.Stderr = []*os.File{end}, os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end.Close()
	t.Cleanup(func() {
		_ = unix.Close(pair[0]) // which ends it
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	return &python{t, sock, pair[0]}
}

// ask sends a request and returns the answer, with a descriptor if there is one.
func (p *python) ask(format string, args ...any) (string, int, error) {
	p.Helper()
	if err := unix.Send(p.control, fmt.Appendf(nil, format, args...), unix.MSG_NOSIGNAL); err != nil {
		p.Fatal(err)
	}
	text, oob := make([]byte, 1<<16), make([]byte, unix.CmsgSpace(4))
	n, oobn, _, _, err := unix.Recvmsg(p.control, text, oob, unix.MSG_CMSG_CLOEXEC)
	if err != nil {
		p.Fatal(err)
	}
	answer, fd := string(text[:n]), -1
	if number, failed := strings.CutPrefix(answer, "errno "); failed {
		errno, err := strconv.Atoi(number)
		if err != nil {
			p.Fatal(answer)
		}
		return "", -1, syscall.Errno(errno)
	}
	if list, err := unix.ParseSocketControlMessage(oob[:oobn]); err == nil && len(list) == 1 {
		fds, err := unix.ParseUnixRights(&list[0])
		if err != nil {
			p.Fatal(err)
		}
		fd = fds[0]
	}
	return answer, fd, nil
}

func (p *python) make(state, name string) (s shared, err error) {
	p.Helper()
	answer, fd, err := p.ask("make %s %s", state, name)
	if err != nil {
		return s, err
	}
	if _, err := fmt.Sscan(answer, &s.number, &s.family, &s.kind, &s.protocol); err != nil {
		p.Fatal(answer, err)
	}
	s.file = os.NewFile(uintptr(fd), name)
	p.Cleanup(func() { _ = s.file.Close() })
	return s, nil
}

// mostOfPython is the largest buffer that Python's getsockopt allocates.
const mostOfPython = 1024

func (p *python) get(s shared, o sockopt.Option) ([]byte, error) {
	p.Helper()
	room := min(o.Kind.Room(), mostOfPython)
	if o.Name == "SO_PEERNAME" {
		room = p.peerLen(s, room)
	}
	answer, _, err := p.ask("get %s %d %d %d", s.number, o.Level.Number, o.Number, room)
	if err != nil {
		return nil, err
	}
	value, err := hex.DecodeString(strings.TrimPrefix(answer, "="))
	if err != nil {
		p.Fatal(err)
	}
	return value, nil
}

// peerLen is the length of the peer's address, or room without a peer: the kernel accepts no longer buffer for it.
func (p *python) peerLen(s shared, room int) int {
	p.Helper()
	conn, err := s.file.SyscallConn()
	if err != nil {
		p.Fatal(err)
	}
	err = conn.Control(func(fd uintptr) {
		var door sys.Door
		if _, n, err := door.GetpeernameIn(int(fd), room); err == nil {
			room = n
		}
	})
	if err != nil {
		p.Fatal(err)
	}
	return room
}

func (p *python) set(s shared, o sockopt.Option, value []byte) error {
	p.Helper()
	_, _, err := p.ask("set %s %d %d =%x", s.number, o.Level.Number, o.Number, value)
	return err
}

// run runs sock with the socket as its descriptor 3.
func (p *python) run(s shared, args ...string) (stdout, stderr string, ok bool) {
	p.Helper()
	var out, errs bytes.Buffer
	cmd := exec.Command(p.sock, args...)
	cmd.ExtraFiles, cmd.Stdout, cmd.Stderr = []*os.File{s.file}, &out, &errs
	err := cmd.Run()
	if err != nil && !errors.As(err, new(*exec.ExitError)) {
		p.Fatal(err)
	}
	return out.String(), errs.String(), err == nil
}

// refusal matches sock's line about an option that the kernel refuses.
var refusal = regexp.MustCompile(`(?m)^sock: [gs]etsockopt (.*): ([0-9A-Z]+) \(`)

// compareReads compares all options of a socket, and the errors of those it does not have.
func (p *python) compareReads(s shared) (n int) {
	p.Helper()
	before := p.readAll(s)
	stdout, stderr, ok := p.run(s, "getsockopt", "-v", "--on", "3")
	if !ok {
		p.Errorf("sock getsockopt fails: %s", stderr)
	}
	after, lines, refused := p.readAll(s), map[string]string{}, map[string]string{}
	for line := range strings.Lines(stdout) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		lines[name] = value
	}
	for _, m := range refusal.FindAllStringSubmatch(stderr, -1) {
		refused[m[1]] = m[2]
	}
	for i, r := range before {
		n++
		text, answered := lines[r.Title()]
		switch {
		case r.err != nil && refused[r.Title()] != errnoName(r.err):
			p.Errorf("%s: sock reports %q, Python %v", r.Title(), refused[r.Title()], r.err)
		case r.err == nil && !answered:
			p.Errorf("%s: Python reads %x, sock nothing", r.Title(), r.value)
		case r.err == nil && !r.same(p.parse(r.Option, text), after[i].value):
			p.Errorf("%s: sock reads %s, Python %x", r.Title(), text, r.value)
		}
		delete(lines, r.Title())
	}
	maps.DeleteFunc(lines, func(name, _ string) bool {
		o, err := sockopt.Lookup(name)
		return err == nil && takesTwoCalls(o)
	})
	if len(lines) > 0 {
		p.Errorf("Python does not read %v", lines)
	}
	return n
}

// reading is what Python reads.
type reading struct {
	sockopt.Option
	value []byte
	err   error
}

// readAll reads every option that a socket of the kind may have and whose value does not change by itself.
func (p *python) readAll(s shared) (list []reading) {
	p.Helper()
	for _, o := range sockopt.Applying(s.family, s.kind, s.protocol) {
		if o.Access&sockopt.Get != 0 && !o.Consumes() && !o.Asks() && !takesTwoCalls(o) {
			value, err := p.get(s, o)
			list = append(list, reading{o, value, err})
		}
	}
	return list
}

// takesTwoCalls reports whether reading the value takes two calls, of which Python makes one: the subflows of MPTCP.
func takesTwoCalls(o sockopt.Option) bool {
	q, err := sockopt.ParseQuery(o.Level.Title()+":"+o.Name, sys.World())
	return err == nil && q.Next != nil
}

func (p *python) parse(o sockopt.Option, text string) []byte {
	p.Helper()
	v, err := o.Parse(text, sys.World())
	if err != nil {
		p.Errorf("sock reads %s=%s, which it does not take: %v", o.Title(), text, err)
	}
	return v.Bytes
}

// same compares sock's value with Python's values before and after.
func (r reading) same(got, after []byte) bool {
	switch {
	case r.Name == "TCP_TIMESTAMP": // a clock
		passed := func(a, b []byte) uint32 { return native.Uint32(b) - native.Uint32(a) }
		return len(got) == 4 && len(after) == 4 && passed(r.value, got) <= passed(r.value, after)
	case r.Name == "TCP_INFO": // holds clocks
		return len(got) == len(r.value) && bytes.Equal(stable(got), stable(r.value))
	case r.Name == "MPTCP_INFO": // ends in three clocks
		const end = 12
		return len(got) == len(r.value) && len(got) > end && bytes.Equal(got[:len(got)-end], r.value[:len(got)-end])
	case r.Kind.Name() == "string" || r.Kind.Name() == "ifname": // without the NUL and what follows
		value, _, _ := bytes.Cut(r.value, []byte{0})
		return bytes.Equal(got, value)
	}
	return bytes.Equal(got, r.value)
}

var native = binary.NativeEndian

// stable returns the parts of struct tcp_info that do not change by themselves: the state, options, scales, sizes of
// segments and of the path MTU, the window, and the bytes sent and received.
func stable(info []byte) (list []byte) {
	for _, part := range [][2]int{{0, 8}, {16, 24}, {60, 64}, {80, 88}, {120, 136}} {
		if len(info) >= part[1] {
			list = append(list, info[part[0]:part[1]]...)
		}
	}
	return list
}
