package sockopt

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	packetMreq = &form{
		name: "packet_mreq", takes: "TYPE[:MAC]@IF, like promisc@eth0 or multicast:01:00:5e:00:00:fb@eth0", room: 16,
		raw: &record{name: "packet_mreq", parts: []part{
			{"mr_ifindex", IfIndex, false}, {"mr_type", memberType, false}, {"mr_alen", U16, false}, {"mr_address", bytes8, false},
		}},
		parse: parsePacketMreq, format: formatPacketMreq,
	}
	fanout = &form{
		name: "fanout", takes: "ID:MODE[:FLAG|FLAG][,MEMBERS], like 7:hash or 7:lb:defrag,4", room: 4,
		parse: parseFanout, format: formatFanout,
	}
	tpacketReq = &form{
		name: "tpacket_req", takes: "BLOCKSIZExBLOCKS/FRAMESIZE, like 64kx4/2k; for version 3 with ,TIMEOUT[,PRIVATE[,FEATURES]]; 0 or 0,0 frees", room: 28,
		raw: &record{name: "tpacket_req", whole: 4, parts: []part{
			{"tp_block_size", size, false},
			{"tp_block_nr", U32, false},
			{"tp_frame_size", size, false},
			{"tp_frame_nr", U32, false},
			{"tp_retire_blk_tov", millis, false},
			{"tp_sizeof_priv", size, false},
			{"tp_feature_req_word", U32, false},
		}},
		parse: parseRing, format: formatRing,
	}
	txtime = &form{
		name: "txtime", takes: "CLOCK[,deadline][,errors], like monotonic,errors", room: 8,
		raw:   &record{name: "txtime", parts: []part{{"clockid", Integer, false}, {"flags", U32, false}}},
		parse: parseTxtime, format: formatTxtime,
	}
	timestamping = &form{
		name: "uint32", takes: "bits joined with |, like rx_software|software, and a clock after a comma: raw_hardware|bind_phc,0", room: 4,
		raw:   &record{name: "so_timestamping", whole: 1, parts: []part{{"flags", TimestampFlags, false}, {"bind_phc", Integer, false}}},
		parse: parseTimestamping, format: formatTimestamping,
	}
)

var (
	memberType = &number{"uint16", 2, false, things, &words{prefix: "PACKET_MR_", style: enum, list: memberTypes}}

	// bytes8 is eight bytes. Missing ones are zero.
	bytes8 = &form{
		name: "bytes", takes: "at most 8 pairs of hexadecimal digits, with colons or without", room: 8,
		parse: parseBytes8, format: func(b []byte, _ World) (string, bool) { return hex.EncodeToString(b), len(b) == 8 },
	}
)

func parseBytes8(s string, _ World) (Value, error) {
	b, err := hex.DecodeString(strings.ReplaceAll(s, ":", ""))
	if err != nil || len(b) > 8 {
		return Value{}, errors.New("not at most 8 pairs of hexadecimal digits")
	}
	return Value{Bytes: append(b, make([]byte, 8-len(b))...)}, nil
}

// named returns the value of a name in a list, or a number up to most.
func named(list []word, s string, most uint64) (uint64, error) {
	if i := slices.IndexFunc(list, func(w word) bool { return strings.EqualFold(w.name, s) }); i >= 0 {
		return uint64(list[i].value), nil
	}
	q, err := parseInt(s)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is not a name or a number", s)
	case q.neg || q.abs > most:
		return 0, fmt.Errorf("out of range: 0 to %d", most)
	}
	return q.abs, nil
}

func nameOf(list []word, v uint64) string {
	if i := slices.IndexFunc(list, func(w word) bool { return uint64(w.value) == v }); i >= 0 {
		return list[i].name
	}
	return fmt.Sprint(v)
}

