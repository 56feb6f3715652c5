package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// table prints the conversations, the faults, and the standing servers' resources before and after.
func (l *lab) table(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "conversations\tMiB\terrors expected\tfaults\t  kind")
	all := kind{name: "all"}
	for _, k := range l.kinds {
		k.row(w)
		all.conversations += k.conversations
		all.bytes += k.bytes
		all.expected += k.expected
		all.faults += k.faults
	}
	all.row(w)
	w.Flush()
	if l.conversation >= 0 {
		return
	}
	fmt.Fprintln(w, "RSS KiB\tanonymous\tfds\tthreads\tzombies\tms of CPU idle\t  server, before and after")
	for _, s := range l.servers {
		s.row(w)
	}
	w.Flush()
	for _, text := range excluded() {
		fmt.Fprintln(out, "excluded:", text)
	}
	fmt.Fprintf(out, "seed %d: %d kinds, %d excluded, %d conversations, %d faults\n",
		l.seed, len(l.kinds), len(excluded()), all.conversations, len(l.faults))
}

func (k *kind) row(w io.Writer) {
	fmt.Fprintf(w, "%d\t%.1f\t%d\t%d\t  %s\n", k.conversations, float64(k.bytes)/(1<<20), k.expected, k.faults, k.name)
}

func (s *server) row(w io.Writer) {
	b, a := s.before, s.after
	fmt.Fprintf(w, "%d %d\t%d %d\t%d %d\t%d %d\t%d %d\t%.1f\t  %s\n", b.memory>>10, a.memory>>10, b.private>>10, a.private>>10,
		b.fds, a.fds, b.threads, a.threads, b.zombies, a.zombies, s.idle.Seconds()*1000, s.name)
}
