// Package ref finds the socket that a reference names.
package ref

import (
	"fmt"
	"strconv"
	"strings"
)

// A Ref names a socket that exists. It is somebody else's open file description too: its status
// flags are never changed, and it is not closed. It is a flag's value: Set parses it.
type Ref struct {
	text string
	fd   int
}

// Given reports whether a reference was given.
func (r *Ref) Given() bool { return r.text != "" }

// String returns the reference as it was given.
func (r *Ref) String() string { return r.text }

// Set reads N or fd:N, a descriptor inherited from the parent.
func (r *Ref) Set(s string) error {
	n, err := strconv.ParseInt(strings.TrimPrefix(s, "fd:"), 10, 32)
	if err != nil {
		return fmt.Errorf("want the number of an inherited descriptor, like 3 or fd:3")
	}
	r.text, r.fd = s, int(n)
	return nil
}

// Type names the value in help texts.
func (r *Ref) Type() string { return "REF" }

// FD returns the descriptor. Whether it is open, and a socket, the kernel tells at the first call.
func (r *Ref) FD() int { return r.fd }
