"""A partner for the examples of the help. It says ready when it can be talked to, then what it hears."""
import errno, http.server, select, socket, sys

def say(*what): print(*what, flush=True)

def http_80():
    open("index.html", "w").write("the page\n")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 80), http.server.SimpleHTTPRequestHandler)
    say("ready")
    server.serve_forever()

def reset_80():
    listener = socket.create_server(("127.0.0.1", 80))
    say("ready")
    client, _ = listener.accept()
    try: say(client.recv(1))
    except OSError as e: say(errno.errorcode[e.errno])

def smtp_25():
    listener = socket.create_server(("127.0.0.1", 25))
    say("ready")
    clients = []
    while True:
        clients.append(listener.accept()[0])
        clients[-1].sendall(b"220 good day\r\n")

def udp_5000():
    s = socket.socket(type=socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", 5000))
    say("ready")
    while True: say(s.recv(1000))

def udp_echo_7():
    s = socket.socket(type=socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", 7))
    say("ready")
    while True: s.sendto(*s.recvfrom(1000))

def udp_ttl_5000():
    s = socket.socket(type=socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IP, 12, 1)
    s.bind(("127.0.0.1", 5000))
    say("ready")
    data, control, *_ = s.recvmsg(1000, 100)
    say(data, int.from_bytes(control[0][2], sys.byteorder))

def urgent_5000():
    listener = socket.create_server(("127.0.0.1", 5000))
    say("ready")
    client, _ = listener.accept()
    select.select([], [], [client])
    say(client.recv(1, socket.MSG_OOB))

def urgent_sender_5000():
    listener = socket.create_server(("127.0.0.1", 5000))
    say("ready")
    client, _ = listener.accept()
    client.send(b"!", socket.MSG_OOB)
    client.recv(1)

def echo_unix():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("app.sock")
    listener.listen()
    say("ready")
    client, _ = listener.accept()
    while data := client.recv(1000): client.sendall(data)

globals()[sys.argv[1]]()
