package main

import "slices"

// scenes returns everything that is run: every command, and every form of it that changes its calls.
func scenes() []scene {
	return slices.Concat(creating(), listening(), admitting(), connecting(), sending(), receiving(), moving(), relaying(), waiting(), asking(), keeping(), about())
}

// creating are the commands that make a socket and name it.
func creating() []scene {
	return []scene{
		{name: "socket --hold", args: words("socket --hold s")},
		{name: "socket -o", args: words("socket -o SO_KEEPALIVE -o SO_RCVBUF=65536 --bind $ADDR --hold s")},
		{name: "socket --", args: words("socket --as 5 -- /bin/true")},
		{name: "socket -- path", args: words("socket --as 5 -- true")},
		{name: "socket --fdflags", args: words("socket --nonblock --fdflags")},
		{name: "socketpair --hold", args: words("socketpair --hold x,y")},
		{name: "socketpair --", args: words("socketpair -- /bin/true")},
		{name: "bind", given: given{kind: fresh}, args: words("bind --on 3 $ADDR")},
		{name: "bind held unix", setup: hold("socket --unix --hold s"), args: words("bind --on s --unix $DIR/u")},
		{name: "setsockopt", given: given{kind: stream}, args: words("setsockopt --on 3 SO_RCVBUF=65536 SO_KEEPALIVE=1")},
		{name: "ioctl", given: given{kind: stream, holds: []string{"short\n"}}, args: words("ioctl --on 3 FIONREAD SIOCGIFINDEX=lo")},
		{name: "ioctl fresh", args: words("ioctl SIOCGIFFLAGS=lo")},
	}
}

// listening are the servers.
func listening() []scene {
	small := &client{text: "request\n"}
	return []scene{
		{name: "listen", args: words("listen $ADDR"), peer: &client{}, stdin: answer},
		{name: "listen pipes", args: words("listen $ADDR"), peer: &client{}, stdin: answer, streams: pipes},
		{name: "listen terminal", args: words("listen $ADDR"), peer: small, stdin: "short\n", streams: terminal},
		{name: "listen unix", args: words("listen --unix $DIR/u"), peer: &client{network: "unix"}, stdin: answer, streams: pipes},
		{name: "listen -w", args: words("listen -w 2 $ADDR"), peer: small, stdin: "short\n"},
		{name: "listen --on", given: given{kind: bound}, args: words("listen --on 3")},
		{name: "listen --keep", args: words("listen --keep $ADDR"), peer: small, streams: pipes, server: true},
		{name: "listen --keep unix", args: words("listen --keep --unix $DIR/u"), peer: &client{network: "unix", text: "request\n"}, streams: pipes, server: true},
		{name: "listen --keep --stdin all", args: words("listen --keep --stdin all $ADDR"), peer: small, stdin: answer, streams: pipes, server: true},
		{name: "listen --keep --stdin last", args: words("listen --keep --stdin last $ADDR"), peer: small, stdin: answer, streams: pipes, server: true},
		{name: "listen --keep --stdin each", args: words("listen --keep --stdin each $ADDR"), peer: small, stdin: answer, server: true},
		{name: "listen --keep --stdin none", args: words("listen --keep --stdin none $ADDR"), peer: small, stdin: answer, server: true},
		{name: "listen --keep --eof quit", args: words("listen --keep --eof quit --deadline 2s $ADDR"), peer: small, stdin: answer, streams: pipes},
		{name: "listen --keep --linger", args: words("listen --keep --stdin all --linger 0 --deadline 2s $ADDR"), peer: small, stdin: answer},
		{name: "listen --eof keep", args: words("listen --eof keep $ADDR"), peer: small, stdin: answer},
		{name: "listen --eof quit", args: words("listen --eof quit --send-only $ADDR"), peer: &client{quiet: true}, stdin: "short\n"},
		{name: "listen --peer-eof wait", args: words("listen --peer-eof wait $ADDR"), peer: small, stdin: answer},
		{name: "listen --peer-eof quit", args: words("listen --peer-eof quit $ADDR"), peer: small},
		{name: "listen --format", args: words("listen --keep --format json $ADDR"), peer: small, streams: pipes, server: true, numbers: true},
		{name: "listen --keep --", args: words("listen -v --keep $ADDR -- /bin/cat"), peer: &client{}, server: true},
		{name: "listen --keep -- child", args: words("listen -v --keep $ADDR -- /bin/cat"), peer: &client{}, server: true, tracee: child},
		{name: "listen --user", args: words("listen --keep --chroot / --user nobody $ADDR"), peer: small, streams: pipes, server: true},
		{name: "listen --user -- cat", args: words("listen -v --keep --user nobody --sandbox $ADDR -- /bin/cat"), peer: &client{}, server: true},
		{name: "listen --group", args: words("listen --chroot / --group daemon $ADDR"), peer: small},
		{name: "listen --serve echo", args: words("listen -v --keep --serve echo $ADDR"), peer: &client{}, server: true},
		{name: "listen --serve daytime", args: words("listen -v --keep --serve daytime $ADDR"), peer: small, server: true, numbers: true},
		{name: "listen --serve discard", args: words("listen -v --keep --serve discard $ADDR"), peer: &client{}, server: true},
		{name: "listen --serve udp", args: words("listen -v --udp --serve echo $ADDR"), peer: &client{network: "udp", answered: true}, server: true},
		{name: "listen --udp", args: words("listen --udp $ADDR"), peer: &client{network: "udp"}, server: true, streams: pipes},
		{name: "listen --lock", args: words("listen --udp --lock $ADDR"), peer: &client{network: "udp"}, server: true, streams: pipes},
		{name: "listen --", args: words("listen $ADDR -- /bin/cat"), peer: &client{}},
		{name: "listen --hold", args: words("listen --hold l $ADDR")},
		{name: "listen --hold unix", args: words("listen --hold l --unix $DIR/u")},
		{name: "accept", given: given{kind: listener}, args: words("accept --on 3"), peer: &client{}, stdin: answer},
		{name: "accept --keep --", given: given{kind: listener}, args: words("accept -v --keep --on 3 -- /bin/cat"), peer: &client{}, server: true},
		{name: "accept --user", given: given{kind: listener}, args: words("accept --on 3 --chroot / --user nobody"), peer: small},
		{name: "accept --hold", given: given{kind: listener}, args: words("accept --on 3 --hold c"), peer: &client{quiet: true}},
	}
}

