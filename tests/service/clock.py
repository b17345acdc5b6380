"""A clock that jumps ahead and back: what was shown stays, an embargo that is saved later waits, and the service raises an alarm.

Needs libfaketime, which gives the service a clock of our own; its timers run on the real one.
"""

import datetime
import glob
import http.server
import os
import pathlib
import sys
import tempfile
import threading
import time

from house import Checks, Service, newsroom, save
from soak import Subscriber, subscribe

LIBRARIES = glob.glob("/usr/lib/*/faketime/libfaketime.so.1") + glob.glob("/usr/local/lib/faketime/libfaketime.so.1")


def main():
    if not LIBRARIES:
        sys.exit("missing: libfaketime")
    checks = Checks()
    with newsroom(50) as content, tempfile.TemporaryDirectory() as folder:
        offset = pathlib.Path(folder, "offset")

        def set_clock(seconds):
            # Replaced as a whole: the library reads it at every call.
            new = offset.with_suffix(".new")
            new.write_text(f"{seconds:+d}s\n")
            os.replace(new, offset)

        def write(slug, headline, embargo_in):
            text = next(content.glob("releases/*/*/release.md")).read_text()
            until = datetime.datetime.now().astimezone() + datetime.timedelta(seconds=embargo_in)
            matter = [line for line in text.split("\n+++\n")[0].splitlines()[1:] if line.split(" ")[0] in ("contacts", "senders")]
            matter += [f'id = "tag:press.example,2026:{slug}"', f'headline = "{headline}"', 'lead = "Ingress."', "published = 2020-01-01T08:00:00+01:00"]
            matter += [f"embargo = {until.isoformat(timespec='seconds')}"]
            path = content / "releases" / "2020" / slug / "release.md"
            path.parent.mkdir(parents=True)
            path.write_text("+++\n" + "\n".join(matter) + "\n+++\n\nText.\n")

        set_clock(0)
        write("for-tidigt", "För tidigt", 3_600)
        faketime = {"LD_PRELOAD": LIBRARIES[0], "FAKETIME_TIMESTAMP_FILE": str(offset), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        hub = ["--hub-allow", "127.0.0.0/8", "--hub-window", "200"]
        server = http.server.ThreadingHTTPServer(("0.0.0.0", 0), Subscriber)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Service(content, *hub, environment=faketime) as service:
            subscribe(service, server.server_port, 1)
            page = lambda slug: service.get(f"/releases/2020/{slug}/")[0]
            logged = lambda text: [line for line in service.log() if text in str(line.get("message", ""))]
            checks.check(page("for-tidigt") == 404, "under embargo: 404")
            checks.check(service.status()["clock_error"] is None, "no alarm")
            set_clock(7_200)
            waited = service.until(lambda: page("for-tidigt") == 200, 10, "the embargo does not end")
            checks.check(True, f"two hours ahead: the embargo ends after {waited:.2f} s")
            set_clock(0)
            service.until(lambda: service.status()["clock_error"], 10, "no alarm")
            checks.check(service.metric("shown_ahead_seconds") > 7_000, f"set back: {service.metric('shown_ahead_seconds'):.0f} s ahead in the metrics")
            service.until(lambda: any(line["level"] == "ERROR" for line in logged("ahead of the clock")), 5, "no ERROR in the log")
            checks.check(page("for-tidigt") == 200, "what was shown stays")
            write("senare", "Senare", 1_800)
            service.until(lambda: len(service.status()["withheld"]) > 0, 10, "the new release is not read")
            time.sleep(1.5)
            checks.check(page("senare") == 404, "an embargo that is saved now waits")
            feed = service.get("/feed.rss")[2].decode()
            checks.check("För tidigt" in feed and "Senare" not in feed, "and is in no feed")
            checks.check(len(logged("ahead of the clock")) == 1, "the alarm is logged once")
            set_clock(1_801)
            service.until(lambda: page("senare") == 200, 10, "the embargo does not end")
            checks.check(page("for-tidigt") == 200, "it ends when the clock is there")
            # Twenty days ahead, beyond every lease: whoever subscribed gets what is saved, and stays.
            set_clock(20 * 86_400)
            received = Subscriber.received
            text = next(content.glob("releases/*/*/release.md"))
            save(text, text.read_text() + "\nSparad i framtiden.\n")
            write("nytt", "Nytt", -60)
            service.until(lambda: Subscriber.received > received, 20, "the subscriber gets nothing")
            checks.check(service.metric("hub_subscriptions") == 1, "a clock that jumps ends no subscription, and deliveries go on")
            set_clock(7_300)
            set_clock(20 * 86_400 + 60)
            service.until(lambda: service.status()["clock_error"] is None, 10, "the alarm does not end")
            checks.check(True, "the alarm ends when the clock has caught up")
        set_clock(0)
        with Service(content, environment=faketime) as service:
            found = [service.get(f"/releases/2020/{slug}/")[0] for slug in ("for-tidigt", "senare")]
            checks.check(found == [404, 404], "a restart judges everything by the clock")
    checks.finish()


main()
