package sockopt

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"
	"time"
)

func ints(v ...int32) (b []byte) {
	for _, n := range v {
		b = binary.NativeEndian.AppendUint32(b, uint32(n))
	}
	return b
}

func longs(v ...int64) (b []byte) {
	for _, n := range v {
		b = binary.NativeEndian.AppendUint64(b, uint64(n))
	}
	return b
}

// settings are texts, the bytes that setsockopt(2) wants for them, and the text they come back as.
var settings = []struct {
	text  string
	value []byte
	back  string
}{
	{"TCP_NODELAY", ints(1), "TCP_NODELAY=1"},
	{"TCP_NODELAY=on", ints(1), "TCP_NODELAY=1"},
	{"tcp_nodelay=False", ints(0), "TCP_NODELAY=0"},
	{"IP_TTL=64", ints(64), "IP_TTL=64"},
	{"IP_TTL=0x40", ints(64), "IP_TTL=64"},
	{"IP_TTL=-1", ints(-1), "IP_TTL=-1"},
	{"SO_PRIORITY=2147483647", ints(math.MaxInt32), "SO_PRIORITY=2147483647"},
	{"SO_PRIORITY=-2147483648", ints(math.MinInt32), "SO_PRIORITY=-2147483648"},
	{"SO_RCVBUF=65536", ints(65536), "SO_RCVBUF=65536"},
	{"SO_RCVBUF=64k", ints(65536), "SO_RCVBUF=65536"},
	{"SO_RCVBUF=4Mi", ints(4 << 20), "SO_RCVBUF=4194304"},
	{"SO_RCVBUF=1G", ints(1 << 30), "SO_RCVBUF=1073741824"},
	{"TCP_KEEPIDLE=2m", ints(120), "TCP_KEEPIDLE=120"},
	{"TCP_KEEPIDLE=7", ints(7), "TCP_KEEPIDLE=7"},
	{"TCP_USER_TIMEOUT=1.5s", ints(1500), "TCP_USER_TIMEOUT=1500"},
	{"SO_LINGER=5", ints(1, 5), "SO_LINGER=5"},
	{"SO_LINGER=5s", ints(1, 5), "SO_LINGER=5"},
	{"SO_LINGER=0", ints(1, 0), "SO_LINGER=0"},
	{"SO_LINGER=off", ints(0, 0), "SO_LINGER=off"},
	{"SO_RCVTIMEO=1.5", longs(1, 500_000), "SO_RCVTIMEO=1.5s"},
	{"SO_RCVTIMEO=1.001", longs(1, 1000), "SO_RCVTIMEO=1.001s"},
	{"SO_SNDTIMEO=250ms", longs(0, 250_000), "SO_SNDTIMEO=250ms"},
	{"SO_SNDTIMEO=1us", longs(0, 1), "SO_SNDTIMEO=1µs"},
	{"SO_SNDTIMEO=0", longs(0, 0), "SO_SNDTIMEO=0s"},
	{"TCP_CONGESTION=cubic", []byte("cubic"), "TCP_CONGESTION=cubic"},
	{"SO_BINDTODEVICE=lo", []byte("lo"), "SO_BINDTODEVICE=lo"},
	{"SO_BINDTODEVICE=", nil, "SO_BINDTODEVICE="},
	{"SO_BINDTODEVICE=a=b", []byte("a=b"), "SO_BINDTODEVICE=a=b"},
}

func TestParseSetting(t *testing.T) {
	for _, c := range settings {
		set, err := ParseSetting(c.text)
		if err != nil || string(set.Value) != string(c.value) || set.String() != c.back {
			t.Errorf("%s: %x, %v, %v, want %x, %s", c.text, set.Value, set, err, c.value, c.back)
		}
	}
}

// TestParseSettingBad: what does not parse says what the option takes, or which it may have been.
func TestParseSettingBad(t *testing.T) {
	for text, want := range map[string]string{
		"":                           `unknown option ""`,
		"SO_NOSUCH=1":                `unknown option "SO_NOSUCH"`,
		"IP_TTL":                     "IP_TTL needs a value: a number",
		"SO_LINGER":                  "SO_LINGER needs a value: off, or seconds",
		"TCP_CONGESTION":             "TCP_CONGESTION needs a value: a name",
		"TCP_NODELAY=2":              "not a flag; it takes 1 or 0",
		"TCP_NODELAY=":               "not a flag",
		"IP_TTL=":                    "not a number; it takes a number",
		"IP_TTL=5s":                  "not a number",
		"IP_TTL=2147483648":          "out of range",
		"IP_TTL=-2147483649":         "out of range",
		"IP_TTL=9223372036854775808": "out of range",
		"SO_RCVBUF=2G":               "out of range; it takes a number of bytes",
		"SO_RCVBUF=1.5k":             "not a number",
		"TCP_KEEPIDLE=1500ms":        "finer than the kernel's unit of 1s",
		"TCP_KEEPIDLE=2147483648":    "out of range",
		"TCP_KEEPIDLE=1000000h":      "out of range",
		"TCP_KEEPIDLE=soon":          "not a duration",
		"SO_LINGER=-1":               "out of range",
		"SO_LINGER=long":             "not a number",
		"SO_RCVTIMEO=1ns":            "finer than the kernel's unit of 1µs",
		"SO_RCVTIMEO=-1s":            "out of range",
		"SO_RCVTIMEO=later":          "not a duration; it takes a duration",
		"TCP_CONGESTION=a\x00b":      "holds a NUL byte",
	} {
		if set, err := ParseSetting(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want an error with %q", text, set, err, want)
		}
	}
}

