package main

import (
	"fmt"
	"os"
	"time"
)

// blockSizes are the sizes of the writes of the producer.
func blockSizes() []int {
	return []int{64, 256, kib, 4 * kib, 16 * kib, 64 * kib, 256 * kib, mib}
}

func blockName(n int) string {
	return "blocks of " + size(int64(n))
}

// blocks measures the rate against the size of a producer's writes. It has no goal, only a picture.
func (l *lab) blocks() []row {
	var rows []row
	for _, n := range blockSizes() {
		with := func(t tool) contender {
			at := address{"tcp", "PORT", ""}
			return contender{
				name: t.name, shown: beside(line(t.listen(at))+" "+toNull, line(t.connect(at)), "PRODUCER |"),
				once: func(s *stage) (sample, error) { return s.blocks(t, n) },
			}
		}
		rows = append(rows, row{
			work: blockName(n), metrics: []metric{rate, cpu},
			subject: with(l.sockTool()), peers: []contender{with(nc()), with(socat())},
		})
	}
	return rows
}

func (s *stage) blocks(t tool, n int) (sample, error) {
	at, server, err := s.serverAt(1, "tcp", func(port string) []string { return t.listen(address{"tcp", port, ""}) })
	if err != nil {
		return nil, err
	}
	in, out, err := s.pipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	client, err := s.start(0, t.connect(at), in, nil)
	if err != nil {
		return nil, err
	}
	in.Close()
	sent := 0
	err = onCore(0, func() (err error) { sent, err = produce(out, n, began.Add(s.lab.sizes.blocks)); return err })
	out.Close()
	if err != nil {
		return nil, fmt.Errorf("%w; then %w", err, allDone(client, server))
	}
	if err := allDone(client, server); err != nil {
		return nil, err
	}
	took := time.Since(began).Seconds()
	return sample{rate: float64(sent) / took, cpu: client.seconds() + server.seconds()}, nil
}

// produce writes blocks until end.
func produce(out *os.File, n int, end time.Time) (sent int, err error) {
	block := make([]byte, n)
	for {
		// Many small blocks are written for each look at the clock.
		for range max(1, 64*kib/n) {
			m, err := out.Write(block)
			sent += m
			if err != nil {
				return sent, err
			}
		}
		if time.Now().After(end) {
			return sent, nil
		}
	}
}
