"""Messages to web addresses: signatures verified by the package standardwebhooks, receivers that are ill, killed at each step."""

import base64
import http.server
import os
import socket
import ssl
import subprocess
import threading
import time

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

import peer
from peer import check, send

work = peer.folder()
message = work / "message"
message.write_text('{"type":"release.published","data":{"headline":"Ny simhall"}}')
OLD, NEW = ("whsec_" + base64.b64encode(os.urandom(32)).decode() for _ in range(2))
SECRETS = {"HOOK_OLD": OLD, "HOOK_NEW": NEW}
received = []
answers = {"status": 204, "headers": {}}


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        received.append((self.headers, body, length))
        if answers["status"] is None:
            self.connection.close()
            return
        self.send_response(answers["status"])
        for name, value in answers["headers"].items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        pass


def serve(tls=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


port = serve()


def post(url=None, **env):
    return send("webhook", url or f"http://127.0.0.1:{port}/in", "HOOK_OLD,HOOK_NEW", "a.json", message, env={**SECRETS, **env})


def verifies(secret, headers, body):
    try:
        Webhook(secret).verify(body, {name.lower(): value for name, value in headers.items()})
        return True
    except WebhookVerificationError:
        return False


words, _ = post()
check("a message is delivered", words.startswith("Delivered"), words)
headers, body, _ = received[-1]
check("the body is the message", body == message.read_bytes())
check("standardwebhooks verifies it with the old secret and with the new", verifies(OLD, headers, body) and verifies(NEW, headers, body))
check("and not with another secret, nor another body", not verifies("whsec_" + base64.b64encode(b"x" * 32).decode(), headers, body) and not verifies(OLD, headers, body + b" "))

for status, headers, expected in [
    (429, {"retry-after": "120"}, "after: Some(120s)"),
    (500, {}, "Unknown"),
    (503, {"retry-after": "999999999"}, "after: Some(86400s)"),
    (302, {"location": f"http://127.0.0.1:{port}/other"}, "Retry"),
    (401, {}, "Retry"),
    (404, {}, "Refused"),
    (410, {}, "Gone"),
    (None, {}, "Unknown"),
]:
    answers.update(status=status, headers=headers)
    count = len(received)
    words, _ = post()
    check(f"an answer of {status}: {expected}", expected in words, words)
    if status == 302:
        check("a redirect is not followed", len(received) == count + 1, len(received))
answers.update(status=204, headers={})

# A receiver that takes the request and never answers, and one that answers by halves and then is silent.
for name, answer in [("never", b""), ("half", b"HTTP/1.1 200 O")]:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = time.monotonic()
        kept = []

        def accept():
            connection, _ = silent.accept()
            connection.recv(65536)
            connection.sendall(answer)
            kept.append(connection)

        threading.Thread(target=accept, daemon=True).start()
        words, _ = post(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        check(f"a receiver that answers {name}: given up after 20 seconds", "Unknown" in words and "in time" in words and time.monotonic() - start < 25, words)

subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=elsewhere.example",
                "-addext", "subjectAltName=DNS:elsewhere.example", "-keyout", work / "key", "-out", work / "certificate"], check=True, capture_output=True)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(work / "certificate", work / "key")
secure = serve(tls)
count = len(received)
words, _ = post(f"https://127.0.0.1:{secure}/in")
check("a certificate that nobody vouches for", words.startswith("Retry") and "certificate" in words and len(received) == count, words)
words, _ = post(f"https://127.0.0.1:{secure}/in", SSL_CERT_FILE=str(work / "certificate"))
check("a certificate of another host", words.startswith("Retry") and "certificate" in words and len(received) == count, words)

# `send_one` allows 127.0.0.0/8 and nothing else.
for url in ["http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", 
            "http://0/", "http://3232235777/", "http://0xa.1/"]:
    words, _ = post(url)
    check(f"{url} is not called", words.startswith("Retry") and "is not called" in words, words)

for step in peer.STEPS:
    count = len(received)
    _, code = post(DEPESCH_DIE=step)
    time.sleep(0.3)
    whole = [body for _, body, length in received[count:] if len(body) == length]
    check(f"killed at {step}: it ends", code == -6, code)
    check(f"killed at {step}: the receiver has {'it' if step in ('sent', 'answered') else 'nothing whole'}", len(whole) == (step in ("sent", "answered")), len(whole))
    words, _ = post()
    ids = {headers["webhook-id"] for headers, _, _ in received[count:]}
    check(f"killed at {step}: the next attempt delivers under the same id", words.startswith("Delivered") and len(ids) == 1, (words, ids))

words, _ = post(HOOK_NEW="")
check("a missing secret is named, and not the others' values", "HOOK_NEW" in words and OLD not in words, words)
peer.finish()
