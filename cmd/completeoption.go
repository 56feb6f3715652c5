package cmd

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/xlat"
	"sock/sockopt"
)

// completeOption completes NAME and NAME=VALUE for the kind of socket that the flags so far set.
func completeOption(c *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	name, _, value := strings.Cut(typed, "=")
	if value {
		return optionValues(name), cobra.ShellCompDirectiveNoFileComp
	}
	call := sockopt.Set
	if c.Name() == "getsockopt" {
		call = sockopt.Get
	}
	var list, names []string
	for _, o := range fitting(c) {
		if o.Access&call == 0 || !strings.HasPrefix(o.Title(), strings.ToUpper(typed)) || slices.Contains(names, o.Title()) {
			continue
		}
		names = append(names, o.Title())
		list = append(list, cobra.CompletionWithDesc(o.Title(), o.Help))
	}
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// fitting returns the options of the kind of socket that the flags set. It returns all options if the flags set no kind, or one
// without options.
func fitting(c *cobra.Command) []sockopt.Option {
	kind := flaggedKind(c)
	both := kind.Family == unix.AF_UNSPEC && c.Flags().Lookup("opt") != nil // an address may set the family
	if kind.Family == unix.AF_UNSPEC {
		kind.Family = unix.AF_INET
	}
	list := sockopt.Applying(kind.Family, kind.Type, kind.Protocol)
	if both {
		list = append(list, sockopt.Applying(unix.AF_INET6, kind.Type, kind.Protocol)...)
	}
	if c.Flags().Changed("on") || len(list) == 0 {
		return sockopt.All()
	}
	return list
}

// flaggedKind reads openFlags from the command. Completion has no other access to them.
func flaggedKind(c *cobra.Command) addr.Kind {
	kind := addr.Kind{Type: unix.SOCK_STREAM}
	on := func(name string) bool { v, err := c.Flags().GetBool(name); return err == nil && v }
	if on("ipv4") {
		kind.Family = unix.AF_INET
	}
	if on("ipv6") {
		kind.Family = unix.AF_INET6
	}
	if on("unix") {
		kind.Family = unix.AF_UNIX
	}
	if on("udp") {
		kind.Type = unix.SOCK_DGRAM
	}
	for name, to := range map[string]*int{"family": &kind.Family, "type": &kind.Type} {
		if f := c.Flags().Lookup(name); f != nil && f.Changed {
			if v, ok := f.Value.(namedValue); ok {
				*to = *v.v
			}
		}
	}
	if text, err := c.Flags().GetString("protocol"); err == nil && text != "" {
		kind.Protocol, _ = xlat.ParseProtocol(kind.Family, text)
	}
	return kind
}

// algorithms is the file in which the kernel lists its congestion control algorithms.
const algorithms = "/proc/sys/net/ipv4/tcp_available_congestion_control"

func optionValues(name string) []string {
	o, err := sockopt.Lookup(name)
	if err != nil {
		return nil
	}
	values := o.Candidates()
	if o.Name == "TCP_CONGESTION" {
		text, _ := os.ReadFile(algorithms)
		values = strings.Fields(string(text))
	}
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = name + "=" + v
	}
	return list
}
