package cmsg

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/sockopt"
)

// reference reads testdata/cmsg.tsv, the facts about every control message from kernel headers and a kernel.
func reference(t *testing.T) [][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/cmsg.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(b)) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows[1:]
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

func TestReference(t *testing.T) {
	rows, list := reference(t), All()
	if len(rows) != len(list) {
		t.Fatalf("%d control messages, the reference has %d", len(list), len(rows))
	}
	for i, want := range rows {
		c := list[i]
		got := []string{c.Level.Name, c.Name, strconv.Itoa(int(c.Number))}
		if !slices.Equal(got, []string{firstWord(want[0]), firstWord(want[1]), want[2]}) {
			t.Errorf("got %v, want %v", got, want[:3])
		}
		var ways []string
		for name, is := range map[string]bool{"send": c.Send, "recv": c.Recv && c.ways&receives != 0, "errqueue": c.ways&queues != 0} {
			if is {
				ways = append(ways, name)
			}
		}
		if all := strings.Fields(want[6]); !slices.Equal(slices.Sorted(slices.Values(ways)), slices.Sorted(slices.Values(all))) {
			t.Errorf("%s goes %v, want %v", c.Title(), ways, all)
		}
		if c.Recv != strings.ContainsAny(want[6], "vq") {
			t.Errorf("%s: received is %v", c.Title(), c.Recv)
		}
		option := firstWord(want[5])
		if _, err := sockopt.Lookup(option); err != nil {
			option = ""
		}
		if c.Wanted != option {
			t.Errorf("%s is turned on by %q, want %q", c.Title(), c.Wanted, option)
		}
		checkSize(t, c, want[4])
		checkNames(t, c, want[1])
	}
}

// checkSize checks the sizes of the payload to receive and of the one to send.
func checkSize(t *testing.T, c Type, text string) {
	t.Helper()
	if sizeofWord != 8 || text == "var" || text == "4*n" || text == "4+n" {
		return
	}
	sizes := strings.Split(text, " / ")
	for i, k := range []sockopt.Kind{c.Kind, c.Sent} {
		if k == nil {
			continue
		}
		want := 0
		for part := range strings.SplitSeq(sizes[min(i, len(sizes)-1)], "+") {
			n, err := strconv.Atoi(part)
			if err != nil {
				t.Fatal(err)
			}
			want += n
		}
		if _, ok := k.Format(make([]byte, want), village{}); k.Room() != want || !ok {
			t.Errorf("%s: %d bytes, want %d, which it prints: %v", c.Title(), k.Room(), want, ok)
		}
	}
}

// checkNames checks that the control message is found by each of its names, in any case.
func checkNames(t *testing.T, c Type, names string) {
	t.Helper()
	for name := range strings.FieldsSeq(strings.NewReplacer("(", "", ")", "").Replace(names)) {
		for _, typed := range []string{
			c.Level.Title() + ":" + name, strings.ToLower(c.Level.Title() + ":" + name),
			strconv.Itoa(c.Level.Number) + ":" + strconv.Itoa(int(c.Number)),
		} {
			if found, err := Lookup(typed); err != nil || found.Title() != c.Title() {
				t.Errorf("%s is %s, %v, want %s", typed, found.Title(), err, c.Title())
			}
		}
		if found, err := Lookup(name); name != "SCM_SECURITY" && (err != nil || found.Title() != c.Title()) {
			t.Errorf("%s is %s, %v, want %s", name, found.Title(), err, c.Title())
		}
	}
	if c.Help == "" || len(c.Help) > 80 || c.Kind.Name() == "" || c.Takes() == "" {
		t.Errorf("%s says nothing of itself", c.Title())
	}
}

