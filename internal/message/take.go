package message

import (
	"cmp"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/sys"
	"sock/internal/xlat"
)

// Take shows a message and hands on what descriptors came with it.
func (r *Receiver) Take(p pump.Piece, call string) error {
	fds := Descriptors(p.Ctl)
	defer func() {
		for _, fd := range fds {
			_ = r.Env.Door.Close(fd)
		}
	}()
	if err := r.show(p, call); err != nil {
		return err
	}
	switch {
	case r.Hand == nil:
		return nil
	case r.lost(p):
		return fail.WithHint(fail.At(r.name(), r.Socket.What, unix.EMFILE), "nothing is kept; raise the limit of descriptors with ulimit -n")
	case len(fds) < r.Least:
		return fewer(r.Socket.What, len(fds), r.Least)
	}
	return r.Hand(fds)
}

// lost reports whether no number was left for descriptors of the message.
func (r *Receiver) lost(p pump.Piece) bool { return sys.LostRights(p.Flags, len(p.Ctl), r.Room()) }

func (r *Receiver) show(p pump.Piece, call string) error {
	if r.Format != show.Raw || r.Column {
		if err := sys.Room(textMost * len(p.Data)); err != nil {
			return fail.At(r.name(), r.Socket.What, err)
		}
	}
	m := Record(r.Env, p, call)
	if m.From == "" && r.Socket.Own() && !r.Socket.Unconnected {
		m.From = r.Socket.What
	}
	if r.Flags&unix.MSG_CMSG_CLOEXEC == 0 {
		m.Flags &^= unix.MSG_CMSG_CLOEXEC // which the kernel only echoes: we have asked for it
	}
	m.Marks = r.OOBMark
	r.warn(p)
	switch {
	case r.FDFlags && r.Format == show.Raw:
		return r.showFlags(p)
	case r.FDFlags:
		if err := addFlags(r.Env, m.Control); err != nil {
			return err
		}
	}
	if r.Format != show.Raw {
		return r.Env.Output(r.Format.Append(nil, m))
	}
	if len(m.Control) > 0 && (r.Hand == nil || r.Env.Verbose) {
		r.Env.Warn(r.name()+" %s: %s", show.OrDash(m.From), show.ControlText(m.Control))
	}
	if m.EOF {
		return nil
	}
	return r.Env.Output(r.raw(m))
}

// raw is the payload, with what keeps it apart from others.
func (r *Receiving) raw(m show.Record) []byte {
	var out []byte
	if r.Column {
		out = append(out, show.OrDash(m.From)+"\t"...)
	}
	if r.Column && !r.RawColumn {
		return r.Delimit.Append(out, xlat.Escape(m.Data))
	}
	return r.Delimit.Append(out, m.Data)
}

// warn tells what of a message did not fit.
func (r *Receiver) warn(p pump.Piece) {
	switch {
	case p.Data == nil && p.Len > 0:
		r.Env.Warn(r.name()+" %s: %s discarded (MSG_TRUNC on TCP)", r.Socket.What, show.ByteCount(p.Len))
	case p.Len > len(p.Data):
		r.Env.Warn(r.name()+" %s: message cut: %d of %d bytes (a larger --size takes it whole)", r.Socket.What, len(p.Data), p.Len)
	case p.Flags&unix.MSG_TRUNC != 0:
		r.Env.Warn(r.name()+" %s: message cut at %d bytes (--trunc tells its true length, a larger --size takes it whole)",
			r.Socket.What, len(p.Data))
	}
	if p.Mark && r.Format == show.Raw {
		r.Env.Warn(r.name()+" %s: at the mark of urgent data", r.Socket.What)
	}
	switch {
	case p.Flags&unix.MSG_CTRUNC == 0:
	case r.Room() == 0:
		r.Env.Warn(r.name()+" %s: control data came and is lost (--want, --format text or --control-size take it)", r.Socket.What)
	case r.lost(p):
		r.Env.Warn(r.name()+" %s: descriptors came and are lost: the process may not have more (ulimit -n raises the limit)", r.Socket.What)
	default:
		r.Env.Warn(r.name()+" %s: control data cut (a larger --control-size takes it whole)", r.Socket.What)
	}
}

// textMost is how many times as much memory as a message its text takes.
const textMost = 8

// buffer makes room for one call, control data included. Its error is ENOMEM.
func (r *Receiver) buffer() ([]byte, error) {
	room, err := sys.Buffer(r.Size)
	if err == nil {
		err = sys.Room(r.Room())
	}
	return room, fail.WithHint(fail.At(r.name(), r.Socket.What, err), "a smaller --size, --iov or --control-size takes less memory")
}

// next receives and shows once. An end-of-file is an error, after what came with it is shown.
func (r *Receiver) next(room []byte, limit time.Time) ([]byte, error) {
	p, call, err := r.once(room, limit)
	if err != nil {
		return nil, err
	}
	if !p.EOF || r.Format == show.JSON || len(p.Ctl) > 0 {
		err = r.Take(p, call)
	}
	err = cmp.Or(err, p.Then)
	switch {
	case err == nil && p.EOF:
		err = fail.EOF{}
	case err == nil:
		r.got++
	}
	return p.Data, err
}
