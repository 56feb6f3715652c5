package sys

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// Files with the names of users and groups; see passwd(5) and group(5).
const (
	usersFile  = "/etc/passwd"
	groupsFile = "/etc/group"
)

// noID is the ID of a user or group that is not known. The kernel takes it for "leave as it is".
const noID = -1

// FindUser returns the IDs of a user and of its first group. text is a name or a number. A number without an entry has no
// group: gid is then -1.
func FindUser(text string) (uid, gid int, err error) {
	file, err := accounts(usersFile)
	if uid, gid = userIn(file, text); uid != noID {
		return uid, gid, nil
	}
	return noID, noID, unknownAccount(text, "user", usersFile, err)
}

// UserID returns the ID of a user.
func UserID(name string) (int, error) {
	uid, _, err := FindUser(name)
	return uid, err
}

// GroupID returns the ID of a group. text is a name or a number.
func GroupID(text string) (gid int, err error) {
	file, err := accounts(groupsFile)
	if gid = groupIn(file, text); gid != noID {
		return gid, nil
	}
	return noID, unknownAccount(text, "group", groupsFile, err)
}

// unknownAccount returns the error of a name that is not in its file, or the error of reading the file.
func unknownAccount(text, kind, file string, err error) error {
	if err != nil && !fail.Is(err, unix.ENOENT) {
		return err
	}
	return &fail.Name{Text: strconv.Quote(text) + " is no " + kind, Hint: "give a name in " + file + ", or a number"}
}

// accounts reads a file. The calls are not the command's, so they run Elsewhere.
func accounts(name string) (text string, err error) {
	Elsewhere(func() {
		var b []byte
		b, err = (&world{}).ReadFile(name)
		text = string(b)
	})
	return text, err
}

// userIn returns the user and the first group that an entry of passwd(5) has for a name or a number, or -1 for what is not
// there. A name comes before a number, as in chown(1).
func userIn(file, text string) (uid, gid int) {
	number := id(text)
	uid, gid = number, noID
	for line := range strings.Lines(file) {
		f := strings.Split(strings.TrimRight(line, "\n"), ":")
		if len(f) < 4 || id(f[2]) == noID {
			continue
		}
		if f[0] == text {
			return id(f[2]), id(f[3])
		}
		if gid == noID && id(f[2]) == number {
			gid = id(f[3])
		}
	}
	return uid, gid
}

// groupIn returns the ID that an entry of group(5) has for a name, or the number that text is, or -1.
func groupIn(file, text string) int {
	for line := range strings.Lines(file) {
		f := strings.Split(strings.TrimRight(line, "\n"), ":")
		if len(f) >= 3 && f[0] == text && id(f[2]) != noID {
			return id(f[2])
		}
	}
	return id(text)
}

// id parses an ID. The highest number is none: the kernel takes it for -1. Nor is one that is negative as an int of 32 bits.
func id(text string) int {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n == math.MaxUint32 || int(n) < 0 {
		return noID
	}
	return int(n)
}
