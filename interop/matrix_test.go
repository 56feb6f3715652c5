// Package interop_test puts sock and its peers at the two ends of one connection, in every combination.
package interop_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	atOnce = 4                // cells spend most of their time waiting
	limit  = 20 * time.Second // of one cell
)

// TestMain sets how many cells run at once.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", strconv.Itoa(atOnce)); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// TestMatrix runs every pair of programs with sock on at least one side, over every transport, with every payload, in
// every order. A limitation of a program is a field of its row in tools, and the cell then requires what the program
// does instead.
func TestMatrix(t *testing.T) {
	if testing.Short() {
		t.Skip("needs peers")
	}
	dir := t.TempDir()
	sock, payloads := build(t, dir), writePayloads(t, dir)
	for i, c := range matrix(payloads) {
		c.dir = filepath.Join(dir, strconv.Itoa(i))
		t.Run(c.name(), func(t *testing.T) {
			t.Parallel()
			c.T = t
			c.listener.program, c.client.program = find(t, c.listener, sock), find(t, c.client, sock)
			c.run()
		})
	}
}

// A cell is one field of the matrix: two programs, the transport, the payload, and the order.
type cell struct {
	listener, client tool
	over             transport
	payload          payload
	order            order

	*testing.T
	ctx context.Context // expires with the cell's time limit
	dir string
	at  string // the listener's port or path
}

// An order is which program sends and half-closes first.
type order string

const (
	clientFirst   order = "client-first"   // the listener answers when it knows that the client has ended
	listenerFirst order = "listener-first" // the client continues when it knows that the listener has ended
	bothAtOnce    order = "both-at-once"
)

func matrix(payloads []payload) (cells []*cell) {
	for _, over := range transports {
		for _, pair := range pairs() {
			for _, payload := range payloads {
				for _, order := range []order{clientFirst, listenerFirst, bothAtOnce} {
					c := &cell{listener: pair[0], client: pair[1], over: over, payload: payload, order: order}
					if c.possible() {
						cells = append(cells, c)
					}
				}
			}
		}
	}
	return cells
}

// possible excludes what no pair of programs can do: one empty datagram cannot go both ways at once, and an empty
// standard input of sock, nc and ncat is no datagram (sock send -d ” is one).
func (c *cell) possible() bool {
	if !c.over.datagrams || c.payload.name != "empty" {
		return true
	}
	return c.order == clientFirst || c.order == listenerFirst && c.listener.sendsEmpty
}

func pairs() (pairs [][2]tool) {
	for _, listener := range tools {
		for _, client := range tools {
			if listener.name == "sock" || client.name == "sock" {
				pairs = append(pairs, [2]tool{listener, client})
			}
		}
	}
	return pairs
}

func (c *cell) name() string {
	return fmt.Sprintf("%s/listen=%s/connect=%s/%s/%s", c.over.name, c.listener.name, c.client.name, c.payload.name, c.order)
}

func (c *cell) run() {
	if err := os.Mkdir(c.dir, 0o700); err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() { _ = os.RemoveAll(c.dir) })
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	c.ctx = ctx
	c.Cleanup(cancel)
	switch {
	case c.over.datagrams && c.payload.name == "empty":
		c.emptyDatagram()
	case c.over.datagrams:
		c.datagrams()
	case c.order == bothAtOnce:
		c.streamsAtOnce()
	default:
		c.streamsInTurn()
	}
}

// find returns the program of a tool.
func find(t *testing.T, tool tool, sock string) string {
	if tool.name == "sock" {
		return sock
	}
	program, err := exec.LookPath(tool.program)
	if err != nil {
		t.Fatalf("%v: scripts/peers installs it", err)
	}
	return program
}

// build makes the binary under test.
func build(t *testing.T, dir string) string {
	watchSources(t)
	sock := filepath.Join(dir, "sock")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", sock, "sock")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return sock
}

// watchSources reads every source of the module. go test reruns a test when a file that it opened has changed, and does
// not know which files the build inside the test has read.
func watchSources(t *testing.T) {
	for _, pattern := range []string{"../go.mod", "../*.go", "../*/*.go", "../internal/*/*.go", "testdata/*"} {
		sources, err := filepath.Glob(pattern)
		if err != nil || len(sources) == 0 {
			t.Fatal("no sources", pattern, err)
		}
		for _, source := range slices.DeleteFunc(sources, isTest) {
			if _, err := os.Stat(source); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func isTest(path string) bool { return strings.HasSuffix(path, "_test.go") }
