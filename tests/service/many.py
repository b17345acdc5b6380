"""Many connections from many addresses of this machine: asks as fast as it is answered, and counts the answers.

    many.py PORT SECONDS CONNECTIONS ADDRESSES FILE [BASE]

FILE has a request target on each line, and after a tab other headers, if any. The clients have the addresses 127.BASE.0.1 and on. Prints one
line of JSON: answers by status, connections that were closed or refused, bytes, answers without Retry-After that should have one.
"""

import errno
import json
import random
import selectors
import socket
import sys
import time

port, seconds, count, addresses, targets, *base = sys.argv[1:]
port, seconds, count, addresses = int(port), float(seconds), int(count), int(addresses)
base = int(base[0]) if base else 1
lines = [line.rstrip("\n").split("\t") for line in open(targets)]
REQUESTS = [
    (f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n" + "".join(f"{h}\r\n" for h in headers) + "\r\n").encode()
    for target, *headers in lines
]
selector = selectors.EpollSelector()
statuses, closed, received, without_retry = {}, 0, 0, 0
rng = random.Random(base)


class Client:
    def __init__(self, number):
        self.address = f"127.{base}.{number % addresses // 250}.{number % addresses % 250 + 1}"
        self.socket = None
        self.open()

    def open(self):
        global closed
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.bind((self.address, 0))
        self.buffer, self.left = b"", None
        try:
            self.socket.connect(("127.0.0.1", port))
        except BlockingIOError:
            pass
        except OSError:
            closed += 1
        selector.register(self.socket, selectors.EVENT_WRITE, self)

    def again(self):
        global closed
        closed += 1
        selector.unregister(self.socket)
        self.socket.close()
        self.open()

    def write(self):
        try:
            self.socket.send(rng.choice(REQUESTS))
        except OSError:
            return self.again()
        selector.modify(self.socket, selectors.EVENT_READ, self)

    def read(self):
        global received
        try:
            data = self.socket.recv(262144)
        except OSError as error:
            if error.errno == errno.EAGAIN:
                return
            return self.again()
        if not data:
            return self.again()
        received += len(data)
        if self.left is None:
            self.buffer += data
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end].lower()
            data, self.buffer = self.buffer[end + 4 :], b""
            self.count(head)
            at = head.find(b"content-length:")
            self.left = int(head[at + 15 : head.find(b"\r", at) if head.find(b"\r", at) > 0 else None]) if at >= 0 else 0
            if head[9:12] == b"304":
                self.left = 0
        self.left -= len(data)
        if self.left <= 0:
            self.left = None
            selector.modify(self.socket, selectors.EVENT_WRITE, self)

    def count(self, head):
        global without_retry
        status = head[9:12].decode()
        statuses[status] = statuses.get(status, 0) + 1
        if status in ("503", "429") and b"retry-after:" not in head:
            without_retry += 1


clients = [Client(n) for n in range(count)]
end = time.monotonic() + seconds
while time.monotonic() < end:
    for key, events in selector.select(0.2):
        if events & selectors.EVENT_WRITE:
            key.data.write()
        else:
            key.data.read()
print(json.dumps({"statuses": statuses, "closed": closed, "megabytes": round(received / 1e6, 1), "without_retry": without_retry}))
