#!/usr/bin/env bash
# usage: http.sh HOST PORT [PATH]
#
# Fetches a page from a web server, one call at a time. The shell makes the connection; every sock finds it in $SOCK.
set -euo pipefail

exec 3<>"/dev/tcp/$1/$2"
export SOCK=3
peer=$(sock getpeername)
printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "${3:-/}" "$1" | sock send
sock shutdown write # the request ends here
sock poll -w 10s in >/dev/null
status=$(sock recv --peek --size 12) # peeked at; the data stays in the queue
echo "$status from $peer" >&2
sock recv --all
