package show

import (
	"io"
	"strings"

	"github.com/schollz/progressbar/v3"
)

// A Bar draws how much of something is done, for a line that is written again and again.
type Bar struct {
	bar     *progressbar.ProgressBar
	total   int64
	columns int
}

const (
	barText  = 60 // columns that the words and numbers beside the bar take, at most
	barLeast = 5
	barMost  = 40
)

// NewBar returns a bar for a total, or with 0, of which nobody knows when it ends, a wheel that turns. No line of it is
// as wide as the columns of the terminal, which would take another line then.
func NewBar(total int64, columns int) *Bar {
	if total == 0 {
		total = -1
	}
	bar := progressbar.NewOptions64(
		total,
		progressbar.OptionSetWriter(io.Discard), // whoever has the terminal asks for the line
		progressbar.OptionSetWidth(min(max(columns-barText, barLeast), barMost)),
		progressbar.OptionSetTheme(progressbar.Theme{Saucer: "=", SaucerHead: ">", SaucerPadding: " ", BarStart: "[", BarEnd: "]"}),
		progressbar.OptionShowCount(),
		progressbar.OptionShowBytes(true),
		progressbar.OptionUseIECUnits(true),
		progressbar.OptionSetElapsedTime(true),
		progressbar.OptionSetPredictTime(false), // it takes a pause for the end
		progressbar.OptionShowDescriptionAtLineEnd(),
	)
	return &Bar{bar, total, columns}
}

// Line is what to show when so much is done, with a note behind it.
func (b *Bar) Line(done int64, note string) string {
	if b.total > 0 && done > b.total { // the file has grown
		b.total = done
		b.bar.ChangeMax64(done)
	}
	b.bar.Describe(note)
	_ = b.bar.Set64(done) // into io.Discard
	line := strings.TrimSpace(b.bar.String())
	return line[:min(len(line), max(b.columns-1, 0))]
}
