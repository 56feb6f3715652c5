// Package xlat converts the kernel's constants to their names and back, and bytes to quoted text.
package xlat

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"sock/internal/fail"
)

// A Const is one constant of a kernel header.
type Const struct {
	Name  string
	Value uint32
}

// Values is a table for a number that is one constant, such as an address family. Both names of a value are parsed if
// it has two; the first is printed.
type Values struct {
	Prefix  string // common to the names and optional in Parse: "AF_"
	Unknown string // strace's comment after a number without a name: "AF_???"
	List    []Const
}

// Flags is a table for a number that is a set of bits, such as message flags.
type Flags struct {
	Prefix  string
	Unknown string
	List    []Const
}

// NewerValues is a table with names newer than strace 6.1: Parse accepts them, Text prints their numbers.
type NewerValues struct {
	Values
	Newer []Const
}

// NewerFlags is a table of bits with names newer than strace 6.1, like NewerValues.
type NewerFlags struct {
	Flags
	Newer []Const
}

// Name returns the name of v, or "" if it has none.
func (t *Values) Name(v uint32) string {
	for _, c := range t.List {
		if c.Value == v {
			return c.Name
		}
	}
	return ""
}

// Text returns v as strace prints it: the name, or the number with the comment Unknown.
func (t *Values) Text(v uint32) string {
	if name := t.Name(v); name != "" {
		return name
	}
	return commented(v, t.Unknown)
}

// Commented returns v as strace prints a field that programs write as a number: the number, with the name as a comment.
func (t *Values) Commented(v uint32) string {
	if name := t.Name(v); name != "" {
		return commented(v, name)
	}
	return commented(v, t.Unknown)
}

func commented(v uint32, comment string) string {
	if comment == "" {
		return Hex(v)
	}
	return Hex(v) + " /* " + comment + " */"
}

// Hex returns v as %#x prints it in C: 0 has no prefix.
func Hex[N uint8 | uint16 | uint32 | uint64](v N) string {
	if v == 0 {
		return "0"
	}
	return fmt.Sprintf("%#x", v)
}

// Parse parses a name in any case, with or without the prefix, or a number.
func (t Values) Parse(s string) (uint32, error) {
	if v, ok := number(s); ok {
		return v, nil
	}
	if v, ok := lookup(t.List, t.Prefix, s); ok {
		return v, nil
	}
	return 0, fmt.Errorf("%q is not a number or %s name%s", s, t.Prefix, t.near(s))
}

// near returns the table's name nearest to s, or "".
func (t Values) near(s string) string {
	if name := nearest(t.List, t.Prefix, s); name != "" {
		return " (did you mean " + name + "?)"
	}
	return ""
}

// nearest returns the name nearest to s, or "". A missing prefix costs nothing.
func nearest(list []Const, prefix, s string) string {
	bare := make([]string, len(list))
	for i, c := range list {
		bare[i] = strings.TrimPrefix(c.Name, prefix)
	}
	if name := fail.Nearest(strings.TrimPrefix(strings.ToUpper(s), prefix), bare); name != "" {
		return prefix + name
	}
	return ""
}

// Parse also accepts the newer names.
func (t NewerValues) Parse(s string) (uint32, error) {
	if v, ok := lookup(t.Newer, t.Prefix, s); ok {
		return v, nil
	}
	return t.Values.Parse(s)
}

// Text returns v as strace prints it: names joined with |, then the remaining bits in hexadecimal.
func (t Flags) Text(v uint32) string {
	if v == 0 {
		return "0"
	}
	names, rest := t.bitNames(v)
	switch {
	case len(names) == 0:
		return fmt.Sprintf("%#x /* %s */", rest, t.Unknown)
	case rest != 0:
		names = append(names, fmt.Sprintf("%#x", rest))
	}
	return strings.Join(names, "|")
}

// Commented returns v as a number, with the names of its bits as a comment.
func (t Flags) Commented(v uint32) string {
	if names, _ := t.bitNames(v); len(names) > 0 {
		return commented(v, t.Text(v))
	}
	return t.Text(v)
}

// Names returns the names of the bits in v. Bits without a name follow as one number.
func (t Flags) Names(v uint32) []string {
	names, rest := t.bitNames(v)
	if rest != 0 {
		names = append(names, fmt.Sprintf("%#x", rest))
	}
	return names
}

func (t Flags) bitNames(v uint32) (names []string, rest uint64) {
	return BitNames(uint64(v), func(yield func(string, uint64) bool) {
		for _, c := range t.List {
			if !yield(c.Name, uint64(c.Value)) {
				return
			}
		}
	})
}

// BitNames returns the names of the bits in v, and the bits that have none.
func BitNames(v uint64, bits iter.Seq2[string, uint64]) (names []string, rest uint64) {
	names = []string{}
	for name, bit := range bits {
		if bit != 0 && v&bit == bit {
			names = append(names, name)
			v &^= bit
		}
	}
	return names, v
}

// Parse parses names and numbers joined with |, as Text returns them.
func (t Flags) Parse(s string) (uint32, error) { return join(s, Values(t).Parse) }

// Parse also accepts the newer names.
func (t NewerFlags) Parse(s string) (uint32, error) {
	return join(s, NewerValues{Values(t.Flags), t.Newer}.Parse)
}

func join(s string, parse func(string) (uint32, error)) (uint32, error) {
	var v uint32
	for word := range strings.SplitSeq(s, "|") {
		bit, err := parse(strings.TrimSpace(word))
		if err != nil {
			return 0, err
		}
		v |= bit
	}
	return v, nil
}

// number parses a number that fits into 32 bits, signed or unsigned.
func number(s string) (uint32, bool) {
	if n, err := strconv.ParseInt(s, 0, 32); err == nil {
		return uint32(n), true
	}
	n, err := strconv.ParseUint(s, 0, 32)
	return uint32(n), err == nil
}

func lookup(list []Const, prefix, s string) (uint32, bool) {
	for _, c := range list {
		if strings.EqualFold(c.Name, s) || strings.EqualFold(c.Name, prefix+s) {
			return c.Value, true
		}
	}
	return 0, false
}
