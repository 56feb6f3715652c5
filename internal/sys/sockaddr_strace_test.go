package sys

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// TestSockaddrAsStrace compares with strace: bytes of every family in every length, and meaningful bytes for the
// families that sock knows.
func TestSockaddrAsStrace(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var corpus [][]byte
	for family := range 48 {
		for n := 2; n < 132; n++ {
			corpus = append(corpus, sockaddrOf(family, someBytes(random, n-2)))
		}
	}
	corpus = append(corpus, addressNumbers(random)...)
	corpus = append(corpus, addressNames(random)...)
	compareStrace(t, "bind", corpus, func(b []byte) string {
		return fmt.Sprintf("bind(-1, %s, %d)", showNameIn(nameIn(b, len(b)), result{}), len(b))
	})
}

func sockaddrOf(family int, data []byte) []byte {
	return append(binary.NativeEndian.AppendUint16(nil, uint16(family)), data...)
}

// addressNumbers puts every number with a name where it has that name.
func addressNumbers(random *rand.Rand) (corpus [][]byte) {
	numbers := []int{-1, -2, 2500, 2501, 2502, 2503, 4096, 4097, 4351, 4352, 65534, 65535}
	for n := range 320 {
		numbers = append(numbers, n)
	}
	for _, c := range slices.Concat(xlat.EtherTypes.List, xlat.EtherTypes.Newer, xlat.HardwareTypes.List) {
		numbers = append(numbers, int(c.Value), int(c.Value)+1)
	}
	for _, n := range numbers {
		low, word := uint16(n), binary.NativeEndian.AppendUint32(nil, uint32(n))
		half := binary.NativeEndian.AppendUint16(nil, low)
		rest := someBytes(random, 40)
		corpus = append(corpus,
			sockaddrOf(unix.AF_PACKET, slices.Concat(binary.BigEndian.AppendUint16(nil, low), rest[:4], half, []byte{byte(n), 8}, rest[4:12])),
			sockaddrOf(unix.AF_BLUETOOTH, slices.Concat(half, half)),
			sockaddrOf(unix.AF_BLUETOOTH, slices.Concat(binary.LittleEndian.AppendUint16(nil, low), rest[:6],
				binary.LittleEndian.AppendUint16(nil, low), []byte{byte(n), 0})),
			sockaddrOf(unix.AF_RXRPC, slices.Concat(half, half, rest[:30])),
			sockaddrOf(unix.AF_IEEE802154, slices.Concat([]byte{0, 0, byte(n % 5), 0, 0, 0}, half, half, rest[:8])),
			sockaddrOf(unix.AF_VSOCK, slices.Concat([]byte{0, 0}, word, word, word)),
			sockaddrOf(unix.AF_QIPCRTR, slices.Concat([]byte{0, 0}, word, word)),
			sockaddrOf(unix.AF_XDP, slices.Concat(half, []byte{1, 0, 0, 0}, word, word)),
			sockaddrOf(unix.AF_MCTP, slices.Concat([]byte{0, 0}, word, word)),
			sockaddrOf(unix.AF_NFC, slices.Concat([]byte{0, 0, 1, 0, 0, 0}, word, word, half, make([]byte, 78))),
			sockaddrOf(unix.AF_ALG, slices.Concat([]byte("skcipher\x00\x00\x00\x00\x00\x00"), word, word, []byte("ecb(aes)\x00"))),
			sockaddrOf(unix.AF_NETLINK, slices.Concat([]byte{0, 0}, word, word)),
		)
	}
	return corpus
}

