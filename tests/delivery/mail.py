#!/usr/bin/env python3
"""Mail as other people's programs read it: aiosmtpd takes it in, dkimpy verifies it, Python's `email` reads it.

    cargo build --example send_mail && cargo build
    tests/delivery/mail.py

SEND_MAIL and DEPESCH name other programs than those in target/debug. aiosmtpd, dkimpy and PyNaCl are taken from PyPI into
target/delivery-mail, once. Nothing but the loopback address is asked.

Exit code: 0 all is well, 1 a check failed, 2 something is missing.
"""
import email
import email.policy
import json
import logging
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import warnings
from html.parser import HTMLParser
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
VENV = HOUSE / "target" / "delivery-mail"
PACKAGES = ["aiosmtpd==1.4.6", "dkimpy==1.1.8", "PyNaCl==1.5.0"]

try:
    import dkim
    import nacl  # noqa: F401  (dkimpy needs it for ed25519)
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    if sys.prefix == str(VENV):
        print("missing: " + " ".join(PACKAGES), file=sys.stderr)
        sys.exit(2)
    if subprocess.run([sys.executable, "-m", "venv", str(VENV)]).returncode or subprocess.run(
        [VENV / "bin" / "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES]
    ).returncode:
        print("missing: " + " ".join(PACKAGES), file=sys.stderr)
        sys.exit(2)
    os.execv(VENV / "bin" / "python", [str(VENV / "bin" / "python"), "-B", __file__, *sys.argv[1:]])

SEND_MAIL = os.environ.get("SEND_MAIL", HOUSE / "target/debug/examples/send_mail")
DEPESCH = os.environ.get("DEPESCH", HOUSE / "target/debug/depesch")
NOW = "2026-03-15T12:00:00+01:00"
NEWS = "2026/strandpromenad-i-norra-hamnen"
CORRECTED = "2026/avgifter-for-simhallen"
STRANGE = "2026/kodklubb-med-konstiga-tecken"
ARABIC = "2026/sa-sorterar-du-avfall/ar"
TABLE = "2026/flera-skolplatser-hosten-2026"
KILLED = "2026/unga-aker-gratis-buss"
USER, PASSWORD = "press", "hemligt lösenord"

passed = 0


def check(truth, what):
    global passed
    if not truth:
        print(f"FAILED: {what}", file=sys.stderr)
        sys.exit(1)
    passed += 1


class Desk:
    """Keeps what arrives."""

    def __init__(self, reply=None):
        self.mails, self.envelopes, self.sessions, self.reply = [], [], set(), reply

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope.original_content)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.sessions.add(session.peer)
        return self.reply or f"250 2.0.0 kept as {len(self.mails)}"


def authenticate(server, session, envelope, mechanism, data):
    wanted = (USER.encode(), PASSWORD.encode())
    return AuthResult(success=(data.login, data.password) == wanted, handled=False)


