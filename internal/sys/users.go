package sys

import (
	"os/user"
	"strconv"

	"sock/internal/fail"
)

// UserID returns the number of the user of that name.
func UserID(name string) (id int, err error) {
	var u *user.User
	Elsewhere(func() { u, err = user.Lookup(name) })
	if err != nil {
		return 0, &fail.Name{Text: strconv.Quote(name) + " is no user"}
	}
	return strconv.Atoi(u.Uid)
}

// GroupID returns the number of the group of that name.
func GroupID(name string) (id int, err error) {
	var g *user.Group
	Elsewhere(func() { g, err = user.LookupGroup(name) })
	if err != nil {
		return 0, &fail.Name{Text: strconv.Quote(name) + " is no group"}
	}
	return strconv.Atoi(g.Gid)
}
