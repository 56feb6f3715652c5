package session

// sendersMost bounds how many senders are remembered: a flood with forged addresses must not fill the memory.
const sendersMost = 1024

// senders are the addresses of the datagrams received, so that -v reports each once.
type senders map[string]bool

// add reports whether the sender is new. When too many are remembered all are forgotten.
func (s *senders) add(from string) bool {
	if (*s)[from] {
		return false
	}
	if *s == nil || len(*s) >= sendersMost {
		*s = senders{}
	}
	(*s)[from] = true
	return true
}
