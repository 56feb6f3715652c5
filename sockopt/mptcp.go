package sockopt

import "strings"

// mptcpInfo is struct mptcp_info. The length that the kernel returns says how many of the fields it knows.
var mptcpInfo = &fields{
	name: "mptcp_info", takes: "mptcpi_subflows=N,mptcpi_add_addr_signal=N,...", prefix: "mptcpi_", room: 256,
	list: []field{
		{"subflows", 8, 0},
		{"add_addr_signal", 8, 0},
		{"add_addr_accepted", 8, 0},
		{"subflows_max", 8, 0},
		{"add_addr_signal_max", 8, 0},
		{"add_addr_accepted_max", 8, 0},
		{"", 16, 0},
		{"flags", 32, 0},
		{"token", 32, 0},
		{"write_seq", 64, 0},
		{"snd_una", 64, 0},
		{"rcv_nxt", 64, 0},
		{"local_addr_used", 8, 0},
		{"local_addr_max", 8, 0},
		{"csum_enabled", 8, 0},
		{"", 8, 0},
		{"retransmits", 32, 0},
		{"bytes_retrans", 64, 0},
		{"bytes_sent", 64, 0},
		{"bytes_received", 64, 0},
		{"bytes_acked", 64, 0},
		{"subflows_total", 8, 0},
		{"", 24, 0},
		{"last_data_sent", 32, 0},
		{"last_data_recv", 32, 0},
		{"last_ack_recv", 32, 0},
	},
	words: []fieldWords{{"flags", &words{prefix: "MPTCP_INFO_FLAG_", style: mask, list: []word{{"fallback", 1}, {"remote_key_received", 2}}}}},
}

// Structures about subflows. sock fills in the sizes and counts that the kernel expects in them.
var (
	subflowHead = &fields{name: "mptcp_subflow_data", room: sizeofSubflowHead, list: []field{
		{"size_subflow_data", 32, 0},
		{"num_subflows", 32, 0},
		{"size_kernel", 32, 0},
		{"size_user", 32, 0},
	}}
	fullHead = &fields{name: "mptcp_full_info", room: sizeofFullHead, list: []field{
		{"size_tcpinfo_kernel", 32, 0},
		{"size_tcpinfo_user", 32, 0},
		{"size_sfinfo_kernel", 32, 0},
		{"size_sfinfo_user", 32, 0},
		{"num_subflows", 32, 0},
		{"size_arrays_user", 32, 0},
	}}
	subflowPeers = &record{name: "mptcp_subflow_addrs", parts: []part{{"local", storedSockaddr, false}, {"remote", storedSockaddr, false}}}
	subflowID    = &record{name: "mptcp_subflow_info", parts: []part{
		{"id", U32, false}, {"", padStorage, false}, {"local", storedSockaddr, false}, {"remote", storedSockaddr, false},
	}}

	// storedSockaddr is a struct sockaddr_storage with an IP address and its port.
	storedSockaddr = &form{
		name: "sockaddr_storage", takes: takesSockaddr, room: sizeofStorage,
		parse: parseStorage, format: formatStoredSockaddr,
	}
)

const (
	sizeofSubflowHead = 16
	sizeofFullHead    = 40 // without the struct mptcp_info at its end
	subflowInfoAt     = 24 // offset of the address of the struct mptcp_subflow_info array
	subflowTCPAt      = 32 // offset of the address of the struct tcp_info array
	roomMPTCPInfo     = 256
)

func formatStoredSockaddr(b []byte, w World) (string, bool) {
	for _, size := range [...]int{28, 16} {
		if len(b) == sizeofStorage && zero(b[size:]) {
			if text, ok := formatSockaddr(b[:size], w); ok && !strings.HasPrefix(text, "sockaddr:") {
				return text, true
			}
		}
	}
	return hexText(b), len(b) == sizeofStorage
}

// series is a kind that only the kernel produces: a structure that says how many elements follow, and the elements.
// Semicolons separate them; in JSON they are a list.
type series struct {
	name, takes string
	// cut returns the structure, and the parts of each element.
	cut      func(b []byte) (head []byte, elements [][][]byte, ok bool)
	heads    []Kind // kinds of the structure's pieces in order; the last has the remaining bytes
	elements []Kind // kinds of the parts of an element
}

func (k *series) Name() string  { return k.name }
func (k *series) Takes() string { return k.takes }
func (k *series) Room() int     { return 1024 }

func (k *series) Parse(text string, w World) (Value, error) { return parseRaw(text, w) }

// heading splits the structure into its pieces.
func (k *series) heading(b []byte) (parts [][]byte) {
	for i := range k.heads {
		n := len(b)
		if i+1 < len(k.heads) {
			n = min(n, k.heads[i].Room())
		}
		parts, b = append(parts, b[:n]), b[n:]
	}
	return parts
}

func (k *series) Format(value []byte, w World) (string, bool) {
	head, elements, ok := k.cut(value)
	if !ok {
		return "", false
	}
	list := []string{joinKinds(k.heads, k.heading(head), w)}
	for _, parts := range elements {
		list = append(list, joinKinds(k.elements, parts, w))
	}
	return strings.Join(list, ";"), true
}

func joinKinds(kinds []Kind, parts [][]byte, w World) string {
	var list []string
	for i, k := range kinds {
		if text, ok := k.Format(parts[i], w); ok {
			list = append(list, text)
		}
	}
	return strings.Join(list, ",")
}

