#!/usr/bin/env python3
"""A sync of the real daemon hangs: it says so, takes nothing more, and ends with its own exit code if that lasts.

    tests/faults/stalled_disk_test.py --library FILE

The sync that hangs is one of the log or of its watermark, under load, while nobody asks for anything, or at the stop
(failing_disk.c). Beside the daemon stands what systemd would be: a socket that hears its notices.
"""

import argparse
import http.client
import pathlib
import queue
import signal
import sys
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.support.htqd import PATIENCE, Client, Daemon  # noqa: E402
from tests.support.supervisor import Supervisor  # noqa: E402

STALL_AFTER = 1000  # ms
STALLED = 4  # the exit code
SAID = "got nowhere"


class Stall:
    def __init__(self, library, what):
        self.daemon = Daemon({"log.stall_after_ms": STALL_AFTER})
        self.official = self.daemon.token("olga", ["official"])
        self.auditor = self.daemon.token("aud", ["auditor", "operator"])
        place = self.daemon.directory
        self.supervisor = Supervisor(place / "notices")
        self.begin, self.end, self.mark = place / "begin", place / "end", place / "hangs"
        self.daemon.environment = {
            "LD_PRELOAD": library, "HTQ_FAIL_CALL": "sync", "HTQ_FAIL_AT": "1", "HTQ_FAIL_MARK": str(self.mark),
            "HTQ_FAIL_UNDER": str(self.daemon.data / "log" / what), "HTQ_FAIL_FROM": str(self.begin),
            "HTQ_HANG_UNTIL": str(self.end), "NOTIFY_SOCKET": str(place / "notices"),
            "WATCHDOG_USEC": str(60_000_000)}
        self.acknowledged = {}  # key: position
        self.faults = []
        self.answers = queue.Queue()  # of what was sent into the stall

    def expect(self, holds, what):
        if not holds:
            self.faults.append(what)
            print(f"  FAULT: {what}")

    def register(self, client):
        """The answer; None if the connection broke."""
        key = str(uuid.uuid4())
        try:
            answer = client.command("register-organisation", {
                "organisation": f"college-{key}", "name": "College", "madeUp": True,
                "kind": "higherEducationProvider"}, key=key)
        except (OSError, http.client.HTTPException):
            client.close()
            return None
        if answer.status == 201:
            self.acknowledged[key] = answer.json["position"]
        return answer

    def send_into_the_stall(self):
        def send():
            client = self.daemon.client(self.official)
            self.answers.put(self.register(client))
            client.close()
        threading.Thread(target=send, daemon=True).start()

    def is_unready(self, client):
        """Whether it says that it is not ready; whether its process is still there."""
        answer = client.get("/readyz")
        return answer.status == 503 and SAID in answer.json["detail"]

    def live(self):
        """Ready, watched, and a few commands; then the next sync hangs."""
        self.daemon.start()
        self.supervisor.wait_for(lambda told: any(notice.startswith("READY=1") for notice in told), "that the daemon is ready")
        # Nobody asks for anything, and it still says that it gets on.
        self.supervisor.wait_for(lambda told: told.count("WATCHDOG=1") >= 3, "that an idle daemon lives")
        client = self.daemon.client(self.official)
        for _ in range(5):
            self.register(client)
        self.begin.touch()
        return client

    def while_it_hangs(self, client):
        watched = self.daemon.client(timeout=20)
        Client.wait_for(lambda: self.is_unready(watched), "readiness to turn false")
        refused = self.register(client)
        self.expect(refused is not None and refused.status == 503 and "retry-after" in refused.headers and
                    SAID in refused.json["detail"], f"a command is answered 503 with the reason: {refused}")
        self.expect(watched.get("/livez").status == 200, "it says that it lives")
        self.expect(watched.get("/v1/register").status == 200, "reads go on")
        watched.close()

    def ends_by_itself(self):
        code = self.daemon.process.wait(PATIENCE)
        self.expect(code == STALLED, f"it ends with exit code {STALLED}, and not with {code}")
        said = self.daemon.log_lines("cannot_go_on")
        self.expect(said and SAID in said[-1]["message"], f"its last line says why: {said}")
        told = self.supervisor.told
        if stalled := [at for at, notice in enumerate(told) if SAID in notice]:
            self.expect("WATCHDOG=1" not in told[stalled[0]:], f"nobody is told that it gets on: {told}")
        else:
            self.expect(False, f"the supervisor is told: {told}")

    def everything_is_there(self):
        """On a good disk."""
        self.daemon.environment = {}
        self.daemon.start()
        client = self.daemon.client(self.auditor)
        times = {}
        for event in client.events():
            times.setdefault(event["record"]["commandId"], []).append(event["record"]["position"])
        for key, position in self.acknowledged.items():
            self.expect(times.get(key) == [position], f"{key}, acknowledged at {position}, is there at {times.get(key)}")
        verified = client.request("POST", "/v1/projections/verify")
        self.expect(verified.status == 200 and b'"equal":true' in verified.body.splitlines()[-1],
                    f"the rows are those of the log: {verified.body[-200:]!r}")
        client.close()
        self.expect(self.daemon.stop() == 0, "it stops well")


