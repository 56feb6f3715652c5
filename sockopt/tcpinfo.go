package sockopt

// sizeofTCPInfo is struct tcp_info of Linux 6.18 and later.
const sizeofTCPInfo = 280

// tcpInfo is struct tcp_info. Every kernel knows its first fields; the length it returns says how many.
// Linux 6.18 alone has two numbers of 16 bits where the last four fields are.
var tcpInfo = &fields{"tcp_info", "tcpi_state=N,tcpi_ca_state=N,...", "tcpi_", 512, []field{
	{"state", 8, 0}, {"ca_state", 8, 0}, {"retransmits", 8, 0}, {"probes", 8, 0}, {"backoff", 8, 0},
	{"options", 8, 0}, {"snd_wscale", 4, 0}, {"rcv_wscale", 4, 0}, {"delivery_rate_app_limited", 1, 0},
	{"fastopen_client_fail", 2, 0}, {"", 5, 0}, {"rto", 32, 0}, {"ato", 32, 0}, {"snd_mss", 32, 0},
	{"rcv_mss", 32, 0}, {"unacked", 32, 0}, {"sacked", 32, 0}, {"lost", 32, 0}, {"retrans", 32, 0},
	{"fackets", 32, 0}, {"last_data_sent", 32, 0}, {"last_ack_sent", 32, 0}, {"last_data_recv", 32, 0},
	{"last_ack_recv", 32, 0}, {"pmtu", 32, 0}, {"rcv_ssthresh", 32, 0}, {"rtt", 32, 0}, {"rttvar", 32, 0},
	{"snd_ssthresh", 32, 0}, {"snd_cwnd", 32, 0}, {"advmss", 32, 0}, {"reordering", 32, 0},
	{"rcv_rtt", 32, 0}, {"rcv_space", 32, 0}, {"total_retrans", 32, 0}, {"pacing_rate", 64, 0},
	{"max_pacing_rate", 64, 0}, {"bytes_acked", 64, 0}, {"bytes_received", 64, 0}, {"segs_out", 32, 0},
	{"segs_in", 32, 0}, {"notsent_bytes", 32, 0}, {"min_rtt", 32, 0}, {"data_segs_in", 32, 0},
	{"data_segs_out", 32, 0}, {"delivery_rate", 64, 0}, {"busy_time", 64, 0}, {"rwnd_limited", 64, 0},
	{"sndbuf_limited", 64, 0}, {"delivered", 32, 0}, {"delivered_ce", 32, 0}, {"bytes_sent", 64, 0},
	{"bytes_retrans", 64, 0}, {"dsack_dups", 32, 0}, {"reord_seen", 32, 0}, {"rcv_ooopack", 32, 0},
	{"snd_wnd", 32, 0}, {"rcv_wnd", 32, 0}, {"rehash", 32, 0}, {"total_rto", 16, 0},
	{"total_rto_recoveries", 16, 0}, {"total_rto_time", 32, 0}, {"received_ce", 32, 0},
	{"delivered_e1_bytes", 32, 0}, {"delivered_e0_bytes", 32, 0}, {"delivered_ce_bytes", 32, 0},
	{"received_e1_bytes", 32, 0}, {"received_e0_bytes", 32, 0}, {"received_ce_bytes", 32, 0},
	{"ecn_mode", 2, 0}, {"accecn_opt_seen", 2, 0}, {"accecn_fail_mode", 4, 0}, {"options2", 24, 0},
}}
