package cmsg

import (
	"encoding/binary"
	"strconv"
)

// native is the byte order of this machine.
var native = binary.NativeEndian

func cmsgAlign(n int) int { return (n + sizeofWord - 1) &^ (sizeofWord - 1) }

func appendWord(b []byte, n int) []byte {
	if sizeofWord == 4 {
		return native.AppendUint32(b, uint32(n))
	}
	return native.AppendUint64(b, uint64(n))
}

// unsigned reads an integer of 1 to 8 bytes.
func unsigned(b []byte) uint64 {
	var w [8]byte
	if native.Uint16([]byte{1, 0}) != 1 { // big-endian
		copy(w[8-len(b):], b)
	} else {
		copy(w[:], b)
	}
	return native.Uint64(w[:])
}

// struct cmsghdr has a machine word for the length and two ints. Every item starts at a multiple of a machine word.
const (
	sizeofWord  = strconv.IntSize / 8
	cmsgLevelAt = sizeofWord
	cmsgTypeAt  = sizeofWord + 4
	sizeofCmsg  = sizeofWord + 8
)