// values has payloads of a 64-bit machine.
var values = []struct{ typed, bytes, printed string }{
	{"SCM_RIGHTS=3,4,5", "<03000000><04000000><05000000>", "3,4,5"},
	{"SCM_RIGHTS=", "", ""},
	{"SCM_RIGHTS=-1", "ffffffff", "-1"},
	{"sol_socket:scm_rights=0", "00000000", "0"},
	{"SCM_CREDENTIALS=1234,0,7", "<d2040000>00000000<07000000>", "pid=1234,uid=0,gid=7"},
	{"SCM_CREDENTIALS=pid=1,uid=2,gid=3", "<01000000><02000000><03000000>", "pid=1,uid=2,gid=3"},
	{"SCM_TIMESTAMPING=tx_software|tx_ack", "<02020000>", "tx_software|tx_ack"},
	{"SO_TIMESTAMPING=SOF_TIMESTAMPING_TX_SCHED", "<00010000>", "tx_sched"},
	{"SCM_TXTIME=1.5s", "<002f685900000000>", "1500000000"},
	{"SO_MARK=0x10", "<10000000>", "16"},
	{"SO_PRIORITY=6", "<06000000>", "6"},
	{"SCM_TS_OPT_ID=77", "<4d000000>", "77"},
	{"IP_TOS=ef", "<b8000000>", "184"},
	{"IP_TOS=uint8:40", "28", "40"},
	{"IP_TTL=9", "<09000000>", "9"},
	{"IP_RETOPTS=hex:01010100", "01010100", "hex:01010100"},
	{"IP_PKTINFO=127.0.0.2@lo", "<01000000>7f00000200000000", "ifindex=lo,spec_dst=127.0.0.2,addr=0.0.0.0"},
	{"IP_PKTINFO=127.0.0.2", "000000007f00000200000000", "ifindex=0,spec_dst=127.0.0.2,addr=0.0.0.0"},
	{"IP_PKTINFO=@eth0", "<02000000>0000000000000000", "ifindex=eth0,spec_dst=0.0.0.0,addr=0.0.0.0"},
	{"IP_PKTINFO=addr=1.2.3.4,ifindex=7", "<07000000>0000000001020304", "ifindex=7,spec_dst=0.0.0.0,addr=1.2.3.4"},
	{"IP_PROTOCOL=17", "<11000000>", "17"},
	{"IPV6_2292PKTINFO=::1@lo", "00000000000000000000000000000001<01000000>", "addr=::1,ifindex=lo"},
	{"IPV6_2292HOPOPTS=hex:0000010400000000", "0000010400000000", "hex:0000010400000000"},
	{"IPV6_2292DSTOPTS=hex:0000010400000000", "0000010400000000", "hex:0000010400000000"},
	{"IPV6_2292RTHDR=str:ab", "6162", "hex:6162"},
	{"IPV6_2292HOPLIMIT=5", "<05000000>", "5"},
	{"IPV6_FLOWINFO=0x0b812345", "0b812345", "0xb812345"},
	{"IPV6_PKTINFO=@lo", "00000000000000000000000000000000<01000000>", "addr=::,ifindex=lo"},
	{"IPV6_HOPLIMIT=-1", "ffffffff", "-1"},
	{"IPV6_HOPOPTS=@key", "0102", "hex:0102"},
	{"IPV6_RTHDRDSTOPTS=hex:0000010400000000", "0000010400000000", "hex:0000010400000000"},
	{"IPV6_RTHDR=hex:0000010400000000", "0000010400000000", "hex:0000010400000000"},
	{"IPV6_DSTOPTS=hex:0000010400000000", "0000010400000000", "hex:0000010400000000"},
	{"IPV6_DONTFRAG=on", "<01000000>", "1"},
	{"IPV6_TCLASS=cs1", "<20000000>", "32"},
	{"UDP_SEGMENT=1200", "<b004>", "1200"},
	{"TLS_SET_RECORD_TYPE=alert", "15", "alert"},
	{"ALG_SET_IV=0102ff", "<03000000>0102ff", "0102ff"},
	{"ALG_SET_OP=encrypt", "<01000000>", "encrypt"},
	{"ALG_SET_AEAD_ASSOCLEN=16", "<10000000>", "16"},
	{"SCTP_INIT=max_instreams=5", "0000<0500>00000000", "num_ostreams=0,max_instreams=5,max_attempts=0,max_init_timeo=0"},
	{
		"SCTP_SNDRCV=stream=2,ppid=46,flags=unordered", "<0200>0000<0100>00000000002e" + strings.Repeat("00", 20),
		"stream=2,ssn=0,flags=unordered,ppid=46,context=0,timetolive=0,tsn=0,cumtsn=0,assoc_id=0",
	},
	{"SCTP_SNDINFO=sid=1,flags=eof|0x1000", "<0100><0012>0000000000000000" + "00000000", "sid=1,flags=eof|0x1000,ppid=0,context=0,assoc_id=0"},
	{"SCTP_PRINFO=policy=ttl,value=500", "<1000>0000<f4010000>", "policy=ttl,value=500"},
	{"SCTP_AUTHINFO=keynumber=1", "<0100>", "keynumber=1"},
	{"SCTP_DSTADDRV4=192.0.2.1", "c0000201", "192.0.2.1"},
	{"SCTP_DSTADDRV6=::2", "00000000000000000000000000000002", "::2"},
	{"1:200=hex:0102", "0102", "hex:0102"},
	{"1:200=int:5", "<05000000>", "hex:<05000000>"},
	{"SOL_VSOCK:7=str:x", "78", "hex:78"},
	{"999:-1=uint64:1", "<0100000000000000>", "hex:<0100000000000000>"},
}

