package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// report writes RESULTS.md and the pictures.
func (l *lab) report(results []result) error {
	drawn, err := l.draw(results)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	l.heading(&b, time.Now())
	targets(&b, results)
	for _, p := range drawn {
		fmt.Fprintf(&b, "\n![%s](%s)\n", p.title, p.file)
	}
	figures(&b, results)
	l.commands(&b, results)
	l.forReadme(&b, results)
	return os.WriteFile(filepath.Join(l.out, "RESULTS.md"), b.Bytes(), 0o644)
}

// command is the command of this run, as in the Makefile if it has no special flags.
func (l *lab) command() string {
	if len(l.args) == 1 {
		return "make bench"
	}
	return "cd bench && go run . " + strings.Join(l.args, " ")
}

func (l *lab) heading(w io.Writer, ended time.Time) {
	fmt.Fprintf(w, "# Results\n\nWritten by `%s`, %s to %s.\n", l.command(),
		l.began.UTC().Format("2006-01-02 15:04"), ended.UTC().Format("15:04 MST"))
	fmt.Fprintf(w, "Rounds: %d, or as many as a row says; in each, all programs in turn.\n", l.rounds)
	fmt.Fprint(w, "A ratio is the median of the ratios round by round, of sock to the peer. Processor time is user and system,\n"+
		"of both ends where both are the program measured. Memory is the proportional set size (PSS).\n\n")
	header(w, "what", "is")
	for _, f := range l.machine() {
		cells(w, f.what, f.is)
	}
}

func targets(w io.Writer, results []result) {
	fmt.Fprint(w, "\n## Targets\n\n")
	header(w, "work", "figure", "sock", "against", "peer figure", "ratio", "target", "met")
	for _, r := range results {
		for _, g := range r.goals {
			v := r.judge(g)
			against := v.peer
			if against == "" {
				against = "itself"
			}
			cells(w, r.work, string(g.metric), v.subject, against, v.reference, v.figure, v.bound, v.met)
		}
	}
}

func figures(w io.Writer, results []result) {
	fmt.Fprint(w, "\n## All figures\n\n")
	header(w, "work", "program", "figure", "median", "min", "max", "rounds")
	for _, r := range results {
		if r.unable != "" {
			cells(w, r.work, r.subject.name, "not measured: "+r.unable, "", "", "", "")
		}
		for _, c := range r.contenders() {
			if err := r.failed[c.name]; err != nil {
				cells(w, r.work, c.name, "failed: "+err.Error(), "", "", "", "")
			}
			for _, m := range r.metrics {
				if list := r.values(c.name, m); len(list) > 0 {
					s := spread(list)
					cells(w, r.work, c.name, string(m), m.show(s.median), m.show(s.min), m.show(s.max), fmt.Sprint(len(list)))
				}
			}
		}
	}
}

// commands lists the commands that were run, with PORT and PATH for free ones.
func (l *lab) commands(w io.Writer, results []result) {
	fmt.Fprint(w, "\n## Commands\n\n")
	for _, r := range results {
		fmt.Fprintf(w, "- %s\n", r.work)
		for _, c := range r.contenders() {
			fmt.Fprintf(w, "  - `%s`\n", strings.ReplaceAll(c.shown, l.dir+"/", ""))
		}
	}
}

// forReadme writes the rows for the README.
func (l *lab) forReadme(w io.Writer, results []result) {
	fmt.Fprintf(w, "\n## For the README\n\nMeasured %s by `%s` on %s; medians, rounds: %d.\n\n", l.began.UTC().Format("2006-01-02"),
		l.command(), lineOf("/proc/cpuinfo", "model name")+", "+kernel(), l.rounds)
	header(w, "work", "sock", "others", "ratio")
	for _, r := range results {
		if len(r.goals) == 0 || len(r.samples[r.subject.name]) == 0 {
			continue
		}
		if first := r.judge(r.goals[0]); first.peer != "" {
			cells(w, r.work+", "+string(first.metric), first.subject, first.peer+" "+first.reference, first.figure)
			continue
		}
		var own []string
		for _, g := range r.goals {
			own = append(own, fmt.Sprintf("%s %s", g.metric, r.judge(g).subject))
		}
		cells(w, r.work, strings.Join(own, ", "), "", "")
	}
}

func header(w io.Writer, heads ...string) {
	cells(w, heads...)
	fmt.Fprintln(w, "|"+strings.Repeat("---|", len(heads)))
}

// cells writes one line of a table; characters that would end a cell or a line are removed.
func cells(w io.Writer, texts ...string) {
	clean := strings.NewReplacer("|", `\|`, "\n", "; ")
	fmt.Fprint(w, "|")
	for _, t := range texts {
		fmt.Fprintf(w, " %s |", clean.Replace(strings.TrimSpace(t)))
	}
	fmt.Fprintln(w)
}
