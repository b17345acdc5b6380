#!/usr/bin/env python3
"""Kills `depesch send` at every named step and at random, and holds what the receivers got against the journal.

    cargo build
    tests/delivery/kill.py 40        # kills, with a fixed seed; DEPESCH names another program than target/debug/depesch
    tests/delivery/kill.py 500 7     # more of them, with another seed

Receivers are a folder, a webhook and a mailbox in this process: they outlive each kill and note what they accepted. Between the kills releases are
published, corrected and withdrawn. At the end everything is delivered in peace, and the laws must hold:

1. no number of a channel twice, and none missing;
2. each receiver accepts the versions of a release in their order;
3. each receiver has the newest version of every release that it has to do with;
4. whoever has a version of a withdrawn release has its kill;
5. what was accepted twice has the same id and bytes, and the journal knows of an interrupted or doubtful attempt;
6. what was accepted is byte for byte what the journal says.

Exit code: 0 the laws hold, 1 one is broken, 2 something is missing.
"""
import collections
import email
import hashlib
import http.server
import json
import os
import pathlib
import random
import re
import shutil
import socketserver
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

HOUSE = pathlib.Path(__file__).resolve().parents[2]
DEPESCH = os.environ.get("DEPESCH", str(HOUSE / "target/debug/depesch"))
KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 40
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
STEPS = ["planned", "rendered", "taken", "witnessed", "claimed", "connected", "greeted", "half-sent", "sent", "answered", "settled"]
KEY = "a-key-of-more-than-16-letters"
if not os.path.exists(DEPESCH):
    print("missing: the program (build it, or name it with DEPESCH)", file=sys.stderr)
    sys.exit(2)

# What was accepted: (receiver, id, bytes), in order.
accepted = []
lock = threading.Lock()


class Hook(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        if len(body) < length:
            return
        with lock:
            accepted.append(("hook", self.headers["webhook-id"], body))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Mailbox(socketserver.StreamRequestHandler):
    def handle(self):
        say = lambda text: self.wfile.write(text.encode() + b"\r\n")
        try:
            say("220 desk ESMTP")
            while line := self.rfile.readline():
                verb = line.split()[0].upper() if line.split() else b""
                if verb == b"EHLO":
                    say("250-desk\r\n250 PIPELINING")
                elif verb == b"DATA":
                    say("354 go on")
                    mail = bytearray()
                    while (line := self.rfile.readline()) != b".\r\n":
                        if not line:
                            return
                        mail += line[1:] if line.startswith(b".") else line
                    with lock:
                        accepted.append(("post", email.message_from_bytes(bytes(mail))["Message-ID"].strip("<>").split("@")[0], bytes(mail)))
                    say("250 kept")
                elif verb == b"QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 OK")
        except OSError:
            pass


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_):
        """A sender that was killed breaks off anywhere."""


def serve(handler):
    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


hook_port, mail_port = serve(Hook), serve(Mailbox)
work = pathlib.Path(tempfile.mkdtemp(prefix="depesch-kill-"))
desk = work / "desk"
desk.mkdir()
environment = dict(os.environ, KILL_TEST_KEY=KEY, LC_ALL="en_GB.UTF-8")


def run(*arguments, **more):
    return subprocess.run([DEPESCH, *arguments], cwd=work, env=dict(environment, **more), capture_output=True, text=True)


def send(**more):
    return run("send", "--allow", "127.0.0.0/8", "--within", "20s", **more)


assert run("init", "--example", "--language", "sv", ".").returncode == 0
(work / "content/channels.toml").write_text(f"""
[mail]
relay = "smtp://127.0.0.1:{mail_port}"
from = "Solvik <press@solvik.example>"
[[channel]]
key = "mapp"
to = "folder:{desk}"
format = "iptc7901"
everything = true
[[channel]]
key = "hook"
to = "http://127.0.0.1:{hook_port}/in"
secret = {{ env = "KILL_TEST_KEY" }}
everything = true
[[channel]]
key = "post"
to = "mailto:desk@news.example"
everything = true
""")
first = send()
assert first.returncode == 0 and not list(desk.iterdir()), first.stdout + first.stderr

chance = random.Random(SEED)
releases = {}  # slug -> [version, withdrawn]
year = time.strftime("%Y", time.gmtime(time.time() - 120))


def file_of(slug):
    return work / f"content/releases/{year}/{slug}/release.md"


def publish():
    slug = f"meddelande-{len(releases) + 1}"
    releases[slug] = [1, False]
    path = file_of(slug)
    path.parent.mkdir(parents=True)
    at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() - 60))
    new = path.with_name("new.txt")
    new.write_text(f'+++\nid = "tag:solvik.example,2026-01-01:release/{slug}"\nheadline = "Nyheten {slug}"\nlead = "Ingressen har 4 000 ord, version 1."\n'
                   f'published = {at}\ncontacts = ["presstjansten"]\n+++\n\nText.\n')
    new.rename(path)


