#!/usr/bin/env bash
# usage: unix-server.sh PATH
#
# A UNIX server with a backlog of 1 that accepts in a loop. Each client has a reader of its own, side by side, and
# what it says is printed after its process number.
set -euo pipefail

server=server-$$
sock listen --hold "$server" --backlog 1 --unix "$1" >/dev/null
trap 'kill $!; sock close "$server"' EXIT # the path is gone with it
trap 'exit 143' TERM
sock accept --on "$server" --keep --as 3 -- sh -c 'exec sed -u "s/^/$UNIXREMOTEPID: /" <&3' &
wait $!