// admitting are servers that limit their clients.
func admitting() []scene {
	small := &client{text: "request\n"}
	return []scene{
		{name: "listen --keep --count", args: words("listen --keep --stdin none --count 2 --max 1 $ADDR"), peer: small, streams: pipes, server: true},
		{name: "listen --rules", setup: []string{"echo allow 127.0.0.0/8 >$DIR/rules"}, args: words("listen --keep --rules $DIR/rules --deny 192.0.2.0/24 $ADDR"), peer: small, streams: pipes, server: true},
		{name: "listen --keep --deny", args: words("listen -v --keep --serve echo --deny 127.0.0.0/8 $ADDR"), peer: &client{}, server: true},
		{name: "listen --keep --allow uid", args: words("listen -v --keep --serve echo --allow uid:0 --unix $DIR/u"), peer: &client{network: "unix"}, server: true},
		{name: "listen --udp --allow", args: words("listen --udp --allow 127.0.0.1 $ADDR"), peer: &client{network: "udp"}, server: true, streams: pipes},
		{name: "listen --keep --grace", args: words("listen -v --keep --serve echo --grace 1s $ADDR"), peer: &client{}, server: true},
		{name: "listen --hold --mode", args: words("listen --hold l --unix --mode 600 --owner 0:0 $DIR/u")},
		{name: "listen --serve echo --max", args: words("listen -v --keep --max 1 --max-per-peer 1 --serve echo --unix $DIR/u"), peer: &client{network: "unix"}, server: true},
	}
}

