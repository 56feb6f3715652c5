package modes

import (
	"fmt"
	"strconv"
	"time"
)

// tcp returns a field of tcp_info, and whether the kernel returned it.
func (p *portrait) tcp(name string) (uint64, bool) {
	for _, m := range p.TCP {
		if m.Name == "tcpi_"+name {
			n, err := strconv.ParseUint(m.Number, 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}

// tcpPage tells tcp_info in human units. A socket that has never had a peer has nothing to tell.
func (p *portrait) tcpPage(line func(name, format string, args ...any)) {
	if p.Peer == "" || p.TCP == nil {
		return
	}
	field := func(name string) uint64 { n, _ := p.tcp(name); return n }
	micros := func(name string) string { return (time.Duration(field(name)) * time.Microsecond).String() }
	millis := func(name string) string { return (time.Duration(field(name)) * time.Millisecond).String() }
	line("round trip", "%s ± %s, at least %s", micros("rtt"), micros("rttvar"), micros("min_rtt"))
	line("sent", "%s in %d segments, %d retransmitted", bytesText(field("bytes_sent")), field("segs_out"), field("total_retrans"))
	line("received", "%s in %d segments", bytesText(field("bytes_received")), field("segs_in"))
	line("window", "%d segments of %d bytes, path MTU %d", field("snd_cwnd"), field("snd_mss"), field("pmtu"))
	line("rate", "%s/s delivered, %s/s paced", bytesText(field("delivery_rate")), bytesText(field("pacing_rate")))
	line("last", "sent %s ago, received %s ago; retransmits after %s", millis("last_data_sent"), millis("last_data_recv"), micros("rto"))
}

// bytesText is a number of bytes for people: powers of 1024.
func bytesText(n uint64) string {
	const step = 1024
	if n < step {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n)/step, 0
	for value >= step && unit < 5 {
		value, unit = value/step, unit+1
	}
	return fmt.Sprintf("%.1f %ciB", value, "KMGTPE"[unit])
}
