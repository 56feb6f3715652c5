package sockopt

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A Setting is an option with the value to set, as given to -o.
type Setting struct {
	Option Option
	Value
	text string
}

// String returns the setting as the user has typed it.
func (s Setting) String() string {
	if s.text == "" && s.Option.Kind == noValue {
		return s.Option.Title()
	}
	return s.Option.Title() + "=" + s.text
}

// ParseSetting parses NAME, NAME=VALUE or LEVEL:NUMBER=KIND:VALUE. A flag without a value is set to 1.
func ParseSetting(typed string, w World) (Setting, error) {
	name, value, given := strings.Cut(typed, "=")
	opt, err := resolve(name, Set)
	if err != nil {
		return Setting{}, err
	}
	if !given {
		if value, err = valueOfName(opt); err != nil {
			return Setting{}, err
		}
	}
	v, err := opt.Parse(value, w)
	if err != nil {
		return Setting{}, fail.Usagef("%s=%s: %v", opt.Title(), value, err)
	}
	return Setting{twin(opt, v.Bytes, name), v, value}, nil
}

// valueOfName returns the value of an option that is given without one.
func valueOfName(o Option) (string, error) {
	switch {
	case o.Kind == Flag:
		return "1", nil
	case o.Kind == noValue:
		return "", nil
	case o.Kind == nil:
		return "", fail.Usagef("%s needs a value and its kind, like %s=int:5 or %s=hex:0100", o.Title(), o.Title(), o.Title())
	}
	return "", fail.Usagef("%s needs a value: %s", o.Name, o.Kind.Takes())
}

// twin returns the option of the same name at the level of the value's address, if the user has named no level:
// MCAST_JOIN_GROUP is a name of both IPv4 and IPv6.
func twin(o Option, value []byte, typed string) Option {
	if !strings.HasPrefix(o.Name, "MCAST_") || strings.Contains(typed, ":") || storageFamily(value) != unix.AF_INET6 {
		return o
	}
	six, ok := Find(unix.IPPROTO_IPV6, int(o.Number), Set)
	if !ok {
		return o
	}
	return six
}

// defaultRoom is the buffer size for options of unknown size.
const defaultRoom = 256

// ParseQuery parses NAME or LEVEL:NUMBER; with =N to read into N bytes; with =hex:... to start the buffer with these
// bytes; or NAME=INPUT for an option that Asks.
func ParseQuery(typed string, w World) (Query, error) {
	name, input, given := strings.Cut(typed, "=")
	opt, err := resolve(name, Get)
	if err != nil {
		return Query{}, err
	}
	q, err := opt.query(input, given, w)
	if err != nil {
		return q, fail.Usagef("%s: %v", typed, err)
	}
	if q.Option, q.Unit = opt, 1; opt.marks&counts != 0 {
		q.Unit = sizeofInsn
	}
	if opt.marks&asks != 0 {
		q.Option = twin(opt, q.Buf, name)
	}
	return q, nil
}

func (o Option) query(input string, given bool, w World) (q Query, err error) {
	if k, ok := o.Kind.(*askKind); ok {
		if q, err = k.ask(k.Kind, input, w); err != nil {
			err = fmt.Errorf("%w; it takes %s", err, k.inputTakes)
		}
		return q, err
	}
	if given && isRaw(input) {
		return queryBuffer(input, w)
	}
	room, err := o.room(input, given)
	if given {
		return Query{Buf: make([]byte, max(room, 0)), Below: min(room, 0)}, err
	}
	q = Query{Buf: make([]byte, room), Peer: o.marks&peered != 0}
	if k, ok := o.Kind.(tlsCrypto); ok {
		q.Next = k.whole
	}
	return q, err
}

// room returns the size of the buffer: the one that the user asks for, or what the kind needs.
func (o Option) room(input string, given bool) (int, error) {
	if given {
		if n, err := strconv.ParseInt(input, 10, 32); err == nil && n < 0 {
			return int(n), nil
		}
		n, err := ParseBytes(input)
		if err != nil || n < 0 || n > mostRoom {
			return 0, errors.New("getsockopt takes no value; =N sets the buffer size (at most 16M), =hex:... its first bytes")
		}
		return int(n), nil
	}
	if o.Kind == nil {
		return defaultRoom, nil
	}
	return o.Kind.Room(), nil
}

// Lookup finds an option by its kernel name or alias, in any case, or as LEVEL:NAME: IPPROTO_TCP:TCP_NODELAY.
func Lookup(name string) (Option, error) { return resolve(name, RW) }

// resolve finds the option for one of the calls. An option that no call supports is an error.
func resolve(name string, call Access) (Option, error) {
	if level, rest, found := strings.Cut(name, ":"); found {
		return inLevel(level, rest, call)
	}
	known := unalias(name)
	for _, opt := range All() {
		if !strings.EqualFold(opt.Name, known) {
			continue
		}
		if opt.Access == None {
			return Option{}, &fail.Usage{
				Text: fmt.Sprintf("%s is a name in a kernel header, and nothing answers to it", opt.Name),
				Hint: fmt.Sprintf("use %s:%d to call the kernel anyway", opt.Level.Title(), opt.Number),
			}
		}
		return opt, nil
	}
	return Option{}, &fail.Usage{Text: fmt.Sprintf("unknown option %q", name), Hint: fail.DidYouMean(name, Names())}
}

// inLevel finds an option by level and name or number. A number that the table lacks is an option without a kind.
func inLevel(levelText, text string, call Access) (Option, error) {
	level, err := ParseLevel(levelText)
	if err != nil {
		return Option{}, err
	}
	number, err := strconv.ParseInt(text, 0, 32)
	if err == nil {
		opt, ok := Find(level.Number, int(number), call)
		if !ok || opt.Access == None {
			opt = Option{level, Row{Number: int32(number), Access: RW, For: everySocket}}
		}
		return opt, nil
	}
	known, names := unalias(text), []string{}
	for _, opt := range All() {
		if opt.Level.Number != level.Number {
			continue
		}
		if strings.EqualFold(opt.Name, known) {
			return opt, nil
		}
		names = append(names, opt.Name)
	}
	return Option{}, &fail.Usage{
		Text: fmt.Sprintf("%q is not an option of level %s or a number", text, level.Title()), Hint: fail.DidYouMean(text, names),
	}
}

// ParseLevel parses the name or number of a level.
func ParseLevel(text string) (Level, error) {
	for i := range table {
		l := table[i].Level
		for _, name := range []string{l.Name, l.Trace} {
			if name != "" && strings.EqualFold(name, text) {
				return l, nil
			}
		}
	}
	n, err := strconv.ParseInt(text, 0, 64)
	if err == nil && n >= math.MinInt32 && n <= math.MaxInt32 {
		return LevelOf(int(n)), nil
	}
	var names []string
	for i := range table {
		names = append(names, table[i].Title())
	}
	return Level{}, &fail.Usage{Text: fmt.Sprintf("unknown level %q", text), Hint: fail.DidYouMean(text, names)}
}

// storageFamily returns the family of the first address in a group_req or group_source_req, or 0.
func storageFamily(b []byte) int {
	if len(b) < storageAt+sizeofStorage || zero(b) {
		return 0
	}
	return int(native.Uint16(b[storageAt:]))
}
