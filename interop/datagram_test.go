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

// packets is a pipe that keeps writes apart, each is one read. So stdin says what is a datagram, and
// stdout shows it. Our end does not block, so that Go may wait for it.
func (c *cell) packets(ours int) (r, w *os.File) {
	c.Helper()
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_DIRECT|unix.O_CLOEXEC); err != nil {
		c.Fatal(err)
	}
	if err := unix.SetNonblock(fds[ours], true); err != nil {
		c.Fatal(err)
	}
	return os.NewFile(uintptr(fds[0]), "packets"), os.NewFile(uintptr(fds[1]), "packets")
}

// A party is a process that sends and hears datagrams.
type party struct {
	*process
	stdout *os.File
}

func (c *cell) party(name string, tool tool, args, flags []string) *party {
	c.Helper()
	// The first is sock's word; nobody else minds where flags stand, as long as it is before the address.
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

// datagrams: UDP has neither flow control nor an end. Nobody sends more than a window before the last one
// has been seen on the other side, nothing is half-closed, and a signal ends both.
// A listener knows nobody before it has heard somebody, so where it is to speak first it is greeted.
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
	c.must(client.hearsNoMore())
	c.must(listener.hearsNoMore())
}

func (c *cell) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// transfer sends messages from one to the other, and requires each to come out whole, alone and in its place.
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
			if err := to.hears(m); err != nil {
				return fmt.Errorf("message %d of %d: %w", done+1, len(messages), err)
			}
			done++
		}
	}
	return nil
}

// hears requires one message on stdout.
func (p *party) hears(want []byte) error {
	room := make([]byte, 2*packet)
	n, err := p.stdout.Read(room)
	if err != nil {
		return fmt.Errorf("nothing comes out of %s: %w", p.name, err)
	}
	if !bytes.Equal(room[:n], want) {
		return fmt.Errorf("%s has %d bytes on its stdout instead of %d, or others", p.name, n, len(want))
	}
	return nil
}

// hearsNoMore requires that a program that has ended has left nothing unread.
func (p *party) hearsNoMore() error {
	rest, err := io.ReadAll(p.stdout)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%s has %d bytes too many on its stdout", p.name, len(rest))
	}
	return err
}

// hearsLen requires one message of so many bytes from a sock that writes json.
func (p *party) hearsLen(want int) error {
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
		return fmt.Errorf("%s has heard %s, want len %d", p.name, room[:n], want)
	}
	return nil
}

// emptyDatagram: a datagram without bytes is a message, where a program can send or show it.
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

// emptyFromListener: what socat makes of the end of its stdin is no end for sock. This listener still hears.
func (c *cell) emptyFromListener() {
	listener := c.listeningParty()
	client := c.connectingParty("--format", "json")
	c.must(c.transfer(client, listener, [][]byte{[]byte("greeting")}))
	c.must(listener.say(nil))
	c.must(client.hearsLen(0))
	c.must(c.transfer(client, listener, [][]byte{c.payload.answer}))
	client.terminate()
	listener.terminate()
}

// emptyFromPeer: what a peer makes of an empty stdin. Where it sends nothing, the test's own message is the first to come.
func (c *cell) emptyFromPeer() {
	listener := c.listeningParty("--format", "json")
	client := c.connectingParty(c.client.idle...)
	c.must(client.say(nil))
	if !c.client.sendsEmpty {
		client.require(0)
		_, err := c.dial().Write(c.payload.answer)
		c.must(err)
		c.must(listener.hearsLen(len(c.payload.answer)))
		listener.terminate()
		return
	}
	c.must(listener.hearsLen(0))
	c.must(c.transfer(listener, client, [][]byte{c.payload.answer}))
	client.terminate()
	listener.terminate()
}

// emptyFromSock: sock send -d ” twice on one socket, with something between, and what the listener makes of it.
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
		c.must(listener.hearsNoMore())
		return
	}
	c.sendOn(conn, more)
	switch c.listener.empty {
	case message:
		c.must(listener.hearsLen(0))
		c.must(listener.hearsLen(len(more)))
	case silence:
		c.must(listener.hears([]byte(more)))
	}
	_, err := listener.stdin.Write(c.payload.answer)
	c.must(err)
	room := make([]byte, packet)
	n, err := conn.Read(room)
	if err != nil || !bytes.Equal(room[:n], c.payload.answer) {
		c.Fatalf("the answer has %d bytes (%v), want %d", n, err, len(c.payload.answer))
	}
	listener.terminate()
	c.must(listener.hearsNoMore())
}

// dial makes a socket of the test's own that is connected to the listener.
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
