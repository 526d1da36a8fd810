#!/usr/bin/env python3
"""One write, sync, rename or open of the real daemon fails, each in turn; nothing that was acknowledged is lost.

    tests/faults/failing_calls_test.py --library FILE [--every K]

For each kind of call and each n: an office lives a short life on a disk whose n-th such call fails (failing_disk.c); then it
is started on a good disk and compared with what its client was told. --every K: only every K-th n.
"""

import argparse
import collections
import http.client
import pathlib
import subprocess
import sys
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.faults.promises_beside_the_log import TEXT  # noqa: E402
from tests.support.htqd import PATIENCE, Daemon, Failed  # noqa: E402

CANNOT_START, DISK_FAILED = 1, 3  # exit codes, and the lines that give their reasons
REASONS = {CANNOT_START: ("cannot_start",), DISK_FAILED: ("cannot_go_on", "watermark_not_written")}
COMMANDS = 6
ERASED = "contact-0"


class Life:
    """A short life on a failing disk, and what its client was told."""

    def __init__(self, library, call, number):
        self.daemon = Daemon()
        self.official = self.daemon.token("olga", ["official"])
        self.auditor = self.daemon.token("aud", ["auditor", "operator"])
        self.records_officer = self.daemon.token("rachel", ["recordsOfficer"])
        self.told_of = []  # persons
        self.is_erased = False  # the first of them
        self.was_ready = False
        self.call = call
        self.reads = []
        self.mark = self.daemon.directory / "failed"
        self.acknowledged = {}  # key: receipt
        self.daemon.environment = {"LD_PRELOAD": library, "HTQ_FAIL_CALL": call, "HTQ_FAIL_AT": str(number),
                                   "HTQ_FAIL_UNDER": str(self.daemon.data), "HTQ_FAIL_MARK": str(self.mark)}

    def live(self):
        """Whether it came to the call that fails."""
        try:
            self.daemon.start()
        except Failed:
            self.daemon.process.wait(PATIENCE)
            return self.mark.exists()
        self.was_ready = True
        client = self.daemon.client(self.official, timeout=20)
        try:
            for number in range(COMMANDS):
                person = f"contact-{number}"
                if self.asked(client, "register-organisation", {
                        "organisation": f"college-{number}", "name": f"College {number}", "madeUp": True,
                        "kind": "higherEducationProvider", "contact": {"person": person, "text": TEXT + person}}):
                    self.told_of.append(person)
            self.is_erased = self.asked(client, "erase-person", {"person": ERASED, "reason": "Asked for."},
                                        token=self.records_officer)
            read = client.request("GET", "/v1/organisations", headers={"Htqd-Purpose": "a look"}, token=self.auditor)
            # A list without a row has told nothing.
            if read.status == 200 and read.json["organisations"]:
                self.reads.append("a look")
        except (OSError, http.client.HTTPException):
            pass  # it ended
        client.close()
        if self.daemon.process.poll() is None:
            self.daemon.process.terminate()
        self.daemon.process.wait(PATIENCE)
        return self.mark.exists()

    def asked(self, client, name, body, token=None):
        """Whether it was acknowledged."""
        key = str(uuid.uuid4())
        answer = client.command(name, body, key=key, token=token)
        if answer.status == 201:
            self.acknowledged[key] = answer.json
        return answer.status == 201

    def fault_of_the_log(self):
        """What the log cannot write or sync ends the daemon, with its exit code and a line that gives the reason."""
        failed = pathlib.Path(self.mark.read_text().split(maxsplit=1)[1].strip())
        if self.call not in ("write", "sync") or not failed.is_relative_to(self.daemon.data / "log"):
            return []
        if failed.name.startswith("OPTIONS-"):  # RocksDB's note of its settings: nothing reads it
            return []
        ended = self.daemon.process.returncode
        if ended != DISK_FAILED and (self.was_ready or ended != CANNOT_START):
            return [f"the log could not be kept, and it ended with {ended} instead of {DISK_FAILED}"]
        if not any(self.daemon.log_lines(reason) for reason in REASONS[ended]):
            return ["the log could not be kept, and no line gives the reason"]
        return []

    def faults(self):
        """Starts it again on a good disk: what is not as it was told."""
        ended = self.daemon.process.returncode
        found = self.fault_of_the_log()
        if ended < 0:
            found.append(f"the daemon died of signal {-ended} instead of ending with a reason")
        if ended not in (0,) and not any('"error"' in line or '"critical"' in line or "htqd:" in line
                                         for line in self.daemon.log_text().splitlines()):
            found.append(f"it ended with {ended} and without a reason")
        if ended == 0 and self.daemon.log_lines("rows_not_flushed"):
            found.append("the rows could not be kept at the stop, and the exit code does not say so")
        self.daemon.environment = {}
        try:
            self.daemon.start()
        except Failed as failed:
            return [*found, f"it does not start on a good disk: {failed}"]
        client = self.daemon.client(self.auditor)
        recorded = collections.Counter()
        at = {}
        told = {}  # by person
        for event in client.events():
            record = event["record"]
            if contact := record["body"][event["type"]].get("contact"):
                told[contact.pop("person")] = contact
            if record["commandPart"] == 1:
                recorded[record["commandId"]] += 1
                at[record["commandId"]] = record["position"]
        for key, receipt in self.acknowledged.items():
            if recorded[key] != 1 or (
                    isinstance(receipt["position"], int) and at[key] != receipt["position"]):
                found.append(f"{key}, acknowledged at {receipt['position']}, is there {recorded[key]} times")
        for person in self.told_of:
            ways = [{"text": TEXT + person}] if person != ERASED else [{"erased": True}]
            if person == ERASED and not self.is_erased:
                ways.append({"text": TEXT + person})  # it may have been erased all the same
            if told.get(person) not in ways:
                found.append(f"what was told of {person} is there as {told.get(person)}")
        purposes = [entry.get("purpose") for entry in client.get("/v1/audit/reads", kind="read").json["entries"]]
        found += [f"the read for {purpose} was answered, and is not in the access journal"
                  for purpose in self.reads if purpose not in purposes]
        verified = client.request("POST", "/v1/projections/verify")
        if verified.status != 200 or b'"equal":true' not in verified.body.splitlines()[-1]:
            found.append(f"the rows are not those of the log: {verified.body[-300:]!r}")
        client.close()
        self.daemon.stop()
        return found


