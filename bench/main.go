// Bench times sock and its peers: whole processes, in turn A B A B, in one run. It writes the figures to RESULTS.md,
// with pictures, and judges them by the goals.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"

	"golang.org/x/sys/unix"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, unix.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A plan is what the command line asks for.
type plan struct {
	args   []string
	sock   string
	out    string
	only   *regexp.Regexp
	rounds int
	sizes  sizes
}

func parse(args []string) (plan, error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "small sizes, to see that everything works")
	out := flags.String("out", "", "write RESULTS.md and the pictures to `DIR` (default here; with -only nowhere)")
	only := flags.String("only", "", "measure only the rows whose names match `REGEXP`")
	rounds := flags.Int("rounds", 0, "measure every row `N` times (default 5, with -quick 1)")
	if err := flags.Parse(args); err != nil {
		return plan{}, err
	}
	if flags.NArg() != 1 {
		return plan{}, errors.New("usage: go run . [-quick] [-out DIR] [-only REGEXP] [-rounds N] PATH-OF-SOCK")
	}
	p := plan{args: args, sock: flags.Arg(0), out: *out, rounds: *rounds, sizes: full}
	if *quick {
		p.sizes = small
	}
	if p.out == "" && *only == "" {
		p.out = "."
	}
	if p.rounds == 0 {
		p.rounds = p.sizes.rounds
	}
	var err error
	p.only, err = regexp.Compile(*only)
	return p, err
}

func run(ctx context.Context, args []string) error {
	p, err := parse(args)
	if err != nil {
		return err
	}
	l, err := newLab(p)
	if err != nil {
		return err
	}
	defer l.close()
	var results []result
	for _, r := range l.rows() {
		if !p.only.MatchString(r.work) {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		res := l.measure(ctx, r)
		res.print(os.Stdout)
		results = append(results, res)
	}
	if p.out != "" {
		if err := l.report(results); err != nil {
			return err
		}
	}
	return failures(results)
}

// failures is an error where sock did not do its work. A slow row is no error, nor is a peer that fails.
func failures(results []result) error {
	var all []error
	for _, r := range results {
		if err := r.failed[r.subject.name]; err != nil {
			all = append(all, fmt.Errorf("%s: %w", r.work, err))
		}
	}
	return errors.Join(all...)
}
