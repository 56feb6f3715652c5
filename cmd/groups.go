package cmd

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// The groups follow the life of a socket.
const (
	groupOpen  = "open"
	groupTalk  = "talk"
	groupLook  = "look"
	groupHold  = "hold"
	groupEnd   = "end"
	groupOther = "other"
)

func addGroups(root *cobra.Command) {
	root.AddGroup(
		&cobra.Group{ID: groupOpen, Title: "Make a socket and talk:"},
		&cobra.Group{ID: groupTalk, Title: "Send and receive:"},
		&cobra.Group{ID: groupLook, Title: "Look and set:"},
		&cobra.Group{ID: groupHold, Title: "Keep:"},
		&cobra.Group{ID: groupEnd, Title: "End:"},
		&cobra.Group{ID: groupOther, Title: "About sock:"},
	)
}

// Annotations of a command.
const (
	placeKey = "place" // its place in its group; last if it has none
	callsKey = "calls" // system calls that it makes, whose names are not its aliases
)

// commandsOf returns the commands of a group in the order of their table.
func commandsOf(root *cobra.Command, group string) (list []*cobra.Command) {
	for _, c := range root.Commands() {
		if c.GroupID == group {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *cobra.Command) int { return strings.Compare(place(a), place(b)) })
	return list
}

func place(c *cobra.Command) string { return cmp.Or(c.Annotations[placeKey], "~") }
