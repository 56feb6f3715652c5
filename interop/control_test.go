package interop_test

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// lacking is the status of peer.py if the kernel does not know the option of the case.
const lacking = 77

// A controlCase is one exchange of control data with Python's socket module, which handles it as numbers and bytes.
type controlCase struct {
	name string
	peer string // the arguments of peer.py before --
	sock string // the command line of sock
	want string // a pattern for its output: for sock recv the JSON
	text string // a pattern for the text form of sock recv
}

// The control data that sock sends, as Python receives it.
var controlOut = []controlCase{
	{"IP_TTL", "receive udp4 0:12=1 1", "send --ttl 7 -d payload", `data payload flags 0x0\n0 2 07000000\n\z`, ``},
	{"IP_TTL by number", "receive udp4 0:12=1 1", "send --cmsg 0:2=int:9 -d payload", `\n0 2 09000000\n\z`, ``},
	{"IP_TTL as bytes", "receive udp4 0:12=1 1", "send --cmsg 0:2=hex:0a000000 -d payload", `\n0 2 0a000000\n\z`, ``},
	{"IP_TOS", "receive udp4 0:13=1 1", "send --tos 0x10 -d payload", `\n0 1 10\n\z`, ``},
	{"IP_TOS by name", "receive udp4 0:13=1 1", "send --cmsg IP_TOS=lowdelay -d payload", `\n0 1 10\n\z`, ``},
	{"IP_PKTINFO", "receive udp4 0:8=1 1", "send --pktinfo 127.0.0.2@lo -d payload", `^from 127\.0\.0\.2 .*\n0 8 010000007f0000017f000001\n\z`, ``},
	{"IP_RETOPTS", "receive udp4 0:6=1 1", "send --cmsg IP_RETOPTS=hex:01010100 -d payload", `\n0 6 01010100\n\z`, ``},
	{"IP_PROTOCOL", "receive udp4 - 1", "send --cmsg IP_PROTOCOL=17 -d payload", `data payload`, ``},
	{"SO_MARK", "receive udp4 1:75=1 1", "send --mark 0x102 -d payload", `\n1 36 02010000\n\z`, ``},
	{"SO_PRIORITY", "receive udp4 1:82=1 1", "send --cmsg SO_PRIORITY=3 -d payload", `\n1 12 03000000\n\z`, ``},
	{"SCM_TXTIME", "receive udp4 - 1", "send --txtime +1ms -d payload", `data payload`, ``},
	{"UDP_SEGMENT", "receive udp4 - 3", "send --gso 3 -d payload", `data pay .*\n.*data loa .*\n.*data d flags`, ``},
	{"UDP_SEGMENT IPv6", "receive udp6 - 3", "send --gso 3 -d payload", `data pay .*\n.*data loa .*\n.*data d flags`, ``},
	{
		"SO_TIMESTAMPING", "errors udp4 1:37=0x10 1", "send --cmsg SO_TIMESTAMPING=tx_software -d payload",
		`^1 37 [0-9a-f]{96}\n0 11 2a000000040000000{32}`, ``,
	},
	{
		"SCM_TS_OPT_ID", "errors udp4 1:37=0x92 1", "send --cmsg SCM_TS_OPT_ID=77 -d payload",
		`\n0 11 2a0000000400000000000000` + `4d000000`, ``,
	},
	{"IPV6_RTHDRDSTOPTS", "receive udp6 - 1", "send --cmsg IPV6_RTHDRDSTOPTS=hex:0000010400000000 -d payload", `data payload`, ``},
	{"two", "receive udp4 0:12=1,0:13=1 1", "send --tos 8 --ttl 5 -d payload", `\n0 2 05000000\n0 1 08\n\z`, ``},

	{"IPV6_HOPLIMIT", "receive udp6 41:51=1 1", "send --hoplimit 7 -d payload", `\n41 52 07000000\n\z`, ``},
	{"IPV6_TCLASS", "receive udp6 41:66=1 1", "send --tclass 0x10 -d payload", `\n41 67 10000000\n\z`, ``},
	{
		"IPV6_PKTINFO", "receive udp6 41:49=1 1", "send --pktinfo fd00::2@lo -d payload",
		`^from fd00::2 .*\n41 50 0{31}101000000\n\z`, ``,
	},
	{"IPV6_FLOWINFO", "receive udp6 41:11=1 1", "send --cmsg IPV6_FLOWINFO=0x01012345 -o IPV6_AUTOFLOWLABEL=0 -o IPV6_FLOWINFO_SEND=1 -d payload", `\n41 11 00012345`, ``},
	{
		"IPV6_DSTOPTS", "receive udp6 41:58=1 1", "send --cmsg IPV6_DSTOPTS=hex:0000010400000000 -d payload",
		`\n41 59 1100010400000000\n\z`, ``,
	},
	{
		"IPV6_HOPOPTS", "receive udp6 41:53=1 1", "send --cmsg IPV6_HOPOPTS=hex:0000010400000000 -d payload",
		`\n41 54 1100010400000000\n\z`, ``,
	},
	{"IPV6_DONTFRAG", "receive udp6 - 1", "send --cmsg IPV6_DONTFRAG=1 -d payload", `data payload`, ``},
	{"IPV6_2292HOPLIMIT", "receive udp6 41:51=1 1", "send --cmsg IPV6_2292HOPLIMIT=7 -d payload", `\n41 52 07000000\n\z`, ``},
	{"IPV6_2292PKTINFO", "receive udp6 - 1", "send --cmsg IPV6_2292PKTINFO=fd00::2@lo -d payload", `^from fd00::2 `, ``},
	{
		"IPV6_2292DSTOPTS", "receive udp6 41:58=1 1", "send --cmsg IPV6_2292DSTOPTS=hex:0000010400000000 -d payload",
		`\n41 59 1100010400000000\n\z`, ``,
	},
	{
		"IPV6_2292HOPOPTS", "receive udp6 41:53=1 1", "send --cmsg IPV6_2292HOPOPTS=hex:0000010400000000 -d payload",
		`\n41 54 1100010400000000\n\z`, ``,
	},
}

