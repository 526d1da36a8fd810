#!/usr/bin/env python3
"""A damaged log is repaired by `htqd repair`, one region after the other: what it says that it keeps is kept.

    tests/faults/repair_test.py [--regions N] [--seed S]

For each region: bytes of a stopped daemon's log are flipped. If the daemon refuses to start, or ends an answer at the damage,
`repair` must say what would be lost and change nothing; refuse another position than the one it printed; and with that
one set the damaged log aside as it was. Then the daemon starts, has every record up to that position and none after it but
that of its new epoch, no command in part, and rows equal to the log. If the daemon starts and has everything, `repair`
must find nothing to do or lose nothing. Its refusals and damaged rows are tried beside that.
"""

import argparse
import collections
import hashlib
import http.client
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.support.htqd import PATIENCE, Daemon, Failed, program  # noqa: E402
from tests.support.office import day  # noqa: E402

COMMANDS = 60
REGION = 16  # bytes
DONE, CANNOT, BAD_USAGE, NOT_CONFIRMED = 0, 1, 2, 5


class Test:
    def __init__(self):
        self.daemon = Daemon({"log.write_buffer_bytes": 65536})
        self.official = self.daemon.token("olga", ["official"])
        self.auditor = self.daemon.token("aud", ["auditor", "operator"])
        self.applicants = [self.daemon.token(f"ann-{number}", ["applicant"], f"college-{number}")
                           for number in range(COMMANDS)]
        self.faults = []

    def expect(self, holds, what):
        if not holds:
            self.faults.append(what)
            print(f"FAULT: {what}", flush=True)
        return holds

    def live(self):
        self.daemon.start()
        client = self.daemon.client(self.official)
        client.sure("record-route", {"route": "digital", "name": "Digital", "letters": "DZ"})
        client.sure("announce-cycle", {"cycle": "cycle-1", "title": "Cycle 1", "routes": ["digital"], "edition": {
            "recommends": "routePanel", "assures": "approvalsCommittee", "decides": "approvalsCommittee",
            "consultation": "notPlanned", "peerReview": "whereAppropriate", "levels": "eitherWay"}})
        client.sure("schedule-window", {"cycle": "cycle-1", "window": "now", "opens": day(-2), "closes": day(60),
                                        "criteriaVersion": "1"})
        for number, applicant in enumerate(self.applicants):
            client.sure("register-organisation", {"organisation": f"college-{number}", "madeUp": True,
                                                  "name": f"College {number} " + "of further education " * 40,
                                                  "kind": "higherEducationProvider"})
            client.sure("register-interest", {"cycle": "cycle-1"}, token=applicant)
        client.token = self.auditor
        # The office opens each form by itself; then nothing more is due.
        client.wait_for(lambda: collections.Counter(event["type"] for event in client.events())["formAccessGranted"] ==
                        COMMANDS, "every form to be opened")
        end = len(client.events())
        client.close()
        self.daemon.client().wait_for(lambda: self.watermark() == end, "the watermark")
        # Killed, and not stopped: what was written last is in the write-ahead log alone.
        self.daemon.kill()
        self.whole = self.daemon.directory / "whole"
        shutil.copytree(self.daemon.data, self.whole)
        self.daemon.start()
        self.told = self.daemon.client(self.auditor).events()
        self.daemon.kill()

    def watermark(self):
        slots = (self.daemon.data / "log" / "watermark").read_bytes()
        return max(int.from_bytes(slots[at + 8:at + 16], "big") for at in (0, 512))

    def files(self, folder):
        return sorted(path.relative_to(self.whole) for path in (self.whole / folder).rglob("*")
                      if path.is_file() and path.stat().st_size and not path.name.startswith(("LOG", "LOCK", "OPTIONS")))

    def flip(self, path, at):
        """Of a fresh copy, with the bytes of the damaged directory."""
        shutil.rmtree(self.daemon.data)
        shutil.copytree(self.whole, self.daemon.data)
        with open(self.daemon.data / path, "r+b") as file:
            file.seek(at)
            was = file.read(REGION)
            file.seek(at)
            file.write(bytes(byte ^ 0xff for byte in was))

    def keep_copy(self):
        copy = self.daemon.directory / "damaged"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.daemon.data, copy)
        return copy

    @staticmethod
    def content(directory):
        """Of each file; of the lock only that it is there: it names who had it last."""
        return {str(path.relative_to(directory)): "" if path.name == "LOCK.htqd"
                else hashlib.sha256(path.read_bytes()).hexdigest()
                for path in sorted(directory.rglob("*")) if path.is_file()}

    def repair(self, *arguments, data=None):
        self.daemon.write_config()
        return subprocess.run([program(), "repair", "--config", self.daemon.config,
                               *(["--set", f"data.directory={data}"] if data else []), *arguments],
                              capture_output=True, text=True, timeout=PATIENCE)

    def start(self):
        """What it answers; nothing if it refuses to start, or cannot say it all."""
        self.daemon.log.write_text("")
        try:
            self.daemon.start()
        except Failed:
            self.daemon.process.wait(PATIENCE)
            return None
        try:
            return self.daemon.client(self.auditor).events()
        except (OSError, http.client.HTTPException, Failed):
            return None
        finally:
            self.daemon.kill()

    def repaired(self, path, at):
        """Flips, repairs, compares; what became of it and how much was lost."""
        where = f"{path} at {at}"
        self.flip(path, at)
        damaged = self.keep_copy()
        before = self.content(damaged)
        said = self.repair()
        self.expect(self.content(self.daemon.data) == before, f"{where}: repair changed something before it was confirmed")
        if said.returncode == DONE:
            self.expect("nothing to repair" in said.stdout, f"{where}: {said.stdout}")
            now = self.start()
            # The last write before a kill cannot be told from a torn one: the daemon sets it aside and says so.
            torn = now is not None and now == self.told[:len(now)] and self.daemon.log_lines("torn_end_set_aside")
            self.expect(now == self.told or torn, f"{where}: nothing to repair, and the daemon does not have it all")
            return "nothing to repair", 0
        if not self.expect(said.returncode == NOT_CONFIRMED, f"{where}: it ended with {said.returncode}: {said.stderr}"):
            return "failed", 0
        keeps = int(re.search(r"--lose-after (\d+)$", said.stdout.strip())[1])
        other = self.repair("--lose-after", str(keeps + 1))
        self.expect(other.returncode == NOT_CONFIRMED and str(keeps) in other.stderr,
                    f"{where}: another position was not refused: {other}")
        self.expect(self.content(self.daemon.data) == before, f"{where}: another position changed something")
        lost = re.search(r"positions +(\d+) to (\d+)", said.stdout)
        self.expect(not lost or (int(lost[1]), int(lost[2])) == (keeps + 1, len(self.told)),
                    f"{where}: {keeps} of {len(self.told)} are kept, and it says: {said.stdout}")
        self.expect(lost or keeps == len(self.told), f"{where}: something is lost, and it does not say so: {said.stdout}")

        done = self.repair("--lose-after", str(keeps))
        if not self.expect(done.returncode == DONE, f"{where}: not repaired: {done.stdout}{done.stderr}"):
            return "failed", 0
        aside = self.daemon.data / "set-aside-1"
        self.expect(self.content(aside / "log") == self.content(damaged / "log"), f"{where}: what was set aside is changed")
        self.compare(where, keeps)
        return "nothing lost" if keeps == len(self.told) else "named and lost", len(self.told) - keeps

    def compare(self, where, keeps):
        self.daemon.log.write_text("")
        try:
            self.daemon.start()
        except Failed as failed:
            self.expect(False, f"{where}: it does not start after the repair: {failed}")
            return
        client = self.daemon.client(self.auditor)
        # It answers before the record of its epoch is there.
        client.wait_for(lambda: client.events(after=keeps), "the record of the new epoch")
        now = client.events()
        self.expect(now[:keeps] == self.told[:keeps], f"{where}: what was to be kept is not as it was")
        new = now[keeps:]
        self.expect([entry["type"] for entry in new] == ["writerElected"], f"{where}: {[entry['type'] for entry in new]}")
        if new and keeps:
            self.expect(new[0]["record"]["epoch"] == self.told[keeps - 1]["record"]["epoch"] + 1,
                        f"{where}: the epoch did not rise: {new[0]}")
        if keeps:
            last = now[keeps - 1]["record"]
            self.expect(last["commandPart"] == last["commandParts"], f"{where}: the last command is there in part")
        self.verify(where, client)
        # What was lost can be sent again.
        client.sure("record-route", {"route": "after", "name": "After"}, token=self.official)
        client.close()
        self.expect(self.daemon.stop() == DONE, f"{where}: it stops well")
        again = self.repair()
        self.expect(again.returncode == DONE and "nothing to repair" in again.stdout,
                    f"{where}: there is something to repair again: {again.stdout}")

    def verify(self, where, client):
        verified = client.request("POST", "/v1/projections/verify")
        self.expect(verified.status == 200 and b'"equal":true' in verified.body.splitlines()[-1],
                    f"{where}: the rows are not those of the log: {verified.body[-200:]!r}")


