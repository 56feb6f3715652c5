package sockopt

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// reference reads testdata/sockopts.tsv, the facts about every option from kernel headers and a kernel.
func reference(t *testing.T) [][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/sockopts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(b)) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows[1:]
}

func TestTableIsTheReference(t *testing.T) {
	rows, all := reference(t), All()
	if len(rows) != len(all) {
		t.Fatalf("%d options, the reference has %d", len(all), len(rows))
	}
	for i, want := range rows {
		o := all[i]
		got := []string{
			o.Level.Name, strconv.Itoa(o.Level.Number), o.Name, strconv.Itoa(int(o.Number)),
			o.Kind.Name(), o.Access.String(), o.Phase.String(),
		}
		if !slices.Equal(got, want[:7]) {
			t.Errorf("got  %v\nwant %v", got, want[:7])
		}
	}
}

func TestAliases(t *testing.T) {
	for _, row := range reference(t) {
		for alias := range strings.FieldsSeq(strings.ReplaceAll(row[7], "-", "")) {
			o, err := Lookup(row[0] + ":" + alias)
			switch {
			case err != nil:
				t.Errorf("%s: %v", alias, err)
			case alias == "SO_GET_FILTER" || alias == "SO_ATTACH_FILTER": // two options with the same number
			case o.Name != row[2]:
				t.Errorf("%s is %s, want %s", alias, o.Name, row[2])
			}
		}
	}
}

func TestHelp(t *testing.T) {
	for _, o := range All() {
		if o.Help == "" || len(o.Help) > 69 || strings.HasSuffix(o.Help, ".") || strings.Contains(o.Help, "\n") {
			t.Errorf("%s: %q is no line of meaning", o.Name, o.Help)
		}
		if o.Kind.Takes() == "" || o.Kind.Room() == 0 {
			t.Errorf("%s: kind %s says nothing of itself", o.Name, o.Kind.Name())
		}
		if (o.For == nothing) && o.Access != None {
			t.Errorf("%s is for no socket", o.Name)
		}
	}
}

// TestWhatNothingAnswers checks that names that are only in a header are refused.
func TestWhatNothingAnswers(t *testing.T) {
	for _, row := range reference(t) {
		_, err := Lookup(row[2])
		if row[5] == "none" && (err == nil || !strings.Contains(err.Error(), "nothing answers")) {
			t.Errorf("%s: %v", row[2], err)
		}
		if row[5] != "none" && err != nil {
			t.Errorf("%s: %v", row[2], err)
		}
	}
	s, err := ParseSetting("SOL_SOCKET:22=int:1", nil)
	if err != nil || s.Option.Number != 22 {
		t.Errorf("by number: %v, %v", s, err)
	}
}

func TestLookup(t *testing.T) {
	for _, c := range []struct{ name, want, hint string }{
		{"SO_KEEPALIVE", "SO_KEEPALIVE", ""},
		{"so_keepalive", "SO_KEEPALIVE", ""},
		{"IPPROTO_TCP:TCP_NODELAY", "TCP_NODELAY", ""},
		{"sol_tcp:1", "TCP_NODELAY", ""},
		{"6:1", "TCP_NODELAY", ""},
		{"0x6:0x1", "TCP_NODELAY", ""},
		{"6:9999", "IPPROTO_TCP:9999", ""},
		{"999:5", "999:5", ""},
		{"-1:-1", "-1:-1", ""},
		{"SOL_SOCKET:26", "SO_ATTACH_FILTER", ""},
		{"IPPROTO_IPV6:MCAST_JOIN_GROUP", "MCAST_JOIN_GROUP", ""},
		{"SOL_UDPLITE:UDP_CORK", "SOL_UDPLITE:UDP_CORK", ""},
		{"TCP_NODELY", "", "did you mean TCP_NODELAY?"},
		{"KEEPALIVE", "", "did you mean SO_KEEPALIVE?"},
		{"SOL_SCKET:1", "", "did you mean SOL_SOCKET?"},
		{"IPPROTO_TCP:TCP_NODELY", "", "did you mean TCP_NODELAY?"},
		{"IPPROTO_TCP:99999999999", "", ""},
		{"99999999999:1", "", ""},
	} {
		o, err := Lookup(c.name)
		if err == nil && o.Title() != c.want || err != nil && (c.want != "" || c.hint != "" && fail.Hint(err) != c.hint) {
			t.Errorf("%s: %q, %v (hint %q)", c.name, o.Title(), err, fail.Hint(err))
		}
	}
}

// TestTitles checks that the result of Title finds the option again, so that the output of getsockopt can be set.
func TestTitles(t *testing.T) {
	for _, o := range All() {
		if o.Access == None || strings.HasPrefix(o.Name, "MCAST_") { // the address decides the level of these
			continue
		}
		again, err := Lookup(o.Title())
		if err != nil || again.Level.Number != o.Level.Number || again.Name != o.Name {
			t.Errorf("%s of level %s finds %s of level %s, %v", o.Title(), o.Level.Title(), again.Name, again.Level.Title(), err)
		}
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		level, number int
		call          Access
		want          string
	}{
		{1, 26, Set, "SO_ATTACH_FILTER"},
		{1, 26, Get, "SO_GET_FILTER"},
		{0, 64, Set, "IPT_SO_SET_REPLACE"},
		{0, 64, Get, "IPT_SO_GET_INFO"},
		{0, 1158, Get, "IP_VS_SO_GET_TIMEOUT"},
		{1, 2, Get, "SO_REUSEADDR"},
		{1, 9999, Get, ""},
		{999, 1, Set, ""},
	} {
		if o, _ := Find(c.level, c.number, c.call); o.Name != c.want {
			t.Errorf("%d %d: %q, want %q", c.level, c.number, o.Name, c.want)
		}
	}
}

