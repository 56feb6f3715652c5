package main

import (
	"os/exec"
	"time"
)

// starts are rows with almost no work between the start of a program and its exit.
func (l *lab) starts() []row {
	with := func(name string, argv ...string) contender {
		return contender{name: name, shown: line(argv), once: func(s *stage) (sample, error) { return s.started(argv) }}
	}
	refusal := with(ncName, "nc.openbsd", "-z", host, "1")
	send := with("sock", l.sock, "send", "--on", "left", "--dontwait", "-d", "x")
	once := send.once
	send.once = func(s *stage) (sample, error) {
		if err := l.holdPair(); err != nil {
			return nil, err
		}
		return once(s)
	}
	return []row{{
		work: "start to exit, connect -z to a refusing port", metrics: []metric{elapsed, cpu},
		rounds: l.sizes.starts, warmup: 3,
		subject: with("sock", l.sock, "connect", "-z", host, "1"),
		peers: []contender{
			refusal,
			with(ncatName, "ncat", "-z", host, "1"),
			with("socat", "socat", "-u", "/dev/null", "TCP:"+host+":1"),
		},
		goals: []goal{
			{peer: ncName, metric: elapsed, most: 1.8},
			{peer: "socat", metric: elapsed, most: 1},
			{peer: ncatName, metric: elapsed, most: 1},
		},
	}, {
		// The queue fills up, and from then on the call is EAGAIN: the same work except for the copy of a byte.
		work: "start to exit, send --on NAME", metrics: []metric{elapsed, cpu},
		rounds: l.sizes.starts, warmup: 3,
		subject: send, peers: []contender{refusal},
		goals: []goal{{peer: ncName, metric: elapsed, most: 2}},
	}}
}

// started times a program with any output and status: a refused connection is expected.
func (s *stage) started(argv []string) (sample, error) {
	c := exec.CommandContext(s.ctx, argv[0], argv[1:]...)
	began := time.Now()
	err := c.Run()
	took := time.Since(began).Seconds()
	if c.ProcessState == nil {
		return nil, err
	}
	return sample{elapsed: took, cpu: (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()}, nil
}

// holdPair holds a pair of sockets for the whole run.
func (l *lab) holdPair() error {
	if l.held {
		return nil
	}
	l.held = true
	return exec.Command(l.sock, "socketpair", "--udp", "--hold", "left,right").Run()
}

func (l *lab) closePair() {
	if l.held {
		_ = exec.Command(l.sock, "close", "left", "right").Run()
	}
}
