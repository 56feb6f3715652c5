package cmd

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/cmd/flags"
	"sock/internal/fail"
	"sock/internal/xlat"
)

// quote returns a typed text in a form that is safe to print.
func quote(s string) string { return xlat.Quote([]byte(s), 60) }

// flagError rewrites pflag's errors, and suggests the nearest flag.
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
	var syntax *strconv.NumError // of a bool, the only type of pflag's own that sock uses
	switch {
	case errors.As(cause, &usage):
		return usage
	case errors.As(cause, &syntax):
		cause = errSwitch
	}
	return &fail.Usage{
		Text: fmt.Sprintf("--%s %s: %v", e.GetFlag().Name, quote(e.GetValue()), cause),
		Hint: valueAnswers()[e.GetFlag().Name+" "+strings.ToLower(e.GetValue())],
	}
}

func unknownFlag(c *cobra.Command, e *pflag.NotExistError) error {
	name := e.GetSpecifiedName()
	hint := c.CommandPath() + " --help lists the flags"
	if letters := e.GetSpecifiedShortnames(); letters != "" { // from the unknown one on
		_, n := utf8.DecodeRuneInString(letters)
		return &fail.Usage{Text: "unknown flag -" + letters[:n], Hint: hint}
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := fail.Nearest(name, names); near != "" {
		hint = "did you mean --" + near + "?"
	}
	return &fail.Usage{Text: "unknown flag --" + name, Hint: hint}
}

// valueAnswers returns hints for values that users try: a flag, a blank and its value.
func valueAnswers() map[string]string {
	const (
		tcp   = "TCP is the default; --type takes stream, dgram, seqpacket or raw"
		udp   = "--udp makes a UDP socket; --type takes stream, dgram, seqpacket or raw"
		inet  = "--ipv4, or --family inet"
		inet6 = "--ipv6, or --family inet6"
	)
	return map[string]string{
		"type tcp": tcp, "type udp": udp, "type datagram": "--type dgram, or --udp", "type unix": "--unix makes a UNIX socket",
		"family ipv4": inet, "family ip4": inet, "family 4": inet, "family ipv6": inet6, "family ip6": inet6,
		"family tcp": "TCP is the default, over " + inet + ", or " + inet6, "family udp": "--udp makes a UDP socket",
		"protocol http": "TCP is the default; HTTP is what you write to the connection",
	}
}

var errSwitch = errors.New("a switch takes no value")

// needsNoArgument is the Args function of commands without arguments.
func needsNoArgument(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fail.Usagef("unexpected argument %s", quote(strings.Join(args, " ")))
	}
	return nil
}
