#!/usr/bin/env python3
"""Bytes are flipped in what lies beside the log of a stopped daemon, one region at a time: the access journal, and the keys of
persons with the list of those that were destroyed. The daemon is then started.

    tests/faults/damaged_beside_test.py [--regions N] [--seed S]

The journal: entries are what they were, or it is said that they are not (set aside, torn, unreadable), and the office is open.
The keys: the start is refused and they are named, or everything told of persons is as it was, and who was erased stays erased.
"""

import argparse
import collections
import http.client
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.faults.damaged_log_test import REGION, Damaged  # noqa: E402
from tests.faults.promises_beside_the_log import TEXT  # noqa: E402
from tests.support.htqd import PATIENCE, Failed  # noqa: E402

PERSONS = 40  # every fourth of them is erased
READS = 60
KEYS = pathlib.Path("keys")
SAID = ("journal_damaged", "journal_torn_end_set_aside")


class DamagedBeside(Damaged):
    def __init__(self):
        super().__init__()
        self.records_officer = self.daemon.token("rachel", ["recordsOfficer"])

    def work(self, client):
        for number in range(PERSONS):
            person = f"person-{number}"
            client.sure("receive-enquiry", {"enquiry": f"enquiry-{number}", "kind": "general", "question": "When?",
                                            "enquirer": {"person": person, "text": TEXT + person}})
            if number % 4 == 0:
                client.sure("erase-person", {"person": person, "reason": "Asked for."}, token=self.records_officer)
        for number in range(READS):
            read = client.request("GET", "/v1/enquiries?limit=5", headers={"Htqd-Purpose": f"look {number} " + "on " * 40},
                                  token=self.auditor)
            if read.status != 200:
                raise Failed(f"the enquiries were answered {read.status}")

    def look(self):
        """What the log tells of persons, and what was read before the damage."""
        client = self.daemon.client(self.auditor)
        told = client.events()
        entries, cursor = [], ""
        while cursor is not None:
            answer = client.get("/v1/audit/reads", kind="read", limit=500, **({"cursor": cursor} if cursor else {}))
            if answer.status != 200:
                raise Failed(f"the journal was answered {answer.status}")
            entries += [entry for entry in answer.json["entries"] if entry.get("purpose", "").startswith("look ")]
            cursor = answer.json.get("next")
        client.close()
        return told, entries

    def files(self):
        return [*self.files_in("journal"), KEYS / "persons", KEYS / "erasures"]

    def place(self, path, chosen):
        size = (self.whole / path).stat().st_size
        # Most of the file of keys is of keys that nobody uses yet.
        return chosen.randrange(min(size, 64 + 80 * PERSONS) if path == KEYS / "persons" else size)

    def outcome(self, path):
        self.daemon.log.write_text("")
        is_of_keys = path.is_relative_to(KEYS)
        try:
            self.daemon.start()
        except Failed:
            code = self.daemon.process.wait(PATIENCE)
            text = self.daemon.log_text()
            if not is_of_keys or code < 0 or "keys" not in text:
                return "refused", f"it ends with {code}: {text[-400:]}"
            return "keys refused", None
        try:
            told, entries = self.look()
        except (OSError, http.client.HTTPException, Failed):
            if self.daemon.process.poll() is not None or is_of_keys:
                return "died", f"it died when it was read: {self.daemon.log_text()[-400:]}"
            return "journal said when it was read", None
        finally:
            self.daemon.kill()
        if told != self.told[0]:
            return "another answer", "what is told of persons is not what it was, and nothing is said of it"
        if entries == self.told[1]:
            return ("keys" if is_of_keys else "journal") + " as before", None
        if any(self.daemon.log_lines(event) for event in SAID):
            return "journal set aside and said", None
        return "entries missing", f"{len(entries)} entries instead of {len(self.told[1])}, and nothing is said of it"


def main():
    line = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    line.add_argument("--regions", type=int, default=200)
    line.add_argument("--seed", type=int, default=1)
    given = line.parse_args()
    chosen = random.Random(given.seed)
    began = time.monotonic()
    faults = 0
    outcomes = collections.Counter()
    damaged = DamagedBeside()
    try:
        damaged.live()
        files = damaged.files()
        for number in range(given.regions):
            path = files[number % len(files)]
            at = damaged.place(path, chosen)
            damaged.flip(path, at)
            what, fault = damaged.outcome(path)
            outcomes[what] += 1
            if fault:
                faults += 1
                print(f"{path} at {at}: {fault}", flush=True)
    finally:
        damaged.daemon.close()
    told = ", ".join(f"{what} {count}" for what, count in sorted(outcomes.items()))
    print(f"damaged journal and keys: {given.regions} regions of {REGION} bytes in {len(files)} files, seed {given.seed}: "
          f"{told}; {'nothing lost in silence' if not faults else f'{faults} FAULTS'} in {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
