package sockopt

// tcpRows has the options of TCP, tcp(7).
var tcpRows = []Row{
	{"TCP_NODELAY", 1, Flag, RW, Any, tcp | mptcp, 0, "send small segments at once (no Nagle)"},
	{"TCP_MAXSEG", 2, sizeInt, RW, BeforeConnect | BeforeListen, tcp | mptcp, 0, "largest segment to announce"},
	{"TCP_CORK", 3, Flag, RW, Any, tcp | mptcp, 0, "hold back partial segments, for 200 ms at most"},
	{"TCP_KEEPIDLE", 4, secsInt, RW, Any, tcp | mptcp, 0, "idle time before the first keepalive probe"},
	{"TCP_KEEPINTVL", 5, secsInt, RW, Any, tcp | mptcp, 0, "time between keepalive probes"},
	{"TCP_KEEPCNT", 6, Integer, RW, Any, tcp | mptcp, 0, "keepalive probes before the connection is dropped"},
	{"TCP_SYNCNT", 7, Integer, RW, BeforeConnect, tcp | mptcp, 0, "SYN retransmissions before connect gives up"},
	{"TCP_LINGER2", 8, secsInt, RW, Any, tcp | mptcp, 0, "lifetime of an orphaned FIN-WAIT-2 socket; capped at 120"},
	{"TCP_DEFER_ACCEPT", 9, secsInt, RW, BeforeListen | Listening, tcp | mptcp, orphan, "wake accept only when data has arrived"},
	{"TCP_WINDOW_CLAMP", 10, sizeInt, RW, Any, tcp, 0, "upper bound of the window to announce"},
	{"TCP_INFO", 11, tcpInfo, Get, Any, tcp | mptcp, 0, "connection state and statistics; shorter buffers get a prefix"},
	{"TCP_QUICKACK", 12, Flag, RW, Connected, tcp, orphan, "acknowledge at once, until the kernel decides otherwise"},
	{"TCP_CONGESTION", 13, text16, RW, Any, tcp | mptcp, 0, "congestion control algorithm"},
	{"TCP_MD5SIG", 14, md5, Set, Any, tcp, 0, "key of RFC 2385 for one peer"},
	{"TCP_COOKIE_TRANSACTIONS", 15, Raw, None, Any, nothing, 0, "removed experiment; number must not be reused"},
	{"TCP_THIN_LINEAR_TIMEOUTS", 16, Flag, RW, Any, tcp, zeroOrOne, "linear instead of exponential timeouts on thin streams"},
	{"TCP_THIN_DUPACK", 17, Flag, RW, Any, tcp, zeroOrOne, "accepted and ignored; always reads 0"},
	{"TCP_USER_TIMEOUT", 18, millisInt, RW, Any, tcp, 0, "how long sent data may stay unacknowledged"},
	{"TCP_REPAIR", 19, repair, RW, BeforeConnect | Connected | Strict, tcp, 0, "checkpoint/restore mode"},
	{"TCP_REPAIR_QUEUE", 20, repairQueue, RW, Any, tcp, 0, "which queue repair reads and writes touch; EPERM outside repair"},
	{"TCP_QUEUE_SEQ", 21, U32, RW, BeforeConnect | Strict, tcp, 0, "sequence number of the selected queue"},
	{"TCP_REPAIR_OPTIONS", 22, repairOptions, Set, Connected | Strict, tcp, 0, "restores negotiated TCP options"},
	{"TCP_FASTOPEN", 23, Integer, RW, BeforeListen | Listening | Strict, tcp | mptcp, orphan, "enables server-side Fast Open; EINVAL once connected"},
	{"TCP_TIMESTAMP", 24, U32, RW, Any, tcp, ticks, "timestamp-option clock value, bit 0 says microsecond mode"},
	{"TCP_NOTSENT_LOWAT", 25, size, RW, Any, tcp | mptcp, 0, "writable only while unsent backlog is below this"},
	{"TCP_CC_INFO", 26, Raw, Get, Any, tcp, 0, "algorithm-specific state (vegas, dctcp, bbr)"},
	{"TCP_SAVE_SYN", 27, saveSyn, RW, BeforeListen | Listening, tcp, 0, "ask the listener to keep SYN headers of children"},
	{"TCP_SAVED_SYN", 28, Raw, Get, Connected, tcp, consumes, "headers of the SYN; they can be read once"},
	{"TCP_REPAIR_WINDOW", 29, repairWindow, RW, Strict, tcp, 0, "window state for restore; EPERM outside repair"},
	{"TCP_FASTOPEN_CONNECT", 30, Flag, RW, BeforeConnect | Strict, tcp | mptcp, zeroOrOne, "delay the SYN to the first write so data can ride on it"},
	{"TCP_ULP", 31, text16, RW, Connected, tcp, 0, "stack an upper-layer protocol such as tls; one way"},
	{"TCP_MD5SIG_EXT", 32, md5ext, Set, Any, tcp, 0, "TCP_MD5SIG plus address prefix and interface scope"},
	{"TCP_FASTOPEN_KEY", 33, Raw, RW, Any, tcp, orphan | greets, "per-listener Fast Open cookie key, optional backup key"},
	{"TCP_FASTOPEN_NO_COOKIE", 34, Flag, RW, BeforeConnect | BeforeListen | Listening | Strict, tcp | mptcp, zeroOrOne, "Fast Open without cookies"},
	{"TCP_ZEROCOPY_RECEIVE", 35, zerocopyReceive, Get, Connected, tcp, consumes | asks, "maps received pages into the caller (in/out struct)"},
	{"TCP_INQ", 36, Flag, RW, Any, tcp | mptcp, zeroOrOne, "adds bytes-still-queued control message on receive"},
	{"TCP_TX_DELAY", 37, microsInt, RW, Any, tcp, 0, "artificial delay of outgoing packets (needs fq pacing)"},
	{"TCP_AO_ADD_KEY", 38, Raw, Set, BeforeConnect | BeforeListen, tcp, young, "add a TCP-AO master key"},
	{"TCP_AO_DEL_KEY", 39, Raw, Set, BeforeConnect | Listening, tcp, young, "delete a TCP-AO key"},
	{"TCP_AO_INFO", 40, Raw, RW, Any, tcp, young, "current TCP-AO state and counters"},
	{"TCP_AO_GET_KEYS", 41, rawInput, Get, Any, tcp, asks | young, "list configured TCP-AO keys (in/out)"},
	{"TCP_AO_REPAIR", 42, Raw, RW, Any, tcp, young, "checkpoint/restore of TCP-AO sequence state"},
	{"TCP_IS_MPTCP", 43, Flag, Get, Any, tcp | mptcp, young, "1 when the socket really speaks MPTCP, 0 after fallback"},
	{"TCP_RTO_MAX_MS", 44, millisInt, RW, Any, tcp, young, "ceiling of the retransmission timeout"},
	{"TCP_RTO_MIN_US", 45, microsInt, RW, Any, tcp, young, "floor of the retransmission timeout; jiffy granularity"},
	{"TCP_DELACK_MAX_US", 46, microsInt, RW, Any, tcp, young, "longest delayed-ACK wait; jiffy granularity"},
}

