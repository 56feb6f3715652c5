#!/usr/bin/env bash
# usage: test-server.sh COMMAND [ARG...]
#
# Runs COMMAND with the address of an echo server in $ADDR, and ends the server afterwards. There is no sleep and no
# race: after the first line the socket listens on a free port.
set -euo pipefail

ADDR=$(sock listen --hold "echo-$$" 127.0.0.1:0)
export ADDR
sock accept --on "echo-$$" --keep -- cat &
trap 'kill %1; sock close "echo-$$"' EXIT
"$@"
