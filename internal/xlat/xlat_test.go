package xlat

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

var (
	values = map[string]Values{
		"Families": Families, "SocketTypes": SocketTypes, "Shutdown": Shutdown, "Fcntl": Fcntl, "OpenModes": OpenModes,
		"InetProtocols": InetProtocols.Values, "NetlinkProtocols": NetlinkProtocols, "EtherTypes": EtherTypes.Values,
		"HardwareTypes": HardwareTypes, "CANProtocols": CANProtocols, "BluetoothProtocols": BluetoothProtocols,
		"SocketControl": SocketControl, "VsockCIDs": VsockCIDs,
	}
	flags = map[string]Flags{
		"SocketFlags": SocketFlags, "MsgFlags": MsgFlags.Flags, "PollEvents": PollEvents, "FdFlags": FdFlags, "OpenFlags": OpenFlags,
		"SpliceFlags": SpliceFlags,
	}
)

// TestValues checks that every name in every table is parsed in all its spellings, and that the text of every value
// parses to it.
func TestValues(t *testing.T) {
	for table, v := range values {
		for _, c := range v.List {
			bare := strings.TrimPrefix(c.Name, v.Prefix)
			if _, isNumber := number(bare); isNumber { // ETH_P_802_3: without the prefix it is a number
				bare = c.Name
			}
			for _, text := range []string{c.Name, strings.ToLower(c.Name), bare, strings.ToLower(bare), v.Text(c.Value)} {
				if got, err := v.Parse(text); err != nil || got != c.Value {
					t.Errorf("%s: %s is %d, %v, want %d", table, text, got, err, c.Value)
				}
			}
		}
	}
}

// TestFlags does the same for flags, one by one and all together.
func TestFlags(t *testing.T) {
	for table, v := range flags {
		all := uint32(0)
		for _, c := range v.List {
			all |= c.Value
			bare := strings.ToLower(strings.TrimPrefix(c.Name, v.Prefix))
			for _, text := range []string{c.Name, bare, v.Text(c.Value), strings.Join(v.Names(c.Value), "|")} {
				if got, err := v.Parse(text); err != nil || got != c.Value {
					t.Errorf("%s: %s is %#x, %v, want %#x", table, text, got, err, c.Value)
				}
			}
		}
		for _, word := range []uint32{0, all} {
			if got, err := v.Parse(v.Text(word)); err != nil || got != word {
				t.Errorf("%s: %s is %#x, %v, want %#x", table, v.Text(word), got, err, word)
			}
		}
	}
}

