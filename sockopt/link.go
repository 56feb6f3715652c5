package sockopt

// packetRows has the options of level SOL_PACKET.
var packetRows = []Row{
	{"PACKET_ADD_MEMBERSHIP", 1, packetMreq, Set, Any, packet, 0, "join link-layer group, promiscuous, allmulti or extra unicast"},
	{"PACKET_DROP_MEMBERSHIP", 2, packetMreq, Set, Any, packet, 0, "undo a PACKET_ADD_MEMBERSHIP; unknown entry is silently accepted"},
	{"PACKET_RECV_OUTPUT", 3, Flag, None, Any, nothing, 0, "never implemented"},
	{"PACKET_RX_RING", 5, tpacketReq, Set, Any, packet, 0, "create the mmap receive ring; all zero frees it"},
	{"PACKET_STATISTICS", 6, tpacketStats, Get, Any, packet, consumes, "counters since the previous read; reading resets them"},
	{"PACKET_COPY_THRESH", 7, Integer, RW, Any, packet, 0, "queue a copy of ring frames that are cut short"},
	{"PACKET_AUXDATA", 8, Flag, RW, Any, packet, 0, "adds tpacket_auxdata control message (lengths, VLAN, status)"},
	{"PACKET_ORIGDEV", 9, Flag, RW, Any, packet, 0, "report the original device instead of a bond/bridge master"},
	{"PACKET_VERSION", 10, packetVersion, RW, Strict, packet, 0, "ring frame layout; EBUSY once a ring exists"},
	{"PACKET_HDRLEN", 11, packetHeader, Get, Any, packet, asks, "size of the header of a ring version"},
	{"PACKET_RESERVE", 12, size, RW, Strict, packet, 0, "headroom in front of each ring frame"},
	{"PACKET_TX_RING", 13, tpacketReq, Set, Any, packet, 0, "create the mmap transmit ring"},
	{"PACKET_LOSS", 14, Flag, RW, Strict, packet, 0, "skip malformed transmit-ring frames instead of stopping"},
	{"PACKET_VNET_HDR", 15, Flag, RW, Strict, packetRaw, 0, "prefix packets with a 10-byte virtio_net header"},
	{"PACKET_TX_TIMESTAMP", 16, Integer, None, Any, nothing, 0, "error-queue control message type; option calls are refused"},
	{"PACKET_TIMESTAMP", 17, timestampMask, RW, Any, packet, 0, "timestamp source for ring frames"},
	{"PACKET_FANOUT", 18, fanout, RW, Strict, packet, 0, "spread packets over the sockets of one id"},
	{"PACKET_TX_HAS_OFF", 19, Flag, RW, Any, packet, 0, "transmit-ring frames carry their own data offset"},
	{"PACKET_QDISC_BYPASS", 20, Flag, RW, Any, packet, 0, "send straight to the driver, skipping traffic control"},
	{"PACKET_ROLLOVER_STATS", 21, rolloverStats, Get, Strict, packet, 0, "fanout rollover counters"},
	{"PACKET_FANOUT_DATA", 22, fprog, Set, Strict, packet, 0, "program for the CBPF/EBPF fanout modes"},
	{"PACKET_IGNORE_OUTGOING", 23, Flag, RW, Any, packet, zeroOrOne, "do not see locally sent packets"},
	{"PACKET_VNET_HDR_SZ", 24, Integer, RW, Strict, packetRaw, young, "Virtio header size selector"},
}

// xdpRows has the options of level SOL_XDP.
var xdpRows = []Row{
	{"XDP_MMAP_OFFSETS", 1, xdpMmapOffsets, Get, Any, xdp, 0, "layout of the rings for mmap"},
	{"XDP_RX_RING", 2, Integer, Set, BeforeBind | Strict, xdp, 0, "create the receive ring"},
	{"XDP_TX_RING", 3, Integer, Set, BeforeBind | Strict, xdp, 0, "create the transmit ring"},
	{"XDP_UMEM_REG", 4, xdpUmemReg, Set, BeforeBind | Strict, xdp, 0, "register the packet memory area"},
	{"XDP_UMEM_FILL_RING", 5, Integer, Set, BeforeBind | Strict, xdp, 0, "create the fill ring"},
	{"XDP_UMEM_COMPLETION_RING", 6, Integer, Set, BeforeBind | Strict, xdp, 0, "create the completion ring"},
	{"XDP_STATISTICS", 7, xdpStatistics, Get, Any, xdp, 0, "drop and invalid-descriptor counters"},
	{"XDP_OPTIONS", 8, xdpOptions, Get, Any, xdp, 0, "whether the bound socket runs zero-copy"},
	{"XDP_MAX_TX_SKB_BUDGET", 9, U32, Set, Any, xdp, young, "descriptors sent per copy-mode syscall"},
}

// llcRows has the options of level SOL_LLC.
var llcRows = []Row{
	{"LLC_OPT_RETRY", 1, Integer, RW, Any, llc, 0, "maximum retransmissions"},
	{"LLC_OPT_SIZE", 2, sizeInt, RW, Any, llc, 0, "maximum PDU size"},
	{"LLC_OPT_ACK_TMR_EXP", 3, secsInt, RW, Any, llc, 0, "acknowledgement timer"},
	{"LLC_OPT_P_TMR_EXP", 4, secsInt, RW, Any, llc, 0, "poll timer"},
	{"LLC_OPT_REJ_TMR_EXP", 5, secsInt, RW, Any, llc, 0, "reject timer"},
	{"LLC_OPT_BUSY_TMR_EXP", 6, secsInt, RW, Any, llc, 0, "busy timer"},
	{"LLC_OPT_TX_WIN", 7, Integer, RW, Any, llc, 0, "transmit window"},
	{"LLC_OPT_RX_WIN", 8, Integer, RW, Any, llc, 0, "receive window"},
	{"LLC_OPT_PKTINFO", 9, Flag, RW, Any, llc, 0, "packet info control message"},
}

// pppol2tpRows has the options of level SOL_PPPOL2TP.
var pppol2tpRows = []Row{
	{"PPPOL2TP_SO_DEBUG", 1, Integer, RW, Any, pppox, 0, "debug message types"},
	{"PPPOL2TP_SO_RECVSEQ", 2, Flag, RW, Any, pppox, 0, "require sequence numbers on receive"},
	{"PPPOL2TP_SO_SENDSEQ", 3, Flag, RW, Any, pppox, 0, "add sequence numbers on send"},
	{"PPPOL2TP_SO_LNSMODE", 4, Flag, RW, Any, pppox, 0, "act as LNS"},
	{"PPPOL2TP_SO_REORDERTO", 5, millisInt, RW, Any, pppox, 0, "reorder timeout"},
}
