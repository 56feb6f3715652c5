package cmd

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/sockopt/cmsg"
)

//go:embed text/cmsg.txt
var cmsgLong string

func newCmsg(env *env.Env) *cobra.Command {
	return newTopic(env, "cmsg", "every control message, by its kernel name", cmsgLong, func() string {
		return ControlsTable(cmsg.All())
	})
}

// ControlsTable returns the control messages as text: a block for each level, a line for each message, and below it the form of
// its value.
func ControlsTable(list []cmsg.Type) string {
	var b strings.Builder
	level := ""
	for _, m := range list {
		if m.Level.Title() != level {
			if level != "" {
				b.WriteByte('\n')
			}
			level = m.Level.Title()
			fmt.Fprintf(&b, "%s:\n\n", level)
		}
		fmt.Fprintf(&b, "    %-26s %-9s %-9s %s\n", m.Name, directions(m), m.Kind.Name(), about(m))
		if form := m.Forms(); form != "" {
			b.WriteString(folded(form))
		}
	}
	return b.String()
}

func directions(m cmsg.Type) string {
	var list []string
	if m.Send {
		list = append(list, "send")
	}
	if m.Recv {
		list = append(list, "recv")
	}
	return strings.Join(list, " ")
}

// about returns the meaning, and the option that requests the message.
func about(m cmsg.Type) string {
	if m.Wanted == "" {
		return m.Help
	}
	return m.Help + " [" + m.Wanted + "]"
}

// helpCmsg prints `help cmsg WORD...`: the messages whose name, level or meaning has all the words.
func helpCmsg(c *cobra.Command, env *env.Env, words []string) error {
	list := slices.DeleteFunc(cmsg.All(), func(m cmsg.Type) bool {
		text := strings.ToLower(strings.Join([]string{m.Title(), m.Alias, m.Wanted, m.Help}, " "))
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, strings.ToLower(w)) })
	})
	if len(list) == 0 {
		_, err := cmsg.Lookup(strings.Join(words, " "))
		return err
	}
	_, err := fmt.Fprint(c.OutOrStdout(), fill(ControlsTable(list), tableWidth(env)))
	return err
}
