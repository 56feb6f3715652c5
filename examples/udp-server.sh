#!/usr/bin/env bash
# usage: udp-server.sh [-4|-6|--unix] ADDRESS
#
# A UDP server in a shell loop: each datagram is a line with its sender, a tab and the payload, and the loop writes its
# answers in the same form. Newlines, tabs and bytes that are no text are escaped. A line that cannot be sent is
# reported, and the others are still sent.
set -euo pipefail

server=udp-server-$$
sock listen --udp --hold "$server" "$@"
trap 'kill $(jobs -p); sock close "$server"' EXIT
trap 'exit 143' TERM
sock recv --on "$server" --all --from-column |
    while IFS=$'\t' read -r client text; do
        printf '%s\tyou said: %s\n' "$client" "$text"
    done |
    sock send --on "$server" --to-column &
wait $!
