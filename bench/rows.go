package main

import "slices"

// rows lists everything that is measured, in the order of the report.
func (l *lab) rows() []row {
	return slices.Concat(
		l.streams(),
		[]row{l.bothWays()},
		l.through(),
		[]row{l.lines()},
		l.starts(),
		l.crowds(),
		[]row{l.visitors()},
		l.relays(),
		[]row{l.datagramsOut(), l.datagramsIn()},
		[]row{l.soakStream(), l.soakVisits()},
		l.blocks(),
	)
}
