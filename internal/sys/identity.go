package sys

import (
	"strconv"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// An Identity is the user and the group that the process is to have. -1 leaves one as it is.
type Identity struct{ UID, GID int }

// Assume changes all threads to the identity: it drops the supplementary groups, then changes the group, then the user. After a
// change to a user other than root no capability is left, and Assume fails if the process can still become what it was.
func (i Identity) Assume() error {
	old := Identity{UID: ownGeteuid(), GID: ownGetegid()}
	if err := ownSetgroups(nil); err != nil {
		return fail.At("setgroups", "", err)
	}
	if i.GID != noID {
		if err := ownSetresgid(i.GID, i.GID, i.GID); err != nil {
			return fail.At("setresgid", strconv.Itoa(i.GID), err)
		}
	}
	if i.UID == noID {
		return nil
	}
	if err := ownSetresuid(i.UID, i.UID, i.UID); err != nil {
		return fail.At("setresuid", strconv.Itoa(i.UID), err)
	}
	if i.UID == 0 {
		return nil
	}
	if err := dropCapabilities(); err != nil {
		return err
	}
	return i.isFinal(old)
}

// isFinal returns an error if the process can get an ID of root or the old identity back.
func (i Identity) isFinal(old Identity) error {
	for _, uid := range []int{0, old.UID} {
		if uid != i.UID && ownSetresuid(noID, uid, noID) == nil {
			return regained("setresuid", uid)
		}
	}
	for _, gid := range []int{0, old.GID} {
		if i.GID != noID && gid != i.GID && ownSetresgid(noID, gid, noID) == nil {
			return regained("setresgid", gid)
		}
	}
	return nil
}

func regained(call string, id int) error {
	return &fail.Call{
		Name: call, What: strconv.Itoa(id), Err: unix.EPERM, Why: "the process can get its rights back",
		Hint: "a filter of system calls may let the call succeed without effect",
	}
}

// dropCapabilities empties the capability sets of all threads. setresuid(2) has done so for a process of root, but not for one
// that had capabilities without being root, and not with some bits of capabilities(7).
func dropCapabilities() error {
	left, err := capabilities()
	if err != nil || !left {
		return err
	}
	if err := ownCapset(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &[2]unix.CapUserData{}); err != nil {
		return fail.At("capset", "", err)
	}
	if left, err = capabilities(); err == nil && left {
		err = &fail.Call{Name: "capset", Err: unix.EPERM, Why: "the process keeps capabilities"}
	}
	return err
}

// capabilities reports whether this thread has any capability, or could pass one on to a program.
func capabilities() (left bool, err error) {
	var sets [2]unix.CapUserData
	if err := ownCapget(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &sets[0]); err != nil {
		return false, fail.At("capget", "", err)
	}
	return sets != [2]unix.CapUserData{}, nil
}

// EnterRoot makes dir the root directory and the working directory of the process.
func EnterRoot(dir string) error {
	if err := ownChroot(dir); err != nil {
		return fail.At("chroot", dir, err)
	}
	return fail.At("chdir", "/", ownChdir("/"))
}
