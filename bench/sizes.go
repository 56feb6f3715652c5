package main

import "time"

const (
	kib = 1 << 10
	mib = 1 << 20
	gib = 1 << 30
)

// sizes is the amount of work of each row. The goals are for the full sizes.
type sizes struct {
	rounds    int
	limit     time.Duration // of one sample; a program that hangs has failed
	stream    int64         // bytes one way
	both      int64         // bytes each way, at once
	blocks    time.Duration // how long a producer writes blocks
	lines     int           // lines exchanged a round
	starts    int           // rounds of the rows that measure starting
	curve     []int         // numbers of connections open at once
	curveFor  time.Duration
	crowd     int // as many, for the row with the goal
	crowdFor  time.Duration
	relayed   int           // connections through a relay
	accepting time.Duration // connecting, echoing, closing
	datagrams int           // sent, a round
	receiving time.Duration // datagrams arriving
	soak      int64         // bytes, while memory is watched
	visits    int           // connections, while memory is watched
}

var full = sizes{
	rounds: 5, limit: 2 * time.Minute, stream: 2 * gib, both: gib, blocks: time.Second, lines: 10000, starts: 200,
	curve: []int{10, 100, 1000, 10000}, curveFor: 5 * time.Second, crowd: 10000, crowdFor: 30 * time.Second, relayed: 2000,
	accepting: 3 * time.Second, datagrams: 1 << 19, receiving: 2 * time.Second, soak: 50 * gib, visits: 1_000_000,
}

var small = sizes{
	rounds: 1, limit: 30 * time.Second, stream: 64 * mib, both: 32 * mib, blocks: 50 * time.Millisecond, lines: 200, starts: 5,
	curve: []int{10, 100}, curveFor: time.Second, crowd: 200, crowdFor: 2 * time.Second, relayed: 100,
	accepting: 200 * time.Millisecond, datagrams: 20000, receiving: 200 * time.Millisecond, soak: gib, visits: 2000,
}
