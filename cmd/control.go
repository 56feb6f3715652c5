package cmd

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/internal/message"
	"sock/internal/ref"
	"sock/internal/sys"
	"sock/sockopt/cmsg"
)

// controlValue collects control data from --cmsg and its shorthands.
type controlValue struct {
	list  *[]cmsg.Setting
	takes string
	full  func(string) string // converts the shorthand's value to one of --cmsg
}

func (v controlValue) String() string { return "" }

func (v controlValue) Set(s string) error {
	if v.full != nil {
		s = v.full(s)
	}
	set, err := cmsg.Parse(s, sys.World())
	if err != nil {
		return err
	}
	*v.list = append(*v.list, set)
	return nil
}

func (v controlValue) Type() string { return v.takes }

// as prefixes a value with the control message's name.
func as(name string) func(string) string {
	return func(s string) string { return name + "=" + s }
}

// controlFlags adds --cmsg and its shorthands, which need sendmsg(2).
func controlFlags(c *cobra.Command, o *message.Sending) {
	fs := c.Flags()
	fs.Var(controlValue{&o.Control, "TYPE=VALUE", nil}, "cmsg", "send control data, `[LEVEL:]TYPE=VALUE` as IP_TTL=3, by name or number (sock help cmsg); repeatable")
	fs.Var(fdsValue{o}, "fds", "pass these descriptors or sockets `REF,REF`, SCM_RIGHTS of unix(7): 3, PID:3, held NAME")
	_ = c.RegisterFlagCompletionFunc("fds", completeRefs)
	fs.Var(hexValue{&o.Raw}, "control", rawControlUsage)
	for _, short := range []struct {
		name, takes, usage string
		full               func(string) string
	}{
		{"ttl", "N", "IP_TTL of this message", as("IPPROTO_IP:IP_TTL")},
		{"tos", "N", "IP_TOS of this message", as("IPPROTO_IP:IP_TOS")},
		{"hoplimit", "N", "IPV6_HOPLIMIT of this message", as("IPPROTO_IPV6:IPV6_HOPLIMIT")},
		{"tclass", "N", "IPV6_TCLASS of this message", as("IPPROTO_IPV6:IPV6_TCLASS")},
		{"pktinfo", "ADDR[@IF]", "from this local address and interface, IP_PKTINFO or IPV6_PKTINFO", pktinfo},
		{"creds", "PID,UID,GID", "credentials, SCM_CREDENTIALS; others than our own take rights", as("SOL_SOCKET:SCM_CREDENTIALS")},
		{"gso", "SIZE", "have the kernel cut it into datagrams of so many bytes, UDP_SEGMENT", as("IPPROTO_UDP:UDP_SEGMENT")},
		{"mark", "N", "SO_MARK of this message", as("SOL_SOCKET:SO_MARK")},
	} {
		fs.Var(controlValue{&o.Control, short.takes, short.full}, short.name, "`"+short.takes+"`: "+short.usage)
	}
	fs.Var(txtimeValue{&o.TxTime}, "txtime", "`TIME`: when it is to go out, SCM_TXTIME: nanoseconds of the clock of SO_TXTIME, or +DURATION from now")
	candidates(c, "cmsg", cmsg.Names)
}

const rawControlUsage = "send the bytes `HEX` as the buffer of control data, right or wrong: struct cmsghdr as this machine has it"

// hexValue is a flag for bytes. It ignores blanks between the digits.
type hexValue struct{ b *[]byte }

func (h hexValue) String() string { return "" }
func (h hexValue) Type() string   { return "HEX" }

func (h hexValue) Set(s string) error {
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		return errors.New("want pairs of hexadecimal digits, like 48656c6c6f")
	}
	*h.b = b
	return nil
}

// fdsValue is a list of references whose descriptors are passed.
type fdsValue struct{ send *message.Sending }

func (v fdsValue) String() string { return "" }

func (v fdsValue) Set(s string) error {
	words := strings.Split(s, ",")
	if s == "" { // no descriptors
		words = nil
	}
	list := make([]ref.Ref, len(words))
	for i, word := range words {
		if err := list[i].Set(word); err != nil {
			return fmt.Errorf("%s: %w", quote(word), err)
		}
	}
	v.send.Pass(list)
	return nil
}

func (v fdsValue) Type() string { return "REF,REF" }

func pktinfo(s string) string {
	if strings.Contains(s, ":") {
		return "IPPROTO_IPV6:IPV6_PKTINFO=" + s
	}
	return "IPPROTO_IP:IP_PKTINFO=" + s
}

// txtimeValue is a launch time.
type txtimeValue struct{ at **message.TxTime }

func (v txtimeValue) String() string { return "" }

func (v txtimeValue) Set(s string) error {
	if rest, ok := strings.CutPrefix(s, "+"); ok {
		d, err := time.ParseDuration(rest)
		if err != nil || d < 0 {
			return errors.New("want nanoseconds of a clock, or +DURATION like +10ms")
		}
		*v.at = &message.TxTime{After: d, Relative: true}
		return nil
	}
	n, err := strconv.ParseUint(s, 0, 64)
	if err != nil {
		return errors.New("want nanoseconds of a clock, or +DURATION like +10ms")
	}
	*v.at = &message.TxTime{At: n}
	return nil
}

func (v txtimeValue) Type() string { return "TIME" }

// wantValue is a list of control data to request.
type wantValue []string

func (w *wantValue) String() string { return "" }

func (w *wantValue) Set(s string) error {
	*w = append(*w, strings.Split(s, ",")...)
	return nil
}

func (w *wantValue) Type() string { return "WHAT" }

func wantFlag(c *cobra.Command, want *[]string) {
	c.Flags().Var((*wantValue)(want), "want", "ask for control data, `WHAT` ttl, tos, pktinfo, timestamp, creds ... or all; a list with commas")
	listCandidates(c, "want", ",", cmsg.WantNames)
}

// roomValue is the size of the buffer for control data. Without it, sock chooses the size.
type roomValue struct{ sizeValue }

func (v *roomValue) String() string { return "" }

func roomFlag(fs *pflag.FlagSet, n *int) {
	*n = message.RoomAsNeeded
	fs.Var(&roomValue{sizeValue{n, 0}}, "control-size", "have room for `BYTES` of control data; 0 takes none")
}