// The control data that Python sends, or makes the kernel send, as sock prints it in JSON and in text.
var controlIn = []controlCase{
	{"IP_TTL", "send udp4 - 0:2=07000000 payload", "recv --want ttl", `"type":"IP_TTL","value":7}`, `{IP_TTL=7}`},
	{"IP_TOS", "send udp4 - 0:1=10000000 payload", "recv --want tos", `"type":"IP_TOS","value":16}`, `{IP_TOS=16}`},
	{
		"IP_PKTINFO", "send udp4 - - payload", "recv --want pktinfo",
		`"type":"IP_PKTINFO","value":{"ifindex":"lo","spec_dst":"127.0.0.1","addr":"127.0.0.1"}`,
		`{IP_PKTINFO=ifindex=lo,spec_dst=127.0.0.1,addr=127.0.0.1}`,
	},
	{"IP_RECVOPTS", "send udp4 - 0:7=01010100 payload", "recv --want recvopts", `"type":"IP_RECVOPTS","value":"hex:01010100"}`, `{IP_RECVOPTS=hex:01010100}`},
	{
		"IP_RETOPTS", "send udp4 - 0:7=0707040000000000 payload", "recv --want retopts",
		`"type":"IP_RETOPTS","value":"hex:0707087f00000100"}`, `{IP_RETOPTS=hex:0707087f00000100}`,
	},
	{
		"IP_ORIGDSTADDR", "send udp4 - - payload", "recv --want origdst",
		`"type":"IP_ORIGDSTADDR","value":"127.0.0.1:5000"}`, `{IP_ORIGDSTADDR=127.0.0.1:5000}`,
	},
	{"IP_RECVFRAGSIZE", "send udp4 - - *4000", "recv --want fragsize", `"IP_RECVFRAGSIZE","value":1500}`, `{IP_RECVFRAGSIZE=1500}`},
	{"SO_MARK", "send udp4 - 1:36=05000000 payload", "recv --want mark", `"type":"SO_MARK","value":5}`, `{SO_MARK=5}`},
	{"SO_PRIORITY", "send udp4 1:82=1 1:12=03000000 payload", "recv --want priority", `"type":"SO_PRIORITY","value":3}`, `{SO_PRIORITY=3}`},
	{"SO_TIMESTAMP", "send udp4 - - payload", "recv --want timestamp", `"type":"SO_TIMESTAMP","value":"[1-9]\d{9}\.\d{6}"}`, `{SO_TIMESTAMP=[1-9]\d{9}\.\d{6}}`},
	{
		"SO_TIMESTAMP_NEW", "send udp4 - - payload", "recv --want SO_TIMESTAMP_NEW",
		`"type":"SO_TIMESTAMP_NEW","value":"[1-9]\d{9}\.\d{6}"}`, `{SO_TIMESTAMP_NEW=[1-9]\d{9}\.\d{6}}`,
	},
	{
		"SO_TIMESTAMPNS", "send udp4 - - payload", "recv --want timestampns",
		`"type":"SO_TIMESTAMPNS","value":"[1-9]\d{9}\.\d{9}"}`, `{SO_TIMESTAMPNS=[1-9]\d{9}\.\d{9}}`,
	},
	{
		"SO_TIMESTAMPNS_NEW", "send udp4 - - payload", "recv --want SO_TIMESTAMPNS_NEW",
		`"type":"SO_TIMESTAMPNS_NEW","value":"[1-9]\d{9}\.\d{9}"}`, `{SO_TIMESTAMPNS_NEW=[1-9]\d{9}\.\d{9}}`,
	},
	{
		"SO_TIMESTAMPING", "send udp4 - - payload", "recv --want timestamping",
		`"type":"SO_TIMESTAMPING","value":{"software":"[1-9]\d{9}\.\d{9}"`, `{SO_TIMESTAMPING=software=[1-9]\d{9}\.\d{9}}`,
	},
	{
		"SO_TIMESTAMPING_NEW", "send udp4 - - payload", "recv --want SO_TIMESTAMPING_NEW=rx_software|software",
		`"type":"SO_TIMESTAMPING_NEW","value":{"software":"[1-9]\d{9}\.\d{9}"`, `{SO_TIMESTAMPING_NEW=software=[1-9]\d{9}\.\d{9}}`,
	},
	{
		"SO_TIMESTAMPNS on UNIX", "send unixgram - - payload", "recv --want timestampns",
		`"type":"SO_TIMESTAMPNS","value":"[1-9]\d{9}\.\d{9}"}`, `{SO_TIMESTAMPNS=[1-9]\d{9}\.\d{9}}`,
	},
	{
		"SO_TIMESTAMPNS on TCP", "send tcp4 - - payload", "recv --want timestampns",
		`"type":"SO_TIMESTAMPNS","value":"[1-9]\d{9}\.\d{9}"}`, `{SO_TIMESTAMPNS=[1-9]\d{9}\.\d{9}}`,
	},
	{
		"SO_RXQ_OVFL", "inherit udp4 1:40=1,1:8=20000 overflow", "recv --want drops --match payload",
		`"type":"SO_RXQ_OVFL","value":9\d\d}\],"data":"payload"`, `{SO_RXQ_OVFL=9\d\d} "payload"`,
	},
	{"UDP_GRO", "send udp4 - 17:103=e803 *3500", "recv --want gro", `"len":3500,.*"type":"UDP_GRO","value":1000}`, ` 3500 0 {UDP_GRO=1000}`},

	{"IPV6_HOPLIMIT", "send udp6 - 41:52=07000000 payload", "recv --want ttl", `"type":"IPV6_HOPLIMIT","value":7}`, `{IPV6_HOPLIMIT=7}`},
	{"IPV6_TCLASS", "send udp6 - 41:67=10000000 payload", "recv --want tos", `"type":"IPV6_TCLASS","value":16}`, `{IPV6_TCLASS=16}`},
	{
		"IPV6_PKTINFO", "send udp6 - - payload", "recv --want pktinfo",
		`"type":"IPV6_PKTINFO","value":{"addr":"::1","ifindex":"lo"}`, `{IPV6_PKTINFO=addr=::1,ifindex=lo}`,
	},
	{
		"IPV6_FLOWINFO", "send udp6 41:70=0,41:33=1 41:11=00012345 payload", "recv --want flowinfo",
		`"type":"IPV6_FLOWINFO","value":74565}`, `{IPV6_FLOWINFO=0x12345}`,
	},
	{
		"IPV6_HOPOPTS", "send udp6 - 41:54=0000010400000000 payload", "recv --want hopopts",
		`"type":"IPV6_HOPOPTS","value":"hex:1100010400000000"}`, `{IPV6_HOPOPTS=hex:1100010400000000}`,
	},
	{
		"IPV6_DSTOPTS", "send udp6 - 41:59=0000010400000000 payload", "recv --want dstopts",
		`"type":"IPV6_DSTOPTS","value":"hex:1100010400000000"}`, `{IPV6_DSTOPTS=hex:1100010400000000}`,
	},
	{
		"IPV6_ORIGDSTADDR", "send udp6 - - payload", "recv --want origdst",
		`"type":"IPV6_ORIGDSTADDR","value":"\[::1\]:5000"}`, `{IPV6_ORIGDSTADDR=\[::1\]:5000}`,
	},
	{"IPV6_RECVFRAGSIZE", "send udp6 - - *4000", "recv --want fragsize", `"IPV6_RECVFRAGSIZE","value":1496}`, `{IPV6_RECVFRAGSIZE=1496}`},
	{"IPV6_2292HOPLIMIT", "send udp6 - 41:52=07000000 payload", "recv --want IPV6_2292HOPLIMIT", `"type":"IPV6_2292HOPLIMIT","value":7}`, `{IPV6_2292HOPLIMIT=7}`},
	{
		"IPV6_2292PKTINFO", "send udp6 - - payload", "recv --want IPV6_2292PKTINFO",
		`"type":"IPV6_2292PKTINFO","value":{"addr":"::1","ifindex":"lo"}`, `{IPV6_2292PKTINFO=addr=::1,ifindex=lo}`,
	},
	{
		"IPV6_2292HOPOPTS", "send udp6 - 41:54=0000010400000000 payload", "recv --want IPV6_2292HOPOPTS",
		`"type":"IPV6_2292HOPOPTS","value":"hex:1100010400000000"}`, `{IPV6_2292HOPOPTS=hex:1100010400000000}`,
	},
	{
		"IPV6_2292DSTOPTS", "send udp6 - 41:59=0000010400000000 payload", "recv --want IPV6_2292DSTOPTS",
		`"type":"IPV6_2292DSTOPTS","value":"hex:1100010400000000"}`, `{IPV6_2292DSTOPTS=hex:1100010400000000}`,
	},
	{
		"IPV6_RTHDR", "send udp6 41:57=hex:000204000000000000000000000000000000000000000001 - payload", "recv --want rthdr",
		`"type":"IPV6_RTHDR","value":"hex:11020400000000000{31}1"`, `{IPV6_RTHDR=hex:11020400000000000{31}1}`,
	},
	{
		"IPV6_2292RTHDR", "send udp6 41:57=hex:000204000000000000000000000000000000000000000001 - payload", "recv --want IPV6_2292RTHDR",
		`"type":"IPV6_2292RTHDR","value":"hex:11020400000000000{31}1"`, `{IPV6_2292RTHDR=hex:11020400000000000{31}1}`,
	},
	{
		"IPV6_PATHMTU", "inherit udp6 41:60=1,41:62=1 toobig", "recv --want pathmtu",
		`"type":"IPV6_PATHMTU","value":{"addr":"\[::1\]:0","mtu":1500}`, `{IPV6_PATHMTU=addr=\[::1\]:0,mtu=1500}`,
	},

	{"TCP_CM_INQ", "send tcp4 - - payload", "recv --want inq --size 4", `"TCP_CM_INQ","value":3}\],"data":"payl"`, `{TCP_CM_INQ=3} "payl"`},
	{"SCM_INQ", "send unix 1:84=1 - payload", "recv --want inq --size 4", `"SCM_INQ","value":3}\],"data":"payl"`, `{SCM_INQ=3} "payl"`},
	{
		"SCM_RIGHTS", "send unix - 1:1=00000000 payload", "recv",
		`"type":"SCM_RIGHTS","value":\[{"fd":\d+,"what":"/dev/null"}\]`, `{SCM_RIGHTS=\d+</dev/null>}`,
	},
	{
		"SCM_CREDENTIALS", "send unixgram - - payload", "recv --want creds",
		`"type":"SCM_CREDENTIALS","value":{"pid":[1-9]\d*,"uid":0,"gid":0}`, `{SCM_CREDENTIALS=pid=[1-9]\d*,uid=0,gid=0}`,
	},
	{
		"SCM_PIDFD", "send unixgram 1:76=1 - payload", "recv --want pidfd",
		`"type":"SCM_PIDFD","value":\[{"fd":\d+,"what":"anon_inode:\[pidfd\]"}\]`, `{SCM_PIDFD=\d+<anon_inode:\[pidfd\]>}`,
	},
	{
		"PACKET_AUXDATA", "inherit packet - datagram", "recv --want auxdata",
		`"type":"PACKET_AUXDATA","value":{"status":".*","len":35,"snaplen":35,`, `{PACKET_AUXDATA=status=.*,len=35,snaplen=35,`,
	},
	{
		"NETLINK_PKTINFO", "inherit netlink - link", "recv --want pktinfo",
		`"type":"NETLINK_PKTINFO","value":{"group":1}`, `{NETLINK_PKTINFO=group=1}`,
	},
	{
		"SCM_CREDENTIALS on netlink", "inherit netlink 1:16=1 link", "recv --want creds",
		`"type":"SCM_CREDENTIALS","value":{"pid":\d+,"uid":0,"gid":0}`, `{SCM_CREDENTIALS=pid=\d+,uid=0,gid=0}`,
	},
	{
		"NETLINK_LISTEN_ALL_NSID", "inherit netlink 270:8=1 elsewhere", "recv --want nsid",
		`"type":"NETLINK_LISTEN_ALL_NSID","value":0}`, `{NETLINK_LISTEN_ALL_NSID=0}`,
	},

	{
		"IP_RECVERR", "inherit udp4 0:11=1 refused", "recv --errqueue",
		`"type":"IP_RECVERR","value":{"errno":"ECONNREFUSED","origin":"SO_EE_ORIGIN_ICMP","type":"dest_unreach","code":"port_unreach","offender":"127.0.0.1"}`,
		` 127.0.0.1:9 7 MSG_ERRQUEUE {IP_RECVERR=errno=ECONNREFUSED,origin=SO_EE_ORIGIN_ICMP,type=dest_unreach,code=port_unreach,offender=127.0.0.1} "payload"`,
	},
	{
		"IPV6_RECVERR", "inherit udp6 41:25=1 refused", "recv --errqueue",
		`"type":"IPV6_RECVERR","value":{"errno":"ECONNREFUSED","origin":"SO_EE_ORIGIN_ICMP6","type":"dest_unreach","code":"port_unreach","offender":"::1"}`,
		` \[::1\]:9 7 MSG_ERRQUEUE {IPV6_RECVERR=errno=ECONNREFUSED,origin=SO_EE_ORIGIN_ICMP6,type=dest_unreach,code=port_unreach,offender=::1} "payload"`,
	},
	{
		// software, tx_software, opt_id
		"SO_TIMESTAMPING sent", "inherit udp4 1:37=0x92 sent", "recv --errqueue -w 10s",
		`"type":"SO_TIMESTAMPING","value":{"software":"[1-9]\d{9}\.\d{9}".*"origin":"SO_EE_ORIGIN_TIMESTAMPING","stamp":"snd","id":0}`,
		`SO_TIMESTAMPING=software=[1-9]\d{9}\.\d{9}, IP_RECVERR=errno=ENOMSG,origin=SO_EE_ORIGIN_TIMESTAMPING,stamp=snd,id=0}.*payload`,
	},
	{
		// software, tx_ack, opt_tsonly, opt_stats
		"SCM_TIMESTAMPING_OPT_STATS", "inherit tcp4 1:37=0x1a10 sent", "recv --errqueue -w 10s",
		`"type":"SCM_TIMESTAMPING_OPT_STATS","value":{.*"data_segs_out":1,.*"bytes_sent":7,`, `SCM_TIMESTAMPING_OPT_STATS=.*data_segs_out=1,.*bytes_sent=7,`,
	},
	{
		"PACKET_TX_TIMESTAMP", "inherit packet 1:37=0x12 frame", "recv --errqueue -w 10s",
		`"type":"PACKET_TX_TIMESTAMP","value":{"errno":"ENOMSG","origin":"SO_EE_ORIGIN_TIMESTAMPING","stamp":"snd"`,
		`PACKET_TX_TIMESTAMP=errno=ENOMSG,origin=SO_EE_ORIGIN_TIMESTAMPING,stamp=snd`,
	},
	{
		"zerocopy", "inherit tcp4 1:60=1 zerocopy", "recv --errqueue -w 10s",
		`"origin":"SO_EE_ORIGIN_ZEROCOPY","range":"0-\d","code":"copied"`, `origin=SO_EE_ORIGIN_ZEROCOPY,range=0-\d,code=copied`,
	},
}

