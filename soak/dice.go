package main

import (
	"math"
	"math/rand/v2"
	"time"
)

// Dice make the choices of one conversation. They depend only on the seed of the run and the number of the
// conversation.
type dice struct{ *rand.Rand }

func newDice(seed, n uint64) dice { return dice{rand.New(rand.NewPCG(seed, n))} }

// child returns dice for another goroutine. It is called before the goroutine starts, so every run makes the same
// choices.
func (d dice) child() dice { return newDice(d.Uint64(), d.Uint64()) }

// chance reports true once in n times.
func (d dice) chance(n int) bool { return d.IntN(n) == 0 }

// pick returns one of the items.
func pick[T any](d dice, items ...T) T { return items[d.IntN(len(items))] }

// upTo returns a number from 1 to most, each order of magnitude as likely as the others.
func (d dice) upTo(most int64) int64 {
	return min(most, int64(math.Exp2(d.Float64()*math.Log2(float64(most)+1))))
}

// size returns a number of bytes from 0 to most. One in eight is 0.
func (d dice) size(most int64) int64 {
	if d.chance(8) {
		return 0
	}
	return d.upTo(most)
}

// within returns a duration up to most.
func (d dice) within(most time.Duration) time.Duration { return time.Duration(d.Int64N(int64(most))) }
