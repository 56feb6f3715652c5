package sockopt

import (
	"errors"
	"net/netip"
	"strings"
	"unicode/utf8"

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

// An askKind is a kind whose value getsockopt(2) reads before it writes: a query needs an input.
type askKind struct {
	Kind
	ask        func(k Kind, text string, w World) (Query, error)
	example    string // a value to set, if the Kind has no example
	input      string // an example of the input
	inputTakes string // what else the input may be
}

// kinds has the names for KIND:VALUE. The first kind with a name is the plain one.
var kinds = [...]Kind{
	Flag, Integer, U8, U16, U32, U64, i8, i16, i64, timeval, linger, Text, ifname, IfIndex, ifindexBE,
	InAddr, sockaddr, mreqn, mreq6, groupReq, mreqSource, groupSourceReq, msfilter, groupFilter, pktinfo6,
	portRange, descriptor, fprog, md5ext, txtime, packetMreq, fanout, tpacketReq, filter6,
	ucred, gids, meminfo, tcpInfo, tpacketStats, Raw, none,
}

// kindBefore splits KIND:VALUE. The kind of bytes has three prefixes, which belong to its value.
func kindBefore(text string) (k Kind, value string) {
	name, value, found := strings.Cut(text, ":")
	switch {
	case !found:
		return nil, ""
	case name == "hex" || name == "str":
		return Raw, text
	}
	for _, k := range kinds {
		if k.Name() == name {
			return k, value
		}
	}
	return nil, ""
}

// overrides reports whether KIND: may replace an option's own kind. It may not if KIND:VALUE is also a value of that
// kind: any text is a string, and addr accepts the scheme sockaddr.
func overrides(k, own Kind) bool {
	switch {
	case k == nil:
		return false
	case own == nil:
		return true
	case own.Name() == "string":
		return false
	}
	return k.Name() != "sockaddr" || own.Name() != "sockaddr"
}

// isValue reports whether text is a value of an option's own kind: fd::1 is an address, not a descriptor.
func isValue(own Kind, text string, w World) bool {
	if own == nil || own == descriptor {
		return false
	}
	_, err := own.Parse(text, w)
	return err == nil
}

// Parse parses the value after NAME=: in the notation of the option's kind, or KIND:VALUE.
func (o Option) Parse(text string, w World) (Value, error) {
	kind := o.Kind
	if k, value := kindBefore(text); overrides(k, kind) && !(k == descriptor && isValue(kind, text, w)) {
		kind, text = k, value
	}
	if kind == nil {
		return Value{}, errors.New("unknown option or control message: give the kind of the value, as in int:5 or hex:0100")
	}
	v, err := kind.Parse(text, w)
	if err != nil {
		err = &kindError{err, kind}
	}
	return v, err
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

// Format returns a text that Parse parses to the same bytes.
func (o Option) Format(value []byte, w World) string {
	if o.Kind != nil {
		if text, ok := o.Kind.Format(value, w); ok {
			return text
		}
	}
	return hexText(value)
}

// JSON returns the value for JSON, as Kind.JSON does. It is the string hex:... if the kind cannot represent it or the
// text is not UTF-8.
func (o Option) JSON(value []byte, w World) any {
	if o.Kind != nil {
		if text, ok := o.Kind.Format(value, w); ok && utf8.ValidString(text) {
			return o.Kind.JSON(value, w)
		}
	}
	return hexText(value)
}
