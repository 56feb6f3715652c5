package cmsg

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

func TestWanted(t *testing.T) {
	for _, c := range []struct {
		names       string
		family, typ int
		want        string
	}{
		{"ttl", unix.AF_INET, unix.SOCK_DGRAM, "IP_RECVTTL=1"},
		{"hoplimit,TTL", unix.AF_INET6, unix.SOCK_DGRAM, "IPV6_RECVHOPLIMIT=1 IP_RECVTTL=1"},
		{"ttl", unix.AF_INET6, unix.SOCK_RAW, "IPV6_RECVHOPLIMIT=1"},
		{"tos,pktinfo", unix.AF_INET, unix.SOCK_DGRAM, "IP_RECVTOS=1 IP_PKTINFO=1"},
		{"tclass,pktinfo", unix.AF_INET6, unix.SOCK_DGRAM, "IPV6_RECVTCLASS=1 IP_RECVTOS=1 IPV6_RECVPKTINFO=1"},
		{"pktinfo", unix.AF_NETLINK, unix.SOCK_RAW, "NETLINK_PKTINFO=1"},
		{"timestamp,timestampns", unix.AF_UNIX, unix.SOCK_DGRAM, "SO_TIMESTAMP=1 SO_TIMESTAMPNS=1"},
		{
			"timestamping", unix.AF_INET, unix.SOCK_STREAM,
			"SO_TIMESTAMPING=rx_software|rx_hardware|software|raw_hardware",
		},
		{"creds,pidfd,security,inq", unix.AF_UNIX, unix.SOCK_STREAM, "SO_PASSCRED=1 SO_PASSPIDFD=1 SO_PASSSEC=1 SO_INQ=1"},
		{"inq", unix.AF_INET, unix.SOCK_STREAM, "TCP_INQ=1"},
		{"origdst,mark,priority,drops,gro,fragsize", unix.AF_INET, unix.SOCK_DGRAM, "IP_RECVORIGDSTADDR=1 SO_RCVMARK=1 SO_RCVPRIORITY=1 SO_RXQ_OVFL=1 UDP_GRO=1 IP_RECVFRAGSIZE=1"},
		{"flowinfo,hopopts,dstopts,rthdr,pathmtu", unix.AF_INET6, unix.SOCK_DGRAM, "IPV6_FLOWINFO=1 IPV6_RECVHOPOPTS=1 IPV6_RECVDSTOPTS=1 IPV6_RECVRTHDR=1 IPV6_RECVPATHMTU=1"},
		{"recvopts,retopts,checksum", unix.AF_INET, unix.SOCK_DGRAM, "IP_RECVOPTS=1 IP_RETOPTS=1 IP_CHECKSUM=1"},
		{"auxdata", unix.AF_PACKET, unix.SOCK_RAW, "PACKET_AUXDATA=1"},
		{"rcvinfo", unix.AF_INET6, unix.SOCK_SEQPACKET, "SCTP_RECVRCVINFO=1"},
		{"IP_RECVTTL,ttl", unix.AF_INET, unix.SOCK_DGRAM, "IP_RECVTTL=1"},
		{"so_timestamping=rx_software", unix.AF_INET, unix.SOCK_DGRAM, "SO_TIMESTAMPING=rx_software"},
		{"all", unix.AF_UNIX, unix.SOCK_STREAM, "SO_TIMESTAMPNS=1 SO_INQ=1 SO_PASSCRED=1 SO_PASSPIDFD=1 SO_PASSSEC=1"},
		{"all", unix.AF_INET, unix.SOCK_STREAM, "SO_TIMESTAMPNS=1 TCP_INQ=1"},
		{
			"all", unix.AF_INET, unix.SOCK_DGRAM,
			"SO_TIMESTAMPNS=1 IP_RECVTTL=1 IP_RECVTOS=1 IP_PKTINFO=1 IP_RECVORIGDSTADDR=1 IP_RECVOPTS=1 IP_RETOPTS=1" +
				" IP_RECVFRAGSIZE=1 IP_CHECKSUM=1 SO_RCVMARK=1 SO_RCVPRIORITY=1 SO_RXQ_OVFL=1 IP_PASSSEC=1",
		},
	} {
		list, err := Wanted(strings.Split(c.names, ","), c.family, c.typ)
		var got []string
		for _, s := range list {
			got = append(got, s.String())
		}
		if strings.Join(got, " ") != c.want || err != nil {
			t.Errorf("%s of %d, %d, %v\ngot  %s\nwant %s", c.names, c.family, c.typ, err, strings.Join(got, " "), c.want)
		}
	}
	for _, c := range []struct{ name, text, hint string }{
		{"tttl", `"tttl" is not a name for --want and not an option`, "did you mean ttl?"},
		{"auxdata", "--want auxdata does not apply to AF_INET SOCK_DGRAM sockets", ""},
		{"SO_KEEPALIVE", "SO_KEEPALIVE does not request a control message", ""},
		{"SO_TIMESTAMPING", "SO_TIMESTAMPING needs a value", ""},
	} {
		_, err := Wanted([]string{c.name}, unix.AF_INET, unix.SOCK_DGRAM)
		if err == nil || !strings.Contains(err.Error(), c.text) || fail.Hint(err) != c.hint || fail.Status(err) != 64 {
			t.Errorf("%s: %v, %q", c.name, err, fail.Hint(err))
		}
	}
}

// TestWants checks that the options of every short name exist, request something, and are for some socket.
func TestWants(t *testing.T) {
	for _, one := range wants {
		for _, text := range one.options {
			list, err := wantedOption(text)
			if err != nil || len(list) != 1 || !slices.Contains(WantNames(), one.name) {
				t.Errorf("%s: %s: %v", one.name, text, err)
			}
		}
	}
	if WantNames()[0] != "all" {
		t.Error("all is not the first")
	}
}
