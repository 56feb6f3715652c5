package cmsg

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"sock/sockopt"
)

// FuzzControl checks that no bytes cause a panic, and that their text parses to bytes with the same text.
func FuzzControl(f *testing.F) {
	for _, c := range All() {
		for _, n := range []int{0, 4, c.Kind.Room()} {
			f.Add(Marshal([]Setting{{Level: c.Level.Number, Type: int(c.Number), Data: bytes.Repeat([]byte{1}, n)}}))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, m := range Unmarshal(b) {
			_ = m.Descriptors()
			_, _ = m.Time()
			c, known := Find(m.Level, m.Type)
			text := c.Format(m.Data, village{})
			if v, err := json.Marshal(c.JSON(m.Data, village{})); err != nil || !json.Valid(v) {
				t.Errorf("%s %x: JSON %s, %v", c.Title(), m.Data, v, err)
			}
			s, err := Parse(c.Title()+"="+text, village{})
			if err != nil || !known || c.Sent != nil { // the kind of Sent would parse it
				continue
			}
			if again := c.Format(s.Data, village{}); again != text {
				t.Errorf("%s: %x prints %q and then %q", c.Title(), m.Data, text, again)
			}
		}
	})
}

// FuzzCmsg checks that a typed control message is refused, or that its text parses to the same bytes.
func FuzzCmsg(f *testing.F) {
	for _, c := range All() {
		f.Add(c.Title() + "=" + c.Forms())
	}
	for _, typed := range []string{"SCM_RIGHTS=3,4", "1:1=hex:03000000", "IP_TTL=64", "ttl=", "41:52=int:1", "SCM_TXTIME=0", "x"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		s, err := Parse(typed, village{})
		if err != nil {
			return
		}
		back := Unmarshal(Marshal([]Setting{s, s}))
		if len(back) != 2 || back[1].Level != s.Level || back[1].Type != s.Type || !bytes.Equal(back[1].Data, s.Data) {
			t.Errorf("%q is %x, and in a buffer %x", typed, s.Data, back)
		}
		if again, err := Parse(s.String(), village{}); err != nil || !bytes.Equal(again.Data, s.Data) {
			t.Errorf("%q is %x, and %q is %x, %v", typed, s.Data, s, again.Data, err)
		}
	})
}

// FuzzWanted checks that names for --want are refused, or stand for options that can be set.
func FuzzWanted(f *testing.F) {
	f.Add("ttl,pktinfo", 2, 2)
	f.Add("all", 10, 1)
	f.Add(strings.Join(WantNames(), ","), 1, 5)
	f.Fuzz(func(t *testing.T, names string, family, typ int) {
		list, err := Wanted(strings.SplitN(names, ",", 4), family, typ)
		if err != nil {
			return
		}
		for _, s := range list {
			back, err := sockopt.ParseSetting(s.String(), village{})
			if err != nil || !bytes.Equal(back.Bytes, s.Bytes) || back.Option.Number != s.Option.Number {
				t.Errorf("%q is %x, read as %x, %v", s, s.Bytes, back.Bytes, err)
			}
		}
	})
}