// TestControl exchanges every kind of control data that this kernel can carry with Python's socket module.
func TestControl(t *testing.T) {
	if testing.Short() {
		t.Skip("needs peers")
	}
	sock := build(t, t.TempDir())
	stampPackets(t)
	for _, c := range controlOut {
		t.Run("out/"+c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, sock, c.want)
		})
	}
	for _, c := range controlIn {
		for format, want := range map[string]string{"json": c.want, "text": c.text} {
			t.Run("in/"+c.name+"/"+format, func(t *testing.T) {
				t.Parallel()
				c.run(t, sock, want, "--format", format)
			})
		}
	}
}

// stampPackets makes the kernel timestamp packets for the duration of the test. That starts a moment after the first
// socket has requested it, so the one packet of a case would otherwise have no timestamp.
func stampPackets(t *testing.T) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Close(fd) })
	asked := unix.SOF_TIMESTAMPING_RX_SOFTWARE | unix.SOF_TIMESTAMPING_SOFTWARE
	if err := errors.Join(
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPING, asked),
		unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}),
	); err != nil {
		t.Fatal(err)
	}
	to, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	control := make([]byte, 256)
	for stamped := 0; stamped == 0; {
		if err := unix.Sendto(fd, []byte("stamp me"), 0, to); err != nil {
			t.Fatal(err)
		}
		if _, stamped, _, _, err = unix.Recvmsg(fd, make([]byte, 16), control, 0); err != nil {
			t.Fatal(err)
		}
	}
}

