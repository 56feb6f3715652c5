package cmsg

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/sockopt"
)

// A Message is one item in a control buffer: struct cmsghdr and its payload.
type Message struct {
	Level, Type int
	Data        []byte
}

// Marshal returns msg_control for sendmsg(2). Each item has CMSG_SPACE bytes.
func Marshal(list []Setting) []byte {
	var b []byte
	for _, s := range list {
		b = appendWord(b, sizeofCmsg+len(s.Data))
		b = native.AppendUint32(b, uint32(s.Level))
		b = native.AppendUint32(b, uint32(s.Type))
		b = append(b, s.Data...)
		b = append(b, make([]byte, cmsgAlign(len(b))-len(b))...)
	}
	return b
}

// Unmarshal returns the items that recvmsg(2) has written. A truncated last item is shortened to what is there. The
// payloads share the memory of b.
func Unmarshal(b []byte) []Message {
	var list []Message
	for len(b) >= sizeofCmsg {
		length := unsigned(b[:sizeofWord])
		if length < sizeofCmsg {
			break
		}
		n := int(min(length, uint64(len(b))))
		list = append(list, Message{
			int(int32(native.Uint32(b[cmsgLevelAt:]))), int(int32(native.Uint32(b[cmsgTypeAt:]))),
			b[sizeofCmsg:n:n],
		})
		b = b[min(cmsgAlign(n), len(b)):]
	}
	return list
}

// Descriptors returns the descriptors that the message has opened in this process. The caller has to close them.
func (m Message) Descriptors() []int {
	if m.Level != unix.SOL_SOCKET || m.Type != unix.SCM_RIGHTS && m.Type != scmPidfd {
		return nil
	}
	var fds []int
	for b := m.Data; len(b) >= 4; b = b[4:] {
		if fd := int32(native.Uint32(b)); fd >= 0 {
			fds = append(fds, int(fd))
		}
	}
	return fds
}

const scmPidfd = 4

// Time returns the kernel's timestamp of a packet, and whether the message is a timestamp. It prefers the software time
// to the hardware time.
func (m Message) Time() (time.Time, bool) {
	c, _ := Find(m.Level, m.Type)
	return sockopt.StampTime(c.Kind, m.Data)
}
