package cmd

import (
	_ "embed"
	"errors"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/internal/env"
	"sock/internal/ref"
	"sock/internal/xlat"
	"sock/modes"
	"sock/sockopt"
)

//go:embed text/splice.txt
var spliceLong string

const spliceExample = `# A connection of the shell into a pipe
exec 3<>/dev/tcp/127.0.0.1/25
sock splice --from 3 --length 100 | cat

# A pipe into a connection
exec 3<>/dev/tcp/127.0.0.1/80
printf 'GET / HTTP/1.0\r\n\r\n' | sock splice --to 3
sock recv --on 3 --all

# Two files need a pipe between them: EINVAL
echo text >file
sock splice <file >copy`

// lengthFlag adds --length.
func lengthFlag(fs *pflag.FlagSet, m *modes.Move) {
	m.Whole = true
	fs.Var(lengthValue{m}, "length", "make one call for `BYTES`, instead of going on until the end")
}

// lengthValue is a flag for the length argument of one call, which can be any number.
type lengthValue struct{ move *modes.Move }

func (l lengthValue) String() string { return "" }
func (l lengthValue) Type() string   { return "BYTES" }

func (l lengthValue) Set(s string) (err error) {
	l.move.Length, err = parseOffset(s)
	l.move.Whole = false
	return err
}

// fileOffsetValue is a flag for a file offset. The kernel decides whether it is valid.
type fileOffsetValue struct{ at **int64 }

func (o fileOffsetValue) String() string { return "" }
func (o fileOffsetValue) Type() string   { return "BYTES" }

func (o fileOffsetValue) Set(s string) error {
	n, err := parseOffset(s)
	*o.at = &n
	return err
}

func parseOffset(s string) (int64, error) {
	if n, err := strconv.ParseInt(s, 0, 64); err == nil {
		return n, nil
	}
	n, err := sockopt.ParseBytes(s)
	if err != nil {
		return 0, errors.New("want a number of bytes, like 8192 or 64k")
	}
	return n, nil
}

// spliceFlagsValue is a flag for SPLICE_F_ names.
type spliceFlagsValue struct{ flags *int }

func (f spliceFlagsValue) String() string { return "" }
func (f spliceFlagsValue) Type() string   { return "NAMES" }

func (f spliceFlagsValue) Set(s string) error {
	v, err := xlat.SpliceFlags.Parse(s)
	*f.flags |= int(int32(v))
	return err
}

// refFlag adds a flag for a descriptor with a default.
func refFlag(c *cobra.Command, r *ref.Ref, name, usage, byDefault string) {
	_ = r.Set(byDefault)
	c.Flags().Var(r, name, usage)
	_ = c.RegisterFlagCompletionFunc(name, completeRef)
}

// between opens the two descriptors, the target first, and runs the command.
func between(world *env.Env, from ref.Ref, to func(*env.Env, runOn) error,
	run func(env *env.Env, from, to modes.Descriptor) error,
) error {
	return to(world, func(_ *env.Env, out int, toWhat string) error {
		return (&onFlag{from}).on(world, func(env *env.Env, in int, fromWhat string) error {
			return run(env, modes.Descriptor{FD: in, What: fromWhat}, modes.Descriptor{FD: out, What: toWhat})
		})
	})
}

func newSplice(env *env.Env) *cobra.Command {
	var from, to ref.Ref
	var o modes.Splice
	c := &cobra.Command{
		Use:     "splice [--from REF] [--to REF] [flags]",
		Short:   "move bytes between a pipe and a socket inside the kernel",
		Long:    spliceLong,
		Example: spliceExample,
		GroupID: groupTalk,
		Args:    needsNoArgument,
	}
	fs := c.Flags()
	fs.SortFlags = false
	refFlag(c, &from, "from", "take the bytes from `REF`", "0")
	refFlag(c, &to, "to", "give them to `REF`", "1")
	lengthFlag(fs, &o.Move)
	fs.Var(fileOffsetValue{&o.FromOffset}, "from-offset", "begin at `BYTES` of the file they come from")
	fs.Var(fileOffsetValue{&o.ToOffset}, "to-offset", "begin at `BYTES` of the file they go to")
	fs.Var(spliceFlagsValue{&o.Flags}, "flags", "flags of the call by name, `SPLICE_F_NONBLOCK|SPLICE_F_MORE`, or by number")
	fs.BoolVar(&o.Tee, "tee", false, "call tee(2): the bytes stay in the first pipe too")
	listCandidates(c, "flags", "|", constNames(xlat.SpliceFlags.List))
	c.RunE = func(*cobra.Command, []string) error {
		return between(env, from, (&onFlag{to}).on, o.Run)
	}
	return c
}
