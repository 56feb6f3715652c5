package sockopt

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	md5 = &form{
		name: "tcp_md5sig", takes: "ADDR=KEY, like 192.0.2.1=secret, the key as text or hex:...; no key deletes", room: sizeofMD5, raw: md5Fields,
		parse: parseMD5, format: formatMD5,
	}
	md5ext = &form{
		name: "tcp_md5sig", takes: "ADDR[/PREFIX][@IF]=KEY, like 192.0.2.0/24=secret, the key as text or hex:...; no key deletes", room: sizeofMD5, raw: md5Fields,
		parse: parseMD5Ext, format: formatMD5,
	}

	md5Fields = &record{name: "tcp_md5sig", parts: []part{
		{"tcpm_addr", sockaddrStorage, false},
		{"tcpm_flags", U8, false},
		{"tcpm_prefixlen", U8, false},
		{"tcpm_keylen", U16, false},
		{"tcpm_ifindex", IfIndex, false},
		{"tcpm_key", md5Key, false},
	}}
	md5Key = &form{
		name: "bytes", takes: "a key as text or hex:...", room: mostMD5Key,
		parse: parseMD5Key, format: func(b []byte, _ World) (string, bool) { return hexText(b), len(b) == mostMD5Key },
	}
)

// parseMD5Key pads the key with zeros. Its length is a separate field.
func parseMD5Key(s string, _ World) (Value, error) {
	b := make([]byte, mostMD5Key)
	_, err := putKey(b, s)
	return Value{Bytes: b}, err
}

// struct tcp_md5sig: an address, flags, prefix, key length, interface and key.
const (
	sizeofMD5    = sizeofStorage + 8 + mostMD5Key
	mostMD5Key   = 80
	md5HasPrefix = 1
	md5HasDevice = 2
)

// parseMD5 refuses a prefix and an interface: without _EXT the kernel would ignore them.
func parseMD5(s string, w World) (Value, error) {
	v, err := parseMD5Ext(s, w)
	if err == nil && v.Bytes[sizeofStorage] != 0 {
		return Value{}, errors.New("a prefix or an interface needs TCP_MD5SIG_EXT")
	}
	return v, err
}

func parseMD5Ext(s string, w World) (Value, error) {
	peer, key, found := strings.Cut(s, "=")
	if !found {
		return Value{}, errors.New("missing = before the key")
	}
	peer, dev, hasDevice := strings.Cut(peer, "@")
	addr, prefix, hasPrefix := strings.Cut(peer, "/")
	b, err := storage(addr)
	if err != nil {
		return Value{}, err
	}
	b = append(b, make([]byte, 8+mostMD5Key)...)
	tail := b[sizeofStorage:]
	if hasPrefix {
		if tail[1], err = prefixLen(prefix); err != nil {
			return Value{}, err
		}
		tail[0] |= md5HasPrefix
	}
	index, err := parseIndex(dev, w)
	if err != nil {
		return Value{}, err
	}
	if hasDevice {
		tail[0] |= md5HasDevice
		native.PutUint32(tail[4:], index)
	}
	n, err := putKey(tail[8:], key)
	native.PutUint16(tail[2:], uint16(n))
	return Value{Bytes: b}, err
}

func prefixLen(s string) (byte, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > math.MaxUint8 { // the kernel refuses one longer than the address
		return 0, errors.New("want a prefix from 0 to 255")
	}
	return byte(n), nil
}

func putKey(room []byte, key string) (int, error) {
	b := []byte(key)
	if digits, ok := strings.CutPrefix(key, "hex:"); ok {
		var err error
		if b, err = hex.DecodeString(digits); err != nil {
			return 0, errors.New("the key is not pairs of hexadecimal digits")
		}
	}
	if len(b) > len(room) {
		return 0, fmt.Errorf("the key has more than %d bytes", len(room))
	}
	return copy(room, b), nil
}

func formatMD5(b []byte, w World) (string, bool) {
	if len(b) != sizeofMD5 {
		return "", false
	}
	s, ok := storageText(b)
	tail := b[sizeofStorage:]
	n := int(native.Uint16(tail[2:]))
	if !ok || n > mostMD5Key || tail[0]&^(md5HasPrefix|md5HasDevice) != 0 {
		return "", false
	}
	if tail[0]&md5HasPrefix != 0 {
		s += "/" + strconv.Itoa(int(tail[1]))
	}
	if tail[0]&md5HasDevice != 0 {
		s += "@" + indexText(native.Uint32(tail[4:]), w)
	}
	s += "=" + keyText(tail[8:8+n])
	back, err := parseMD5Ext(s, w)
	return s, err == nil && string(back.Bytes) == string(b)
}

func keyText(key []byte) string {
	if s := string(key); utf8.Valid(key) && strconv.Quote(s) == `"`+s+`"` && !strings.HasPrefix(s, "hex:") {
		return s
	}
	return hexText(key)
}
