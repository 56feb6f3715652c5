package sockopt

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// ifreq is a kind for struct ifreq: the name of an interface and one member of the union after it.
type ifreq struct {
	member string // ifr_mtu
	kind   Kind
}

// The kinds of struct ifreq, by the member that a request uses.
var (
	ifreqIndex  = &ifreq{"ifr_ifindex", Integer}
	ifMetric    = &ifreq{"ifr_metric", Integer}
	ifMTU       = &ifreq{"ifr_mtu", Integer}
	ifQlen      = &ifreq{"ifr_qlen", Integer}
	ifFlags     = &ifreq{"ifr_flags", interfaceFlags}
	ifAddr      = &ifreq{"ifr_addr", plainAddr}
	ifDstAddr   = &ifreq{"ifr_dstaddr", plainAddr}
	ifBroadAddr = &ifreq{"ifr_broadaddr", plainAddr}
	ifNetmask   = &ifreq{"ifr_netmask", plainAddr}
	ifHwAddr    = &ifreq{"ifr_hwaddr", hwAddr}
	ifByIndex   = &ifreq{"ifr_name", Integer}
)

// ifUnion is the offset of the union, and sizeofIfreq the size of the structure. struct ifmap is the largest member of
// the union.
const (
	ifUnion     = unix.IFNAMSIZ
	sizeofIfreq = ifUnion + 8 + 2*sizeofWord
)

// Member returns the member of struct ifreq that a request uses, or "" if its argument is not a struct ifreq.
func (i Ioctl) Member() string {
	if k, ok := i.Kind.(*ifreq); ok {
		return k.member
	}
	return ""
}

func (k *ifreq) Name() string { return "ifreq" }
func (k *ifreq) Room() int    { return sizeofIfreq }

func (k *ifreq) Takes() string {
	return "INTERFACE,VALUE, as lo, and " + k.kind.Takes()
}

// ask returns the argument of a request that reads: with the name of the interface, or with its index if the request
// returns the name.
func (k *ifreq) ask(text string, w World) ([]byte, error) {
	b := make([]byte, sizeofIfreq)
	if k == ifByIndex {
		v, err := k.kind.Parse(text, w)
		if err != nil {
			return nil, errors.New("want the index of an interface, such as 1")
		}
		copy(b[ifUnion:], v.Bytes)
		return b, nil
	}
	if text == "" {
		return nil, errors.New("want the name of an interface, such as lo")
	}
	return b, setIfName(b, text)
}

func setIfName(b []byte, name string) error {
	if len(name) > unix.IFNAMSIZ {
		return fmt.Errorf("%q is longer than %d bytes", name, unix.IFNAMSIZ)
	}
	copy(b, name)
	return nil
}

func (k *ifreq) Parse(text string, w World) (Value, error) {
	name, value, found := strings.Cut(text, ",")
	if !found {
		return Value{}, errors.New("the value is missing")
	}
	b := make([]byte, sizeofIfreq)
	if err := setIfName(b, name); err != nil {
		return Value{}, err
	}
	v, err := k.kind.Parse(value, w)
	copy(b[ifUnion:], v.Bytes)
	return Value{Bytes: b}, err
}

// split returns the name and the member.
func (k *ifreq) split(b []byte, w World) (name, value string, ok bool) {
	if len(b) != sizeofIfreq {
		return "", "", false
	}
	name, _ = formatText(b[:ifUnion], w)
	value, ok = k.kind.Format(b[ifUnion:ifUnion+k.kind.Room()], w)
	if !ok {
		value = hexText(b[ifUnion : ifUnion+k.kind.Room()])
	}
	return name, value, true
}

func (k *ifreq) Format(b []byte, w World) (string, bool) {
	name, value, ok := k.split(b, w)
	if k == ifByIndex {
		name, value = value, name
	}
	return name + "," + value, ok
}

func (k *ifreq) JSON(b []byte, w World) any {
	name, value, _ := k.split(b, w)
	if k == ifByIndex {
		return Object{{"ifr_ifindex", value}, {"ifr_name", quoteJSON(name)}}
	}
	member := b[ifUnion : ifUnion+k.kind.Room()]
	return Object{{"ifr_name", quoteJSON(name)}, {k.member, jsonText(Option{Row: Row{Kind: k.kind}}.JSON(member, w))}}
}

// interfaceFlags has the flags of netdevice(7).
var interfaceFlags = &form{
	name: "uint16", takes: "a number or names joined with |: IFF_UP, IFF_RUNNING ...", room: 2,
	parse: func(text string, _ World) (Value, error) {
		v, err := xlat.InterfaceFlags.Parse(text)
		if err == nil && v > math.MaxUint16 {
			err = errRange
		}
		return Value{Bytes: native.AppendUint16(nil, uint16(v))}, err
	},
	format: func(b []byte, _ World) (string, bool) {
		return xlat.InterfaceFlags.Text(uint32(native.Uint16(b))), true
	},
}

// plainAddr is struct sockaddr_in without a port.
var plainAddr = &form{
	name: "sockaddr", takes: "an IPv4 address, like 192.0.2.1", room: unix.SizeofSockaddrInet4,
	parse: func(text string, _ World) (Value, error) {
		ip, err := netip.ParseAddr(text)
		if err != nil || !ip.Is4() {
			return Value{}, errors.New("not an IPv4 address")
		}
		b := native.AppendUint16(nil, unix.AF_INET)
		b = append(append(b, 0, 0), ip.AsSlice()...)
		return Value{Bytes: append(b, make([]byte, 8)...)}, nil
	},
	format: func(b []byte, _ World) (string, bool) {
		return addr4(b[4:]).String(), native.Uint16(b) == unix.AF_INET && zero(b[2:4]) && zero(b[8:])
	},
}

// hwAddr is struct sockaddr with a device type and a hardware address. The kernel does not return the length of the
// address, so addresses of devices with another length than Ethernet's are printed as bytes.
var hwAddr = &form{
	name: "hwaddr", takes: "TYPE/ADDRESS, like ARPHRD_ETHER/02:00:00:00:00:01", room: 16,
	parse: func(text string, _ World) (Value, error) {
		typ, mac, _ := strings.Cut(text, "/")
		n, err := xlat.HardwareTypes.Parse(typ)
		address, bad := hex.DecodeString(strings.ReplaceAll(mac, ":", ""))
		if err != nil || bad != nil || len(address) > 14 {
			return Value{}, errors.New("not a type and a hardware address")
		}
		b := append(native.AppendUint16(nil, uint16(n)), address...)
		return Value{Bytes: append(b, make([]byte, 16-len(b))...)}, nil
	},
	format: func(b []byte, _ World) (string, bool) {
		typ := native.Uint16(b)
		text := xlat.HardwareTypes.Text(uint32(typ)) + "/" + fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x", b[2], b[3], b[4], b[5], b[6], b[7])
		return text, (typ == unix.ARPHRD_ETHER || typ == unix.ARPHRD_LOOPBACK) && zero(b[8:])
	},
}
