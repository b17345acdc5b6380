"""What the system refuses: file handles, threads, reading."""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

from house import DEPESCH, Checks, Service, newsroom


def few_files(checks, content):
    """Connections never take the files that reading needs, and the soft limit is raised."""
    with Service(content, limits="ulimit -Hn 400; ulimit -Sn 64") as service:
        limit = [line.split() for line in open(f"/proc/{service.pid}/limits") if line.startswith("Max open files")][0]
        checks.check(limit[3] == "400", f"the limit on open files is raised to {limit[3]}")
        clients = []
        for n in range(600):
            client = socket.socket()
            client.settimeout(0.2)
            client.bind((f"127.10.0.{n % 250 + 1}", 0))
            try:
                client.connect(("127.0.0.1", service.port))
            except OSError:
                client.close()
                break
            clients.append(client)
        text = next(content.glob("releases/*/*/release.md"))
        text.write_text(text.read_text() + "\nEtt nytt ord: ordlista.\n")
        time.sleep(1)
        for client in clients:
            client.close()
        page = "/" + str(text.parent.relative_to(content)) + "/"
        service.until(lambda: b"ordlista" in service.get(page)[2], 20, "the saved text is not shown")
        errors = [line for line in service.log() if line.get("level") == "ERROR"]
        checks.check(not errors, f"600 connections with 400 files: {len(errors)} errors")


def failing_reads(checks, content):
    """A folder that cannot be read for a moment is read again within a second after that."""
    with Service(content) as service:
        text = sorted(content.glob("releases/*/*/release.md"))[1]
        page = "/" + str(text.parent.relative_to(content)) + "/"
        before = service.get(page)[2]
        # A loop of links is an error that is not "not found", also for root.
        away = text.with_suffix(".away")
        text.rename(away)
        text.symlink_to(text.name)
        service.until(lambda: service.status()["errors"], 10, "no error")
        checks.check(service.get(page)[2] == before, "a text that cannot be read stays as it was")
        # Replaced where nobody is told of it: the folder of a bind mount, a network file system.
        text.unlink()
        away.rename(text)
        waited = service.until(lambda: not service.status()["errors"], 20, "it is not read again")
        checks.check(True, f"and is read again: {waited:.2f} s after it can be")


def hangup(checks, content):
    with Service(content) as service:
        service.process.send_signal(1)
        service.until(lambda: any("reading the content again" in line["message"] for line in service.log()), 10, "SIGHUP does nothing")
        checks.check(service.get("/readyz")[0] == 200, "SIGHUP reads the content again and ends nothing")


def no_threads(checks, content):
    """A system that starts no threads is an error with a hint and exit code 3, whatever starts them."""
    for megabytes in range(20, 900, 20):
        with tempfile.TemporaryDirectory() as state:
            # With the thread stacks that the address space has no room for.
            command = f'ulimit -v {megabytes * 1024}; exec "$@"'
            arguments = [DEPESCH, "serve", "--content", str(content), "--state", state, "--listen", "127.0.0.1:0"]
            try:
                done = subprocess.run(["sh", "-c", command, "sh", *arguments], capture_output=True, text=True, timeout=4, env={**os.environ, "LC_ALL": "C"})
            except subprocess.TimeoutExpired:
                return
            if "thread" in done.stderr:
                checks.check(done.returncode == 3 and "panicked" not in done.stderr, f"{megabytes} MB of address space: exit code {done.returncode}: {done.stderr.strip().splitlines()[0]}")


def main():
    checks = Checks()
    with newsroom(100) as content:
        few_files(checks, content)
        failing_reads(checks, content)
        hangup(checks, content)
        no_threads(checks, content)
    checks.finish()


main()
