package sockopt

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A ControlSetting is a control message to send, as given to --cmsg.
type ControlSetting struct {
	Level, Type int
	Data        []byte
	text        string
}

// String returns the control message with the value as the user has typed it.
func (s ControlSetting) String() string {
	c, _ := FindControl(s.Level, s.Type)
	return c.Title() + "=" + s.text
}

// ParseControl parses TYPE=VALUE or LEVEL:TYPE=VALUE. Names may be in any case or numbers. VALUE is in the notation of
// the type's kind, or KIND:VALUE.
func ParseControl(typed string, w World) (ControlSetting, error) {
	name, value, given := strings.Cut(typed, "=")
	c, err := LookupControl(name)
	if err != nil {
		return ControlSetting{}, err
	}
	if !given {
		return ControlSetting{}, fail.Usagef("%s needs a value: %s", c.Title(), c.Takes())
	}
	v, err := as(c.sent()).Parse(value, w)
	if err == nil && (v.Null || v.Pointed != nil) {
		err = errPointer
	}
	if err != nil {
		return ControlSetting{}, fail.Usagef("%s=%s: %v", c.Title(), brief(value), err)
	}
	return ControlSetting{c.Level.Number, int(c.Number), v.Bytes, value}, nil
}

// Rights returns an SCM_RIGHTS message with these descriptors. text is what the user has typed.
func Rights(fds []int, text string) ControlSetting {
	var b []byte
	for _, fd := range fds {
		b = append(b, integer.bytes(uint64(fd))...)
	}
	return ControlSetting{unix.SOL_SOCKET, unix.SCM_RIGHTS, b, text}
}

// brief shortens a long value for an error message.
func brief(value string) string {
	const most = 60
	if len(value) <= most {
		return value
	}
	return value[:most] + "..."
}

var errPointer = errors.New("a value of this kind contains a pointer, so it cannot be a control message")

// LookupControl finds a control message by TYPE or LEVEL:TYPE. Names may be in any case or numbers.
func LookupControl(name string) (Control, error) {
	if level, typ, found := strings.Cut(name, ":"); found {
		return controlInLevel(level, typ)
	}
	found, names := controlsNamed(Controls(), name)
	switch len(found) {
	case 0:
		return Control{}, unknownControl(name, names, fmt.Sprintf("unknown control message %q", name))
	case 1:
		return found[0], nil
	}
	return Control{}, &fail.Usage{
		Text: fmt.Sprintf("%s is a control message of several levels", found[0].Name),
		Hint: fmt.Sprintf("write %s or %s", found[0].Title(), found[1].Title()),
	}
}

// controlsNamed returns the control messages with this name, and the names of all.
func controlsNamed(list []Control, name string) (found []Control, names []string) {
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

// unknownControl returns the error for an unknown name, or for a number without a level.
func unknownControl(name string, names []string, text string) error {
	usage := &fail.Usage{Text: text, Hint: fail.DidYouMean(name, names)}
	if usage.Hint == "" && isDecimal(name) {
		usage.Hint = "a number comes after its level, like SOL_SOCKET:" + name
	}
	return usage
}

// controlInLevel finds a control message by level and name or number. A number that the table lacks has no kind.
func controlInLevel(levelText, text string) (Control, error) {
	level, err := parseLevel(levelText)
	if err != nil {
		return Control{}, err
	}
	if number, err := strconv.ParseInt(text, 0, 32); err == nil {
		c, _ := FindControl(level.Number, int(number))
		return c, nil
	}
	var list []Control
	for _, c := range Controls() {
		if c.Level.Number == level.Number {
			list = append(list, c)
		}
	}
	found, names := controlsNamed(list, text)
	if len(found) == 0 {
		return Control{}, unknownControl(text, names,
			fmt.Sprintf("%q is not a control message of level %s or a number", text, level.Title()))
	}
	return found[0], nil
}
