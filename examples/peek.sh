#!/usr/bin/env bash
# usage: peek.sh PID FD
#
# Shows the data in the receive queue of another process's connection, and leaves it there.
# Status 11 (EAGAIN) means that the queue is empty.
set -euo pipefail

sock getpeername --on "$1:$2" >&2
sock recv --on "$1:$2" --peek --dontwait --format hex
