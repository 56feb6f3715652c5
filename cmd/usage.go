package cmd

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/cmd/flags"
	"sock/internal/fail"
	"sock/internal/xlat"
)

// quote makes what was typed safe to print.
func quote(s string) string { return xlat.Quote([]byte(s), 60) }

// flagError words pflag's errors our way, and suggests the nearest flag.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(c, unknown)
	case errors.As(err, &invalid):
		return badValue(invalid)
	case errors.As(err, &missing):
		f := flags.FormOf(missing.GetFlag())
		return fail.Usagef("--%s needs %s", f.Long, f.Arg)
	}
	return fail.Usagef("%v", err)
}

func badValue(e *pflag.InvalidValueError) error {
	cause := e.Unwrap()
	var usage *fail.Usage
	var syntax *strconv.NumError // of a bool, the one kind of pflag's own that we use
	switch {
	case errors.As(cause, &usage):
		return usage
	case errors.As(cause, &syntax):
		cause = errSwitch
	}
	return fail.Usagef("--%s %s: %v", e.GetFlag().Name, quote(e.GetValue()), cause)
}

func unknownFlag(c *cobra.Command, e *pflag.NotExistError) error {
	name := e.GetSpecifiedName()
	err := &fail.Usage{Text: "unknown flag --" + name, Hint: c.CommandPath() + " --help lists the flags"}
	if letters := e.GetSpecifiedShortnames(); letters != "" { // from the unknown one on
		_, n := utf8.DecodeRuneInString(letters)
		err.Text = "unknown flag -" + letters[:n]
		return err
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := fail.Nearest(name, names); near != "" {
		err.Hint = "did you mean --" + near + "?"
	}
	return err
}

var errSwitch = errors.New("a switch takes no value")

// needsNoArgument is the Args of words that take none.
func needsNoArgument(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fail.Usagef("unexpected argument %s", quote(strings.Join(args, " ")))
	}
	return nil
}
