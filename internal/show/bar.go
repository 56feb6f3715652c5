package show

import (
	"fmt"
	"strings"
	"time"
)

// A Bar formats the line that shows the progress of a transfer.
type Bar struct {
	start   time.Time
	total   int64 // bytes; 0: unknown
	columns int   // of the terminal
	lines   int   // formatted so far; they turn the wheel
}

const (
	besideBar = 60 // columns for the numbers beside the bar, at most
	minBar    = 5
	maxBar    = 40
	wheel     = `|/-\`
)

// NewBar returns a Bar for a transfer of total bytes that starts now. A total of 0 means unknown: the line then has a
// turning wheel in place of the bar.
func NewBar(total int64, columns int) *Bar {
	return &Bar{start: time.Now(), total: total, columns: columns}
}

// Line returns the line for a transfer that has moved done bytes, with a note at its end. It is shorter than the terminal
// is wide: a full line would make the terminal start another one.
func (b *Bar) Line(done int64, note string) string {
	return b.lineAt(time.Since(b.start), done, note)
}

func (b *Bar) lineAt(took time.Duration, done int64, note string) string {
	if b.total > 0 {
		b.total = max(b.total, done) // the file has grown
	}
	line := fmt.Sprintf("%s (%s) [%v] %s", b.gauge(done), b.amount(done, took), took.Round(time.Second), note)
	line = strings.TrimSpace(line)
	return line[:min(len(line), max(b.columns-1, 0))]
}

// gauge returns the percentage and the bar, or one position of the wheel.
func (b *Bar) gauge(done int64) string {
	if b.total == 0 {
		b.lines++
		return wheel[b.lines%len(wheel):][:1]
	}
	width := min(max(b.columns-besideBar, minBar), maxBar)
	bar := strings.Repeat("=", int(done*int64(width)/b.total))
	if bar != "" && done < b.total {
		bar = bar[1:] + ">"
	}
	return fmt.Sprintf("%d%% [%-*s]", 100*done/b.total, width, bar)
}

// amount returns the bytes done, of the total where it is known, and their rate since the start.
func (b *Bar) amount(done int64, took time.Duration) string {
	text := ByteSize(uint64(done))
	if b.total > 0 {
		size, symbol := unitOf(uint64(b.total))
		text = inUnit(uint64(done), size) + "/" + inUnit(uint64(b.total), size) + " " + symbol
	}
	if done > 0 && took > 0 {
		text += ", " + ByteSize(uint64(float64(done)/took.Seconds())) + "/s"
	}
	return text
}
