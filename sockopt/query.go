package sockopt

// A Query is an option to read.
type Query struct {
	Option Option
	Buf    []byte // room for the answer; the kernel may read its content first
	Below  int    // a negative length to pass, which the kernel refuses; else 0
	Unit   int    // bytes in one unit of the length: 1, except for SO_GET_FILTER

	Peer bool // the length has to be that of the peer's address
	// Next returns the query for the value if the answer to this one is its length. It reports false if the answer is
	// the value.
	Next func(answer []byte) (q Query, more bool)
	// Arrays has the memory that Buf points to. Elements returns how many elements of each the kernel has filled in.
	// They are the end of the value, in which the pointers are zero.
	Arrays   []Array
	Elements func(answer []byte) int
}

// An Array is memory whose address belongs into a buffer.
type Array struct {
	At    int // offset of the address in the buffer
	Bytes []byte
	Size  int // of an element
}
