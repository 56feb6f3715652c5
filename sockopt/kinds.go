package sockopt

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// kinds has the names for KIND:VALUE. The first kind with a name is the plain one.
var kinds = [...]Kind{
	Flag, Integer, U8, U16, U32, U64, i8, i16, i64, timeval, linger, Text, ifname, IfIndex, ifindexBE,
	InAddr, sockaddr, mreqn, mreq6, groupReq, mreqSource, groupSourceReq, msfilter, groupFilter, pktinfo6,
	portRange, descriptor, fprog, md5ext, txtime, packetMreq, fanout, tpacketReq, filter6,
	ucred, gids, meminfo, tcpInfo, tpacketStats, Raw, noValue,
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
