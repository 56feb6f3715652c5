package modes

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// delivered waits until the peer's kernel has everything up to our end-of-file. With input that nobody has read
// close(2) sends a reset, and throws away what has still to go. Without a limit it waits as long as the kernel tries.
func (s socket) delivered(env *Env, limit time.Time) error {
	for pause := firstPause; s.kind.Family != unix.AF_UNIX && !s.keepsBorders(); pause = min(2*pause, longestPause) {
		state, err := env.Door.Getsockopt(s.fd, unix.IPPROTO_TCP, unix.TCP_INFO, 1)
		if fail.Is(err, unix.ENOTCONN, unix.ENOPROTOOPT, unix.EOPNOTSUPP) || err == nil && !slices.Contains(unacknowledged, state[0]) {
			return nil
		}
		if err != nil {
			return fail.At("getsockopt", "TCP_INFO", err)
		}
		if !limit.IsZero() && time.Now().After(limit) {
			return &fail.Call{Name: "send", What: s.what, Err: unix.ETIMEDOUT, Why: deadlineOver}
		}
		_, _ = env.Door.Poll(nil, pause)
	}
	return nil
}

// unacknowledged are the states of tcp(7) that our end-of-file is left in when the peer confirms it.
var unacknowledged = []byte{unix.BPF_TCP_FIN_WAIT1, unix.BPF_TCP_CLOSING, unix.BPF_TCP_LAST_ACK}
