package pump

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"
)

// TestFeedOwn: a tap passes over its own chunks, which count as sent, whether it has others to send or not.
func TestFeedOwn(t *testing.T) {
	shrunk := 0
	f := &Feed{Most: 4 * (10 + chunkCost), Grown: func() {}, Shrunk: func() { shrunk++ }}
	one, two := f.Tap(), f.Tap()
	send := func(own *Tap, text string) {
		if _, err := f.SendFrom(own, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	want := func(tap *Tap, text string) {
		t.Helper()
		p, err := tap.Receive(nil)
		if string(p.Data) != text || (text == "") != errors.Is(err, unix.EAGAIN) {
			t.Fatalf("received %q, %v, want %q", p.Data, err, text)
		}
	}
	send(one, "1111111111")
	send(two, "2222222222")
	send(one, "3333333333")
	send(nil, "4444444444")
	if !f.Full() || shrunk > 0 {
		t.Error("the feed is not full")
	}
	want(one, "2222222222")
	want(one, "4444444444")
	want(one, "")
	if one.Behind() != 0 || !one.Idle() || two.Behind() != 40 {
		t.Errorf("behind by %d and %d bytes", one.Behind(), two.Behind())
	}
	want(two, "1111111111")
	want(two, "3333333333")
	if shrunk == 0 {
		t.Error("nobody was told that half is sent")
	}
	want(two, "4444444444")
	want(two, "")
	send(two, "5555555555")
	want(two, "")
	two.Close()
	want(one, "5555555555")
	want(one, "")
	if len(f.chunks) > 0 || f.size != 0 {
		t.Errorf("%d chunks, %d bytes are kept", len(f.chunks), f.size)
	}
}
