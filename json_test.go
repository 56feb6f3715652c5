package main_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sock/cmd"
)

// A provocation is a shell script that makes sock write a line of JSON of this kind, which has some members, lacks
// others, and matches a pattern.
type provocation struct {
	name, script string
	kind         string
	has, lacks   string
	match        string
}

// pair starts the scripts that have two ends, l and r.
const (
	stream    = "sock socketpair --hold l,r\n"
	datagram  = "sock socketpair --udp --hold l,r\n"
	seqpacket = "sock socketpair --type SOCK_SEQPACKET --hold l,r\n"
	udp       = "ADDR=$(sock socket --udp --bind 127.0.0.1:0 --hold r)\n"
	udp6      = "ADDR=$(sock socket -6 --udp --bind [::1]:0 --hold r)\n"
	json1     = "sock recv --on r -w 20 --format json"
	wantAll   = "sock recv --on r --dontwait --want all\n" // no message yet: EAGAIN
)

var provocations = []provocation{
	{
		"sockets that are ready, by poll", stream + "sock poll --on l --on r --json out",
		"ready", "on events", "", `"on":"r","events":\["POLLOUT"\]`,
	},
	{
		"sockets that are ready, by epoll", stream + "sock send --on l -d x; sock epoll --on r --json in et out",
		"ready", "on events", "", `"on":"r","events":\["EPOLLIN","EPOLLOUT"\]`,
	},
	{
		"what requests return", stream + "sock send --on l -d hi; sock ioctl --on r --json SIOCINQ SIOCATMARK SIOCGIFMTU=lo 0x894d=hex:0000 2>&1; " +
			"sock ioctl --json SIOCGIFMTU=lo SIOCGIFNAME=1 0x541b=int:0 SIOCATMARK",
		"options", "SIOCGIFMTU SIOCINQ", "", `"SIOCGIFMTU":\{"ifr_name":"lo","ifr_mtu":65536\},"SIOCGIFNAME":\{"ifr_ifindex":1,"ifr_name":"lo"\},"SIOCINQ":0,"SIOCATMARK":false`,
	},
	{
		"a descriptor with its flags", stream + "sock send --on l --fds 0 -d x </dev/null\nsock recv --on r --fdflags --no-cloexec -w 20 --format json",
		"message", "control", "", `"type":"SCM_RIGHTS","value":\[\{"fd":\d+,"what":"/dev/null","flags":"F_GETFD=0 F_GETFL=O_RDONLY\|O_LARGEFILE"\}\]`,
	},
	{
		"the three sets", stream + "sock select --on l --on r --json",
		"sets", "read write except", "", `"read":\[\],"write":\["l","r"\],"except":\[\]`,
	},
	{
		"a piece of a stream from an unnamed peer", stream + "sock send --on l -d hi\n" + json1,
		"message", "data", "data_base64 mark", `"call":"recvmsg","from":null,"len":2,"flags":\[\],"control":\[\],"data":"hi","eof":false`,
	},
	{
		"a piece of a stream that cat shows", stream + "sock send --on l -d hi; sock close l\nsock cat --on r --recv-only --format json",
		"message", "data", "data_base64 mark", `"call":"recvfrom","from":null,"len":2,.*"data":"hi","eof":false`,
	},
	{
		"a connection", "ADDR=$(sock listen --hold r 127.0.0.1:0)\nsock accept --on r --format json </dev/null & printf 'x\\377' | sock connect $ADDR; wait",
		"message", "data_base64", "data", `"from":"127\.0\.0\.1:\d+","len":2,.*"data_base64":"eP8="`,
	},
	{
		"the end of a stream", stream + "sock send --on l -d hi; sock shutdown --on l write\n" + json1 + " --all",
		"message", "data", "data_base64", `"len":0,.*"data":"","eof":true`,
	},
	{
		"the end of seqpackets", seqpacket + "sock close l\n" + json1,
		"message", "data", "", `"len":0,.*"data":"","eof":true`,
	},
	{
		"a datagram without bytes is no end", datagram + "sock send --on l -d ''\n" + json1,
		"message", "data", "", `"len":0,.*"data":"","eof":false`,
	},
	{
		"a sender with a name", udp + "sock send --udp --bind 127.0.0.2 -d x $ADDR\n" + json1,
		"message", "data", "", `"call":"recvmsg","from":"127\.0\.0\.2:\d+"`,
	},
	{
		"a sender whose name is not UTF-8", `sock socket --unix --udp --bind here --hold r
sock send --unix --udp --bind '@a\xff\x0a' -d x here` + "\n" + json1,
		"message", "data", "", `"from":"unix:@a\\\\xff\\\\x0a"`,
	},
	{
		"bytes that are not UTF-8", datagram + "sock send --on l --hex 00ff41\n" + json1,
		"message", "data_base64", "data", `"len":3,.*"data_base64":"AP9B"`,
	},
	{
		"half a character", datagram + "sock send --on l --hex e282\n" + json1,
		"message", "data_base64", "data", `"data_base64":"4oI="`,
	},
	{
		"a surrogate, which UTF-8 has not", datagram + "sock send --on l --hex eda080\n" + json1,
		"message", "data_base64", "data", `"data_base64":"7aCA"`,
	},
	{
		"what breaks lines, and NUL", datagram + `sock send --on l -e -d '\0\n\r\x7f\xc2\x85\xe2\x80\xa8\xe2\x80\xa9"\\'` + "\n" + json1,
		"message", "data", "", `"len":14,.*"data":"\\u0000\\n\\r\\u007f\\u0085\\u2028\\u2029\\"\\\\"`,
	},
	{
		"a character of the payload that others put for what is none", datagram + "sock send --on l --hex efbfbd\n" + json1,
		"message", "data", "data_base64", `"data":"\x{fffd}"`,
	},
	{
		"a message that was cut", datagram + "sock send --on l -d hello\n" + json1 + " --size 2 --trunc",
		"message", "data", "", `"len":5,"flags":\["MSG_TRUNC"\],.*"data":"he"`,
	},
	{
		"control data that was cut", datagram + "sock send --on l --cmsg SCM_RIGHTS=0,0 -d x\n" + json1 + " --control-size 20",
		"message", "", "", `"flags":\["MSG_CTRUNC"\]`,
	},
	{
		"the end of a record", seqpacket + "sock send --on l --flags MSG_EOR -d x\n" + json1,
		"message", "", "", `"data":"x"`,
	},
	{
		"flags that the receiver asked for", datagram + "sock send --on l --cmsg SCM_RIGHTS=0 -d x\n" + json1 + " --flags MSG_CMSG_CLOEXEC",
		"message", "", "", `"flags":\["MSG_CMSG_CLOEXEC"\]`,
	},
	{
		"the urgent byte", `python3 -c '
import socket, subprocess
l = socket.create_server(("127.0.0.1", 0)); c = socket.create_connection(l.getsockname()); s, _ = l.accept()
c.send(b"!", socket.MSG_OOB)
subprocess.run(["sock", "recv", "--oob", "--format", "json", "--on", str(s.fileno())], pass_fds=[s.fileno()], check=True)'`,
		"message", "data", "", `"flags":\["MSG_OOB"\],.*"data":"!"`,
	},
	{
		"control data of UDP", udp + wantAll +
			"sock send --udp -o IP_OPTIONS=hex:07070400000000 -o SO_PRIORITY=3 --tos 8 --ttl 9 -d x $ADDR\n" + json1,
		"message", "", "", `"SO_TIMESTAMPNS".*"IP_PKTINFO","value":\{"ifindex":"lo","spec_dst":"127\.0\.0\.1","addr":"127\.0\.0\.1"\}.*` +
			`"IP_TTL","value":9\}.*"IP_TOS","value":8\}.*"IP_RECVOPTS","value":"hex:.*"IP_RETOPTS".*"IP_ORIGDSTADDR","value":"127`,
	},
	{
		"control data of UDP on IPv6", udp6 + wantAll +
			"sock send -6 --udp --cmsg IPV6_HOPOPTS=hex:0000010400000000 --cmsg IPV6_DSTOPTS=hex:0000010400000000 -d x $ADDR\n" + json1,
		"message", "", "", `"IPV6_PKTINFO","value":\{"addr":"::1","ifindex":"lo"\}.*"IPV6_HOPLIMIT","value":64\}.*"IPV6_TCLASS","value":0\}.*` +
			`"IPV6_FLOWINFO","value":\d+\}.*"IPV6_HOPOPTS","value":"hex:.*"IPV6_DSTOPTS","value":"hex:.*"IPV6_ORIGDSTADDR","value":"\[::1\]`,
	},
	{
		"an IPv6 socket that receives IPv4", "ADDR=$(sock socket -6 --udp --bind [::]:0 --hold r)\n" + wantAll +
			"sock send --udp -d x 127.0.0.1 ${ADDR##*:}\n" + json1,
		"message", "", "", `"from":"127\.0\.0\.1:\d+".*"IP_TTL"`,
	},
	{
		"the time when it was sent", "ADDR=$(sock socket --udp --bind 127.0.0.1:0 -o 'SO_TIMESTAMPING=tx_software|software' --hold r)\n" +
			"sock send --on r -d x $ADDR\n" + json1 + " --errqueue",
		"message", "", "", `"SO_TIMESTAMPING","value":\{"software":"\d+\.\d{9}",.*"IP_RECVERR","value":\{.*"origin":"SO_EE_ORIGIN_TIMESTAMPING"`,
	},
	{
		"the size of segments", udp + "sock recv --on r --dontwait --want gro\nsock send --udp --cmsg UDP_SEGMENT=4 -d 0123456789 $ADDR\n" + json1,
		"message", "", "", `"UDP_GRO","value":4\}.*"data":"0123456789"`,
	},
	{
		"what was lost", udp + "sock setsockopt --on r SO_RCVBUF=1\nsock recv --on r --dontwait --want drops\n" +
			"head -c 20000 /dev/zero | sock send --udp --framing 1000 $ADDR\nsock recv --on r >/dev/null\nsock send --udp -d x $ADDR\n" + json1 + " --count 9 -w 1",
		"message", "", "", `"SO_RXQ_OVFL","value":\d+`,
	},
	{
		"what waits on TCP", "ADDR=$(sock listen --hold l 127.0.0.1:0)\nsock connect --hold c $ADDR; sock accept --on l --hold r\n" +
			"sock recv --on r --dontwait --want inq\nsock send --on c -d hello\n" + json1 + " --size 2",
		"message", "", "", `"TCP_CM_INQ","value":3\}.*"data":"he"`,
	},
	{
		"what was sent without a copy", "ADDR=$(sock listen --hold l 127.0.0.1:0)\nsock connect --hold r -o SO_ZEROCOPY $ADDR\n" +
			"sock send --on r --zerocopy -d hello\n" + json1 + " --errqueue",
		"message", "", "", `"IP_RECVERR","value":\{"errno":.*"origin":"SO_EE_ORIGIN_ZEROCOPY","range":"0-0"`,
	},
	{
		"the control data of a packet socket", "unshare -rn sh -c 'ip link set lo up; sock socket --family AF_PACKET --type dgram --protocol ETH_P_ALL --hold r\n" +
			"sock recv --on r --dontwait --want auxdata,timestampns >/dev/null\nsock send --udp -d x 127.0.0.1:9\n" + json1 + "'",
		"message", "", "", `"PACKET_AUXDATA","value":\{"status":.*"len":\d+,"snaplen":\d+,"mac":\d+,"net":\d+`,
	},
	{
		"credentials, a process and what waits, of UNIX", stream + wantAll + "sock send --on l -d x\n" + json1,
		"message", "", "", `"SCM_CREDENTIALS","value":\{"pid":\d+,"uid":\d+,"gid":\d+\}\}.*"SCM_PIDFD","value":\[\{"fd":\d+,"what":"anon_inode:\[pidfd\]"\}\].*"SCM_INQ","value":0\}`,
	},
	{
		"descriptors", stream + "sock send --on l --cmsg SCM_RIGHTS=0,5 -d x </dev/null 5<" + "\"$(printf 'a\\377')\"\n" + json1,
		"message", "", "", `"SCM_RIGHTS","value":\[\{"fd":\d+,"what":"/dev/null"\},\{"fd":\d+,"what":".*/a\\\\xff"\}\]`,
	},
	{
		"a socket as a descriptor", stream + "sock socket --udp --bind 127.0.0.1:0 --as 5 -- sock send --on l --cmsg SCM_RIGHTS=5 -d x\n" + json1,
		"message", "", "", `"value":\[\{"fd":\d+,"what":"AF_INET SOCK_DGRAM IPPROTO_UDP 127\.0\.0\.1:\d+"\}\]`,
	},
	{
		"the error queue", "sock socket --udp -o IP_RECVERR --hold r; sock connect --on r 127.0.0.1:9\nsock send --on r -d hi\n" + json1 + " --errqueue",
		"message", "", "", `"flags":\["MSG_ERRQUEUE"\].*"IP_RECVERR","value":\{"errno":"ECONNREFUSED","origin":"SO_EE_ORIGIN_ICMP",.*"offender":"127\.0\.0\.1"\}`,
	},
	{
		"the error queue of IPv6", "sock socket -6 --udp -o IPV6_RECVERR --hold r; sock connect --on r [::1]:9\nsock send --on r -d hi\n" + json1 + " --errqueue",
		"message", "", "", `"IPV6_RECVERR","value":\{"errno":"ECONNREFUSED","origin":"SO_EE_ORIGIN_ICMP6",.*"offender":"::1"\}`,
	},
	{
		"an answer", "ADDR=$(sock listen --udp --hold r 127.0.0.1:0)\n" +
			"sock send --udp --reply -w 20 --format json -d ask $ADDR & sock recv --on r --from-column -w 20 >asked\n" +
			"sed 's/ask/answer/' asked | sock send --on r --to-column; wait",
		"message", "data", "", `"from":"127\.0\.0\.1:\d+","len":6,.*"data":"answer"`,
	},
	{"a call that fails", "sock connect --format json 127.0.0.1 9", "error", "call what errno", "hint", `"status":111\}`},
	{
		"a call that fails, with a hint", "sock recv --format json --on nosuch",
		"error", "call what errno hint", "", `"errno":"ENOENT",.*"status":2\}`,
	},
	{"wrong usage", "sock recv --format json --count 2 --all", "error", "", "call what errno hint", `"status":64\}`},
	{"wrong usage, with a hint", "sock getsockopt --json SO_RCVBF", "error", "hint", "call what errno", `did you mean SO_RCVBUF.*"status":64\}`},
	{"wrong usage before the flag", "sock recv --cuont 1 --format=json", "error", "hint", "call", `"status":64\}`},
	{"a switch before another that is wrong", "sock info --json --on 3x", "error", "", "call", `"status":64\}`},
	{"a switch behind another that is wrong", "sock list --nosuch --json", "error", "hint", "call", `"status":64\}`},
	{"a name", "sock connect --format json -n localhost 80", "error", "", "call", `"status":68\}`},
	{"an option that fails", "sock getsockopt --json --udp TCP_NODELAY", "error", "call what errno", "", `"call":"getsockopt","what":"TCP_NODELAY"`},
	{"no socket", "sock info --json --on 0 </dev/null", "error", "call what errno", "", `"errno":"ENOTSOCK",.*"status":88\}`},
	{"no descriptor", "sock getsockopt --json --on 9 9<&-", "error", "call errno", "", `"errno":"EBADF",.*"status":9\}`},
	{"a path that is not UTF-8", `sock connect --format json --unix "$(printf 'no\377')"`, "error", "what", "", `"what":"unix:no\\\\xff"`},
	{"no time left", udp + "sock recv --on r -w 0.01 --format json", "error", "call errno", "", `"errno":"ETIMEDOUT",.*"status":110\}`},
	{
		"a directory that cannot be", "SOCK_DIR=/dev/null sock list --json", "error", "", "", `"status":\d+\}`,
	},
	{
		"an option of each kind", `sock getsockopt --json SO_KEEPALIVE SO_RCVBUF SO_MAX_PACING_RATE SO_LINGER SO_MEMINFO SO_RCVTIMEO TCP_CONGESTION 6:4242=4 6:1=1`,
		"error", "errno", "", `"what":"IPPROTO_TCP:4242|"what":"SOL_TCP:4242|"what":"6:4242`,
	},
	{
		"options of a peer with groups", `python3 -c '
import os, socket, subprocess
os.setgroups([4, 24])
a, b = socket.socketpair()
subprocess.run(["sock", "getsockopt", "--json", "--on", str(a.fileno())], pass_fds=[a.fileno()], check=True)'`,
		"options", "SO_PEERCRED SO_PEERGROUPS", "SO_BROADCAST", `"SO_PEERGROUPS":\[4,24\]`,
	},
	{"an option by its numbers", "sock getsockopt --json 1:3=2", "options", "SO_TYPE", "", `^\{"SO_TYPE":"hex:....?"\}|"SO_TYPE":\d`},
	{
		"an interface whose name is not UTF-8", `unshare -rn sh -c 'ip link set lo name "$(printf "a\377")" && exec python3 -c "$0"' '
import socket, subprocess
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"a\xff")
subprocess.run(["sock", "getsockopt", "--json", "SO_BINDTODEVICE", "SO_BINDTOIFINDEX", "--on", str(s.fileno())], pass_fds=[s.fileno()], check=True)'`,
		"options", "", "", `\{"SO_BINDTODEVICE":"hex:61ff(00)?","SO_BINDTOIFINDEX":1\}`,
	},
	{
		"a message by an interface whose name is not UTF-8", `unshare -rn sh -c 'ip link set lo name "$(printf "a\377")" && ip link set "$(printf "a\377")" up && exec sh -c "$0"' '` +
			udp + "sock recv --on r --dontwait --want pktinfo\nsock send --udp -d x $ADDR\n" + json1 + "'",
		"message", "", "", `"IP_PKTINFO","value":\{"ifindex":1,`,
	},
	{"a portrait of a fresh socket", "sock info --json", "info", "local at_mark tcp_info recv_queue send_queue", "peer peer_credentials", `"options":\{\}`},
	{"a portrait of a netlink socket", "sock info --json --family AF_NETLINK --type raw", "info", "local", "recv_queue send_queue at_mark tcp_info peer_credentials", `"protocol":"NETLINK_ROUTE"`},
	{"a portrait of a socket without an address", "sock info --json --family AF_XDP --type raw", "info", "", "local peer", ""},
	{
		"a portrait of UDP with an option", "sock socket --udp -o SO_BROADCAST --hold r\nsock info --json --on r",
		"info", "local", "at_mark tcp_info", `"options":\{"SO_BROADCAST":true\}`,
	},
	{"a portrait of a UNIX peer", stream + "sock info --json --on r", "info", "local peer peer_credentials at_mark", "tcp_info", `"state":"CONNECTED"`},
	{
		"a portrait of MPTCP", "ADDR=$(sock listen --protocol mptcp --hold l 127.0.0.1:0)\nsock connect --protocol mptcp --hold r $ADDR\nsock info --json --on r",
		"info", "mptcp peer", "peer_credentials", `"protocol":"IPPROTO_MPTCP".*"mptcp":1`,
	},
	{"a portrait of a protocol without a name", "sock info --json --type raw --protocol 200", "info", "", "", `"protocol":"200"`},
	{
		"what was moved by connect", "ADDR=$(sock listen --hold l 127.0.0.1:0)\nsock connect -z --stats=json $ADDR", "stats",
		"connect_seconds rtt_seconds retransmits unacknowledged", "first_byte_seconds", `"sent":0,"received":0,`,
	},
	{
		"what was moved by cat", stream + "sock send --on l -d hello\nsock close l\nsock cat --on r --recv-only --stats=json >/dev/null", "stats",
		"first_byte_seconds", "connect_seconds rtt_seconds retransmits", `"sent":0,"received":5,`,
	},
	{
		"what was moved by a listener", "sock listen --keep --stats --format json --deadline 0.1 127.0.0.1:0", "stats",
		"", "first_byte_seconds unacknowledged", `^\{"sent":0,"received":0,"seconds":0\.[0-9]+,"sent_rate":0,"received_rate":0\}`,
	},
	{"a local address", "sock listen --hold r 127.0.0.1:0; sock getsockname --on r --json", "address", "", "", `"address":"127\.0\.0\.1:\d+","len":16\}`},
	{"the address of a peer without a name", stream + "sock getpeername --on r --json", "address", "", "", `\{"address":"unix:","len":2\}`},
	{"held sockets", stream + udp + "sock list --json", "held", "", "", `"name":"l","kind":"AF_UNIX SOCK_STREAM","local":"unix:","peer":"unix:","state":"CONNECTED","recv_queue":0`},
	{"a held socket without queues", "sock listen --hold r 127.0.0.1:0; sock list --json", "held", "", "", `"peer":"","state":"LISTEN","recv_queue":null,"send_queue":null`},
}