func (k *series) JSON(value []byte, w World) any {
	head, elements, _ := k.cut(value)
	o, list := mergeKinds(k.heads, k.heading(head), w), []string{}
	for _, parts := range elements {
		b, err := mergeKinds(k.elements, parts, w).MarshalJSON()
		if err == nil {
			list = append(list, string(b))
		}
	}
	return append(o, Member{"subflows", "[" + strings.Join(list, ",") + "]"})
}

func mergeKinds(kinds []Kind, parts [][]byte, w World) Object {
	o := Object{}
	for i, k := range kinds {
		members, _ := k.JSON(parts[i], w).(Object)
		o = append(o, members...)
	}
	return o
}

// The kinds of SOL_MPTCP options about subflows.
var (
	subflowInfo = &askKind{&series{
		name: "mptcp_tcpinfo", takes: takesSubflows, cut: cutSubflows, heads: []Kind{subflowHead}, elements: []Kind{tcpInfo},
	}, askSubflows, "", "", takesSubflows}
	subflowAddrs = &askKind{&series{
		name: "mptcp_subflow_addrs", takes: takesSubflows, cut: cutSubflows, heads: []Kind{subflowHead}, elements: []Kind{subflowPeers},
	}, askSubflows, "", "", takesSubflows}
	fullInfo = &askKind{&series{
		name: "mptcp_full_info", takes: takesSubflows, cut: cutFullInfo, heads: []Kind{fullHead, mptcpInfo}, elements: []Kind{subflowID, tcpInfo},
	}, askFullInfo, "", "", takesSubflows}
)

const takesSubflows = "nothing, or the buffer to begin with as hex:..."

// cutSubflows splits struct mptcp_subflow_data and the elements after it.
func cutSubflows(b []byte) (head []byte, elements [][][]byte, ok bool) {
	if len(b) < sizeofSubflowHead {
		return nil, nil, false
	}
	head, b = b[:sizeofSubflowHead], b[sizeofSubflowHead:]
	size := uint64(native.Uint32(head[12:]))
	for size > 0 && uint64(len(b)) >= size {
		elements, b = append(elements, [][]byte{b[:size]}), b[size:]
	}
	return head, elements, len(b) == 0
}

// cutFullInfo splits struct mptcp_full_info and the two arrays, which follow it although the kernel has them by address.
func cutFullInfo(b []byte) (head []byte, elements [][][]byte, ok bool) {
	if len(b) < sizeofFullHead {
		return nil, nil, false
	}
	n := min(uint64(native.Uint32(b[16:])), uint64(native.Uint32(b[20:])))
	sizeTCP, sizeInfo := uint64(native.Uint32(b[4:])), uint64(native.Uint32(b[12:]))
	if arrays := n * (sizeTCP + sizeInfo); n > uint64(len(b)) || arrays > uint64(len(b)-sizeofFullHead) || n > 0 && sizeTCP+sizeInfo == 0 {
		return nil, nil, false
	}
	at := uint64(len(b)) - n*(sizeTCP+sizeInfo)
	head, infos, tcp := b[:at], b[at:at+n*sizeInfo], b[at+n*sizeInfo:]
	for i := range n {
		elements = append(elements, [][]byte{infos[i*sizeInfo:][:sizeInfo], tcp[i*sizeTCP:][:sizeTCP]})
	}
	return head, elements, true
}

// askSubflows returns the first query, for the number and size of the elements.
func askSubflows(_ Kind, text string, w World) (Query, error) {
	if text != "" {
		return queryBuffer(text, w)
	}
	b := U32.bytes(sizeofSubflowHead)
	return Query{Buf: append(b, make([]byte, sizeofSubflowHead-len(b))...), Next: wholeSubflows}, nil
}

// wholeSubflows returns the second query, with room for all elements.
func wholeSubflows(answer []byte) (q Query, more bool) {
	if len(answer) < sizeofSubflowHead {
		return q, false
	}
	n, size := native.Uint32(answer[4:]), native.Uint32(answer[8:])
	if n > mostSubflows || size > mostRoom/mostSubflows {
		return q, false
	}
	q.Buf = make([]byte, sizeofSubflowHead+int(n*size))
	native.PutUint32(q.Buf, sizeofSubflowHead)
	native.PutUint32(q.Buf[12:], size)
	return q, n > 0
}

// mostSubflows limits the number of elements that the kernel reports.
const mostSubflows = 256

// askFullInfo returns the first query, for the number and sizes of the elements.
func askFullInfo(_ Kind, text string, w World) (Query, error) {
	if text != "" {
		return queryBuffer(text, w)
	}
	return Query{Buf: make([]byte, sizeofFullHead+roomMPTCPInfo), Next: wholeFullInfo}, nil
}

// wholeFullInfo returns the second query, with the addresses of both arrays.
func wholeFullInfo(answer []byte) (q Query, more bool) {
	if len(answer) < sizeofFullHead {
		return q, false
	}
	sizeTCP, sizeInfo, n := native.Uint32(answer), native.Uint32(answer[8:]), native.Uint32(answer[16:])
	if n > mostSubflows || max(sizeTCP, sizeInfo) > mostRoom/mostSubflows {
		return q, false
	}
	q.Buf = make([]byte, sizeofFullHead+roomMPTCPInfo)
	native.PutUint32(q.Buf[4:], sizeTCP)
	native.PutUint32(q.Buf[12:], sizeInfo)
	native.PutUint32(q.Buf[20:], n)
	q.Arrays = []Array{{subflowInfoAt, make([]byte, n*sizeInfo), int(sizeInfo)}, {subflowTCPAt, make([]byte, n*sizeTCP), int(sizeTCP)}}
	q.Elements = func(answer []byte) int { return int(min(native.Uint32(answer[16:]), n)) }
	return q, n > 0
}
