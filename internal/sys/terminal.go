package sys

import (
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// A Line is a terminal that sock has opened: the master of a pseudo-terminal, see pty(7), or a device. It is non-blocking.
type Line struct {
	FD    int
	saved *unix.Termios // of a device; nil: nothing is to be restored
}

// slaves is where the kernel shows the slaves of pseudo-terminals.
const slaves = "/dev/pts/"

// OpenPty opens the master of a new pseudo-terminal. The name is that of its slave.
func (d *Door) OpenPty() (l Line, name string, err error) {
	if l.FD, err = d.OpenFile("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0); err != nil {
		return l, "", err
	}
	number := 0
	if err = ownIoctlSetPointerInt(l.FD, unix.TIOCSPTLCK, 0); err == nil {
		number, err = ownIoctlGetInt(l.FD, unix.TIOCGPTN)
	}
	if err != nil {
		_ = d.Close(l.FD)
	}
	return l, slaves + strconv.Itoa(number), err
}

// Peer opens the slave of a master.
func (l Line) Peer() (int, error) {
	fd, err := ownCall(unix.SYS_IOCTL, uintptr(l.FD), unix.TIOCGPTPEER, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC)
	if err != 0 {
		return -1, err
	}
	return int(fd), nil
}

// OpenTTY opens a terminal device raw. A speed of 0 leaves its speed.
func (d *Door) OpenTTY(path string, speed uint32) (l Line, err error) {
	if l.FD, err = d.OpenFile(path, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0); err != nil {
		return l, err
	}
	if l.saved, err = ownIoctlGetTermios(l.FD); err == nil {
		err = l.MakeRaw(speed)
	}
	if err != nil {
		_ = d.Close(l.FD)
	}
	return l, err
}

// MakeRaw has the terminal change no byte, as cfmakeraw(3), and ignore the lines of a modem. A master sets this for its slave.
func (l Line) MakeRaw(speed uint32) error {
	t, err := ownIoctlGetTermios(l.FD)
	if err != nil {
		return err
	}
	t.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	t.Oflag &^= unix.OPOST
	t.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	t.Cflag &^= unix.CSIZE | unix.PARENB
	t.Cflag |= unix.CS8 | unix.CLOCAL | unix.CREAD
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	if speed > 0 {
		t.Cflag = t.Cflag&^unix.CBAUD | speedFlag(speed)
		t.Ispeed, t.Ospeed = speed, speed
	}
	return ownIoctlSetTermios(l.FD, t)
}

// speedFlag is the B constant of a speed, by which older programs read it, or else BOTHER.
func speedFlag(speed uint32) uint32 {
	flags := map[uint32]uint32{
		300: unix.B300, 600: unix.B600, 1200: unix.B1200, 2400: unix.B2400, 4800: unix.B4800, 9600: unix.B9600,
		19200: unix.B19200, 38400: unix.B38400, 57600: unix.B57600, 115200: unix.B115200, 230400: unix.B230400,
		460800: unix.B460800, 921600: unix.B921600, 1000000: unix.B1000000, 2000000: unix.B2000000, 4000000: unix.B4000000,
	}
	if flag, found := flags[speed]; found {
		return flag
	}
	return unix.BOTHER
}

// EOF returns the character that ends the input of a program, Ctrl-D unless the program has changed it.
func (l Line) EOF() byte {
	const ctrlD = 4
	if t, err := ownIoctlGetTermios(l.FD); err == nil {
		return t.Cc[unix.VEOF]
	}
	return ctrlD
}

// Close restores the settings of a device and closes it.
func (l Line) Close(d *Door) {
	if l.saved != nil {
		_ = ownIoctlSetTermios(l.FD, l.saved)
	}
	_ = d.Close(l.FD)
}

// Link makes a symbolic link to a slave. Replace: one that leads to a slave already is replaced.
func Link(slave, name string, replace bool) error {
	if to, err := leadsTo(name); replace && err == nil && strings.HasPrefix(to, slaves) {
		_ = ownUnlink(name)
	}
	return ownSymlink(slave, name)
}

// Unlink removes a symbolic link if it still leads to that slave.
func Unlink(slave, name string) error {
	if to, err := leadsTo(name); err != nil || to != slave {
		return err
	}
	return ownUnlink(name)
}

func leadsTo(name string) (string, error) {
	b := make([]byte, unix.PathMax)
	n, err := ownReadlink(name, b)
	return string(b[:max(n, 0)]), err
}

// StartOn starts a program in a session of its own whose controlling terminal, and standard streams, are the slave of a
// pseudo-terminal.
func StartOn(slave int, path string, argv, environ []string) (Child, error) {
	c := Child{Pidfd: -1}
	var err error
	c.Pid, err = forkExec(path, argv, &syscall.ProcAttr{
		Env: environ, Files: []uintptr{uintptr(slave), uintptr(slave), uintptr(slave)},
		Sys: &syscall.SysProcAttr{PidFD: &c.Pidfd, Setsid: true, Setctty: true, Ctty: 0},
	})
	return c, err
}