// TestValues checks the bytes of a typed value, and that their text parses to the same bytes. It has every
// control message that can be sent.
func TestValues(t *testing.T) {
	names := Names()
	for _, c := range values {
		c.bytes, c.printed = here(c.bytes), here(c.printed)
		s, err := Parse(c.typed, village{})
		if err != nil {
			t.Errorf("%s: %v", c.typed, err)
			continue
		}
		control, _ := Find(s.Level, s.Type)
		names = slices.DeleteFunc(names, func(n string) bool { return n == control.Name })
		printed := control.Format(s.Data, village{})
		if hex.EncodeToString(s.Data) != c.bytes || printed != c.printed {
			t.Errorf("%s is %x, printed %s; want %s, %s", c.typed, s.Data, printed, c.bytes, c.printed)
		}
		_, value, _ := strings.Cut(c.typed, "=")
		if s.String() != control.Title()+"="+value {
			t.Errorf("%s calls itself %s", c.typed, s)
		}
		back, err := Parse(control.Title()+"="+printed, village{})
		if control.Sent == nil && (err != nil || !bytes.Equal(back.Data, s.Data)) {
			t.Errorf("%s prints %s, which is %x, %v", c.typed, printed, back.Data, err)
		}
	}
	if len(names) > 0 {
		t.Errorf("nothing sends %v", names)
	}
}

// The first bytes of payloads in the table.
const (
	stampSeconds = "<00f1536500000000>"         // 1700000000
	refusedError = "<6f000000>0203030000000000" // ECONNREFUSED, ICMP, port unreachable
)

