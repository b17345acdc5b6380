"""Messages to Debian's sshd: chrooted internal-sftp, pinned key, wrong key, killed at each step, full disk. Needs root and openssh-server."""

import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import time

import peer
from peer import check, send

SSHD = "/usr/sbin/sshd"
if not os.path.exists(SSHD) or os.geteuid() != 0:
    print("skipped: sshd needs root and the package openssh-server")
    raise SystemExit(0)

# sshd wants every folder above a chroot to be root's and closed to others.
work = pathlib.Path("/run") / f"depesch-sftp-{os.getpid()}"
work.mkdir(mode=0o755)
USER = "nobody"
ids = pwd.getpwnam(USER)


def key(name, kind):
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", work / name], check=True)
    return subprocess.run(["ssh-keygen", "-lf", work / f"{name}.pub"], check=True, capture_output=True, text=True).stdout.split()[1]


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


pins = {kind: key(f"host_{kind}", kind) for kind in ("ed25519", "rsa")}
key("client", "ed25519")
key("stranger", "ed25519")
shutil.copy(work / "client.pub", work / "authorized")
root = work / "root"
inbox = root / "in"
inbox.mkdir(parents=True)
os.chown(inbox, ids.pw_uid, ids.pw_gid)
port = free_port()
(work / "config").write_text(f"""
Port {port}
ListenAddress 127.0.0.1
HostKey {work}/host_ed25519
HostKey {work}/host_rsa
PidFile none
AuthorizedKeysFile {work}/authorized
PasswordAuthentication no
UsePAM no
Subsystem sftp internal-sftp
ForceCommand internal-sftp
ChrootDirectory {root}
LogLevel VERBOSE
""")
os.makedirs("/run/sshd", exist_ok=True)
server = subprocess.Popen([SSHD, "-D", "-f", work / "config", "-E", work / "log"])

# `nobody` has no shell on Debian, and internal-sftp needs none.
message = work / "message"
message.write_bytes(os.urandom(40_000))


def upload(name, pin=None, path="in", secret="client", **env):
    env = {"SFTP_KEY": str(work / secret), **env}
    target = ["--probe"] if name is None else [name, message]
    return send("sftp", USER, "127.0.0.1", port, path, pin or pins["ed25519"], "SFTP_KEY", *target, env=env)[0]


def clear():
    for name in os.listdir(inbox):
        (inbox / name).unlink()


def log():
    return (work / "log").read_text() if (work / "log").exists() else ""


try:
    for _ in range(100):
        if "Server listening" in log():
            break
        time.sleep(0.05)

    words = upload(None)
    check("the probe succeeds and leaves nothing", words.startswith("Delivered") and not os.listdir(inbox), words)
    words = upload("a.7901")
    check("a message arrives whole", "40000 bytes written" in words and (inbox / "a.7901").read_bytes() == message.read_bytes(), words)
    check("the same message is not sent again", "already there" in upload("a.7901"))
    (inbox / "b.7901").write_text("another")
    words = upload("b.7901")
    check("another file is never overwritten", words.startswith("Refused") and (inbox / "b.7901").read_text() == "another", words)
    words = upload("c.7901", pin=pins["rsa"])
    check("the pin may be of any key of the server", "bytes written" in words, words)

    before = log().count("Accepted") + log().count("Failed publickey")
    words = upload("d.7901", pin="SHA256:" + "A" * 43)
    check("a wrong host key is named", words.startswith("Retry") and pins["ed25519"] in words and pins["rsa"] in words, words)
    check("a wrong host key is refused before we say who we are", log().count("Accepted") + log().count("Failed publickey") == before)
    words = upload("d.7901", secret="stranger")
    check("a key that the server does not know", words.startswith("Retry") and "Permission denied" in words, words)
    os.chmod(work / "client", 0o640)
    words = upload("d.7901")
    check("a key file that others can read", words.startswith("Retry") and "chmod 600" in words, words)
    os.chmod(work / "client", 0o600)
    words = upload("d.7901", path="away")
    check("a folder that is missing", words.startswith("Retry") and "folder is missing" in words, words)
    words = upload("d.7901", PATH="/nonexistent")
    check("no ssh on this machine", words.startswith("Retry") and "not installed" in words, words)

    for step in peer.STEPS:
        clear()
        upload("a.7901", DEPESCH_DIE=step)
        # What was sent arrives a moment after the end of the sender.
        time.sleep(0.5)
        print(f"     killed at {step}: {sorted(os.listdir(inbox)) or 'nothing'} is left")
        words = upload("a.7901")
        check(f"killed at {step}: the next attempt delivers", words.startswith("Delivered"), words)
        whole = os.listdir(inbox) == ["a.7901"] and (inbox / "a.7901").read_bytes() == message.read_bytes()
        check(f"killed at {step}: the file is whole and alone", whole, os.listdir(inbox))

    clear()
    start = time.monotonic()
    words = upload("m", SEND_TIMES="200")
    seconds = time.monotonic() - start
    check("200 files over one session", words.count("bytes written") == 200 and len(os.listdir(inbox)) == 200, words[-200:])
    print(f"     {200 / seconds:.0f} files of 40 kB a second, connecting included")

    clear()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size=64k,uid={ids.pw_uid}", "tmpfs", inbox], capture_output=True)
    if mounted.returncode == 0:
        try:
            message.write_bytes(os.urandom(200_000))
            words = upload("a.7901")
            check("a full disk: another attempt, and nothing is left", words.startswith("Retry") and not os.listdir(inbox), words)
        finally:
            subprocess.run(["umount", inbox], check=True)
    else:
        print("skipped: a full disk (mounting is not allowed here)")
finally:
    server.send_signal(signal.SIGTERM)
    server.wait()
    shutil.rmtree(work)

peer.finish()
