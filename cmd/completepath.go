package cmd

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// prepareCompletion prepares the tree for a request of a shell: the usage texts of flags become descriptions, and the arguments
// after -- are a COMMAND.
func prepareCompletion(root *cobra.Command, args []string) {
	plain := func(f *pflag.Flag) { _, f.Usage = pflag.UnquoteUsage(f) }
	root.PersistentFlags().VisitAll(plain)
	dash := slices.Index(args, "--")
	for _, c := range root.Commands() {
		c.Flags().VisitAll(plain)
		if dash > 0 && dash < len(args)-1 && strings.Contains(c.Use, "COMMAND") {
			c.ValidArgsFunction = completeCommand(dash == len(args)-2)
		}
	}
}

// completeCommand completes programs for the first word of a COMMAND, and files for the others.
func completeCommand(isFirst bool) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		if !isFirst || strings.Contains(begun, "/") {
			return nil, cobra.ShellCompDirectiveDefault
		}
		return programs(begun), cobra.ShellCompDirectiveNoFileComp
	}
}

// programs returns the executable files in PATH whose names begin with the text.
func programs(begun string) (names []string) {
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		entries, _ := os.ReadDir(dir) // a directory that cannot be read adds none
		for _, entry := range entries {
			if !strings.HasPrefix(entry.Name(), begun) {
				continue
			}
			info, err := os.Stat(filepath.Join(dir, entry.Name()))
			if err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
				names = append(names, entry.Name())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// completeSocketPath completes the UNIX sockets and the directories in a directory, and abstract names.
func completeSocketPath(begun string) ([]string, cobra.ShellCompDirective) {
	if strings.HasPrefix(begun, "@") {
		return abstractNames(begun), cobra.ShellCompDirectiveNoFileComp
	}
	dir, base := filepath.Split(begun)
	place := dir
	if place == "" {
		place = "."
	}
	entries, _ := os.ReadDir(place) // a directory that cannot be read adds none
	var list []string
	directive := cobra.ShellCompDirectiveNoFileComp
	for _, entry := range entries {
		switch hidden := strings.HasPrefix(entry.Name(), ".") && base == ""; {
		case hidden || !strings.HasPrefix(entry.Name(), base):
		case entry.Type()&os.ModeSocket != 0:
			list = append(list, dir+entry.Name())
		case entry.IsDir():
			list = append(list, dir+entry.Name()+"/")
			directive |= cobra.ShellCompDirectiveNoSpace
		}
	}
	return list, directive
}

// abstractNames returns the names in the abstract namespace that begin with the text.
func abstractNames(begun string) (names []string) {
	table, _ := os.ReadFile("/proc/net/unix") // without /proc there are no candidates
	for line := range strings.Lines(string(table)) {
		f := strings.Fields(line)
		if name := f[len(f)-1]; strings.HasPrefix(name, begun) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
