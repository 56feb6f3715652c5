package handover

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// FuzzEnviron: of an outer server's names for its connection none is left, and every other variable is.
func FuzzEnviron(f *testing.F) {
	f.Add("PROTO=TCP\x00TCPREMOTEIP=::1\x00PATH=/bin\x00SOCK=3\x00UNIXREMOTEPID=1\x00TCPINFO=x\x00=\x00")
	f.Fuzz(func(t *testing.T, all string) {
		environ := strings.Split(all, "\x00")
		left := withoutUCSPI(environ)
		for _, entry := range environ {
			name, _, _ := strings.Cut(entry, "=")
			ucspi := regexp.MustCompile(`^(PROTO|SOCK|UNIXLOCALPATH|UNIXREMOTE(?s:.*)|(TCP|UDP)(REMOTE|LOCAL)(?s:.*))$`).MatchString(name)
			if slices.Contains(left, entry) == ucspi {
				t.Errorf("%q is left: %v", entry, !ucspi)
			}
		}
	})
}