// addressNames has addresses with texts and arrays in them.
func addressNames(random *rand.Rand) (corpus [][]byte) {
	for n := range 70 {
		name := strings.Repeat("n", n)
		corpus = append(corpus,
			sockaddrOf(unix.AF_ALG, slices.Concat([]byte("hashhashhashha"), make([]byte, 8), []byte(name))),
			sockaddrOf(unix.AF_ALG, slices.Concat([]byte("hashhashhashh\x00"), make([]byte, 8), []byte(name+"\x00x"))),
			sockaddrOf(unix.AF_X25, []byte((name + strings.Repeat("\x00", 16))[:max(16, n)])),
			sockaddrOf(unix.AF_PACKET, slices.Concat([]byte{0, 3, 1, 0, 0, 0, 1, 0, 0, byte(n)}, someBytes(random, 8+n/4))),
			sockaddrOf(unix.AF_NFC, slices.Concat(make([]byte, 16), []byte(strings.Repeat("s\x00x", 21)),
				make([]byte, nfcLengthAt-81), []byte{byte(n), 0, 0, 0}, make([]byte, longSize-4))),
			sockaddrOf(unix.AF_INET6, slices.Concat([]byte{0, 80, 0, 0, 0, 0, 0xfe, 0x80}, make([]byte, 14), []byte{byte(n % 6), 0, 0, 0})),
		)
	}
	for _, call := range []string{
		"N0CALL", "AB    ", "      ", "A B   ", "ab    ", "A*B   ", "A/B   ", "A\x7fB   ", "A+    ", " AB   ", "A\x01    ",
	} {
		for _, ssid := range []byte{0, 2, 0x1e, 0x14, 0x60, 0x61, 1, 0x80} {
			station := append(shifted(call), ssid)
			for _, digis := range []int32{0, 1, 2, 8, 9, -1} {
				for _, n := range []int{0, 1, 6, 7, 8, 14, 50, 56, 57} {
					corpus = append(corpus, sockaddrOf(unix.AF_AX25, slices.Concat(station, []byte{0, 0, 0},
						binary.NativeEndian.AppendUint32(nil, uint32(digis)), slices.Repeat(station, 9)[:n])))
				}
			}
		}
	}
	return append(corpus, transports()...)
}

func shifted(call string) []byte {
	b := []byte(call)
	for i := range b {
		b[i] <<= 1
	}
	return b
}

// transports has addresses within addresses, whose length fields may be wrong.
func transports() (corpus [][]byte) {
	inet := sockaddrOf(unix.AF_INET, []byte("\x00\x50\x01\x02\x03\x0412345678"))
	inet6 := sockaddrOf(unix.AF_INET6, []byte("\x00\x50\x00\x00\x00\x07\xfe\x80"+strings.Repeat("\x00", 13)+"\x01\x01\x00\x00\x00"))
	for _, transport := range [][]byte{inet, inet6, sockaddrOf(unix.AF_IPX, []byte("zzzzzz"))} {
		for n := range 40 {
			for _, room := range []int{27, 28, 36} {
				body := append(slices.Clone(transport), make([]byte, 40)...)[:room]
				corpus = append(corpus, sockaddrOf(unix.AF_RXRPC, slices.Concat([]byte{1, 0, 2, 0, byte(n), 0}, body)))
			}
		}
	}
	return corpus
}

// TestSocketAsStrace compares the third argument of socket(2) in every family.
func TestSocketAsStrace(t *testing.T) {
	const typ = 99 // a type with which no call succeeds
	var lines, own []string
	for family := range 48 {
		for _, protocol := range protocolNumbers(family) {
			lines = append(lines, fmt.Sprintf("socket %d %d %d", family, typ, uint32(protocol)))
			f, p := symbol(family, showFamily), protocolOf(family, protocol)
			own = append(own, fmt.Sprintf("socket(%s, %s, %s)", f.show(f, result{}), showSockType(num(typ), result{}), p.show(p, result{})))
		}
	}
	calls, _ := straced(t, lines)
	for i := range calls {
		if own[i] != calls[i] {
			t.Errorf("%s, strace prints %s", own[i], calls[i])
		}
	}
}

func protocolNumbers(family int) []int {
	numbers := []int{-1, -2, 65535, 65536}
	for n := range 300 {
		numbers = append(numbers, n)
	}
	if family == unix.AF_PACKET {
		for _, c := range slices.Concat(xlat.EtherTypes.List, xlat.EtherTypes.Newer) {
			swapped := int(binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, uint16(c.Value))))
			numbers = append(numbers, swapped, swapped+1)
		}
	}
	return numbers
}

// TestSocketpairProtocol checks that strace prints no names of protocols there, in any family.
func TestSocketpairProtocol(t *testing.T) {
	if got := showUnsigned(num(-1), result{}); got != "4294967295" {
		t.Error(got)
	}
}
