package ref

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"

	"sock/internal/xlat"
)

// names says what each socket is, by its number: "TCP 127.0.0.1:80 LISTEN".
type names map[string]string

// of is a word for any socket: another network namespace's, or one without a name, is only a socket.
func (n names) of(inode string) string {
	if what, ok := n[inode]; ok {
		return what
	}
	return "socket"
}

// readNames reads the tables of our network namespace.
func readNames() names {
	n := names{}
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6", "unix"} {
		n.add(table, rows(table))
	}
	return n
}

// add names the sockets of a table.
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

// rows returns the fields of each line of a table of the kernel's.
func rows(table string) [][]string { return split(readLine("/proc/net/" + table)) }

// split returns the fields of each line of a table's text, without its heading.
func split(table string) [][]string {
	var list [][]string
	_, text, _ := strings.Cut(table, "\n")
	for line := range strings.SplitSeq(text, "\n") {
		list = append(list, strings.Fields(line))
	}
	return list
}

// internet is one address, or two if there is a peer.
func internet(local, peer string) string {
	if to := endpoint(peer); to.Port() != 0 {
		return endpoint(local).String() + " to " + to.String()
	}
	return endpoint(local).String()
}

// endpoint reads 0100007F:0050: words of four bytes as this machine has them, and a port.
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

// The fields of /proc/net/unix: flags, of which one says that the socket listens; its type; and its path, if it has one.
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
