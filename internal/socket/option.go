package socket

import (
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/sys"
	"sock/sockopt"
)

// SetOption sets one option. With -v it reports the value that the kernel uses if that differs.
func SetOption(env *env.Env, fd int, set sockopt.Setting) error {
	if err := env.Door.SetOption(fd, set); err != nil {
		return setFailure(env, fd, set, err)
	}
	o := set.Option
	if !env.Verbose || o.Access != sockopt.RW || o.Consumes() || o.Asks() || o.Kind == nil {
		return nil
	}
	got, err := env.Door.Getsockopt(fd, o.Level.Number, int(o.Number), max(o.Kind.Room(), len(set.Bytes)))
	if err != nil {
		return nil //nolint:nilerr // the option is set, so a failed read is no error
	}
	asked, used := o.Format(set.Bytes, sys.World()), o.Format(got, sys.World())
	if asked != used {
		env.Tell("%s: asked %s, the kernel uses %s", o.Name, asked, used)
	}
	return nil
}

// setFailure returns the error of setsockopt(2) with a hint for the option.
func setFailure(env *env.Env, fd int, set sockopt.Setting, err error) error {
	r := refusal{set.Option, sockopt.Set, set.Bytes, fd, err}
	return fail.WithHint(fail.At("setsockopt", set.String(), err), r.hint(env))
}
