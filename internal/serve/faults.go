package serve

// faults are the clients that have failed. A failed client does not end the server, but the first decides its exit status.
type faults struct {
	clients int // that have connected
	failed  int
	first   error
}

// add counts a client, once, for which a call has failed.
func (f *faults) add(c *client, err error) {
	if c.failed {
		return
	}
	c.failed = true
	f.failed++
	if f.first == nil {
		f.first = err
	}
}
