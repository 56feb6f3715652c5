package cmd

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestMain makes this binary the sock of the examples: a link to it, by that name, is in their PATH.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "sock" {
		os.Exit(Main(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// An example is what a line of the help has to do. It runs in a network of its own, with an empty directory as home.
type example struct {
	shell   string // bash if not said
	partner string // of testdata/partner.py, which runs before
	before  string // in the same shell
	beside  string // in a shell beside, which may wait for what the example writes to out and err
	want    string // what out, err, what the partner said and what after prints have to match
	after   string // in the same shell
	endless bool   // beside says when it is enough
	status  int    // what it has to end with
}

// The examples, by the sentence that the help has above each.
var examples = map[string]example{
	"Fetch a page by hand": {partner: "http_80", want: `HTTP/1\.0 200 OK(?s:.*)the page\n`},
	"Wait for one client on a free port, and see the calls": {
		beside: `echo hello | socat -u - tcp:$(heard listening)`,
		want:   `(?s)hello\n.*bind\(3, .*listen\(3, .*accept4\(3, .*recvfrom\(`,
	},
	"Ask over TCP, and print the whole answer": {partner: "http_80", want: `HTTP/1\.0 200 OK(?s:.*)the page\n`},
	"Send one datagram":                        {partner: "udp_5000", want: `b'hello'\n`, after: `said hello`},

	"Fetch a page": {partner: "http_80", want: `HTTP/1\.0 200 OK(?s:.*)the page\n`},
	"Is the port open? Wait for it up to ten seconds": {
		beside: `echo not yet; python3 partner.py http_80`, want: `\A\z`, after: `curl -sS --fail -o page 127.0.0.1`,
	},
	"Talk to a UNIX socket, and see the calls": {
		partner: "echo_unix", want: `(?s)\Aping\n.*connect\(3, {sa_family=AF_UNIX, sun_path="app.sock"}, .* = 0\n`,
	},

	"Receive one file": {
		beside: `printf 'the file\n' | socat -u - tcp:127.0.0.1:5000,retry=1000,interval=0.02`,
		want:   `\A.*the file\n\z`, after: `cat file`,
	},
	"Serve one file to one client on a free port, which -v reports": {
		before: `echo the page >page`, beside: `socat -u tcp:$(heard listening) create:got`,
		want: `the page\n`, after: `wait; cat got`,
	},
	"Answer every HTTP client with a file": {
		before: `printf 'HTTP/1.0 200 OK\r\n\r\nthe page\n' >response`,
		beside: `curl -sS --fail --retry 1000 --retry-connrefused --retry-delay 0 127.0.0.1:8080; curl -sS --fail 127.0.0.1:8080`,
		want:   `^the page\nthe page\n`, after: `cat beside`, endless: true,
	},
	"Send every client back what it sends": {
		beside: `printf 'hello\n' | socat -t 20 - tcp:127.0.0.1:7007,retry=1000,interval=0.02`,
		want:   `^hello\n`, after: `cat beside`, endless: true,
	},
	"Forward a port to a UNIX socket, for many clients": {
		before: `socat unix-listen:app.sock,fork exec:cat & until [ -S app.sock ]; do :; done`,
		beside: `printf 'hello\n' | socat -t 20 - tcp:127.0.0.1:8080,retry=1000,interval=0.02`,
		want:   `^hello\n`, after: `cat beside`, endless: true,
	},
	"And the other way": {
		before: `socat tcp-listen:5432,reuseaddr,fork exec:cat & until ss -Hntl sport = :5432 | grep -q .; do :; done`,
		beside: `until [ -S db.sock ]; do :; done; printf 'hello\n' | socat -t 20 - unix-connect:db.sock,retry=1000,interval=0.02`,
		want:   `^hello\n`, after: `cat beside`, endless: true,
	},
	"Join a pipe with a program on a socket pair": {want: `^1\n2\n`},
	"Let two clients meet": {
		beside: `printf 'hello\n' | socat -t 20 - tcp:127.0.0.1:7001,retry=1000,interval=0.02 & socat -u tcp:127.0.0.1:7002,retry=1000,interval=0.02 -`,
		want:   `^hello\n`, after: `cat beside`, endless: true,
	},
	"Show every datagram that arrives, with its sender": {
		beside:  `bound; socat -u system:'printf hello' udp:127.0.0.1:5000; told hello`,
		want:    `^\S+ 127\.0\.0\.1:\d+ 5 0 "hello"\n`,
		endless: true,
	},

	"One datagram": {partner: "udp_5000", want: `b'hello'\n`, after: `said hello`},
	"An urgent byte on a connection of the shell": {
		partner: "urgent_5000", want: `b'!'\n`, after: `exec 3>&-; said !`,
	},
	"Each line a datagram": {partner: "udp_5000", want: `b'one\\n'\nb'two\\n'\n`, after: `said two`},

	"The greeting of a server, within two seconds":                        {partner: "smtp_25", want: `220 good day\r\n`},
	"Look at what waits on a connection of the shell, and leave it there": {partner: "smtp_25", want: `220 good day\r\n220 good day`, after: `head -n 1 <&3`},
	"One datagram, with its sender, its TTL and the kernel's time of arrival": {
		beside: `bound; socat -u system:'printf hello' udp:127.0.0.1:5000,ttl=9`,
		want:   `^\S+ 127\.0\.0\.1:\d+ 5 0 {SO_TIMESTAMPNS=\d+\.\d{9}, IP_TTL=9} "hello"\n`,
	},
	"Read a greeting up to the end of its last line":                       {partner: "smtp_25", want: `\A220 good day\r\n\z`},
	"Ask over UDP, and print the one answer that comes within two seconds": {partner: "udp_echo_7", want: `\Aping\z`},
	"One datagram that may travel no further than three hops": {
		partner: "udp_ttl_5000", want: `b'hello' 3\n`, after: `said hello`,
	},

	"Ask, say that this was all, read the answer": {partner: "http_80", want: `HTTP/1\.0 200 OK(?s:.*)the page\n`},
	"The socket of $SOCK, both directions": {
		partner: "smtp_25", before: `exec 3<>/dev/tcp/127.0.0.1/25; read <&3`, after: `cat <&3; echo nothing came`, want: `\Anothing came\n\z`,
	},
	"By the kernel's name, with the call shown": {
		partner: "smtp_25", before: `exec 3<>/dev/tcp/127.0.0.1/25`, want: `\Ashutdown\(3, SHUT_RD\) += 0\n\z`,
	},

	"bash, for this shell":        {want: `complete .* sock\n`, after: `complete -p sock`},
	"zsh, for all shells to come": {shell: "zsh", before: `fpath=($HOME $fpath)`, want: `#compdef sock`, after: `cat _sock`},
	"fish":                        {before: `mkdir -p .config/fish/completions`, want: `complete -c sock`, after: `cat .config/fish/completions/sock.fish`},
	"Which sock is this?":         {want: `\Asock \d+\.\d+\.\d+\n\z`},
	"What does recv call?":        {want: `Calls recvfrom\(2\)`},

	"The buffers of a new UDP socket": {want: `\ASO_RCVBUF=\d+\nSO_SNDBUF=\d+\n\z`},
	"Everything about a connection of the shell, for a program": {
		partner: "http_80", want: `^80 AF_INET SOCK_STREAM$`,
		after: `python3 -c 'import json; o = json.load(open("out")); print(80, o["SO_DOMAIN"], o["SO_TYPE"])'`,
	},
	"The value alone": {
		want: `^the kernel says the same$`, after: `cmp out /proc/sys/net/ipv4/tcp_congestion_control && echo the kernel says the same`,
	},

	"The sources of a multicast group: the kernel reads the group from the buffer": {
		want: `MCAST_MSFILTER=224\.0\.0\.99@lo,exclude\n\z`,
	},
	"The first four bytes of a value": {want: `\ASO_LINGER=hex:00000000\n\z`},

	"Reset the connection of the shell when it is closed": {
		partner: "reset_80", want: `\AECONNRESET\n\z`, after: `exec 3>&-; said ECONNRESET`,
	},
	"What does this kernel make of a buffer of 100000 bytes?": {want: `\Asock: SO_RCVBUF: asked 100000, the kernel uses 200000\n\z`},
	"Provoke an error: four bytes are wanted": {
		status: 22, want: `\Asock: setsockopt SO_KEEPALIVE=1: EINVAL \(Invalid argument\)\n\z`,
	},

	"How is the connection of the shell?": {
		partner: "http_80", want: `\Asocket +AF_INET SOCK_STREAM IPPROTO_TCP\nstate +ESTABLISHED\nlocal +127\.0\.0\.1:\d+\npeer +127\.0\.0\.1:80\n`,
	},
	"For a program": {
		partner: "http_80", before: `exec 3<>/dev/tcp/127.0.0.1/80`, want: `^127.0.0.1:80 ESTABLISHED$`,
		after: `python3 -c 'import json; o = json.load(open("out")); print(o["peer"], o["state"])'`,
	},
	"What does a new MPTCP socket look like?": {want: `\Asocket +AF_INET SOCK_STREAM IPPROTO_MPTCP\nstate +CLOSED\n`},

	"Step by step: make, bind, listen": {want: `^LISTEN .* 127\.0\.0\.1:5000 `, after: `ss -Hltn`},
	"A datagram socket that a program finds as descriptor 7": {
		beside: `bound; socat -u system:'printf hello' udp:127.0.0.1:5000`, want: `\Ahello\z`,
	},
	"A family, type and protocol that do not go together": {
		status: 93, want: `\Asock: socket .*: EPROTONOSUPPORT \(Protocol not supported\)\n`,
	},
	"Two ends for two programs": {want: `\Ahello\z`},
	"Both for one":              {want: `\Ahello\z`},
	"Borders of messages are kept": {
		want: `\Aone\ntwo\n\z`, after: `for m in one two; do sock send --on a -d $m; done; sock recv --on b; echo; sock recv --on b; echo`,
	},

	"Listen, accept, talk: three commands": {
		beside: `socat -u tcp:127.0.0.1:5000,retry=1000,interval=0.02 create:got`,
		want:   `^hello$`, after: `sock close conn; wait $beside; cat got`,
	},
	"A program for one connection": {
		beside: `echo hello | socat -t 20 - tcp:127.0.0.1:5000,retry=1000,interval=0.02`, want: `^hello$`, after: `wait $beside; cat beside`,
	},
	"One for each, ten at once": {
		beside: `for i in 1 2; do echo hello $i | socat -t 20 - tcp:127.0.0.1:5000,retry=1000,interval=0.02; done`,
		want:   `^hello 1\nhello 2$`, after: `cat beside`, endless: true,
	},

	"The second step of a server":       {want: `^127\.0\.0\.1:5000$`, after: `sock getsockname --on s`},
	"A name of the kernel's choice":     {want: `^unix:@[0-9a-f]{5}$`},
	"A free port, and the call":         {want: `^bind\(\d+, {sa_family=AF_INET, sin_port=htons\(0\), .* = 0$`},
	"Which port did the kernel choose?": {want: `^it is said twice$`, after: `[ $(sort out | uniq -d | grep -c :) = 1 ] && echo it is said twice`},
	"Our end of a connection of the shell": {
		partner: "http_80", want: `^one connection$`, after: `ss -Htn src $(cat out) dst 127.0.0.1:80 | grep -q ESTAB && echo one connection`,
	},
	"What becomes of an address in a buffer that is too small?": {
		want: `^unix:@nam$(?s:.*)^sock: getsockname srv: address cut: 6 of 7 bytes$`,
	},
	"The name of a held socket, and the call": {want: `^getsockname\(\d+, {sa_family=AF_INET, .*\[128 => 16\]\) += 0$`},
	"Who is it?": {partner: "http_80", want: `\A127\.0\.0\.1:80\n\z`},
	"A socket without a peer: ENOTCONN": {
		status: 107, want: `^sock: getpeername srv: ENOTCONN \(Transport endpoint is not connected\)$`,
	},
	"The peer, and the call": {partner: "http_80", want: `^getpeername\(3, {sa_family=AF_INET, sin_port=htons\(80\), .* = 0$`},

	"Is there something to read, or room to write?": {partner: "http_80", want: `\APOLLOUT\n\z`},
	"Wait for an urgent byte, five seconds at most": {partner: "urgent_sender_5000", want: `^POLLPRI$`},
	"Has the peer ended? Status 110 says no":        {partner: "http_80", status: 110, want: `\Asock: poll 3: ETIMEDOUT `},

	"A connection of the shell for later": {
		partner: "http_80", want: `^127\.0\.0\.1:80$`, after: `exec 3>&-; sock getpeername --on web`,
	},
	"The socket of another process, here the shell, for one minute": {
		partner: "http_80", want: `^127\.0\.0\.1:80$`, after: `exec 3>&-; sock getpeername --on web`,
	},
	"Talk on it when the shell has closed it": {partner: "http_80", want: `HTTP/1\.0 200 OK(?s:.*)the page\n`},

	"What is held?": {
		before: `sock listen --hold srv 127.0.0.1:5000`, want: `^NAME .*\nsrv +AF_INET SOCK_STREAM +127\.0\.0\.1:5000 +- +LISTEN `,
	},
	"What is held, for a program": {
		before: `sock listen --hold srv 127.0.0.1:5000`, want: `^srv 127\.0\.0\.1:5000 LISTEN$`,
		after: `python3 -c 'import json; o = json.load(open("out")); print(o["name"], o["local"], o["state"])'`,
	},
	"In a directory of one's own": {want: `\A700\n\z`, after: `stat -c %a test`},

	"Let one go":  {want: `\A127\.0\.0\.1:\d+\nnone is left\n\z`, after: `sock list; echo none is left`},
	"Two at once": {want: `\Anone is left\n\z`, after: `sock list; echo none is left`},
	"All that are held": {
		before: `sock socketpair --hold a,b`, want: `^none is left\n\z`, after: `sock list; echo none is left`,
	},

	"Go on with a conversation": {partner: "http_80", want: `HTTP/1\.0 200 OK(?s:.*)the page\n`},
	"Only hear":                 {partner: "smtp_25", beside: `told 220`, want: `^220 good day\r$`, endless: true},
	"What is sent to another process, here the shell": {
		partner: "http_80", want: `^\S+ - \d+ 0 "HTTP/1\.0 200 OK`,
	},

	"A connection of the shell into a pipe": {partner: "smtp_25", want: `\A220 good day\r\n`},
	"A pipe into a connection":              {partner: "http_80", want: `HTTP/1\.0 200 OK(?s:.*)the page\n`},
	"Two files need a pipe between them: EINVAL": {
		status: 22, want: `\Asock: splice 1: EINVAL \(Invalid argument\)\n\z`,
	},
	"A file to a connection of the shell": {partner: "http_80", want: `HTTP/1\.0 200 OK(?s:.*)the page\n`},
	"A part of it, with the call":         {want: `\A3456sendfile\(\d, 0, \[3\] => \[7\], 4\) += 4$`},
	"A pipe is no file: EINVAL":           {status: 22, want: `\Asock: sendfile a: EINVAL \(Invalid argument\)\n`},
	"Three datagrams in one call":         {partner: "udp_5000", want: `b'one'\nb'two'\nb'three'\n`, after: `said three`},
	"Each from two buffers, with the call": {
		partner: "udp_5000", want: `(?s)msg_iovlen=2, .*msg_iovlen=2, .* = 2\n.*b'onetwo'\nb'threefour'\n`, after: `said four`,
	},
	"To an address":                     {partner: "udp_5000", want: `b'one'\nb'two'\n`, after: `said two`},
	"What has come so far, at most ten": {want: `^one\ntwo\n\z`},
	"Two, of which the second has a smaller buffer": {
		want: `\A\S+ - 5 0 "first"\n\S+ - 3 MSG_TRUNC "sec"\n`,
	},
	"Provoke an error: no such time": {status: 22, want: `\Asock: recvmmsg a: EINVAL \(Invalid argument\)\n\z`},
	"Keep the socket of another process, here the shell": {
		partner: "http_80", want: `^127\.0\.0\.1:80$`, after: `exec 3>&-; sock getpeername --on web`,
	},
	"The flags of a copy: it has close-on-exec":                    {want: `\AF_GETFD=FD_CLOEXEC F_GETFL=O_\S+\n\z`},
	"Provoke an error: no flags are defined":                       {status: 22, want: `\Asock: pidfd_getfd 0: EINVAL \(Invalid argument\)\n\z`},
	"Which of two has something to read?":                          {want: `\Aright POLLIN\n\z`},
	"Is there something to read, or room to write, by select?":     {partner: "http_80", want: `\Aread:\nwrite: 3\n`},
	"Which of two sockets is readable?":                            {want: `\Aread: right\nwrite:\nexcept:\n\z`},
	"Provoke an error: a time limit that is not valid":             {status: 22, want: `\Asock: select left: EINVAL \(Invalid argument\)\n\z`},
	"Level-triggered: data that is not received is reported again": {want: `\AEPOLLIN\nEPOLLIN\nEPOLLIN\n\z`},
	"Edge-triggered: the same data is reported once; status 110: no more arrived": {
		status: 110, want: `\AEPOLLIN\nsock: epoll right: ETIMEDOUT `,
	},
	"Which of two sockets is ready to write, and to read?": {want: `\A(left EPOLLOUT\nright EPOLLIN\|EPOLLOUT|right EPOLLIN\|EPOLLOUT\nleft EPOLLOUT)\n\z`},
	"How much is there to receive?":                        {want: `\ASIOCINQ=5\n\z`},
	"The maximum transfer unit and the flags of an interface": {
		want: `\ASIOCGIFMTU=lo,65536\nSIOCGIFFLAGS=lo,IFF_UP\|IFF_LOOPBACK\|IFF_RUNNING\n\z`,
	},
	"What did TCP not send yet?":                           {partner: "http_80", want: `^0\n\z`},
	"A request by its number, with the call":               {want: `^SIOCINQ=0\n(?s:.*)^ioctl\(\d+, FIONREAD, \[0\]\) += 0$`},
	"Each to its own address, the second with its own TTL": {partner: "udp_5000", want: `b'one'\n`, after: `said one`},
	"Wait until a process has ended":                       {want: `\APOLLIN(\|POLLHUP)?\n\z`},
	"A descriptor of a process, here the shell, by its pidfd": {
		partner: "http_80", want: `^127\.0\.0\.1:80$`, after: `exec 3>&-; sock getpeername --on web`,
	},
	"The flags of a pidfd that does not block: it has close-on-exec": {want: `\AF_GETFD=FD_CLOEXEC F_GETFL=O_RDWR\|O_NONBLOCK\n\z`},
	"Provoke an error: no process has the number":                    {status: 22, want: `\Asock: pidfd_open -1: EINVAL \(Invalid argument\)\n`},
	"The flags of the descriptor that socket(2) makes": {
		want: `\AF_GETFD=FD_CLOEXEC F_GETFL=O_RDWR\|O_NONBLOCK\n\z`,
	},

	"What has to do with congestion?":                                {want: `(?s)\AIPPROTO_TCP:\n\n +TCP_CONGESTION +rw +string .*\n\z`},
	"How is SO_LINGER written?":                                      {want: `(?m)^ +SO_LINGER=5: off, or seconds`},
	"How is a control message written?":                              {want: `(?m)^ +IP_PKTINFO=ifindex=lo,spec_dst=192\.0\.2\.1,addr=`},
	"Which keepalive options does a UDP socket of this kernel have?": {want: `(?s)SO_KEEPALIVE +yes .*TCP_KEEPIDLE +no `},
}

// harness is the script around an example.
const harness = `
ip link set lo up
heard() { tail -n +1 -f err | sed -n "s/.* $1 on //p;T;q"; }
bound() { until ss -Hnul sport = :5000 | grep -q .; do :; done; }
told() { until grep -q "$1" out; do :; done; }
said() { while read -r line <&9; do echo "$line"; case $line in *"$1"*) break; esac; done; }
`

// TestHelpExamples runs every example of every word as it is printed.
func TestHelpExamples(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a network namespace")
	}
	root, used := New(), map[string]bool{}
	root.InitDefaultHelpCmd()
	for _, word := range append(root.Commands(), root) {
		if word.HasParent() && strings.HasPrefix(word.Long, "Calls ") && len(blocks(word.Example)) < 3 {
			t.Errorf("%s has %d examples, fewer than three", word.Name(), len(blocks(word.Example)))
		}
		for _, block := range blocks(word.Example) {
			if block == "" {
				continue // a topic runs nothing
			}
			title, lines, _ := strings.Cut(strings.TrimPrefix(block, "# "), "\n")
			e, ok := examples[title]
			if !ok {
				t.Errorf("%s: nothing is expected of the example %q", word.Name(), title)
			}
			used[title] = true
			t.Run(word.Name()+"/"+title, func(t *testing.T) { t.Parallel(); e.check(t, lines) })
		}
	}
	for title := range examples {
		if !used[title] {
			t.Errorf("there is no example %q any more", title)
		}
	}
}

func blocks(text string) []string { return strings.Split(text, "\n\n") }

func (e example) check(t *testing.T, lines string) {
	got := e.run(t, lines)
	if !regexp.MustCompile(`(?m)` + e.want).MatchString(got) {
		t.Errorf("this does not match %s:\n%s", e.want, got)
	}
}

// run runs the example in a directory and a network of its own, and returns all that was said.
func (e example) run(t *testing.T, lines string) string {
	dir := t.TempDir()
	if err := os.Symlink(os.Args[0], filepath.Join(dir, "sock")); err != nil {
		t.Fatal(err)
	}
	partner, err := filepath.Abs("testdata/partner.py")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(partner, filepath.Join(dir, "partner.py")); err != nil {
		t.Fatal(err)
	}
	shell := e.shell
	if shell == "" {
		shell = "bash"
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	// The network goes, and all in it are killed, when the shell has ended.
	c := exec.CommandContext(ctx, "unshare", "-rn", "--pid", "--fork", "--kill-child", shell, "-c", e.script(lines))
	c.Dir, c.WaitDelay = dir, time.Second
	c.Env = []string{"HOME=" + dir, "SOCK_DIR=" + dir + "/.sock", "LC_ALL=C", "GORACE=atexit_sleep_ms=0", "GOCOVERDIR=" + os.Getenv("GOCOVERDIR"), "PATH=" + dir + ":" + os.Getenv("PATH")}
	text, err := c.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, text)
	}
	return string(text)
}

func (e example) script(lines string) string {
	script := harness + ": >out; : >err\n"
	if e.partner != "" {
		script += "exec 9< <(exec python3 partner.py " + e.partner + "); read ready <&9\n"
	}
	script += e.before + "\n"
	if e.beside != "" {
		script += "{ " + e.beside + "; } >beside 2>&1 & beside=$!\n"
	}
	if e.endless {
		script += "{ " + lines + "\n} >out 2>err & wait $beside\n"
	} else {
		script += "{ " + lines + "\n} >out 2>err; ended=$?\n"
		script += fmt.Sprintf("[ $ended = %d ] || { echo status $ended; cat err; exit 1; }\n", e.status)
	}
	return script + "cat out err\n" + e.after + "\n"
}
