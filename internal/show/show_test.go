package show

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

var noon = time.Date(2024, 2, 29, 12, 0, 0, 1000, time.FixedZone("", 3600))

const noonText = "2024-02-29T12:00:00.000001000+01:00"

// records holds records and what each format writes of them. The dumps are the output of hexdump -C without its last
// line. The quoted strings are the output of strace.
var records = []struct {
	name      string
	record    Record
	text, hex string
	json      string
}{
	{
		"a line",
		Record{Time: noon, Call: "recvmsg", From: "127.0.0.1:53", Data: []byte("hello\n"), Len: 6},
		`127.0.0.1:53 6 0 "hello\n"`,
		"127.0.0.1:53 6 0\n00000000  68 65 6c 6c 6f 0a                                 |hello.|\n",
		`"call":"recvmsg","from":"127.0.0.1:53","len":6,"flags":[],"control":[],"data":"hello\n","eof":false}`,
	},
	{
		"an empty message without a sender",
		Record{Time: noon, Call: "recvfrom", Data: []byte{}},
		`- 0 0 ""`,
		"- 0 0\n",
		`"call":"recvfrom","from":null,"len":0,"flags":[],"control":[],"data":"","eof":false}`,
	},
	{
		"bytes that are not UTF-8",
		Record{Time: noon, Call: "recvmsg", From: "unix:@a", Data: []byte{0xff, 0, '7', 0xc3}, Len: 4},
		`unix:@a 4 0 "\377\0007\303"`,
		"unix:@a 4 0\n00000000  ff 00 37 c3                                       |..7.|\n",
		`"call":"recvmsg","from":"unix:@a","len":4,"flags":[],"control":[],"data_base64":"/wA3ww==","eof":false}`,
	},
	{
		"UTF-8 with NULs, quotes and special characters of HTML",
		Record{Time: noon, Call: "recvmsg", From: "x", Data: []byte("\x00\"<é>"), Len: 6},
		`x 6 0 "\0\"<\303\251>"`,
		"x 6 0\n00000000  00 22 3c c3 a9 3e                                 |.\"<..>|\n",
		`"call":"recvmsg","from":"x","len":6,"flags":[],"control":[],"data":"\u0000\"<é>","eof":false}`,
	},
	{
		"bytes after the mark of urgent data",
		Record{Time: noon, Call: "recvfrom", From: "x", Data: []byte("!"), Len: 1, Flags: unix.MSG_OOB, Marks: true, Mark: true},
		`x 1 MSG_OOB mark "!"`,
		"x 1 MSG_OOB mark\n00000000  21                                                |!|\n",
		`"call":"recvfrom","from":"x","len":1,"flags":["MSG_OOB"],"control":[],"mark":true,"data":"!","eof":false}`,
	},
	{
		"bytes before the mark of urgent data",
		Record{Time: noon, Call: "recvfrom", From: "x", Data: []byte("!"), Len: 1, Marks: true},
		`x 1 0 "!"`,
		"x 1 0\n00000000  21                                                |!|\n",
		`"call":"recvfrom","from":"x","len":1,"flags":[],"control":[],"mark":false,"data":"!","eof":false}`,
	},
	{
		"a truncated message",
		Record{Time: noon, Call: "recvmsg", From: "x", Data: []byte("abc"), Len: 9, Flags: unix.MSG_TRUNC | unix.MSG_OOB},
		`x 3/9 MSG_OOB|MSG_TRUNC "abc"`,
		"x 3/9 MSG_OOB|MSG_TRUNC\n00000000  61 62 63                                          |abc|\n",
		`"call":"recvmsg","from":"x","len":9,"flags":["MSG_OOB","MSG_TRUNC"],"control":[],"data":"abc","eof":false}`,
	},
	{
		"more than a line of a dump",
		Record{Time: noon, Call: "recvmsg", From: "x", Data: []byte("0123456789abcdefg"), Len: 17},
		`x 17 0 "0123456789abcdefg"`,
		"x 17 0\n00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n" +
			"00000010  67                                                |g|\n",
		`"call":"recvmsg","from":"x","len":17,"flags":[],"control":[],"data":"0123456789abcdefg","eof":false}`,
	},
	{
		"the end of file",
		Record{Time: noon, Call: "recvfrom", From: "x", EOF: true},
		"", "",
		`"call":"recvfrom","from":"x","len":0,"flags":[],"control":[],"data":"","eof":true}`,
	},
}

func TestAppend(t *testing.T) {
	for _, c := range records {
		text, dump := "", ""
		if !c.record.EOF {
			text, dump = noonText+" "+c.text+"\n", noonText+" "+c.hex
		}
		for format, want := range map[Format]string{
			Raw: string(c.record.Data), Text: text, Hex: dump, JSON: `{"time":"` + noonText + `",` + c.json + "\n",
		} {
			if got := string(format.Append([]byte("before"), c.record)); got != "before"+want {
				t.Errorf("%s, %s:\n%s\nwant\n%s", c.name, format.String(), got, want)
			}
		}
	}
}

