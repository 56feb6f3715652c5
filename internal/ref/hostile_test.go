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

// TestMain makes this binary a keeper if Hold has started it.
func TestMain(m *testing.M) {
	if keep, ok := Keeper(os.Args[1:]); ok {
		os.Exit(fail.Status(keep()))
	}
	os.Exit(m.Run())
}

// openDir opens a directory of keepers for one test.
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

// descriptors returns the open descriptors of a process and what each refers to.
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

// connected connects to a control socket, as any process of the user can.
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

// A prankster is a client of a keeper that follows a script of bytes.
type prankster struct {
	tb    testing.TB
	dir   Dir
	conns []int
}

const (
	pranksters  = 80 // connections at once: more than a keeper accepts
	mostRights  = 253
	longMessage = 3 * longestAsk
)

// play runs the script. A step is one byte for the action and one for an amount; a message follows with its bytes.
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

// with calls do with the latest connection.
func (p *prankster) with(do func(fd int)) {
	if len(p.conns) > 0 {
		do(p.conns[len(p.conns)-1])
	}
}

// send sends a message with a number of descriptors. It never sends the request to release the socket.
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

// FuzzKeeper checks that a keeper serves the next client with the same socket and has no more descriptors than before,
// whatever other connections of the same user do.
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

// settled returns the descriptors of a keeper: when they equal before, or after a time limit.
func settled(tb testing.TB, keeper int, before []string) (now []string) {
	tb.Helper()
	for until := time.Now().Add(5 * time.Second); ; {
		now = descriptors(tb, keeper)
		if before == nil && len(now) <= noticeFd+2 || slices.Equal(now, before) || time.Now().After(until) {
			return now
		}
		time.Sleep(time.Millisecond) // a close in another process causes no event
	}
}

func sameSocket(tb testing.TB, fd, other int) bool {
	tb.Helper()
	a, err := os.Readlink("/proc/self/fd/" + strconv.Itoa(fd))
	b, bad := os.Readlink("/proc/self/fd/" + strconv.Itoa(other))
	return err == nil && bad == nil && a == b
}

// A fake is a keeper that answers every client with the same message and descriptors.
type fake struct {
	listener int
	answer   atomic.Pointer[answer]
}

type answer struct {
	data   []byte
	rights int
	times  int // how often to send it; 0: close the connection instead
}

// listenAs makes a fake keeper listen under a name.
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

// FuzzKeeperAnswer checks that any answer in place of a keeper's gives a socket with its data, or an error at once, and
// that no received descriptor stays open.
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
