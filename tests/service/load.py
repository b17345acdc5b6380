"""The service under load: many connections that ask for everything at once, a text that is saved every second, and a reader who polls.

    load.py [SECONDS] [CONNECTIONS]

Prints memory and threads before and after, and how long the feed took a separate client with 32 connections. Times are aims and fail nothing, since
machines are shared.
"""

import json
import re
import subprocess
import sys
import tempfile
import threading
import time

from house import ROOT, Checks, Service, newsroom, release_paths, save

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 12
CONNECTIONS = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
#: As the systemd unit: what all threads, connections and buffers of the service may take together.
MOST_MEGABYTES = 300
MOST_P99 = 50


def load(service, targets, seconds, connections, base):
    """Starts clients that ask for these; returns a function that waits for their counts."""
    lists = tempfile.NamedTemporaryFile("w", suffix=".txt")
    lists.write("\n".join(targets))
    lists.flush()
    processes = [
        subprocess.Popen(
            [sys.executable, str(ROOT / "tests/service/many.py"), str(service.port), str(seconds), str(connections), "500", lists.name, str(base)],
            stdout=subprocess.PIPE,
        )
    ]

    def wait():
        counts = [json.loads(process.communicate()[0]) for process in processes]
        lists.close()
        return counts[0]

    return wait


def poll(service, seconds):
    """The 99th percentile in milliseconds of a feed that is in memory."""
    time.sleep(1)
    command = ["wrk", "-t1", "-c32", f"-d{int(seconds)}s", "--latency", "-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{service.port}/feed.rss"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit], float(rate), int(errors.group(1)) if errors else 0


def save_every_second(content, stop):
    text = next(content.glob("releases/*/*/release.md"))
    original, saves = text.read_text(), 0
    while not stop.wait(1):
        saves += 1
        save(text, f"{original}\nSparad {saves} gånger.\n")
    save(text, original)


def main():
    checks = Checks()
    with newsroom(1_000) as content, Service(content) as service:
        pages = release_paths(content)
        service.until(lambda: service.get("/feed.rss")[0] == 200, 30, "no feed")
        time.sleep(2)
        calm, threads = service.memory(), service.threads()
        print(f"before: {calm:.0f} MB, {threads} threads")
        searches = [f"/sok/?q={word}" for word in ("skola", "kommun", "beslut", "vatten", "äldre", "buss", "x")]
        searches = [search.replace("ä", "%C3%A4") for search in searches]
        for name, targets in {
            "wrong addresses": [f"/wp-{n}.php" for n in range(50)] + [path + "x" for path in pages[:50]],
            "searches": searches,
            "everything": [f"/wp-{n}.php" for n in range(60)] + pages[:120] + searches * 8
            + [f"{path}{path.strip('/').rsplit('/', 1)[1]}.pdf" for path in pages[:60]] + ["/feed.rss", "/feed.atom", "/feed.json", "/"] * 10
            + ["/feed.rss\tIf-None-Match: \"x\""] * 20,
        }.items():
            stop = threading.Event()
            saving = threading.Thread(target=save_every_second, args=(content, stop))
            saving.start()
            counts = load(service, targets, SECONDS, CONNECTIONS, 1)
            p99, rate, errors = poll(service, SECONDS - 2)
            answers = counts()
            stop.set()
            saving.join()
            print(f"{name}: {answers}")
            checks.aim(p99 < MOST_P99, f"{name}: p99 of /feed.rss {p99:.1f} ms at {rate:.0f}/s, aim {MOST_P99} ms")
            checks.check(errors == 0, f"{name}: {errors} errors for the reader of the feed")
            others = {status for status in answers["statuses"] if status[0] == "5" and status != "503"}
            checks.check(not others and answers["without_retry"] == 0, f"{name}: every error is a 503 with Retry-After")
            checks.check(answers["closed"] == 0, f"{name}: {answers['closed']} connections closed or refused")
        most = service.memory("VmHWM")
        checks.check(most < MOST_MEGABYTES, f"memory {calm:.0f} MB before, at most {most:.0f} MB, less than {MOST_MEGABYTES} MB")
        checks.check(service.threads() <= threads + 8, f"{threads} threads before, {service.threads()} after")
        checks.check(service.process.poll() is None and service.get("/readyz")[0] == 200, "the service is ready")
    checks.finish()


main()
