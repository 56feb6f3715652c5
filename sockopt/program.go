package sockopt

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

var (
	// fprog is struct sock_fprog: a length and the address of a classic BPF program.
	fprog = &form{
		name: "sock_fprog", room: sizeofFprog, parse: parseFprog,
		takes: "a program as tcpdump -ddd prints it, len,code jt jf k,..., like 1,6 0 0 65535, or @file, or len=N,filter=PROGRAM or NULL",
		// The structure has only the address of the instructions, so they cannot be printed.
		format: func([]byte, World) (string, bool) { return "", false },
	}
	// program has the instructions that SO_GET_FILTER returns.
	program = &form{
		name: "bytes", takes: fprogTakes, room: 4096 * sizeofInsn,
		parse: parseProgram, format: formatProgram,
	}
)

const (
	fprogTakes  = "a program as tcpdump -ddd prints it, like 1,6 0 0 65535, or @file"
	sizeofInsn  = 8              // struct sock_filter: code, jt, jf, k
	sizeofFprog = 2 * sizeofWord // the pointer is the second word
	mostInsns   = math.MaxUint16
)

// parseFprog makes the structure of a program. With len= and filter=, the length or the pointer may be wrong on purpose.
func parseFprog(s string, w World) (Value, error) {
	if rest, ok := strings.CutPrefix(s, "len="); ok {
		return parseFprogFields(rest, w)
	}
	v, err := parseProgram(s, w)
	if err != nil {
		return Value{}, err
	}
	head := make([]byte, sizeofFprog)
	native.PutUint16(head, uint16(len(v.Bytes)/sizeofInsn))
	return Value{Bytes: head, Pointed: v.Bytes, At: sizeofWord}, nil
}

func parseFprogFields(s string, w World) (Value, error) {
	length, filter, ok := strings.Cut(s, ",filter=")
	if !ok {
		return Value{}, errors.New("missing ,filter= after the length")
	}
	n, err := U16.Parse(length, w)
	if err != nil {
		return Value{}, fmt.Errorf("len: %w", err)
	}
	head := make([]byte, sizeofFprog)
	copy(head, n.Bytes)
	if filter == "NULL" {
		return Value{Bytes: head}, nil
	}
	v, err := parseProgram(filter, w)
	return Value{Bytes: head, Pointed: v.Bytes, At: sizeofWord}, err
}

// parseProgram parses the number of instructions and the instructions, separated by commas or newlines.
func parseProgram(s string, w World) (Value, error) {
	if file, ok := strings.CutPrefix(s, "@"); ok {
		b, err := readFile(file, w)
		if err != nil {
			return Value{}, err
		}
		s = string(b)
	}
	lines := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '\n' })
	if len(lines) == 0 {
		return Value{}, errors.New("no program")
	}
	count, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	switch {
	case err != nil || count < 0 || count > mostInsns:
		return Value{}, errors.New("does not begin with the number of instructions")
	case count != len(lines)-1:
		return Value{}, fmt.Errorf("announces %d instructions and has %d", count, len(lines)-1)
	}
	b := make([]byte, 0, count*sizeofInsn)
	for _, line := range lines[1:] {
		if b, err = appendInsn(b, line); err != nil {
			return Value{}, err
		}
	}
	return Value{Bytes: b}, nil
}

// appendInsn parses "code jt jf k".
func appendInsn(b []byte, line string) ([]byte, error) {
	fields := strings.Fields(line)
	if len(fields) != 4 {
		return nil, fmt.Errorf("%q is not an instruction: want code jt jf k", strings.TrimSpace(line))
	}
	for i, k := range [...]*number{U16, U8, U8, U32} {
		v, err := k.Parse(fields[i], nil)
		if err != nil {
			return nil, fmt.Errorf("%s in %q: %w", fields[i], strings.TrimSpace(line), err)
		}
		b = append(b, v.Bytes...)
	}
	return b, nil
}

func formatProgram(b []byte, _ World) (string, bool) {
	n := len(b) / sizeofInsn
	if len(b)%sizeofInsn != 0 || n > mostInsns {
		return "", false
	}
	var s strings.Builder
	s.WriteString(strconv.Itoa(n))
	for ; len(b) > 0; b = b[sizeofInsn:] {
		fmt.Fprintf(&s, ",%d %d %d %d", native.Uint16(b), b[2], b[3], native.Uint32(b[4:]))
	}
	return s.String(), true
}
