package serve

// toNone passes nothing on. The other feeders begin with it.
type toNone struct{}

func (toNone) start() error { return nil }

func (toNone) join(*client) {}

func (toNone) received(*client) {}

func (toNone) left(*client) {}

func (toNone) holds(*client) bool { return false }

func (toNone) drop(*client) {}

func (toNone) free() *client { return nil }

func (toNone) sent() int64 { return 0 }
