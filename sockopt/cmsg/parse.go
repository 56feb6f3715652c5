package cmsg

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/sockopt"
)

// Parse parses TYPE=VALUE or LEVEL:TYPE=VALUE. Names may be in any case or numbers. VALUE is in the notation of
// the type's kind, or KIND:VALUE.
func Parse(typed string, w sockopt.World) (Setting, error) {
	name, value, given := strings.Cut(typed, "=")
	c, err := Lookup(name)
	if err != nil {
		return Setting{}, err
	}
	if !given {
		return Setting{}, fail.Usagef("%s needs a value: %s", c.Title(), c.Takes())
	}
	v, err := as(c.sent()).Parse(value, w)
	if err == nil && (v.Null || v.Pointed != nil) {
		err = errPointer
	}
	if err != nil {
		return Setting{}, fail.Usagef("%s=%s: %v", c.Title(), brief(value), err)
	}
	return Setting{c.Level.Number, int(c.Number), v.Bytes, value}, nil
}

// MostRights is the maximum number of descriptors in one message: the kernel's SCM_MAX_FD.
const MostRights = 253

// Rights returns an SCM_RIGHTS message with these descriptors. text is what the user has typed.
func Rights(fds []int, text string) Setting {
	var b []byte
	for _, fd := range fds {
		b = native.AppendUint32(b, uint32(fd))
	}
	return Setting{unix.SOL_SOCKET, unix.SCM_RIGHTS, b, text}
}

var errPointer = errors.New("a value of this kind contains a pointer, so it cannot be a control message")

// Lookup finds a control message by TYPE or LEVEL:TYPE. Names may be in any case or numbers.
func Lookup(name string) (Type, error) {
	if level, typ, found := strings.Cut(name, ":"); found {
		return inLevel(level, typ)
	}
	found, names := named(All(), name)
	switch len(found) {
	case 0:
		return Type{}, unknown(name, names, fmt.Sprintf("unknown control message %q", name))
	case 1:
		return found[0], nil
	}
	return Type{}, &fail.Usage{
		Text: fmt.Sprintf("%s is a control message of several levels", found[0].Name),
		Hint: fmt.Sprintf("write %s or %s", found[0].Title(), found[1].Title()),
	}
}

// named returns the control messages with this name, and the names of all.
func named(list []Type, name string) (found []Type, names []string) {
	for _, c := range list {
		if strings.EqualFold(c.Name, name) || c.Alias != "" && strings.EqualFold(c.Alias, name) {
			found = append(found, c)
		}
		names = append(names, c.Name)
		if c.Alias != "" {
			names = append(names, c.Alias)
		}
	}
	return found, names
}

// unknown returns the error for an unknown name, or for a number without a level.
func unknown(name string, names []string, text string) error {
	hint := fail.DidYouMean(name, names)
	if _, err := strconv.ParseInt(name, 10, 64); hint == "" && err == nil {
		hint = "a number comes after its level, like SOL_SOCKET:" + name
	}
	return &fail.Usage{Text: text, Hint: hint}
}

// inLevel finds a control message by level and name or number. A number that the table lacks has no kind.
func inLevel(levelText, text string) (Type, error) {
	level, err := sockopt.ParseLevel(levelText)
	if err != nil {
		return Type{}, err
	}
	if number, err := strconv.ParseInt(text, 0, 32); err == nil {
		c, _ := Find(level.Number, int(number))
		return c, nil
	}
	var list []Type
	for _, c := range All() {
		if c.Level.Number == level.Number {
			list = append(list, c)
		}
	}
	found, names := named(list, text)
	if len(found) == 0 {
		return Type{}, unknown(text, names,
			fmt.Sprintf("%q is not a control message of level %s or a number", text, level.Title()))
	}
	return found[0], nil
}
