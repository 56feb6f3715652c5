package sys

import (
	"encoding/binary"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// netlinkAddress prints struct sockaddr_nl, netlink(7).
func netlinkAddress(sa []byte) string {
	return optional("nl_pad=", u16(sa, 2), ", ") +
		fields("nl_pid", signed(u32(sa, 4)), "nl_groups", hexWide(u32(sa, 8), 8))
}

// packetAddress prints struct sockaddr_ll, packet(7).
func packetAddress(sa []byte) string {
	text := fields("sll_protocol", etherType(binary.BigEndian.Uint16(sa[2:])), "sll_ifindex", ifindexText(u32(sa, 4)),
		"sll_hatype", xlat.HardwareTypes.Text(u16(sa, 8)), "sll_pkttype", xlat.PacketTypes.Text(uint32(sa[10])),
		"sll_halen", unsigned(uint32(sa[11])))
	hardware := sa[12:]
	switch halen := int(sa[11]); {
	case halen == 0:
		return text
	case halen > len(hardware):
		return text + ", sll_addr=" + strings.TrimSuffix(hexArray(hardware), "]") + ", ...]"
	default:
		return text + ", sll_addr=" + hexArray(hardware[:halen])
	}
}

func etherType(v uint16) string { return "htons(" + xlat.EtherTypes.Text(uint32(v)) + ")" }

// vsockText prints struct sockaddr_vm, vsock(7).
func vsockText(sa []byte) string {
	text := optional("svm_reserved1=", u16(sa, 2), ", ") + fields("svm_cid", xlat.VsockCIDs.Text(u32(sa, 8)),
		"svm_port", xlat.VsockPorts.Text(u32(sa, 4)), "svm_flags", xlat.VsockFlags.Text(uint32(sa[12])))
	if zero := [3]byte(sa[13:16]); zero != [3]byte{} {
		text += ", svm_zero=" + hexBytes(zero[:])
	}
	return text
}

// xdpText prints struct sockaddr_xdp.
func xdpText(sa []byte) string {
	flags, umem := u16(sa, 2), u32(sa, 12)
	text := fields("sxdp_flags", xlat.XDPFlags.Text(flags), "sxdp_ifindex", ifindexText(u32(sa, 4)),
		"sxdp_queue_id", unsigned(u32(sa, 8)))
	if flags&unix.XDP_SHARED_UMEM != 0 {
		return text + ", sxdp_shared_umem_fd=" + signed(umem)
	}
	return text + optional(", sxdp_shared_umem_fd=", umem, "")
}

// algNameAt is the offset of the name in struct sockaddr_alg. Since Linux 4.14 it may be longer than 64 bytes.
const algNameAt = 24

func algText(sa []byte) string {
	return fields("salg_type", terminated(sa[2:16]), "salg_feat", xlat.AlgFlags.Commented(u32(sa, 16)),
		"salg_mask", xlat.AlgFlags.Commented(u32(sa, 20)), "salg_name", terminated(sa[algNameAt:]))
}

// qrtrText prints struct sockaddr_qrtr.
func qrtrText(sa []byte) string {
	return fields("sq_node", xlat.QrtrNodes.Text(u32(sa, 4)), "sq_port", xlat.QrtrPorts.Text(u32(sa, 8)))
}

// mctpText prints struct sockaddr_mctp.
func mctpText(sa []byte) string {
	return optional("__smctp_pad0=", u16(sa, 2), ", ") + fields("smctp_network", xlat.MCTPNetworks.Text(u32(sa, 4)),
		"smctp_addr", "{s_addr="+xlat.MCTPAddresses.Text(uint32(sa[8]))+"}",
		"smctp_type", xlat.Hex(sa[9]), "smctp_tag", xlat.Hex(sa[10])) +
		optional(", __smctp_pad1=", uint32(sa[11]), "")
}
