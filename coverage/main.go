// Coverage compares a coverage profile with docs/coverage.md, which lists every block that no test reaches, with the
// reason. It runs in the root of the repository.
package main

import (
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

// least is the percentage of statements that the tests of each package must exceed.
const least = 90

// module is the first element of the import path of every measured package.
const module = "sock"

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

func run(args []string, out, faults io.Writer) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: coverage PROFILE PAGE")
	}
	spans, err := readProfile(args[0])
	if err != nil {
		return err
	}
	list, err := measure(spans, source)
	if err != nil {
		return err
	}
	rows, err := readPage(args[1])
	if err != nil {
		return err
	}
	wrong := compare(list, rows)
	for _, w := range wrong {
		fmt.Fprintln(faults, w)
	}
	printTable(out, list)
	if len(wrong) > 0 {
		return fmt.Errorf("%d faults", len(wrong))
	}
	return nil
}

// source reads a file by its name in the profile.
func source(name string) ([]byte, error) {
	return os.ReadFile(strings.TrimPrefix(name, module+"/"))
}

// A pkg is the result for one package. Its blocks are those that no test reaches.
type pkg struct {
	name                string
	statements, covered int
	blocks              []*block
}

// percent is the percentage of covered statements.
func (p *pkg) percent() float64 { return 100 * float64(p.covered) / float64(max(1, p.statements)) }

// measure counts the statements of each package, in the order of the profile, and finds the blocks that are not
// covered.
func measure(spans []span, source func(string) ([]byte, error)) (list []*pkg, err error) {
	for len(spans) > 0 {
		n := 1
		for n < len(spans) && spans[n].file == spans[0].file {
			n++
		}
		if len(list) == 0 || list[len(list)-1].name != path.Dir(spans[0].file) {
			list = append(list, &pkg{name: path.Dir(spans[0].file)})
		}
		if err := list[len(list)-1].add(spans[:n], source); err != nil {
			return nil, err
		}
		spans = spans[n:]
	}
	return list, nil
}

// add counts the statements of one file.
func (p *pkg) add(spans []span, source func(string) ([]byte, error)) error {
	text, err := source(spans[0].file)
	if err != nil {
		return err
	}
	blocks, err := name(spans, text)
	if err != nil {
		return err
	}
	p.blocks = append(p.blocks, blocks...)
	for _, s := range spans {
		p.statements += s.statements
		if s.covered {
			p.covered += s.statements
		}
	}
	return nil
}
