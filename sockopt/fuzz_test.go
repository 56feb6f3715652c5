package sockopt

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// FuzzText checks that the text of a parsed value parses to the same bytes.
func FuzzText(f *testing.F) {
	all := All()
	for _, c := range values {
		if o, err := Lookup(c.name); err == nil && o.Kind != nil {
			for i := range all {
				if all[i].Name == o.Name {
					f.Add(i, c.typed)
				}
			}
		}
	}
	for i := range all {
		if strings.HasPrefix(all[i].Name, "MCAST_JOIN_GROUP") {
			f.Add(i, "0fD::") // whose text begins with the name of a kind: fd::
		}
	}
	f.Fuzz(func(t *testing.T, i int, text string) {
		if i < 0 || i >= len(all) {
			return
		}
		o := all[i]
		v, err := o.Kind.Parse(text, village{})
		if err != nil || v.Null || v.Pointed != nil || isSeries(o) {
			return
		}
		if o.Kind == linger && zero(v.Bytes[:4]) { // off; the seconds have no effect
			return
		}
		printed := o.Format(v.Bytes, village{})
		back, err := o.Parse(printed, village{})
		if err != nil || !bytes.Equal(back.Bytes, v.Bytes) {
			t.Errorf("%s=%q is %x, prints %q, which is %x (%v)", o.Name, text, v.Bytes, printed, back.Bytes, err)
		}
		_ = o.JSON(v.Bytes, village{})
	})
}

// FuzzBytes checks that the text of any bytes from the kernel parses to the same bytes, except for zeros behind them,
// and that those have the same text.
func FuzzBytes(f *testing.F) {
	all := All()
	for i := range all {
		f.Add(i, make([]byte, 4))
		f.Add(i, bytes.Repeat([]byte{1}, all[i].Kind.Room()%1024))
	}
	f.Fuzz(func(t *testing.T, i int, value []byte) {
		if i < 0 || i >= len(all) {
			return
		}
		o := all[i]
		_ = o.JSON(value, village{})
		if isSeries(o) {
			return
		}
		printed := o.Format(value, village{})
		v, err := o.Parse(printed, village{})
		if err != nil || v.Pointed != nil {
			if o.Kind.Name() != "string" && o.Name != "ALG_SET_AEAD_AUTHSIZE" {
				t.Errorf("%s: %x prints %q, which is refused: %v", o.Name, value, printed, err)
			}
			return
		}
		if again := o.Format(v.Bytes, village{}); again != printed {
			t.Errorf("%s: %x prints %q and then %q", o.Name, value, printed, again)
		}
		// A string ends at its first NUL. Structures that only the kernel produces are parsed for their fields.
		if o.Access&Set == 0 || o.Kind.Name() == "string" || o.Kind.Name() == "ifname" || printed == "off" {
			return
		}
		if !bytes.Equal(bytes.TrimRight(v.Bytes, "\x00"), bytes.TrimRight(value, "\x00")) {
			t.Errorf("%s: %x prints %q, which is %x", o.Name, value, printed, v.Bytes)
		}
	})
}

// isSeries reports whether the value is several structures in a row, which sock never parses.
func isSeries(o Option) bool {
	k, ok := o.Kind.(*askKind)
	if ok {
		_, ok = k.Kind.(*series)
	}
	return ok
}

// FuzzSetting checks that an argument of -o, getsockopt or ioctl is refused, or that its own text parses to the same.
// The number selects an option whose name precedes the text, or no option.
func FuzzSetting(f *testing.F) {
	all, requests := All(), Ioctls()
	for i, o := range all {
		f.Add(uint16(i), "="+Example(o.Kind))
		f.Add(uint16(i), "")
	}
	for i := range requests {
		f.Add(uint16(len(all)+i), "=lo")
	}
	for _, typed := range []string{
		"SO_KEEPALIVE", "SOL_SOCKET:9999=int:5", "6:4=hex:0102", "SO_LINGER=hex:00", "SO_RCVTIMEO=0,2000000", "SO_RCVBUF=-1",
		"0x541b=int:0", "1=arg:5", "SO_ATTACH_FILTER=2,40 0 0 12,6 0 0 65535", "NAME", "=", ":=", "TLS_RX=hex:", "SO_RCVBUF=16777217",
	} {
		f.Add(uint16(math.MaxUint16), typed)
	}
	f.Fuzz(func(t *testing.T, i uint16, typed string) {
		n := int(i)
		switch {
		case n < len(all):
			typed = all[n].Title() + typed
		case n < len(all)+len(requests):
			typed = requests[n-len(all)].Title() + typed
		}
		if n < len(all) || n >= len(all)+len(requests) {
			checkOption(t, typed)
		}
		if n >= len(all) {
			if c, err := ParseIoctl(typed, village{}); err == nil && c.Kind != nil && c.Arg != nil {
				_, _ = c.Format(village{}), c.JSON(village{})
			}
		}
	})
}

func checkOption(t *testing.T, typed string) {
	t.Helper()
	if s, err := ParseSetting(typed, village{}); err == nil {
		checkSetting(t, s)
	}
	if q, err := ParseQuery(typed, village{}); err == nil && (len(q.Buf) > mostRoom || q.Below > 0) {
		t.Errorf("%q asks for %d bytes, %d", typed, len(q.Buf), q.Below)
	}
}

// checkSetting checks that a setting parses back to itself, also with the name of its kind before the value.
func checkSetting(t *testing.T, s Setting) {
	t.Helper()
	back, err := ParseSetting(s.String(), village{})
	if err != nil || !bytes.Equal(back.Bytes, s.Bytes) || back.Option.Number != s.Option.Number {
		t.Errorf("%q is %x, read as %x, %v", s, s.Bytes, back.Bytes, err)
	}
	if s.Null || s.Pointed != nil || s.Option.Kind != nil && s.Option.Kind.Name() == "string" { // a string may contain "hex:" itself
		return
	}
	raw := fmt.Sprintf("%s=hex:%x", s.Option.Title(), s.Bytes)
	if back, err := ParseSetting(raw, village{}); err != nil || !bytes.Equal(back.Bytes, s.Bytes) {
		t.Errorf("%q is %x, and %s is %x, %v", s, s.Bytes, raw, back.Bytes, err)
	}
}

// FuzzQuantity checks that the text of a duration or a size parses to the same value.
func FuzzQuantity(f *testing.F) {
	for _, text := range []string{"1.5s", "250ms", "2m", ".5", "5", "1e9", "-1s", "0", "64k", "4Mi", "1G", "0x10", "-5", "10Mbit", "9999999999999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseDuration(text); err == nil {
			if back, err := ParseDuration(d.String()); err != nil || back != d || d < 0 {
				t.Errorf("%q is %v, read as %v, %v", text, d, back, err)
			}
		}
		if n, err := ParseBytes(text); err == nil {
			if back, err := ParseBytes(strconv.FormatInt(n, 10)); err != nil || back != n {
				t.Errorf("%q is %d, read as %d, %v", text, n, back, err)
			}
		}
		if n, err := ParseRate(text); err == nil {
			if back, err := ParseRate(strconv.FormatInt(n, 10)); err != nil || back != n {
				t.Errorf("%q is %d, read as %d, %v", text, n, back, err)
			}
		}
	})
}