// command adds flags that every case needs to sock's arguments.
func (c controlCase) command(sock string, flags []string) []string {
	peer, words := strings.Fields(c.peer), strings.Fields(c.sock)
	at := map[string]string{
		"udp4": "udp:127.0.0.1:5000", "udp6": "udp:[::1]:5000", "tcp4": "tcp:127.0.0.1:5000", "tcp6": "tcp:[::1]:5000",
		"unix": "unix:@peer", "unixgram": "unixgram:@peer",
	}[peer[1]]
	stream := strings.HasPrefix(peer[1], "tcp") || peer[1] == "unix"
	switch {
	case peer[0] == "inherit" || peer[0] == "errors":
		words = append(words, "--on", "3")
	case peer[0] == "send" && !stream:
		kind, local, _ := strings.Cut(at, ":")
		words = append(words, "-v", "--udp", "--bind", local)
		if kind == "unixgram" {
			words = append(words, "--unix")
		}
	default:
		words = append(words, at)
	}
	words = slices.Insert(words, 1, flags...)
	command := append([]string{"unshare", "-rn", "python3", filepath.Join("testdata", "peer.py")}, peer...)
	return append(append(command, "--", sock), words...)
}

func (c controlCase) run(t *testing.T, sock, want string, flags ...string) {
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	args := c.command(sock, flags)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == lacking {
		t.Log("this kernel lacks it")
		return
	}
	if err != nil || !regexp.MustCompile(want).Match(out.Bytes()) {
		t.Errorf("%s\n%v\n%swant %s\n%s", strings.Join(args, " "), err, &out, want, &complaints)
	}
}
