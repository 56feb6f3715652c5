package sockopt

import (
	"net/netip"
	"strconv"

	"sock/internal/addr"
)

// A Kind is a notation for the values of an option. Parse returns the same bytes for what Format returns.
type Kind interface {
	Name() string  // what precedes the colon in LEVEL:NUMBER=KIND:VALUE
	Takes() string // what Parse accepts, with an example
	Room() int     // the bytes that getsockopt(2) needs
	Parse(text string, w World) (Value, error)
	// Format reports false for bytes that the kind cannot represent.
	Format(value []byte, w World) (string, bool)
	// JSON returns the value for JSON: a bool, int64, uint64, string, Numbers or Object.
	JSON(value []byte, w World) any
}

// A Value is what is passed to the kernel for an option.
type Value struct {
	Bytes   []byte
	Pointed []byte // if not nil, Bytes gets the address of these bytes
	At      int    // the offset of the address in Bytes
	Null    bool   // pass the length of Bytes and a NULL pointer
	Below   int    // a negative length to pass, which the kernel refuses; else 0
}

// Resized returns the value with another length, truncated or padded with zeros. A truncated pointer is removed. A
// negative length leaves the bytes unchanged.
func (v Value) Resized(size int) Value {
	if v.Below = min(size, 0); size < 0 {
		return v
	}
	b := make([]byte, size)
	copy(b, v.Bytes)
	v.Bytes = b
	if v.At+sizeofWord > size {
		v.Pointed = nil
	}
	return v
}

// A World answers questions about the system, which this package does not ask itself. A nil World answers none.
type World interface {
	addr.Names
	IfName(index int) string                // "" for no such interface
	IfAddr(name string) (netip.Addr, error) // its first IPv4 address
	ReadFile(name string) ([]byte, error)
	Open(name string) (fd int, err error)
}

// A form is a kind made of functions. A nil function means the default.
type form struct {
	name   string
	takes  string
	room   int
	raw    *record // the fields of a structure in raw form; nil if there is none
	parse  func(string, World) (Value, error)
	format func([]byte, World) (string, bool)
	json   func([]byte, World) any
}

func (k *form) Name() string { return k.name }
func (k *form) Room() int    { return k.room }

func (k *form) Takes() string {
	if k.raw == nil {
		return k.takes
	}
	return k.takes + "; or the fields " + k.raw.fields()
}

// Parse parses the short form, or the fields of the structure.
func (k *form) Parse(text string, w World) (Value, error) {
	v, err := k.parse(text, w)
	if err == nil || k.raw == nil {
		return v, err
	}
	if v, rawErr := k.raw.Parse(text, w); rawErr == nil || k.raw.names(text) {
		return v, rawErr
	}
	return v, err
}

// Format returns the short form, or the fields of a structure that has none.
func (k *form) Format(value []byte, w World) (string, bool) {
	text, ok := k.format(value, w)
	if ok || k.raw == nil {
		return text, ok
	}
	return k.raw.Format(value, w)
}

func (k *form) JSON(value []byte, w World) any {
	text, ok := k.format(value, w)
	switch {
	case !ok && k.raw != nil:
		return k.raw.JSON(value, w)
	case k.json != nil:
		return k.json(value, w)
	}
	return text
}

// kindError is the error for a value that does not parse. It says what the kind accepts.
type kindError struct {
	err  error
	kind Kind
}

// Error omits the fields of a structure, which are many. The help has them.
func (e *kindError) Error() string {
	takes := e.kind.Takes()
	if k, ok := e.kind.(*form); ok {
		takes = k.takes
	}
	return e.err.Error() + "; it takes " + takes
}

const (
	takesTimeval = "a duration, like 1.5s, 250ms or 5 (seconds); 0 is for ever"

	// sizeofWord is the size of a C long and of a pointer.
	sizeofWord = strconv.IntSize / 8
)

// mostRoom is the maximum for NAME=N, the size of the buffer.
const mostRoom = 1 << 24
