"""Clients that send or read slowly, thousands at a time: others are served meanwhile, and the slow ones are gone after seconds.

    slow.py [CONNECTIONS]
"""

import contextlib
import os
import socket
import struct
import sys
import threading
import time
import zlib

from house import Checks, Service, newsroom, release_paths

#: With thousands of connections and pictures of 6 MB in the air.
MOST_MEGABYTES = 400
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 4_100
HEADER_TIME, SEND_TIME = 4, 4
ARGUMENTS = ["--header-time", str(HEADER_TIME), "--send-time", str(SEND_TIME), "--hub-allow", "127.0.0.0/8"]


def connect(service, number, addresses, first=b""):
    """A connection from one of so many addresses; `None` when it is closed at once."""
    client = socket.socket()
    client.settimeout(2)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.bind((f"127.9.{number % addresses // 250}.{number % addresses % 250 + 1}", 0))
    try:
        client.connect(("127.0.0.1", service.port))
        client.sendall(first)
    except OSError:
        client.close()
        return None
    return client


class Watcher(threading.Thread):
    """A reader with a connection of its own for each request: the feed, and pages that are not cached. Keeps the longest time that it waited."""

    def __init__(self, service, pages):
        super().__init__(daemon=True)
        self.service, self.stopped, self.longest, self.answers, self.errors = service, threading.Event(), 0.0, 0, 0
        self.paths = [path for page in pages for path in ("/feed.rss", page)]

    def run(self):
        while not self.stopped.wait(0.05):
            begun = time.monotonic()
            try:
                status, _, _ = self.service.get(self.paths[self.answers % len(self.paths)], source="127.200.0.1", timeout=60)
                self.answers += status == 200
                self.errors += status != 200
            except OSError:
                self.errors += 1
            self.longest = max(self.longest, time.monotonic() - begun)


def add_pictures(content, count):
    """Gives releases a picture of about 6 MB each: noise, which no compression makes smaller. Returns their paths."""
    paths = []
    for text in sorted(content.glob("releases/*/*/release.md"))[:count]:
        side = 1_400
        rows = b"".join(b"\0" + os.urandom(side * 3) for _ in range(side))
        part = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        png = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(rows, 0)) + part(b"IEND", b"")
        (text.parent / "brus.png").write_bytes(png)
        picture = '\n[[pictures]]\nfile = "brus.png"\nalt = "Ett flimrande brus"\ncredit = "Anna Berg"\n+++\n'
        text.write_text(text.read_text().replace("\n+++\n", picture, 1))
        paths.append("/" + str(text.parent.relative_to(content)) + "/files/brus.png")
    return paths


def open_connections(service):
    return int(service.metric("connections")) - 1


def attack(checks, service, pages, name, first, addresses, drip, seconds):
    """Opens the connections; each sends `first` of its number, and then `drip` once a second."""
    watcher = Watcher(service, pages)
    watcher.start()
    clients = [connect(service, n, addresses, first(n)) for n in range(COUNT)]
    clients = [client for client in clients if client]
    most = 0
    for second in range(seconds):
        if second % 2 == 0:
            with contextlib.suppress(OSError):
                most = max(most, open_connections(service))
        for client in clients if drip else ():
            with contextlib.suppress(OSError):
                client.send(drip)
        time.sleep(1)
    watcher.stopped.set()
    watcher.join()
    service.until(lambda: open_connections(service) <= 5, 15, f"{name}: {open_connections(service)} slow clients stay")
    for client in clients:
        client.close()
    print(f"{name}: {COUNT} connections from {addresses} addresses, at most {most} open at a time; the reader got {watcher.answers} answers")
    checks.check(watcher.errors == 0 and watcher.answers > 0, f"{name}: {watcher.errors} errors for the reader")
    limit = 20
    checks.check(watcher.longest < limit, f"{name}: the reader waited at most {watcher.longest:.2f} s, less than {limit} s")
    checks.check(service.memory("VmHWM") < MOST_MEGABYTES, f"{name}: at most {service.memory('VmHWM'):.0f} MB so far")


def run(checks, service, pages, pictures):
    service.get("/feed.rss")
    body = (
        b"POST /hub HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\nhub.mode=sub"
    )
    seconds = HEADER_TIME + 3
    for addresses in (1, 50, COUNT):
        attack(checks, service, pages, "slow bodies", lambda _: body, addresses, b"x", seconds)
    attack(checks, service, pages, "slow headers", lambda _: b"GET /feed.rss HTTP/1.1\r\nHost: a\r\nX-A: ", 50, b"y", seconds)
    # Many requests at once, of which nothing is read: more than the system's buffers take.
    many = b"GET /feed.rss HTTP/1.1\r\nHost: a\r\n\r\n" * 100
    attack(checks, service, pages, "readers that read nothing", lambda _: many, 50, b"", SEND_TIME + 4)
    picture = lambda n: f"GET {pictures[n % len(pictures)]} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    checks.check(service.get(pictures[0])[0] == 200, "a picture of 6 MB is served")
    attack(checks, service, pages, f"readers of {len(pictures)} pictures of 6 MB", picture, 50, b"", SEND_TIME + 4)
    checks.check(service.get("/readyz")[0] == 200, "the service is ready")


def main():
    checks = Checks()
    with newsroom(300) as content:
        pictures = add_pictures(content, 60)
        with Service(content, *ARGUMENTS) as service:
            run(checks, service, release_paths(content), pictures)
    checks.finish()


if __name__ == "__main__":
    main()
