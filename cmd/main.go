// Package cmd has the commands: their flags, arguments, help and completion, and the exit status.
package cmd

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/show"
	"sock/internal/sys"
)

// Main runs the command line and returns the exit status.
//
// It locks the main goroutine to the main thread, which then makes all calls: strace without -f prints all of them.
func Main(args []string) int {
	if keep, ok := ref.Keeper(args); ok {
		return fail.Status(keep())
	}
	env := env.New()
	if err := sys.Claim(); err != nil {
		word, _, _ := newRoot(env, first(args)).Find(args)
		return complain(env, wantsJSON(word, args), err)
	}
	return run(env, args)
}

// run is Main with a given environment. It reports a panic like an error.
func run(env *env.Env, args []string) (status int) {
	defer func() {
		if bug := recover(); bug != nil {
			status = complain(env, false, fail.Caught(bug))
		}
	}()
	root := newRoot(env, onlyWord(args))
	if strings.HasPrefix(first(args), cobra.ShellCompRequestCmd) {
		prepareCompletion(root, args)
	}
	root.SetArgs(operands(root, args))
	if strings.HasPrefix(first(args), cobra.ShellCompRequestCmd) {
		teach(root)
	}
	page := &page{env: env}
	root.SetOut(page)
	if _, netcat := asNetcat(args); netcat || unknownWord(root, first(args)) {
		return complain(env, false, noWord(root, args))
	}
	word, err := root.ExecuteC()
	if err == nil {
		err = page.err
	}
	if err == nil {
		return fail.Status(env.LeftBehind())
	}
	return complain(env, wantsJSON(word, args), explained(root, args, advise(New, word, args, err)))
}

// A page writes help and similar text to standard output. It keeps the first error, which cobra ignores.
type page struct {
	env *env.Env
	err error
}

func (p *page) Write(b []byte) (int, error) {
	if p.err == nil {
		p.err = p.env.Print(b)
	}
	return len(b), p.err
}

// onlyWord returns the word of a line, for which no other command has to be made. The hints for a line of nc need all.
func onlyWord(args []string) string {
	if _, netcat := asNetcat(args); netcat {
		return ""
	}
	return first(args)
}

// unknownWord reports whether there is no such command. It is called before the flags are parsed: flags after an unknown name
// are unknown too, and --help would print the help of sock.
func unknownWord(root *cobra.Command, name string) bool {
	if name == "" || strings.HasPrefix(name, cobra.ShellCompRequestCmd) {
		return false
	}
	found, _, err := root.Find([]string{name})
	return err != nil || found == root
}

// New returns the command tree, for the manual and the completions.
func New() *cobra.Command { return newRoot(env.New(), "") }

// complain reports an error as text or JSON, and returns its exit status. It does not report an end of file. With --quiet, it
// reports only a wrong command line and a bug.
func complain(env *env.Env, asJSON bool, err error) int {
	status := fail.Status(err)
	switch {
	case errors.As(err, new(fail.EOF)) && !env.Verbose:
	case env.Quiet && !errors.As(err, new(*fail.Usage)) && !errors.As(err, new(*fail.Bug)):
	case asJSON:
		env.Door.Say(env.Err, string(show.Object(trouble(err, status))))
	default:
		env.Report("%v", err)
		if hint := fail.Hint(err); hint != "" {
			env.Report("hint: %s", hint)
		}
		if bug, ok := errors.AsType[*fail.Bug](err); ok {
			for _, function := range bug.Stack {
				env.Report("at %s", function)
			}
		}
	}
	return status
}

// trouble returns an error as a JSON object.
func trouble(err error, status int) show.Members {
	m := show.Members{{Name: "error", Value: err.Error()}}
	if call, ok := errors.AsType[*fail.Call](err); ok {
		m = said(m, "call", call.Name)
		m = said(m, "what", call.What)
		m = said(m, "errno", fail.ErrnoName(call.Err))
	}
	return append(said(m, "hint", fail.Hint(err)), show.Member{Name: "status", Value: status})
}

// said adds a member unless its text is empty.
func said(m show.Members, name, text string) show.Members {
	if text == "" {
		return m
	}
	return append(m, show.Member{Name: name, Value: text})
}

// wantsJSON reports whether the command line requests JSON, even after a wrong flag, where pflag stops.
func wantsJSON(word *cobra.Command, args []string) bool {
	for name, value := range map[string]string{"format": "json", "json": "true"} {
		f := word.Flags().Lookup(name)
		if f != nil && (f.Value.String() == value || !f.Changed && typed(args, f, value)) {
			return true
		}
	}
	return false
}

// typed reports whether arguments that were not parsed have a flag with this value.
func typed(args []string, f *pflag.Flag, value string) bool {
	for i, arg := range args {
		switch arg {
		case "--":
			return false
		case "--" + f.Name + "=" + value:
			return true
		case "--" + f.Name:
			return f.NoOptDefVal == value || i+1 < len(args) && args[i+1] == value
		}
	}
	return false
}
