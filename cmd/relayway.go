package cmd

import (
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"sock/internal/session"
	"sock/modes"
	"sock/sockopt"
)

// addWayFlags adds the flags for what is done to the bytes on their way.
func addWayFlags(fs *pflag.FlagSet, o *modes.Relay) {
	way := func(name, usage string, of func(w *modes.RelayWay) pflag.Value) {
		fs.Var(sidedValue{"WAY", [2]string{"1>2:", "2>1:"}, func(i int) pflag.Value { return of(&o.Ways[i]) }}, name, usage)
	}
	bound := func(name, usage string, of func(f *session.Faults) *session.Bound) {
		way(name, usage, func(w *modes.RelayWay) pflag.Value { return boundValue{of(&w.Faults)} })
	}
	share := func(name, usage string, of func(f *session.Faults) *float64) {
		way(name, usage, func(w *modes.RelayWay) pflag.Value { return shareValue{of(&w.Faults)} })
	}
	way("rate", "move at most so many bytes a second, as 500k or 8Mbit: `[WAY:]LIMIT`", func(w *modes.RelayWay) pflag.Value { return rateValue{&w.Rate} })
	way("delay", "have everything arrive later by `[WAY:]D[~JITTER]`, each value from D-JITTER to D+JITTER equally likely",
		func(w *modes.RelayWay) pflag.Value { return delayValue{&w.Faults} })
	way("chunk", "send at most `[WAY:]N` bytes at once, with TCP_NODELAY", func(w *modes.RelayWay) pflag.Value { return &sizeValue{n: &w.Faults.Chunk, least: 1} })
	bound("cut-after", "end the stream after `[WAY:]N` bytes", func(f *session.Faults) *session.Bound { return &f.CutAfter })
	bound("reset-after", "reset both connections after `[WAY:]N` bytes", func(f *session.Faults) *session.Bound { return &f.ResetAfter })
	bound("stall-after", "move nothing more after `[WAY:]N` bytes, and leave both connections open", func(f *session.Faults) *session.Bound { return &f.StallAfter })
	share("drop", "lose `[WAY:]P%` of the messages", func(f *session.Faults) *float64 { return &f.Drop })
	share("duplicate", "send `[WAY:]P%` of the messages twice", func(f *session.Faults) *float64 { return &f.Duplicate })
	share("reorder", "do not delay `[WAY:]P%` of the messages, so that they overtake others; --delay is 10ms if it is not set",
		func(f *session.Faults) *float64 { return &f.Reorder })
	share("corrupt", "change one bit of `[WAY:]P%` of the messages", func(f *session.Faults) *float64 { return &f.Corrupt })
	fs.Uint64Var(&o.Seed, "seed", 0, "repeat what was random in the run that had the seed `N`")
}

// delayValue is a duration, and how much it varies.
type delayValue struct{ f *session.Faults }

func (v delayValue) String() string { return "" }
func (v delayValue) Type() string   { return "D[~JITTER]" }

func (v delayValue) Set(s string) (err error) {
	delay, jitter, varies := strings.Cut(s, "~")
	if v.f.Delay, err = sockopt.ParseDuration(delay); err == nil && varies {
		v.f.Jitter, err = sockopt.ParseDuration(jitter)
	}
	if err != nil || v.f.Delay < 0 || v.f.Jitter < 0 {
		return errors.New("want a duration such as 100ms, or 100ms~20ms")
	}
	return nil
}

// boundValue is a number of bytes.
type boundValue struct{ b *session.Bound }

func (v boundValue) String() string { return "" }
func (v boundValue) Type() string   { return "N" }

func (v boundValue) Set(s string) error {
	n, err := sockopt.ParseBytes(s)
	if err != nil || n < 0 {
		return errors.New("want a number of bytes, as 1000 or 64k")
	}
	*v.b = session.Bound{N: n, Set: true}
	return nil
}

// shareValue is a share of all, in percent.
type shareValue struct{ share *float64 }

func (v shareValue) String() string { return "" }
func (v shareValue) Type() string   { return "P%" }

func (v shareValue) Set(s string) error {
	n, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil || !(n >= 0 && n <= 100) {
		return errors.New("want a share from 0% to 100%, as 2.5%")
	}
	*v.share = n / 100
	return nil
}
