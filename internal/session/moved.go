package session

import (
	"time"
)

// Moved is what a command has moved, payload alone.
type Moved struct {
	Sent, Received int64
	First          time.Time // when the first byte was received; zero: none was
}
