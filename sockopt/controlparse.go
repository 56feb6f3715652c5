package sockopt

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A ControlSetting is a control message to send, as typed after --cmsg.
type ControlSetting struct {
	Level, Type int
	Data        []byte
	text        string
}

// String returns the control message with the value as it was typed.
func (s ControlSetting) String() string {
	c, _ := FindControl(s.Level, s.Type)
	return c.Title() + "=" + s.text
}

// ParseControl reads TYPE=VALUE or LEVEL:TYPE=VALUE, names in any case or numbers, VALUE as the type's kind
// takes it or KIND:VALUE.
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

// Rights is SCM_RIGHTS of descriptors, which were typed as text.
func Rights(fds []int, text string) ControlSetting {
	var b []byte
	for _, fd := range fds {
		b = append(b, integer.bytes(uint64(fd))...)
	}
	return ControlSetting{unix.SOL_SOCKET, unix.SCM_RIGHTS, b, text}
}

// brief is a value in a message to people, who know how it goes on.
func brief(value string) string {
	const most = 60
	if len(value) <= most {
		return value
	}
	return value[:most] + "..."
}

var errPointer = errors.New("a kind that is no bytes but points at them")

// LookupControl finds a control message by TYPE or LEVEL:TYPE, names in any case or numbers.
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
		Hint: fmt.Sprintf("say %s or %s", found[0].Title(), found[1].Title()),
	}
}

// controlsNamed returns those of the list that have the name, and the names of all.
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

// unknownControl is the error of a name that is none. A number alone lacks its level.
func unknownControl(name string, names []string, text string) error {
	usage := &fail.Usage{Text: text, Hint: fail.DidYouMean(name, names)}
	if usage.Hint == "" && isDecimal(name) {
		usage.Hint = "a number comes after its level, like SOL_SOCKET:" + name
	}
	return usage
}

// controlInLevel finds a control message by level and name or number. A number that the table lacks is one without a kind.
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
			fmt.Sprintf("%q is no control message of level %s and no number", text, level.Title()))
	}
	return found[0], nil
}
