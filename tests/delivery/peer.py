"""What the tests with real peers share: the program that sends, and a list of checks."""

import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEND_ONE = os.environ.get("SEND_ONE", str(ROOT / "target/debug/examples/send_one"))
STEPS = ["connected", "half-sent", "sent", "answered"]
failures = []


def check(what, is_fine, seen=""):
    print(f"{'ok  ' if is_fine else 'FAIL'} {what}{'' if is_fine else f': {seen}'}", flush=True)
    if not is_fine:
        failures.append(what)


def send(*arguments, env=None):
    """The lines that the program prints, and its exit code."""
    done = subprocess.run([SEND_ONE, *map(str, arguments)], env={**os.environ, **(env or {})}, capture_output=True, text=True, timeout=120)
    return done.stdout.strip(), done.returncode


def folder():
    return pathlib.Path(tempfile.mkdtemp(prefix="depesch-delivery-"))


def finish():
    if failures:
        print(f"{len(failures)} failed")
    sys.exit(bool(failures))
