package main

import (
	"fmt"
	"io"
)

// printTable prints a line for each package and one for all.
func printTable(out io.Writer, list []*pkg) {
	const line = "%-22s %10d %8d %7.1f %7d\n"
	fmt.Fprintf(out, "%-22s %10s %8s %7s %7s\n", "package", "statements", "covered", "%", "blocks")
	all := pkg{name: "all"}
	for _, p := range list {
		fmt.Fprintf(out, line, p.name, p.statements, p.covered, p.percent(), len(p.blocks))
		all.statements += p.statements
		all.covered += p.covered
		all.blocks = append(all.blocks, p.blocks...)
	}
	fmt.Fprintf(out, line, all.name, all.statements, all.covered, all.percent(), len(all.blocks))
}
