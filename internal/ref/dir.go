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

// A Dir is the open directory with the control sockets of keepers, one for each name. All operations use its descriptor, so
// they stay in the directory that was checked even if its name is given to another one.
type Dir struct {
	name string // absolute, for messages
	path sys.Path
}

// OpenDir opens $SOCK_DIR, else sock in $XDG_RUNTIME_DIR, else /tmp/sock-UID. It creates the directory if it is
// missing. It refuses a directory that other users can access, because they could replace a control socket. The caller
// has to call Leave.
func OpenDir(d *sys.Door) (Dir, error) {
	name := os.Getenv("SOCK_DIR")
	if name == "" {
		name = fmt.Sprintf("/tmp/sock-%d", os.Getuid())
		if runtime := os.Getenv("XDG_RUNTIME_DIR"); runtime != "" {
			name = filepath.Join(runtime, "sock")
		}
	}
	name, err := filepath.Abs(name) // a keeper has another working directory
	if err != nil {
		return Dir{}, fail.At("getcwd", "", err)
	}
	if err := os.Mkdir(name, 0o700); err != nil && !os.IsExist(err) {
		return Dir{}, fail.WithHint(fail.At("mkdir", name, err), "set SOCK_DIR to another directory")
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

// check returns an error unless only the user can access the directory.
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
	case d.path.Perm&unix.S_ISVTX != 0: // a directory like /tmp
		return refuse(fmt.Sprintf("all users share it (mode %04o, want 0700)", d.path.Perm), elsewhere)
	case others != 0:
		return refuse(fmt.Sprintf("others may enter it (mode %04o, want 0700)", d.path.Perm&0o777), "chmod 700 "+shellWord(d.name))
	}
	return nil
}

// shellWord returns a path in the notation of a shell, with quotes if it needs them.
func shellWord(path string) string {
	for i := range len(path) {
		if c := path[i]; !isLetter(c) && !strings.ContainsRune("0123456789/._-+,:@%", rune(c)) {
			return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
		}
	}
	return path
}

// file returns the path of the control socket of a name, for messages.
func (d Dir) file(name string) string { return filepath.Join(d.name, name) }

// Names returns all names in the directory, also those of dead keepers.
func (d Dir) Names() ([]string, error) {
	sockets, err := d.path.Sockets()
	if err != nil {
		return nil, fail.At("open", d.name, err)
	}
	return slices.DeleteFunc(sockets, func(name string) bool { return CheckName(name) != nil }), nil
}

// longestName is the maximum length of a name. It keeps the path that sys.In makes within the 108 bytes of sun_path.
const longestName = 48

// CheckName returns an error unless name is valid. The first letter tells a name from a number.
func CheckName(name string) error {
	ok := name != "" && isLetter(name[0]) && len(name) <= longestName
	for i := range len(name) {
		c := name[i]
		ok = ok && (isLetter(c) || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')
	}
	if ok {
		return nil
	}
	return fail.Usagef("%.60q is not a valid name: use a letter, then letters, digits, - _ and ., at most %d characters", name, longestName)
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