// mark is the member that only commands with --oob-mark write.
var mark = provocation{
	"the urgent mark", `python3 -c '
import socket, subprocess
l = socket.create_server(("127.0.0.1", 0)); c = socket.create_connection(l.getsockname()); s, _ = l.accept()
c.send(b"a"); c.send(b"!", socket.MSG_OOB); c.send(b"b")
subprocess.run(["sock", "recv", "--oob-mark", "--count", "2", "--format", "json", "--on", str(s.fileno())], pass_fds=[s.fileno()], check=True)'`,
	"message", "mark data", "data_base64", `"mark":true,"data":"b"`,
}

// TestJSON provokes every kind of object, with and without each member, and checks every line against the schema.
func TestJSON(t *testing.T) {
	c := mustContract(t)
	seen := sightings{}
	list := provocations
	if strings.Contains(runScript(t, t.TempDir(), "sock help recv").stdout, "--oob-mark") {
		list = append(list, mark)
	}
	for _, p := range list {
		t.Run(p.name, func(t *testing.T) { p.check(t, c, seen) })
	}
	for _, kind := range append(socketKinds(), "--on l", "--on r") {
		t.Run("options of "+kind, func(t *testing.T) {
			for _, word := range []string{"getsockopt", "info"} {
				if lacks(t, kind) {
					continue
				}
				p := provocation{script: stream + "sock " + word + " --json " + kind, kind: "info", has: "options"}
				if word == "getsockopt" {
					p.kind, p.has = "options", "SO_TYPE SO_RCVBUF"
				}
				p.check(t, c, seen)
			}
		})
	}
	seen.require(t, c, len(list) > len(provocations))
}

