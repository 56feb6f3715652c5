# Makes the calls that the lines of stdin ask for, for a strace to print: none of them succeeds, but a socket(2)
# may, and strace shows what they were given.
#
#   bind HEX              bind(-1, these bytes, their number)
#   control HEX           sendmsg(-1, a message with these bytes as control data, 0)
#   socket FAMILY TYPE PROTOCOL
#
# It prints the address that the bytes had, the same for every line, before it makes the calls.
import ctypes, os, sys

class Msghdr(ctypes.Structure):
    _fields_ = [("name", ctypes.c_void_p), ("namelen", ctypes.c_uint32), ("iov", ctypes.c_void_p),
                ("iovlen", ctypes.c_size_t), ("control", ctypes.c_void_p), ("controllen", ctypes.c_size_t),
                ("flags", ctypes.c_int)]

libc = ctypes.CDLL(None)
room = ctypes.create_string_buffer(1 << 20)
address = ctypes.addressof(room)
print(hex(address), flush=True)
for line in sys.stdin:
    call, *words = line.split(" ")
    if call == "socket":
        fd = libc.socket(*[ctypes.c_uint(int(word)) for word in words])
        if fd >= 0:
            os.close(fd)
        continue
    data = bytes.fromhex(words[0])
    ctypes.memmove(address, data, len(data))
    if call == "bind":
        libc.bind(-1, room, len(data))
    else:
        message = Msghdr(control=address, controllen=len(data))
        libc.sendmsg(-1, ctypes.byref(message), 0)
