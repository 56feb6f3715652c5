package cmd

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sock/internal/sys"
	"sock/sockopt"
)

// durationValue is a flag for a time limit: a Go duration or a number of seconds.
type durationValue time.Duration

func (d *durationValue) String() string {
	if *d == 0 {
		return ""
	}
	return time.Duration(*d).String()
}

func (d *durationValue) Set(s string) error {
	v, err := sockopt.ParseDuration(s)
	if err != nil || v <= 0 {
		return errors.New("want a duration above zero, like 1.5s, 250ms or 2m (a bare number is seconds)")
	}
	*d = durationValue(v)
	return nil
}

func (d *durationValue) Type() string { return "DURATION" }

func durationVar(fs *pflag.FlagSet, d *time.Duration, name, short, usage string) {
	fs.VarP((*durationValue)(d), name, short, usage)
}

// sizeValue is a flag for a number of bytes.
type sizeValue struct {
	n     *int
	least int
}

// sizeMost is the maximum size of one buffer.
const sizeMost = 1 << 30

func (v *sizeValue) String() string {
	if v.n == nil {
		return ""
	}
	return strconv.Itoa(*v.n)
}

func (v *sizeValue) Set(s string) error {
	n, err := sockopt.ParseBytes(s)
	switch bad := err != nil || n < int64(v.least) || n > sizeMost; {
	case bad && v.least == math.MinInt32:
		return errors.New("want a number of bytes up to 1G, like 16 or -1")
	case bad:
		return errors.New("want a number of bytes from " + strconv.Itoa(v.least) + " to 1G, like 8192 or 64k")
	}
	*v.n = int(n)
	return nil
}

func (v *sizeValue) Type() string { return "BYTES" }

// sizesValue is a list of buffer sizes.
type sizesValue []int

func (v *sizesValue) String() string { return "" }

// mostBuffers is UIO_MAXIOV and one more, for which the kernel returns EMSGSIZE.
const mostBuffers = 1024 + 1

func (v *sizesValue) Set(s string) error {
	if s == "" { // no buffers
		*v = append(sizesValue{}, *v...)
		return nil
	}
	for word := range strings.SplitSeq(s, ",") {
		var n int
		if err := (&sizeValue{&n, 0}).Set(word); err != nil {
			return err
		}
		*v = append(*v, n)
	}
	if len(*v) > mostBuffers {
		return errors.New("want at most " + strconv.Itoa(mostBuffers) + " sizes")
	}
	if v.sum() > sizeMost {
		return errors.New("want no more than 1G in all")
	}
	return nil
}

func (v *sizesValue) sum() (n int) {
	for _, size := range *v {
		n += size
	}
	return n
}

func (v *sizesValue) Type() string { return "SIZES" }

// intValue is a flag for a number with a lower bound.
type intValue struct {
	n     *int
	least int
}

func (v *intValue) String() string {
	if v.n == nil {
		return ""
	}
	return strconv.Itoa(*v.n)
}

func (v *intValue) Set(s string) error {
	n, err := strconv.ParseInt(s, 0, 32)
	switch {
	case err != nil && v.least == math.MinInt32:
		return errors.New("want a number, like 5 or 0x10")
	case err != nil || int(n) < v.least:
		return errors.New("want a number from " + strconv.Itoa(v.least))
	}
	*v.n = int(n)
	return nil
}

func (v *intValue) Type() string { return "N" }

// choiceValue is a flag for one of a few words, whose index it stores.
type choiceValue[T ~int] struct {
	v     *T
	words []string
}

func (c choiceValue[T]) String() string {
	if c.v == nil {
		return ""
	}
	return c.words[*c.v]
}

func (c choiceValue[T]) Set(s string) error {
	for i, word := range c.words {
		if s == word {
			*c.v = T(i)
			return nil
		}
	}
	return errors.New("want " + strings.TrimPrefix(strings.Join(c.words, ", "), ", ")) // the first may be empty
}

func (c choiceValue[T]) Type() string { return "WORD" }

// namedValue is a flag for a constant of the kernel, by name or number.
type namedValue struct {
	v     *int
	parse func(string) (uint32, error)
}

func (n namedValue) String() string { return "" }

func (n namedValue) Set(s string) error {
	v, err := n.parse(s)
	if err != nil {
		return err
	}
	*n.v = int(int32(v))
	return nil
}

func (n namedValue) Type() string { return "NAME" }

// optionsValue collects -o NAME=VALUE.
type optionsValue []sockopt.Setting

func (o *optionsValue) String() string { return "" }

func (o *optionsValue) Set(s string) error {
	set, err := sockopt.ParseSetting(s, sys.World())
	if err != nil {
		return err
	}
	*o = append(*o, set)
	return nil
}

func (o *optionsValue) Type() string { return "NAME[=VALUE]" }
