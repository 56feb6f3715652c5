package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/ref"
	"sock/modes"
)

//go:embed text/sendfile.txt
var sendfileLong string

const sendfileExample = `# A file to a connection of the shell
printf 'GET / HTTP/1.0\r\n\r\n' >request
exec 3<>/dev/tcp/127.0.0.1/80
sock sendfile --on 3 <request
sock recv --on 3 --all

# A part of it, with the call
echo 0123456789 >file
sock socketpair --hold left,right
sock sendfile --on left --offset 3 --length 4 --trace <file
sock recv --on right

# A pipe is no file: EINVAL
sock socketpair --hold a,b
echo text | sock sendfile --on a`

func newSendfile(env *env.Env) *cobra.Command {
	var from ref.Ref
	var on onFlag
	var o modes.Sendfile
	c := &cobra.Command{
		Use:     "sendfile --on REF [--from REF] [flags]",
		Short:   "send a file inside the kernel",
		Long:    sendfileLong,
		Example: sendfileExample,
		GroupID: groupTalk,
		Args:    needsNoArgument,
	}
	fs := c.Flags()
	fs.SortFlags = false
	on.addFlags(c)
	refFlag(c, &from, "from", "take the bytes from `REF`", "0")
	lengthFlag(fs, &o.Move)
	fs.Var(fileOffsetValue{&o.Offset}, "offset", "begin at `BYTES` of the file")
	c.RunE = func(*cobra.Command, []string) error {
		return between(env, from, on.must, o.Run)
	}
	return c
}
