#!/usr/bin/env bash
# usage: http.sh HOST PORT [PATH]
#
# A conversation with a web server, one call at a time. The connection is the shell's; $SOCK tells every sock of it.
set -euo pipefail

exec 3<>"/dev/tcp/$1/$2"
export SOCK=3
peer=$(sock getpeername)
printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "${3:-/}" "$1" | sock send
sock shutdown write # that was all we say
sock poll -w 10s in >/dev/null
status=$(sock recv --peek --size 12) # looked at, and left in the queue
echo "$status from $peer" >&2
sock recv --all
