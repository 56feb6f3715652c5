"""Makes sockets, passes them on, and reads and sets their options with Python's own calls, as requested over
descriptor 3: make NAME, get SOCKET LEVEL NUMBER ROOM, set SOCKET LEVEL NUMBER HEX."""
import socket

control = socket.socket(fileno=3)
made = []  # a socket, and objects that must stay open for it

fresh = {
    "tcp4": (2, 1, 0), "tcp6": (10, 1, 0), "mptcp4": (2, 1, 262), "mptcp6": (10, 1, 262),
    "udp4": (2, 2, 0), "udp6": (10, 2, 0), "udplite4": (2, 2, 136), "udplite6": (10, 2, 136),
    "ping4": (2, 2, 1), "ping6": (10, 2, 58), "sctp4": (2, 1, 132), "dccp4": (2, 6, 33),
    "icmp4": (2, 3, 1), "icmp6": (10, 3, 58), "raw4": (2, 3, 255), "raw6": (10, 3, 255), "igmp4": (2, 3, 2),
    "unix": (1, 1, 0), "unixgram": (1, 2, 0), "unixpacket": (1, 5, 0),
    "netlink": (16, 3, 0), "generic": (16, 3, 16), "packet": (17, 3, 0), "packetgram": (17, 2, 0),
    "vsock": (40, 1, 0), "vsockpacket": (40, 5, 0), "vsockgram": (40, 2, 0),
    "alg": (38, 5, 0), "can": (29, 3, 1), "tipc": (30, 5, 0), "kcm": (41, 2, 0), "smc": (43, 1, 0), "xdp": (44, 3, 0),
    "rds": (21, 5, 0), "llc": (26, 1, 0), "bluetooth": (31, 3, 1), "rxrpc": (33, 2, 2), "pppox": (24, 1, 1), "mctp": (45, 2, 0),
}

def unconnected(name): return socket.socket(*fresh[name]),

def bound(name):
    s = socket.socket(*fresh[name])
    s.bind({socket.AF_UNIX: "", socket.AF_INET: ("127.0.0.1", 0), socket.AF_INET6: ("::1", 0)}[s.family])
    return s

def connected(name):
    """A client that the server has accepted and sent data to."""
    server, client = bound(name), socket.socket(*fresh[name])
    if server.type == socket.SOCK_DGRAM:
        client.connect(server.getsockname())
        return client, server
    server.listen()
    client.connect(server.getsockname())
    peer, _ = server.accept()
    peer.send(b"hello")
    client.recv(5)
    return client, server, peer

def listening(name):
    server = bound(name)
    server.listen()
    return server,

def make(state, name):
    sockets = {"fresh": unconnected, "connected": connected, "listening": listening}[state](name)
    s = sockets[0]
    if s.family == socket.AF_VSOCK: # Python reads and sets its options only as 64-bit integers
        s = socket.socket(socket.AF_UNIX, s.type, 0, fileno=s.detach())
    made.append((s, *sockets[1:]))
    ask = lambda number: s.getsockopt(socket.SOL_SOCKET, number)
    return f"{len(made) - 1} {ask(39)} {ask(3)} {ask(38)}", [s.fileno()]

def get(n, level, number, room):
    return "=" + made[int(n)][0].getsockopt(int(level), int(number), int(room)).hex(), []

def set(n, level, number, value):
    made[int(n)][0].setsockopt(int(level), int(number), bytes.fromhex(value[1:]))
    return "", []

while request := control.recv(1 << 16).decode():
    word, *args = request.split(" ")
    try: answer, descriptors = {"make": make, "get": get, "set": set}[word](*args)
    except OSError as e: answer, descriptors = f"errno {e.errno}", []
    socket.send_fds(control, [answer.encode()], descriptors)
