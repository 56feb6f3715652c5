package flags

import (
	"strings"

	"github.com/spf13/pflag"
)

// A Form is the notation of a flag.
type Form struct {
	Short    string // its letter, "" for none
	Long     string
	Arg      string // the name of its argument, "" for a switch
	Optional bool   // the argument may be omitted, and follows "="
}

// FormOf returns the notation of f. Its usage text has the name of the argument in backquotes.
func FormOf(f *pflag.Flag) Form {
	arg, _ := pflag.UnquoteUsage(f)
	optional := f.NoOptDefVal != ""
	if optional && strings.Count(f.Usage, "`") < 2 {
		arg = ""
	}
	return Form{Short: f.Shorthand, Long: f.Name, Arg: arg, Optional: optional && arg != ""}
}

// String returns "-w, --timeout DURATION" or "    --reply[=N]".
func (f Form) String() string {
	name := "    --" + f.Long
	if f.Short != "" {
		name = "-" + f.Short + ", --" + f.Long
	}
	switch {
	case f.Optional:
		return name + "[=" + f.Arg + "]"
	case f.Arg != "":
		return name + " " + f.Arg
	}
	return name
}

// Text returns the description of f, with the name of its argument in backquotes and its default at the end.
func Text(f *pflag.Flag) string {
	value := preset(f)
	if value == "" {
		return f.Usage
	}
	if before, ok := strings.CutSuffix(f.Usage, ")"); ok {
		return before + "; default: " + value + ")"
	}
	return f.Usage + " (default: " + value + ")"
}

// Plain returns a text without its backquotes.
func Plain(text string) string { return strings.ReplaceAll(text, "`", "") }

// preset returns the default of f, or "" if that has no meaning or if the text contains it.
func preset(f *pflag.Flag) string {
	if f.NoOptDefVal != "" || strings.Contains(f.Usage, "default") {
		return ""
	}
	switch f.DefValue {
	case "0", "-1", "false", "[]":
		return ""
	}
	return f.DefValue
}
