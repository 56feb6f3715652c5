package ref

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// TestMain makes this binary the keeper that Hold starts.
func TestMain(m *testing.M) {
	if keep, ok := Keeper(os.Args[1:]); ok {
		os.Exit(fail.Status(keep()))
	}
	os.Exit(m.Run())
}

// openDir opens a directory of keepers that is the test's own.
func openDir(tb testing.TB) Dir {
	tb.Helper()
	tb.Setenv("SOCK_DIR", filepath.Join(tb.TempDir(), "keepers"))
	dir, err := OpenDir(&sys.Door{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { dir.Leave(&sys.Door{}) })
	return dir
}

// descriptors are those that a process has open, and what each is.
func descriptors(tb testing.TB, pid int) (list []string) {
	tb.Helper()
	name := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(name)
	if err != nil {
		tb.Fatal(err)
	}
	for _, e := range entries {
		if link, err := os.Readlink(filepath.Join(name, e.Name())); err == nil && !strings.HasPrefix(link, "/proc/") {
			list = append(list, e.Name()+" "+link)
		}
	}
	return list
}

// connected is a connection to a control socket, as any process of the user can make one.
func connected(tb testing.TB, dir Dir, name string) (fd int, err error) {
	tb.Helper()
	fd, err = unix.Socket(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		tb.Fatal(err)
	}
	if err = unix.Connect(fd, &unix.SockaddrUnix{Name: dir.file(name)}); err != nil {
		_ = unix.Close(fd)
	}
	return fd, err
}

// A prankster does with connections to a keeper what the bytes of a script say.
type prankster struct {
	tb    testing.TB
	dir   Dir
	conns []int
}

const (
	pranksters  = 80 // connections at once: more than a keeper has patience for
	mostRights  = 253
	longMessage = 3 * longestAsk
)

// play reads the script: each step is a byte that says what to do and one that says how much, and of a message its bytes.
func (p *prankster) play(script []byte) {
	for steps := 0; len(script) >= 2 && steps < 100; steps++ {
		what, much := script[0], int(script[1])
		script = script[2:]
		switch what % 8 {
		case 0, 1:
			p.connect(1 + much%4)
		case 2:
			n := min(much, len(script))
			p.send(script[:n], 0)
			script = script[n:]
		case 3:
			n := min(much%16, len(script))
			p.send(script[:n], 1+much%mostRights)
			script = script[n:]
		case 4:
			p.send(bytes.Repeat([]byte{what, byte(much)}, longMessage/2), much%2)
		case 5:
			p.with(func(fd int) { _ = unix.Shutdown(fd, much%3) })
		case 6:
			p.with(func(fd int) { _, _ = unix.Read(fd, make([]byte, much)) })
		case 7:
			p.leave(much)
		}
	}
}

func (p *prankster) connect(n int) {
	for range n {
		if fd, err := connected(p.tb, p.dir, "name"); err == nil {
			p.conns = append(p.conns, fd)
		}
		if len(p.conns) > pranksters {
			p.leave(0)
		}
	}
}

// with does something with the latest connection.
func (p *prankster) with(do func(fd int)) {
	if len(p.conns) > 0 {
		do(p.conns[len(p.conns)-1])
	}
}

// send sends a message that is not the one to let the socket go, with so many descriptors.
func (p *prankster) send(b []byte, rights int) {
	if len(b) > 0 && b[0] == askClose {
		b = append([]byte("x"), b[1:]...)
	}
	p.with(func(fd int) {
		var control []byte
		if rights > 0 {
			control = unix.UnixRights(slices.Repeat([]int{fd}, rights)...)
		}
		_ = unix.Sendmsg(fd, b, control, nil, unix.MSG_NOSIGNAL)
	})
}

func (p *prankster) leave(which int) {
	if len(p.conns) > 0 {
		i := which % len(p.conns)
		_ = unix.Close(p.conns[i])
		p.conns = slices.Delete(p.conns, i, i+1)
	}
}

// FuzzKeeper: whatever connections of the same user do to a keeper, it serves the next client, with the same socket, and has
// no descriptor more than before.
func FuzzKeeper(f *testing.F) {
	for _, script := range []string{
		"\x00\x00\x02\x01g", "\x00\x03\x02\x05p1 2 ", "\x00\x00\x02\x0ep1 2 /dev/null", "\x00\x00\x03\xfcg", "\x00\x00\x04\x01",
		"\x00\x00\x05\x02\x02\x01g", "\x00\x00\x02\x00\x07\x00", "\x00\x00\x02\x01g\x07\x00", "\x00\x00\x02\x02\x00g\x06\xff",
		strings.Repeat("\x00\x03", 30), strings.Repeat("\x00\x00\x03\xfc\x07\x00", 20),
	} {
		f.Add([]byte(script))
	}
	dir, door := openDir(f), &sys.Door{}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		f.Fatal(err)
	}
	if err := Hold(door, pair[0], Holding{Name: "name"}); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { Drop(door, "name") })
	first, err := dir.Fetch(door, "name")
	if err != nil {
		f.Fatal(err)
	}
	before := settled(f, first.Keeper, nil)
	f.Fuzz(func(t *testing.T, script []byte) {
		p := &prankster{tb: t, dir: dir}
		p.play(script)
		h, err := dir.Fetch(door, "name")
		if err != nil || h.Keeper != first.Keeper || !h.Born.Equal(first.Born) || !sameSocket(t, h.FD, first.FD) {
			t.Errorf("afterwards the keeper is %+v, %v, and was %+v", h, err, first)
		}
		if err == nil {
			_ = unix.Close(h.FD)
		}
		for _, fd := range p.conns {
			_ = unix.Close(fd)
		}
		if after := settled(t, first.Keeper, before); !slices.Equal(after, before) {
			t.Errorf("the keeper has %q open, and had %q", after, before)
		}
	})
}

