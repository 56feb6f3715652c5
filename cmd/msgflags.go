package cmd

import (
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"sock/cmd/flags"
	"sock/internal/xlat"
)

// msgFlagsValue collects MSG_ flags by name.
type msgFlagsValue int

func (m *msgFlagsValue) String() string { return "" }

func (m *msgFlagsValue) Set(s string) error {
	v, err := xlat.MsgFlags.Parse(s)
	if err != nil {
		return err
	}
	*m |= msgFlagsValue(v)
	return nil
}

func (m *msgFlagsValue) Type() string { return "MSG_X|MSG_Y" }

// bitValue is a switch that adds one MSG_ flag.
type bitValue struct {
	flags *int
	bit   int
}

func (b bitValue) String() string   { return "false" }
func (b bitValue) IsBoolFlag() bool { return true }
func (b bitValue) Type() string     { return "bool" }

func (b bitValue) Set(s string) error {
	on, err := strconv.ParseBool(s)
	if err != nil {
		return errSwitch
	}
	if on {
		*b.flags |= b.bit
	}
	return nil
}

// msgFlags adds --flags and the shorthands.
func msgFlags(c *cobra.Command, flags *int, names []msgFlag) {
	fs := c.Flags()
	for _, n := range names {
		fs.Var(bitValue{flags, n.bit}, n.name, n.usage)
		fs.Lookup(n.name).NoOptDefVal = "true"
	}
	fs.Var((*msgFlagsValue)(flags), "flags", "flags of the call by name, `MSG_X|MSG_Y`, or by number")
	listCandidates(c, "flags", "|", constNames(xlat.MsgFlags.List))
}

type msgFlag struct {
	name  string
	bit   int
	usage string
}

// sendMsgFlags returns the flags of send(2), sendmsg(2) and sendmmsg(2).
func sendMsgFlags() []msgFlag {
	return []msgFlag{
		{"oob", unix.MSG_OOB, "MSG_OOB: the last byte is urgent"},
		{"more", unix.MSG_MORE, "MSG_MORE: hold it back until more is sent"},
		{"dontwait", unix.MSG_DONTWAIT, "MSG_DONTWAIT: fail with EAGAIN instead of waiting"},
		{"nosignal", unix.MSG_NOSIGNAL, "MSG_NOSIGNAL: no SIGPIPE, which sock survives anyway"},
		{"eor", unix.MSG_EOR, "MSG_EOR: end of a record"},
		{"dontroute", unix.MSG_DONTROUTE, "MSG_DONTROUTE: no gateway"},
		{"confirm", unix.MSG_CONFIRM, "MSG_CONFIRM: the neighbour is alive"},
		{"fastopen", unix.MSG_FASTOPEN, "MSG_FASTOPEN: data in the SYN, to the ADDRESS of a socket of --on; a new one takes -o TCP_FASTOPEN_CONNECT"},
		{"zerocopy", unix.MSG_ZEROCOPY, "MSG_ZEROCOPY: send from our pages"},
	}
}

func namesOf(list []msgFlag) (names flags.Group) {
	for _, m := range list {
		names = append(names, m.name)
	}
	return append(names, "flags")
}
