package sys

import (
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
	"sock/sockopt"
)

// controlText prints msg_control as strace does, unless it is empty, and msg_controllen.
func controlText(b []byte) string {
	length := fmt.Sprintf("msg_controllen=%d", len(b))
	if len(b) == 0 {
		return length
	}
	// strace reads no more than the kernel accepts.
	seen := b[:min(len(b), optmemMax())]
	if len(seen) < unix.SizeofCmsghdr {
		return fmt.Sprintf("msg_control=%s, %s", pointer(unsafe.Pointer(&b[0])), length)
	}
	texts, rest := controlMessages(seen)
	switch {
	case len(rest) > 0:
		texts = append(texts, fmt.Sprintf("... /* %s */", pointer(unsafe.Pointer(&rest[0]))))
	case len(seen) < len(b):
		texts = append(texts, "...")
	}
	return fmt.Sprintf("msg_control=[%s], %s", strings.Join(texts, ", "), length)
}

// controlMessages prints each message, whatever its length field says, and returns the rest of the buffer.
func controlMessages(b []byte) (texts []string, rest []byte) {
	for len(b) >= unix.SizeofCmsghdr {
		var h unix.Cmsghdr
		copy(unsafe.Slice((*byte)(unsafe.Pointer(&h)), unix.SizeofCmsghdr), b)
		length := uint64(h.Len) //nolint:unconvert // half as wide on machines of 32 bits
		data := b[unix.SizeofCmsghdr:max(unix.SizeofCmsghdr, min(length, uint64(len(b))))]
		texts = append(texts, fmt.Sprintf("{cmsg_len=%d, cmsg_level=%s, cmsg_type=%s}",
			h.Len, controlLevel(h.Level), controlBody(h, data)))
		if h.Len < unix.SizeofCmsghdr {
			return texts, b[unix.SizeofCmsghdr:]
		}
		// With a length so large that the next message is this one again, strace never ends.
		if length > uint64(len(b)) || aligned(int(h.Len)) >= len(b) {
			return texts, nil
		}
		b = b[aligned(int(h.Len)):]
	}
	return texts, b
}

// aligned returns the offset of the message after one of n bytes.
func aligned(n int) int { return (n + longSize - 1) &^ (longSize - 1) }

// controlLevel prints a level as in sendmsg(2). Its text for an unknown level differs from that in setsockopt(2).
func controlLevel(level int32) string {
	return strings.Replace(sockopt.LevelText(int(level)), "SOL_?? ", "SOL_??? ", 1)
}

// controlBody prints the type, and the data if strace knows the type.
func controlBody(h unix.Cmsghdr, data []byte) string {
	text, show := "", controlData{}
	switch h.Level {
	case unix.SOL_SOCKET:
		text, show = xlat.SocketControl.Text(uint32(h.Type)), socketControl(h.Type)
	case unix.SOL_IP:
		text, show = xlat.IPControl.Text(uint32(h.Type)), ipControl(h.Type)
	default:
		return xlat.Hex(uint32(h.Type))
	}
	if show.text == nil || len(data) < show.size {
		return text
	}
	return text + ", cmsg_data=" + show.text(data)
}

// controlData prints the data if it has at least size bytes.
type controlData struct {
	size int
	text func(data []byte) string
}

// Types that package unix has no names for.
const (
	timestampOld, timestampNSOld, timestampingOld = 29, 35, 37
	timestampNew, timestampNSNew, timestampingNew = 63, 64, 65

	ipChecksum = 23
)

// longSize is the size of a C long, which old time structures consist of.
const longSize = int(unsafe.Sizeof(uintptr(0)))

func socketControl(typ int32) controlData {
	switch typ {
	case unix.SCM_RIGHTS:
		return controlData{4, rightsText}
	case unix.SCM_CREDENTIALS:
		return controlData{unix.SizeofUcred, credentialsText}
	case unix.SCM_SECURITY:
		return controlData{1, securityText}
	case timestampOld:
		return controlData{1, func(b []byte) string { return timeText(b, longSize, "tv_usec") }}
	case timestampNew:
		return controlData{1, func(b []byte) string { return timeText(b, 8, "tv_usec") }}
	case timestampNSOld:
		return controlData{1, func(b []byte) string { return timeText(b, longSize, "tv_nsec") }}
	case timestampNSNew:
		return controlData{1, func(b []byte) string { return timeText(b, 8, "tv_nsec") }}
	case timestampingOld:
		return controlData{1, func(b []byte) string { return timesText(b, longSize) }}
	case timestampingNew:
		return controlData{1, func(b []byte) string { return timesText(b, 8) }}
	}
	return controlData{}
}

