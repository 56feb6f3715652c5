package sys

import (
	"encoding/binary"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// bluetoothText distinguishes the protocols of a Bluetooth address by its size, the only difference.
func bluetoothText(sa []byte) string {
	switch len(sa) {
	case 4:
		return hciDevice(sa)
	case 6:
		return hciDevice(sa) + ", hci_channel=" + xlat.HCIChannels.Text(u16(sa, 4))
	case 8:
		return "sco_bdaddr=" + colons(sa[2:8])
	case 10: // rc_channel and padding
		return fields("rc_bdaddr", colons(sa[2:8]), "rc_channel", unsigned(uint32(sa[8])))
	case 12:
		return l2capText(sa)
	case 14:
		return l2capText(sa) + ", l2_bdaddr_type=" + xlat.BluetoothAddresses.Text(uint32(sa[12]))
	}
	return rawText(sa)
}

func hciDevice(sa []byte) string {
	return "hci_dev=htobs(" + unsigned(uint32(binary.LittleEndian.Uint16(sa[2:]))) + ")"
}

// Where the relative numbers of ports and channels begin.
const (
	psmLowEnergy, psmLowEnergyEnd, psmDynamic = 0x80, 0xff, 0x1001
	cidDynamic                                = 0x40
)

func l2capText(sa []byte) string {
	psm, cid := uint32(binary.LittleEndian.Uint16(sa[2:])), uint32(binary.LittleEndian.Uint16(sa[10:]))
	from := uint32(psmDynamic)
	if psm <= psmLowEnergyEnd {
		from = psmLowEnergy
	}
	return fields("l2_psm", "htobs("+counted(&xlat.L2CAPPorts, psm, from)+")", "l2_bdaddr", colons(sa[4:10]),
		"l2_cid", "htobs("+counted(&xlat.L2CAPChannels, cid, cidDynamic)+")")
}

// counted prints a name, or a number relative to the first one.
func counted(t *xlat.Values, v, from uint32) string {
	if t.Name(v) == "" && v >= from {
		return t.Name(from) + "+" + unsigned(v-from)
	}
	return t.Text(v)
}

// rxrpcText prints struct sockaddr_rxrpc: a service and the address of the transport.
func rxrpcText(sa []byte) string {
	const at = 8 // offset of the transport
	size := int(u16(sa, 6))
	return fields("srx_service", xlat.RxRPCServices.Commented(u16(sa, 2)), "transport_type", xlat.SocketTypes.Text(u16(sa, 4)),
		"transport_len", strconv.Itoa(size), "transport", "{"+transportText(sa[at:], size)+"}")
}

// transportText uses the length in the address as the transport's length.
func transportText(sa []byte, size int) string {
	rest := ""
	if n := min(size, len(sa)); n > 2 {
		rest = ", " + xlat.Quote(sa[2:n], 0)
	}
	family := xlat.Families.Text(u16(sa, 0))
	switch u16(sa, 0) {
	case unix.AF_INET:
		if size >= unix.SizeofSockaddrInet4 {
			rest = ", " + inet4Text(sa)
		}
		return "sin={sin_family=" + family + rest + "}"
	case unix.AF_INET6:
		if size >= sin6MinLen {
			rest = ", " + inet6Text(sa, size)
		}
		return "sin6={sin6_family=" + family + rest + "}"
	}
	return "family=" + family + rest
}

// lowpanText prints struct sockaddr_ieee802154.
func lowpanText(sa []byte) string {
	text := "addr={" + fields("addr_type", xlat.LowPanAddressTypes.Commented(u32(sa, 4)),
		"pan_id", xlat.LowPanNetworks.Commented(u16(sa, 8)))
	switch xlat.LowPanAddressTypes.Name(u32(sa, 4)) {
	case "IEEE802154_ADDR_NONE":
	case "IEEE802154_ADDR_SHORT":
		text += ", short_addr=" + xlat.LowPanAddresses.Commented(u16(sa, 10))
	default:
		text += ", hwaddr=" + colons(sa[10:18])
	}
	return text + "}"
}

// An NFC address may end after its protocol, or continue with the name of a service, whose length is a size_t.
const (
	nfcShortSize = 16
	nfcNameAt    = 18
	nfcNameSize  = 63
	nfcLengthAt  = (nfcNameAt + nfcNameSize + longSize - 1) &^ (longSize - 1)
)

func nfcText(sa []byte) string {
	text := fields("dev_idx", ifindexText(u32(sa, 4)), "target_idx", xlat.Hex(u32(sa, 8)),
		"nfc_protocol", xlat.TagProtocols.Text(u32(sa, 12)))
	switch {
	case len(sa) == nfcShortSize:
		return text
	case len(sa) < nfcLengthAt+longSize:
		return text + ", ..."
	}
	n := uint64(u32(sa, nfcLengthAt))
	if longSize == 8 {
		n = long(sa[nfcLengthAt:], longSize)
	}
	return text + ", " + fields("dsap", xlat.TagServices.Commented(uint32(sa[16])),
		"ssap", xlat.TagServices.Commented(uint32(sa[17])),
		"service_name", xlat.Quote(sa[nfcNameAt:nfcNameAt+min(n, nfcNameSize)], 0),
		"service_name_len", strconv.FormatUint(n, 10))
}

// x25Text prints struct sockaddr_x25.
func x25Text(sa []byte) string { return "sx25_addr={x25_addr=" + terminated(sa[2:18]) + "}" }

// ipxText prints struct sockaddr_ipx.
func ipxText(sa []byte) string {
	return fields("sipx_port", "htons("+unsigned(uint32(binary.BigEndian.Uint16(sa[2:])))+")",
		"sipx_network", "htonl("+xlat.Hex(binary.BigEndian.Uint32(sa[4:]))+")", "sipx_node", hexArray(sa[8:14]),
		"sipx_type", hexWide(uint32(sa[14]), 2)) + optional(", sipx_zero=", uint32(sa[15]), "")
}

// Sizes in struct full_sockaddr_ax25: the part before the digipeaters, a call sign, and the maximum number of digipeaters.
const (
	ax25Size = 16
	callSize = 7
	maxDigis = 8
)

func ax25Text(sa []byte) string {
	said := int32(u32(sa, 12))
	text := fields("sax25_call", callText(sa[2:2+callSize]), "sax25_ndigis", signed(uint32(said)))
	if said == 0 && len(sa) == ax25Size {
		return text
	}
	text = "fsa_ax25={" + text + "}"
	there, want := min((len(sa)-ax25Size)/callSize, maxDigis), int(min(max(said, 0), maxDigis))
	if want > 0 {
		text += ", fsa_digipeater=[" + digipeaters(sa[ax25Size:], there, want) + "]"
	}
	if len(sa) > ax25Size+there*callSize {
		text += ", ..."
	}
	return text
}

func digipeaters(b []byte, there, want int) string {
	var texts []string
	for i := range min(there, want) {
		texts = append(texts, callText(b[i*callSize:(i+1)*callSize]))
	}
	if want > there {
		texts = append(texts, "...")
	}
	return strings.Join(texts, ", ")
}

// callText prints a call sign. If it is not a valid one, its bytes follow.
func callText(call []byte) string {
	name, plain, printable := callName(call)
	switch raw := "{ax25_call=" + hexBytes(call) + "}"; {
	case !printable:
		return raw
	case !plain:
		return raw + " /* " + name + " */"
	}
	return name
}

// callName decodes a call sign: six letters, shifted left by one bit, and a number. plain means letters and digits,
// then spaces, and no undefined bit; / and * would end a comment.
func callName(call []byte) (name string, plain, printable bool) {
	plain = true
	letters := make([]byte, callSize-1)
	for i := range letters {
		c := call[i] >> 1
		letters[i] = c
		if c < ' ' || c > '~' || c == '*' || c == '/' {
			return "", false, false
		}
		allowed := c == ' ' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z'
		if call[i]&1 != 0 || !allowed || c != ' ' && i > 0 && letters[i-1] == ' ' {
			plain = false
		}
	}
	last := call[callSize-1]
	name = strings.TrimRight(string(letters), " ")
	if last&^0x1e != 0 || name == "" && last != 0 {
		plain = false
	}
	if name += "-" + unsigned(uint32(last>>1&0xf)); name == "-0" {
		name = "*"
	}
	return name, plain, true
}
