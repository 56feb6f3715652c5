package session

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/show"
)

// How often each is written.
const (
	barEvery   = 100 * time.Millisecond
	plainEvery = time.Second
)

// A progress shows what has been moved so far.
type progress struct {
	env     *env.Env
	start   time.Time
	total   int64     // bytes to send; 0: not known
	bar     *show.Bar // nil: plain lines
	columns int       // of the terminal
	shares  bool      // payload goes to the terminal too
	shown   int       // columns of the line that stands there
	yielded bool      // the bar was removed permanently, because of payload
}

// newProgress returns what shows the progress, nil for nothing. With many clients the size of standard input is not what will be sent.
func (c *Cat) newProgress(env *env.Env, many bool) *progress {
	if c.Progress == NoProgress || c.Progress == ProgressBar && !show.Terminal(env.Err) {
		return nil
	}
	p := &progress{env: env, start: time.Now()}
	if !many && !c.RecvOnly && env.Door.FileType(env.In) == unix.S_IFREG {
		p.total = env.Door.Left(env.In)
	}
	if c.Progress == ProgressBar {
		p.columns = env.Door.Columns(env.Err)
		p.bar = show.NewBar(p.total, p.columns)
		p.shares = !c.SendOnly && show.Terminal(env.Out)
		env.OnWarn(p.wipe)
	}
	return p
}

func (p *progress) every() time.Duration {
	if p.bar == nil {
		return plainEvery
	}
	return barEvery
}

// done is how much was moved: of a file what was sent of it, else both directions.
func (p *progress) done(m Moved) int64 {
	if p.total > 0 {
		return m.Sent
	}
	return m.Sent + m.Received
}

// draw shows what was moved so far.
func (p *progress) draw(m Moved) {
	switch {
	case p.bar == nil:
		p.env.Report("%s", p.line(m))
	case !p.yielded:
		line := p.bar.Line(p.done(m), p.left(p.done(m)))
		p.env.Door.Say(p.env.Err, "\r"+line+strings.Repeat(" ", max(0, p.shown-len(line))))
		p.shown = len(line)
	}
}

// wipe removes the bar.
func (p *progress) wipe() {
	if p.shown > 0 {
		p.env.Door.Say(p.env.Err, "\r"+strings.Repeat(" ", p.shown)+"\r")
		p.shown = 0
	}
}

// yield removes the bar permanently, if payload goes to the terminal: the bar would overwrite a line of it.
func (p *progress) yield() {
	if p.shares && !p.yielded {
		p.wipe()
		p.yielded = true
	}
}

// end shows the last state, and leaves the terminal at the beginning of a line.
func (p *progress) end(m Moved) {
	p.env.OnWarn(nil)
	p.draw(m)
	if p.shown > 0 {
		p.env.Door.Say(p.env.Err, "\n")
	}
}

// line is the plain line.
func (p *progress) line(m Moved) string {
	n, took := p.done(m), time.Since(p.start)
	text := show.ByteSize(uint64(n))
	if p.total > 0 {
		text += fmt.Sprintf(" of %s (%d%%)", show.ByteSize(uint64(p.total)), min(100, 100*n/p.total))
	}
	text += fmt.Sprintf(", %s/s, %v", show.ByteSize(uint64(float64(n)/took.Seconds())), took.Round(time.Second))
	if left := p.left(n); left != "" {
		text += ", " + left
	}
	return text
}

// left returns how long the rest takes at this rate, "" if that is unknown.
func (p *progress) left(n int64) string {
	if n <= 0 || n >= p.total {
		return ""
	}
	took := time.Since(p.start)
	return time.Duration(float64(took)*float64(p.total-n)/float64(n)).Round(time.Second).String() + " left"
}
