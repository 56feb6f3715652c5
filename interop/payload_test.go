package interop_test

import (
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// A payload is the data of a conversation. The answer is never empty: after an empty question it shows that the way
// back is open.
type payload struct {
	name     string
	question []byte // of the first sender
	answer   []byte
	file     string // a file with the question
}

func writePayloads(t *testing.T, dir string) []payload {
	payloads := []payload{
		{name: "empty", question: nil, answer: random(1, 100)},
		{name: "small", question: random(2, 1000), answer: random(3, 999)},
		{name: "8MiB", question: random(4, 8<<20), answer: random(5, 8<<20)},
	}
	for i := range payloads {
		p := &payloads[i]
		p.file = filepath.Join(dir, p.name)
		if err := os.WriteFile(p.file, p.question, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return payloads
}

func random(seed byte, size int) []byte {
	b := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(b) // never fails
	return b
}

// messages splits b into datagrams of many sizes, none longer than a packet of a pipe.
func messages(b []byte) (list [][]byte) {
	sizes := []int{packet, 1, packet - 1, 1472, packet, packet / 2}
	for i := 0; len(b) > 0; i++ {
		n := min(sizes[i%len(sizes)], len(b))
		list = append(list, b[:n])
		b = b[n:]
	}
	return list
}

// A receipt is the data from a program's stdout. Its n and sum may be read once ended is closed.
type receipt struct {
	full  chan struct{} // closed when the expected number of bytes has arrived
	ended chan struct{}
	n     int64
	sum   [sha256.Size]byte
	err   error
}

// receive reads to the end of from, which it closes.
func receive(from io.ReadCloser, expected int) *receipt {
	r := &receipt{full: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		defer from.Close()
		h := sha256.New()
		r.n, r.err = io.CopyN(h, from, int64(expected))
		if r.err == nil {
			close(r.full)
			var more int64
			more, r.err = io.Copy(h, from)
			r.n += more
		}
		h.Sum(r.sum[:0])
	}()
	return r
}