def main():
    line = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    line.add_argument("--library", required=True)
    line.add_argument("--every", type=int, default=1)
    line.add_argument("--verbose", action="store_true")
    given = line.parse_args()
    began = time.monotonic()
    lost = 0
    for call in ("write", "sync", "rename", "open"):
        number, lives, ends, acknowledged = 1, 0, collections.Counter(), 0
        while True:
            life = Life(given.library, call, number)
            try:
                if not life.live():
                    break
                lives += 1
                ends[life.daemon.process.returncode] += 1
                acknowledged += len(life.acknowledged)
                if given.verbose:
                    print(f"  {call} {number}: exit code {life.daemon.process.returncode}, "
                          f"{len(life.acknowledged)} acknowledged, {life.mark.read_text().split('/data/')[-1].strip()}")
                for fault in life.faults():
                    lost += 1
                    where = life.mark.read_text().strip()
                    print(f"{call} {number} ({where}): {fault}")
            finally:
                life.daemon.close()
            number += given.every
        codes = ", ".join(f"{count} with exit code {code}" for code, count in sorted(ends.items()))
        print(f"{call}: {lives} lives, each with one failing ({codes}); {acknowledged} commands acknowledged", flush=True)
    print(f"failing calls: {'nothing lost' if lost == 0 else f'{lost} FAULTS'} in {time.monotonic() - began:.0f} s")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
