package sockopt

// An askKind is a kind whose value getsockopt(2) reads before it writes: a query needs an input.
type askKind struct {
	Kind
	ask        func(k Kind, text string, w World) (Query, error)
	example    string // a value to set, if the Kind has no example
	input      string // an example of the input
	inputTakes string // what else the input may be
}
