#!/usr/bin/env bash
# usage: traceroute.sh HOST [HOPS]
#
# Prints the routers on the way to HOST: each datagram may travel one hop further than the one before, and the router that
# drops it reports an ICMP error, which is in the error queue of the socket.
set -euo pipefail

host=$1 hops=${2:-30}
# IP_RECVERR makes the kernel fill the error queue. poll(2) always reports POLLERR.
sock socket --udp -4 -o IP_RECVERR=1 --hold "trace$$" >/dev/null
trap 'sock close "trace$$"' EXIT
for ((ttl = 1; ttl <= hops; ttl++)); do
	sock send --on "trace$$" --ttl "$ttl" -d "hop $ttl" "$host" 33434
	if ! sock poll --on "trace$$" -w 2s &>/dev/null; then
		echo "$ttl *"
		continue
	fi
	answer=$(sock recv --on "trace$$" --errqueue --format text)
	[[ $answer =~ offender=([^,}]*) ]]
	echo "$ttl ${BASH_REMATCH[1]}"
	[[ $answer != *port_unreach* ]] || exit 0
done
exit 1
