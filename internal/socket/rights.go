package socket

import (
	"errors"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/sys"
)

// Rights are the mode and the owner of the path that bind(2) creates for a UNIX socket. The zero value leaves them to the kernel.
type Rights struct {
	Mode  Mode
	Owner Owner
}

// A Mode is the permissions of a path, and the value of a flag.
type Mode struct {
	bits  uint32
	given bool
}

// String returns the mode as Set reads it, or "" if there is none.
func (m *Mode) String() string {
	if !m.given {
		return ""
	}
	return "0" + strconv.FormatUint(uint64(m.bits), 8)
}

// Set parses an octal number.
func (m *Mode) Set(s string) error {
	n, err := strconv.ParseUint(s, 8, 32)
	if err != nil || n > 0o777 {
		return errors.New("want an octal number up to 777, like 660")
	}
	*m = Mode{uint32(n), true}
	return nil
}

// Type returns the name of the value in help texts.
func (m *Mode) Type() string { return "OCTAL" }

// An Owner is the user and the group of a path, and the value of a flag.
type Owner struct {
	text     string
	uid, gid int // -1: as it is
}

// String returns the owner as Set has read it.
func (o *Owner) String() string { return o.text }

// Set parses USER, USER:GROUP or :GROUP.
func (o *Owner) Set(s string) (err error) {
	user, group, _ := strings.Cut(s, ":")
	found := Owner{s, -1, -1}
	if user == "" && group == "" {
		return errors.New("want USER, USER:GROUP or :GROUP")
	}
	if user != "" {
		if found.uid, err = sys.UserID(user); err != nil {
			return err
		}
	}
	if group != "" {
		if found.gid, err = sys.GroupID(group); err != nil {
			return err
		}
	}
	*o = found
	return nil
}

// Type returns the name of the value in help texts.
func (o *Owner) Type() string { return "USER[:GROUP]" }

// Given reports whether the rights are not left to the kernel.
func (r *Rights) Given() bool { return r.Mode.given || r.Owner.text != "" }

// NeedsPath is the error of rights for an address that has none.
const NeedsPath = "--mode and --owner need the path of a UNIX socket"

// noRights is the umask(2) with which a path is created that gets its rights afterwards: until then only root can use it.
const noRights = 0o777

// Create has bind create the path, and then gives it its rights. At no time does the path allow more than that. If the rights
// cannot be given the path is left without any.
func (r *Rights) Create(env *env.Env, path string, bind func() error) error {
	if !r.Given() {
		return bind()
	}
	mask := env.Door.Umask(noRights)
	err := bind()
	env.Door.Umask(mask)
	if err != nil {
		return err
	}
	mode := noRights &^ uint32(mask)
	if r.Mode.given {
		mode = r.Mode.bits
	}
	return r.give(env, path, mode)
}

// give sets the owner and the mode, in this order: the mode is for the new owner. The descriptor is that of the new file even
// if another one gets its name.
func (r *Rights) give(env *env.Env, path string, mode uint32) error {
	file, err := env.Door.OpenPath(path)
	if err != nil {
		return fail.At("open", path, err)
	}
	defer func() { _ = env.Door.Aside().Close(file.FD) }()
	if file.Type != unix.S_IFSOCK {
		return fail.At("open", path, unix.ENOTSOCK)
	}
	if r.Owner.text != "" {
		if err := env.Door.Chown(file.FD, r.Owner.uid, r.Owner.gid); err != nil {
			return fail.WithHint(fail.At("chown", path, err), "only root can give a path to another user, or to a group without membership")
		}
	}
	return fail.At("chmod", path, env.Door.Chmod(file.FD, mode))
}