func parsePacketMreq(s string, w World) (Value, error) {
	what, dev, found := strings.Cut(s, "@")
	if !found || dev == "" {
		return Value{}, errors.New("missing @ before the interface")
	}
	kind, mac, _ := strings.Cut(what, ":")
	typ, err := named(memberTypes, kind, 1<<16-1)
	if err != nil {
		return Value{}, err
	}
	index, err := parseIndex(dev, w)
	if err != nil {
		return Value{}, err
	}
	addr, err := hex.DecodeString(strings.ReplaceAll(mac, ":", ""))
	if err != nil || len(addr) > 8 {
		return Value{}, errors.New("the address is at most 8 pairs of hexadecimal digits")
	}
	b := append(U32.bytes(uint64(index)), U16.bytes(typ)...)
	b = append(b, U16.bytes(uint64(len(addr)))...)
	return Value{Bytes: append(append(b, addr...), make([]byte, 8-len(addr))...)}, nil
}

func formatPacketMreq(b []byte, w World) (string, bool) {
	if len(b) != 16 || int32(native.Uint32(b)) < 0 {
		return "", false
	}
	n := int(native.Uint16(b[6:]))
	if n > 8 || !zero(b[8+n:]) {
		return "", false
	}
	list := []string{nameOf(memberTypes, uint64(native.Uint16(b[4:])))}
	for _, c := range b[8 : 8+n] {
		list = append(list, hex.EncodeToString([]byte{c}))
	}
	return strings.Join(list, ":") + "@" + indexText(native.Uint32(b), w), true
}

// parseFanout makes the int, or with a number of members the longer struct fanout_args.
func parseFanout(s string, w World) (Value, error) {
	s, most, long := strings.Cut(s, ",")
	v, err := parseFanoutInt(s)
	if err != nil || !long {
		return v, err
	}
	n, err := U32.Parse(most, w)
	return Value{Bytes: append(v.Bytes, n.Bytes...)}, err
}

func parseFanoutInt(s string) (Value, error) {
	parts := strings.SplitN(s, ":", 3)
	if len(parts) < 2 {
		return Value{}, errors.New("missing : before the mode")
	}
	id, err := named(nil, parts[0], 1<<16-1)
	if err != nil {
		return Value{}, err
	}
	mode, err := named(fanoutModes, parts[1], 255)
	if err != nil {
		return Value{}, err
	}
	for flag := range strings.SplitSeq(strings.Join(parts[2:], ""), "|") {
		if flag == "" {
			continue
		}
		bits, err := named(fanoutFlags, flag, 0xff00)
		if err != nil {
			return Value{}, err
		}
		if bits&0xff != 0 {
			return Value{}, errors.New("want flags in the upper byte, 0x100 to 0xff00")
		}
		mode |= bits
	}
	return Value{Bytes: U32.bytes(id | mode<<16)}, nil
}

func formatFanout(b []byte, _ World) (string, bool) {
	if len(b) != 4 && len(b) != 8 {
		return "", false
	}
	v := uint64(native.Uint32(b))
	s := fmt.Sprintf("%d:%s", v&0xffff, nameOf(fanoutModes, v>>16&0xff))
	if flags := v >> 16 & 0xff00; flags != 0 {
		s += ":" + (&words{style: mask, list: fanoutFlags}).join(flags)
	}
	if len(b) == 8 {
		s += "," + strconv.FormatUint(uint64(native.Uint32(b[4:])), 10)
	}
	return s, true
}

// parseRing makes a struct tpacket_req, or with a timeout the longer structure of version 3.
func parseRing(s string, _ World) (Value, error) {
	s, more, v3 := strings.Cut(s, ",")
	b := make([]byte, 16)
	var err error
	if s != "0" {
		b, err = parseBlocks(s)
	}
	if err != nil || !v3 {
		return Value{Bytes: b}, err
	}
	timeout, more, _ := strings.Cut(more, ",")
	t, err := millis.Parse(timeout, nil)
	if err != nil {
		return Value{}, err
	}
	private, features, _ := strings.Cut(more, ",")
	b = append(b, t.Bytes...)
	for _, text := range []string{private, features} {
		n, err := ringNumber(cmp.Or(text, "0"))
		if err != nil {
			return Value{}, err
		}
		b = append(b, U32.bytes(n)...)
	}
	return Value{Bytes: b}, nil
}