// TestKinds: every row of the table prints the bytes of its kind so that it reads them back.
func TestKinds(t *testing.T) {
	samples := map[Kind][][]byte{
		Flag:         {ints(0), ints(1)},
		Int:          {ints(0), ints(-1), ints(math.MaxInt32), ints(math.MinInt32)},
		Bytes:        {ints(0), ints(1), ints(-1), ints(math.MaxInt32)},
		Seconds:      {ints(0), ints(7200), ints(-1), ints(math.MaxInt32), ints(math.MinInt32)},
		Milliseconds: {ints(0), ints(1), ints(math.MaxInt32)},
		Timeval:      {longs(0, 0), longs(0, 1), longs(3, 999_999), longs(1<<32, 7)},
		Linger:       {ints(0, 0), ints(1, 0), ints(1, math.MaxInt32)},
		String:       {nil, []byte("reno"), []byte("\xff \n")},
		IfName:       {nil, []byte("lo"), []byte("eth0.7")},
	}
	for _, opt := range All() {
		values := samples[opt.Kind]
		if len(values) == 0 {
			t.Errorf("%s is of a kind without samples", opt.Name)
		}
		for _, v := range values {
			text := opt.Kind.Format(v)
			if back, err := opt.Kind.Parse(text); err != nil || string(back) != string(v) {
				t.Errorf("%s: %x is printed %q, which is read as %x, %v", opt.Name, v, text, back, err)
			}
		}
	}
}

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0": 0, "2": 2 * time.Second, "1.001": 1001 * time.Millisecond, ".5": 500 * time.Millisecond,
		"5.": 5 * time.Second, "0.000000001": 1, "250ms": 250 * time.Millisecond, "1h2m3s": 3723 * time.Second,
		"9223372036": 9223372036 * time.Second, "9223372036.854775807": math.MaxInt64,
	} {
		if d, err := ParseDuration(text); d != want || err != nil {
			t.Errorf("%s: %v, %v, want %v", text, d, err, want)
		}
	}
	for _, text := range []string{
		"", ".", "-", "s", "-1", "-1s", "1 s", "1h1", "1d", "0x10", "1_0", "1e3", "NaN", "Inf", "9223372037", "300000000h",
	} {
		if d, err := ParseDuration(text); err == nil {
			t.Errorf("%q is taken for %v", text, d)
		}
	}
}

func TestParseBytes(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "-1": -1, "0x10": 16, "1k": 1 << 10, "1K": 1 << 10, "1Ki": 1 << 10, "3m": 3 << 20, "2Gi": 2 << 30,
		"9223372036854775807": math.MaxInt64, "-8589934592G": math.MinInt64, "8589934591G": math.MaxInt64 >> 30 << 30,
	} {
		if n, err := ParseBytes(text); n != want || err != nil {
			t.Errorf("%s: %d, %v, want %d", text, n, err, want)
		}
	}
	for text, want := range map[string]error{
		"9223372036854775808": errRange, "8589934592G": errRange, "-8589934593G": errRange,
		"9007199254740992k": errRange, "9223372036854775808k": errRange,
		"": errNumber, "k": errNumber, "Gi": errNumber, "i": errNumber, "1i": errNumber, "1KiB": errNumber,
		"1.5k": errNumber, "1 k": errNumber, "1kk": errNumber, "1t": errNumber,
	} {
		if n, err := ParseBytes(text); err != want {
			t.Errorf("%q: %d, %v, want %v", text, n, err, want)
		}
	}
}

// FuzzSetting: what parses prints back to the same setting.
func FuzzSetting(f *testing.F) {
	for _, c := range settings {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		set, err := ParseSetting(text)
		if err != nil {
			return
		}
		back, err := ParseSetting(set.String())
		if err != nil || back.Option.Name != set.Option.Name || string(back.Value) != string(set.Value) {
			t.Errorf("%q is printed %q, which is read as %v, %v", text, set, back, err)
		}
	})
}

// FuzzDuration: what parses prints back to the same duration.
func FuzzDuration(f *testing.F) {
	for _, text := range []string{"0", "1.001", "9223372036.854775807", "1h2m3s", "250ms", "1µs", "+.5"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDuration(text)
		if err != nil {
			return
		}
		if back, err := ParseDuration(d.String()); back != d || err != nil || d < 0 {
			t.Errorf("%q is printed %q, which is read as %v, %v", text, d, back, err)
		}
	})
}
