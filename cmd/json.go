package cmd

import (
	"github.com/spf13/cobra"

	"sock/internal/env"
)

const jsonLong = `With --format json or --json a word writes JSON, one object a line. The members of an object come in the order
of the tables below; one that can be missing says when. A later sock may add members. It takes none away, moves none, and
changes the meaning of none.

Text is UTF-8. Every character that is not printable is escaped, so that none ends a line in the eyes of some program or
does something to a terminal. Payload that is not UTF-8 is base64, in a member of its own. In other text a byte that is not UTF-8 is \xHH, as in addresses. A
number is whole unless its table says otherwise, and may need 64 bits.

The JSON Schema (2020-12) of every line is docs/sock.schema.json in the source.

A message, or a piece of a stream, that recv, cat, connect, listen, accept or send --reply received, on standard output:

    time         when it came, in RFC 3339 with nanoseconds: by the
                 clock of the kernel where it told (--want timestampns),
                 else the moment when the call returned
    call         the call that brought it: recvmsg, recvfrom, recvmmsg
                 or read
    from         the address of the sender, as a word takes it;
                 null if there is none
    len          how many bytes it has, of a message that was cut the
                 true number if the kernel tells it (--trunc)
    flags        a list of the MSG_ flags that came back, by name; one
                 without a name is a text like 0x8000000
    control      a list of the items of control data that came, in the
                 order in which they came
    mark         true if the urgent mark is before it, else false; only
                 with --oob-mark
    data         the bytes, if they are UTF-8
    data_base64  the bytes in base64, if they are not UTF-8; always
                 either this or data is there
    eof          true for the end of a stream, which has no bytes, else
                 false

An item of control data, in the list control:

    level        SOL_SOCKET, IPPROTO_IP and so on; one without a name
                 is a text of digits
    type         SCM_RIGHTS, IP_TTL and so on, or such a text
    value        a number, a text as --cmsg takes it, or an object with
                 the fields of a structure; of SCM_RIGHTS and SCM_PIDFD
                 a list of descriptors

A descriptor that came, in the value of SCM_RIGHTS and SCM_PIDFD:

    fd           its number in sock, and in the command that gets it
    what         what it is: a file's name, or a socket's kind and
                 address
    flags        F_GETFD=FD_CLOEXEC F_GETFL=O_RDWR and so on; only with
                 --fdflags

An error, on standard error. What sock merely warns of, and what --verbose tells, remain lines for people, which begin with
"sock: ":

    error        the line that a person would read
    call         the call that failed, by the name of its word; missing
                 if no call failed
    what         what the call was about; missing if there is nothing
                 to say
    errno        the name of the errno, like ECONNREFUSED; missing if
                 no call failed
    hint         what to do next; missing if there is nothing to say
    status       the exit status

What was moved, from --stats=json, or --stats and --format json, on standard error before an error:

    sent                payload bytes that were sent
    received            payload bytes that were received
    seconds             how long it took, with a fraction
    sent_rate           bytes sent a second
    received_rate       bytes received a second
    connect_seconds     what connect(2) took, with a fraction; missing
                        if it was not called
    first_byte_seconds  how long it took until the first byte came,
                        with a fraction; missing if none came
    rtt_seconds         the round-trip time, with a fraction; missing
                        if it is not TCP
    retransmits         segments that were sent again; missing if it is
                        not TCP
    unacknowledged      bytes that the peer has not acknowledged
                        (SIOCOUTQ), of which the end-of-file is one; of
                        a UNIX socket the memory of what the peer has
                        not received; missing if the kernel does not
                        tell

getsockopt --json writes one object with a member for each option, in the order asked for, else in that of sock-options(7),
by its name, or LEVEL:NUMBER if it has none. A flag is true or false, a number is a number, a list of numbers is a list, a
structure is an object with its fields. All else is the text that setsockopt takes.

ioctl --json writes such an object too, with a member for each request that returns something, by its name or number.

A portrait of a socket, from info --json:

    family            AF_INET and so on
    type              SOCK_STREAM and so on
    protocol          IPPROTO_TCP, NETLINK_ROUTE and so on; a number
                      as text if it has no name
    local             the address that it has; missing if the kernel
                      tells none
    peer              the address of the other end; missing if it has
                      none
    state             that of TCP as ss(8) names it; else LISTEN,
                      CONNECTED or UNCONNECTED
    recv_queue        bytes that wait to be received (SIOCINQ); missing
                      if the kernel does not tell
    send_queue        bytes that the peer has not acknowledged
                      (SIOCOUTQ); missing if the kernel does not tell
    not_sent          those bytes of send_queue that TCP has not
                      sent yet (SIOCOUTQNSD); missing if it is not TCP
    at_mark           1 if the urgent mark comes next (SIOCATMARK),
                      else 0; missing if it is no stream
    mptcp             1 if the connection speaks MPTCP, 0 if it fell
                      back to TCP; missing if it is no connection of
                      IPPROTO_MPTCP
    peer_credentials  who is at the other end (SO_PEERCRED); missing if
                      it is no UNIX socket with a peer
    options           the options in which it differs from a fresh
                      socket, as getsockopt --json writes them
    tcp_info          the fields of struct tcp_info that this kernel
                      has: numbers, and the kernel's names of
                      tcpi_state and tcpi_ca_state; missing if it is
                      not TCP

The credentials of a peer, in peer_credentials:

    pid  its process; 0 if it is in a namespace that cannot be seen
    uid  its user; -1 if the kernel does not know
    gid  its group; -1 if the kernel does not know

A held socket, a line for each from list --json:

    name        the name that it is held under
    kind        its family and type; or "pidfd of process N", and
                "pidfd" when the process has ended
    local       its address; empty if the kernel tells none
    peer        the address of the other end; empty if it has none
    state       as in info; of a pidfd RUNNING or ENDED
    recv_queue  as in info; null if the kernel does not tell
    send_queue  as in info; null if the kernel does not tell
    keeper      the process that keeps it
    age         for how long, in seconds, with a fraction

A socket that is ready, a line for each report from poll --json and epoll --json:

    on      the REF of the socket, as it was typed
    events  a list of the POLL or EPOLL events, by name; one without a
            name is a text like 0x8000

The three sets of select, one object from select --json:

    read    a list of the REFs of the sockets that are ready to read
    write   the same of those that are ready to write
    except  the same of those that have an exceptional condition`

func newJSON(*env.Env) *cobra.Command {
	c := newTopic("json", "the JSON that words write, member by member", jsonLong)
	c.Annotations = map[string]string{"section": "5"}
	return c
}
