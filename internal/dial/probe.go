package dial

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
)

// The datagram of a probe, or its answer, may be lost: it is sent more than once.
const (
	probes    = 3
	probeTime = 2 * time.Second
)

// silence returns the end of a probe that begins now and gets no answer.
func silence() env.Deadline {
	w := env.WaitOf(probeTime)
	return answer(&w)
}

// probe finds out whether the UDP port that the socket is connected to is open: an empty datagram is answered, or refused by
// ICMP, which recv(2) returns as ECONNREFUSED, or gets no answer.
func probe(env *env.Env, s *socket.Socket, end env.Deadline) error {
	end = end.Or(silence())
	for left := probes; left > 0; left-- {
		if _, err := env.Door.Sendto(s.FD, nil, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, nil); err != nil {
			return fail.At("send", s.What, err)
		}
		ready, err := env.Await(s.FD, unix.POLLIN, end.Share(left).At)
		if err != nil {
			return err
		}
		if ready != 0 {
			_, err := env.Door.Recv(s.FD, make([]byte, 1), unix.MSG_DONTWAIT)
			return fail.At("recv", s.What, err)
		}
	}
	err := end.TimedOut("recv", s.What)
	return fail.WithHint(err, "the port may be open all the same: ask in the protocol of its service, with send --udp --reply")
}
