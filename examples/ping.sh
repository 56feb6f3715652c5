#!/usr/bin/env bash
# usage: ping.sh ADDRESS [COUNT]
#
# A small ping, for root: builds ICMP echo requests with their checksum, sends them on a raw IPv4 socket, and decodes the
# replies. Status 110 (ETIMEDOUT) means that a reply did not arrive within a second.
set -euo pipefail

name=ping-$$ id=$(($$ & 0xffff))
checksum() { # of 16-bit words, RFC 1071
	local sum=0 word
	for word; do sum=$((sum + 0x$word)); done
	while ((sum >> 16)); do sum=$(((sum & 0xffff) + (sum >> 16))); done
	printf %04x $((~sum & 0xffff))
}

# The filter has a bit for each ICMP type to discard: all but 0, echo reply.
sock connect --hold "$name" --family inet --type raw --protocol icmp -o ICMP_FILTER=0xfffffffe "$1" >/dev/null
trap 'sock close "$name"' EXIT
export SOCK=$name

for ((sequence = 1; sequence <= ${2:-3}; sequence++)); do
	words=(0800 0000 "$(printf %04x $id)" "$(printf %04x $sequence)" 7069 6e67) # type and code, checksum, ..., "ping"
	words[1]=$(checksum "${words[@]}")
	sock send --hex "${words[*]}"
	while :; do # a reply may belong to another process
		answer=$(sock recv -w 1s | od -An -v -tu1)
		read -r -d '' -a byte <<<"$answer" || true
		at=$(((byte[0] & 15) * 4)) # end of the IP header
		[[ $((byte[at + 4] << 8 | byte[at + 5])) = "$id" ]] && break
	done
	echo "$((${#byte[@]} - at)) bytes from ${byte[12]}.${byte[13]}.${byte[14]}.${byte[15]}:" \
		"type ${byte[at]} sequence $((byte[at + 6] << 8 | byte[at + 7])) ttl ${byte[8]}"
done
