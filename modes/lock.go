package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/show"
	"sock/internal/socket"
)

// lockFirst connects a datagram socket to the sender of the first datagram. The datagram stays in the queue for the process that
// gets the socket. The kernel then drops datagrams of other senders.
func lockFirst(env *env.Env, s *socket.Socket, end env.Deadline) error {
	for {
		ready, err := env.Await(s.FD, unix.POLLIN, end.At)
		switch {
		case err != nil:
			return err
		case ready == 0:
			return end.TimedOut("recv", s.What)
		}
		_, from, err := env.Door.Recvfrom(s.FD, nil, unix.MSG_PEEK|unix.MSG_DONTWAIT)
		switch {
		case fail.Is(err, unix.EAGAIN): // the datagram had a wrong checksum
			continue
		case err != nil:
			return fail.At("recv", s.What, err)
		case s.Admits != nil && !s.Admits(from):
			if _, _, err := env.Door.Recvfrom(s.FD, nil, unix.MSG_DONTWAIT); err != nil {
				return fail.At("recv", s.What, err)
			}
			continue
		case len(from) <= 2:
			if err := dropUnnamed(env, s); err != nil {
				return err
			}
			continue
		}
		env.Tell("locked to %s", from.Shown())
		return fail.At("connect", from.Shown(), env.Door.Connect(s.FD, from))
	}
}

// dropUnnamed removes from the queue a datagram whose sender has no address to connect to.
func dropUnnamed(env *env.Env, s *socket.Socket) error {
	n, _, err := env.Door.Recvfrom(s.FD, nil, unix.MSG_DONTWAIT|unix.MSG_TRUNC)
	if err != nil {
		return fail.At("recv", s.What, err)
	}
	env.Warn("recv %s: a datagram of %s was dropped: its sender has no name that --lock could connect to", s.What, show.ByteCount(n))
	return nil
}