func TestApplying(t *testing.T) {
	for _, c := range []struct {
		family, typ, protocol int
		has, lacks            string
	}{
		{unix.AF_INET, unix.SOCK_STREAM, 0, "SO_KEEPALIVE IP_TOS TCP_NODELAY TCP_INFO", "IPV6_V6ONLY UDP_CORK MPTCP_INFO SO_PASSCRED IPV6_NEXTHOP"},
		{unix.AF_INET6, unix.SOCK_STREAM, 6, "IPV6_V6ONLY TCP_NODELAY", "IP_TOS UDP_CORK"},
		{unix.AF_INET, unix.SOCK_STREAM, 262, "MPTCP_INFO TCP_NODELAY", "TCP_MD5SIG"},
		{unix.AF_INET, unix.SOCK_DGRAM, 0, "IP_ADD_MEMBERSHIP UDP_SEGMENT", "TCP_NODELAY IPV6_MTU UDPLITE_SEND_CSCOV"},
		{unix.AF_INET6, unix.SOCK_DGRAM, 136, "UDPLITE_SEND_CSCOV IPV6_RECVPKTINFO", "TCP_NODELAY"},
		{unix.AF_INET, unix.SOCK_RAW, 1, "ICMP_FILTER IP_HDRINCL", "MRT_VERSION TCP_NODELAY"},
		{unix.AF_INET, unix.SOCK_RAW, 2, "MRT_VERSION", "ICMP_FILTER"},
		{unix.AF_INET6, unix.SOCK_RAW, 58, "ICMPV6_FILTER MRT6_VERSION", "ICMP_FILTER"},
		{unix.AF_UNIX, unix.SOCK_STREAM, 0, "SO_PASSCRED SO_PEERCRED SO_SNDBUF", "TCP_NODELAY IP_TOS SO_BUSY_POLL"},
		{unix.AF_VSOCK, unix.SOCK_STREAM, 0, "SO_VM_SOCKETS_BUFFER_SIZE", "IP_TOS"},
		{unix.AF_PACKET, unix.SOCK_RAW, 0, "PACKET_STATISTICS PACKET_VNET_HDR", "IP_TOS"},
		{unix.AF_NETLINK, unix.SOCK_RAW, 0, "NETLINK_EXT_ACK", "IP_TOS PACKET_STATISTICS"},
		{unix.AF_CAN, unix.SOCK_RAW, 1, "CAN_RAW_FILTER", "CAN_ISOTP_OPTS"},
		{unix.AF_APPLETALK, unix.SOCK_DGRAM, 0, "SO_SNDBUF", "IP_TOS"},
	} {
		var names []string
		for _, o := range Applying(c.family, c.typ, c.protocol) {
			names = append(names, o.Name)
		}
		for name := range strings.FieldsSeq(c.has) {
			if !slices.Contains(names, name) {
				t.Errorf("%v lacks %s", c, name)
			}
		}
		for name := range strings.FieldsSeq(c.lacks) {
			if slices.Contains(names, name) {
				t.Errorf("%v has %s", c, name)
			}
		}
	}
}

func TestSearch(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		{"keepalive", "TCP_KEEPIDLE"},
		{"NAGLE", "TCP_NODELAY"},
		{"multicast interface", "IP_MULTICAST_IF"},
		{"join_group", "IPV6_ADD_MEMBERSHIP"},
	} {
		found := slices.ContainsFunc(Search(strings.Fields(c.words)...), func(o Option) bool { return o.Name == c.want })
		if !found {
			t.Errorf("%s does not find %s", c.words, c.want)
		}
	}
	if list := Search("no such words"); len(list) != 0 {
		t.Errorf("found %v", list)
	}
}

func TestMarks(t *testing.T) {
	find := func(name string) Option {
		o, err := Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	for name, inherited := range map[string]bool{
		"SO_KEEPALIVE": true, "TCP_NODELAY": true, "SO_PRIORITY": false, "TCP_DEFER_ACCEPT": false, "TCP_INFO": false,
	} {
		if find(name).Inherited(unix.AF_INET) != inherited {
			t.Errorf("%s: inherited by an accepted TCP socket: %v", name, !inherited)
		}
	}
	if find("SO_KEEPALIVE").Inherited(unix.AF_UNIX) || !find("SO_PASSCRED").Inherited(unix.AF_UNIX) {
		t.Error("accepted UNIX sockets inherit SO_PASS* alone")
	}
	var strictFlags int
	for _, o := range All() {
		if o.StrictFlag() {
			strictFlags++
		}
	}
	if strictFlags < 12 {
		t.Errorf("%d strict flags", strictFlags)
	}
	if !find("SO_ERROR").Consumes() || find("SO_TYPE").Consumes() || !find("PACKET_HDRLEN").Asks() {
		t.Error("marks of reading")
	}
}