func ringNumber(text string) (uint64, error) {
	q, err := bytesQuantity(text)
	if err == nil && (q.neg || q.abs > 1<<32-1) {
		err = errRange
	}
	return q.abs, err
}

// parseBlocks makes the common beginning of both structures. The number of frames is what the blocks have room for.
func parseBlocks(s string) ([]byte, error) {
	blocks, frame, found := strings.Cut(s, "/")
	blockSize, count, crossed := strings.Cut(blocks, "x")
	if !found || !crossed {
		return nil, errors.New("not a ring")
	}
	var n [3]uint64
	for i, text := range []string{blockSize, count, frame} {
		var err error
		if n[i], err = ringNumber(text); err != nil {
			return nil, err
		}
	}
	if n[2] == 0 || n[0]/n[2]*n[1] > 1<<32-1 {
		return nil, errors.New("a number of frames out of range")
	}
	var b []byte
	for _, v := range []uint64{n[0], n[1], n[2], n[0] / n[2] * n[1]} {
		b = append(b, U32.bytes(v)...)
	}
	return b, nil
}

func formatRing(b []byte, w World) (string, bool) {
	if len(b) != 16 && len(b) != 28 {
		return "", false
	}
	s := fmt.Sprintf("%dx%d/%d", native.Uint32(b), native.Uint32(b[4:]), native.Uint32(b[8:]))
	if zero(b[:16]) {
		s = "0"
	}
	if len(b) == 28 {
		s += "," + (time.Duration(native.Uint32(b[16:])) * time.Millisecond).String()
		private, features := native.Uint32(b[20:]), native.Uint32(b[24:])
		switch {
		case features != 0:
			s += fmt.Sprintf(",%d,%d", private, features)
		case private != 0:
			s += fmt.Sprintf(",%d", private)
		}
	}
	back, err := parseRing(s, w)
	return s, err == nil && string(back.Bytes) == string(b)
}

// flagsOfTxtime has the names in the order of their bits.
var flagsOfTxtime = [...]string{"deadline", "errors"}

func parseTxtime(s string, _ World) (Value, error) {
	parts := strings.Split(s, ",")
	clock, err := named(clocks, parts[0], 1<<31-1)
	if err != nil {
		return Value{}, err
	}
	var flags uint64
	for _, part := range parts[1:] {
		i := slices.Index(flagsOfTxtime[:], part)
		if i < 0 {
			return Value{}, fmt.Errorf("%q is neither deadline nor errors", part)
		}
		flags |= 1 << i
	}
	return Value{Bytes: append(U32.bytes(clock), U32.bytes(flags)...)}, nil
}

func formatTxtime(b []byte, _ World) (string, bool) {
	if len(b) != 8 || native.Uint32(b[4:])>>len(flagsOfTxtime) != 0 || int32(native.Uint32(b)) < 0 {
		return "", false
	}
	list := []string{nameOf(clocks, uint64(native.Uint32(b)))}
	for i, name := range flagsOfTxtime {
		if native.Uint32(b[4:])&(1<<i) != 0 {
			list = append(list, name)
		}
	}
	return strings.Join(list, ","), true
}

// parseTimestamping makes the flags, or with a clock the struct so_timestamping.
func parseTimestamping(s string, w World) (Value, error) {
	flags, clock, found := strings.Cut(s, ",")
	v, err := TimestampFlags.Parse(flags, w)
	if err != nil || !found {
		return v, err
	}
	c, err := Integer.Parse(clock, w)
	return Value{Bytes: append(v.Bytes, c.Bytes...)}, err
}

func formatTimestamping(b []byte, w World) (string, bool) {
	if len(b) != 8 {
		return TimestampFlags.Format(b, w)
	}
	flags, _ := TimestampFlags.Format(b[:4], w)
	clock, _ := Integer.Format(b[4:], w)
	return flags + "," + clock, true
}
