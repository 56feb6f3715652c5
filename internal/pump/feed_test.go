package pump

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"
)

// TestFeedOfClosedTap: what only a closed tap had still to send makes room for the others.
func TestFeedOfClosedTap(t *testing.T) {
	f := &Feed{Most: 10, Grown: func() {}}
	slow, fast := f.Tap(), f.Tap()
	if _, err := f.Send(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []error{nil, unix.EAGAIN} {
		if _, err := fast.Receive(nil); !errors.Is(err, want) {
			t.Fatalf("the fast tap: %v, want %v", err, want)
		}
	}
	if !f.Full() {
		t.Fatal("the feed has room, although the slow tap has sent nothing")
	}
	slow.Close()
	if f.Full() || !f.Open() {
		t.Error("the feed has no room, although all remaining taps have sent everything")
	}
}
