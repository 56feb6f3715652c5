package sys

import "golang.org/x/sys/unix"

// Capable reports whether the process has the capability in its user namespace. Like FileType, it only asks about the
// process itself, so it is not traced.
func Capable(number int) bool {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if ownCapget(&header, &data[0]) != nil {
		return false
	}
	return data[number/32].Effective>>(number%32)&1 != 0
}