class AnyPort(Controller):
    """On a port that the system chooses; its own test of the start would ask port 0."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Server:
    """A relay on this machine."""

    def __init__(self, desk, certificate=None, implicit=False, **options):
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            options["ssl_context" if implicit else "tls_context"] = context
        self.controller = AnyPort(desk, hostname="127.0.0.1", port=0, server_hostname="localhost", **options)

    def __enter__(self):
        self.controller.start()
        return self.controller

    def __exit__(self, *_):
        self.controller.stop(no_assert=True)


def send(server, tls, key, *slugs, login=None, ca=None, host="localhost"):
    environment = {name: value for name, value in os.environ.items() if name not in ("MAIL_USER", "MAIL_PASSWORD")}
    if login:
        environment.update(MAIL_USER=login[0], MAIL_PASSWORD=login[1])
    if ca:
        environment["SSL_CERT_FILE"] = str(ca)
    run = subprocess.run([SEND_MAIL, host, str(server.port), tls, str(key or "-"), *slugs], cwd=HOUSE, env=environment,
                         stdout=subprocess.PIPE, text=True, timeout=60, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


class Words(HTMLParser):
    """What a reader sees of an HTML part."""

    def __init__(self):
        super().__init__()
        self.text, self.hidden, self.tags, self.attributes = [], 0, [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        self.hidden += tag in ("style", "title", "head")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "title", "head")

    def handle_data(self, data):
        if not self.hidden:
            self.text.append(data)


def unflow(text):
    """RFC 3676, 4.2."""
    out = ""
    for line in text.splitlines():
        line = line[1:] if line.startswith(" ") else line
        out += line if line.endswith(" ") and line != "-- " else line + "\n"
    return out


def letters(text):
    return re.sub(r"[\W_]+", "", text).lower()


def released_words(slug):
    """The words of the press text from its headline to its end mark, which another writer made."""
    shown = subprocess.run([DEPESCH, "show", slug, "--as", "txt", "--now", NOW, "--content", "tests/newsroom"],
                           cwd=HOUSE, stdout=subprocess.PIPE, check=True)
    text = shown.stdout.decode()
    _, story = text.split("\r\n\r\n", 1)
    return [word for word in re.split(r"(?:SLUT|-30-)\r\n", story)[0].split() if letters(word)]


def reads_well(raw, slug):
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    check(not mail.defects and not any(part.defects for part in mail.walk()), f"{slug}: a mail without defects")
    check(b"\n" not in raw.replace(b"\r\n", b"") and max(map(len, raw.split(b"\r\n"))) <= 100 and raw.isascii(), f"{slug}: short lines, CR LF, ASCII")
    check(mail["from"].addresses[0].display_name == "Solviks kommun, pressjouren (på vakt)", f"{slug}: the sender's name")
    check(mail["from"].addresses[0].addr_spec == "press@solvik.example", f"{slug}: the sender's address")
    check(mail["date"] == "Sun, 15 Mar 2026 12:00:00 +0100", f"{slug}: the date in the newsroom's zone")
    check(mail["auto-submitted"] == "auto-generated" and mail["x-auto-response-suppress"], f"{slug}: no absence is answered")
    check(len(mail.get_all("from")) == len(mail.get_all("subject")) == 1, f"{slug}: each field once")
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    check(text.get_content_type() == "text/plain" and dict(text["content-type"].params) == {"charset": "utf-8", "format": "flowed", "delsp": "no"}, f"{slug}: flowed text")
    check([part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"], f"{slug}: two alternatives")
    seen = Words()
    seen.feed(html.get_content())
    parts = {"text": letters(unflow(text.get_content())), "html": letters("".join(seen.text))}
    words = [] if slug == KILLED else released_words(slug)
    check(slug == KILLED or len(words) > 10, f"{slug}: words to look for")
    for name, found in parts.items():
        for word in words:
            # HTML has addresses behind words.
            where = html.get_content() if name == "html" and word.startswith("https://") else found
            check((word if where is not found else letters(word)) in where, f"{slug}: {word!r} in the {name} part")
    check(not {"img", "script", "link", "iframe"} & set(seen.tags), f"{slug}: nothing is fetched")
    check(f'<html lang="{mail["content-language"]}"' in html.get_content(), f"{slug}: the language")
    return mail


def plain_dialogue():
    desk = Desk()
    slugs = [NEWS, CORRECTED, STRANGE, ARABIC, TABLE, KILLED]
    with Server(desk) as server:
        outcomes = send(server, "none", None, *slugs)
    check([outcome["outcome"] for outcome in outcomes] == ["delivered"] * len(slugs), f"all are delivered: {outcomes}")
    check(outcomes[2]["text"] == "250 2.0.0 kept as 3", "the receipt has the server's own words")
    check(len(desk.sessions) == 1, "one connection for all")
    check(set(map(str, desk.envelopes)) == {str(("press@solvik.example", ["desk@tt.example"]))}, "one receiver a mail")
    mails = [reads_well(raw, slug) for raw, slug in zip(desk.mails, slugs)]
    check(mails[1]["subject"] == "RÄTTELSE: Oförändrade avgifter i simhallen", "the subject of a correction")
    check(mails[1]["in-reply-to"] == mails[1]["references"] == "<earlier@solvik.example>", "a correction answers what it corrects")
    check(mails[1].get_body(("plain",)).get_content().startswith("RÄTTELSE: Ett barnkort kostar 45 kronor."), "the reason comes first")
    check(mails[0]["in-reply-to"] is None, "a first mail answers nothing")
    check(mails[5]["subject"].startswith("UTGÅR: Unga i Solvik"), "the subject of a kill")
    check(mails[3]["content-language"] == "ar" and 'dir="rtl"' in mails[3].get_body(("html",)).get_content(), "Arabic runs from right to left")
    with Server(Desk("451 4.3.0 try later")) as server:
        check(send(server, "none", None, NEWS)[0]["outcome"] == "retry", "451 after the dot")
    with Server(Desk("554 5.7.1 not wanted")) as server:
        check(send(server, "none", None, NEWS)[0] == {"outcome": "refused", "code": 554, "text": "554 5.7.1 not wanted"}, "554 after the dot")
    with Server(Desk(), data_size_limit=2000) as server:
        check(send(server, "none", None, NEWS)[0]["outcome"] == "refused", "SIZE is too small")


def tls_and_login(folder):
    ca, good, wrong = certificates(folder)
    options = {"authenticator": authenticate, "auth_required": True}
    for tls, implicit in (("starttls", False), ("implicit", True)):
        for excluded in (["LOGIN"], ["PLAIN"]):
            desk = Desk()
            with Server(desk, good, implicit, auth_exclude_mechanism=excluded, auth_require_tls=not implicit, **options) as server:
                outcome = send(server, tls, None, NEWS, CORRECTED, login=(USER, PASSWORD), ca=ca)
                check([one["outcome"] for one in outcome] == ["delivered"] * 2, f"{tls} without {excluded}: {outcome}")
                outcome = send(server, tls, None, NEWS, login=(USER, "fel"), ca=ca)[0]
                check(outcome["outcome"] == "retry" and outcome["code"] == 535, f"a wrong password: {outcome}")
                outcome = send(server, tls, None, NEWS, ca=ca)[0]
                check(outcome["outcome"] == "retry" and outcome["code"] == 530, f"no login: {outcome}")
            check(len(desk.mails) == 2, "only with the login")
        for certificate, trusted, what in ((wrong, ca, "another host's certificate"), (good, None, "an unknown authority")):
            desk = Desk()
            with Server(desk, certificate, implicit) as server:
                outcome = send(server, tls, None, NEWS, ca=trusted)[0]
            check(outcome["outcome"] == "retry" and "TLS failed" in outcome["text"], f"{what}: {outcome}")
            check(not desk.mails, f"{what}: nothing is sent")
    desk = Desk()
    with Server(desk) as server:
        outcome = send(server, "starttls", None, NEWS, ca=ca)[0]
    check(outcome["outcome"] == "retry" and "STARTTLS" in outcome["text"] and not desk.mails, "without STARTTLS nothing is sent")


def deaths():
    """A process that ends at a step: before the final dot the server has nothing (RFC 5321, 4.1.1.4), after it the mail."""
    for step, arrived in (("connected", 0), ("greeted", 0), ("half-sent", 0), ("sent", 1), ("answered", 1)):
        desk = Desk()
        with Server(desk) as server:
            environment = dict(os.environ, DEPESCH_DIE=step)
            run = subprocess.run([SEND_MAIL, "localhost", str(server.port), "none", "-", NEWS], cwd=HOUSE, env=environment,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
            check(run.returncode == -signal.SIGABRT and not run.stdout, f"it ends when {step}")
            deadline = time.monotonic() + (5 if arrived else 0.3)
            while time.monotonic() < deadline and not (arrived and desk.mails):
                time.sleep(0.02)
        check(len(desk.mails) == arrived, f"ended when {step}: {len(desk.mails)} mails")


def openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def certificates(folder):
    """An authority, and certificates of localhost and of another host."""
    ca, ca_key = folder / "ca.pem", folder / "ca.key"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", ca_key, "-out", ca, "-days", 2,
            "-subj", "/CN=Tests", "-addext", "basicConstraints=critical,CA:TRUE")
    made = []
    for host in ("localhost", "mx.other.example"):
        key, request, certificate, names = (folder / f"{host}.{end}" for end in ("key", "csr", "pem", "ext"))
        names.write_text(f"subjectAltName=DNS:{host}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", request, "-subj", f"/CN={host}")
        openssl("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-days", 2, "-out", certificate, "-extfile", names)
        made.append((certificate, key))
    return ca, *made


def signatures(folder):
    import base64
    for kind, options in (("rsa", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]), ("ed25519", ["-algorithm", "ed25519"])):
        key = folder / f"{kind}.pem"
        openssl("genpkey", *options, "-out", key)
        public = openssl("pkey", "-in", key, "-pubout", "-outform", "DER")
        # Of Ed25519 the record has the bare key (RFC 8463, 4).
        public = public[-32:] if kind == "ed25519" else public
        record = f"v=DKIM1; k={kind}; p={base64.b64encode(public).decode()}".encode()
        asked = []

        def dns(name, timeout=5):
            asked.append(name)
            return record

        def verifies(raw):
            try:
                return dkim.verify(raw, dnsfunc=dns)
            except dkim.DKIMException:
                return False

        desk = Desk()
        with Server(desk) as server:
            send(server, "none", key, NEWS, CORRECTED, STRANGE, ARABIC)
        check(len(desk.mails) == 4, f"{kind}: all arrive")
        for raw in desk.mails:
            check(verifies(raw), f"{kind}: a signature is verified")
            check(asked[-1] in (b"press._domainkey.solvik.example.", "press._domainkey.solvik.example."), f"{kind}: {asked[-1]}")
            check(f"a={kind}-sha256".encode() in raw and b"t=1773572400" in raw, f"{kind}: algorithm, and time from the date")
            check(verifies(raw + b"\r\n\r\n"), f"{kind}: empty lines at the end change nothing")
            body = raw.index(b"\r\n\r\n") + 40
            check(not verifies(raw[:body] + b"x" + raw[body:]), f"{kind}: a changed body")
            for field in (b"From: Any <any@evil.example>\r\n", b"Subject: Else\r\n", b"To: <any@evil.example>\r\n"):
                check(not verifies(field + raw), f"{kind}: a second {field[:8]}")
            for name in (b"Subject: ", b"Date: ", b"Message-ID: ", b"Content-Type: ", b"Content-Language: "):
                check(name in raw and not verifies(raw.replace(name, name + b"x", 1)), f"{kind}: a changed {name}")
        check(b"In-Reply-To:References" in desk.mails[1].replace(b"\r\n\t", b""), f"{kind}: what it answers is signed")


def main():
    for program in (SEND_MAIL, DEPESCH):
        if not os.access(program, os.X_OK):
            print(f"missing: {program}", file=sys.stderr)
            return 2
    # It warns of logins in the open, which are those of implicit TLS here.
    warnings.simplefilter("ignore")
    logging.disable()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        plain_dialogue()
        deaths()
        tls_and_login(Path(folder))
        signatures(Path(folder))
    print(f"{passed} checks passed in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