def under_load(stall):
    """A sync of the records hangs with a command in it."""
    client = stall.live()
    stall.send_into_the_stall()
    Client.wait_for(stall.mark.exists, "a sync to hang")
    stall.while_it_hangs(client)
    client.close()
    stall.ends_by_itself()
    answer = stall.answers.get(timeout=PATIENCE)
    stall.expect(answer is None, f"the command in the sync that hung is not answered: {answer}")


def watermark(stall):
    """What was acknowledged is no longer noted: records go on, and the daemon must not."""
    client = stall.live()
    stall.register(client)
    Client.wait_for(stall.mark.exists, "a sync to hang")
    stall.while_it_hangs(client)
    client.close()
    stall.ends_by_itself()


def goes_on(stall):
    """The disk comes back in time."""
    client = stall.live()
    stall.send_into_the_stall()
    Client.wait_for(stall.mark.exists, "a sync to hang")
    stall.while_it_hangs(client)
    stall.end.touch()
    answer = stall.answers.get(timeout=PATIENCE)
    stall.expect(answer is not None and answer.status == 201, f"what hung is recorded and answered: {answer}")
    watched = stall.daemon.client()
    Client.wait_for(lambda: watched.get("/readyz").status == 200, "readiness to come back")
    watched.close()
    stall.expect(stall.register(client).status == 201, "commands are taken again")
    client.close()
    stall.expect(stall.daemon.log_lines("goes_on"), "it says that it goes on")
    stall.supervisor.wait_for(lambda told: told[-1] == "WATCHDOG=1", "that it gets on again")
    stall.expect(stall.daemon.stop() == 0, "it stops well")
    stall.supervisor.wait_for(lambda told: "STOPPING=1" in told, "that it stops")


def at_the_stop(stall):
    """It is asked to stop while a sync hangs: it does not hang with it."""
    client = stall.live()
    client.close()
    stall.send_into_the_stall()
    Client.wait_for(stall.mark.exists, "a sync to hang")
    stall.daemon.process.send_signal(signal.SIGTERM)
    stall.ends_by_itself()


def main():
    line = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    line.add_argument("--library", required=True)
    given = line.parse_args()
    began = time.monotonic()
    faults, acknowledged = 0, 0
    for case, what in ((under_load, "records"), (watermark, "watermark"), (goes_on, "records"), (at_the_stop, "records")):
        stall = Stall(given.library, what)
        try:
            case(stall)
            stall.everything_is_there()
        except Failed as failed:
            stall.expect(False, str(failed))
        finally:
            stall.daemon.close()
        faults += len(stall.faults)
        acknowledged += len(stall.acknowledged)
        print(f"{case.__name__}: {len(stall.acknowledged)} commands acknowledged, "
              f"{'as it should' if not stall.faults else f'{len(stall.faults)} FAULTS'}", flush=True)
    print(f"stalled disk: 4 syncs that hang, {acknowledged} commands acknowledged, "
          f"{'nothing lost' if not faults else f'{faults} FAULTS'} in {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
