package pump

import "sock/internal/sys"

// CRLF returns a function that puts a carriage return before each newline that has none. What it returns is valid until the
// next call. In a stream a newline may follow a carriage return of the call before.
func CRLF(stream bool) func([]byte) []byte {
	var out []byte
	var last byte
	return func(b []byte) []byte {
		out = out[:0]
		if !stream {
			last = 0
		}
		for _, c := range b {
			if c == '\n' && last != '\r' {
				out = append(out, '\r')
			}
			out, last = append(out, c), c
		}
		return out
	}
}

// converted is msg as Convert changes it. Its error is ENOMEM.
func (c *copier) converted(msg []byte) ([]byte, error) {
	if c.lane.Convert == nil {
		return msg, nil
	}
	c.plain = false
	if err := sys.Room(2 * len(msg)); err != nil {
		return nil, err
	}
	return c.lane.Convert(msg), nil
}
