package sockopt

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzText: what a value parses to prints to text that parses to the same bytes.
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
			f.Add(i, "0fD::") // which prints with the name of a kind in front: fd::
		}
	}
	f.Fuzz(func(t *testing.T, i int, text string) {
		if i < 0 || i >= len(all) {
			return
		}
		o := all[i]
		v, err := o.Kind.Parse(text, village{})
		if err != nil || v.Null || v.Pointed != nil {
			return
		}
		if o.Kind == linger && zero(v.Bytes[:4]) { // off, with seconds that mean nothing
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

// FuzzBytes: whatever the kernel returns prints to text, which parses to the same bytes, but for zeros behind them, and prints
// the same again.
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
		if k, ok := o.Kind.(*askKind); ok {
			if _, ok := k.Kind.(*series); ok { // which nothing reads back
				return
			}
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
		// A string ends at its first NUL, and the structures that only the kernel fills are read for their fields.
		if o.Access&Set == 0 || o.Kind.Name() == "string" || o.Kind.Name() == "ifname" || printed == "off" {
			return
		}
		if !bytes.Equal(bytes.TrimRight(v.Bytes, "\x00"), bytes.TrimRight(value, "\x00")) {
			t.Errorf("%s: %x prints %q, which is %x", o.Name, value, printed, v.Bytes)
		}
	})
}
