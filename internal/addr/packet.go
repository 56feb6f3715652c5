package addr

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/xlat"
)

// packetTypes has the names of sll_pkttype, packet(7). The index is the number.
var packetTypes = [...]string{"host", "broadcast", "multicast", "otherhost", "outgoing"}

// packet parses IF[:ETHERTYPE[:MAC]]. After a comma it accepts what only the kernel sets: type=outgoing, hatype=1.
func (e *Endpoint) packet(text string) (err error) {
	text, more, _ := strings.Cut(text, ",")
	device, rest, _ := strings.Cut(text, ":")
	if device == "" {
		return fail.Usagef("%s: want packet:IF[:ETHERTYPE[:MAC]], like packet:eth0:ip or packet:*", e.Text)
	}
	protocol, mac, hasMAC := strings.Cut(rest, ":")
	if protocol != "" {
		if e.Kind.Protocol, err = xlat.ParseProtocol(unix.AF_PACKET, protocol); err != nil {
			return err
		}
	}
	sa := family(unix.AF_PACKET, sizeofLL)
	binary.NativeEndian.PutUint16(sa[2:], uint16(e.Kind.Protocol))
	if hasMAC {
		if err := sa.setMAC(mac); err != nil {
			return err
		}
	}
	e.device, e.sockaddr = device, sa
	return sa.setPacketInfo(more)
}

// setMAC sets a hardware address of 1 to 8 bytes; Ethernet has 6.
func (sa Sockaddr) setMAC(text string) error {
	b, err := hex.DecodeString(strings.ReplaceAll(text, ":", ""))
	if err != nil || len(b) == 0 || len(b) > sizeofMAC || len(text) != 3*len(b)-1 {
		return fail.Usagef("%q is not a hardware address: want pairs of hexadecimal digits such as 02:00:00:00:00:01", text)
	}
	sa[11] = byte(len(b))
	copy(sa[12:], b)
	return nil
}

func (sa Sockaddr) setPacketInfo(text string) error {
	if text == "" {
		return nil
	}
	for word := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(word, "=")
		n, err := strconv.ParseUint(value, 0, 16)
		for i, name := range &packetTypes {
			if key == "type" && name == value {
				n, err = uint64(i), nil
			}
		}
		switch {
		case err == nil && key == "type" && n <= 0xff:
			sa[10] = byte(n)
		case err == nil && key == "hatype":
			binary.NativeEndian.PutUint16(sa[8:], uint16(n))
		default:
			return fail.Usagef("%q: want type=%s or hatype=NUMBER", word, strings.Join(packetTypes[:], ", type="))
		}
	}
	return nil
}

// whole returns a sockaddr_ll in the full length that bind(2) needs. getsockname(2) returns it without unused bytes of
// sll_addr.
func (sa Sockaddr) whole() Sockaddr {
	if sa.Family() != unix.AF_PACKET || len(sa) < 12 || len(sa) != 12+int(sa[11]) || len(sa) >= sizeofLL {
		return sa
	}
	return append(slices.Clip(sa), make([]byte, sizeofLL-len(sa))...)
}

func (sa Sockaddr) packetText() string {
	if len(sa) != sizeofLL || sa[11] > sizeofMAC {
		return ""
	}
	text := "packet:" + sa.deviceText()
	protocol, mac := binary.BigEndian.Uint16(sa[2:]), sa[12:12+sa[11]]
	if protocol != 0 || len(mac) > 0 {
		text += fmt.Sprintf(":%#04x", protocol)
	}
	if len(mac) > 0 {
		text += ":" + strings.ReplaceAll(fmt.Sprintf("% x", []byte(mac)), " ", ":")
	}
	switch kind := sa[10]; {
	case int(kind) >= len(packetTypes):
		text += fmt.Sprintf(",type=%d", kind)
	case kind != 0:
		text += ",type=" + packetTypes[kind]
	}
	if hatype := binary.NativeEndian.Uint16(sa[8:]); hatype != 0 {
		text += fmt.Sprintf(",hatype=%d", hatype)
	}
	return text
}
