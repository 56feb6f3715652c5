package sockopt

import (
	"errors"
	"slices"
	"strings"
)

var (
	msfilter = &askKind{&form{
		name: "ip_msfilter", takes: "GROUP@IF-or-ADDR,include|exclude,SOURCE,SOURCE..., like 232.1.1.1@lo,include,192.0.2.1; to read, GROUP@IF",
		raw: &record{
			name: "ip_msfilter", rest: part{"imsf_slist", InAddr, false},
			parts: []part{
				{"imsf_multiaddr", InAddr, false}, {"imsf_interface", InAddr, false}, {"imsf_fmode", filterMode, false}, {"imsf_numsrc", U32, false},
			},
		},
		room: sizeofMsfilter, parse: parseMsfilter, format: formatMsfilter,
	}, askMsfilter, "232.1.1.1@lo,include,192.0.2.1", "232.1.1.1@lo", "GROUP@IF-or-ADDR, or hex:..."}
	groupFilter = &askKind{&form{
		name: "group_filter", takes: "GROUP[@IF],include|exclude,SOURCE,SOURCE..., like ff3e::1@lo,exclude,2001:db8::1; to read, GROUP[@IF]",
		raw: &record{
			name: "group_filter", rest: part{"gf_slist", sockaddrStorage, false},
			parts: []part{
				{"gf_interface", IfIndex, false},
				{"", padStorage, false},
				{"gf_group", sockaddrStorage, false},
				{"gf_fmode", filterMode, false},
				{"gf_numsrc", U32, false},
			},
		},
		room: sizeofGroupFilter, parse: parseGroupFilter, format: formatGroupFilter,
	}, askGroupFilter, "ff3e::1@lo,exclude,2001:db8::1", "ff3e::1@lo", "GROUP[@IF], or hex:..."}
)

var filterMode = &number{"uint32", 4, false, things, &words{prefix: "MCAST_", style: enum, list: []word{{"exclude", 0}, {"include", 1}}}}

const (
	sizeofMsfilter    = 16 // struct ip_msfilter without its list
	sizeofGroupFilter = storageAt + sizeofStorage + 8
)

// cutFilter splits GROUP[@IF],MODE,SOURCE... and returns the mode as the kernel's number.
func cutFilter(s string) (group, dev string, mode uint32, sources []string, err error) {
	parts := strings.Split(s, ",")
	group, dev, _ = strings.Cut(parts[0], "@")
	if len(parts) < 2 {
		return "", "", 0, nil, errors.New("missing include or exclude")
	}
	i := slices.IndexFunc(filterModes, func(w word) bool { return strings.EqualFold(w.name, parts[1]) })
	if i < 0 {
		return "", "", 0, nil, errors.New("want include or exclude")
	}
	return group, dev, uint32(filterModes[i].value), parts[2:], nil
}

func parseMsfilter(s string, w World) (Value, error) {
	group, dev, mode, sources, err := cutFilter(s)
	if err != nil {
		return Value{}, err
	}
	b, err := msfilterHead(group, dev, w)
	if err != nil {
		return Value{}, err
	}
	b = append(b, U32.bytes(uint64(mode))...)
	b = append(b, U32.bytes(uint64(len(sources)))...)
	for _, source := range sources {
		a, err := parseAddr4(source)
		if err != nil {
			return Value{}, err
		}
		b = append(b, a.AsSlice()...)
	}
	return Value{Bytes: b}, nil
}

func msfilterHead(group, dev string, w World) ([]byte, error) {
	g, err := parseAddr4(group)
	if err != nil {
		return nil, err
	}
	via, err := interfaceAddr(dev, w)
	if err != nil {
		return nil, err
	}
	return append(g.AsSlice(), via.AsSlice()...), nil
}

func formatMsfilter(b []byte, _ World) (string, bool) {
	mode, n, ok := filterTail(b, 8, 4)
	if !ok {
		return "", false
	}
	list := []string{addr4(b).String() + "@" + addr4(b[4:]).String(), mode}
	for i := range n {
		list = append(list, addr4(b[sizeofMsfilter+4*i:]).String())
	}
	return strings.Join(list, ","), true
}

// filterTail reads the mode and the number of sources at an offset. It reports false unless the list has that many.
func filterTail(b []byte, at, sizeofSource int) (mode string, n int, ok bool) {
	if len(b) < at+8 {
		return "", 0, false
	}
	m, count := native.Uint32(b[at:]), native.Uint32(b[at+4:])
	if int(m) >= len(filterModes) || uint64(at+8)+uint64(count)*uint64(sizeofSource) != uint64(len(b)) {
		return "", 0, false
	}
	return filterModes[m].name, int(count), true
}