def change():
    """A correction or a withdrawal of a release that is not withdrawn."""
    open_ones = [slug for slug, (_, withdrawn) in releases.items() if not withdrawn]
    if not open_ones:
        return publish()
    slug = chance.choice(open_ones)
    # Two changes of one release are never in the same second.
    time.sleep(1.05)
    if chance.random() < 0.4:
        done = run("withdraw", slug, "--note", "Fel.")
        releases[slug][1] = True
    else:
        done = run("correct", slug, "--note", "Fel siffra.")
        version = releases[slug][0]
        path = file_of(slug)
        path.write_text(path.read_text().replace(f"version {version}.", f"version {version + 1}."))
    releases[slug][0] += 1
    assert done.returncode == 0, done.stdout + done.stderr


killed = collections.Counter()
for number in range(KILLS):
    publish() if number % 3 == 0 else change()
    if number % 2 == 0:
        step = STEPS[number // 2 % len(STEPS)]
        count = chance.randint(1, 3)
        done = send(DEPESCH_DIE=f"{step}:{count}")
        killed[step if done.returncode < 0 else f"{step} (not reached)"] += 1
    else:
        child = subprocess.Popen([DEPESCH, "send", "--allow", "127.0.0.0/8"], cwd=work, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.001, 0.4))
        child.kill()
        killed["at random" if child.wait() < 0 else "at random (had ended)"] += 1

# In peace.
for _ in range(40):
    done = send()
    if done.returncode == 0:
        break
    for channel in ("mapp", "hook", "post"):
        run("wire", "resume", channel)
    run("wire", "retry")
    time.sleep(0.5)

failed = []


def check(what, is_so, detail=""):
    if not is_so:
        failed.append(what)
        print(f"BROKEN {what} {detail}")


check("it comes to rest", done.returncode == 0, done.stdout + done.stderr)
journal = sqlite3.connect(work / "state/journal.sqlite")
rows = lambda sql, *values: journal.execute(sql, values).fetchall()

# 1
for channel, cursor in rows("SELECT key, cursor FROM channels"):
    numbers = [number for (number,) in rows("SELECT cursor FROM messages WHERE channel = ? ORDER BY cursor", channel)]
    check(f"law 1: the numbers of {channel}", numbers == list(range(1, cursor + 1)), f"{numbers} up to {cursor}")

# Files are accepted when they are there.
for path in desk.iterdir():
    check("no unfinished file is left", not path.name.startswith("."), path.name)

messages = {}
for channel, cursor, identity, name, release, revision, digest in rows(
    "SELECT m.channel, m.cursor, m.id, m.name, p.release, p.revision, m.payload FROM messages m JOIN publications p ON p.id = m.publication"
):
    key = name if channel == "mapp" else identity.split(".")[-1] if channel == "hook" else identity
    messages[channel, key] = (cursor, release, revision, digest)
got = [("mapp", path.name, path.read_bytes()) for path in sorted(desk.iterdir())]
got += [(receiver, identity.split(".")[-1] if receiver == "hook" else identity, body) for receiver, identity, body in accepted]

seen = collections.defaultdict(list)
versions = collections.defaultdict(list)
for receiver, key, body in got:
    found = messages.get((receiver, key))
    check("law 6: only what the journal knows is accepted", found is not None, f"{receiver} {key}")
    if found:
        cursor, release, revision, digest = found
        check("law 6: the bytes", hashlib.sha256(body).digest() == digest, f"{receiver} {cursor}")
        seen[receiver, cursor].append(body)
        versions[receiver, release].append(revision)

# 2; files have no order of their own.
for (receiver, release), found in versions.items():
    if receiver != "mapp":
        check("law 2: versions in their order", found == sorted(found), f"{receiver} {release} {found}")

# 3 and 4
for slug, (version, withdrawn) in releases.items():
    release = f"tag:solvik.example,2026-01-01:release/{slug}"
    for receiver in ("mapp", "hook", "post"):
        found = versions[receiver, release]
        if withdrawn:
            check("law 4: a holder has the kill", not found or max(found) == version, f"{receiver} {slug} {found} of {version}")
        else:
            check("law 3: the newest version", found and max(found) == version, f"{receiver} {slug} {found} of {version}")

# 5
doubled = collections.Counter()
for (receiver, cursor), bodies in seen.items():
    if len(bodies) > 1:
        doubled[receiver] += len(bodies) - 1
        check("law 5: the same bytes", len(set(bodies)) == 1, f"{receiver} {cursor}")
        attempts = rows("SELECT a.outcome FROM attempts a JOIN deliveries d ON d.id = a.delivery WHERE d.channel = ? AND d.cursor = ?", receiver, cursor)
        check("law 5: the journal knows of the doubt", any(outcome and re.search("interrupted|unknown", outcome) for (outcome,) in attempts), f"{receiver} {cursor} {attempts}")

states = dict(rows("SELECT state, count(*) FROM deliveries GROUP BY state"))
print(f"{KILLS} kills, seed {SEED}: " + ", ".join(f"{step} {count}" for step, count in sorted(killed.items())))
print(f"{len(releases)} releases, {sum(1 for _, withdrawn in releases.values() if withdrawn)} withdrawn; {len(messages)} messages, {len(got)} accepted, "
      f"doubled under the same id: {dict(doubled) or 'none'}; deliveries by state {states}")
if failed:
    print(f"kept for a look: {work}")
    sys.exit(1)
shutil.rmtree(work)
print("ok    all laws hold")
