package sys

import (
	"strconv"
	"testing"
)

func TestAccounts(t *testing.T) {
	const users = "root:x:0:0:root:/root:/bin/sh\n+nis\nweb:x:33:34::/:\n33:x:7:8::/:\nbad:x:-1:0::/:\nmax:x:4294967295:0::/:\nweb:x:99:99::/:"
	for _, c := range []struct {
		text     string
		uid, gid int
	}{
		{"root", 0, 0},
		{"web", 33, 34},
		{"33", 7, 8}, // the name comes first
		{"99", 99, 99},
		{"12345", 12345, -1},
		{"0", 0, 0},
		{"bad", -1, -1},
		{"max", -1, -1},
		{"4294967295", -1, -1},
		{"2147483647", 2147483647, -1},
		{"4294967296", -1, -1},
		{"-1", -1, -1},
		{"+1", -1, -1},
		{"", -1, -1},
		{"+nis", -1, -1},
	} {
		if uid, gid := userIn(users, c.text); uid != c.uid || gid != c.gid {
			t.Errorf("user %q: %d, %d, want %d, %d", c.text, uid, gid, c.uid, c.gid)
		}
	}
	const groups = "root:x:0:\nweb:x:34:alice,bob\nbroken\nmax:x:4294967295:\n34:x:5:"
	for text, want := range map[string]int{"root": 0, "web": 34, "34": 5, "99": 99, "max": -1, "broken": -1, "4294967295": -1, "": -1} {
		if got := groupIn(groups, text); got != want {
			t.Errorf("group %q: %d, want %d", text, got, want)
		}
	}
}

// FuzzAccounts: whatever the file is, no ID is one that the kernel takes for "leave as it is", and a number without an entry is
// itself.
func FuzzAccounts(f *testing.F) {
	f.Add("web:x:33:34::/:\n", "web")
	f.Add("web:x:4294967295:34::/:\n", "web")
	f.Add("", "33")
	f.Fuzz(func(t *testing.T, file, text string) {
		uid, gid := userIn(file, text)
		for _, n := range []int{uid, gid, groupIn(file, text)} {
			if n < -1 || int64(n) >= 1<<32-1 {
				t.Errorf("%q, %q: %d", file, text, n)
			}
		}
		if n, err := strconv.ParseUint(text, 10, 31); err == nil && file == "" && (uid != int(n) || gid != -1) {
			t.Errorf("%q: %d, %d", text, uid, gid)
		}
	})
}
