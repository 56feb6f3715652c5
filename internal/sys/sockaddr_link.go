package sys

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// netlinkAddress is struct sockaddr_nl, netlink(7).
func netlinkAddress(sa []byte) string {
	return optional("nl_pad=%#x, ", u16(sa, 2)) +
		fmt.Sprintf("nl_pid=%d, nl_groups=%s", int32(u32(sa, 4)), hexWide(u32(sa, 8), 8))
}

// packetAddress is struct sockaddr_ll, packet(7).
func packetAddress(sa []byte) string {
	text := fmt.Sprintf("sll_protocol=%s, sll_ifindex=%s, sll_hatype=%s, sll_pkttype=%s, sll_halen=%d",
		etherType(binary.BigEndian.Uint16(sa[2:])), ifindexText(u32(sa, 4)), xlat.HardwareTypes.Text(u16(sa, 8)),
		xlat.PacketTypes.Text(uint32(sa[10])), sa[11])
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

// vsockText is struct sockaddr_vm, vsock(7).
func vsockText(sa []byte) string {
	text := optional("svm_reserved1=%#x, ", u16(sa, 2)) + fmt.Sprintf("svm_cid=%s, svm_port=%s, svm_flags=%s",
		xlat.VsockCIDs.Text(u32(sa, 8)), xlat.VsockPorts.Text(u32(sa, 4)), xlat.VsockFlags.Text(uint32(sa[12])))
	if zero := [3]byte(sa[13:16]); zero != [3]byte{} {
		text += ", svm_zero=" + hexBytes(zero[:])
	}
	return text
}

// xdpText is struct sockaddr_xdp.
func xdpText(sa []byte) string {
	flags, umem := u16(sa, 2), u32(sa, 12)
	text := fmt.Sprintf("sxdp_flags=%s, sxdp_ifindex=%s, sxdp_queue_id=%d",
		xlat.XDPFlags.Text(flags), ifindexText(u32(sa, 4)), u32(sa, 8))
	if flags&unix.XDP_SHARED_UMEM != 0 {
		return text + fmt.Sprintf(", sxdp_shared_umem_fd=%d", int32(umem))
	}
	return text + optional(", sxdp_shared_umem_fd=%#x", umem)
}

// algNameAt is where struct sockaddr_alg's name begins, which since Linux 4.14 may be longer than 64 bytes.
const algNameAt = 24

func algText(sa []byte) string {
	return fmt.Sprintf("salg_type=%s, salg_feat=%s, salg_mask=%s, salg_name=%s", terminated(sa[2:16]),
		xlat.AlgFlags.Commented(u32(sa, 16)), xlat.AlgFlags.Commented(u32(sa, 20)), terminated(sa[algNameAt:]))
}

// qrtrText is struct sockaddr_qrtr.
func qrtrText(sa []byte) string {
	return fmt.Sprintf("sq_node=%s, sq_port=%s", xlat.QrtrNodes.Text(u32(sa, 4)), xlat.QrtrPorts.Text(u32(sa, 8)))
}

// mctpText is struct sockaddr_mctp.
func mctpText(sa []byte) string {
	return optional("__smctp_pad0=%#x, ", u16(sa, 2)) +
		fmt.Sprintf("smctp_network=%s, smctp_addr={s_addr=%s}, smctp_type=%s, smctp_tag=%s",
			xlat.MCTPNetworks.Text(u32(sa, 4)), xlat.MCTPAddresses.Text(uint32(sa[8])),
			xlat.Hex(uint32(sa[9])), xlat.Hex(uint32(sa[10]))) +
		optional(", __smctp_pad1=%#x", uint32(sa[11]))
}
