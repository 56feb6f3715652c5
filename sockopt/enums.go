package sockopt

import "sock/internal/xlat"

var (
	sockType      = &number{"int", 4, true, things, &words{prefix: "SOCK_", style: full, table: &xlat.SocketTypes}}
	addressFamily = &number{"int", 4, true, things, &words{prefix: "AF_", style: full, table: &xlat.Families}}
)

// pathMTU has the modes of path MTU discovery.
var pathMTU = []word{
	{"dont", 0},
	{"want", 1},
	{"do", 2},
	{"probe", 3},
	{"interface", 4},
	{"omit", 5},
}

var mtuDiscover = &number{"int", 4, true, things, &words{prefix: "IP_PMTUDISC_", style: enum, list: pathMTU}}

var mtuDiscover6 = &number{"int", 4, true, things, &words{prefix: "IPV6_PMTUDISC_", style: enum, list: pathMTU}}

// dscp has values of the traffic class byte: RFC 4594, and the bits of RFC 1349.
var dscp = []word{
	{"cs0", 0},
	{"cs1", 32},
	{"cs2", 64},
	{"cs3", 96},
	{"cs4", 128},
	{"cs5", 160},
	{"cs6", 192},
	{"cs7", 224},
	{"af11", 40},
	{"af12", 48},
	{"af13", 56},
	{"af21", 72},
	{"af22", 80},
	{"af23", 88},
	{"af31", 104},
	{"af32", 112},
	{"af33", 120},
	{"af41", 136},
	{"af42", 144},
	{"af43", 152},
	{"ef", 184},
	{"va", 176},
	{"le", 4},
	{"lowdelay", 16},
	{"throughput", 8},
	{"reliability", 4},
	{"mincost", 2},
}

// TrafficClass is the TOS byte of IPv4 or the traffic class of IPv6.
var TrafficClass = &number{"int", 4, true, things, &words{prefix: "IPTOS_", style: typed, list: dscp}}

var addrPreferences = &number{"int", 4, true, things, &words{prefix: "IPV6_PREFER_SRC_", style: mask, list: []word{
	{"tmp", 1},
	{"public", 2},
	{"pubtmp_default", 256},
	{"coa", 4},
	{"home", 1024},
	{"cga", 8},
	{"noncga", 2048},
}}}

// sof has the bits of SO_TIMESTAMPING.
var sof = []word{
	{"tx_hardware", 0x1},
	{"tx_software", 0x2},
	{"rx_hardware", 0x4},
	{"rx_software", 0x8},
	{"software", 0x10},
	{"sys_hardware", 0x20},
	{"raw_hardware", 0x40},
	{"opt_id", 0x80},
	{"tx_sched", 0x100},
	{"tx_ack", 0x200},
	{"opt_cmsg", 0x400},
	{"opt_tsonly", 0x800},
	{"opt_stats", 0x1000},
	{"opt_pktinfo", 0x2000},
	{"opt_tx_swhw", 0x4000},
	{"bind_phc", 0x8000},
	{"opt_id_tcp", 0x10000},
	{"opt_rx_filter", 0x20000},
	{"tx_completion", 0x40000},
}

// TimestampFlags says which packets to stamp, where, and how to report the stamps.
var TimestampFlags = &number{"uint32", 4, false, things, &words{prefix: "SOF_TIMESTAMPING_", style: mask, list: sof}}

var timestampMask = &number{"int", 4, true, things, &words{prefix: "SOF_TIMESTAMPING_", style: mask, list: sof}}

var bufLock = &number{"int", 4, true, things, &words{prefix: "SOCK_", style: mask, list: []word{
	{"sndbuf", 1},
	{"rcvbuf", 2},
}}}

var txRehash = &number{"int", 4, true, things, &words{prefix: "SOCK_TXREHASH_", style: enum, list: []word{
	{"default", -1},
	{"disabled", 0},
	{"enabled", 1},
}}}

var repair = &number{"int", 4, true, things, &words{prefix: "TCP_REPAIR_", style: enum, list: []word{
	{"off", 0},
	{"on", 1},
	{"off_no_wp", -1},
}}}

var repairQueue = &number{"int", 4, true, things, &words{prefix: "TCP_", style: enum, list: []word{
	{"none", 0},
	{"recv", 1},
	{"send", 2},
}}}

var saveSyn = &number{"int", 4, true, things, &words{prefix: "TCP_SAVE_SYN_", style: enum, list: []word{
	{"off", 0},
	{"ip", 1},
	{"ether", 2},
}}}

var udpEncap = &number{"int", 4, true, things, &words{prefix: "UDP_ENCAP_", style: enum, list: []word{
	{"none", 0},
	{"espinudp_non_ike", 1},
	{"espinudp", 2},
	{"l2tpinudp", 3},
	{"gtp0", 4},
	{"gtp1u", 5},
	{"rxrpc", 6},
	{"espintcp", 7},
}}}

var packetVersion = &number{"int", 4, true, things, &words{prefix: "TPACKET_", style: enum, list: []word{
	{"v1", 0},
	{"v2", 1},
	{"v3", 2},
}}}

var importance = &number{"uint32", 4, false, things, &words{prefix: "TIPC_", style: enum, list: []word{
	{"low", 0},
	{"medium", 1},
	{"high", 2},
	{"critical", 3},
}}}

var rdsTransport = &number{"int", 4, true, things, &words{prefix: "RDS_TRANS_", style: enum, list: []word{
	{"ib", 0},
	{"tcp", 2},
}}}

var pipeEncap = &number{"int", 4, true, things, &words{prefix: "PNPIPE_ENCAP_", style: enum, list: []word{
	{"none", 0},
	{"ip", 1},
}}}

var xdpOptions = &number{"uint32", 4, false, things, &words{prefix: "XDP_OPTIONS_", style: mask, list: []word{
	{"zerocopy", 1},
}}}

// fanoutModes has the ways in which PACKET_FANOUT distributes packets.
var fanoutModes = []word{
	{"hash", 0},
	{"lb", 1},
	{"cpu", 2},
	{"rollover", 3},
	{"rnd", 4},
	{"qm", 5},
	{"cbpf", 6},
	{"ebpf", 7},
}

// fanoutFlags has the bits that can be added to the mode.
var fanoutFlags = []word{
	{"rollover", 0x1000},
	{"uniqueid", 0x2000},
	{"ignore_outgoing", 0x4000},
	{"defrag", 0x8000},
}

// memberTypes has the packets that PACKET_ADD_MEMBERSHIP accepts.
var memberTypes = []word{
	{"multicast", 0},
	{"promisc", 1},
	{"allmulti", 2},
	{"unicast", 3},
}

// clocks has the clocks of SO_TXTIME.
var clocks = []word{
	{"realtime", 0},
	{"monotonic", 1},
	{"tai", 11},
}

// filterModes has the meanings of a list of sources.
var filterModes = []word{
	{"exclude", 0},
	{"include", 1},
}
