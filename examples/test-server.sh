#!/usr/bin/env bash
# usage: test-server.sh COMMAND [ARG...]
#
# Runs COMMAND with the address of an echo server in $ADDR, and takes the server down with it. Nothing sleeps and
# nothing races: when the first line is done, the socket listens, on a port that is free.
set -euo pipefail

ADDR=$(sock listen --hold "echo-$$" 127.0.0.1:0)
export ADDR
sock accept --on "echo-$$" --keep -- cat &
trap 'kill %1; sock close "echo-$$"' EXIT
"$@"