// TestJSON checks that a record is one object on one line, with its members in the documented order, and with the payload.
func TestJSON(t *testing.T) {
	order := regexp.MustCompile(`^\{"time":.*,"call":.*,"from":.*,"len":.*,"flags":.*,"control":.*,"data(_base64)?":.*,"eof":.*\}\n$`)
	for _, c := range records {
		out := JSON.Append(nil, c.record)
		if !order.Match(out) || bytes.Count(out, []byte("\n")) != 1 || !utf8.Valid(out) {
			t.Errorf("%s: %s", c.name, out)
		}
		var got struct {
			Time   time.Time
			Data   *string
			Base64 []byte `json:"data_base64"`
		}
		if err := json.Unmarshal(out, &got); err != nil || !got.Time.Equal(noon) {
			t.Errorf("%s: %v, %v", c.name, got.Time, err)
		}
		if got.Data != nil {
			got.Base64 = append(got.Base64, *got.Data...)
		}
		if string(got.Base64) != string(c.record.Data) {
			t.Errorf("%s: %q, want %q", c.name, got.Base64, c.record.Data)
		}
	}
}

func TestFormatNames(t *testing.T) {
	for _, name := range FormatNames() {
		var f Format
		if err := f.Set(name); err != nil || f.String() != name {
			t.Errorf("%s: %s, %v", name, f.String(), err)
		}
	}
	f := Hex
	for _, name := range []string{"", "Text", "xml"} {
		if err := f.Set(name); err == nil || f != Hex || !strings.Contains(err.Error(), "raw, text, hex, json") {
			t.Errorf("%q: %s, %v", name, f.String(), err)
		}
	}
}

// FuzzAppend checks that formats other than raw write only printable characters, whatever the payload, the sender's
// name and the control data are. A text or JSON record is one line. JSON has the whole payload.
func FuzzAppend(f *testing.F) {
	for _, c := range records {
		f.Add(c.record.Data, c.record.From, "text")
	}
	f.Add([]byte("\x1b[31m\u202e\u2028\U000e0001\x7f\u009b"), "unix:@\\x1b", "\x1b]0;x\a\u202e")
	f.Fuzz(func(t *testing.T, data []byte, from, value string) {
		r := Record{
			Time: noon, Call: "recvmsg", From: xlat.Printable(from), Data: data, Len: len(data) + 1, Flags: len(from),
			Control: []Control{{"SOL_SOCKET", "SCM_SECURITY", value, value}, {"SOL_SOCKET", "X", value, []string{value, from}}},
		}
		for _, format := range []Format{Text, Hex, JSON} {
			out := string(format.Append(nil, r))
			line, ended := strings.CutSuffix(out, "\n")
			if format == Hex {
				line = strings.ReplaceAll(line, "\n", " ")
			}
			if !ended || strings.ContainsFunc(line, func(c rune) bool { return !unicode.IsPrint(c) }) || !utf8.ValidString(line) {
				t.Errorf("%q from %q as %s is %q", data, from, format.String(), out)
			}
		}
		checkJSON(t, JSON.Append(nil, r), data)
	})
}

// checkJSON checks that encoding/json reads the payload back.
func checkJSON(t *testing.T, out, data []byte) {
	t.Helper()
	var got struct {
		Data   *string
		Base64 []byte `json:"data_base64"`
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%q becomes %q: %v", data, out, err)
	}
	if got.Data != nil {
		got.Base64 = []byte(*got.Data)
	}
	if !bytes.Equal(got.Base64, data) {
		t.Errorf("%q becomes %q, read as %q", data, out, got.Base64)
	}
}

// TestBar checks that a line has the percentage, a bar of at most 40 columns, the bytes in the unit of the total, the rate and
// the elapsed time; that a wheel replaces the bar where the total is unknown; and that a line is narrower than the terminal.
func TestBar(t *testing.T) {
	const mib = 1 << 20
	for _, c := range []struct {
		total, done int64
		columns     int
		want        string
	}{
		{10 * mib, 0, 100, "0% [" + strings.Repeat(" ", 40) + "] (0.0/10.0 MiB) [2s] note"},
		{10 * mib, 1, 70, "0% [          ] (0.0/10.0 MiB, 0 B/s) [2s] note"},
		{10 * mib, 5 * mib, 70, "50% [====>     ] (5.0/10.0 MiB, 2.5 MiB/s) [2s] note"},
		{10 * mib, 10*mib - 1, 70, "99% [========> ] (10.0/10.0 MiB, 5.0 MiB/s) [2s] note"},
		{10 * mib, 10 * mib, 70, "100% [==========] (10.0/10.0 MiB, 5.0 MiB/s) [2s] note"},
		{100, 50, 65, "50% [=>   ] (50/100 B, 25 B/s) [2s] note"},
		{100, 200, 65, "100% [=====] (200/200 B, 100 B/s) [2s] note"}, // the file has grown
		{1 << 40, 3 << 38, 21, "75% [==>  ] (0.8/1.0"},
		{1 << 40, 3 << 38, 0, ""},
		{0, 0, 80, "/ (0 B) [2s] note"},
		{0, 3000, 80, "/ (2.9 KiB, 1.5 KiB/s) [2s] note"},
	} {
		if line := NewBar(c.total, c.columns).lineAt(2*time.Second, c.done, "note"); line != c.want {
			t.Errorf("%d of %d bytes, %d columns: %q, want %q", c.done, c.total, c.columns, line, c.want)
		}
	}
}
