package sockopt

// udpRows has the options of UDP, udp(7).
var udpRows = []Row{
	{"UDP_CORK", 1, Flag, RW, Any, udp, 0, "gather sends into one datagram until switched off"},
	{"UDP_ENCAP", 100, udpEncap, RW, Any, udp, 0, "take datagrams for packets in an envelope of UDP"},
	{"UDP_NO_CHECK6_TX", 101, Flag, RW, Any, udp6 | udplite6, 0, "send zero UDP checksums on IPv6"},
	{"UDP_NO_CHECK6_RX", 102, Flag, RW, Any, udp6 | udplite6, 0, "accept zero UDP checksums on IPv6"},
	{"UDP_SEGMENT", 103, sizeInt, RW, Any, udp, 0, "GSO: one large send becomes many datagrams of this size"},
	{"UDP_GRO", 104, Flag, RW, Any, udp, 0, "receive coalesced datagrams; segment size comes as control message"},
}

// udpliteRows has the options of level SOL_UDPLITE.
var udpliteRows = []Row{
	{"UDP_CORK", 1, Flag, RW, Any, udplite, namesake, "UDP options are also reachable through this level"},
	{"UDPLITE_SEND_CSCOV", 10, sizeInt, RW, Any, udplite, 0, "sender checksum coverage; 1..7 is raised to 8"},
	{"UDPLITE_RECV_CSCOV", 11, sizeInt, RW, Any, udplite, 0, "minimum coverage accepted; 1..7 is raised to 8"},
}
