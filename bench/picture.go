package main

import (
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// A picture shows some rows: bars, or curves where the rows differ by a number.
type picture struct {
	file, title string
	axis        string // the label of the vertical axis
	unit        float64
	metric      metric
	rows        []string
	numbers     []float64 // of the rows, for curves
	along       string    // their meaning
	logarithmic bool      // both axes
}

func (l *lab) pictures() []picture {
	streams := []string{
		"file to /dev/null", "file to pipe", "pipe to pipe", "file to file",
		"file to /dev/null, UNIX socket", "pipe to pipe, UNIX socket", "file to file, UNIX socket", "both directions at once",
		"echo of one stream", "relay of one stream",
	}
	var crowds, blocks []string
	var counts, sizes []float64
	for _, n := range l.sizes.curve {
		crowds, counts = append(crowds, crowdName(n)), append(counts, float64(n))
	}
	for _, n := range blockSizes() {
		blocks, sizes = append(blocks, blockName(n)), append(sizes, float64(n))
	}
	return []picture{
		{file: "rate.svg", title: "One stream", axis: "GB/s", unit: 1e9, metric: rate, rows: streams},
		{file: "cpu.svg", title: "One stream: processor time", axis: "seconds", unit: 1, metric: cpu, rows: streams},
		{file: "line-p50.svg", title: "64-byte line there and back, median", axis: "µs", unit: 1e-6, metric: p50, rows: []string{"64-byte line there and back"}},
		{file: "start.svg", title: "Start to exit", axis: "ms", unit: 1e-3, metric: elapsed, rows: []string{
			"start to exit, connect -z to a refusing port", "start to exit, send --on NAME",
		}},
		{file: "connections.svg", title: "Connections a second", axis: "thousands/s", unit: 1e3, metric: connects, rows: []string{
			"connect, 64 bytes echoed, close; 8 at a time",
		}},
		{file: "datagrams.svg", title: "Datagrams a second", axis: "thousands/s", unit: 1e3, metric: messages, rows: []string{
			"send datagrams of 64 bytes", "receive datagrams of 64 bytes",
		}},
		{
			file: "crowd-memory.svg", title: "Memory of a connection", axis: "KiB", unit: kib, metric: perConn, rows: crowds,
			numbers: counts, along: "connections open", logarithmic: true,
		},
		{
			file: "crowd-p99.svg", title: "Line there and back, 99 of 100", axis: "ms", unit: 1e-3, metric: p99, rows: crowds,
			numbers: counts, along: "connections open", logarithmic: true,
		},
		{
			file: "blocks.svg", title: "Rate against block size", axis: "GB/s", unit: 1e9, metric: rate, rows: blocks,
			numbers: sizes, along: "bytes that the producer writes at a time",
		},
	}
}

// draw makes the pictures for which there are figures, and returns them.
func (l *lab) draw(results []result) (drawn []picture, err error) {
	for _, p := range l.pictures() {
		series := p.series(results)
		if len(series) == 0 {
			continue
		}
		figure := p.figure()
		if p.numbers != nil {
			err = p.curves(figure, series)
		} else {
			err = p.bars(figure, series)
		}
		if err != nil {
			return nil, err
		}
		if err := save(figure, p.width(), filepath.Join(l.out, p.file)); err != nil {
			return nil, err
		}
		drawn = append(drawn, p)
	}
	return drawn, nil
}

// figure is an empty plot in the bench's style.
func (p picture) figure() *plot.Plot {
	figure := plot.New()
	figure.Title.Text, figure.Y.Label.Text = p.title, p.axis
	figure.BackgroundColor = color.White
	figure.Legend.Top = true
	// A viewer without this font uses a wider one.
	figure.Legend.Padding, figure.Legend.XOffs = vg.Points(3), vg.Points(-6)
	figure.Legend.ThumbnailWidth = vg.Points(14)
	for _, f := range []*font.Font{
		&figure.Title.TextStyle.Font, &figure.Legend.TextStyle.Font,
		&figure.X.Label.TextStyle.Font, &figure.X.Tick.Label.Font, &figure.Y.Label.TextStyle.Font, &figure.Y.Tick.Label.Font,
	} {
		f.Variant = "Sans"
	}
	return figure
}

// A series is a program's figures, one a row, NaN where there is none.
type series struct {
	name   string
	values []float64
}

// series groups the figures by program, whatever its arguments were.
func (p picture) series(results []result) []series {
	var all []series
	for i, work := range p.rows {
		at := slices.IndexFunc(results, func(r result) bool { return r.work == work })
		if at < 0 {
			continue
		}
		for _, c := range results[at].contenders() {
			list := results[at].values(c.name, p.metric)
			if len(list) == 0 {
				continue
			}
			name, _, _ := strings.Cut(c.name, " ")
			j := slices.IndexFunc(all, func(s series) bool { return s.name == name })
			if j < 0 {
				j = len(all)
				all = append(all, series{name, slices.Repeat([]float64{math.NaN()}, len(p.rows))})
			}
			all[j].values[i] = spread(list).median / p.unit
		}
	}
	return all
}

// colour returns a program's color, the same in every picture.
func colour(program string) color.Color {
	switch program {
	case "sock":
		return color.RGBA{0x1b, 0x6c, 0xa8, 0xff}
	case "nc":
		return color.RGBA{0xe0, 0x7b, 0x39, 0xff}
	case "socat":
		return color.RGBA{0x6a, 0xa8, 0x4f, 0xff}
	case "ncat":
		return color.RGBA{0xa6, 0x4d, 0x79, 0xff}
	default:
		return color.RGBA{0x88, 0x88, 0x88, 0xff}
	}
}

const barWidth = 14

func (p picture) bars(figure *plot.Plot, all []series) error {
	figure.Y.Min = 0
	top := 0.0
	for i, s := range all {
		values := make(plotter.Values, len(s.values))
		for j, v := range s.values {
			if !math.IsNaN(v) {
				values[j], top = v, max(top, v)
			}
		}
		bar, err := plotter.NewBarChart(values, vg.Points(barWidth))
		if err != nil {
			return err
		}
		bar.Color, bar.LineStyle.Width = colour(s.name), 0
		bar.Offset = vg.Points(barWidth * (float64(i) - float64(len(all)-1)/2))
		figure.Add(bar)
		figure.Legend.Add(s.name, bar)
	}
	figure.Y.Max = top * 1.35 // room for the legend
	var names []string
	for _, name := range p.rows {
		names = append(names, strings.NewReplacer(", ", "\n", "; ", "\n", " to ", " to\n", " of ", " of\n", " at once", "\nat once").Replace(name))
	}
	figure.NominalX(names...)
	figure.X.Min, figure.X.Max = -0.5, float64(len(names))-0.5
	return nil
}

func (p picture) curves(figure *plot.Plot, all []series) error {
	figure.X.Label.Text, figure.Legend.Left = p.along, true
	figure.Legend.XOffs = vg.Points(6)
	figure.X.Scale, figure.X.Tick.Marker = plot.LogScale{}, marks(p.numbers)
	if p.logarithmic {
		figure.Y.Scale, figure.Y.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	} else {
		figure.Y.Min = 0
	}
	figure.Add(plotter.NewGrid())
	for _, s := range all {
		var points plotter.XYs
		for i, v := range s.values {
			// A logarithmic axis needs values above zero, and the cost of a connection may be too small to measure.
			if !math.IsNaN(v) && (v > 0 || !p.logarithmic) {
				points = append(points, plotter.XY{X: p.numbers[i], Y: v})
			}
		}
		if len(points) == 0 {
			continue
		}
		curve, dots, err := plotter.NewLinePoints(points)
		if err != nil {
			return err
		}
		curve.Color, dots.Color, curve.Width = colour(s.name), colour(s.name), vg.Points(2)
		dots.Shape = draw.CircleGlyph{}
		figure.Add(curve, dots)
		figure.Legend.Add(s.name, curve, dots)
	}
	if p.logarithmic { // label whole powers of ten, the lowest only if it is above the end
		figure.Y.Min = 0.999 * math.Pow(10, math.Floor(math.Log10(figure.Y.Min)))
		figure.Y.Max = math.Pow(10, math.Ceil(math.Log10(figure.Y.Max)))
	}
	return nil
}

// marks puts ticks at the numbers themselves.
func marks(numbers []float64) plot.ConstantTicks {
	var ticks plot.ConstantTicks
	for _, n := range numbers {
		label := strconv.FormatFloat(n, 'f', 0, 64)
		switch {
		case n >= mib:
			label = strconv.FormatFloat(n/mib, 'f', 0, 64) + "M"
		case n >= kib && math.Mod(n, kib) == 0:
			label = strconv.FormatFloat(n/kib, 'f', 0, 64) + "K"
		}
		ticks = append(ticks, plot.Tick{Value: n, Label: label})
	}
	return ticks
}

func (p picture) width() vg.Length {
	return vg.Centimeter * vg.Length(max(12, 2.6*float64(len(p.rows))))
}

func save(figure *plot.Plot, width vg.Length, path string) error {
	canvas := vgsvg.New(width, 9*vg.Centimeter)
	figure.Draw(draw.New(canvas))
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.WriterTo(canvas).WriteTo(f); err != nil {
		return err
	}
	return f.Close()
}