func ipControl(typ int32) controlData {
	switch typ {
	case unix.IP_PKTINFO:
		return controlData{unix.SizeofInet4Pktinfo, pktinfoText}
	case unix.IP_TTL, ipChecksum:
		return controlData{4, uintsText}
	case unix.IP_TOS, unix.IP_RECVOPTS, unix.IP_RETOPTS:
		return controlData{1, bytesText}
	case unix.IP_RECVERR:
		return controlData{16 + unix.SizeofSockaddrInet4, recverrText}
	case unix.IP_ORIGDSTADDR:
		return controlData{unix.SizeofSockaddrInet4, func(b []byte) string { return sockaddrText(b) }}
	case unix.SCM_SECURITY:
		return controlData{1, securityText}
	}
	return controlData{}
}

// elementsText prints an array of elements of size bytes.
func elementsText(b []byte, size int, text func([]byte) string) string {
	return arrayText(len(b)/size, func(i int) string { return text(b[i*size:]) })
}

func rightsText(b []byte) string {
	return elementsText(b, 4, func(b []byte) string { return signed(u32(b, 0)) })
}

func uintsText(b []byte) string {
	return elementsText(b, 4, func(b []byte) string { return unsigned(u32(b, 0)) })
}

func bytesText(b []byte) string {
	return elementsText(b, 1, func(b []byte) string { return xlat.Hex(b[0]) })
}

// credentialsText prints struct ucred. An ID with all bits set means none.
func credentialsText(b []byte) string {
	return membersText(b, member{"pid", signed}, member{"uid", idText}, member{"gid", idText})
}

func idText(id uint32) string {
	if id == 1<<32-1 {
		return "-1"
	}
	return unsigned(id)
}

func securityText(b []byte) string { return xlat.Quote(b, 0) }

// timeText prints struct timeval or timespec: two words.
func timeText(b []byte, word int, fraction string) string {
	if len(b) < 2*word {
		return "???"
	}
	return fmt.Sprintf("{tv_sec=%d, %s=%d}", int64(long(b, word)), fraction, long(b[word:], word))
}

// timesText prints struct scm_timestamping: three times, if the data has all of them.
func timesText(b []byte, word int) string {
	if len(b) < 6*word {
		return "???"
	}
	return elementsText(b[:6*word], 2*word, func(b []byte) string { return timeText(b, word, "tv_nsec") })
}

// long reads a signed word of 4 or 8 bytes.
func long(b []byte, word int) uint64 {
	if word == 4 {
		return uint64(int32(u32(b, 0)))
	}
	return binary.NativeEndian.Uint64(b)
}

// pktinfoText prints struct in_pktinfo.
func pktinfoText(b []byte) string {
	return "{" + fields("ipi_ifindex", ifindexText(u32(b, 0)), "ipi_spec_dst", inet4(b[4:]), "ipi_addr", inet4(b[8:])) + "}"
}

// recverrText prints struct sock_extended_err and the address after it, of which strace reads the size of sockaddr_in.
func recverrText(b []byte) string {
	return fmt.Sprintf("{ee_errno=%d, ee_origin=%d, ee_type=%d, ee_code=%d, ee_info=%d, ee_data=%d, offender=%s}",
		u32(b, 0), b[4], b[5], b[6], u32(b, 8), u32(b, 12), sockaddrText(b[16:16+unix.SizeofSockaddrInet4]))
}

// optmemMax returns net.core.optmem_max in whole words: the most control data that the kernel accepts. It is read
// Elsewhere, because the call is not the command's.
func optmemMax() int {
	n := 0
	Elsewhere(func() {
		if text, err := os.ReadFile("/proc/sys/net/core/optmem_max"); err == nil {
			n, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		}
	})
	if n <= 0 { // strace assumes as many in that case
		n = 8 * (2*1024 + 512)
	}
	return (n + 7) &^ 7
}
