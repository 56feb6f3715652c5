package interop_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// packet is the most that a pipe made with O_DIRECT keeps in one piece: one page.
const packet = 4096

// packets returns a pipe in packet mode, in which each write is one read. So each write to stdin is a datagram, and
// stdout shows each. The test's end is non-blocking, so that Go can wait for it.
func (c *cell) packets(end int) (r, w *os.File) {
	c.Helper()
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_DIRECT|unix.O_CLOEXEC); err != nil {
		c.Fatal(err)
	}
	if err := unix.SetNonblock(fds[end], true); err != nil {
		c.Fatal(err)
	}
	return os.NewFile(uintptr(fds[0]), "packets"), os.NewFile(uintptr(fds[1]), "packets")
}

// A party is a process that sends and receives datagrams.
type party struct {
	*process
	stdout *os.File
}

func (c *cell) party(name string, tool tool, args, flags []string) *party {
	c.Helper()
	// In sock's arguments the command is first; for every program flags may stand anywhere before the address.
	args = slices.Insert(args, 1, flags...)
	in, stdin := c.packets(1)
	stdout, out := c.packets(0)
	p := &party{process: c.start(name, tool.program, args, in, out), stdout: stdout}
	p.stdin = stdin
	c.Cleanup(func() { stdout.Close() })
	return p
}

func (c *cell) listeningParty(flags ...string) *party {
	c.Helper()
	p := c.party("listener", c.listener, c.listener.args(listening, c.over, "0"), flags)
	p.listens()
	return p
}

func (c *cell) connectingParty(flags ...string) *party {
	c.Helper()
	return c.party("client", c.client, c.client.args(connecting, c.over, c.at), flags)
}

// datagrams: UDP has neither flow control nor end of file. A program sends at most a window before the other side has
// shown the last datagram, nothing is half-closed, and a signal ends both. A listener does not know its client before
// it has received a datagram, so where it sends first, the client sends one before.
func (c *cell) datagrams() {
	listener := c.listeningParty()
	client := c.connectingParty()
	question, answer := messages(c.payload.question), messages(c.payload.answer)
	ask := func() error { return c.transfer(client, listener, question) }
	switch c.order {
	case clientFirst:
		c.must(ask())
		c.must(c.transfer(listener, client, answer))
	case listenerFirst:
		c.must(c.transfer(client, listener, [][]byte{[]byte("greeting")}))
		c.must(c.transfer(listener, client, question))
		c.must(c.transfer(client, listener, answer))
	case bothAtOnce:
		c.must(c.transfer(client, listener, [][]byte{[]byte("greeting")}))
		asked := make(chan error)
		go func() { asked <- ask() }()
		err := c.transfer(listener, client, answer)
		c.must(errors.Join(err, <-asked))
	}
	client.terminate()
	listener.terminate()
	c.must(client.receivesNoMore())
	c.must(listener.receivesNoMore())
}

func (c *cell) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// transfer sends messages from one party to the other, and requires each to arrive whole, separately and in order.
func (c *cell) transfer(from, to *party, messages [][]byte) error {
	window := min(c.listener.window, c.client.window)
	done := 0
	for batch := range slices.Chunk(messages, window) {
		for _, m := range batch {
			if _, err := from.stdin.Write(m); err != nil {
				return fmt.Errorf("%s takes no more: %w", from.name, err)
			}
		}
		for _, m := range batch {
			if err := to.receives(m); err != nil {
				return fmt.Errorf("message %d of %d: %w", done+1, len(messages), err)
			}
			done++
		}
	}
	return nil
}

// receives requires one message on stdout.
func (p *party) receives(want []byte) error {
	room := make([]byte, 2*packet)
	n, err := p.stdout.Read(room)
	if err != nil {
		return fmt.Errorf("no output of %s: %w", p.name, err)
	}
	if !bytes.Equal(room[:n], want) {
		return fmt.Errorf("%s has %d bytes on its stdout instead of %d, or others", p.name, n, len(want))
	}
	return nil
}

// receivesNoMore requires that a program that has ended has left nothing unread.
func (p *party) receivesNoMore() error {
	rest, err := io.ReadAll(p.stdout)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%s has %d bytes too many on its stdout", p.name, len(rest))
	}
	return err
}

