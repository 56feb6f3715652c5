#!/usr/bin/env bash
# usage: peek.sh PID FD
#
# Shows what waits in the receive queue of another process's connection, and leaves it there.
# Status 11 (EAGAIN) says that nothing does.
set -euo pipefail

sock getpeername --on "$1:$2" >&2
sock recv --on "$1:$2" --peek --dontwait --format hex
