"""Everything at once, for as long as it is asked to: texts saved every second, searches, feeds with and without ETags, cold pages, WebSub, slow
clients. No error but 503 with Retry-After, memory and files stay flat, and in the end subscribers have the feed as it is.

    soak.py [SECONDS] [CONNECTIONS]
"""

import contextlib
import hashlib
import http.server
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from house import ROOT, Checks, Service, newsroom, release_paths, save
from slow import connect

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 60
CONNECTIONS = int(sys.argv[2]) if len(sys.argv) > 2 else 300


class Subscriber(http.server.BaseHTTPRequestHandler):
    """Confirms every subscription, and keeps the hash of what came last for each callback."""

    received, last, lock = 0, {}, threading.Lock()

    def do_GET(self):
        challenge = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["hub.challenge"][0].encode()
        self.answer(challenge)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with Subscriber.lock:
            Subscriber.received += 1
            Subscriber.last[self.path] = hashlib.sha256(body).hexdigest()
        self.answer(b"")

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def subscribe(service, port, count):
    for n in range(count):
        form = urllib.parse.urlencode(
            {"hub.mode": "subscribe", "hub.topic": "http://127.0.0.1/feed.rss", "hub.callback": f"http://127.0.0.{n + 2}:{port}/{n}"}
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _, body = service.get("/hub", headers, "POST", form, source=f"127.3.0.{n + 1}")
        assert status == 202, (status, body)
    service.until(lambda: service.metric("hub_subscriptions") == count, 30, "subscriptions are not confirmed")


def save_every_second(content, stop):
    """Another text every second: a figure, a correction, back again."""
    texts = sorted(content.glob("releases/*/*/release.md"))[-20:]
    originals = [text.read_text() for text in texts]
    n = 0
    while not stop.wait(1):
        n += 1
        save(texts[n % 20], f"{originals[n % 20]}\nSparad {n} gånger.\n")


def slow_clients(service, stop):
    n = 0
    while not stop.wait(0.1):
        n += 1
        first = [b"GET / HTTP/1.1\r\nX: ", b"GET /feed.rss HTTP/1.1\r\nHost: a\r\n\r\n" * 50, b"POST /hub HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nx"][n % 3]
        client = connect(service, n, 100, first)
        # Kept until the service closes it.
        if client:
            client.settimeout(60)
            threading.Thread(target=wait_for_end, args=(client,), daemon=True).start()


def wait_for_end(client):
    with contextlib.suppress(OSError), client:
        while client.recv(64):
            time.sleep(2)


def main():
    checks = Checks()
    server = http.server.ThreadingHTTPServer(("0.0.0.0", 0), Subscriber)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with newsroom(1_000) as content, Service(content, "--hub-allow", "127.0.0.0/8", "--hub-window", "500") as service:
        pages = release_paths(content)
        subscribe(service, server.server_port, 20)
        _, headers, _ = service.get("/feed.rss")
        targets = ["/feed.rss", "/feed.atom", "/feed.json", "/"] * 20 + [f"/feed.rss\tIf-None-Match: {headers['etag']}"] * 40
        targets += pages[:150] + [f"{path}{path.strip('/').rsplit('/', 1)[1]}.pdf" for path in pages[:30]]
        targets += [f"/sok/?q={word}" for word in ("skola", "kommun", "beslut", "vatten", "buss")] * 4 + [f"/wrong-{n}" for n in range(20)]
        with tempfile.NamedTemporaryFile("w") as list_file:
            list_file.write("\n".join(targets))
            list_file.flush()
            many = [sys.executable, str(ROOT / "tests/service/many.py"), str(service.port), str(SECONDS), str(CONNECTIONS), "100", list_file.name]
            clients = subprocess.Popen(many, stdout=subprocess.PIPE)
            stop = threading.Event()
            workers = [threading.Thread(target=save_every_second, args=(content, stop)), threading.Thread(target=slow_clients, args=(service, stop))]
            for worker in workers:
                worker.start()
            samples, begun = [], time.monotonic()
            while time.monotonic() - begun < SECONDS:
                time.sleep(min(5, SECONDS / 20))
                samples.append((service.memory(), len(os.listdir(f"/proc/{service.pid}/fd")), service.threads()))
            answers = json.loads(clients.communicate()[0])
            stop.set()
            for worker in workers:
                worker.join()
        print(f"{SECONDS:.0f} s: {answers}; {Subscriber.received} deliveries")
        quarter = len(samples) // 4
        early, late = samples[quarter : 2 * quarter], samples[3 * quarter :]
        megabytes = [statistics.median(sample[0] for sample in part) for part in (early, late)]
        files = [statistics.median(sample[1] for sample in part) for part in (early, late)]
        most = service.memory("VmHWM")
        checks.check(megabytes[1] < 1.15 * megabytes[0] + 10, f"memory {megabytes[0]:.0f} MB in the second quarter, {megabytes[1]:.0f} MB in the last, at most {most:.0f} MB")
        checks.check(files[1] < 1.3 * files[0] + 50, f"{files[0]:.0f} files in the second quarter, {files[1]:.0f} in the last")
        checks.check(len({sample[2] for sample in late}) <= 12, f"{max(sample[2] for sample in samples)} threads at most")
        wrong = {status: n for status, n in answers["statuses"].items() if status not in ("200", "304", "301", "404", "503")}
        checks.check(not wrong and answers["without_retry"] == 0, f"no error but 503 with Retry-After ({answers['statuses'].get('503', 0)})")
        # Each ends after ten minutes.
        most = CONNECTIONS * int(SECONDS / 600)
        checks.check(answers["closed"] <= most, f"{answers['closed']} connections closed, at most {most}")
        feed = hashlib.sha256(service.get("/feed.rss")[2]).hexdigest()
        service.until(lambda: set(Subscriber.last.values()) == {feed} and len(Subscriber.last) == 20, 30, "subscribers have another feed")
        checks.check(True, "20 subscribers have the feed as it is")
        errors = [line for line in service.log() if line.get("level") == "ERROR"]
        checks.check(not errors, f"{len(errors)} errors in the log {errors[:2]}")
    checks.finish()


if __name__ == "__main__":
    main()
