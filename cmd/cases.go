package cmd

import (
	"github.com/spf13/cobra"

	"sock/internal/env"
)

// The tests type every line of the tour that begins with a prompt, and look at what appears.
const casesLong = `A tour of what the socket API does and few expect, thirty stops: what to type,
what appears, and why. Most are cases of the tests of the kernel itself.

Every stop begins afresh, where no name is held and no port is in use, not even
by a connection in TIME_WAIT. These lines make a place for one, with a network
of its own, and take no rights. When it is seen let its names go with sock
close, exit, and make another one:

    export SOCK_DIR=$(mktemp -d); cd $SOCK_DIR
    unshare --user --map-root-user --net bash
    ip link set lo up

A word in capitals stands for what differs from run to run: PORT, TIME, and N
for the number of a descriptor. In one stop it is the same wherever it stands,
and PORT2 is another one. Payload has no newline of its own, so that a prompt
may follow it on its line; it has a line to itself here.

` + casesConnections + casesBytes + casesOptions

func newCases(*env.Env) *cobra.Command {
	return newTopic("cases", "thirty surprises of the socket API, to be typed", casesLong)
}
