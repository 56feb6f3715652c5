// Bench times sock beside its peers: whole processes, in turn A B A B, in one run.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"
)

// rounds is how many pairs are timed, after a few that are not.
const (
	rounds = 200
	warmup = 10
)

// A row is one piece of work done by two programs.
type row struct {
	work   string
	ours   []string
	peer   []string
	target float64 // the most that ours may take, as a multiple of the peer's time
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: go run . PATH-OF-SOCK")
	}
	sock := args[0]
	dir, err := os.MkdirTemp("", "sock-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.Setenv("SOCK_DIR", dir+"/held"); err != nil {
		return err
	}
	if err := exec.Command(sock, "socketpair", "--udp", "--hold", "left,right").Run(); err != nil {
		return fmt.Errorf("socketpair --hold: %w", err)
	}
	defer exec.Command(sock, "close", "left", "right").Run()
	refused := []string{"nc.openbsd", "-z", "127.0.0.1", "1"}
	fmt.Printf("%-44s %10s %10s %8s %8s\n", "work, against nc -z to a refusing port", "ours", "nc", "ratio", "at most")
	for _, r := range []row{
		{"start to exit, connect -z to a refusing port", []string{sock, "connect", "-z", "127.0.0.1", "1"}, refused, 1.8},
		// The queue fills, and then the call is EAGAIN: the same work but for the copy of a byte.
		{"send --on NAME: start, fetch, send, exit", []string{sock, "send", "--on", "left", "--dontwait", "-d", "x"}, refused, 2},
	} {
		r.measure()
	}
	return nil
}

// measure prints medians, and the median of the ratios pair by pair.
func (r row) measure() {
	var ours, peer, ratio []float64
	for i := range warmup + rounds {
		a, b := timed(r.ours), timed(r.peer)
		if i >= warmup {
			ours, peer, ratio = append(ours, a), append(peer, b), append(ratio, a/b)
		}
	}
	fmt.Printf("%-44s %7.2f ms %7.2f ms %8.2f %8.2f\n", r.work, 1e3*median(ours), 1e3*median(peer), median(ratio), r.target)
}

// timed runs a command, whatever it says and however it ends, and returns the seconds it took.
func timed(argv []string) float64 {
	c := exec.Command(argv[0], argv[1:]...)
	start := time.Now()
	_ = c.Run()
	return time.Since(start).Seconds()
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