// settled are the descriptors of a keeper when it has them again as before, or after a time in which it should.
func settled(tb testing.TB, keeper int, before []string) (now []string) {
	tb.Helper()
	for until := time.Now().Add(5 * time.Second); ; {
		now = descriptors(tb, keeper)
		if before == nil && len(now) <= noticeFd+2 || slices.Equal(now, before) || time.Now().After(until) {
			return now
		}
		time.Sleep(time.Millisecond) // what another process has closed gives no notice
	}
}

func sameSocket(tb testing.TB, fd, other int) bool {
	tb.Helper()
	a, err := os.Readlink("/proc/self/fd/" + strconv.Itoa(fd))
	b, bad := os.Readlink("/proc/self/fd/" + strconv.Itoa(other))
	return err == nil && bad == nil && a == b
}

// A fake keeper answers every client with the same message and descriptors.
type fake struct {
	listener int
	answer   atomic.Pointer[answer]
}

type answer struct {
	data   []byte
	rights int
	times  int // how often it is sent; 0: the connection ends instead
}

// listenAs has a fake keeper under a name.
func listenAs(tb testing.TB, dir Dir, name string) *fake {
	tb.Helper()
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		err = unix.Bind(fd, &unix.SockaddrUnix{Name: dir.file(name)})
	}
	if err == nil {
		err = unix.Listen(fd, controlBacklog)
	}
	if err != nil {
		tb.Fatal(err)
	}
	k := &fake{listener: fd}
	go k.serve()
	tb.Cleanup(func() { _ = unix.Shutdown(fd, unix.SHUT_RDWR) })
	return k
}

// serve answers one request of each client.
func (k *fake) serve() {
	for {
		conn, _, err := unix.Accept4(k.listener, unix.SOCK_CLOEXEC)
		if err != nil {
			return
		}
		_, _ = unix.Read(conn, make([]byte, longestAsk))
		a := k.answer.Load()
		var control []byte
		if a.rights > 0 {
			control = unix.UnixRights(slices.Repeat([]int{k.listener}, a.rights)...)
		}
		for range a.times {
			_ = unix.Sendmsg(conn, a.data, control, nil, unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT)
		}
		_ = unix.Close(conn)
	}
}

// FuzzKeeperAnswer: what a process in the place of a keeper answers is a socket with its data, or an error at once, and no
// descriptor of it stays open.
func FuzzKeeperAnswer(f *testing.F) {
	f.Add([]byte("1700000000000000000 4711"), byte(1), byte(1))
	f.Add([]byte("1700000000000000000 4711"), byte(2), byte(1))
	f.Add([]byte("1700000000000000000 4711"), byte(0), byte(1))
	f.Add([]byte("g"), byte(1), byte(1))
	f.Add([]byte("1 "), byte(mostRights), byte(2))
	f.Add([]byte(""), byte(1), byte(0))
	f.Add(bytes.Repeat([]byte("9"), 4000), byte(1), byte(3))
	dir, door := openDir(f), &sys.Door{}
	k := listenAs(f, dir, "name")
	f.Fuzz(func(t *testing.T, data []byte, rights, times byte) {
		a := &answer{data[:min(len(data), 1<<15)], int(rights) % (mostRights + 1), int(times) % 4}
		k.answer.Store(a)
		before := descriptors(t, os.Getpid())
		h, err := dir.Fetch(door, "name")
		if err == nil {
			_ = unix.Close(h.FD)
		}
		if err == nil && (a.rights == 0 || a.times == 0 || len(a.data) == 0) || fail.Is(err, unix.ETIMEDOUT) {
			t.Errorf("%q with %d descriptors, %d times, is %+v, %v", a.data, a.rights, a.times, h, err)
		}
		_ = dir.order(door, "name", []byte{askOwn})
		if after := settled(t, os.Getpid(), before); !slices.Equal(after, before) {
			t.Errorf("%q with %d descriptors, %d times: %q are open, and %q were", a.data, a.rights, a.times, after, before)
		}
	})
}
