package sockopt

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// The kinds of struct timeval. The old one has machine words, the new one always 64 bits.
var (
	timeval    = &form{name: "timeval", takes: takesTimeval, room: 2 * sizeofWord, raw: timevalFields, parse: parseTimeval, format: formatTimeval}
	timevalNew = &form{name: "timeval", takes: takesTimeval, room: 16, raw: timevalNewFields, parse: parseTimevalNew, format: formatTimevalNew}

	timevalFields    = &record{name: "timeval", parts: []part{{"tv_sec", long, false}, {"tv_usec", long, false}}}
	timevalNewFields = &record{name: "timeval", parts: []part{{"tv_sec", i64, false}, {"tv_usec", i64, false}}}
)

func parseTimeval(s string, _ World) (Value, error)    { return newTimeval(s, sizeofWord) }
func parseTimevalNew(s string, _ World) (Value, error) { return newTimeval(s, 8) }

func newTimeval(s string, word int) (Value, error) {
	d, err := durationOf(s)
	switch {
	case err != nil:
		return Value{}, err
	case d%time.Microsecond != 0:
		return Value{}, errors.New("finer than the kernel's unit of 1µs")
	}
	sec := int64(d / time.Second)
	if d%time.Second < 0 {
		sec-- // the microseconds are never negative
	}
	if word == 4 && int64(int32(sec)) != sec {
		return Value{}, errRange
	}
	micros := (d - time.Duration(sec)*time.Second) / time.Microsecond
	k := number{size: int8(word)}
	return Value{Bytes: append(k.bytes(uint64(sec)), k.bytes(uint64(micros))...)}, nil
}

func formatTimeval(b []byte, _ World) (string, bool)    { return timevalText(b, sizeofWord) }
func formatTimevalNew(b []byte, _ World) (string, bool) { return timevalText(b, 8) }

// timevalText reports false for a value that is not a time: a second or more of microseconds, or more than a Duration
// holds.
func timevalText(b []byte, word int) (string, bool) {
	if len(b) != 2*word {
		return "", false
	}
	k := number{size: int8(word), signed: true}
	s, _ := k.value(b[:word])
	m, _ := k.value(b[word:])
	sec, micros := k.signedOf(s), k.signedOf(m)
	const most = math.MaxInt64/int64(time.Second) - 1
	if micros < 0 || micros >= 1e6 || sec > most || sec < -most {
		return "", false
	}
	return (time.Duration(sec)*time.Second + time.Duration(micros)*time.Microsecond).String(), true
}

// ParseDuration parses a Go duration (1.5s, 250ms, 2m) or a bare number of seconds. It refuses a negative one.
func ParseDuration(s string) (time.Duration, error) {
	d, err := durationOf(s)
	if err == nil && d < 0 {
		return 0, errRange
	}
	return d, err
}

func durationOf(s string) (time.Duration, error) {
	if s != "" && strings.IndexByte("0123456789.", s[len(s)-1]) >= 0 {
		s += "s"
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, errTime
	}
	return d, nil
}

// linger is struct linger: l_onoff and l_linger, two ints.
var linger = &form{
	name: "linger", takes: "off, or seconds, like 5; 0 resets the connection on close", room: 8,
	raw:   &record{name: "linger", parts: []part{{"l_onoff", Integer, false}, {"l_linger", Integer, false}}},
	parse: parseLinger, format: formatLinger, json: jsonLinger,
}

func parseLinger(s string, _ World) (Value, error) {
	if strings.EqualFold(s, "off") {
		return Value{Bytes: make([]byte, 8)}, nil
	}
	if strings.HasPrefix(s, "-") { // the kernel accepts it as the longest time
		v, err := Integer.Parse(s, nil)
		return Value{Bytes: append(Integer.bytes(1), v.Bytes...)}, err
	}
	v, err := secsInt.Parse(s, nil)
	return Value{Bytes: append(Integer.bytes(1), v.Bytes...)}, err
}

// formatLinger omits the seconds if the linger is off: the kernel keeps them, but they have no effect.
func formatLinger(b []byte, _ World) (string, bool) {
	if len(b) != 8 {
		return "", false
	}
	on, secs := native.Uint32(b), int32(native.Uint32(b[4:]))
	switch {
	case on == 0:
		return "off", true
	case on != 1:
		return "", false
	}
	return strconv.Itoa(int(secs)), true
}

func jsonLinger(b []byte, _ World) any {
	if native.Uint32(b) == 0 {
		return "off"
	}
	return int64(int32(native.Uint32(b[4:])))
}