// payloads has payloads as the kernel sends them, with the text and the JSON of each.
var payloads = []struct{ name, bytes, text, json string }{
	{"SO_TIMESTAMP", stampSeconds + "<40e2010000000000>", "1700000000.123456", `"1700000000.123456"`},
	{"SO_TIMESTAMPNS", stampSeconds + "<7b00000000000000>", "1700000000.000000123", `"1700000000.000000123"`},
	{"SO_TIMESTAMPNS", stampSeconds + "<00ca9a3b00000000>", "hex:" + stampSeconds + "<00ca9a3b00000000>", `"hex:` + stampSeconds + `<00ca9a3b00000000>"`},
	{
		"SO_TIMESTAMPING", stampSeconds + "<0700000000000000>" + strings.Repeat("00", 32), "software=1700000000.000000007",
		`{"software":"1700000000.000000007","deprecated":"0.000000000","hardware":"0.000000000"}`,
	},
	{
		"SO_TIMESTAMPING_NEW", strings.Repeat("00", 32) + stampSeconds + "<0700000000000000>", "software=0.000000000,hardware=1700000000.000000007",
		`{"software":"0.000000000","deprecated":"0.000000000","hardware":"1700000000.000000007"}`,
	},
	{"IP_TOS", "b8", "184", "184"},
	{"SCM_RIGHTS", "<03000000><04000000>", "3,4", "[3,4]"},
	{"SCM_RIGHTS", "", "", "[]"},
	{"SCM_CREDENTIALS", "<d2040000>00000000ffffffff", "pid=1234,uid=0,gid=-1", `{"pid":1234,"uid":0,"gid":-1}`},
	{"SCM_PIDFD", "<07000000>", "7", "7"},
	{"IPPROTO_IP:SCM_SECURITY", "756e636f6e66696e656400", "unconfined", `"unconfined"`},
	{"IPV6_FLOWINFO", "00012345", "0x12345", "74565"},
	{
		"IP_PKTINFO", "<01000000>7f0000017f000001", "ifindex=lo,spec_dst=127.0.0.1,addr=127.0.0.1",
		`{"ifindex":"lo","spec_dst":"127.0.0.1","addr":"127.0.0.1"}`,
	},
	{
		"IPV6_PKTINFO", "00000000000000000000000000000001<09000000>", "addr=::1,ifindex=9",
		`{"addr":"::1","ifindex":9}`,
	},
	{
		"IP_RECVERR", refusedError + "00000000" + "<0200>00007f0000010000000000000000",
		"errno=ECONNREFUSED,origin=SO_EE_ORIGIN_ICMP,type=dest_unreach,code=port_unreach,offender=127.0.0.1",
		`{"errno":"ECONNREFUSED","origin":"SO_EE_ORIGIN_ICMP","type":"dest_unreach","code":"port_unreach","offender":"127.0.0.1"}`,
	},
	{
		"IP_RECVERR", "<5a000000>02030400" + "<dc050000>00000000" + "<0200>0000c00002010000000000000000",
		"errno=EMSGSIZE,origin=SO_EE_ORIGIN_ICMP,type=dest_unreach,code=frag_needed,mtu=1500,offender=192.0.2.1",
		`{"errno":"EMSGSIZE","origin":"SO_EE_ORIGIN_ICMP","type":"dest_unreach","code":"frag_needed","mtu":1500,"offender":"192.0.2.1"}`,
	},
	{
		"IP_RECVERR", "<71000000>020b0000" + "0000000000000000" + "<0200>0000c00002010000000000000000",
		"errno=EHOSTUNREACH,origin=SO_EE_ORIGIN_ICMP,type=time_exceeded,code=exc_ttl,offender=192.0.2.1", "",
	},
	{
		"IPV6_RECVERR", "<5a000000>03020000" + "<00050000>00000000" + "<0a00>000000000000fe800000000000000000000000000001<02000000>",
		"errno=EMSGSIZE,origin=SO_EE_ORIGIN_ICMP6,type=pkt_toobig,code=0,mtu=1280,offender=fe80::1%eth0", "",
	},
	{
		"IPV6_RECVERR", "<5a000000>01000000" + "<00050000>00000000" + "<0a00>03e70000000000000000000000000000000000000001" + "00000000",
		"errno=EMSGSIZE,origin=SO_EE_ORIGIN_LOCAL,mtu=1280,offender=[::1]:999", "",
	},
	{
		"IP_RECVERR", "0000000005000100" + "<03000000><09000000>" + strings.Repeat("00", 16),
		"errno=0,origin=SO_EE_ORIGIN_ZEROCOPY,range=3-9,code=copied",
		`{"errno":0,"origin":"SO_EE_ORIGIN_ZEROCOPY","range":"3-9","code":"copied"}`,
	},
	{
		"PACKET_TX_TIMESTAMP", "<2a000000>04000000" + "<01000000><05000000>",
		"errno=ENOMSG,origin=SO_EE_ORIGIN_TIMESTAMPING,stamp=sched,id=5",
		`{"errno":"ENOMSG","origin":"SO_EE_ORIGIN_TIMESTAMPING","stamp":"sched","id":5}`,
	},
	{"VSOCK_RECVERR", "<7d000000>06000200" + "<05000000><01000000>", "errno=ECANCELED,origin=SO_EE_ORIGIN_TXTIME,code=missed,txtime=4294967301", ""},
	{"VSOCK_RECVERR", "<0f270000>09010200" + "<05000000><01000000>", "errno=9999,origin=9,type=1,code=2,info=5,data=1", ""},
	{
		"PACKET_AUXDATA", "<01000000><3c000000><3c000000>0000" + "<0e00>00000000",
		"status=user,len=60,snaplen=60,mac=0,net=14",
		`{"status":"user","len":60,"snaplen":60,"mac":0,"net":14,"vlan_tci":0,"vlan_tpid":0}`,
	},
	{"NETLINK_PKTINFO", "<05000000>", "group=5", `{"group":5}`},
	{
		"SCTP_RCVINFO", "<0100><0200>000001000000002e" + "<03000000><04000000><05000000><06000000>",
		"hex:<0100><0200>000001000000002e" + "<03000000><04000000><05000000><06000000>", "",
	},
	{
		"SCTP_RCVINFO", "<0100><0200><0100>00000000002e" + "<03000000><04000000><05000000><06000000>",
		"sid=1,ssn=2,flags=unordered,ppid=46,tsn=3,cumtsn=4,context=5,assoc_id=6", "",
	},
	{"SCM_TIMESTAMPING_PKTINFO", "<02000000><60000000>0000000000000000", "if_index=2,pkt_length=96", `{"if_index":2,"pkt_length":96}`},
	{
		"SCM_TIMESTAMPING_OPT_STATS", "<0c00><0100><0500000000000000>" + "<0800><0500><07000000><0500><0c00>01000000" + "<0600><ff7f>61620000",
		"busy=5,total_retrans=7,delivery_rate_app_lmt=1,nla_32767=hex:6162",
		`{"busy":5,"total_retrans":7,"delivery_rate_app_lmt":1,"nla_32767":"hex:6162"}`,
	},
	{"SCM_J1939_DEST_NAME", "<0100000000000000>", "1", "1"},
	{"TIPC_DESTNAME", "<01000000><02000000><03000000>", "type=1,lower=2,upper=3", ""},
	{"SCM_DEVMEM_DMABUF", "<0100000000000000>" + "<02000000><03000000><04000000><05000000>", "frag_offset=1,frag_size=2,frag_token=3,dmabuf_id=4,flags=5", ""},
}

