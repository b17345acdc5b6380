"""Two subscribers follow the newest releases: one by https through a proxy, with a secret, and one by plain http. Both are Flask-WebSub's,
which finds the hub, is asked whether it meant it, and checks signatures by code that is none of ours. Started by `run`.

A release is saved on the disk: both get the new bytes of the feed. The first unsubscribes, another release is saved: the second alone
gets it. Nothing but the loopback address is asked.
"""
import hashlib
import hmac
import json
import logging
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import requests
from flask import Flask, request
from flask_websub.subscriber import SQLite3SubscriberStorage, SQLite3TempSubscriberStorage, Subscriber, discover
from werkzeug.serving import make_server

HOUSE = Path(__file__).resolve().parent.parent.parent
ATOM = "{http://www.w3.org/2005/Atom}"
PATIENCE = 20   # seconds
FIRST, SECOND = "releases/2026/forskola-i-norra-hamnen", "releases/2026/sommarjobb-for-unga"

passed = failed = 0


def check(what, good, seen=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(f"{'ok  ' if good else 'FAIL'} {what}" + ("" if good or seen == "" else f"\n     seen: {seen!r}"), flush=True)
    return good


def until(is_so):
    end = time.time() + PATIENCE
    while time.time() < end:
        if found := is_so():
            return found
        time.sleep(0.02)
    return is_so()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


# The service ----------------------------------------------------------------------------------------------------------------------

class Service:
    def __init__(self, home):
        self.content, self.log = home / "content", home / "log"
        shutil.copytree(HOUSE / "content", self.content)
        port = free_port()
        self.port, self.base = port, f"http://127.0.0.1:{port}/"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [os.environ["DEPESCH"], "serve", "--listen", f"127.0.0.1:{port}", "--base-url", self.base, "--content", self.content,
                 "--state", home / "state", "--hub-allow", "127.0.0.0/8", "--hub-window", "200", "--trusted-proxy", "127.0.0.1"],
                cwd=HOUSE, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log)
        if not until(lambda: "listening" in self.said() or self.process.poll() is not None) or self.process.poll() is not None:
            raise SystemExit(f"the service did not start:\n{self.log.read_text()}")

    def said(self):
        return [json.loads(line)["message"] for line in self.log.read_text().splitlines() if line.startswith("{") and line.endswith("}")]

    def save(self, release, headline):
        """As an editor does."""
        file = self.content / release / "release.md"
        text = file.read_text("utf-8")
        file.write_text(re.sub(r"(?m)^headline = .*$", f'headline = "{headline}"', text, count=1), "utf-8")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "killed"


class Proxy:
    """Speaks https to the outside and says for whom it asks, as the web server in front of the service does. One request a connection."""

    def __init__(self, home, port):
        self.certificate = home / "proxy.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
                        "subjectAltName=IP:127.0.0.1", "-keyout", home / "proxy.key", "-out", self.certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, home / "proxy.key")
        outside = socket.create_server(("127.0.0.1", 0))
        self.base = f"https://127.0.0.1:{outside.getsockname()[1]}/"
        self.port, self.context = port, context
        threading.Thread(target=self.run, args=(outside,), daemon=True).start()

    def run(self, outside):
        while True:
            raw, _ = outside.accept()
            threading.Thread(target=self.answer, args=(raw,), daemon=True).start()

    def answer(self, raw):
        try:
            with self.context.wrap_socket(raw, server_side=True) as asks, socket.create_connection(("127.0.0.1", self.port)) as service:
                file = asks.makefile("rb")
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    if not (line := file.readline()):
                        return
                    head += line
                length = re.search(rb"(?im)^content-length: *(\d+)", head)
                body = file.read(int(length[1])) if length else b""
                head = re.sub(rb"(?im)^(connection|x-forwarded-[a-z]+):.*\r\n", b"", head)[:-2]
                service.sendall(head + b"X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n" + body)
                while part := service.recv(65536):
                    asks.sendall(part)
        except (ssl.SSLError, OSError):
            pass


# The subscribers ------------------------------------------------------------------------------------------------------------------

class Follower:
    """Flask-WebSub in an application of its own, on a port of its own."""

    def __init__(self, home, name):
        self.name, self.heard, self.posts, self.told, self.errors = name, [], [], [], []
        database = str(home / f"{name}.sqlite3")
        self.subscriber = Subscriber(SQLite3SubscriberStorage(database), SQLite3TempSubscriberStorage(database))
        self.subscriber.add_listener(lambda topic, callback, body: self.heard.append((topic, body)))
        self.subscriber.add_success_handler(lambda topic, callback, mode: self.told.append((topic, mode)))
        self.subscriber.add_error_handler(lambda topic, callback, reason: self.errors.append((topic, reason)))
        app = Flask(name)
        app.register_blueprint(self.subscriber.build_blueprint(url_prefix="/callbacks"))

        @app.before_request
        def note():
            if request.method == "POST":
                self.posts.append((dict(request.headers), request.get_data()))

        server = make_server("127.0.0.1", 0, app, threaded=True)
        app.config["SERVER_NAME"] = f"127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.app = app

    def subscribe(self, **where):
        with self.app.app_context():
            self.callback = self.subscriber.subscribe(**where)

    def unsubscribe(self, **options):
        with self.app.app_context():
            self.subscriber.storage[self.callback]   # it is there
            wanted = {**self.subscriber.get_active_subscription(self.callback), "mode": "unsubscribe", **options}
            self.subscriber.subscribe_impl(self.callback, **wanted)

    def secret(self):
        return self.subscriber.storage[self.callback]["secret"]


