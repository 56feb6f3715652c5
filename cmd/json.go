package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"sock/modes"
)

const jsonLong = `With --format json or --json a word writes JSON: one object a line, its members always in the order below. A
member that can be missing is said to be. All text is UTF-8; bytes that are not are base64 in a member of their own, so that
nothing is lost. A number is a decimal without a fraction unless it says so. The schema of all this, by JSON Schema 2020-12,
is docs/sock.schema.json in the source. Members may be added, none is taken away or changes its meaning.

A message, or some bytes of a stream, of recv, cat, connect, listen, accept and send --reply:

    time         when it came: RFC 3339 with nanoseconds. The kernel's own time, where it is asked for
                 (--want timestampns), else that of sock, right after the call
    call         recvmsg or recvfrom, the call that brought it
    from         the sender's address as sock reads it back, null if there is none
    len          its length in bytes: the true one, where the kernel tells it of a message that was cut
    flags        the names of the MSG_ flags that came back, and what has no name as a number: ["MSG_TRUNC"]
    control      the control data in the order it came, each an object of level, type and value; the value is
                 a number, a text as --cmsg takes it, or an object; of SCM_RIGHTS and SCM_PIDFD a list of
                 objects of fd and what
    mark         of a stream with --oob-mark: whether its urgent mark is here
    data         the bytes, if they are UTF-8, or
    data_base64  the bytes in base64, if they are not
    eof          true for the end of the stream, with which no bytes come

An error, on standard error:

    error        the whole line that a person would read
    call         the call that failed, if it was one
    what         what it was about, if there is something to say
    errno        the errno by name, if there is one
    hint         what to do next, if there is something to say
    status       the exit status

What was moved, on standard error, with --stats=json or --stats and --format json:

    sent, received      payload bytes each way
    seconds             how long it took, with a fraction
    sent_rate, received_rate  bytes a second
    connect_seconds     what connect(2) took, with a fraction, if it was called
    first_byte_seconds  until the first byte came, with a fraction, if one came
    rtt_seconds         the round-trip time, with a fraction, of a TCP socket
    retransmits         segments that were sent again, of a TCP socket
    unacknowledged      bytes that the peer has not acknowledged (SIOCOUTQ), the end-of-file as one of them, if the
                        kernel tells; of a UNIX socket the memory of what the peer has not received

getsockopt --json is one object with a member for each option, by its name: a flag and a number are
numbers, a structure is an object, all else is the text that setsockopt takes.

info --json:

    family       AF_INET and so on
    type         SOCK_STREAM and so on
    protocol     IPPROTO_TCP and so on, or a number
    local        the address it is bound to, if it has one
    peer         the address of the other end, if it has one
    state        what it is doing, as ss(8) says it
    recv_queue   bytes that wait to be received (SIOCINQ), if the kernel tells
    send_queue   bytes that the peer has not acknowledged (SIOCOUTQ), if the kernel tells
    at_mark      1 if the next byte stands at the urgent mark (SIOCATMARK), of a stream
    mptcp        1 if a connection of an MPTCP socket is one, 0 if it fell back to TCP
    peer_credentials  pid, uid and gid of a UNIX peer
    options      those that differ from a fresh socket's, as getsockopt writes them
    tcp_info     the members of struct tcp_info, of a TCP socket

list --json is a line for each held socket: name, kind, local, peer, state, recv_queue and send_queue (null if unknown),
keeper (its process ID) and age in seconds, with a fraction.`

// newJSON is a page of the manual, not a word.
func newJSON(*modes.Env) *cobra.Command {
	c := &cobra.Command{
		Use:         "json",
		Short:       "the JSON that words write, member by member",
		Long:        jsonLong,
		Annotations: map[string]string{"section": "5"},
	}
	c.SetHelpFunc(func(c *cobra.Command, _ []string) { _, _ = fmt.Fprintln(c.OutOrStdout(), jsonLong) })
	return c
}
