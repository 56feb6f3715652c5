package sockopt

import (
	"time"

	"golang.org/x/sys/unix"
)

// A ControlMessage is one item in a control buffer: struct cmsghdr and its payload.
type ControlMessage struct {
	Level, Type int
	Data        []byte
}

// struct cmsghdr has a machine word for the length and two ints. Every item starts at a multiple of a machine word.
const (
	cmsgLevelAt = sizeofWord
	cmsgTypeAt  = sizeofWord + 4
	sizeofCmsg  = sizeofWord + 8
)

func cmsgAlign(n int) int { return (n + sizeofWord - 1) &^ (sizeofWord - 1) }

// Marshal returns msg_control for sendmsg(2). Each item has CMSG_SPACE bytes.
func Marshal(list []ControlSetting) []byte {
	var b []byte
	word := number{size: sizeofWord}
	for _, s := range list {
		b = append(b, word.bytes(uint64(sizeofCmsg+len(s.Data)))...)
		b = append(b, integer.bytes(uint64(s.Level))...)
		b = append(b, integer.bytes(uint64(s.Type))...)
		b = append(b, s.Data...)
		b = append(b, make([]byte, cmsgAlign(len(b))-len(b))...)
	}
	return b
}

// Unmarshal returns the items that recvmsg(2) has written. A truncated last item is shortened to what is there. The
// payloads share the memory of b.
func Unmarshal(b []byte) []ControlMessage {
	var list []ControlMessage
	word := number{size: sizeofWord}
	for len(b) >= sizeofCmsg {
		length, _ := word.value(b[:sizeofWord])
		if length < sizeofCmsg {
			break
		}
		n := int(min(length, uint64(len(b))))
		list = append(list, ControlMessage{
			int(int32(native.Uint32(b[cmsgLevelAt:]))), int(int32(native.Uint32(b[cmsgTypeAt:]))),
			b[sizeofCmsg:n:n],
		})
		b = b[min(cmsgAlign(n), len(b)):]
	}
	return list
}

// Descriptors returns the descriptors that the message has opened in this process. The caller has to close them.
func (m ControlMessage) Descriptors() []int {
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
func (m ControlMessage) Time() (time.Time, bool) {
	c, _ := FindControl(m.Level, m.Type)
	switch k := c.Kind.(type) {
	case *stamp:
		return k.time(m.Data)
	case *record:
		if c.Sent == nil && k != stampsNew {
			break
		}
		one := k.parts[0].kind.(*stamp)
		for b := m.Data; len(b) >= one.Room(); b = b[one.Room():] {
			if t, ok := one.time(b[:one.Room()]); ok && t.UnixNano() != 0 {
				return t, true
			}
		}
	}
	return time.Time{}, false
}
