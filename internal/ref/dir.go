package ref

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"sock/internal/fail"
)

// A Dir is where the keepers of held sockets have their control sockets: one per name.
type Dir string

// OpenDir returns the directory: $SOCK_DIR, else sock in $XDG_RUNTIME_DIR, else /tmp/sock-UID.
// It is made if missing, and refused unless it is ours alone: whoever can write in it could
// give us a socket of theirs for one of ours.
func OpenDir() (Dir, error) {
	name := os.Getenv("SOCK_DIR")
	if name == "" {
		name = fmt.Sprintf("/tmp/sock-%d", os.Getuid())
		if runtime := os.Getenv("XDG_RUNTIME_DIR"); runtime != "" {
			name = filepath.Join(runtime, "sock")
		}
	}
	name, err := filepath.Abs(name) // a keeper works in another directory
	if err != nil {
		return "", fail.At("getcwd", "", err)
	}
	if err := os.Mkdir(name, 0o700); err != nil && !os.IsExist(err) {
		return "", fail.WithHint(fail.At("mkdir", name, err), "SOCK_DIR names another directory for held sockets")
	}
	return Dir(name), check(name)
}

func check(name string) error {
	info, err := os.Lstat(name)
	if err != nil {
		return fail.At("lstat", name, err)
	}
	refuse := func(why string) error {
		return &fail.Call{
			Name: "hold", What: name, Err: syscall.EPERM, Why: why,
			Hint: "remove it, or set SOCK_DIR to a directory of your own",
		}
	}
	owner := int(info.Sys().(*syscall.Stat_t).Uid)
	switch {
	case info.Mode()&os.ModeSymlink != 0:
		return refuse("it is a symbolic link")
	case !info.IsDir():
		return refuse("it is not a directory")
	case owner != os.Geteuid():
		return refuse(fmt.Sprintf("it belongs to user %d", owner))
	case info.Mode().Perm()&0o077 != 0:
		return refuse(fmt.Sprintf("others may enter it (mode %04o, want 0700)", info.Mode().Perm()))
	}
	return nil
}

// path returns where the control socket of a name is.
func (d Dir) path(name string) string { return filepath.Join(string(d), name) }

// Names returns the names in the directory, those of dead keepers included.
func (d Dir) Names() ([]string, error) {
	entries, err := os.ReadDir(string(d))
	if err != nil {
		return nil, fail.At("open", string(d), err)
	}
	var names []string
	for _, e := range entries {
		if e.Type() == os.ModeSocket && CheckName(e.Name()) == nil {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// longestName keeps a control socket's path within the 108 bytes of a UNIX socket's name.
const longestName = 48

// CheckName says what a name may be: a letter first, so that no number is one.
func CheckName(name string) error {
	ok := name != "" && isLetter(name[0]) && len(name) <= longestName
	for i := range len(name) {
		c := name[i]
		ok = ok && (isLetter(c) || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')
	}
	if ok {
		return nil
	}
	return fail.Usagef("%.60q is no name for a socket: a letter, then letters, digits, - _ and ., at most %d in all", name, longestName)
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
