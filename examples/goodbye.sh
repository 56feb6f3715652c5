#!/usr/bin/env bash
# usage: goodbye.sh PID FD
#
# Half-closes a socket of a stuck process: its peer reads end of file and can go on.
# The process keeps its descriptor, and can still read what the peer sends.
set -euo pipefail

peer=$(sock getpeername --on "$1:$2")
sock shutdown --on "$1:$2" write
echo "process $1: half-closed the connection to $peer" >&2
