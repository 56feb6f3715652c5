package sockopt

import "testing"

// TestOptionExamples checks that every example in the help parses.
func TestOptionExamples(t *testing.T) {
	for _, o := range All() {
		if o.Access == None {
			continue
		}
		example := Example(o.Kind)
		if example == "" && o.Access&Set != 0 && o.Kind != noValue {
			t.Errorf("%s has no example", o.Name)
		}
		if s, err := ParseSetting(o.Level.Title()+":"+o.Name+"="+example, village{}); o.Access&Set != 0 && !needsWorld(o.Kind) && err != nil {
			t.Errorf("%s=%s: %x, %v", o.Name, example, s.Bytes, err)
		}
		if k, ok := o.Kind.(*askKind); ok && o.Access&Get != 0 {
			if q, err := ParseQuery(o.Level.Title()+":"+o.Name+"="+k.input, village{}); err != nil || k.inputTakes == "" {
				t.Errorf("getsockopt %s=%s: %x, %v", o.Name, k.input, q.Buf, err)
			}
		}
		if forms := o.Forms(true); len(forms) == 0 {
			t.Errorf("%s shows no form", o.Name)
		}
	}
}

// needsWorld reports whether the example has an address that village does not know.
func needsWorld(k Kind) bool { return k == sockaddr || k == SockaddrIn }
