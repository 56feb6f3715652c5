package session

import (
	"fmt"
	"math"
	"time"

	"sock/internal/env"
	"sock/internal/show"
	"sock/internal/socket"
)

// stats are the statistics of a command. A field that the socket does not report is nil.
type stats struct {
	Moved
	took    time.Duration
	connect time.Duration // 0: nothing was connected
	byte1   time.Duration // until the first byte was received; 0: none was
	trip    *time.Duration
	again   *int // segments retransmitted
	unsent  *int
}

// newStats asks the socket, if there is one. A socket that was reset still answers.
func newStats(env *env.Env, s *socket.Socket, m Moved, start time.Time) stats {
	t := stats{Moved: m, took: time.Since(start)}
	if !m.First.IsZero() {
		t.byte1 = m.First.Sub(start)
	}
	if s == nil {
		return t
	}
	t.connect = s.Took
	t.unsent = socket.Known(env.Door.Unsent(s.FD))
	tcp := socket.TCPFacts(env, s)
	if micros, ok := tcp.TCPField("rtt"); ok {
		trip := time.Duration(micros) * time.Microsecond
		t.trip = &trip
	}
	if n, ok := tcp.TCPField("total_retrans"); ok {
		again := int(n)
		t.again = &again
	}
	return t
}

// rate is bytes a second.
func (t *stats) rate(n int64) uint64 {
	if t.took <= 0 {
		return 0
	}
	return uint64(math.Round(float64(n) / t.took.Seconds()))
}

// lines are the statistics as text.
func (t *stats) lines() []string {
	way := func(n int64) string {
		return fmt.Sprintf("%d bytes (%s), %s/s", n, show.ByteSize(uint64(n)), show.ByteSize(t.rate(n)))
	}
	list := []string{
		"sent " + way(t.Sent),
		"received " + way(t.Received),
		"time " + brief(t.took),
	}
	if t.connect > 0 {
		list[2] += ", to connect " + brief(t.connect)
	}
	if t.byte1 > 0 {
		list[2] += ", to the first byte " + brief(t.byte1)
	}
	if t.trip != nil && t.again != nil {
		list = append(list, fmt.Sprintf("round trip %v, %d retransmitted", *t.trip, *t.again))
	}
	if t.unsent != nil {
		list = append(list, show.ByteCount(*t.unsent)+" not acknowledged")
	}
	return list
}

// brief returns a duration without needless digits.
func brief(d time.Duration) string {
	if d > time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(time.Microsecond).String()
}

// members are the statistics as JSON.
func (t *stats) members() show.Members {
	seconds := func(d time.Duration) float64 { return float64(d.Round(time.Microsecond).Microseconds()) / 1e6 } // d.Seconds is a sum, which shows
	list := show.Members{
		{Name: "sent", Value: t.Sent},
		{Name: "received", Value: t.Received},
		{Name: "seconds", Value: seconds(t.took)},
		{Name: "sent_rate", Value: t.rate(t.Sent)},
		{Name: "received_rate", Value: t.rate(t.Received)},
	}
	add := func(there bool, name string, value func() any) {
		if there {
			list = append(list, show.Member{Name: name, Value: value()})
		}
	}
	add(t.connect > 0, "connect_seconds", func() any { return seconds(t.connect) })
	add(t.byte1 > 0, "first_byte_seconds", func() any { return seconds(t.byte1) })
	add(t.trip != nil, "rtt_seconds", func() any { return seconds(*t.trip) })
	add(t.again != nil, "retransmits", func() any { return *t.again })
	add(t.unsent != nil, "unacknowledged", func() any { return *t.unsent })
	return list
}
