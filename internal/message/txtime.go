package message

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/socket"
	"sock/internal/sys"
	"sock/sockopt"
	"sock/sockopt/cmsg"
)

// schedule turns the launch time into control data. A socket of ours gets the clock of fq, unless -o chose another.
func (w *Sender) schedule() error {
	if w.TxTime == nil {
		return nil
	}
	clock := unix.CLOCK_MONOTONIC
	if w.Socket.Own() && !w.Clocked {
		set, err := sockopt.ParseSetting("SO_TXTIME=monotonic", sys.World())
		if err == nil {
			err = socket.SetOption(w.Env, w.Socket.FD, set)
		}
		if err != nil {
			return err
		}
	} else if got, err := w.Env.Door.GetsockoptInt(w.Socket.FD, unix.SOL_SOCKET, unix.SO_TXTIME); err == nil {
		clock = got // the first field of struct sock_txtime
	}
	at := w.TxTime.At
	if w.TxTime.Relative {
		now, err := sys.Clock(clock)
		if err != nil {
			return fail.At("clock_gettime", "", err)
		}
		at = uint64(now + w.TxTime.After)
	}
	w.Control = append(w.Control, cmsg.Setting{
		Level: unix.SOL_SOCKET, Type: unix.SCM_TXTIME, Data: binary.NativeEndian.AppendUint64(nil, at),
	})
	return nil
}