// TestPayloads checks the text and the JSON of each.
func TestPayloads(t *testing.T) {
	wide(t)
	for _, c := range payloads {
		c.bytes, c.text, c.json = here(c.bytes), here(c.text), here(c.json)
		control, err := Lookup(c.name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := hex.DecodeString(c.bytes)
		if err != nil {
			t.Fatal(err)
		}
		if text := control.Format(b, village{}); text != c.text {
			t.Errorf("%s\ngot  %s\nwant %s", c.name, text, c.text)
		}
		got, err := json.Marshal(control.JSON(b, village{}))
		if err != nil || c.json != "" && string(got) != c.json {
			t.Errorf("%s, %v\ngot  %s\nwant %s", c.name, err, got, c.json)
		}
		level, name, value := Format(control.Level.Number, int(control.Number), b, village{})
		if level != control.Level.Name || name != control.Name || value != c.text {
			t.Errorf("%s is %s %s %s", c.name, level, name, value)
		}
	}
	if level, name, value := Format(999, 70000, []byte{1}, nil); level != "999" || name != "70000" || value != "hex:01" {
		t.Errorf("unknown is %s %s %s", level, name, value)
	}
	if level, name, _ := Format(1, 9999, nil, nil); level != "SOL_SOCKET" || name != "9999" {
		t.Errorf("unknown is %s %s", level, name)
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ typed, text, hint string }{
		{"SCM_RIGHT=3", `unknown control message "SCM_RIGHT"`, "did you mean SCM_RIGHTS?"},
		{"timestamping=0", `unknown control message "timestamping"`, "did you mean SO_TIMESTAMPING?"},
		{"IPPROTO_IP:IP_TTTL=3", `"IP_TTTL" is not a control message of level IPPROTO_IP or a number`, "did you mean IP_TTL?"},
		{"SOL_SOKET:SCM_RIGHTS=3", `unknown level "SOL_SOKET"`, "did you mean SOL_SOCKET?"},
		{"200000=hex:01", `unknown control message "200000"`, "a number comes after its level, like SOL_SOCKET:200000"},
		{"SCM_SECURITY=x", "SCM_SECURITY is a control message of several levels", "write SOL_SOCKET:SCM_SECURITY or IPPROTO_IP:SCM_SECURITY"},
		{"IP_TTL", "IPPROTO_IP:IP_TTL needs a value: a number, like 5 or 0x10", ""},
		{"IP_TTL=x", "IPPROTO_IP:IP_TTL=x: not a number; it takes a number, like 5 or 0x10", ""},
		{"1:200=5", "SOL_SOCKET:200=5: unknown option or control message: give the kind of the value, as in int:5 or hex:0100", ""},
		{"1:200", "SOL_SOCKET:200 needs a value: a value and its kind, like int:5 or hex:0100", ""},
		{"SCM_RIGHTS=3,", `SOL_SOCKET:SCM_RIGHTS=3,: "": not a number; it takes descriptors, like 3,4,5`, ""},
		{"SCM_CREDENTIALS=pid=1", "want all three of pid, uid and gid", ""},
		{"IP_PKTINFO=::1", "is not an IPv4 address", ""},
		{"IP_PKTINFO=", "is not an IPv4 address", ""},
		{"IP_PKTINFO=1.2.3.4@nosuch", `"nosuch" is no interface`, ""},
		{"IP_PKTINFO=ifindex=1,ifindex=2", "ifindex is given twice", ""},
		{"IP_PKTINFO=dst=1.2.3.4", `"dst=1.2.3.4" is not NAME=VALUE of a field`, ""},
		{"SCTP_SNDINFO==1", `"=1" is not NAME=VALUE of a field`, ""},
		{"UDP_SEGMENT=65536", "out of range: 0 to 65535", ""},
		{"IP_RECVERR=x", "it can only be received; it takes hex:", ""},
		{"SO_MARK=sock_fprog:1,6 0 0 0", "contains a pointer", ""},
		{"SO_TIMESTAMPNS=18446744073709551615", "out of range", ""},
		{"IP_PKTINFO=ifindex=wlan9", "no interface", ""},
		{"SCTP_SNDINFO=1,x", `flags: "x" is not a name`, ""},
		{"SO_TIMESTAMPNS=1.1234567890", "more decimals than the kernel has", ""},
	} {
		_, err := Parse(c.typed, village{})
		if err == nil || !strings.Contains(err.Error(), c.text) || fail.Hint(err) != c.hint || fail.Status(err) != 64 {
			t.Errorf("%s: %v, hint %q; want %s, %q", c.typed, err, fail.Hint(err), c.text, c.hint)
		}
	}
	many := strings.TrimSuffix(strings.Repeat("0,", MostRights+1), ",")
	if s, err := Parse("SCM_RIGHTS="+many, nil); err != nil || len(s.Data) != 4*254 {
		t.Errorf("254 descriptors, which the kernel is to refuse: %v", err)
	}
}

// int32s returns numbers as the kernel writes them.
func int32s(list ...int32) (b []byte) {
	for _, n := range list {
		b = native.AppendUint32(b, uint32(n))
	}
	return b
}

// TestBuffer compares the buffer with the CMSG_ macros of x/sys, and takes it apart again.
func TestBuffer(t *testing.T) {
	var list []Setting
	for n := range 20 {
		list = append(list, Setting{Level: 1, Type: -n, Data: bytes.Repeat([]byte{byte(n)}, n)})
	}
	b := Marshal(list)
	theirs, err := unix.ParseSocketControlMessage(b)
	if err != nil || len(theirs) != len(list) {
		t.Fatalf("%d of %d, %v", len(theirs), len(list), err)
	}
	ours, room := Unmarshal(b), 0
	for i, s := range list {
		room += unix.CmsgSpace(len(s.Data))
		if h := theirs[i]; h.Header.Level != 1 || int(h.Header.Type) != -i || !bytes.Equal(h.Data, s.Data) || int(h.Header.Len) != unix.CmsgLen(i) {
			t.Errorf("x/sys reads %v", h)
		}
		if m := ours[i]; m.Level != 1 || m.Type != -i || !bytes.Equal(m.Data, s.Data) {
			t.Errorf("%d comes back as %v", i, m)
		}
	}
	if len(b) != room || len(ours) != len(list) || Marshal(nil) != nil || Unmarshal(nil) != nil {
		t.Errorf("%d bytes, want %d", len(b), room)
	}
	cut := Unmarshal(b[:len(b)-10])
	if len(cut) != len(list) || len(cut[19].Data) != unix.CmsgSpace(19)-10-unix.CmsgLen(0) {
		t.Errorf("cut short, the last is %v", cut[len(cut)-1])
	}
	if got := Unmarshal(make([]byte, 64)); got != nil {
		t.Errorf("a length of 0 is %v", got)
	}
	rights := Message{1, 1, append(int32s(3, -1, 4), 9)}
	if fds := rights.Descriptors(); !slices.Equal(fds, []int{3, 4}) {
		t.Errorf("descriptors %v", fds)
	}
	if fds := (Message{0, 1, rights.Data}).Descriptors(); fds != nil {
		t.Errorf("IP_TOS has descriptors %v", fds)
	}
}

func TestTime(t *testing.T) {
	wide(t)
	sec, frac := native.AppendUint64(nil, 1700000000), native.AppendUint64(nil, 7)
	none := make([]byte, 16)
	for _, c := range []struct {
		typ  int
		data []byte
		want int64
	}{
		{29, slices.Concat(sec, frac), 1700000000000007000},
		{63, slices.Concat(sec, frac), 1700000000000007000},
		{35, slices.Concat(sec, frac), 1700000000000000007},
		{64, slices.Concat(sec, frac), 1700000000000000007},
		{37, slices.Concat(sec, frac, none, none), 1700000000000000007},
		{65, slices.Concat(none, none, sec, frac), 1700000000000000007},
		{37, slices.Concat(none, none, none), 0},
		{35, sec, 0},
		{58, none, 0},
		{2, none, 0},
	} {
		at, ok := Message{1, c.typ, c.data}.Time()
		if ok != (c.want != 0) || ok && at.UnixNano() != c.want {
			t.Errorf("%d is %v, %v", c.typ, at, ok)
		}
	}
}

func TestExamples(t *testing.T) {
	for _, c := range All() {
		if !c.Send {
			if c.Forms() != "" {
				t.Errorf("%s only arrives and has the form %s", c.Name, c.Forms())
			}
			continue
		}
		if s, err := Parse(c.Title()+"="+sockopt.Example(c.sent()), village{}); err != nil || sockopt.Example(c.sent()) == "" {
			t.Errorf("%s=%s: %x, %v", c.Title(), sockopt.Example(c.sent()), s.Data, err)
		}
	}
}
