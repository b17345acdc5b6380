"""Messages in a folder: killed at each step, and on a full disk."""

import os
import subprocess

import peer
from peer import check, send

work = peer.folder()
message = work / "message"
message.write_bytes(os.urandom(40_000))

LEFT = {"connected": [], "half-sent": [".a.7901.part"], "sent": ["a.7901"], "answered": ["a.7901"]}
for step in peer.STEPS:
    inbox = work / step
    inbox.mkdir()
    _, code = send("folder", inbox, "a.7901", message, env={"DEPESCH_DIE": step})
    check(f"killed at {step}: it ends", code == -6, code)
    check(f"killed at {step}: {LEFT[step] or 'nothing'} is left", sorted(os.listdir(inbox)) == LEFT[step], os.listdir(inbox))
    words, _ = send("folder", inbox, "a.7901", message)
    expected = "already there" if step in ("sent", "answered") else "40000 bytes written"
    check(f"killed at {step}: the next attempt says `{expected}`", words.startswith("Delivered") and expected in words, words)
    check(f"killed at {step}: the file is whole and alone", os.listdir(inbox) == ["a.7901"] and (inbox / "a.7901").read_bytes() == message.read_bytes())

small = work / "small"
small.mkdir()
if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], capture_output=True).returncode == 0:
    try:
        message.write_bytes(os.urandom(200_000))
        words, _ = send("folder", small, "a.7901", message)
        check("a full disk: another attempt", words.startswith("Retry") and "space" in words, words)
        check("a full disk: nothing is left", os.listdir(small) == [], os.listdir(small))
    finally:
        subprocess.run(["umount", small], check=True)
else:
    print("skipped: a full disk (mounting is not allowed here)")

peer.finish()
