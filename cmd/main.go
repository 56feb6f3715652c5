// Package cmd is the words: their flags, arguments, help and completion, and the exit status.
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
// It locks the main goroutine to the main thread, on which all calls are made from then on: a strace
// that follows no threads sees them all.
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

// run is Main in a given world. A panic is an error like others.
func run(env *env.Env, args []string) (status int) {
	defer func() {
		if bug := recover(); bug != nil {
			status = complain(env, false, fail.Caught(bug))
		}
	}()
	root := newRoot(env, first(args))
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

// A page is standard output for help and the like. It keeps the first error, which cobra drops.
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

// unknownWord reports whether there is no such command. It is asked before the flags are parsed: those that follow
// an unknown name are unknown too, and --help would be that of sock.
func unknownWord(root *cobra.Command, name string) bool {
	if name == "" || strings.HasPrefix(name, cobra.ShellCompRequestCmd) {
		return false
	}
	found, _, err := root.Find([]string{name})
	return err != nil || found == root
}

// New returns the command tree, for the manual and the completions.
func New() *cobra.Command { return newRoot(env.New(), "") }

// complain tells people, or a program, what failed, and returns the status that says the same.
// An end-of-file is only a status, and so is with --quiet everything but a wrong command line and a bug.
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

// trouble is an error as an object of JSON.
func trouble(err error, status int) show.Members {
	m := show.Members{{Name: "error", Value: err.Error()}}
	if call, ok := errors.AsType[*fail.Call](err); ok {
		m = said(m, "call", call.Name)
		m = said(m, "what", call.What)
		m = said(m, "errno", fail.ErrnoName(call.Err))
	}
	return append(said(m, "hint", fail.Hint(err)), show.Member{Name: "status", Value: status})
}

// said adds what there is something to say of.
func said(m show.Members, name, text string) show.Members {
	if text == "" {
		return m
	}
	return append(m, show.Member{Name: name, Value: text})
}

// wantsJSON reports whether the word was told to write JSON, be it behind the flag that is wrong, where pflag stops.
func wantsJSON(word *cobra.Command, args []string) bool {
	for name, value := range map[string]string{"format": "json", "json": "true"} {
		f := word.Flags().Lookup(name)
		if f != nil && (f.Value.String() == value || !f.Changed && typed(args, f, value)) {
			return true
		}
	}
	return false
}

// typed looks for a flag with a value among arguments that were not parsed.
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
