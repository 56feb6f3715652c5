package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/sockopt"
)

const cmsgLong = `The control messages of sendmsg(2) and recvmsg(2), cmsg(3): data about a message beside its bytes. send --cmsg
[LEVEL:]TYPE=VALUE sends one; recv prints what arrives in --format text, hex and json, and on standard error beside raw
output. Names are those of the kernel's headers, in any case; a number stands for a name, IPPROTO_IP:2=int:64.

A value is written as for socket options, sock help options: as the kind of the message says, or KIND:VALUE to give the
kernel another form or length. A structure is given by its fields, NAME=VALUE,NAME=VALUE in any order, where fields that
are missing are zero, or by the values of all fields in their order.

Most messages arrive only when an option of the receiver asks for them: recv --want NAME sets it. Messages of the error
queue arrive with recv --errqueue.

In the table each message has its direction, send or recv or both, the kind of its payload, and the option that asks
for it or that a sender needs. Below are an example and what the value to send may be.`

func newCmsg(*env.Env) *cobra.Command {
	c := newTopic("cmsg", "every control message, by its kernel name", cmsgLong)
	c.SetHelpFunc(func(c *cobra.Command, _ []string) {
		_, _ = fmt.Fprint(c.OutOrStdout(), cmsgLong, "\n\n", ControlsTable(sockopt.Controls()))
	})
	return c
}

// ControlsTable returns the control messages as text: a block a level, a line a message, and below it the form of its value.
func ControlsTable(list []sockopt.Control) string {
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

func directions(m sockopt.Control) string {
	var list []string
	if m.Send {
		list = append(list, "send")
	}
	if m.Recv {
		list = append(list, "recv")
	}
	return strings.Join(list, " ")
}

// about is the meaning, and the option that belongs to the message.
func about(m sockopt.Control) string {
	if m.Wanted == "" {
		return m.Help
	}
	return m.Help + " [" + m.Wanted + "]"
}

// helpCmsg answers `help cmsg WORD...`: the messages whose name, level or meaning holds all the words.
func helpCmsg(c *cobra.Command, words []string) error {
	list := slices.DeleteFunc(sockopt.Controls(), func(m sockopt.Control) bool {
		text := strings.ToLower(strings.Join([]string{m.Title(), m.Alias, m.Wanted, m.Help}, " "))
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, strings.ToLower(w)) })
	})
	if len(list) == 0 {
		_, err := sockopt.LookupControl(strings.Join(words, " "))
		return err
	}
	_, err := fmt.Fprint(c.OutOrStdout(), ControlsTable(list))
	return err
}
