package dial

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
)

// The probe or its answer may be lost, so sock sends the probe up to three times.
const (
	probes    = 3
	probeTime = 2 * time.Second
)

// silence returns the deadline of a probe that starts now.
func silence() env.Deadline {
	w := env.WaitOf(probeTime)
	return answer(&w)
}

// probe sends empty datagrams to a connected UDP socket to learn whether the port is open. An answer means open. An
// ICMP error means closed: recv(2) returns it as ECONNREFUSED. Silence is an ETIMEDOUT error.
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
	return fail.WithHint(err, "the port may still be open: send a request of its protocol with send --udp --reply")
}
