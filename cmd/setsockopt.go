package cmd

import (
	_ "embed"
	"math"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/sys"
	"sock/modes"
	"sock/sockopt"
)

//go:embed text/setsockopt.txt
var setsockoptLong string

const setsockoptExample = `# Reset the connection of the shell when it is closed
exec 3<>/dev/tcp/127.0.0.1/80
sock setsockopt --on 3 SO_LINGER=0

# What does this kernel make of a buffer of 100000 bytes?
sock setsockopt -v SO_RCVBUF=100000

# Provoke an error: four bytes are wanted
sock setsockopt SO_KEEPALIVE=1 --size 3`

func newSetsockopt(env *env.Env) *cobra.Command {
	var socket anySocket
	var o modes.Setsockopt
	c := &cobra.Command{
		Use:     "setsockopt [--on REF] [flags] NAME[=VALUE]...",
		Short:   "set socket options",
		Long:    setsockoptLong,
		Example: setsockoptExample,
		GroupID: groupLook,
	}
	fs := c.Flags()
	fs.SortFlags = false
	socket.addFlags(c)
	var size int
	fs.Var(&sizeValue{&size, math.MinInt32}, "size", "give the kernel `BYTES` as the length of each value: cut, or with zeros behind; also -1")
	c.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fail.Usagef("say which option: NAME=VALUE")
		}
		for _, text := range args {
			set, err := sockopt.ParseSetting(text, sys.World())
			if err != nil {
				return err
			}
			if fs.Changed("size") {
				if err := sys.Room(size); err != nil {
					return fail.At("setsockopt", text, err)
				}
				set.Value = set.Resized(size)
			}
			o.Settings = append(o.Settings, set)
		}
		return socket.run(env, &o, &o.Kind)
	}
	c.ValidArgsFunction = completeOption
	return c
}