// tlsRows has the options of level SOL_TLS.
var tlsRows = []Row{
	{"TLS_TX", 1, tlsCrypto{}, RW, Connected, tcp, 0, "install transmit keys"},
	{"TLS_RX", 2, tlsCrypto{}, RW, Connected, tcp, 0, "install receive keys"},
	{"TLS_TX_ZEROCOPY_RO", 3, Flag, RW, Connected, tcp, young, "zerocopy sendfile, page contents must not change"},
	{"TLS_RX_EXPECT_NO_PAD", 4, Flag, RW, Connected, tcp, young, "optimistic zero-copy decrypt assuming no padding"},
	{"TLS_TX_MAX_PAYLOAD_LEN", 5, U16, RW, Connected, tcp, young, "cap on plaintext bytes per record"},
}

// mptcpRows has the options of level SOL_MPTCP.
var mptcpRows = []Row{
	{"MPTCP_INFO", 1, mptcpInfo, Get, Any, mptcp, 0, "connection-level MPTCP statistics; EOPNOTSUPP after fallback"},
	{"MPTCP_TCPINFO", 2, subflowInfo, Get, Any, mptcp, 0, "tcp_info of every subflow"},
	{"MPTCP_SUBFLOW_ADDRS", 3, subflowAddrs, Get, Any, mptcp, 0, "local and remote address of every subflow"},
	{"MPTCP_FULL_INFO", 4, fullInfo, Get, Any, mptcp, 0, "everything at once, including subflow ids"},
}

// smcRows has the options of level SOL_SMC.
var smcRows = []Row{
	{"SMC_LIMIT_HS", 1, Flag, RW, Any, smc, 0, "limit SMC handshakes under pressure"},
}
