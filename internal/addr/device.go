package addr

import (
	"encoding/binary"
	"strconv"
)

// Sizes of the address structures in vsock(7), netlink(7), packet(7) and <linux/if_xdp.h>.
const (
	sizeofVM  = 16
	sizeofNL  = 12
	sizeofLL  = 20
	sizeofXDP = 16

	deviceAt  = 4 // offset of the interface index in sockaddr_ll and sockaddr_xdp
	sizeofMAC = 8 // the longest hardware address in sockaddr_ll
)

// deviceText returns the index of the interface, not its name: the text has to keep its meaning after an interface is
// renamed.
func (sa Sockaddr) deviceText() string {
	if n := binary.NativeEndian.Uint32(sa[deviceAt:]); n != 0 {
		return strconv.FormatUint(uint64(n), 10)
	}
	return "*"
}

// withDevice returns the address with the index of its interface.
func (e Endpoint) withDevice(names Names) (Sockaddr, error) {
	if e.device == "" || e.device == "*" {
		return e.sockaddr, nil
	}
	index, err := zoneIndex(e.device, names)
	sa := append(Sockaddr{}, e.sockaddr...)
	binary.NativeEndian.PutUint32(sa[deviceAt:], index)
	return sa, err
}
