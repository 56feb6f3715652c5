package sockopt

import "golang.org/x/sys/unix"

// Sockets is a set of kinds of socket.
type Sockets uint64

// Each kind of socket with its own options has a bit.
const (
	tcp4 Sockets = 1 << iota
	tcp6
	mptcp4
	mptcp6
	udp4
	udp6
	udplite4
	udplite6
	raw4other
	raw4icmp
	raw4igmp
	raw4raw
	raw6other
	raw6icmp
	raw6raw
	ping4
	ping6
	sctp4
	sctp6
	dccp4
	dccp6
	smc
	unixStream
	unixDgram
	unixSeqpacket
	vsockStream
	vsockOther
	packetRaw
	packetDgram
	netlink
	xdp
	alg
	canRaw
	canISOTP
	canJ1939
	canOther
	tipc
	kcm
	mctp
	rds
	rxrpc
	llc
	bluetooth
	pppox
	nfc
	phonet
	iucv
	caif
	other

	everySocket Sockets = other<<1 - 1
	nothing     Sockets = 0

	raw4  = raw4other | raw4icmp | raw4igmp | raw4raw
	raw6  = raw6other | raw6icmp | raw6raw
	tcp   = tcp4 | tcp6
	mptcp = mptcp4 | mptcp6
	udp   = udp4 | udp6 | udplite
	sctp  = sctp4 | sctp6
	dccp  = dccp4 | dccp6

	udplite = udplite4 | udplite6
	stream4 = tcp4 | mptcp4 | sctp4 | dccp4
	stream6 = tcp6 | mptcp6 | sctp6 | dccp6
	dgram4  = udp4 | udplite4 | raw4 | ping4
	dgram6  = udp6 | udplite6 | raw6 | ping6
	inet4   = stream4 | dgram4
	inet6   = stream6 | dgram6
	ip      = inet4 | inet6

	unixAny = unixStream | unixDgram | unixSeqpacket
	vsock   = vsockStream | vsockOther
	packet  = packetRaw | packetDgram
)

// socketsOf returns the kind that socket(2) makes with these arguments.
func socketsOf(family, typ, protocol int) Sockets {
	switch family {
	case unix.AF_INET:
		return inetSocket(typ, protocol)
	case unix.AF_INET6:
		return six(inetSocket(typ, protocol))
	case unix.AF_UNIX:
		return byType(typ, unixStream, unixDgram, unixSeqpacket)
	case unix.AF_VSOCK:
		return byType(typ, vsockStream, vsockOther, vsockOther)
	case unix.AF_PACKET:
		return byType(typ, packetRaw, packetDgram, packetRaw)
	case unix.AF_CAN:
		return canSocket(typ, protocol)
	}
	for _, f := range &families {
		if f.family == family {
			return f.sockets
		}
	}
	return other
}

var families = [...]struct {
	family  int
	sockets Sockets
}{
	{unix.AF_NETLINK, netlink},
	{unix.AF_XDP, xdp},
	{unix.AF_ALG, alg},
	{unix.AF_TIPC, tipc},
	{unix.AF_KCM, kcm},
	{unix.AF_SMC, smc},
	{unix.AF_MCTP, mctp},
	{unix.AF_RDS, rds},
	{unix.AF_RXRPC, rxrpc},
	{unix.AF_LLC, llc},
	{unix.AF_BLUETOOTH, bluetooth},
	{unix.AF_PPPOX, pppox},
	{unix.AF_NFC, nfc},
	{unix.AF_PHONET, phonet},
	{unix.AF_IUCV, iucv},
	{unix.AF_CAIF, caif},
}

func byType(typ int, stream, dgram, rest Sockets) Sockets {
	switch typ {
	case unix.SOCK_STREAM:
		return stream
	case unix.SOCK_DGRAM:
		return dgram
	}
	return rest
}

// Protocols that x/sys lacks on some architectures.
const (
	protoICMPv6  = 58
	protoUDPLite = 136
	protoMPTCP   = 262
	canISOTPno   = 6
	canJ1939no   = 7
)

// inetSocket returns the kind for IPv4.
func inetSocket(typ, protocol int) Sockets {
	switch {
	case protocol == unix.IPPROTO_SCTP && typ != unix.SOCK_RAW:
		return sctp4
	case typ == unix.SOCK_STREAM && protocol == protoMPTCP:
		return mptcp4
	case typ == unix.SOCK_STREAM:
		return tcp4
	case typ == unix.SOCK_DCCP:
		return dccp4
	case typ == unix.SOCK_DGRAM && (protocol == unix.IPPROTO_ICMP || protocol == protoICMPv6):
		return ping4
	case typ == unix.SOCK_DGRAM && protocol == protoUDPLite:
		return udplite4
	case typ == unix.SOCK_DGRAM:
		return udp4
	case protocol == unix.IPPROTO_ICMP || protocol == protoICMPv6:
		return raw4icmp
	case protocol == unix.IPPROTO_IGMP:
		return raw4igmp
	case protocol == unix.IPPROTO_RAW:
		return raw4raw
	}
	return raw4other
}

// six returns the kind for IPv6.
func six(s Sockets) Sockets {
	switch s {
	case raw4other, raw4igmp:
		return raw6other
	case raw4icmp:
		return raw6icmp
	case raw4raw:
		return raw6raw
	}
	return s << 1
}

func canSocket(typ, protocol int) Sockets {
	switch {
	case typ == unix.SOCK_RAW:
		return canRaw
	case protocol == canISOTPno:
		return canISOTP
	case protocol == canJ1939no:
		return canJ1939
	}
	return canOther
}
