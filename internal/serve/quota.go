package serve

import (
	"hash/maphash"
	"net/netip"
	"time"

	"sock/internal/addr"
)

// A Quota bounds how many datagrams a service answers to each host. The sender of a datagram can be forged: without a
// bound one datagram could set two services to answer each other without end, or a few hosts could have a third one
// flooded. Each host has a token bucket; a loop has one datagram on its way, and ends when that one is not answered.
type Quota struct {
	seed    maphash.Seed
	buckets [quotaHosts]bucket
	now     func() time.Time
}

// A bucket has the answers that are left for the hosts of one hash value.
type bucket struct {
	left  float64
	asked time.Time // zero: never, and the bucket is full
}

const (
	// QuotaBurst is how many answers a host gets at once.
	QuotaBurst = 1000
	// QuotaRate is how many a second follow. A loop whose round trip is shorter than the time between two of those ends.
	QuotaRate = 5
	// quotaHosts bounds the table: hosts of one hash value share a bucket, and a sender cannot choose that value.
	quotaHosts = 4096
)

// NewQuota returns a quota of which nothing is used.
func NewQuota() *Quota { return &Quota{seed: maphash.MakeSeed(), now: time.Now} }

// Allow reports whether a datagram from that sender may be answered, and counts the answer.
func (q *Quota) Allow(from addr.Sockaddr) bool {
	b := &q.buckets[maphash.String(q.seed, host(from))%quotaHosts]
	now := q.now()
	if b.asked.IsZero() {
		b.left = QuotaBurst
	}
	b.left = min(QuotaBurst, b.left+now.Sub(b.asked).Seconds()*QuotaRate)
	b.asked = now
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}

// host is what a bucket is for: an IPv4 address, the /64 network that one IPv6 host may have all addresses of, or the
// name of a UNIX socket. The port does not count, for a sender chooses it.
func host(from addr.Sockaddr) string {
	ap, ok := from.IP()
	if !ok {
		return string(from)
	}
	ip := ap.Addr().Unmap()
	if ip.Is6() {
		ip = netip.PrefixFrom(ip.WithZone(""), 64).Masked().Addr()
	}
	return string(ip.AsSlice())
}
