package modes

import (
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/show"
)

// Getsockname calls getsockname(2), or with Peer getpeername(2), on an existing socket.
type Getsockname struct {
	Peer bool
	Size int  // of the buffer
	JSON bool // print one object
}

// RunOn prints the address.
func (c *Getsockname) RunOn(env *env.Env, fd int, what string) error {
	call, ask := "getsockname", env.Door.GetsocknameIn
	if c.Peer {
		call, ask = "getpeername", env.Door.GetpeernameIn
	}
	name, length, err := ask(fd, c.Size)
	if err != nil {
		return fail.At(call, what, err)
	}
	if length > c.Size {
		env.Warn("%s %s: address cut: %d of %d bytes", call, what, c.Size, length)
	} else {
		env.Tell("%s %s: %d bytes", call, what, length)
	}
	return env.Print(c.format(name.Shown(), length))
}

// format returns the address as a line, or with its length as JSON.
func (c *Getsockname) format(address string, length int) []byte {
	if c.JSON {
		return show.Object(show.Members{{Name: "address", Value: address}, {Name: "len", Value: length}})
	}
	return []byte(address + "\n")
}
