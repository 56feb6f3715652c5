package cmd

import (
	"strconv"
	"strings"

	"sock/internal/fail"
	"sock/internal/sys"
	"sock/sockopt"
)

// joinValue is --join, which sets the option to join an IPv4 or IPv6 multicast group.
type joinValue struct{ options *optionsValue }

func (j *joinValue) String() string { return "" }
func (j *joinValue) Type() string   { return "GROUP" }

func (j *joinValue) Set(s string) error {
	name := "MCAST_JOIN_GROUP="
	if strings.Contains(s, ">") {
		name = "MCAST_JOIN_SOURCE_GROUP="
	}
	set, err := sockopt.ParseSetting(name+strings.Replace(s, "%", "@", 1), sys.World())
	if err != nil {
		_, why, _ := strings.Cut(err.Error(), ": ")
		return &fail.Usage{Text: "--join " + quote(s) + ": " + why, Hint: "want GROUP[@IF] or SOURCE>GROUP[@IF]"}
	}
	*j.options = append(*j.options, set)
	return nil
}

// broadcastValue is the switch --broadcast.
type broadcastValue struct{ options *optionsValue }

func (b broadcastValue) String() string   { return "false" }
func (b broadcastValue) IsBoolFlag() bool { return true }
func (b broadcastValue) Type() string     { return "bool" }

func (b broadcastValue) Set(s string) error {
	on, err := strconv.ParseBool(s)
	if err != nil {
		return errSwitch
	}
	if !on {
		return nil
	}
	return b.options.Set("SO_BROADCAST=1")
}
