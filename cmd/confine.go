package cmd

import (
	"errors"

	"github.com/spf13/cobra"

	"sock/cmd/flags"
	"sock/modes"
)

// confineFlags has the flags for the rights with which a command serves.
func confineFlags(c *cobra.Command, o *modes.Confinement) {
	fs := c.Flags()
	fs.Var(nameValue{&o.User}, "user", "become the user `NAME`, or a number, once the socket listens; its group too, no other groups, no capabilities")
	fs.Var(nameValue{&o.Group}, "group", "become the group `NAME`, or a number, and no other group")
	fs.Var(nameValue{&o.Root}, "chroot", "make `DIR` the root directory once the socket listens; COMMAND is a program in DIR")
	fs.Var(choiceValue[modes.SandboxRule]{&o.Sandbox, modes.SandboxRules()}, "sandbox",
		"forbid files that are not needed, `WHEN` on (or fail), off, or auto (if sock serves many itself and the kernel can)")
	fs.Lookup("sandbox").NoOptDefVal = modes.SandboxRules()[modes.SandboxOn]
	candidates(c, "sandbox", modes.SandboxRules)
}

// nameValue is a flag for a text that is not empty: an empty one would mean that the flag is not given.
type nameValue struct{ v *string }

func (n nameValue) String() string { return "" }

func (n nameValue) Set(s string) error {
	if s == "" {
		return errors.New("want a name")
	}
	*n.v = s
	return nil
}

func (n nameValue) Type() string { return "NAME" }

// confineNames returns the names of confineFlags.
func confineNames() flags.Group { return flags.Of("user", "group", "chroot", "sandbox") }
