package message

import (
	"sock/internal/pump"
)

// Run sends what was asked for.
func (w *Sender) Run() error {
	if err := w.schedule(); err != nil {
		return err
	}
	if err := w.sendAll(); err != nil {
		return w.partly(err)
	}
	return nil
}

func (w *Sender) sendAll() error {
	switch {
	case w.Once:
		return w.once()
	case w.Data != nil:
		return w.all(w.Data)
	case w.Framed:
		return w.messages(framed{w}, w.Socket.What, w.Socket.Longest(w.Env))
	}
	return w.input()
}

// messages sends standard input in frames, one call a message.
func (w *Sender) messages(to pump.Sink, what string, longest func() int) error {
	lane := &pump.Lane{
		From: &pump.File{Door: w.Env.Door, Fd: w.Env.In}, To: to,
		Cut: &w.Framing, Size: w.Size, Longest: longest,
		Reading: [2]string{"read", "standard input"}, Writing: [2]string{w.name(), what},
	}
	return lane.RunBlocking(w.Env.Door)
}

// framed is the sink of one message a call, with the user's own flags.
type framed struct{ sender *Sender }

func (f framed) FD() int         { return f.sender.Socket.FD }
func (f framed) Caps() pump.Caps { return pump.Caps{} }
func (f framed) Eager() bool     { return true }
func (f framed) Open() bool      { return true }
func (f framed) Finish() error   { return nil }
func (f framed) Hangup() error   { return nil }

func (f framed) Send(b []byte) (int, error) { return len(b), f.sender.all(b) }
