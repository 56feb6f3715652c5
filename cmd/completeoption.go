package cmd

import (
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/sockopt"
)

// completeOption completes NAME and NAME=VALUE with what fits the kind of socket that the flags so far say.
func completeOption(c *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	name, _, value := strings.Cut(typed, "=")
	if value {
		return optionValues(name), cobra.ShellCompDirectiveNoFileComp
	}
	var list []string
	for _, o := range fitting(c) {
		if strings.HasPrefix(o.Name, strings.ToUpper(typed)) {
			list = append(list, cobra.CompletionWithDesc(o.Name, o.Help))
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// fitting returns the options of the kind of socket that the flags say; all, if they say none or more than there is.
func fitting(c *cobra.Command) []sockopt.Option {
	kind := flaggedKind(c)
	list := sockopt.Applying(kind.Family, kind.Type, kind.Protocol)
	if c.Flags().Changed("on") || len(list) == 0 {
		return sockopt.All()
	}
	return list
}

// flaggedKind reads the flags of openFlags from the command: completion has no other way to them.
func flaggedKind(c *cobra.Command) addr.Kind {
	kind := addr.Kind{Family: unix.AF_INET, Type: unix.SOCK_STREAM}
	on := func(name string) bool { v, err := c.Flags().GetBool(name); return err == nil && v }
	if on("ipv6") {
		kind.Family = unix.AF_INET6
	}
	if on("unix") {
		kind.Family = unix.AF_UNIX
	}
	if on("udp") {
		kind.Type = unix.SOCK_DGRAM
	}
	for name, to := range map[string]*int{"family": &kind.Family, "type": &kind.Type, "protocol": &kind.Protocol} {
		if f := c.Flags().Lookup(name); f != nil && f.Changed {
			if v, ok := f.Value.(namedValue); ok {
				*to = *v.v
			}
		}
	}
	return kind
}

// algorithms is where the kernel lists its congestion control algorithms.
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
