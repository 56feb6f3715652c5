package cmsg

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"testing"
	"time"

	"sock/internal/addr"
)

// A village is a World of two interfaces and a file.
type village struct{}

func (village) Hosts(name string, family int) ([]netip.Addr, error) {
	return addr.Numeric().Hosts(name, family)
}

func (village) Service(name string, udp bool) (uint16, error) {
	return addr.Numeric().Service(name, udp)
}

func (v village) Until(time.Time, string) addr.Names { return v }

func (village) Zone(name string) (uint32, error) {
	switch name {
	case "lo":
		return 1, nil
	case "eth0":
		return 2, nil
	}
	return 0, fmt.Errorf("%q is no interface", name)
}

func (village) IfName(index int) string { return map[int]string{1: "lo", 2: "eth0"}[index] }

func (village) IfAddr(string) (netip.Addr, error) { return netip.Addr{}, errors.New("no address") }

func (village) ReadFile(name string) ([]byte, error) {
	if name == "key" {
		return []byte("\x01\x02"), nil
	}
	return nil, errors.New("no such file")
}

func (village) Open(string) (int, error) { return -1, errors.New("no such file") }

// wide skips a test on machines that are not 64-bit, because its bytes differ there.
func wide(t *testing.T) {
	t.Helper()
	if sizeofWord != 8 {
		t.Skip("the bytes are those of a 64-bit machine")
	}
}

// here returns hexadecimal bytes in the order of this machine. In the tables, a number between < and > is in host byte
// order, written as on a little-endian machine. Other bytes are fixed or in network byte order.
func here(text string) string {
	return regexp.MustCompile(`<[0-9a-f]+>`).ReplaceAllStringFunc(text, func(marked string) string {
		b, err := hex.DecodeString(marked[1 : len(marked)-1])
		if err != nil {
			panic(err)
		}
		if native.Uint16([]byte{1, 0}) != 1 {
			slices.Reverse(b)
		}
		return hex.EncodeToString(b)
	})
}
