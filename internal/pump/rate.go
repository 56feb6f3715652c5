package pump

import "time"

// A Rate is a Limit of so many bytes a second. It begins with one quantum saved, which is what the end of the stream
// then has to wait for; and it has no more than one after a time in which the lane had nothing to move.
type Rate struct {
	perSecond float64
	quantum   float64 // bytes that are worth waking up for
	saved     float64 // bytes that may be received now; below 0 after a message, which is never cut
	asked     time.Time
	waits     time.Duration // what Allow has just had the lane wait
	now       func() time.Time
}

const (
	// rateQuantum is how long to save for one read: 50 reads a second are no load, and 1 % of the two seconds over
	// which a user might measure the rate.
	rateQuantum = 20 * time.Millisecond
	// rateLate is how much later than asked a lane may wake and still catch up: poll(2) counts in milliseconds, and
	// a busy machine delays the process. After more than that the process was stopped, and a flood is not expected.
	rateLate = 250 * time.Millisecond
)

// NewRate returns a limit of perSecond bytes a second.
func NewRate(perSecond int64) *Rate {
	rate := float64(perSecond)
	return &Rate{perSecond: rate, quantum: max(1, rate*rateQuantum.Seconds()), now: time.Now}
}

// Allow returns how many bytes may be received now, or how long to save for them.
func (r *Rate) Allow(most int) (n int, wait time.Duration) {
	r.save(r.now())
	want := min(float64(most), r.quantum)
	if r.saved >= want {
		r.waits = 0
		return int(min(float64(most), r.saved)), 0
	}
	r.waits = max(time.Millisecond, time.Duration((want-r.saved)/r.perSecond*float64(time.Second)))
	return 0, r.waits
}

// save adds what has become free since Allow was last asked: all of it if the lane waited for us, else, when it waited
// for others, up to the quantum.
func (r *Rate) save(now time.Time) {
	if r.asked.IsZero() {
		r.asked, r.saved = now, r.quantum
	}
	passed := now.Sub(r.asked)
	r.asked = now
	if r.waits > 0 {
		r.saved += min(passed, r.waits+rateLate).Seconds() * r.perSecond
		return
	}
	r.saved = max(r.saved, min(r.saved+passed.Seconds()*r.perSecond, r.quantum))
}

// Took counts n bytes that were received.
func (r *Rate) Took(n int) { r.saved -= float64(n) }
