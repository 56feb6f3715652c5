"""The peer of sock's sendmsg(2) and recvmsg(2), in a new network namespace.

peer.py receive KIND OPTIONS N -- sock send ...   prints the sender, the data and each item of control data, N times
peer.py send KIND OPTIONS ITEMS DATA -- sock recv ...   sends each DATA with the ITEMS, and prints the output of sock
peer.py errors KIND OPTIONS N -- sock send ...   runs sock on its own socket, and reads N entries of its error queue
peer.py inherit KIND OPTIONS EVENT -- sock recv ...   makes EVENT happen on the socket that sock inherits as 3

OPTIONS are LEVEL:NUMBER=INT or =hex:..., ITEMS LEVEL:TYPE=hex..., each a list with commas; - is an empty one.
The exit status is 77 if this kernel lacks one of the options: then the test does not require more of sock.
"""
import errno, os, select, socket, subprocess, sys

KINDS = {
    "udp4": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 5000)),
    "udp6": (socket.AF_INET6, socket.SOCK_DGRAM, ("::1", 5000)),
    "tcp4": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 5000)),
    "tcp6": (socket.AF_INET6, socket.SOCK_STREAM, ("::1", 5000)),
    "unix": (socket.AF_UNIX, socket.SOCK_STREAM, "\0peer"),
    "unixgram": (socket.AF_UNIX, socket.SOCK_DGRAM, "\0peer"),
    "netlink": (socket.AF_NETLINK, socket.SOCK_RAW, (0, 1)),  # RTMGRP_LINK
    "packet": (socket.AF_PACKET, socket.SOCK_DGRAM, ("lo", 0x0800)),
}

def value(text):
    return bytes.fromhex(text[4:]) if text.startswith("hex:") else int(text, 0)

def items(text):
    for one in text.split(",") if text != "-" else []:
        name, _, what = one.partition("=")
        level, _, number = name.partition(":")
        yield int(level), int(number), what

def make(kind, options):
    family, typ, address = KINDS[kind]
    s = socket.socket(family, typ)
    for level, number, what in items(options):
        try: s.setsockopt(level, number, value(what))
        except OSError as e:
            if e.errno != errno.ENOPROTOOPT: raise
            sys.exit(77)
    return s, address

def say(*what): print(*what, flush=True)

def shown(message):
    data, control, flags, sender = message
    host = sender[0] if isinstance(sender, tuple) and sender else sender or "-"
    say("from", host, "data", data.decode(), "flags", hex(flags))
    for level, typ, b in control: say(level, typ, b.hex())

def receive(kind, options, count, command):
    s, address = make(kind, options)
    s.bind(address)
    if s.type == socket.SOCK_STREAM:
        s.listen()
        subprocess.run(command, check=True)
        s, _ = s.accept()
    else: subprocess.run(command, check=True)
    for i in range(int(count)): shown(s.recvmsg(1 << 16, 1 << 12))

def send(kind, options, control, data, command):
    s, address = make(kind, options)
    if s.type == socket.SOCK_STREAM:
        s.bind(address)
        s.listen()
    sock = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if s.type == socket.SOCK_STREAM: s, _ = s.accept()
    else:
        while "bound to" not in (line := sock.stderr.readline()):
            if not line: sys.exit("sock has ended: " + str(sock.wait()))
        s.connect(address)
    for one in data.split(","):
        one = b"x" * int(one[1:]) if one.startswith("*") else one.encode()
        s.sendmsg([one], [(level, typ, bytes.fromhex(b)) for level, typ, b in items(control)])
    out, err = sock.communicate()
    print(out, end="")
    print(err, end="", file=sys.stderr)
    sys.exit(sock.returncode)

def errors(kind, options, count, command):
    s, address = make(kind, options)
    there = socket.socket(s.family, s.type)
    there.bind(address)
    if s.type == socket.SOCK_STREAM: there.listen()
    s.connect(address)
    os.dup2(s.fileno(), 3)
    subprocess.run(command, check=True, pass_fds=[3])
    for i in range(int(count)):
        poll = select.poll()
        poll.register(s, 0)
        poll.poll(10000)
        data, control, flags, sender = s.recvmsg(1 << 16, 1 << 12, socket.MSG_ERRQUEUE)
        for level, typ, b in control: say(level, typ, b.hex())

def inherit(kind, options, event, command):
    s, address = make(kind, options)
    s.bind(address)
    os.dup2(s.fileno(), 3)
    events[event](s)
    sys.exit(subprocess.run(command, pass_fds=[3]).returncode)

def link(s): subprocess.run(["ip", "link", "set", "lo", "mtu", "60000"], check=True)

def elsewhere(s):
    """Causes an event in another network namespace, which has an id here because one end of a pair is there."""
    other = subprocess.Popen(["unshare", "-n", "sh", "-c", "echo; read x; ip link set lo up; echo; read x"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    other.stdout.readline()
    subprocess.run(["ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1", "netns", str(other.pid)], check=True)
    s.setblocking(False)
    try:
        while True: s.recv(1 << 16)
    except BlockingIOError: s.setblocking(True)
    other.stdin.write(b"\n"); other.stdin.flush()
    other.stdout.readline()

def datagram(s):
    socket.socket(type=socket.SOCK_DGRAM).sendto(b"payload", ("127.0.0.1", 5000))

def overflow(s):
    """Sends more datagrams than fit, then one whose control data counts the drops before it."""
    client = socket.socket(type=socket.SOCK_DGRAM)
    for i in range(1000): client.sendto(bytes(1000), s.getsockname())
    for i in range(3): s.recv(1000)
    client.sendto(b"payload", s.getsockname())

def toobig(s):
    """Sends 4000 bytes over a path MTU of 1500 without fragmentation: the kernel refuses it and queues the error."""
    s.connect(("::1", 5001))
    try: s.send(bytes(4000))
    except OSError as e: assert e.errno == errno.EMSGSIZE, e

def refused(s):
    s.connect((s.getsockname()[0], 9))
    s.send(b"payload")
    select.select([s], [], [], 10)

def sent(s, flags=0):
    """Sends to a peer that reads, because the event may be the acknowledgment."""
    there = socket.socket(s.family, s.type)
    there.bind((s.getsockname()[0], 0))
    if s.type == socket.SOCK_STREAM: there.listen()
    s.connect(there.getsockname())
    if s.type == socket.SOCK_STREAM: there, _ = there.accept()
    for i in range(3):
        s.send(b"payload", flags)
        there.recv(7)

def frame(s): s.sendto(b"payload", ("lo", 0x0800))

def zerocopy(s): sent(s, 0x4000000)

events = {f.__name__: f for f in (link, elsewhere, datagram, overflow, toobig, refused, sent, frame, zerocopy)}

subprocess.run(["ip", "link", "set", "lo", "up", "mtu", "1500"], check=True)
subprocess.run(["ip", "-6", "addr", "add", "fd00::2/128", "dev", "lo", "nodad"], check=True)
for dev in ("all", "lo"): open("/proc/sys/net/ipv6/conf/" + dev + "/seg6_enabled", "w").write("1")
split = sys.argv.index("--")
{"receive": receive, "send": send, "errors": errors, "inherit": inherit}[sys.argv[1]](*sys.argv[2:split], sys.argv[split + 1:])
