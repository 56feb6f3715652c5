package cmd

const casesBytes = `STREAMS

What came before a reset can be read after it

    $ sock socketpair --hold a,b
    $ sock send --on a -d unread
    $ sock send --on b -d queued
    $ sock close b
    $ sock recv --on a
    queued
    $ sock recv --on a
    sock: recv a: ECONNRESET (Connection reset by peer)

close(2) with something unread is a reset, for TCP and for UNIX streams, see
unix(7). What was sent before is still there for recv(2), and the error comes
in its turn; a send(2) in between would take the error instead.

MSG_TRUNC throws bytes of a TCP stream away

    $ sock socket --bind 127.0.0.1:5000 --hold s
    127.0.0.1:5000
    $ sock connect --on s 127.0.0.1:5000
    $ sock send --on s -d 0123456789
    $ sock recv --on s --trunc --size 4
    sock: recv s: 4 bytes discarded (MSG_TRUNC on TCP)
    $ sock recv --on s
    456789

To recv(2) of a datagram MSG_TRUNC means: return the true length. TCP counts
the bytes and drops them without a copy, see tcp(7), and a UNIX stream does
not look at the flag at all.

MSG_PEEK can move on

    $ sock socketpair --hold a,b
    $ sock setsockopt --on b SO_PEEK_OFF=0
    $ sock send --on a -d abcdefgh
    $ sock recv --on b --peek --size 3
    abc
    $ sock recv --on b --peek --size 3
    def
    $ sock recv --on b
    abcdefgh

With SO_PEEK_OFF, socket(7), the kernel remembers how far has been peeked, and
a parser may look ahead without a buffer. Without it every peek begins at the
front.

A second urgent byte erases the first

    $ sock socket --bind 127.0.0.1:5000 --hold s
    127.0.0.1:5000
    $ sock connect --on s 127.0.0.1:5000
    $ for b in 1 2; do sock send --on s --oob -d $b; done
    $ sock send --on s -d end
    $ sock poll --on s in
    POLLIN
    $ sock recv --on s --oob; sock recv --on s
    2end

Out-of-band data of TCP is a mark in the stream, and there is one mark,
tcp(7). The 1 was neither taken nor left in line: it is gone.

Reading nothing still waits for something

    $ sock socketpair --hold a,b
    $ sock recv --on b --size 0 --dontwait
    sock: recv b: EAGAIN (Resource temporarily unavailable)
    $ sock send --on a -d hello
    $ sock recv --on b --size 0; echo $?
    0
    $ sock recv --on b
    hello

recv(2) of no bytes returns 0 when there is data, and leaves it; when there is
none it waits. So 0 is the end of file only if there was room.

DATAGRAMS

An empty datagram is a message, not an end

    $ sock socketpair --type dgram --hold a,b
    $ sock send --on a -d ''
    $ sock recv --on b --format text
    TIME - 0 0 ""
    $ sock recv --on b --dontwait
    sock: recv b: EAGAIN (Resource temporarily unavailable)

recv(2) returns 0 for it, as for the end of a stream. Loops that stop at 0 can
be stopped by anybody who may send to them.

Datagram sockets have no end of file

    $ sock socketpair --type dgram --hold a,b
    $ sock close a
    $ sock recv --on b --dontwait
    sock: recv b: EAGAIN (Resource temporarily unavailable)
    $ sock send --on b -d hello
    sock: send b: ECONNREFUSED (Connection refused)

A reader waits for ever: somebody might still send, even to one end of a pair
of socketpair(2). Only a sender learns that the peer is gone. SOCK_SEQPACKET
keeps messages apart and has an end, see unix(7).

UDP that is shut down for reading is readable for ever

    $ sock connect --udp --hold c 127.0.0.1:5000
    127.0.0.1:PORT
    $ sock shutdown --on c read
    $ sock poll --on c in
    POLLIN
    $ sock recv --on c --dontwait
    sock: recv c: EAGAIN (Resource temporarily unavailable)
    $ sock poll --on c in
    POLLIN

poll(2) means that recv(2) would not wait, and it would not: it returns 0.
Without blocking it says EAGAIN, and a loop of poll(2) and recv(2) spins.

The error of one datagram is told to the next

    $ sock connect --udp --hold c 127.0.0.1:5000
    127.0.0.1:PORT
    $ sock send --on c -d one
    $ sock poll --on c
    POLLERR
    $ sock send --on c -d two
    sock: send c: ECONNREFUSED (Connection refused)
    $ sock send --on c -d three; echo $?
    0

Nobody has the port, and an ICMP message says so after send(2) has returned.
The error waits for the next call, see udp(7), which fails in the place of the
one before: two was never sent. A socket that is not connected hears of none
of it.

SO_REUSEADDR lets another take the datagrams

    $ sock socket --udp -o SO_REUSEADDR --bind 127.0.0.1:5000 --hold a
    127.0.0.1:5000
    $ sock socket --udp -o SO_REUSEADDR --bind 127.0.0.1:5000 --hold b
    127.0.0.1:5000
    $ sock send --udp -d hello 127.0.0.1:5000
    $ sock recv --on b
    hello
    $ sock recv --on a --dontwait
    sock: recv a: EAGAIN (Resource temporarily unavailable)

For TCP the option is about ports in TIME_WAIT; for UDP it is leave to share,
and whoever was bound last gets what is sent to one. Only multicast and
broadcast go to all. Both have to ask for it, see socket(7).

Connected UDP receives what strangers sent before

    $ sock socket --udp --bind 127.0.0.1:5000 --hold s
    127.0.0.1:5000
    $ sock send --udp -d stranger 127.0.0.1:5000
    $ sock poll --on s in
    POLLIN
    $ sock connect --on s 127.0.0.1:6000
    $ sock recv --on s
    stranger

connect(2) filters by the sender what arrives from now on; what is queued is
not looked at again. Between bind(2) and connect(2) anybody may put something
there.

Two sends can be one datagram

    $ sock socket --udp --bind 127.0.0.1:5000 --hold s
    127.0.0.1:5000
    $ sock connect --udp --hold c 127.0.0.1:5000
    127.0.0.1:PORT
    $ sock send --on c --more -d hel
    $ sock send --on c -d lo
    $ sock recv --on s
    hello

MSG_MORE of send(2) has the kernel wait for the rest, and the option UDP_CORK
does the same, see udp(7).

UNIX SOCKETS

The wrong type is one error by path and another by abstract name

    $ sock listen --unix --hold p path
    unix:path
    $ sock listen --unix --hold n @name
    unix:@name
    $ sock socket --unix --udp --hold c
    $ sock connect --on c --unix path
    sock: connect unix:path: EPROTOTYPE (Protocol wrong type for socket)
    $ sock connect --on c --unix @name
    sock: connect unix:@name: ECONNREFUSED (Connection refused)

A file is one socket, whatever its type. Abstract names are kept by type:
there is a stream of that name and no datagram socket. So two servers of
different types may have one abstract name, see unix(7).

A NUL belongs to an abstract name

    $ sock listen --unix --hold a @name
    unix:@name
    $ sock listen --unix --hold b '@name\x00'
    unix:@name\x00
    $ sock connect --unix -z '@name\x00\x00'
    sock: connect unix:@name\x00\x00: ECONNREFUSED (Connection refused)

An abstract name, unix(7), ends where the length given to bind(2) says, not at
a zero byte. Who passes the size of the whole structure has a name with a
hundred NULs, which programs in other languages do not find.

Credentials that nobody asked for are those of nobody

    $ sock socketpair --type dgram --hold a,b
    $ sock send --on a -d hello
    $ sock setsockopt --on b SO_PASSCRED
    $ sock recv --on b --format text
    TIME - 5 0 {SCM_CREDENTIALS=pid=0,uid=65534,gid=65534} "hello"

The kernel notes the sender with a message if one of both ends had SO_PASSCRED
when it was sent, unix(7). A message from before has a sender, but it was not
kept, and 65534 is the user called nobody.

A descriptor in flight survives its sender

    $ sock listen --unix --hold l path
    unix:path
    $ sock connect --unix --hold c path
    $ sock send --on c --fds 3 -d hello 3</dev/zero
    $ sock close c
    $ sock accept --on l --hold a
    unix:path
    $ sock recv --on a --format text
    TIME - 5 0 {SCM_RIGHTS=N</dev/zero>} "hello"

SCM_RIGHTS of unix(7) puts the open file itself into the message. It was open
for as long as nobody received it, in no process at all, and is closed with
the socket where it waits.

`
