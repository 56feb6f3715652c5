package ref

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// A Dir is where the keepers of held sockets have their control sockets: one per name. It is open: all that is done in
// it is done in the directory that was checked, whatever its name means by then.
type Dir struct {
	name string // absolute, for messages
	path sys.Path
}

// OpenDir opens the directory: $SOCK_DIR, else sock in $XDG_RUNTIME_DIR, else /tmp/sock-UID.
// It is made if missing, and refused unless it is ours alone: another user who can write in it could
// replace one of our sockets. The caller is to Leave it.
func OpenDir(d *sys.Door) (Dir, error) {
	name := os.Getenv("SOCK_DIR")
	if name == "" {
		name = fmt.Sprintf("/tmp/sock-%d", os.Getuid())
		if runtime := os.Getenv("XDG_RUNTIME_DIR"); runtime != "" {
			name = filepath.Join(runtime, "sock")
		}
	}
	name, err := filepath.Abs(name) // a keeper works in another directory
	if err != nil {
		return Dir{}, fail.At("getcwd", "", err)
	}
	if err := os.Mkdir(name, 0o700); err != nil && !os.IsExist(err) {
		return Dir{}, fail.WithHint(fail.At("mkdir", name, err), "SOCK_DIR names another directory for held sockets")
	}
	path, err := d.OpenPath(name)
	if err != nil {
		return Dir{}, fail.At("open", name, err)
	}
	dir := Dir{name, path}
	if err := dir.check(); err != nil {
		dir.Leave(d)
		return Dir{}, err
	}
	return dir, nil
}

// Leave closes the directory.
func (d Dir) Leave(door *sys.Door) { _ = door.Close(d.path.FD) }

// check refuses a directory that is not its user's alone.
func (d Dir) check() error {
	const elsewhere = "set SOCK_DIR to a directory of your own"
	refuse := func(why, hint string) error {
		return &fail.Call{Name: "hold", What: d.name, Err: unix.EPERM, Why: why, Hint: hint}
	}
	others := d.path.Perm & 0o077
	switch {
	case d.path.Type == unix.S_IFLNK:
		return refuse("it is a symbolic link", elsewhere)
	case d.path.Type != unix.S_IFDIR:
		return refuse("it is not a directory", elsewhere)
	case d.path.Owner != os.Geteuid():
		return refuse(fmt.Sprintf("it belongs to user %d", d.path.Owner), elsewhere)
	case d.path.Perm&unix.S_ISVTX != 0: // /tmp and its like belong to all users
		return refuse(fmt.Sprintf("all users share it (mode %04o, want 0700)", d.path.Perm), elsewhere)
	case others != 0:
		return refuse(fmt.Sprintf("others may enter it (mode %04o, want 0700)", d.path.Perm&0o777), "chmod 700 "+shellWord(d.name))
	}
	return nil
}

// shellWord quotes a path for a shell where it needs that.
func shellWord(path string) string {
	for i := range len(path) {
		if c := path[i]; !isLetter(c) && !strings.ContainsRune("0123456789/._-+,:@%", rune(c)) {
			return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
		}
	}
	return path
}

// file returns the path of a name's control socket, for messages.
func (d Dir) file(name string) string { return filepath.Join(d.name, name) }

// Names returns the names in the directory, those of dead keepers included.
func (d Dir) Names() ([]string, error) {
	sockets, err := d.path.Sockets()
	if err != nil {
		return nil, fail.At("open", d.name, err)
	}
	return slices.DeleteFunc(sockets, func(name string) bool { return CheckName(name) != nil }), nil
}

// longestName keeps In's path of a control socket within the 108 bytes of a UNIX socket's name.
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
