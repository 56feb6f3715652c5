package serve

import (
	"testing"
	"time"

	"sock/internal/addr"
)

func sender(t *testing.T, text string) addr.Sockaddr {
	t.Helper()
	e, err := addr.Parse([]string{text}, text[0] == '@')
	if err != nil {
		t.Fatal(err)
	}
	list, err := e.Sockaddrs(addr.Connect, nil)
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

// TestQuota: a host gets its burst whatever ports it sends from, then so many answers a second, and never more than
// one burst after a pause.
func TestQuota(t *testing.T) {
	for _, c := range []struct{ name, one, same string }{
		{"IPv4", "192.0.2.1:1000", "192.0.2.1:2000"},
		{"IPv4 in IPv6", "192.0.2.1:1000", "[::ffff:192.0.2.1]:1000"},
		{"the network of an IPv6 host", "[2001:db8::1]:1000", "[2001:db8::ffff:1]:2000"},
		{"UNIX", "@name", "@name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q, now := NewQuota(), time.Now()
			q.now = func() time.Time { return now }
			one, same := sender(t, c.one), sender(t, c.same)
			allowed := func() (n int) {
				for range 2 * QuotaBurst {
					for _, from := range []addr.Sockaddr{one, same} {
						if q.Allow(from) {
							n++
						}
					}
				}
				return n
			}
			if n := allowed(); n != QuotaBurst {
				t.Errorf("%d answers at first, want %d", n, QuotaBurst)
			}
			now = now.Add(10 * time.Second)
			if n := allowed(); n != 10*QuotaRate {
				t.Errorf("%d answers after 10 s, want %d", n, 10*QuotaRate)
			}
			now = now.Add(time.Hour)
			if n := allowed(); n != QuotaBurst {
				t.Errorf("%d answers after an hour, want %d", n, QuotaBurst)
			}
		})
	}
}

// TestQuotaHosts: no number of hosts needs more room, and hardly one in a thousand loses answers to another.
func TestQuotaHosts(t *testing.T) {
	q := NewQuota()
	for range QuotaBurst {
		q.Allow(sender(t, "192.0.2.1:1000"))
	}
	refused := 0
	for a := range 20 {
		for b := range 250 {
			from := addr.Sockaddr{2, 0, 0, 7, 10, byte(a), 0, byte(b), 0, 0, 0, 0, 0, 0, 0, 0}
			if !q.Allow(from) {
				refused++
			}
		}
	}
	if refused > 50 {
		t.Errorf("%d of 5000 hosts are refused because of one", refused)
	}
}
