package sockopt

import (
	"errors"
	"net/netip"
	"strings"
	"unicode/utf8"
)

// A Kind is one way of writing an option's value. What Format prints, Parse reads back to the same bytes.
type Kind interface {
	Name() string  // what stands before the colon in LEVEL:NUMBER=KIND:VALUE
	Takes() string // what Parse accepts, with an example
	Room() int     // the bytes that getsockopt(2) needs
	Parse(text string, w World) (Value, error)
	// Format returns false for bytes that are no value of the kind.
	Format(value []byte, w World) (string, bool)
	// JSON returns the value for programs: a bool, int64, uint64, string, Numbers or Object.
	JSON(value []byte, w World) any
}

// A Value is what the kernel gets for an option.
type Value struct {
	Bytes   []byte
	Pointed []byte // if not nil, the address of these bytes belongs into Bytes
	At      int    // and that is where
	Null    bool   // the kernel gets the length of Bytes, and no pointer to them
	Below   int    // a length below 0 to give the kernel, which refuses it; else 0
}

// Resized is the value with another length: cut, or with zeros behind it. A pointer that is cut is none. The bytes stay
// as they are under a length below 0.
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

// A World answers what only the system knows. Nil knows nothing.
type World interface {
	IfIndex(name string) (int, error)
	IfName(index int) string                // "" for no such interface
	IfAddr(name string) (netip.Addr, error) // its first of IPv4
	ReadFile(name string) ([]byte, error)
	Open(name string) (fd int, err error)
	Sockaddr(text string) ([]byte, error) // struct sockaddr
	SockaddrText(sa []byte) string        // "" for what Sockaddr cannot read back
}

// A form is a kind made of functions; those that are nil do the usual.
type form struct {
	name   string
	takes  string
	room   int
	raw    *record // of a structure: its fields, to be given as they stand; nil for what is none
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

// Parse reads the short form, else the fields of the structure.
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

// Format writes the short form, or of a structure that has none the fields.
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

// An askKind is a kind of which getsockopt(2) reads an input before it writes the value: how to read it begins with that.
type askKind struct {
	Kind
	ask        func(k Kind, text string, w World) (Query, error)
	example    string // a value to set, where the Kind has none of its own
	input      string // an example of the input
	inputTakes string // and what else it may be
}

// kinds are the names for KIND:VALUE. Of the kinds of one name the first is the plain one.
var kinds = [...]Kind{
	flag, integer, u8, u16, u32, u64, i8, i16, i64, timeval, linger, text, ifname, ifindex, ifindexBE,
	inAddr, sockaddr, mreqn, mreq6, groupReq, mreqSource, groupSourceReq, msfilter, groupFilter, pktinfo6,
	portRange, descriptor, fprog, md5ext, txtime, packetMreq, fanout, tpacketReq, filter6,
	ucred, gids, meminfo, tcpInfo, tpacketStats, raw, none,
}

// kindBefore splits KIND:VALUE. The kind of bytes has three spellings, which are part of its value.
func kindBefore(text string) (k Kind, value string) {
	name, value, found := strings.Cut(text, ":")
	switch {
	case !found:
		return nil, ""
	case name == "hex" || name == "str":
		return raw, text
	}
	for _, k := range kinds {
		if k.Name() == name {
			return k, value
		}
	}
	return nil, ""
}

// overrides reports whether k can stand in for an option's own kind. It cannot where KIND:VALUE
// is a value of that kind: any text is a string, and addr has a scheme of the name sockaddr.
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

// isValue reports whether all of text is a value of an option's own kind: fd::1 is an address and no descriptor.
func isValue(own Kind, text string, w World) bool {
	if own == nil || own == descriptor {
		return false
	}
	_, err := own.Parse(text, w)
	return err == nil
}

// Parse reads a value as typed after NAME=: what the option's kind takes, or KIND:VALUE.
func (o Option) Parse(text string, w World) (Value, error) {
	kind := o.Kind
	if k, value := kindBefore(text); overrides(k, kind) && !(k == descriptor && isValue(kind, text, w)) {
		kind, text = k, value
	}
	if kind == nil {
		return Value{}, errors.New("the table does not have it, so the value needs its kind, like int:5 or hex:0100")
	}
	v, err := kind.Parse(text, w)
	if err != nil {
		err = &kindError{err, kind}
	}
	return v, err
}

// kindError is a value that does not parse, with what its kind takes.
type kindError struct {
	err  error
	kind Kind
}

// Error leaves the fields of a structure to the help: they are many.
func (e *kindError) Error() string {
	takes := e.kind.Takes()
	if k, ok := e.kind.(*form); ok {
		takes = k.takes
	}
	return e.err.Error() + "; it takes " + takes
}

// Format returns the value as Parse reads it back to the same bytes.
func (o Option) Format(value []byte, w World) string {
	if o.Kind != nil {
		if text, ok := o.Kind.Format(value, w); ok {
			return text
		}
	}
	return hexText(value)
}

// JSON returns the value for programs, as Kind.JSON does; what is no value of the kind, or a text that is not UTF-8, is hex:... .
func (o Option) JSON(value []byte, w World) any {
	if o.Kind != nil {
		if text, ok := o.Kind.Format(value, w); ok && utf8.ValidString(text) {
			return o.Kind.JSON(value, w)
		}
	}
	return hexText(value)
}
