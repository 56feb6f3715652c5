package main

import (
	"context"
	"fmt"
	"time"
)

// flat is how much memory a program may grow.
const flat = mib

// soakStream watches the memory of both ends while many gigabytes are transferred.
func (l *lab) soakStream() row {
	return row{
		work: fmt.Sprintf("memory over a transfer of %s", size(l.sizes.soak)), metrics: []metric{startSize, growth, rate},
		rounds: 1, limit: 10 * time.Minute, goals: []goal{{metric: growth, most: flat}},
		subject: contender{
			name:  "sock",
			shown: fmt.Sprintf("sock listen PORT > /dev/null & head -c %d /dev/zero | sock connect PORT", l.sizes.soak),
			once:  func(s *stage) (sample, error) { return s.soakStream() },
		},
	}
}

func size(n int64) string {
	return scaled(float64(n), 1024, "B", "KiB", "MiB", "GiB")
}

func (s *stage) soakStream() (sample, error) {
	t := s.lab.sockTool()
	at, server, err := s.serverAt(1, "tcp", func(port string) []string { return t.listen(address{"tcp", port, ""}) })
	if err != nil {
		return nil, err
	}
	began := time.Now()
	in, producer, err := s.source(fromPipe, s.lab.sizes.soak, 0)
	if err != nil {
		return nil, err
	}
	client, err := s.start(0, t.connect(at), in, nil)
	if err != nil {
		return nil, err
	}
	in.Close()
	// After a fiftieth of the stream, all memory that the work needs has been used once.
	warm := func() bool {
		n, _ := producer.written()
		return n > float64(s.lab.sizes.soak)/50
	}
	watched := s.watch(warm, client, server)
	err = allDone(producer, client, server)
	got := watched()
	if err != nil {
		return nil, err
	}
	got[rate] = float64(s.lab.sizes.soak) / time.Since(began).Seconds()
	return got, nil
}

// soakVisits watches the memory of an echo server over many short connections.
func (l *lab) soakVisits() row {
	return row{
		work: fmt.Sprintf("memory over %d short connections", l.sizes.visits), metrics: []metric{startSize, growth, connects},
		rounds: 1, limit: 10 * time.Minute, goals: []goal{{metric: growth, most: flat}},
		subject: contender{
			name: "sock", needs: []string{"listen --serve"}, shown: line(l.echo("PORT")),
			once: func(s *stage) (sample, error) { return s.soakVisits(l.echo) },
		},
	}
}

func (s *stage) soakVisits(argv func(port string) []string) (sample, error) {
	at, server, err := s.serverAt(anywhere, "tcp", argv)
	if err != nil {
		return nil, err
	}
	upTo := func(n int) func(int64) bool {
		return func(sofar int64) bool { return sofar < int64(n) && s.ctx.Err() == nil }
	}
	if _, err := visit(at, upTo(s.lab.sizes.visits/50)); err != nil {
		return nil, err
	}
	watched := s.watch(func() bool { return true }, server)
	began := time.Now()
	n, err := visit(at, upTo(s.lab.sizes.visits))
	took := time.Since(began).Seconds()
	got := watched()
	if err != nil {
		return nil, err
	}
	got[connects] = float64(n) / took
	return got, nil
}

// watch samples the memory of programs, from when warm reports true until the function returned is called. Without time
// for two samples that returns no figure of growth.
func (s *stage) watch(warm func() bool, programs ...*process) func() sample {
	ctx, stop := context.WithCancel(s.ctx)
	seen := make(chan sample, 1)
	go func() {
		got := sample{}
		for ctx.Err() == nil {
			now := together(programs)
			if start, started := got[startSize]; started {
				got[growth] = max(got[growth], now-start)
			} else if warm() {
				got[startSize] = now
			}
			time.Sleep(10 * time.Millisecond)
		}
		seen <- got
	}()
	return func() sample {
		stop()
		return <-seen
	}
}

// together is the memory of the programs, 0 for those that have ended.
func together(programs []*process) float64 {
	var sum float64
	for _, p := range programs {
		n, _ := field("/proc/"+p.pid()+"/smaps_rollup", "Pss:")
		sum += n * kib
	}
	return sum
}
