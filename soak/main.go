// Soak has random conversations with every kind of server that sock provides, and with sock as a client. It checks
// every byte at both ends, provokes errors and signals, and compares the servers' resources before and after.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"time"

	"golang.org/x/sys/unix"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, unix.SIGTERM)
	// A write to a closed pipe returns an error, also on standard output, because the servers still have to be ended.
	// The signal is caught and not ignored, because sock would inherit that.
	signal.Notify(make(chan os.Signal, 1), unix.SIGPIPE)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// A plan is what the command line asks for.
type plan struct {
	sock         string
	duration     time.Duration
	seed         uint64
	workers      int
	only         *regexp.Regexp
	conversation int64
}

func parse(args []string) (plan, error) {
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	p := plan{}
	flags.DurationVar(&p.duration, "duration", 10*time.Minute, "how long to go on")
	flags.Uint64Var(&p.seed, "seed", uint64(time.Now().UnixNano()), "make the choices of this `SEED` (default: of the clock)")
	flags.IntVar(&p.workers, "workers", 6, "have `N` conversations at once")
	flags.Int64Var(&p.conversation, "conversation", -1, "have only conversation `N` of the seed")
	only := flags.String("only", "", "have only the kinds whose names match `REGEXP`")
	if err := flags.Parse(args); err != nil {
		return p, err
	}
	if flags.NArg() != 1 {
		return p, errors.New("usage: go run . [-duration D] [-seed N] [-workers N] [-only REGEXP] [-conversation N] PATH-OF-SOCK")
	}
	var err error
	if p.only, err = regexp.Compile(*only); err != nil {
		return p, err
	}
	p.sock, err = filepath.Abs(flags.Arg(0))
	return p, err
}

func run(ctx context.Context, args []string) error {
	p, err := parse(args)
	if err != nil {
		return err
	}
	fmt.Printf("seed %d, %v\n", p.seed, p.duration)
	l, err := newLab(p)
	if err != nil {
		return err
	}
	return l.run(ctx)
}
