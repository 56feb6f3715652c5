package cmd

const casesConnections = `CONNECTIONS

A refused non-blocking connect tells its error once

    $ sock socket --nonblock --hold s
    $ sock connect --on s 127.0.0.1:5000
    sock: connect 127.0.0.1:5000: EINPROGRESS (Operation now in progress)
    $ sock recv --on s
    sock: recv s: ECONNREFUSED (Connection refused)
    $ sock recv --on s; echo $?
    61

The error waits in the socket, and the first call that could tell it takes it
away: recv(2), even with MSG_PEEK, or getsockopt(2) of SO_ERROR. The next one
sees an orderly end of file, which is status 61 of sock recv: who asks twice
is told a lie.

A client is connected, heard and gone before accept(2) is called

    $ sock listen --hold l 127.0.0.1:5000
    127.0.0.1:5000
    $ sock send -d hello 127.0.0.1:5000
    $ sock accept --on l --hold a
    127.0.0.1:5000
    $ sock recv --on a
    hello

The kernel shakes hands by itself, for as many as listen(2) has room for.
accept(2) only takes what is there: that a client is connected does not say
that a program knows of it.

A client that has reset the connection is still accepted

    $ sock listen --hold l 127.0.0.1:5000
    127.0.0.1:5000
    $ sock connect -o SO_LINGER=0 -z 127.0.0.1:5000
    $ sock accept --on l --hold a
    127.0.0.1:5000
    $ sock poll --on a
    POLLERR|POLLHUP
    $ sock getsockopt --on a SO_ERROR
    SO_ERROR=ECONNRESET

accept(2) can return ECONNABORTED here, says POSIX; Linux hands the dead
connection over, and its first use fails. With SO_LINGER of 0 close(2) sends a
reset, see socket(7).

A full backlog is no error for TCP, and EAGAIN for a UNIX socket

    $ sock listen --backlog 0 --hold l 127.0.0.1:5000
    127.0.0.1:5000
    $ sock connect --hold a 127.0.0.1:5000
    127.0.0.1:PORT
    $ sock connect -w 300ms 127.0.0.1:5000
    sock: connect 127.0.0.1:5000: ETIMEDOUT (no answer within 300ms)
    $ sock listen --unix --backlog 0 --hold u path
    unix:path
    $ sock connect --unix --hold b path
    $ sock connect --unix --nonblock path
    sock: connect unix:path: EAGAIN (Resource temporarily unavailable)

A backlog of 0 has room for one, see listen(2). The SYN of one more is
dropped, and TCP tries again for two minutes; connect(2) tells nothing until
then. A UNIX socket has nothing to wait for, and poll(2) does not say when to
try again.

A socket can be connected to itself

    $ sock socket --bind 127.0.0.1:5000 --hold s
    127.0.0.1:5000
    $ sock connect --on s 127.0.0.1:5000
    $ sock send --on s -d hello
    $ sock recv --on s
    hello

Two SYNs that cross make one connection, and here both are the same one. It
happens unasked to who connects again and again to a local port in the range
of ip_local_port_range, ip(7), where no server is yet. Once the kernel chooses
that very port for the client it has reached itself, and no server can bind to
the port any more.

A connected socket can become a listener

    $ sock socket --bind 127.0.0.1:5000 --hold s
    127.0.0.1:5000
    $ sock connect --on s 127.0.0.1:5000
    $ sock connect --on s unspec
    $ sock listen --on s
    $ sock connect -z 127.0.0.1:5000; echo $?
    0

connect(2) to an address of the family AF_UNSPEC dissolves what is connected:
TCP sends a reset, and the socket may be used again, for anything.

Shutting a listener down loses the port that the kernel chose

    $ sock listen --hold l 127.0.0.1:0
    127.0.0.1:PORT
    $ sock shutdown --on l write
    $ sock connect -z 127.0.0.1:$(sock getsockname --on l | cut -d: -f2)
    $ sock shutdown --on l read
    $ sock listen --on l
    $ sock getsockname --on l
    127.0.0.1:PORT2

shutdown(2) of the direction for writing does nothing to a listener; of the
one for reading it makes it an unconnected socket. Only a port that was named
to bind(2) is kept then. The next listen(2) chooses again.

Two may be bound to a port with SO_REUSEADDR, but one listens

    $ sock socket -o SO_REUSEADDR --bind 127.0.0.1:5000 --hold a
    127.0.0.1:5000
    $ sock socket -o SO_REUSEADDR --bind 127.0.0.1:5000 --hold b
    127.0.0.1:5000
    $ sock listen --on a
    $ sock listen --on b
    sock: listen b: EADDRINUSE (Address already in use)

SO_REUSEADDR of socket(7) allows a bind(2) while nobody listens there, so the
conflict comes later. With SO_REUSEPORT both may listen, and share the
clients.

The first write to a peer that has closed succeeds

    $ sock listen --hold l 127.0.0.1:5000
    127.0.0.1:5000
    $ sock connect --hold c 127.0.0.1:5000
    127.0.0.1:PORT
    $ sock accept --on l -- true
    $ sock send --on c -d one
    $ sock poll --on c
    POLLERR|POLLHUP
    $ sock send --on c -d two
    sock: send c: EPIPE (Broken pipe)

The end of the other direction may be a mere shutdown(2), with the peer still
reading. It takes a write, and a reset that answers it, to know. That send(2)
returned says that the kernel has the bytes, nothing more; see tcp(7).

A TCP socket hangs up before it is ever connected

    $ sock socket --hold t
    $ sock poll --on t in out
    POLLOUT|POLLHUP
    $ sock socket --udp --hold u
    $ sock poll --on u in out
    POLLOUT

poll(2) reports POLLHUP when both directions are closed, and of a new TCP
socket they are. Who adds it to epoll(7) before connect(2) gets an event at
once, which cannot be masked.

`