def refusals(test):
    """The neighbours: a daemon that runs, a directory that is none, a position where there is nothing to lose."""
    shutil.rmtree(test.daemon.data)
    shutil.copytree(test.whole, test.daemon.data)
    test.daemon.start()
    running = test.repair()
    test.expect(running.returncode == CANNOT and str(test.daemon.process.pid) in running.stderr,
                f"a running daemon is not named: {running}")
    test.daemon.kill()
    with tempfile.TemporaryDirectory() as empty:
        for place in (empty, f"{empty}/none"):
            none = test.repair("--lose-after", "0", data=place)
            test.expect(none.returncode == CANNOT and "is no data directory" in none.stderr, f"{place}: {none}")
        test.expect(not list(pathlib.Path(empty).iterdir()), "something was made where there was no data directory")
    for position in ("-1", "x", "1x"):
        test.expect(test.repair(f"--lose-after={position}").returncode == BAD_USAGE, f"--lose-after={position} is taken")
    before = test.content(test.daemon.data)
    whole = test.repair("--lose-after", "1")
    test.expect(whole.returncode == DONE and "nothing to repair" in whole.stdout, f"a whole log: {whole}")
    test.expect(test.content(test.daemon.data) == before, "a whole directory was changed")


def gone(test):
    """Whole files that are not there any more."""
    lost = 0
    for path in test.files("log"):
        shutil.rmtree(test.daemon.data)
        shutil.copytree(test.whole, test.daemon.data)
        (test.daemon.data / path).unlink()
        said = test.repair()
        if said.returncode == DONE:
            # The watermark alone may be missing: a new log has none.
            test.expect(path.name in ("watermark", "IDENTITY") or test.start() == test.told, f"without {path}: {said.stdout}")
            continue
        keeps = int(re.search(r"--lose-after (\d+)$", said.stdout.strip())[1])
        done = test.repair("--lose-after", str(keeps))
        test.expect(done.returncode == DONE, f"without {path}: {done.stdout}{done.stderr}")
        lost += len(test.told) - keeps
        test.compare(f"without {path}", keeps)
    return lost