// connecting are the clients.
func connecting() []scene {
	echo := &server{network: "udp"}
	return []scene{
		{name: "connect", args: words("connect $ADDR"), peer: &server{}, stdin: request},
		{name: "connect pipes", args: words("connect $ADDR"), peer: &server{}, stdin: request, streams: pipes},
		{name: "connect terminal", args: words("connect $ADDR"), peer: &server{brief: true}, stdin: "short\n", streams: terminal},
		{name: "connect unix", args: words("connect --unix $DIR/u"), peer: &server{network: "unix"}, stdin: request, streams: pipes},
		{name: "connect name", args: words("connect localhost $PORT"), peer: &server{}, stdin: "short\n"},
		{name: "connect name threads", args: words("connect localhost $PORT"), peer: &server{}, stdin: "short\n", tracee: threads},
		{name: "connect -w", args: words("connect -w 10 $ADDR"), peer: &server{}, stdin: "short\n"},
		{name: "connect -o", args: words("connect -o TCP_NODELAY -o SO_SNDBUF=65536 --bind 127.0.0.1:0 $ADDR"), peer: &server{}, stdin: "short\n"},
		{name: "connect --rate", args: words("connect --rate 2M $ADDR"), peer: &server{}, stdin: request},
		{name: "connect --eof keep", args: words("connect --eof keep $ADDR"), peer: &server{first: true}, stdin: request},
		{name: "connect --eof quit", args: words("connect --eof quit $ADDR"), peer: &server{brief: true}, stdin: request},
		{name: "connect --peer-eof wait", args: words("connect --peer-eof wait $ADDR"), peer: &server{}, stdin: request},
		{name: "connect --peer-eof quit", args: words("connect --peer-eof quit $ADDR"), peer: &server{brief: true}, stdin: request},
		{name: "connect --linger", args: words("connect --linger 0 --send-only $ADDR"), peer: &server{}, stdin: request},
		{name: "connect --stats", args: words("connect --stats $ADDR"), peer: &server{}, stdin: request},
		{name: "connect --trace", args: words("connect --trace=$DIR/trace $ADDR"), peer: &server{}, stdin: "short\n"},
		{name: "connect -z", args: words("connect -z -v $ADDR"), peer: &server{}},
		{name: "connect -z udp", args: words("connect -z --udp $ADDR"), peer: echo},
		{name: "connect --", args: words("connect $ADDR -- /bin/cat"), peer: &server{first: true}},
		{name: "connect --hold", args: words("connect --hold c $ADDR"), peer: &server{held: true}, numbers: true},
		{name: "connect --on", given: given{kind: fresh}, args: words("connect --on 3 $ADDR"), peer: &server{}},
		{name: "connect --format", args: words("connect --format json $ADDR"), peer: &server{brief: true}, stdin: "short\n", numbers: true},
		{name: "connect --udp", args: words("connect --udp --linger 200ms $ADDR"), peer: echo, stdin: "short\n"},
	}
}

// sending are the forms of send.
func sending() []scene {
	udp := &server{network: "udp", mute: true}
	return []scene{
		{name: "send", args: words("send $ADDR"), peer: &server{}, stdin: request},
		{name: "send unix", args: words("send --unix -d short $DIR/u"), peer: &server{network: "unix"}},
		{name: "send --reply", args: words("send -d question --reply $ADDR"), peer: &server{first: true}},
		{name: "send --udp", args: words("send --udp -d short $ADDR"), peer: udp},
		{name: "send --udp --reply", args: words("send --udp -d short --reply -w 5 $ADDR"), peer: &server{network: "udp"}},
		{name: "send --framing", args: words("send --udp --framing line $ADDR"), peer: udp, stdin: "one\ntwo\nthree\n"},
		{name: "send --cmsg", args: words("send --udp -d short --cmsg IP_TTL=5 $ADDR"), peer: udp},
		{name: "send --on", given: given{kind: stream}, args: words("send --on 3 -d short")},
		{name: "send --on input", given: given{kind: stream}, args: words("send --on 3"), stdin: request},
		{name: "send --fds", given: given{kind: stream}, args: words("send --on 3 -d x --fds 0")},
		{name: "sendmsg", given: given{kind: stream}, args: words("sendmsg --on 3 -d short")},
		{name: "sendto", given: given{kind: datagram}, args: words("sendto --on 3 -d short")},
		{name: "write", given: given{kind: stream}, args: words("write --on 3 -d short")},
		{name: "sendmmsg", given: given{kind: datagram}, args: words("sendmmsg --on 3 one two three")},
	}
}

