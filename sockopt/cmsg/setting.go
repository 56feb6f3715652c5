package cmsg

// A Setting is a control message to send, as given to --cmsg.
type Setting struct {
	Level, Type int
	Data        []byte
	text        string
}

// String returns the control message with the value as the user has typed it.
func (s Setting) String() string {
	c, _ := Find(s.Level, s.Type)
	return c.Title() + "=" + s.text
}

// brief shortens a long value for an error message.
func brief(value string) string {
	const most = 60
	if len(value) <= most {
		return value
	}
	return value[:most] + "..."
}
