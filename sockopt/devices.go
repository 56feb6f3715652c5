package sockopt

// bluetoothRows has the options of level SOL_BLUETOOTH.
var bluetoothRows = []Row{
	{"BT_SECURITY", 4, btSecurity, RW, Any, bluetooth, 0, "link security level"},
	{"BT_DEFER_SETUP", 7, Flag, RW, BeforeListen, bluetooth, 0, "hold incoming connections until authorised"},
	{"BT_FLUSHABLE", 8, Flag, RW, Any, bluetooth, 0, "allow packets to be flushed"},
	{"BT_POWER", 9, btPower, RW, Connected, bluetooth, 0, "force-active policy"},
	{"BT_CHANNEL_POLICY", 10, U32, RW, Any, bluetooth, 0, "BR/EDR versus AMP preference"},
	{"BT_VOICE", 11, btVoice, RW, BeforeConnect, bluetooth, 0, "SCO voice setting"},
	{"BT_SNDMTU", 12, U16, Get, Connected, bluetooth, 0, "outgoing MTU"},
	{"BT_RCVMTU", 13, U16, RW, BeforeConnect, bluetooth, 0, "incoming MTU"},
}

// mctpRows has the options of level SOL_MCTP.
var mctpRows = []Row{
	{"MCTP_OPT_ADDR_EXT", 1, Flag, RW, Any, mctp, 0, "use extended addresses with link-layer info"},
}

// nfcRows has the options of level SOL_NFC.
var nfcRows = []Row{
	{"NFC_LLCP_RW", 0, Integer, RW, BeforeConnect, nfc, 0, "receive window"},
	{"NFC_LLCP_MIUX", 1, sizeInt, RW, BeforeConnect, nfc, 0, "MIU extension"},
	{"NFC_LLCP_REMOTE_MIU", 2, sizeInt, Get, Connected, nfc, 0, "peer MIU"},
	{"NFC_LLCP_REMOTE_LTO", 3, centisInt, Get, Connected, nfc, 0, "peer link timeout"},
	{"NFC_LLCP_REMOTE_RW", 4, Integer, Get, Connected, nfc, 0, "peer receive window"},
}

// pnpipeRows has the options of level SOL_PNPIPE.
var pnpipeRows = []Row{
	{"PNPIPE_ENCAP", 1, pipeEncap, RW, Connected, phonet, 0, "attach the pipe to a network interface"},
	{"PNPIPE_IFINDEX", 2, Integer, Get, Connected, phonet, 0, "interface of the pipe"},
	{"PNPIPE_HANDLE", 3, Integer, RW, BeforeConnect, phonet, 0, "pipe handle"},
	{"PNPIPE_INITSTATE", 4, Flag, RW, BeforeConnect, phonet, 0, "initial pipe state"},
}

// caifRows has the options of level SOL_CAIF.
var caifRows = []Row{
	{"CAIFSO_LINK_SELECT", 127, Integer, Set, BeforeConnect, caif, 0, "link layer choice"},
	{"CAIFSO_REQ_PARAM", 128, Raw, Set, BeforeConnect, caif, 0, "connect request parameters"},
	{"CAIFSO_RSP_PARAM", 129, Raw, Get, Connected, caif, 0, "connect response parameters"},
}

// iucvRows has the options of level SOL_IUCV.
var iucvRows = []Row{
	{"SO_IPRMDATA_MSG", 128, Flag, RW, Any, iucv, 0, "send small data in the parameter list"},
	{"SO_MSGSIZE", 2048, sizeInt, Get, Connected, iucv, 0, "largest message the peer takes"},
	{"SO_MSGLIMIT", 4096, Integer, RW, BeforeConnect | BeforeListen, iucv, 0, "outstanding message limit"},
}
