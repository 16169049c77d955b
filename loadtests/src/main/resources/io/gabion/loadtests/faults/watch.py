# Tells, one line for each transaction of this network namespace's nftables, which IPv4 addresses it added to a set, and
# which networks: their length is in the set's name.
# The kernel is asked itself: `nft monitor` of Debian 12 loses sight of a set that is declared again.
import socket
import struct

NETFILTER, NFTABLES_GROUP, FORCED_BUFFER = 12, 7, 33
NEW_ELEMENTS, TRANSACTION_END = 10 << 8 | 12, 10 << 8 | 15
SET, ELEMENTS, ELEMENT, KEY, VALUE = 2, 3, 1, 1, 1


def attributes(data):
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        yield kind & 0x3FFF, data[4:length]
        data = data[length + 3 & ~3:]


def inside(data, *path):
    if not path:
        yield data
    else:
        for kind, value in attributes(data):
            if kind == path[0]:
                yield from inside(value, *path[1:])


kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETFILTER)
kernel.setsockopt(socket.SOL_SOCKET, FORCED_BUFFER, 16 << 20)
kernel.bind((0, 1 << NFTABLES_GROUP - 1))
print("watching", flush=True)
added = set()
while True:
    said = kernel.recv(1 << 20)
    while len(said) >= 16:
        length, kind = struct.unpack_from("=IH", said)
        if kind == NEW_ELEMENTS:
            name = next(inside(said[20:length], SET)).rstrip(b"\0").decode()
            prefix = name.partition("_")[2]
            for value in inside(said[20:length], ELEMENTS, ELEMENT, KEY, VALUE):
                if len(value) == 4:
                    added.add(socket.inet_ntoa(value) + ("/" + prefix if prefix else ""))
        elif kind == TRANSACTION_END and added:
            print(*sorted(added), flush=True)
            added.clear()
        said = said[length + 3 & ~3:]
