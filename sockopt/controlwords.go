package sockopt

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

var packetStatus = &number{"uint32", 4, false, things, &words{prefix: "TP_STATUS_", style: mask, list: []word{
	{"user", 0x1},
	{"copy", 0x2},
	{"losing", 0x4},
	{"csumnotready", 0x8},
	{"vlan_valid", 0x10},
	{"blk_tmo", 0x20},
	{"vlan_tpid_valid", 0x40},
	{"csum_valid", 0x80},
	{"gso_tcp", 0x100},
	{"ts_software", 0x20000000},
	{"ts_sys_hardware", 0x40000000},
	{"ts_raw_hardware", 0x80000000},
}}}

var labelAction = &number{"uint8", 1, false, things, &words{prefix: "IPV6_FL_A_", style: enum, list: []word{{"get", 0}, {"put", 1}, {"renew", 2}}}}

var labelShare = &number{"uint8", 1, false, things, &words{prefix: "IPV6_FL_S_", style: enum, list: []word{
	{"none", 0},
	{"excl", 1},
	{"process", 2},
	{"user", 3},
	{"any", 255},
}}}

var labelFlags = &number{"uint16", 2, false, things, &words{prefix: "IPV6_FL_F_", style: mask, list: []word{
	{"create", 1},
	{"excl", 2},
	{"reflect", 4},
	{"remote", 8},
}}}

var recordType = &number{"uint8", 1, false, things, &words{prefix: "TLS_RECORD_TYPE_", style: enum, list: []word{
	{"change_cipher_spec", 20},
	{"alert", 21},
	{"handshake", 22},
	{"data", 23},
}}}

var algOp = &number{"uint32", 4, false, things, &words{prefix: "ALG_OP_", style: enum, list: []word{{"decrypt", 0}, {"encrypt", 1}}}}

// sctpFlags has the flags of a message. The two bits of 0x30 are the policy of SCTP_PRINFO.
var sctpFlags = &number{"uint16", 2, false, things, &words{prefix: "SCTP_", style: mask, list: []word{
	{"unordered", 0x1},
	{"addr_over", 0x2},
	{"abort", 0x4},
	{"sack_immediately", 0x8},
	{"sendall", 0x40},
	{"pr_sctp_all", 0x80},
	{"eof", 0x200},
	{"notification", 0x8000},
}}}

var sctpPolicy = &number{"uint16", 2, false, things, &words{prefix: "SCTP_PR_SCTP_", style: enum, list: []word{
	{"none", 0},
	{"ttl", 0x10},
	{"rtx", 0x20},
	{"prio", 0x30},
}}}

// tcpStats has the attributes TCP_NLA_* from 1 on. The first is padding.
var tcpStats = [...]string{
	1: "busy", "rwnd_limited", "sndbuf_limited", "data_segs_out", "total_retrans", "pacing_rate", "delivery_rate",
	"snd_cwnd", "reordering", "min_rtt", "recur_retrans", "delivery_rate_app_lmt", "sndq_size", "ca_state",
	"snd_ssthresh", "delivered", "delivered_ce", "bytes_sent", "bytes_retrans", "dsack_dups", "reord_seen",
	"srtt", "timeout_rehash", "bytes_notsent", "edt", "ttl",
}
