"""A newsroom of generated releases, served by a process of its own, and what the tests of the service ask of both."""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPESCH = os.environ.get("DEPESCH", str(ROOT / "target/release/depesch"))


def generate(folder, releases):
    """A content folder with this many releases. The generator is an example of the project."""
    built = [ROOT / "target" / profile / "examples/corpus" for profile in ("release", "debug")]
    generator = os.environ.get("DEPESCH_CORPUS") or next((path for path in built if path.exists()), None)
    if not generator:
        sys.exit("missing: the example corpus (cargo build --example corpus)")
    subprocess.run([generator, str(releases), str(folder)], check=True, stdout=subprocess.DEVNULL)


class Service:
    """`depesch serve` on a port of its own. `prefix` is put before the command, `limits` before that in a shell: `ulimit -n 300`."""

    def __init__(self, content, *arguments, environment=None, prefix=(), limits=""):
        self.state = tempfile.mkdtemp(prefix="depesch-state-")
        command = [*prefix, DEPESCH, "serve", "--content", str(content), "--state", self.state, "--listen", "127.0.0.1:0"]
        command += ["--base-url", "http://127.0.0.1/", *arguments]
        if limits:
            command = ["sh", "-c", f'{limits}; exec "$@"', "sh", *command]
        self.log_path = os.path.join(self.state, "log")
        settings = {**os.environ, "MIMALLOC_PURGE_DELAY": "0", "LC_ALL": "C.UTF-8", **(environment or {})}
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=subprocess.DEVNULL, env=settings)
        self.port = None
        self.until(lambda: self.listening(), 60, "it does not listen")
        self.host = "127.0.0.1"
        # With faketime the process is a child of its own.
        self.pid = self.process.pid

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return [parse_line(line) for line in log]

    def listening(self):
        if self.process.poll() is not None:
            sys.exit(f"the service ended with {self.process.returncode}:\n{open(self.log_path).read()}")
        for line in self.log():
            if line.get("message") == "listening":
                self.port = int(line["address"].rsplit(":", 1)[1])
                return True
        return False

    def until(self, is_true, seconds, failure):
        begun = time.monotonic()
        while not is_true():
            if time.monotonic() - begun > seconds:
                sys.exit(f"{failure}\n{open(self.log_path).read()[-4000:]}")
            time.sleep(0.02)
        return time.monotonic() - begun

    def get(self, path, headers=None, method="GET", body=None, source=None, timeout=30):
        """Status, headers and body. `source` is the address of the client."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout, source_address=source and (source, 0))
        with contextlib.closing(connection):
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, dict((name.lower(), value) for name, value in response.getheaders()), response.read()

    def token(self):
        return pathlib.Path(self.state, "keys/status-token").read_text().strip()

    def status(self):
        status, _, body = self.get("/_status", {"Authorization": f"Bearer {self.token()}"})
        assert status == 200, status
        return json.loads(body)

    def metric(self, name):
        _, _, body = self.get("/metrics", {"Authorization": f"Bearer {self.token()}"})
        for line in body.decode().splitlines():
            if line.startswith(f"depesch_{name} "):
                return float(line.split()[1])
        raise KeyError(name)

    def memory(self, kind="VmRSS"):
        """In megabytes: now, or with VmHWM the most so far."""
        for line in open(f"/proc/{self.pid}/status"):
            if line.startswith(kind):
                return int(line.split()[1]) / 1024
        raise KeyError(kind)

    def threads(self):
        return len(os.listdir(f"/proc/{self.pid}/task"))

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(30)
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.state, ignore_errors=True)
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def parse_line(line):
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return {"message": line}


@contextlib.contextmanager
def newsroom(releases):
    """A generated content folder that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="depesch-content-") as folder:
        generate(folder, releases)
        yield pathlib.Path(folder)


def save(path, text):
    """As a careful editor saves: a reader sees the old text or the new one."""
    new = path.with_name(".new")
    new.write_text(text)
    os.replace(new, path)


def release_paths(content):
    """The address of each release's page."""
    return sorted("/" + str(path.parent.relative_to(content)) + "/" for path in content.glob("releases/*/*/release.md"))


class Checks:
    """What was measured, and whether it is as it should be."""

    def __init__(self):
        self.failed = []

    def check(self, is_right, text):
        print(("ok    " if is_right else "WRONG ") + text, flush=True)
        if not is_right:
            self.failed.append(text)

    @staticmethod
    def aim(is_reached, text):
        print(("ok    " if is_reached else "MISS  ") + text, flush=True)

    def finish(self):
        sys.exit(1 if self.failed else 0)
