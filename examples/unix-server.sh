#!/usr/bin/env bash
# usage: unix-server.sh PATH
#
# A UNIX server with a backlog of 1 that accepts in a loop. Each client gets its own reader process, and the lines of a
# client are printed after its process id.
set -euo pipefail

server=server-$$
sock listen --hold "$server" --backlog 1 --unix "$1" >/dev/null
trap 'kill $!; sock close "$server"' EXIT # this also removes the path
trap 'exit 143' TERM
sock accept --on "$server" --keep --as 3 -- sh -c 'exec sed -u "s/^/$UNIXREMOTEPID: /" <&3' &
wait $!
