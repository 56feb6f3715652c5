package ref

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"

	"sock/internal/xlat"
)

// names maps the inode number of a socket to its description: "TCP 127.0.0.1:80 LISTEN".
type names map[string]string

// of returns the description of a socket. It is only "socket" in another network namespace or without an address.
func (n names) of(inode string) string {
	if what, ok := n[inode]; ok {
		return what
	}
	return "socket"
}

// readNames reads the socket tables of this network namespace.
func readNames() names {
	n := names{}
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6", "unix"} {
		n.add(table, rows(table))
	}
	return n
}

// add adds the sockets of one table.
func (n names) add(table string, rows [][]string) {
	proto := strings.ToUpper(strings.TrimSuffix(table, "6"))
	for _, f := range rows {
		switch {
		case table == "unix" && len(f) > 6:
			n[f[6]] = local(f)
		case table != "unix" && len(f) > 9:
			n[f[9]] = proto + " " + internet(f[1], f[2]) + tcpState(proto, f[3])
		}
	}
}

// rows returns the fields of each line of a table in /proc/net.
func rows(table string) [][]string { return split(readLine("/proc/net/" + table)) }

// split returns the fields of each line of a table, without the heading.
func split(table string) [][]string {
	var list [][]string
	_, text, _ := strings.Cut(table, "\n")
	for line := range strings.SplitSeq(text, "\n") {
		list = append(list, strings.Fields(line))
	}
	return list
}

// internet returns the local address, and the peer's if there is one.
func internet(local, peer string) string {
	if to := endpoint(peer); to.Port() != 0 {
		return endpoint(local).String() + " to " + to.String()
	}
	return endpoint(local).String()
}

// endpoint parses an address such as 0100007F:0050: 32-bit words in the byte order of this machine, and a port.
func endpoint(text string) netip.AddrPort {
	words, port, _ := strings.Cut(text, ":")
	var bytes []byte
	for ; len(words) >= 8; words = words[8:] {
		word, _ := strconv.ParseUint(words[:8], 16, 32)
		bytes = binary.NativeEndian.AppendUint32(bytes, uint32(word))
	}
	ip, _ := netip.AddrFromSlice(bytes)
	n, _ := strconv.ParseUint(port, 16, 16)
	return netip.AddrPortFrom(ip.Unmap(), uint16(n))
}

func tcpState(proto, text string) string {
	state, _ := strconv.ParseUint(text, 16, 8)
	if proto != "TCP" || int(state) >= len(xlat.TCPStates) {
		return ""
	}
	return " " + xlat.TCPStates[state]
}

// Fields of /proc/net/unix: the flags, the type and the path. unixListen is the flag of a listening socket.
const (
	unixFlags  = 3
	unixType   = 4
	unixPath   = 7
	unixListen = "00010000"
)

func local(f []string) string {
	kind, _ := strconv.ParseUint(f[unixType], 16, 16)
	text := "UNIX " + strings.ToLower(strings.TrimPrefix(xlat.SocketTypes.Name(uint32(kind)), "SOCK_"))
	if len(f) > unixPath {
		text += " " + strings.Join(f[unixPath:], " ")
	}
	if f[unixFlags] == unixListen {
		text += " LISTEN"
	}
	return text
}