def arrived(follower, count, service, words):
    """The delivery with this number: the feed as it is now, byte by byte."""
    until(lambda: len(follower.heard) >= count)
    feed = requests.get(service.base + "feed.atom", timeout=10)
    who = follower.name
    if not check(f"{who}: delivery {count} arrived", len(follower.heard) == count, len(follower.heard)):
        return
    topic, body = follower.heard[-1]
    check(f"{who}: it is the feed, byte by byte ({len(body)} bytes)", body == feed.content, len(feed.content))
    titles = [entry.findtext(ATOM + "title") for entry in ET.fromstring(body).iter(ATOM + "entry")]
    check(f"{who}: and has what was saved", words in titles, titles[:5])
    head = follower.posts[-1][0]
    check(f"{who}: its type is the feed's", head["Content-Type"] == feed.headers["Content-Type"], head["Content-Type"])
    links = {link["rel"]: link["url"] for link in requests.utils.parse_header_links(head["Link"])}
    check(f"{who}: it names topic and hub", links == {"self": topic, "hub": service.base + "hub"}, head["Link"])


def signed(follower):
    head, body = follower.posts[-1]
    method, _, signature = head.get("X-Hub-Signature", "").partition("=")
    wanted = hmac.new(follower.secret().encode(), body, hashlib.sha256).hexdigest()
    check(f"{follower.name}: its signature is right", (method, signature) == ("sha256", wanted), head.get("X-Hub-Signature"))


def follow(home, service):
    proxy = Proxy(home, service.port)
    topic = service.base + "feed.atom"
    found = discover(topic)
    check("Flask-WebSub finds hub and topic", found == {"hub_url": service.base + "hub", "topic_url": topic}, found)

    secret, plain = Follower(home, "with a secret"), Follower(home, "plain")
    trusting = {"verify": str(proxy.certificate)}
    secret.subscribe(topic_url=topic, hub_url=proxy.base + "hub", lease_seconds=86_400, requests_opts=dict(trusting))
    plain.subscribe(**found)
    for follower in (secret, plain):
        until(lambda: follower.told)
        check(f"{follower.name}: verified", follower.told == [(topic, "subscribe")] and not follower.errors, follower.told + follower.errors)
    lease = {follower.name: follower.subscriber.storage[follower.callback]["lease_seconds"] for follower in (secret, plain)}
    check("the leases are the one that was asked for and 10 days", lease == {"with a secret": 86_400, "plain": 864_000}, lease)
    check("Flask-WebSub made a secret, for https only", secret.secret() and not plain.secret())
    # Networks that are let through may send one in the clear; so it comes from elsewhere, through a proxy without https.
    refused = requests.post(found["hub_url"], timeout=10, headers={"X-Forwarded-For": "198.51.100.8", "X-Forwarded-Proto": "http"}, data={
        "hub.mode": "subscribe", "hub.topic": topic, "hub.callback": "http://127.0.0.1:1/", "hub.secret": "seen by all"})
    check("a secret by plain http is refused", refused.status_code == 400 and "https" in refused.text, (refused.status_code, refused.text))

    service.save(FIRST, "Första ändringen: åtta & nio")
    for follower in (secret, plain):
        arrived(follower, 1, service, "Första ändringen: åtta & nio")
    signed(secret)
    check("plain: nothing is signed", "X-Hub-Signature" not in plain.posts[-1][0])

    secret.unsubscribe(requests_opts=dict(trusting))
    until(lambda: len(secret.told) > 1)
    check("with a secret: unsubscribed, and asked whether it meant it", secret.told == [(topic, "subscribe"), (topic, "unsubscribe")], secret.told)
    service.save(SECOND, "Andra ändringen")
    arrived(plain, 2, service, "Andra ändringen")
    time.sleep(1.5)
    check("with a secret: nothing more arrives", len(secret.posts) == 1 and len(secret.heard) == 1, len(secret.posts))

    service.save(SECOND, "Tredje ändringen")
    arrived(plain, 3, service, "Tredje ändringen")
    check("with a secret: nor then", len(secret.posts) == 1, len(secret.posts))
    check("every delivery was heard, none came twice", len(plain.posts) == len(plain.heard) == 3, len(plain.posts))


def main():
    for name in [n for n in os.environ if n.lower().endswith("_proxy")]:
        del os.environ[name]
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    home, service = Path(tempfile.mkdtemp(prefix="websub-")), None
    # Whoever ends this ends the service too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        service = Service(home)
        follow(home, service)
    finally:
        if service:
            check("the service stops when it is told to", service.stop() == 0)
            log = service.log.read_text()
            check("no error in its log, and no secret callback", '"ERROR"' not in log and "/callbacks/" not in log, log[-2000:])
        shutil.rmtree(home, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