// receiving are the forms of recv.
func receiving() []scene {
	hello := given{kind: stream, holds: []string{"hello"}}
	udp := &client{network: "udp"}
	return []scene{
		{name: "recv", args: words("recv $ADDR"), peer: &server{first: true, brief: true}},
		{name: "recv --all", args: words("recv --all $ADDR"), peer: &server{first: true}},
		{name: "recv --format", args: words("recv --format json $ADDR"), peer: &server{first: true, brief: true}, numbers: true},
		{name: "recv --udp", args: words("recv --udp --bind $ADDR --count 2 -w 5"), peer: udp},
		{name: "recv --want", args: words("recv --udp --bind $ADDR --want ttl --format text -w 5"), peer: udp, numbers: true},
		{name: "recv --on", given: hello, args: words("recv --on 3")},
		{name: "recv --peek", given: hello, args: words("recv --on 3 --peek")},
		{name: "recv --hold", setup: append(hold("socketpair --hold a,b"), "$SOCK send --on b -d x --fds b"), args: words("recv --on a --hold got"), after: []string{"$SOCK close a; $SOCK close b"}},
		{name: "recvfrom", given: hello, args: words("recvfrom --on 3")},
		{name: "recvmsg", given: hello, args: words("recvmsg --on 3")},
		{name: "read", given: hello, args: words("read --on 3")},
		{name: "recvmmsg", given: given{kind: datagram, holds: []string{"one", "two"}}, args: words("recvmmsg --on 3 --count 2")},
	}
}

// moving are the commands that move bytes between descriptors.
func moving() []scene {
	ended := given{kind: stream, holds: []string{"hello\n"}, eof: true}
	return []scene{
		{name: "cat", given: ended, args: words("cat --on 3"), stdin: "short\n"},
		{name: "cat --eof keep", given: ended, args: words("cat --on 3 --eof keep"), stdin: "short\n"},
		{name: "cat --eof quit", given: given{kind: stream}, args: words("cat --on 3 --eof quit"), stdin: "short\n"},
		{name: "cat --peer-eof wait", given: ended, args: words("cat --on 3 --peer-eof wait"), stdin: "short\n"},
		{name: "cat --peer-eof quit", given: ended, args: words("cat --on 3 --peer-eof quit")},
		{name: "cat tcp", given: given{kind: tcp, holds: []string{"hello\n"}, eof: true}, args: words("cat --on 3"), stdin: request},
		{name: "cat --recv-only", given: ended, args: words("cat --on 3 --recv-only"), streams: pipes},
		{name: "cat terminal", given: ended, args: words("cat --on 3 --recv-only"), streams: terminal},
		{name: "cat datagrams", given: given{kind: datagram, holds: []string{"one", "two"}}, args: words("cat --on 3 --linger 200ms"), stdin: "short\n"},
		{name: "sendfile", given: given{kind: stream}, args: words("sendfile --on 3"), stdin: "short\n"},
		{name: "splice", args: words("splice"), stdin: request, streams: pipes},
		{name: "splice --from", given: ended, args: words("splice --from 3"), streams: pipes},
		{name: "splice --to", given: given{kind: stream}, args: words("splice --to 3"), stdin: "short\n", streams: pipes},
		{name: "splice --tee", args: words("splice --tee --length 6"), stdin: "short\n", streams: pipes},
		{name: "shutdown", given: given{kind: stream}, args: words("shutdown --on 3 write")},
	}
}

// relaying are the pairs of ends. The first is no server, whose open descriptors would be those of Go's runtime too if one of the
// first calls fails.
func relaying() []scene {
	echo, stop := echoing("--unix $DIR/far")
	udp, stopUDP := echoing("--udp 127.0.0.2:$PORT")
	small := &client{text: "request\n"}
	return []scene{
		{name: "relay stdio", args: words("relay - $ADDR"), peer: &server{}, stdin: request, streams: pipes},
		{name: "relay", setup: echo, after: stop, args: words("relay -v listen:$ADDR $DIR/far"), peer: &client{}, server: true},
		{name: "relay --user", args: words("relay -v --chroot / --user nobody listen:$ADDR exec:/bin/cat"), peer: &client{}, server: true},
		{name: "relay --once", setup: echo, after: stop, args: words("relay --once listen:$ADDR $DIR/far"), peer: small},
		{name: "relay exec", args: []string{"relay", "listen:$ADDR", "exec:/bin/cat"}, peer: small, server: true},
		{name: "relay exec child", args: []string{"relay", "listen:$ADDR", "exec:/bin/cat"}, peer: small, server: true, tracee: child},
		{name: "relay file", setup: []string{"echo short >$DIR/in"}, args: words("relay file:$DIR/in $ADDR"), peer: &server{}},
		{name: "relay udp", setup: udp, after: stopUDP, args: words("relay listen:udp:$ADDR udp:127.0.0.2:$PORT"), peer: &client{network: "udp", answered: true}, server: true},
	}
}

