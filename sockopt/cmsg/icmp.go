package cmsg

// A word is a number with a name.
type word struct {
	name  string
	value uint64
}

// An icmpType is an ICMP error type and its codes. The names are the kernel's without ICMP_ and ICMPV6_.
type icmpType struct {
	number uint64
	name   string
	codes  []word
}

var icmpTypes = []icmpType{
	{3, "dest_unreach", []word{
		{"net_unreach", 0},
		{"host_unreach", 1},
		{"prot_unreach", 2},
		{"port_unreach", 3},
		{"frag_needed", 4},
		{"sr_failed", 5},
		{"net_unknown", 6},
		{"host_unknown", 7},
		{"host_isolated", 8},
		{"net_ano", 9},
		{"host_ano", 10},
		{"net_unr_tos", 11},
		{"host_unr_tos", 12},
		{"pkt_filtered", 13},
		{"prec_violation", 14},
		{"prec_cutoff", 15},
	}},
	{4, "source_quench", nil},
	{5, "redirect", []word{{"redir_net", 0}, {"redir_host", 1}, {"redir_nettos", 2}, {"redir_hosttos", 3}}},
	{11, "time_exceeded", []word{{"exc_ttl", 0}, {"exc_fragtime", 1}}},
	{12, "parameterprob", nil},
}

var icmp6Types = []icmpType{
	{1, "dest_unreach", []word{
		{"noroute", 0},
		{"adm_prohibited", 1},
		{"not_neighbour", 2},
		{"addr_unreach", 3},
		{"port_unreach", 4},
		{"policy_fail", 5},
		{"reject_route", 6},
	}},
	{2, "pkt_toobig", nil},
	{3, "time_exceed", []word{{"exc_hoplimit", 0}, {"exc_fragtime", 1}}},
	{4, "paramprob", []word{{"hdr_field", 0}, {"unk_nexthdr", 1}, {"unk_option", 2}}},
}

var zerocopyCodes = []word{{"copied", 1}}

var txtimeCodes = []word{{"invalid_param", 1}, {"missed", 2}}

// stampTypes has the points on the way out at which a packet is stamped.
var stampTypes = []word{{"snd", 0}, {"sched", 1}, {"ack", 2}, {"completion", 3}}
