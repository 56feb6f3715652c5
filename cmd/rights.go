package cmd

import (
	"github.com/spf13/pflag"

	"sock/internal/socket"
)

// rightsFlags adds the flags for the path that bind(2) creates.
func rightsFlags(fs *pflag.FlagSet, r *socket.Rights) {
	fs.Var(&r.Mode, "mode", "give the path of a UNIX socket the permissions `OCTAL`, like 660 (default: as umask(2) allows)")
	fs.Var(&r.Owner, "owner", "give the path of a UNIX socket to `USER[:GROUP]`, or to :GROUP")
}