def rows(test):
    """The log is whole, the rows are not."""
    path = max(test.files("projections"), key=lambda path: (path.suffix == ".sst", (test.whole / path).stat().st_size))
    test.flip(path, 40)
    before = test.content(test.daemon.data / "log")
    said = test.repair()
    test.expect(said.returncode == NOT_CONFIRMED and "Nothing of the log would be lost" in said.stdout, f"{path}: {said}")
    keeps = int(re.search(r"--lose-after (\d+)$", said.stdout.strip())[1])
    test.expect(keeps == len(test.told), f"{path}: {keeps} of {len(test.told)}")
    done = test.repair("--lose-after", str(keeps))
    test.expect(done.returncode == DONE and not (test.daemon.data / "projections").exists(), f"{path}: {done}")
    test.expect(test.content(test.daemon.data / "log") == before, f"{path}: the log was changed")
    test.daemon.start()
    client = test.daemon.client(test.auditor)
    test.expect(client.events() == test.told, f"{path}: the log is not as it was")
    test.verify(str(path), client)
    client.close()
    test.daemon.stop()


def main():
    line = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    line.add_argument("--regions", type=int, default=140)
    line.add_argument("--seed", type=int, default=1)
    given = line.parse_args()
    chosen = random.Random(given.seed)
    began = time.monotonic()
    outcomes = collections.Counter()
    lost = 0
    test = Test()
    try:
        test.live()
        refusals(test)
        rows(test)
        gone(test)
        files = test.files("log")
        for number in range(given.regions):
            path = files[number % len(files)]
            what, how_many = test.repaired(path, chosen.randrange((test.whole / path).stat().st_size))
            outcomes[what] += 1
            lost += how_many
    except Failed as failed:
        test.expect(False, str(failed))
    finally:
        test.daemon.close()
    told = ", ".join(f"{what} {count}" for what, count in sorted(outcomes.items()))
    print(f"repair: {given.regions} regions of {REGION} bytes in {len(files)} files of a log of {len(test.told)} records, "
          f"seed {given.seed}: {told}; {lost} records named and lost in all; "
          f"{'as it was said' if not test.faults else f'{len(test.faults)} FAULTS'} in {time.monotonic() - began:.0f} s")
    return 1 if test.faults else 0


if __name__ == "__main__":
    sys.exit(main())
