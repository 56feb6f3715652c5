package message

// mostBuffers is UIO_MAXIOV of the kernel.
const mostBuffers = 1024

const tooManyBuffers = "one call takes no more than 1024 buffers: UIO_MAXIOV"

// Buffers cuts b into pieces of these sizes; no sizes at all leave it whole. What is too short for the last ones leaves
// them empty.
func Buffers(b []byte, sizes []int) [][]byte {
	if sizes == nil {
		return [][]byte{b}
	}
	list := make([][]byte, len(sizes))
	for i, n := range sizes {
		n = min(n, len(b))
		list[i], b = b[:n:n], b[n:]
	}
	if len(b) > 0 {
		list = append(list, b)
	}
	return list
}
