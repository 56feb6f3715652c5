package sockopt

// canRawRows has the options of level SOL_CAN_RAW.
var canRawRows = []Row{
	{"CAN_RAW_FILTER", 1, rawLong, RW, Any, canRaw, 0, "receive filters; empty list means receive nothing"},
	{"CAN_RAW_ERR_FILTER", 2, U32, RW, Any, canRaw, 0, "error-frame classes to receive"},
	{"CAN_RAW_LOOPBACK", 3, Flag, RW, Any, canRaw, 0, "loop sent frames back to other local sockets"},
	{"CAN_RAW_RECV_OWN_MSGS", 4, Flag, RW, Any, canRaw, 0, "also receive own frames"},
	{"CAN_RAW_FD_FRAMES", 5, Flag, RW, Any, canRaw, 0, "allow CAN FD frames"},
	{"CAN_RAW_JOIN_FILTERS", 6, Flag, RW, Any, canRaw, 0, "all filters must match instead of any"},
	{"CAN_RAW_XL_FRAMES", 7, Flag, RW, Any, canRaw, young, "allow CAN XL frames"},
	{"CAN_RAW_XL_VCID_OPTS", 8, Raw, RW, Any, canRaw, young, "CAN XL virtual network id handling"},
}

// canIsotpRows has the options of level SOL_CAN_ISOTP.
var canIsotpRows = []Row{
	{"CAN_ISOTP_OPTS", 1, isotpOptions, RW, BeforeBind | Strict, canISOTP, 0, "flags, addressing and padding"},
	{"CAN_ISOTP_RECV_FC", 2, isotpFC, RW, BeforeBind | Strict, canISOTP, 0, "flow-control parameters we announce"},
	{"CAN_ISOTP_TX_STMIN", 3, nanos, RW, BeforeBind | Strict, canISOTP, 0, "forced transmit gap"},
	{"CAN_ISOTP_RX_STMIN", 4, nanos, RW, BeforeBind | Strict, canISOTP, 0, "ignore frames arriving closer than this"},
	{"CAN_ISOTP_LL_OPTS", 5, isotpLL, RW, BeforeBind | Strict, canISOTP, 0, "link-layer MTU and flags"},
}

// canJ1939Rows has the options of level SOL_CAN_J1939.
var canJ1939Rows = []Row{
	{"SO_J1939_FILTER", 1, Raw, Set, Any, canJ1939, 0, "receive filters"},
	{"SO_J1939_PROMISC", 2, Flag, RW, Any, canJ1939, 0, "receive everything"},
	{"SO_J1939_SEND_PRIO", 3, Integer, RW, Any, canJ1939, 0, "priority of sent messages"},
	{"SO_J1939_ERRQUEUE", 4, Flag, RW, Any, canJ1939, 0, "report send progress on the error queue"},
}
