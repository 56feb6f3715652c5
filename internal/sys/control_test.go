package sys

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// controlMessage returns a control message with its header and the given length field, or the right one.
func controlMessage(level, typ int, data []byte, length ...uint64) []byte {
	n := uint64(unix.SizeofCmsghdr + len(data))
	if len(length) > 0 {
		n = length[0]
	}
	var b []byte
	if longSize == 8 {
		b = binary.NativeEndian.AppendUint64(b, n)
	} else {
		b = binary.NativeEndian.AppendUint32(b, uint32(n))
	}
	b = binary.NativeEndian.AppendUint32(b, uint32(level))
	b = binary.NativeEndian.AppendUint32(b, uint32(typ))
	return append(b, data...)
}

func padded(b []byte) []byte { return append(b, make([]byte, aligned(len(b))-len(b))...) }

// TestControlText checks what strace 6.1 prints, for some of the data that another test compares with a real strace.
func TestControlText(t *testing.T) {
	rights := controlMessage(unix.SOL_SOCKET, unix.SCM_RIGHTS, ints(3, ^uint32(0)))
	hops := controlMessage(unix.SOL_IPV6, unix.IPV6_HOPLIMIT, ints(64))
	const head = unix.SizeofCmsghdr
	two := fmt.Sprintf("{cmsg_len=%d, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3, -1]}", head+8)
	one := fmt.Sprintf("{cmsg_len=%d, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3]}", head+8)
	six := fmt.Sprintf("{cmsg_len=%d, cmsg_level=SOL_IPV6, cmsg_type=0x34}", head+4)
	for _, c := range []struct {
		b    []byte
		want string
	}{
		{nil, "msg_controllen=0"},
		{rights, fmt.Sprintf("msg_control=[%s], msg_controllen=%d", two, head+8)},
		{rights[:head+4], fmt.Sprintf("msg_control=[%s], msg_controllen=%d", one, head+4)},
		{hops, fmt.Sprintf("msg_control=[%s], msg_controllen=%d", six, head+4)},
		{slices.Concat(rights, hops), fmt.Sprintf("msg_control=[%s, %s], msg_controllen=%d", two, six, head+8+head+4)},
	} {
		if got := controlText(c.b); got != c.want {
			t.Errorf("%x: %s, want %s", c.b, got, c.want)
		}
	}
	// The real strace never ends here.
	endless := controlMessage(unix.SOL_SOCKET, 4, nil, math.MaxUint64)
	if got := controlText(append(endless, endless...)); strings.Count(got, fmt.Sprintf("cmsg_len=%d", uint(math.MaxUint))) != 1 {
		t.Error(got)
	}
}

// TestControlAsStrace compares with strace: every type of each level with names, with every amount of data; wrong
// lengths of all kinds; several messages; more data than the kernel accepts.
func TestControlAsStrace(t *testing.T) {
	compareStrace(t, "control", controlCorpus(), func(b []byte) string {
		return "sendmsg(-1, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, " + controlText(b) + ", msg_flags=0}, 0)"
	})
}

func controlCorpus() (corpus [][]byte) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, level := range []int{unix.SOL_SOCKET, unix.SOL_IP} {
		for typ := -1; typ < 90; typ++ {
			for _, n := range []int{0, 1, 3, 4, 5, 8, 11, 12, 13, 15, 16, 17, 24, 31, 32, 33, 40, 44, 47, 48, 49, 60, 132, 136, 200} {
				corpus = append(corpus, controlMessage(level, typ, someBytes(random, n)))
			}
		}
	}
	for level := -2; level < 300; level++ {
		corpus = append(corpus, controlMessage(level, level, someBytes(random, 8)))
	}
	offender := []byte{111, 0, 0, 0, 2, 3, 4, 5, 6, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 80, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}
	corpus = append(corpus, controlMessage(unix.SOL_IP, unix.IP_RECVERR, offender),
		controlMessage(unix.SOL_IPV6, unix.IPV6_RECVERR, offender),
		controlMessage(unix.SOL_SOCKET, unix.SCM_CREDENTIALS, []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")))
	first := padded(controlMessage(unix.SOL_SOCKET, unix.SCM_RIGHTS, []byte{3, 0, 0, 0, 4, 0, 0, 0, 5}))
	for n := range uint64(60) {
		wrong := controlMessage(unix.SOL_IP, unix.IP_TOS, someBytes(random, 20), n)
		corpus = append(corpus, wrong, slices.Concat(first, wrong), slices.Concat(wrong, first), first[:min(int(n), len(first))],
			slices.Concat(first, wrong[:min(int(n), len(wrong))]))
	}
	for _, n := range []uint64{1000, 1 << 31, 1 << 32, 1 << 63, 1<<64 - 8} {
		corpus = append(corpus, slices.Concat(controlMessage(1, 1, []byte{3, 0, 0, 0}, n), first))
	}
	for _, n := range []int{optmemMax() - 40, optmemMax() - 16, optmemMax() - 15, optmemMax()} {
		corpus = append(corpus, controlMessage(99, 1, make([]byte, n)))
	}
	return append(corpus, nil, slices.Repeat(first, 50))
}

// someBytes returns bytes in which small numbers are frequent.
func someBytes(random *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		switch random.IntN(4) {
		case 0:
			b[i] = byte(random.IntN(256))
		case 1:
			b[i] = byte(random.IntN(12))
		}
	}
	return b
}
