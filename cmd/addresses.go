package cmd

import (
	"github.com/spf13/cobra"

	"sock/internal/env"
)

const addressesLong = `An ADDRESS as the commands that take one read it. What sock prints as an address can be typed again, and is
the same bytes. A scheme in front names the kind of socket. It may be in any case, and // may follow its colon:

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
    PATH, @NAME                    with --unix; /PATH, ./PATH and @NAME without it too

HOST is a name, an IPv6 number or an IPv4 number in any form of inet_aton(3): 127.0.0.1, 127.1, 0x7f.1. -n looks up no
name of a host or a service; an interface may still have its name. A link-local IPv6 address needs its interface:
fe80::1%eth0.

With --on REF the socket decides how an ADDRESS without a scheme is read: on a UNIX socket it is a path, on a raw socket
a host without a port, on a packet socket an interface. An IPv6 socket takes IPv4 addresses, which the kernel gets as
::ffff:127.0.0.1; with -4 or tcp4: it gets a sockaddr_in instead. Addresses of a dual-stack socket are printed in the same
way: an IPv4 peer is 127.0.0.1:PORT, and --trace shows the sockaddr_in6.

--sockaddr HEX stands for the ADDRESS of a family that has no text here, and for addresses that are wrong on purpose:
nothing of it is looked at, and the errno is the kernel's.

Interfaces are names or numbers, * is all of them, and sock prints numbers. In the address of a received packet sock
prints behind commas what the kernel adds: type=broadcast, multicast, otherhost or outgoing, and hatype=N. A packet to
this host has no type, which is the same as type=host.`

func newAddresses(*env.Env) *cobra.Command {
	return newTopic("addresses", "how an address is written, for every kind of socket", addressesLong)
}
