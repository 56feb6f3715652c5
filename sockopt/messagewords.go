package sockopt

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

// RecordType is the type of a TLS record.
var RecordType = &number{"uint8", 1, false, things, &words{prefix: "TLS_RECORD_TYPE_", style: enum, list: []word{
	{"change_cipher_spec", 20},
	{"alert", 21},
	{"handshake", 22},
	{"data", 23},
}}}

// AlgOp is what an AF_ALG socket does with the data.
var AlgOp = &number{"uint32", 4, false, things, &words{prefix: "ALG_OP_", style: enum, list: []word{{"decrypt", 0}, {"encrypt", 1}}}}

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
