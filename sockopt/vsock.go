package sockopt

// vsockRows has the options of level AF_VSOCK.
var vsockRows = []Row{
	{"SO_VM_SOCKETS_BUFFER_SIZE", 0, size64, RW, BeforeConnect, vsockStream, 0, "receive buffer (credit) size, kept between min and max"},
	{"SO_VM_SOCKETS_BUFFER_MIN_SIZE", 1, size64, RW, BeforeConnect, vsockStream, 0, "lower bound for buffer size"},
	{"SO_VM_SOCKETS_BUFFER_MAX_SIZE", 2, size64, RW, BeforeConnect, vsockStream, 0, "upper bound for buffer size"},
	{"SO_VM_SOCKETS_PEER_HOST_VM_ID", 3, Integer, None, Any, vsock, 0, "VMware specific, not implemented in the mainline core"},
	{"SO_VM_SOCKETS_TRUSTED", 5, Flag, None, Any, vsock, 0, "VMware specific, not implemented in the mainline core"},
	{"SO_VM_SOCKETS_CONNECT_TIMEOUT", 6, timeval, RW, BeforeConnect, vsock, 0, "how long a blocking connect waits"},
	{"SO_VM_SOCKETS_NONBLOCK_TXRX", 7, Flag, None, Any, vsock, 0, "kernel-side VMCI knob, not reachable from user space"},
	{"SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW", 8, timevalNew, RW, BeforeConnect, vsock, 0, "Year-2038-safe connect timeout"},
}
