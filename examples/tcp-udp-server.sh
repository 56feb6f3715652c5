#!/usr/bin/env bash
# usage: tcp-udp-server.sh [HOST:]PORT
#
# An echo server for TCP and UDP on one port, in one process that waits with select(2) for both: the server of figure 8.24 of
# UNIX Network Programming, one call a command. Each TCP client gets a child. A client that has left before accept(2), and
# a datagram with a wrong checksum, leave nothing to take: the sockets do not block, and the loop goes on.
set -euo pipefail

tcp=tcp-$$ udp=udp-$$
trap 'sock close "$tcp" "$udp"' EXIT
trap 'exit 143' TERM
sock socket --nonblock -o SO_REUSEADDR --hold "$tcp"
sock socket --udp --nonblock --hold "$udp"
sock bind --on "$tcp" "$1"
address=$(sock getsockname --on "$tcp")
sock bind --on "$udp" "$address"
sock listen --on "$tcp"
echo "$address"

while read -r _ ready < <(sock select --on "$tcp" --on "$udp" read); do # the line "read: NAME..."
    for socket in $ready; do
        case $socket in
        "$tcp") sock accept --on "$tcp" --as 3 -- sh -c 'cat <&3 >&3 3>&- &' || true ;;
        "$udp") sock recv --on "$udp" --from-column | sock send --on "$udp" --to-column || true ;;
        esac
    done
done
