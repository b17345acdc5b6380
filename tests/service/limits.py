"""What the system refuses: file handles, threads, reading."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from house import DEPESCH, Checks, Service, newsroom


def few_files(checks, content):
    """Connections never take the files that reading needs, and the soft limit is raised."""
    with Service(content, limits="ulimit -Sn 64; ulimit -Hn 400") as service:
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
        # A loop of links is an error that is not "not found", also for root. In a folder whose changes are not watched: nobody says when it
        # can be read again, as with a network disk.
        away = content / ".depesch" / "text.md"
        words = text.read_bytes()
        away.parent.mkdir(exist_ok=True)
        away.symlink_to(away.name)
        text.unlink()
        text.symlink_to(os.path.relpath(away, text.parent))
        service.until(lambda: service.status()["errors"], 10, "no error")
        checks.check(service.get(page)[2] == before, "a text that cannot be read stays as it was")
        away.unlink()
        away.write_bytes(words)
        waited = service.until(lambda: not service.status()["errors"], 20, "it is not read again")
        checks.check(waited < 5, f"and is read again {waited:.2f} s after it can be")


def hangup(checks, content):
    with Service(content) as service:
        service.process.send_signal(1)
        service.until(lambda: any("reading the content again" in line["message"] for line in service.log()), 10, "SIGHUP does nothing")
        checks.check(service.get("/readyz")[0] == 200, "SIGHUP reads the content again and ends nothing")


def no_threads(checks, content):
    """A system that starts no threads is an error with a hint and exit code 3, whatever starts them. A limit on tasks is for users but root."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        print("skipped: the limit on threads needs root and setpriv")
        return
    content.chmod(0o755)
    codes, text = [], None
    # Where another user finds it, whoever owns the folder of the project.
    folder = tempfile.mkdtemp(prefix="depesch-program-")
    os.chmod(folder, 0o755)
    program = shutil.copy(DEPESCH, folder)
    for tasks in range(1, 60):
        with tempfile.TemporaryDirectory() as state:
            os.chmod(state, 0o777)
            user = ["prlimit", f"--nproc={tasks}", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            arguments = [program, "serve", "--content", str(content), "--state", state, "--listen", "127.0.0.1:0"]
            process = subprocess.Popen(user + arguments, stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C"})
            started = lambda line: '"listening"' in line
            lines = []
            for line in process.stderr:
                lines.append(line.strip())
                if started(line):
                    break
            time.sleep(0.3)
            code = process.poll()
            process.kill()
            process.wait()
            if lines and started(lines[-1]) and code is None:
                checks.check(tasks > 5, f"it starts with {tasks} tasks; with fewer it ends with {sorted(set(codes))}: {text}")
                break
            text = next((line for line in lines if line.startswith("error")), str(lines))
            codes.append(code)
            if code != 3 or "panicked" in str(lines):
                checks.check(False, f"{tasks} tasks: exit code {code}: {lines}")
    else:
        checks.check(False, "it starts with no number of tasks")
    shutil.rmtree(folder)


def main():
    checks = Checks()
    with newsroom(100) as content:
        few_files(checks, content)
        failing_reads(checks, content)
        hangup(checks, content)
        no_threads(checks, content)
    checks.finish()


main()
