#!/usr/bin/env python3
"""Bytes of a stopped daemon's log are flipped, one region at a time; the daemon is then started.

    tests/faults/damaged_log_test.py [--regions N] [--seed S]

It must refuse to start and say what is damaged, or answer exactly as before: never a record less in silence, never another
one. Damage that only a read meets must end the answer and not change it.
"""

import argparse
import collections
import http.client
import pathlib
import random
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.support.htqd import PATIENCE, Daemon, Failed  # noqa: E402

COMMANDS = 120
REGION = 16  # bytes
NAMED = ("damaged", "corrupt", "missing", "record", "checksum", "log/", "MANIFEST", "CURRENT")


class Damaged:
    def __init__(self):
        self.daemon = Daemon({"log.write_buffer_bytes": 65536})
        self.official = self.daemon.token("olga", ["official"])
        self.auditor = self.daemon.token("aud", ["auditor", "operator"])

    def live(self):
        self.daemon.start()
        client = self.daemon.client(self.official)
        self.work(client)
        client.close()
        # Killed, and not stopped: what was written last is in the write-ahead log alone.
        self.daemon.kill()
        self.whole = self.daemon.directory / "whole"
        shutil.copytree(self.daemon.data, self.whole)
        self.daemon.start()
        self.told = self.look()
        self.daemon.kill()

    def work(self, client):
        for number in range(COMMANDS):
            client.sure("register-organisation", {"organisation": f"college-{number}", "madeUp": True,
                                                  "name": f"College {number} " + "of further education " * 40,
                                                  "kind": "higherEducationProvider"})

    def look(self):
        return self.daemon.client(self.auditor).events()

    def files(self):
        return self.files_in("log")

    def files_in(self, directory):
        return sorted(path.relative_to(self.whole) for path in (self.whole / directory).rglob("*")
                      if path.is_file() and path.stat().st_size and not path.name.startswith(("LOG", "LOCK", "OPTIONS")))

    def flip(self, path, at):
        shutil.rmtree(self.daemon.data)
        shutil.copytree(self.whole, self.daemon.data)
        with open(self.daemon.data / path, "r+b") as file:
            file.seek(at)
            was = file.read(REGION)
            file.seek(at)
            file.write(bytes(byte ^ 0xff for byte in was))

    def outcome(self):
        """What became of it, and what is wrong with that, if anything."""
        self.daemon.log.write_text("")
        try:
            self.daemon.start()
        except Failed:
            code = self.daemon.process.wait(PATIENCE)
            text = self.daemon.log_text()
            if code < 0:
                return "died", f"it died of signal {-code}: {text[-400:]}"
            if not any(name in text for name in NAMED):
                return "refused", f"it refuses and does not say what is damaged: {text[-400:]}"
            return "refused", None
        try:
            told = self.look()
        except (OSError, http.client.HTTPException, Failed):
            return "said when it was read", None
        finally:
            self.daemon.kill()
        if told == self.told:
            return "index mended and said" if self.daemon.log_lines("log_mended") else "as before", None
        # The last write before a kill cannot be told from a torn one: it is set aside, and that is said.
        if told == self.told[:len(told)] and self.daemon.log_lines("torn_end_set_aside"):
            return "torn end set aside and said", None
        return "another answer", f"{len(told)} records instead of {len(self.told)}, and nothing is said of it"


def main():
    line = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    line.add_argument("--regions", type=int, default=400)
    line.add_argument("--seed", type=int, default=1)
    given = line.parse_args()
    chosen = random.Random(given.seed)
    began = time.monotonic()
    faults = 0
    outcomes = collections.Counter()
    damaged = Damaged()
    try:
        damaged.live()
        files = damaged.files()
        for number in range(given.regions):
            path = files[number % len(files)]
            at = chosen.randrange((damaged.whole / path).stat().st_size)
            damaged.flip(path, at)
            what, fault = damaged.outcome()
            outcomes[what] += 1
            if fault:
                faults += 1
                print(f"{path} at {at}: {fault}", flush=True)
    finally:
        damaged.daemon.close()
    told = ", ".join(f"{what} {count}" for what, count in sorted(outcomes.items()))
    print(f"damaged log: {given.regions} regions of {REGION} bytes in {len(files)} files, seed {given.seed}: {told}; "
          f"{'nothing lost in silence' if not faults else f'{faults} FAULTS'} in {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