// echoing returns the setup that starts a server which sends everything back, and what stops it.
func echoing(where string) (setup, after []string) {
	return []string{
		"$SOCK listen --keep --serve echo " + where + " </dev/null >/dev/null 2>&1 & echo $! >$DIR/pid",
		"$SOCK connect -z -w 5 --retry 5s " + where,
	}, []string{"kill $(cat $DIR/pid) && tail -f --pid $(cat $DIR/pid) /dev/null"}
}

// waiting are the commands that wait for events.
func waiting() []scene {
	hello := given{kind: stream, holds: []string{"hello"}}
	return []scene{
		{name: "poll", given: hello, args: words("poll --on 3 -w 5 in out")},
		{name: "poll --timespec", given: hello, args: words("poll --on 3 --timespec 5,0 in")},
		{name: "select", given: hello, args: words("select --on 3 -w 5 read write")},
		{name: "epoll", given: hello, args: words("epoll --on 3 -w 5 in out")},
		{name: "epoll --count", given: hello, args: words("epoll --on 3 -w 5 --count 3 in")},
	}
}

// asking are the commands that print what the kernel reports.
func asking() []scene {
	return []scene{
		{name: "getsockname", given: given{kind: bound}, args: words("getsockname --on 3")},
		{name: "getpeername", given: given{kind: stream}, args: words("getpeername --on 3")},
		{name: "getsockopt", given: given{kind: stream}, args: words("getsockopt --on 3 SO_TYPE SO_RCVBUF")},
		{name: "getsockopt fresh", args: words("getsockopt SO_RCVBUF TCP_NODELAY")},
		{name: "info", given: given{kind: tcp}, args: words("info --on 3"), selects: true},
		{name: "info fresh", args: words("info"), selects: true},
		{name: "pidfd_open", args: words("pidfd_open $PID --fdflags")},
		{name: "pidfd_open --hold", args: words("pidfd_open $PID --hold p")},
		{name: "pidfd_getfd", args: words("pidfd_getfd $BORROWED --fdflags")},
		{name: "pidfd_getfd --hold", args: words("pidfd_getfd --hold p $BORROWED")},
		{name: "borrowed", args: words("getsockopt --on $BORROWED SO_TYPE")},
	}
}

// keeping are the commands for held sockets, and the calls of their keepers.
func keeping() []scene {
	one := hold("socket --bind $ADDR --hold s")
	path := hold("socket --unix --bind $DIR/u --hold s")
	return []scene{
		{name: "hold", given: given{kind: stream}, args: words("hold s --on 3")},
		{name: "held", setup: one, args: words("getsockname --on s")},
		{name: "held threads", setup: one, args: words("getsockname --on s"), tracee: threads},
		{name: "list", setup: one, args: words("list"), selects: true},
		{name: "list threads", setup: one, args: words("list"), selects: true, tracee: threads},
		{name: "close", setup: one, args: words("close s")},
		{name: "keeper starts", args: words("socket --hold s"), tracee: child},
		{name: "keeper starts path", args: words("socket --unix --bind $DIR/u --hold s"), tracee: child},
		{name: "keeper is asked", setup: one, args: words("getsockname --on s"), after: []string{"$SOCK list"}, tracee: keeper},
		{name: "keeper is given a path", setup: hold("socket --unix --hold s"), args: words("bind --on s --unix $DIR/u"), tracee: keeper},
		{name: "keeper ends", setup: path, args: words("close s"), tracee: keeper},
	}
}

// about are the commands that make no socket call.
func about() []scene {
	return []scene{
		{name: "version", args: words("version")},
		{name: "help", args: words("help connect"), streams: pipes},
		{name: "completion", args: words("completion bash")},
	}
}
