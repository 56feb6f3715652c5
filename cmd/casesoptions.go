package cmd

const casesOptions = `FILES AND OPTIONS

sendfile(2) with an offset does not move in the file

    $ printf abcdef >file; exec 3<file
    $ sock sendfile --on 1 --from 3 --offset 3 --length 3
    def
    $ sock sendfile --on 1 --from 3 --length 3
    abc
    $ cat <&3
    def

With an offset sendfile(2) moves that on and leaves the position of the
descriptor alone; without one it moves the position, which is that of
everybody who has the same open file, also of the shell and cat(1).

The kernel doubles the size of a buffer

    $ sock socket --udp --hold s
    $ sock setsockopt --on s SO_RCVBUF=10000
    $ sock getsockopt --on s SO_RCVBUF
    SO_RCVBUF=20000
    $ sock setsockopt --on s SO_RCVBUF=1
    $ sock getsockopt --on s SO_RCVBUF
    SO_RCVBUF=2304

Half of it is for what the kernel needs to keep the bytes, socket(7). Below
the least it takes the least, above net.core.rmem_max that; it never
complains.

IP_TOS changes SO_PRIORITY

    $ sock socket --udp -o SO_PRIORITY=5 --hold s
    $ sock setsockopt --on s IP_TOS=0x10
    $ sock getsockopt --on s SO_PRIORITY
    SO_PRIORITY=6

The type of service of ip(7) stands for a priority in the queue of the device,
and setting it sets both. Set SO_PRIORITY, socket(7), after it.

Who is accepted inherits most options, not all

    $ sock listen -o IP_TTL=9 -o SO_PRIORITY=3 --hold l 127.0.0.1:5000
    127.0.0.1:5000
    $ sock connect --hold c 127.0.0.1:5000
    127.0.0.1:PORT
    $ sock accept --on l --hold a
    127.0.0.1:5000
    $ sock getsockopt --on a IP_TTL SO_PRIORITY
    IP_TTL=9
    SO_PRIORITY=0

What POSIX leaves open: accept(2) of TCP copies the listener, but SO_PRIORITY,
TCP_DEFER_ACCEPT, TCP_FASTOPEN, TCP_QUICKACK and IP_OPTIONS begin anew. A UNIX
socket inherits next to nothing.`
