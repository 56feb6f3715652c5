package modes

import (
	"fmt"
	"path/filepath"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/handover"
	"sock/internal/socket"
	"sock/internal/sys"
)

// A Confinement says which rights a server gives up once it listens. It is filled from flags.
type Confinement struct {
	User    string // becomes the user, by name or number; "" stays
	Group   string // the same of the group; "" is that of User
	Root    string // becomes the root directory; "" stays
	Sandbox SandboxRule
}

// A SandboxRule says whether the files that a server does not need become inaccessible to it.
type SandboxRule int

// The rules, in the order of SandboxRules.
const (
	SandboxAuto SandboxRule = iota // if nothing needs other files and the kernel can do it
	SandboxOn                      // or fail
	SandboxOff
)

// SandboxRules returns the words for the rules.
func SandboxRules() []string { return []string{"auto", "on", "off"} }

// A confined is a Confinement whose names have been looked up.
type confined struct {
	*Confinement
	who  sys.Identity
	done []string // what was given up, for a report
}

// lookUp looks the names up, before the root directory changes and a socket is made.
func (c *Confinement) lookUp() (_ *confined, err error) {
	who := sys.Identity{UID: -1, GID: -1}
	if c.User != "" {
		if who.UID, who.GID, err = sys.FindUser(c.User); err != nil {
			return nil, err
		}
	}
	if c.Group != "" {
		if who.GID, err = sys.GroupID(c.Group); err != nil {
			return nil, err
		}
	}
	if who.UID >= 0 && who.GID < 0 {
		return nil, &fail.Usage{Text: "--user " + c.User + " needs --group", Hint: "/etc/passwd has no user with this number, so its group is unknown"}
	}
	return &confined{Confinement: c, who: who}, nil
}

// A need says what a server does later.
type need struct {
	command string // run this program; "" is none
	others  bool   // open files and run programs that the command line does not tell
	many    bool   // serve many clients
	stdio   bool   // use standard output
	file    string // read this file again, and the names of users in it; "" is none
}

// later returns what an end needs.
func (e *End) later(many bool, file string) need {
	n := need{many: many, file: file, stdio: !e.Target.Given()}
	if len(e.Target.Command) > 0 {
		n.command = e.Target.Command[0]
	}
	return n
}

// apply gives up the rights. After an error nothing may be served.
func (c *confined) apply(env *env.Env, n need, listeners ...*socket.Socket) error {
	if n.stdio {
		env.OwnTerminal() // opens it, which may be forbidden later
	}
	for _, l := range listeners {
		if c.Root == "" {
			break
		}
		if err := l.Anchor(env); err != nil {
			return err
		}
	}
	if err := c.enterSandbox(env, n, listeners); err != nil {
		return err
	}
	if c.Root != "" {
		if err := sys.EnterRoot(c.Root); err != nil {
			return err
		}
		c.note("the root directory is %s", c.Root)
	}
	if err := c.assume(); err != nil {
		return err
	}
	if n.command != "" && (c.Root != "" || c.User != "") {
		_, err := handover.LookPath(n.command)
		return err
	}
	return nil
}

func (c *confined) note(format string, args ...any) {
	c.done = append(c.done, fmt.Sprintf(format, args...))
}

// report prints what was given up, under -v.
func (c *confined) report(env *env.Env) {
	for _, line := range c.done {
		env.Tell("%s", line)
	}
}

// assume becomes the user and the group.
func (c *confined) assume() error {
	if c.User == "" && c.Group == "" {
		return nil
	}
	err := c.who.Assume()
	if fail.Is(err, unix.EPERM) {
		err = fail.WithHint(err, "only root can change the user and the group")
	}
	if err != nil {
		return err
	}
	if c.User != "" {
		c.note("user %d, group %d, no other groups", c.who.UID, c.who.GID)
		return nil
	}
	c.note("group %d, no other groups", c.who.GID)
	return nil
}

// sandboxLeast is the limit of descriptors from which there is a sandbox by default.
const sandboxLeast = 16

// enterSandbox enters the sandbox that the rule asks for. A default sandbox is reported only if there is none.
func (c *confined) enterSandbox(env *env.Env, n need, listeners []*socket.Socket) error {
	programs := n.command != "" || n.others
	wanted := c.Sandbox == SandboxOn
	if c.Sandbox == SandboxOff || !wanted && (programs || !n.many) {
		return nil
	}
	if !wanted && sys.OpenMost() < sandboxLeast {
		c.note("no sandbox: the limit of descriptors is too low")
		return nil
	}
	if wanted {
		if err := sys.NoLandlock(); err != nil {
			return fail.WithHint(err, "this kernel has no Landlock; --sandbox=auto does without")
		}
	}
	_ = env.Door.Now() // reads the time zone, which an answer or a message may need
	s := sys.Sandbox{Command: programs}
	for _, l := range listeners {
		if l.Path != "" {
			s.Removes = append(s.Removes, filepath.Dir(l.Path))
		}
	}
	if n.file != "" { // an editor replaces a file, so the rule is for the directory
		s.Reads = []string{filepath.Dir(n.file), "/etc"}
	}
	abi, err := s.Enter()
	switch {
	case err != nil && wanted:
		return err
	case err != nil:
		c.note("no sandbox: %v", err)
	case abi == 0:
		c.note("no sandbox: this kernel has no Landlock")
	case wanted:
		c.note("sandbox: Landlock (ABI %d) and no_new_privs", abi)
	}
	return nil
}