// receivesLen requires one message of this many bytes from a sock that writes JSON.
func (p *party) receivesLen(want int) error {
	room := make([]byte, packet)
	n, err := p.stdout.Read(room)
	if err != nil {
		return err
	}
	record := struct{ Len *int }{}
	if err := json.Unmarshal(room[:n], &record); err != nil {
		return fmt.Errorf("%s: %w in %q", p.name, err, room[:n])
	}
	if record.Len == nil || *record.Len != want {
		return fmt.Errorf("%s received %s, want len %d", p.name, room[:n], want)
	}
	return nil
}

// emptyDatagram: a datagram without bytes is a message, if a program can send or show it.
func (c *cell) emptyDatagram() {
	switch {
	case c.order == listenerFirst:
		c.emptyFromListener()
	case c.client.name == "sock":
		c.emptyFromSock()
	default:
		c.emptyFromPeer()
	}
}

// emptyFromListener: socat sends an empty datagram at the end of its stdin, which is no end for sock. The listener
// still receives.
func (c *cell) emptyFromListener() {
	listener := c.listeningParty()
	client := c.connectingParty("--format", "json")
	c.must(c.transfer(client, listener, [][]byte{[]byte("greeting")}))
	c.must(listener.send(nil))
	c.must(client.receivesLen(0))
	c.must(c.transfer(client, listener, [][]byte{c.payload.answer}))
	client.terminate()
	listener.terminate()
}

// emptyFromPeer: the effect of a peer's empty stdin. If it sends nothing, the test's own message arrives first.
func (c *cell) emptyFromPeer() {
	listener := c.listeningParty("--format", "json")
	client := c.connectingParty(c.client.idle...)
	c.must(client.send(nil))
	if !c.client.sendsEmpty {
		client.require(0)
		_, err := c.dial().Write(c.payload.answer)
		c.must(err)
		c.must(listener.receivesLen(len(c.payload.answer)))
		listener.terminate()
		return
	}
	c.must(listener.receivesLen(0))
	c.must(c.transfer(listener, client, [][]byte{c.payload.answer}))
	client.terminate()
	listener.terminate()
}

// emptyFromSock: sock send -d ” twice on one socket with another message between, and its effect on the listener.
func (c *cell) emptyFromSock() {
	var flags []string
	if c.listener.empty == message {
		flags = []string{"--format", "json"}
	}
	listener, conn := c.listeningParty(flags...), c.dial()
	const more = "more"
	c.sendOn(conn, "")
	if c.listener.empty == ending {
		listener.require(0)
		c.must(listener.receivesNoMore())
		return
	}
	c.sendOn(conn, more)
	switch c.listener.empty {
	case message:
		c.must(listener.receivesLen(0))
		c.must(listener.receivesLen(len(more)))
	case silence:
		c.must(listener.receives([]byte(more)))
	}
	_, err := listener.stdin.Write(c.payload.answer)
	c.must(err)
	room := make([]byte, packet)
	n, err := conn.Read(room)
	if err != nil || !bytes.Equal(room[:n], c.payload.answer) {
		c.Fatalf("the answer has %d bytes (%v), want %d", n, err, len(c.payload.answer))
	}
	listener.terminate()
	c.must(listener.receivesNoMore())
}

// dial makes a socket of the test, connected to the listener.
func (c *cell) dial() *net.UDPConn {
	c.Helper()
	conn, err := net.Dial(c.over.name, net.JoinHostPort(c.over.host, c.at))
	c.must(err)
	c.Cleanup(func() { conn.Close() })
	deadline, _ := c.ctx.Deadline()
	c.must(conn.SetDeadline(deadline))
	return conn.(*net.UDPConn)
}

// sendOn runs sock send on a socket that it inherits.
func (c *cell) sendOn(conn *net.UDPConn, text string) {
	c.Helper()
	socket, err := conn.File()
	c.must(err)
	defer socket.Close()
	in, stdin := c.pipe()
	stdout, out := c.pipe()
	defer stdout.Close()
	p := c.start("sock send", c.client.program, []string{"send", "--on", "3", "-d", text}, in, out, socket)
	p.stdin = stdin
	p.require(0)
}
