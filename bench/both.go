package main

import (
	"os"
	"time"
)

// bothWays is two streams at once in one connection. Each direction carries the first part of the payload.
func (l *lab) bothWays() row {
	with := func(t tool) contender {
		at := address{"tcp", "PORT", ""}
		return contender{
			name: t.name, needs: t.needs,
			shown: line(t.listen(at)) + " < half > /dev/null & " + line(t.connect(at)) + " < half > /dev/null",
			once:  func(s *stage) (sample, error) { return s.bothWays(t) },
		}
	}
	return row{
		work: "both directions at once", metrics: []metric{rate, cpu},
		subject: with(l.sockTool()), peers: []contender{with(nc())},
		goals: []goal{{peer: ncName, metric: rate, least: 2}},
	}
}

func (s *stage) bothWays(t tool) (sample, error) {
	half, err := s.half()
	if err != nil {
		return nil, err
	}
	at, err := s.free("tcp")
	if err != nil {
		return nil, err
	}
	listens, err := s.keep(os.Open(half))
	if err != nil {
		return nil, err
	}
	connects, err := s.keep(os.Open(half))
	if err != nil {
		return nil, err
	}
	server, err := s.start(1, t.listen(at), listens, nil)
	if err != nil {
		return nil, err
	}
	if err := s.listening(at, server); err != nil {
		return nil, err
	}
	began := time.Now()
	client, err := s.start(0, t.connect(at), connects, nil)
	if err != nil {
		return nil, err
	}
	if err := allDone(client, server); err != nil {
		return nil, err
	}
	took := time.Since(began).Seconds()
	return sample{rate: 2 * float64(s.lab.sizes.both) / took, cpu: client.seconds() + server.seconds()}, nil
}

// half is a file with as many bytes as go one way.
func (s *stage) half() (string, error) {
	path := s.lab.dir + "/half"
	if info, err := os.Stat(path); err == nil && info.Size() == s.lab.sizes.both {
		return path, nil
	}
	return path, fill(path, s.lab.sizes.both)
}