// askMsfilter returns a query for the sources of a group.
func askMsfilter(_ Kind, s string, w World) (Query, error) {
	if isRaw(s) {
		return queryBuffer(s, w)
	}
	group, dev, _ := strings.Cut(s, "@")
	b, err := msfilterHead(group, dev, w)
	return sourcesOf(b, 4), err
}

// sourcesOf first queries the number of sources: the kernel reads from the buffer how many there is room for.
func sourcesOf(group []byte, sizeofSource int) Query {
	head := append(group, make([]byte, 8)...)
	return Query{Buf: slices.Clone(head), Next: func(answer []byte) (q Query, more bool) {
		if len(answer) < len(head) {
			return q, false
		}
		n := native.Uint32(answer[len(head)-4:])
		if n > mostSources {
			return q, false
		}
		q.Buf = append(slices.Clone(head), make([]byte, int(n)*sizeofSource)...)
		native.PutUint32(q.Buf[len(head)-4:], n)
		return q, n > 0
	}}
}

// mostSources limits the number of sources that the kernel reports.
const mostSources = 1 << 16

func parseGroupFilter(s string, w World) (Value, error) {
	group, dev, mode, sources, err := cutFilter(s)
	if err != nil {
		return Value{}, err
	}
	v, err := storages(dev, w, group)
	if err != nil {
		return Value{}, err
	}
	v.Bytes = append(v.Bytes, U32.bytes(uint64(mode))...)
	v.Bytes = append(v.Bytes, U32.bytes(uint64(len(sources)))...)
	for _, source := range sources {
		a, err := storage(source)
		if err != nil {
			return Value{}, err
		}
		v.Bytes = append(v.Bytes, a...)
	}
	return v, nil
}

func formatGroupFilter(b []byte, w World) (string, bool) {
	mode, n, ok := filterTail(b, sizeofGroupFilter-8, sizeofStorage)
	if !ok {
		return "", false
	}
	dev, ok := deviceText(b, w)
	group, known := storageText(b[storageAt:])
	list := []string{group + dev, mode}
	for i := range n {
		source, good := storageText(b[sizeofGroupFilter+sizeofStorage*i:])
		list, ok = append(list, source), ok && good
	}
	return strings.Join(list, ","), ok && known
}

func askGroupFilter(_ Kind, s string, w World) (Query, error) {
	if isRaw(s) {
		return queryBuffer(s, w)
	}
	v, err := parseGroupReq(s, w)
	return sourcesOf(v.Bytes, sizeofStorage), err
}

// Kinds that are bytes to set, and that need an input to read.
var (
	packetHeader = &askKind{&form{
		name: "int", takes: "a ring version to read the header size of: v1, v2 or v3", room: 4,
		parse: parseVersion, format: formatInteger, json: jsonInteger,
	}, askPacketHeader, "v3", "v3", "a ring version v1, v2 or v3, or hex:..."}
	rawInput = &askKind{&form{
		name: "bytes", takes: "the buffer to begin with, as hex:..., str:text or @file", room: 1024,
		parse: parseRaw, format: formatRaw,
	}, askRaw, "hex:0102", "hex:00000000", "the buffer to begin with, as hex:..., str:text or @file, or its size"}
)

func parseVersion(s string, w World) (Value, error) { return packetVersion.Parse(s, w) }

func askPacketHeader(_ Kind, s string, w World) (Query, error) {
	if isRaw(s) {
		return queryBuffer(s, w)
	}
	v, err := packetVersion.Parse(s, w)
	return Query{Buf: v.Bytes}, err
}

// askRaw takes bytes, or a size for an empty buffer.
func askRaw(_ Kind, s string, w World) (Query, error) {
	if s == "" {
		return Query{Buf: make([]byte, 1024)}, nil
	}
	if n, err := ParseBytes(s); err == nil && n >= 0 && n <= mostRoom {
		return Query{Buf: make([]byte, n)}, nil
	}
	return queryBuffer(s, w)
}

// isRaw reports whether text is bytes as every option takes them.
func isRaw(text string) bool {
	return strings.HasPrefix(text, "hex:") || strings.HasPrefix(text, "str:") || strings.HasPrefix(text, "@")
}

// queryBuffer reads into a buffer that holds these bytes.
func queryBuffer(text string, w World) (Query, error) {
	v, err := parseRaw(text, w)
	return Query{Buf: v.Bytes}, err
}
