// Faults makes every system call of every sock command fail, one at a time, and judges the result. It runs the shipped
// binary under strace(1), which returns an error in place of the call (--inject).
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

func run() error {
	quick := flag.Bool("quick", false, fmt.Sprintf("run one cell in %d, spread over all scenes and calls", quickShare))
	only := flag.String("only", "", "run only the cells whose names match `REGEXP`, like ^connect/sendto/")
	workers := flag.Int("workers", 6, "run `N` cells side by side")
	verbose := flag.Bool("v", false, "print every cell that was run, and what was printed in it")
	dry := flag.Bool("n", false, "print the names of the cells and run none")
	flag.Parse()
	if flag.NArg() != 1 {
		return fmt.Errorf("usage: faults [-quick] [-only REGEXP] [-workers N] [-v] [-n] PATH-OF-SOCK")
	}
	sock, err := filepath.Abs(flag.Arg(0))
	if err != nil {
		return err
	}
	match, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	start := time.Now()
	l, err := newLab(sock, *workers)
	if err != nil {
		return err
	}
	plan, err := l.plan(match, *quick)
	if err != nil {
		return err
	}
	if *dry {
		plan.print(os.Stdout)
		return nil
	}
	report := l.runAll(plan, *verbose)
	report.print(os.Stdout, time.Since(start))
	if len(report.failures) > 0 {
		return fmt.Errorf("%d of %d cells failed", len(report.failures), report.ran)
	}
	return nil
}
