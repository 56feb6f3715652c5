package modes

import (
	"time"

	"sock/internal/show"
	"sock/internal/socket"
)

// tcpPage adds lines about struct tcp_info, if the socket has had a peer.
func tcpPage(p *socket.Facts, line func(name, format string, args ...any)) {
	if p.Peer == "" || p.TCP == nil {
		return
	}
	field := func(name string) uint64 { n, _ := p.TCPField(name); return n }
	micros := func(name string) string { return (time.Duration(field(name)) * time.Microsecond).String() }
	millis := func(name string) string { return (time.Duration(field(name)) * time.Millisecond).String() }
	line("round trip", "%s ± %s, at least %s", micros("rtt"), micros("rttvar"), micros("min_rtt"))
	line("sent", "%s in %d segments, %d retransmitted", show.ByteSize(field("bytes_sent")), field("segs_out"), field("total_retrans"))
	line("received", "%s in %d segments", show.ByteSize(field("bytes_received")), field("segs_in"))
	line("window", "%d segments of %d bytes, path MTU %d", field("snd_cwnd"), field("snd_mss"), field("pmtu"))
	line("rate", "%s/s delivered, %s/s paced", show.ByteSize(field("delivery_rate")), show.ByteSize(field("pacing_rate")))
	line("last", "sent %s ago, received %s ago; retransmits after %s", millis("last_data_sent"), millis("last_data_recv"), micros("rto"))
}
