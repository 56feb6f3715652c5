package cmd

import (
	"github.com/spf13/cobra"

	"sock/modes"
)

const addressesLong = `An ADDRESS as the words that take one read it. What sock prints as an address can be typed again, and is
the same bytes. A word with a scheme may say all of it, also with // after the colon:

    tcp:HOST:PORT  tcp4: tcp6:     TCP; the host a name or a number, an IPv6 number in brackets: [fe80::1%eth0]
    udp:HOST:PORT  udp4: udp6:     UDP
    udplite:HOST:PORT              UDP-Lite, where the kernel still has it
    mptcp:HOST:PORT                Multipath TCP; that a peer has only TCP is told
    ip:PROTOCOL:HOST  ip4: ip6:    a raw socket of IP, ip(7): ip:icmp:127.0.0.1, ip:47:192.0.2.1, ip6:icmpv6:[::1];
                                   with --udp a ping socket, icmp(7)
    unix:PATH unixgram: unixpacket: a UNIX socket, unix(7): a path, @NAME in the abstract namespace, or nothing
    vsock:CID:PORT                 vsock(7): the context a number, any, hypervisor, local or host; the port a number
                                   or any
    packet:IF[:ETHERTYPE[:MAC]]    frames of an interface, packet(7): packet:lo:ip, packet:*:all,
                                   packet:eth0:0x88b5:02:00:00:00:00:01; with --udp without their headers
    netlink:PROTOCOL[:PORT[:GROUPS]]  netlink(7): netlink:route, netlink:kobject_uevent:0:1; port 0 is the kernel, or to
                                   bind, a port of its choice
    xdp:IF:QUEUE[:FLAGS]           AF_XDP
    sockaddr:HEX                   the bytes of a struct sockaddr, of any family and length

Flags say the same: --family, --type and --protocol, by the kernel's name with or without its prefix, or by number.
The names of --protocol are those of the family: IPPROTO_ for IP, NETLINK_ for netlink, ETH_P_ for packets, whose numbers
are turned into network order. The ADDRESS then needs no scheme:

    HOST PORT, HOST:PORT           IP; a PORT alone is every address to bind, the loopback to connect
    HOST                           IP with --type raw, and ping sockets, whose port is the identifier
    CID PORT, IF ETHERTYPE ...     the words of the scheme, for --family vsock, packet, netlink and xdp
    PATH, @NAME                    with --unix

--sockaddr HEX stands for the ADDRESS of a family that has no text here, and for addresses that are wrong on purpose:
nothing of it is looked at, and the errno is the kernel's.

Interfaces are names or numbers, * is all of them, and sock prints numbers. A received packet's address has what the
kernel adds behind commas: type=host, broadcast, multicast, otherhost or outgoing, and hatype=N.`

func newAddresses(*modes.Env) *cobra.Command {
	return newTopic("addresses", "how an address is written, for every kind of socket", addressesLong)
}
