package sockopt

// A group has the options of one level.
type group struct {
	level *Level
	rows  []Row
}

// table has all options. A new option needs only a row in the list of its level. The numbers are the same on amd64,
// arm64, arm, 386, riscv64, loong64 and s390x.
var table = [...]group{
	{&levels[0], socketRows},
	{&levels[1], ipRows},
	{&levels[2], ipv6Rows},
	{&levels[3], tcpRows},
	{&levels[4], udpRows},
	{&levels[5], udpliteRows},
	{&levels[6], rawRows},
	{&levels[7], icmpv6Rows},
	{&levels[8], mptcpRows},
	{&levels[9], vsockRows},
	{&levels[10], packetRows},
	{&levels[11], netlinkRows},
	{&levels[12], tlsRows},
	{&levels[13], xdpRows},
	{&levels[14], algRows},
	{&levels[15], sctpRows},
	{&levels[16], canRawRows},
	{&levels[17], canIsotpRows},
	{&levels[18], canJ1939Rows},
	{&levels[19], tipcRows},
	{&levels[20], kcmRows},
	{&levels[21], smcRows},
	{&levels[22], mctpRows},
	{&levels[23], rdsRows},
	{&levels[24], dccpRows},
	{&levels[25], bluetoothRows},
	{&levels[26], rxrpcRows},
	{&levels[27], llcRows},
	{&levels[28], pppol2tpRows},
	{&levels[29], iucvRows},
	{&levels[30], caifRows},
	{&levels[31], nfcRows},
	{&levels[32], pnpipeRows},
}