// socketKinds returns the flags for a socket of each kind.
func socketKinds() []string {
	return []string{
		"", "-6", "--udp", "-6 --udp", "--unix", "--unix --udp", "--unix --type SOCK_SEQPACKET", "--protocol mptcp",
		"--type raw --protocol icmp", "-6 --type raw --protocol 58", "--family AF_NETLINK --type raw",
		"--family AF_PACKET --type raw", "--family AF_PACKET --type dgram", "--family AF_VSOCK",
	}
}

// lacks reports whether this kernel has no such socket, for example because a module is missing.
func lacks(t *testing.T, kind string) bool {
	t.Helper()
	module := strings.Contains(kind, "VSOCK") || strings.Contains(kind, "mptcp")
	return module && strings.Contains(runScript(t, t.TempDir(), "sock getsockopt SO_TYPE "+kind).stderr, "NOSUPPORT")
}

func mustContract(t *testing.T) *contract {
	t.Helper()
	c, err := theContract()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// output is what a script has written.
type output struct{ stdout, stderr string }

// runScript runs a shell script with sock in its PATH and a directory for held sockets, which is removed afterwards.
func runScript(t *testing.T, dir, script string) (o output) {
	t.Helper()
	held, err := os.MkdirTemp("", "sock") // t.TempDir has a path too long for a UNIX socket
	if err != nil {
		t.Fatal(err)
	}
	defer func() { killAll(held); _ = os.RemoveAll(held) }()
	if err := os.WriteFile(filepath.Join(dir, "a\xff"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	guard(t, held)
	var stdout, stderr strings.Builder
	sh := exec.Command("timeout", "-k", "5", "60", "sh", "-c", script)
	sh.Dir, sh.Stdout, sh.Stderr = dir, &stdout, &stderr
	sh.Env = append(os.Environ(), "SOCK_DIR="+held, "WORK="+held, "LC_ALL=C", "SOCK=", "GORACE=atexit_sleep_ms=0")
	_ = sh.Run() // the status is part of the output that is checked
	return output{stdout.String(), stderr.String()}
}

// check runs the script. A line that is no JSON may only be an address that --hold prints, or a message.
func (p provocation) check(t *testing.T, c *contract, seen sightings) {
	s := runScript(t, t.TempDir(), p.script)
	found := false
	for line := range strings.Lines(s.stdout + s.stderr) {
		if !strings.HasPrefix(line, "{") {
			continue
		}
		kind, o, err := c.judge(line)
		if err != nil {
			t.Errorf("%v\n%s", err, line)
			continue
		}
		seen.note(kind, o)
		if kind == "message" {
			checkMessage(t, o, line)
		}
		found = found || kind == p.kind && p.fits(o, line)
	}
	if !found {
		t.Errorf("no line is %s with %q, without %q, and matches %s:\n%s%s", p.kind, p.has, p.lacks, p.match, s.stdout, s.stderr)
	}
}

func (p provocation) fits(o pairs, line string) bool {
	for name := range strings.FieldsSeq(p.has) {
		if o.values[name] == nil {
			return false
		}
	}
	for name := range strings.FieldsSeq(p.lacks) {
		if o.values[name] != nil {
			return false
		}
	}
	return regexp.MustCompile(p.match).MatchString(line)
}

// checkMessage: the time is the current one, as is the kernel's timestamp, if any; base64 is only used for bytes that
// are not UTF-8.
func checkMessage(t *testing.T, o pairs, line string) {
	var m struct {
		Time    time.Time
		Base64  []byte `json:"data_base64"`
		Control []struct {
			Type  string
			Value any
		}
	}
	if err := json.Unmarshal([]byte(line), &m); err != nil || time.Since(m.Time).Abs() > time.Minute {
		t.Errorf("%v, at %v: %s", err, m.Time, line)
	}
	if o.values["data_base64"] != nil && utf8.Valid(m.Base64) {
		t.Errorf("it is UTF-8, but written as %s: %s", base64.StdEncoding.EncodeToString(m.Base64), line)
	}
	for _, item := range m.Control {
		_, nanos, _ := strings.Cut(m.Time.Format(".000000000"), ".")
		if text, _ := item.Value.(string); item.Type == "SO_TIMESTAMPNS" && !strings.HasSuffix(text, "."+nanos) {
			t.Errorf("the kernel's time is %s: %s", text, line)
		}
	}
}

// sightings records which members of which parts were seen, and which were seen missing. Sorts of values count as
// members.
type sightings map[string]bool

func (seen sightings) note(part string, o pairs) {
	c, _ := theContract()
	for _, name := range c.parts[part].members {
		if o.values[name] == nil {
			seen["no "+part+"."+name] = true
			continue
		}
		seen[part+"."+name] = true
		inside := holds[part+"."+name]
		if text := string(o.values[name]); inside != "" && strings.HasPrefix(text, "{") {
			seen.note(inside, object(o.values[name]))
		} else if inside != "" && strings.HasPrefix(text, "[{") {
			var list []json.RawMessage
			_ = json.Unmarshal(o.values[name], &list)
			for _, one := range list {
				seen.note(inside, object(one))
			}
		}
		if part == "control" && name == "value" {
			seen["value "+string(o.values[name][:1])] = true
		}
	}
}

// require: every member was seen, and every optional one was missing once.
func (seen sightings) require(t *testing.T, c *contract, marks bool) {
	want := []string{`value "`, "value {", "value [", "value 4"}
	for name, part := range c.parts {
		for _, member := range part.members {
			if member != "mark" || marks {
				want = append(want, name+"."+member)
			}
			if !slices.Contains(part.required, member) {
				want = append(want, "no "+name+"."+member)
			}
		}
	}
	for _, what := range want {
		if !seen[what] {
			t.Errorf("never seen: %s", what)
		}
	}
}

// tables reads sock-json(5) and returns each table's lines by the text that introduces it.
func tables(long string) map[string][]string {
	all, intro := map[string][]string{}, ""
	row := regexp.MustCompile(`^    ([a-z_0-9]+)  +\S`)
	for paragraph := range strings.SplitSeq(long, "\n\n") {
		if !strings.HasPrefix(paragraph, "    ") {
			intro = paragraph
			continue
		}
		for line := range strings.Lines(paragraph) {
			if m := row.FindStringSubmatch(line); m != nil {
				all[intro] = append(all[intro], m[1])
			}
		}
	}
	return all
}

// TestJSONPage: the tables of sock-json(5) and the objects of the schema have the same members in the same order, and
// each member of the schema says what it is.
func TestJSONPage(t *testing.T) {
	page, _, err := cmd.New().Find([]string{"json"})
	if err != nil {
		t.Fatal(err)
	}
	all := tables(page.Long)
	for name, part := range mustContract(t).parts {
		if part.members == nil {
			continue
		}
		found := false
		for intro, members := range all {
			if strings.HasPrefix(intro, part.title) {
				found = true
				delete(all, intro)
				if !slices.Equal(members, part.members) {
					t.Errorf("%s has in the page\n%q and in the schema\n%q", name, members, part.members)
				}
			}
		}
		if !found {
			t.Errorf("the page has no table for %s, which would begin with %q", name, part.title)
		}
	}
	for intro := range all {
		t.Errorf("the schema has no object for %q", intro)
	}
}

// TestJSONSchemaDescribes: every object and every member of the schema has a description.
func TestJSONSchemaDescribes(t *testing.T) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	type described struct {
		Description string
		Properties  map[string]struct{ Description string }
	}
	var doc struct {
		Defs map[string]described `json:"$defs"`
	}
	if err := json.Unmarshal(text, &doc); err != nil || len(doc.Defs) == 0 {
		t.Fatal(err)
	}
	for name, def := range doc.Defs {
		if def.Description == "" {
			t.Errorf("%s has no description", name)
		}
		for member, p := range def.Properties {
			if p.Description == "" {
				t.Errorf("%s.%s has no description", name, member)
			}
		}
	}
}

// TestJSONSchemaRefuses: a line that is almost one of sock's is refused, and so is one that could be of two kinds.
func TestJSONSchemaRefuses(t *testing.T) {
	const message = `{"time":"2024-02-29T12:00:00.000000001Z","call":"recvmsg","from":null,"len":1,"flags":[],"control":[],"data":"x","eof":false}`
	c := mustContract(t)
	with := func(old, fresh string) string { return strings.Replace(message, old, fresh, 1) }
	for _, line := range []string{
		``, `[]`, `null`, `{}{}`, message + message, `{"error":"x"}`, `{"error":"x","status":0}`, `{"error":"x","errno":"EIO","status":5}`,
		with("2024-02-29", "2023-02-29"), with(".000000001", ".000001"), with(".000000001", ""), with("Z", ""), with("recvmsg", "readv"),
		with(`"len":1`, `"len":-1`), with(`"len":1`, `"len":1.5`), with(`,"data":"x"`, ""), with(`"data":"x"`, `"data":"x","data_base64":"eA=="`),
		with(`"data":"x"`, `"data_base64":"eA"`), with(`"eof":false`, `"eof":true`), with(`"eof":false`, `"eof":false,"more":1`),
		with(`[]`, `["msg_oob"]`), with(`[]`, `["MSG_OOB","MSG_OOB"]`), with(`"from":null`, `"from":""`), with(`"call":"recvmsg","from":null`, `"from":null,"call":"recvmsg"`),
		with(`"eof"`, `"data":"x","eof"`), with(`"data":"x"`, "\"data\":\"\u2028\""),
		with(`"control":[]`, `"control":[{"level":"SOL_SOCKET","type":"SCM_RIGHTS","value":3}]`),
		with(`"control":[]`, `"control":[{"type":"SCM_RIGHTS","level":"SOL_SOCKET","value":[{"fd":1,"what":""}]}]`),
		with(`"control":[]`, `"control":[{"level":"SOL_SOCKET","type":"SCM_RIGHTS","value":[]}]`),
		`{"SO_TYPE":null}`, `{"so_type":1}`, `{"error":1}`, `{"SO_LINGER":{}}`, `{"SO_X":[[1]]}`, `{"SO_X":1,"SO_X":1}`,
	} {
		if kind, _, err := c.judge(line + "\n"); err == nil {
			t.Errorf("this is taken for %s: %s", kind, line)
		}
	}
	for line, want := range map[string]string{
		message: "message", `{}`: "options", `{"TIME":1,"ERROR":"x"}`: "options", `{"6:1":"hex:00"}`: "options",
		`{"error":"x","status":5}`: "error",
	} {
		if kind, _, err := c.judge(line + "\n"); kind != want {
			t.Errorf("%s is %q, want %s: %v", line, kind, want, err)
		}
	}
}
