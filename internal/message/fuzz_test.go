package message

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/sockopt/cmsg"
)

// FuzzDelimit: messages whose borders are kept are read back by the framing of the same name.
func FuzzDelimit(f *testing.F) {
	f.Add([]byte("one two"), byte(3), byte(2))
	f.Add([]byte{}, byte(1), byte(1))
	f.Add([]byte("\x00\xff\n\n"), byte(1), byte(0))
	f.Fuzz(func(t *testing.T, data []byte, size, which byte) {
		name := []string{"nul", "length", "base64"}[int(which)%3]
		var delimit show.Delimit
		var framing pump.Framing
		if delimit.Set(name) != nil || framing.Set(name) != nil {
			t.Fatal(name)
		}
		var want [][]byte
		var out []byte
		for message := range slices.Chunk(append(data, 0), int(size)+1) {
			if name == "nul" {
				message = bytes.ReplaceAll(message, []byte{0}, nil)
			}
			want, out = append(want, message), delimit.Append(out, message)
		}
		for i, message := range want {
			got, used, ok, err := framing.Next(out, true)
			if !ok || err != nil || !bytes.Equal(got, message) {
				t.Fatalf("%s, message %d: %q, %v, want %q", name, i, got, err, message)
			}
			out = out[used:]
		}
		if len(out) > 0 {
			t.Errorf("%s: %q is left over", name, out)
		}
	})
}

// FuzzColumn: the line that recv --columns prints of a message is one printable line, and send --columns sends the same bytes
// to the same address. No line makes a panic.
func FuzzColumn(f *testing.F) {
	for _, sa := range []string{
		"02000050" + "7f000001" + "0000000000000000", "0a00005000000000" + "00000000000000000000000000000001" + "00000000",
		"0100" + "2f7800", "010000" + "1b5d", "1100" + "0003" + "01000000" + "0403" + "00" + "06" + "000000000000", "0000",
	} {
		b, _ := hex.DecodeString(sa)
		f.Add(b, []byte("one\ttwo\n\\x\x1b[31m\xff"), "127.0.0.1:1\t\\x")
	}
	f.Fuzz(func(t *testing.T, from, data []byte, line string) {
		sa := addr.Sockaddr(from)
		if len(from) < 3 || len(from) > addr.MaxLen {
			return
		}
		never := func() env.Deadline { return env.Deadline{} }
		none := func(addr.Sockaddr) (*socket.Socket, error) { return nil, unix.EBADF }
		k := &Columns{Sender: Sender{Env: env.New()}, Make: none, LookUp: never}
		k.Sender.Env.Names = addr.Numeric()
		k.Kind.Family = sa.Canonical().Family() // of the printed text: an IPv4 address of an IPv6 socket belongs to AF_INET
		_, _, _ = k.split([]byte(line))

		recv := &Receiving{Column: true, Delimit: show.DelimitLine}
		out := recv.raw(show.Record{From: sa.Shown(), Data: data})
		printed, ended := bytes.CutSuffix(out, []byte("\n"))
		if !ended || bytes.ContainsAny(printed, "\n\r\x1b\x00\x7f") || bytes.Count(printed, []byte("\t")) != 1 {
			t.Errorf("%q from %x is printed %q", data, from, out)
		}
		to, payload, err := k.split(printed)
		if err != nil || to.Shown() != sa.Shown() || !bytes.Equal(payload, data) {
			t.Errorf("%q is sent to %s as %q, %v, want %q to %s", printed, to.Shown(), payload, err, data, sa.Shown())
		}
	})
}

// FuzzMatch: recv --match prints a stream up to a match, and leaves every byte behind it in the socket.
func FuzzMatch(f *testing.F) {
	for i := range patterns {
		f.Add(byte(i), []byte("one\r\n\r\ntwo\x00aab"), uint16(3))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, i byte, data []byte, size uint16) {
		data = data[:min(len(data), 1<<12)]
		pattern := regexp.MustCompile(patterns[int(i)%len(patterns)])
		pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = unix.Close(pair[0]) }()
		_, _ = unix.Write(pair[1], data)
		_ = unix.Close(pair[1])
		out, err := os.CreateTemp(dir, "")
		if err != nil {
			t.Fatal(err)
		}
		defer os.Remove(out.Name())
		defer out.Close()
		env := env.New()
		env.Out = int(out.Fd())
		recv := &Receiver{Receiving: Receiving{Match: pattern, Size: int(size)%256 + 1, Count: 1}, Env: env}
		recv.Socket = &socket.Socket{FD: pair[0], What: "test"}
		failed := recv.Run()
		got, _ := os.ReadFile(out.Name())
		left := make([]byte, 1<<13)
		n, _ := unix.Read(pair[0], left)
		if string(got)+string(left[:max(n, 0)]) != string(data) {
			t.Errorf("%s: of %q came out %q, and %q is left", pattern, data, got, left[:max(n, 0)])
		}
		if matched := failed == nil; matched != pattern.Match(got) || !matched && (!errors.As(failed, new(fail.EOF)) || n > 0) {
			t.Errorf("%s in %q: %v after %q", pattern, data, failed, got)
		}
	})
}

var patterns = []string{`\r\n\r\n`, `b+`, `^one`, `two$`, `\x00`, `(?s).`, `a|ab`, `[^\n]{3}`, `never, never`}

// FuzzReceived: of a message with any control data nothing but printable characters is shown, and its JSON can be read.
func FuzzReceived(f *testing.F) {
	for _, c := range cmsg.All() {
		data := bytes.Repeat([]byte{1, 0x1b, 0, 0xff}, c.Kind.Room()/4+1)
		f.Add(cmsg.Marshal([]cmsg.Setting{{Level: c.Level.Number, Type: int(c.Number), Data: data}}), []byte("\x01\x00/\x1b"), []byte("x"))
	}
	env := env.New()
	f.Fuzz(func(t *testing.T, control, from, data []byte) {
		if len(from) > addr.MaxLen {
			return
		}
		r := Record(env, pump.Piece{Data: data, Len: len(data), From: from, Ctl: control}, "recvmsg")
		for _, format := range []show.Format{show.Text, show.JSON} {
			line, ended := strings.CutSuffix(string(format.Append(nil, r)), "\n")
			if !ended || strings.ContainsFunc(line, func(c rune) bool { return !unicode.IsPrint(c) }) || !utf8.ValidString(line) {
				t.Errorf("%x from %x with %x is %q", data, from, control, line)
			}
			if format == show.JSON && !json.Valid([]byte(line)) {
				t.Errorf("%x from %x with %x is not JSON: %s", data, from, control, line)
			}
		}
	})
}
