package sys

import (
	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"

	"sock/internal/fail"
)

// A Sandbox says which files the process and its children may still use. Descriptors that are open stay usable.
type Sandbox struct {
	Removes []string // directories in which they may remove files
	Reads   []string // directories in which they may read files
	Command bool     // they may read and execute every file, write the devices in /dev, and use any port
}

// Enter sets no_new_privs for all threads, then has Landlock forbid all other files, and TCP connections and ports. It returns
// what Landlock can forbid, its ABI: 0 if the kernel has no Landlock.
func (s Sandbox) Enter() (abi int, err error) {
	Elsewhere(func() { abi, err = s.enter() })
	return abi, err
}

// NoLandlock returns the error of a kernel that has no Landlock, or nil.
func NoLandlock() (err error) {
	Elsewhere(func() { _, err = ll.LandlockGetABIVersion() })
	return fail.At("landlock_create_ruleset", "", err)
}

func (s Sandbox) enter() (abi int, err error) {
	if err := ownNoNewPrivs(); err != nil {
		return 0, fail.At("prctl", "PR_SET_NO_NEW_PRIVS", err)
	}
	if abi, err = ll.LandlockGetABIVersion(); err != nil {
		return 0, nil //nolint:nilerr // ENOSYS or EOPNOTSUPP: there is no Landlock
	}
	config := landlock.V5.BestEffort()
	if s.Command {
		return abi, fail.At("landlock", "", config.RestrictPaths(s.rules()...))
	}
	return abi, fail.At("landlock", "", config.Restrict(s.rules()...))
}

// rules returns what stays allowed. A path that does not exist needs no rule.
func (s Sandbox) rules() []landlock.Rule {
	rules := []landlock.Rule{
		landlock.PathAccess(ll.AccessFSRemoveFile, s.Removes...).IgnoreIfMissing(),
		landlock.PathAccess(ll.AccessFSReadFile, s.Reads...).IgnoreIfMissing(),
		landlock.RWDirs(countersDirs()...).IgnoreIfMissing(),
	}
	if s.Command {
		rules = append(rules, landlock.RODirs("/"), landlock.RWFiles("/dev").WithIoctlDev().IgnoreIfMissing())
	}
	return rules
}
