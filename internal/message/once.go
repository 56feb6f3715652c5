package message

import (
	"fmt"

	"sock/internal/pump"
)

// once makes one call and prints how many bytes the kernel took, of a stream perhaps fewer than there are.
func (w *Sender) once() (err error) {
	b := w.Data
	if b == nil {
		most := pump.CallMost
		if w.Socket.AsksBoundaries(w.Env) {
			most = pump.Longest(w.Env.Door, w.Socket.FD)
		}
		if b, _, err = gatherInput(w.Env, nil, most); err != nil {
			return err
		}
	}
	if w.Socket.Own() {
		if err := w.Refuse(w.Socket.Kind, w.To, len(b)); err != nil {
			return err
		}
	}
	n, err := w.attempt(b, w.control())
	if err != nil {
		return err
	}
	w.tellIgnored(len(b))
	return w.Env.Print(fmt.Appendf(nil, "%d\n", n))
}
