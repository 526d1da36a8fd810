#!/usr/bin/env python3
"""The power is cut again and again while sixteen clients send commands, on a disk that forgets what was not synced.

    tests/faults/power_cut_test.py --library FILE [--short] [--rounds N] [--seed S]

As kill_test.py, but after each kill the data directory is put to what a cut would have left (forgetful_disk.py): in turn
nothing that was not synced, or a random part of it, torn. Cuts also meet the start. After each the rows must equal the log.

Then the test is tried itself: on disks that only claim to sync it must find what is lost, and the daemon must refuse to
start where the watermark says more than the log.
"""

import argparse
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.faults import kill_test  # noqa: E402
from tests.faults.forgetful_disk import Disk  # noqa: E402
from tests.support.htqd import Failed  # noqa: E402


class Run(kill_test.Run):
    # So that cuts meet the flushes of both databases, too.
    settings = {"log.write_buffer_bytes": 256 << 10, "projections.flush_every_ms": 200}
    rows_every = 1

    def __init__(self, library, seed, lies=None):
        super().__init__(seed)
        self.lies = lies
        self.journal = self.daemon.directory / "journal"
        self.chooses = random.Random(f"{seed}/cuts")
        self.cuts = self.torn = self.syncs = self.lost_bytes = self.lost_names = 0
        self.daemon.environment = {"LD_PRELOAD": library, "HTQ_FORGET_UNDER": str(self.daemon.data),
                                   "HTQ_FORGET_JOURNAL": str(self.journal)}
        self.next_life()

    def next_life(self):
        self.disk = Disk(self.daemon.data, self.journal)
        # The first life sets the office up, on an honest disk. Keys are made there, far ahead of use: they would be honest, too.
        if self.lies and (self.cuts or self.lies == "keys"):
            self.daemon.environment["HTQ_FORGET_LIES"] = str(self.daemon.data / self.lies)

    def round(self):
        try:
            return super().round()
        except Failed as failed:
            if self.lies:
                raise
            self.faults.append(f"after a cut the daemon does not start: {str(failed).splitlines()[-1]}")
            return "it does not start again"

    def after_death(self):
        # Of what a lying disk was told nothing stays: a part of it would be found by its gaps.
        is_torn = self.cuts % 2 == 1 and not self.lies
        self.disk.replay().cut(torn=self.chooses if is_torn else None)
        self.cuts += 1
        self.torn += is_torn
        self.syncs += self.disk.syncs
        self.lost_bytes += self.disk.lost_bytes
        self.lost_names += self.disk.lost_names
        self.next_life()

    def compare(self, *how, **what):
        recovered = super().compare(*how, **what)
        self.set_aside, self.mended, self.built = (len(self.daemon.log_lines(event)) for event in
                                                   ("torn_end_set_aside", "log_mended", "rows_damaged"))
        return recovered

    def journal_is_whole(self):
        """Asked to stop, the daemon leaves what the journal leads to: the library sees every change."""
        with self.daemon:
            client = self.daemon.client(self.office.auditor)
            client.sure("record-route", {"route": "first", "name": "First"}, token=self.office.official)
            self.setting_up = {entry["record"]["commandId"] for entry in client.events()}
            client.close()
            self.daemon.stop()
            self.faults += [f"the journal does not lead to what is there: {path}" for path in
                            self.disk.replay().differs()]
            self.daemon.keeps_directory = True
        self.daemon.keeps_directory = False
        self.next_life()

    def told(self):
        return (f"{self.cuts} cuts, {self.torn} of them torn, {sum(self.in_flight)} commands in flight, {self.syncs} syncs, "
                f"{self.lost_bytes >> 10} KiB and {self.lost_names} names not synced when it came; "
                f"{self.set_aside} torn ends set aside, {self.mended} indexes mended, {self.built} times rows built again")


def liars(library, seed):
    """What the test finds on disks that lie; what it should have found and did not."""
    faults = []
    for lies, found in (("log", lambda run, failed: any("LOST" in fault for fault in run.faults)),
                        ("log/records", lambda run, failed: failed and "the watermark" in failed),
                        ("keys", lambda run, failed: "restore them from their backup" in failed),
                        ("journal", lambda run, failed: any("not in the access journal" in fault for fault in run.faults))):
        run = Run(library, seed, lies=lies)
        run.shortest_round = 1.2  # the watermark is written at least each second
        failed = ""
        try:
            run.run(rounds=3)
        except Failed as refused:
            failed = str(refused)
        if not found(run, failed):
            faults.append(f"a disk that lies about {lies} was not found: {run.faults[:3]} {failed[-300:]}")
        said = "refuses to start" if failed else f"{sum('LOST' in fault for fault in run.faults)} promises LOST"
        print(f"a disk that lies about syncs below {lies}: {said}", flush=True)
        run.daemon.keeps_directory = False
        run.daemon.close()
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", required=True)
    parser.add_argument("--short", action="store_true", help="4 rounds instead of 40")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    began = time.monotonic()
    print(f"seed {seed}", flush=True)
    run = Run(options.library, seed)
    run.journal_is_whole()
    run.run(options.rounds or (4 if options.short else 40))
    run.summary()
    faults = run.faults + liars(options.library, seed)
    for fault in faults[len(run.faults):]:
        print(f"FAULT {fault}")
    acknowledged = sum(len(worker.acknowledged) for worker in run.workers)
    print(f"power cuts: {run.told()}; {acknowledged} commands acknowledged, "
          f"{'0 lost; 4 disks that lie were found' if not faults else f'{len(faults)} FAULTS'} "
          f"in {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
