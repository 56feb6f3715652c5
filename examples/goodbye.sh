#!/usr/bin/env bash
# usage: goodbye.sh PID FD
#
# Tells the peer of a process that is stuck that nothing more will come: it reads end-of-file and can go on.
# The process keeps its descriptor, and can still read what the peer has to say.
set -euo pipefail

peer=$(sock getpeername --on "$1:$2")
sock shutdown --on "$1:$2" write
echo "process $1 has said goodbye to $peer" >&2
