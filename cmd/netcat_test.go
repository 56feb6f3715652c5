package cmd

import (
	"regexp"
	"strings"
	"testing"

	"sock/internal/env"
)

// ncRows returns the rows of the topic nc: a line of nc, ncat or socat, and sock's.
func ncRows(t *testing.T) (rows [][2]string) {
	t.Helper()
	row := regexp.MustCompile(`(?m)^    (\S.*?)  +(\S.*)$`)
	for _, m := range row.FindAllStringSubmatch(ncLong, -1) {
		rows = append(rows, [2]string{m[1], m[2]})
	}
	if len(rows) < 25 {
		t.Fatalf("the topic nc has %d rows", len(rows))
	}
	return rows
}

// TestNCRows: a line of nc's that is typed behind sock gets the line that the topic has beside it.
func TestNCRows(t *testing.T) {
	for _, row := range ncRows(t) {
		args := strings.Fields(strings.ReplaceAll(row[0], "'echo hi'", "echo\x01hi"))
		if args[0] != "nc" && args[0] != "ncat" {
			continue
		}
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "\x01", " ")
		}
		if got := ncHint(New(), "", args[1:]); got != row[1] {
			t.Errorf("%s: the hint is\n%s, the topic says\n%s", row[0], got, row[1])
		}
	}
}

// TestNCLines: sock understands each line of the topic.
func TestNCLines(t *testing.T) {
	here := strings.NewReplacer("ADDR:4000", "127.0.0.1:4000", "HOST", "127.0.0.1", "PORT", "5000", "ADDR", "127.0.0.1",
		"PATH", "/nonexistent/x", "FILE", "/bin/cat", "'echo hi'", "true")
	w := newWorld(t)
	for _, row := range ncRows(t) {
		line := row[1][strings.Index(row[1], "sock "):]
		args := strings.Fields(here.Replace(line))[1:]
		if status := w.run(t, args); status == 64 || status == 70 || status == 68 {
			t.Errorf("%s: status %d", line, status)
		}
		if c, _, err := newRoot(env.New(), "").Find(args); err != nil || !c.HasParent() {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// TestNCHint: other lines, with the words that were typed.
func TestNCHint(t *testing.T) {
	for _, c := range []struct{ word, line, want string }{
		{"", "127.0.0.1 80", "sock connect 127.0.0.1 80"},
		{"", "-v localhost 80", "sock connect -v localhost 80"},
		{"", "-zv example.org 80", "sock connect -zv example.org 80"},
		{"", "-zvw 3 example.org 80", "sock connect -zvw 3 example.org 80"},
		{"", "-zv example.org 20-25", "for port in $(seq 20 25); do sock connect -zv example.org $port; done"},
		{"", "-z example.org 22 80", "for port in 22 80; do sock connect -z example.org $port; done"},
		{"", "-lvnp 5000", "sock listen -vn 5000"},
		{"", "-l", "sock listen PORT"},
		{"", "5000 -l", "sock listen 5000"},
		{"", "-l -s 127.0.0.1 -p 5000", "sock listen 127.0.0.1 5000"},
		{"", "--listen --keep-open --exec /bin/cat 5000", "sock listen -k 5000 -- /bin/cat"},
		{"", "-p 4000 ::1 80", "sock connect --bind 4000 ::1 80"},
		{"", "-s ::1 -p 4000 ::1 80", "sock connect --bind '[::1]:4000' ::1 80"},
		{"", "-X 5 -x 127.0.0.1:1080 example.org 80", "ncat --proxy-type socks5 --proxy 127.0.0.1:1080 example.org 80"},
		{"", "-t example.org 23", ""},
		{"connect", "-N 127.0.0.1 80", "sock connect 127.0.0.1 80"},
		{"connect", "-q 1 127.0.0.1 80", "sock connect --linger 1 127.0.0.1 80"},
		{"connect", "-q -1 127.0.0.1 80", "sock connect --eof keep 127.0.0.1 80"},
		{"connect", "-o TCP_NODELAY -N 127.0.0.1 80", "sock connect -o TCP_NODELAY 127.0.0.1 80"},
		{"connect", "-l 5000", "sock listen 5000"},
		{"connect", "-S 192.0.2.1 179", "sock connect -o TCP_MD5SIG=192.0.2.1=KEY 192.0.2.1 179"},
		{"connect", "-e /bin/sh 127.0.0.1 80", "sock connect 127.0.0.1 80 -- /bin/sh"},
		{"listen", "-l -p 5000", "sock listen 5000"},
		{"recv", "-Q 127.0.0.1 1", ""},
		{"listen", "-p 5000 -- cat", "sock listen 5000 -- cat"},
		{"send", "-u -p 4000 127.0.0.1 80", "sock send -u --bind 4000 127.0.0.1 80"},
	} {
		if got := ncHint(New(), c.word, strings.Fields(c.line)); got != c.want {
			t.Errorf("sock %s %s: %s\nwant %s", c.word, c.line, got, c.want)
		}
	}
}
