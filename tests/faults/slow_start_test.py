#!/usr/bin/env python3
"""The real daemon takes long to start: its doors say so from the first moment, and it can be asked to stop.

    tests/faults/slow_start_test.py --library FILE

The first file of the rows hangs in its opening (failing_disk.c), and the rows are to be built from the log again.
"""

import argparse
import pathlib
import shutil
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.support.htqd import PATIENCE, Client, Daemon  # noqa: E402
from tests.support.office import Office  # noqa: E402
from tests.support.supervisor import Supervisor  # noqa: E402

DONE = 0  # the exit code


class SlowStart:
    def __init__(self, library):
        self.daemon = Daemon()
        self.office = Office(self.daemon)
        place = self.daemon.directory
        self.mark, self.go_on = place / "hangs", place / "goes-on"
        self.faults = []
        self.daemon.start()
        client = self.daemon.client(self.office.auditor)
        self.office.set_up(client)
        self.recorded = len(client.events())
        client.close()
        self.daemon.stop()
        shutil.rmtree(self.daemon.data / "projections")
        self.supervisor = Supervisor(place / "notices")
        self.daemon.environment = {
            "LD_PRELOAD": library, "HTQ_FAIL_CALL": "open", "HTQ_FAIL_AT": "1", "HTQ_FAIL_MARK": str(self.mark),
            "HTQ_FAIL_UNDER": str(self.daemon.data / "projections"), "HTQ_HANG_UNTIL": str(self.go_on),
            "NOTIFY_SOCKET": str(place / "notices")}
        self.daemon.spawn()
        Client.wait_for(self.mark.exists, "the start to hang")

    def expect(self, holds, what):
        if not holds:
            self.faults.append(what)
            print(f"  FAULT: {what}")


def says_so(start):
    """While it starts everyone is told to come again; then it is as ever."""
    route = {"route": "patient", "name": "Patient"}
    for client in (start.daemon.client(start.office.official), start.daemon.tcp_client(start.office.official)):
        start.expect(client.get("/livez").status == 200, "it says that it lives")
        for answer in (client.get("/readyz"), client.get("/v1/register"), client.command("record-route", route, key="patient")):
            start.expect(answer.status == 503 and answer.json["type"] == "/problems/starting" and
                         answer.headers.get("retry-after") == "1" and "starts" in answer.json["detail"],
                         f"whoever asks is told that it starts: {answer}")
        client.close()
    start.expect(not start.supervisor.told, f"nobody is told that it is ready: {start.supervisor.told}")
    start.go_on.touch()
    start.daemon.wait_until_ready()
    start.supervisor.wait_for(lambda told: any(notice.startswith("READY=1") for notice in told), "that it is ready")
    told = start.supervisor.told
    start.expect(told[0].startswith("EXTEND_TIMEOUT_USEC=") and "The projections read the log" in told[0],
                 f"the supervisor is told that the start gets on: {told}")
    client = start.daemon.client(start.office.official)
    start.expect(client.command("record-route", route, key="patient").status == 201, "the command is taken, for the first time")
    start.expect(len(client.events(token=start.office.auditor)) == start.recorded + 1, "it is recorded once, after all that was")
    client.close()
    start.expect(start.daemon.stop() == DONE, "it stops well")


def is_asked_to_stop(start):
    """Before it is open."""
    start.daemon.process.send_signal(signal.SIGTERM)
    start.go_on.touch()
    code = start.daemon.process.wait(PATIENCE)
    start.expect(code == DONE, f"it ends with exit code {DONE}, and not with {code}")
    start.expect(len(start.daemon.log_lines("ready")) == 1, "it was never open")
    said = start.daemon.log_lines("stopped")
    start.expect("before it was open" in said[-1]["message"], f"its last line says so: {said}")


CASES = [says_so, is_asked_to_stop]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", required=True, help="failing_disk.so")
    library = parser.parse_args().library
    faults = 0
    for case in CASES:
        start = SlowStart(str(pathlib.Path(library).resolve()))
        try:
            case(start)
        finally:
            start.daemon.close()
        faults += len(start.faults)
    print(f"slow start: {len(CASES)} starts that hang, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