// TestText checks that numbers without a name are printed as strace does.
func TestText(t *testing.T) {
	for got, want := range map[string]string{
		Families.Text(unix.AF_INET6):                                "AF_INET6",
		Families.Text(unix.AF_LOCAL):                                "AF_UNIX",
		Families.Text(99):                                           "0x63 /* AF_??? */",
		InetProtocols.Text(1000):                                    "0x3e8 /* IPPROTO_??? */",
		EtherTypes.Text(0):                                          "0 /* ETH_P_??? */",
		VsockPorts.Text(0):                                          "0",
		VsockPorts.Text(1024):                                       "0x400",
		RxRPCServices.Commented(2500):                               "0x9c4 /* YFS_FS_SERVICE */",
		RxRPCServices.Commented(0):                                  "0 /* ???_SERVICE */",
		AlgFlags.Commented(0):                                       "0",
		AlgFlags.Commented(2):                                       "0x2 /* CRYPTO_ALG_??? */",
		AlgFlags.Commented(0x1001):                                  "0x1001 /* CRYPTO_ALG_KERN_DRIVER_ONLY|0x1 */",
		InetProtocols.Text(256):                                     "0x100 /* IPPROTO_??? */",
		MsgFlags.Text(0x2000000 | unix.MSG_PEEK):                    "MSG_PEEK|0x2000000",
		Shutdown.Text(77):                                           "0x4d /* SHUT_??? */",
		Shutdown.Text(1<<32 - 1):                                    "0xffffffff /* SHUT_??? */",
		MsgFlags.Text(0):                                            "0",
		MsgFlags.Text(unix.MSG_DONTWAIT | unix.MSG_TRUNC):           "MSG_TRUNC|MSG_DONTWAIT",
		MsgFlags.Text(0x10000000):                                   "0x10000000 /* MSG_??? */",
		MsgFlags.Text(0x10000001):                                   "MSG_OOB|0x10000000",
		strings.Join(MsgFlags.Names(0x10000001), " "):               "MSG_OOB 0x10000000",
		PollEvents.Text(unix.POLLIN | unix.POLLHUP | unix.POLLOUT):  "POLLIN|POLLOUT|POLLHUP",
		PollEvents.Text(unix.POLLRDHUP | unix.POLLERR):              "POLLERR|POLLRDHUP",
		SocketFlags.Text(unix.SOCK_NONBLOCK | unix.SOCK_CLOEXEC):    "SOCK_CLOEXEC|SOCK_NONBLOCK",
		OpenFlags.Text(unix.O_NONBLOCK | unix.O_APPEND | 1<<30):     "O_APPEND|O_NONBLOCK|0x40000000",
		NetlinkProtocols.Text(unix.NETLINK_ROUTE):                   "NETLINK_ROUTE",
		strings.Join(MsgFlags.Names(unix.MSG_PEEK), " "):            "MSG_PEEK",
		strings.Join(MsgFlags.Names(0), " "):                        "",
		SocketTypes.Name(9) + "-" + SocketTypes.Name(unix.SOCK_RAW): "-SOCK_RAW",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestParseNumbers checks that a table accepts any 32-bit number, signed or unsigned, and nothing larger.
func TestParseNumbers(t *testing.T) {
	for text, want := range map[string]uint32{
		"0": 0, "2": 2, "0x10": 16, "-1": 1<<32 - 1, "4294967295": 1<<32 - 1, "-2147483648": 1 << 31,
	} {
		if got, err := Shutdown.Parse(text); err != nil || got != want {
			t.Errorf("%s: %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "SHUT_", "RD WR", "4294967296", "-2147483649", "0x", "SHUT_RDWRX", "POLLIN"} {
		if got, err := Shutdown.Parse(text); err == nil {
			t.Errorf("%q is taken for %d", text, got)
		}
	}
	for _, text := range []string{"", "MSG_PEEK|", "|", "MSG_PEEK,MSG_OOB", "MSG_PEEK|MSG_NOSUCH"} {
		if got, err := MsgFlags.Parse(text); err == nil {
			t.Errorf("%q is taken for %#x", text, got)
		}
	}
	if got, err := MsgFlags.Parse(" peek | 0x10000000|Trunc "); err != nil || got != unix.MSG_PEEK|unix.MSG_TRUNC|0x10000000 {
		t.Errorf("%#x, %v", got, err)
	}
}

// TestNewer checks that every flag in the kernel headers, including aliases, is parsed. testdata/msg_flags.tsv was made
// from the headers of Linux 6.1 to 7.2.
func TestNewer(t *testing.T) {
	table, err := os.ReadFile("testdata/msg_flags.tsv")
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(table)), "\n")[1:]
	if len(rows) < 29 {
		t.Errorf("there are only %d rows", len(rows))
	}
	for _, row := range rows {
		name, number, _ := strings.Cut(row, "\t")
		want, err := strconv.ParseUint(number, 0, 32)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{name, strings.ToLower(strings.TrimPrefix(name, "MSG_"))} {
			if got, err := MsgFlags.Parse("peek|" + text); err != nil || got != uint32(want)|unix.MSG_PEEK {
				t.Errorf("%s: %#x, %v, want %#x", text, got, err, want)
			}
		}
	}
	if got, err := InetProtocols.Parse("smc"); err != nil || got != 256 {
		t.Errorf("smc: %d, %v", got, err)
	}
}
