#!/usr/bin/env python3
"""Bytes of a stopped daemon's rows are flipped, one region at a time; the daemon is then started and asked everything.

    tests/faults/damaged_rows_test.py [--regions N] [--seed S]

Each answer must be what it was, or say that it cannot be given: never another one in silence, nor a command recorded twice
because the row that knows it cannot be read. Rows that do not open are built again, and that is said. After a rebuild, or
`htqd repair` and a start, everything is as it was.
"""

import argparse
import collections
import http.client
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.faults.clients import as_told  # noqa: E402
from tests.support.htqd import PATIENCE, Daemon, Failed, program  # noqa: E402
from tests.support.office import CYCLE, Office, about  # noqa: E402

CASES = 12
REGION = 16  # bytes
ASKED = ["/v1/events?after=0&follow=no", "/v1/cases?limit=500", "/v1/worklist?limit=500", "/v1/deadlines?limit=500",
         "/v1/notices?limit=500", "/v1/promises?limit=500", "/v1/enquiries?limit=500", "/v1/register?limit=500",
         "/v1/consultations?limit=500", "/v1/cycles?limit=500", "/v1/scope?limit=500", "/v1/standards?limit=500",
         "/v1/organisations?limit=500", "/v1/bodies?limit=500", "/v1/publications?limit=500", f"/v1/cycles/{CYCLE}",
         f"/v1/cycles/{CYCLE}/statistics", "/v1/audit?subject=olga&limit=500"]


class Damaged:
    def __init__(self):
        self.daemon = Daemon({"projections.flush_every_records": 200, "projections.write_buffer_bytes": 256 << 10})
        self.office = Office(self.daemon, CASES)
        self.operator = self.daemon.token("otto", ["operator"])
        self.rebuilt = 0  # while the daemon went on
        self.faults = []

    def live(self):
        self.daemon.start()
        client = self.daemon.client(self.office.auditor)
        self.office.set_up(client)
        self.sent = []  # (name, body, headers, token, key, receipt)
        self.cases = []
        for number, applicant in enumerate(self.office.applicants):
            case = None
            # Each comes further than the one before.
            for at, (token, name, body, headers) in enumerate(self.office.way_of_a_case(applicant, f"subject {number}")):
                if at > 2 * number + 2:
                    break
                body, key = about(body, case), f"{number}-{at}"
                receipt = client.sure(name, body, token=token, headers=headers, key=key)
                case = case or receipt["stream"]
                self.sent.append((name, body, headers, token, key, receipt))
            self.cases.append(case)
        client.position()
        client.close()
        self.daemon.stop()
        self.whole = self.daemon.directory / "whole"
        shutil.copytree(self.daemon.data, self.whole)
        self.daemon.start()
        self.told = self.ask()
        self.daemon.stop()
        if wrong := [path for path, (status, _) in self.told.items() if status != 200]:
            raise Failed(f"asked before anything is damaged: {wrong}")

    def ask(self):
        """What is answered, by what was asked; an answer that breaks off is status 0."""
        told = {}
        client = self.daemon.client(self.office.auditor)
        for path in ASKED + [f"/v1/cases/{case}{rest}" for case in self.cases for rest in ("", "/timeline")]:
            try:
                answer = client.get(path)
                told[path] = answer.status, answer.body
            except (OSError, http.client.HTTPException) as broken:
                told[path] = 0, repr(broken).encode()
        client.close()
        return told

    def files(self):
        return sorted(path.relative_to(self.whole) for path in (self.whole / "projections").rglob("*")
                      if path.is_file() and path.stat().st_size and not path.name.startswith(("LOG", "LOCK", "OPTIONS")))

    def outcome(self, path, at):
        shutil.rmtree(self.daemon.data)
        shutil.copytree(self.whole, self.daemon.data)
        with open(self.daemon.data / path, "r+b") as file:
            file.seek(at)
            was = file.read(REGION)
            file.seek(at)
            file.write(bytes(byte ^ 0xff for byte in was))
        where = f"{path} at {at}"
        self.daemon.log.write_text("")
        try:
            self.daemon.start()
        except Failed:
            code = self.daemon.process.wait(PATIENCE)
            text = self.daemon.log_text()
            if code < 0 or "projections" not in text:
                self.faults.append(f"{where}: it ends with {code} and does not say what is damaged: {text[-300:]}")
            what = "refused"
        else:
            what = self.answers(where)
        self.mended(where)
        return what

    def answers(self, where):
        told = self.ask()
        withheld = 0
        for path, (status, body) in told.items():
            if (status, body) == self.told[path]:
                continue
            if status == 200:
                self.faults.append(f"{where}: {path} is answered otherwise, in silence: {body[:200]!r}")
            else:
                withheld += 1
        client = self.daemon.client()
        for name, body, headers, token, key, receipt in self.sent:
            try:
                again = client.command(name, body, headers=headers, token=token, key=key)
            except (OSError, http.client.HTTPException):
                withheld += 1
                continue
            if again.status == 201 and as_told(again.json) != {**as_told(receipt), "repeated": True}:
                self.faults.append(f"{where}: {name} ({key}) was recorded again: {again.json}")
            elif again.status != 201:
                withheld += 1
                if again.status < 500:
                    self.faults.append(f"{where}: {name} ({key}), recorded before, is answered {again.body[:200]!r}")
        client.close()
        if self.daemon.process.poll() is not None and self.daemon.process.returncode < 0:
            self.faults.append(f"{where}: it died of signal {-self.daemon.process.returncode}")
        if withheld and self.daemon.process.poll() is None:
            # Its comparison with the damaged rows may fail; the new ones take their place all the same.
            operator = self.daemon.client(self.operator)
            operator.request("POST", "/v1/projections/rebuild")
            operator.close()
            if wrong := [path for path, answer in self.ask().items() if answer != self.told[path]]:
                self.faults.append(f"{where}: after a rebuild these are answered otherwise: {wrong}")
            self.rebuilt += 1
        built = bool(self.daemon.log_lines("rows_damaged"))
        self.daemon.kill()
        return "some answers withheld" if withheld else "built again" if built else "as before"

    def mended(self, where):
        """By repair, whatever came before."""
        repair = [program(), "repair", "--config", self.daemon.config]
        said = subprocess.run(repair, capture_output=True, text=True, timeout=PATIENCE)
        if said.returncode == 5:
            end = re.search(r"--lose-after (\d+)$", said.stdout.strip())[1]
            said = subprocess.run([*repair, "--lose-after", end], capture_output=True, text=True, timeout=PATIENCE)
        if said.returncode != 0:
            self.faults.append(f"{where}: repair ends with {said.returncode}: {said.stderr}")
        try:
            self.daemon.start()
        except Failed as failed:
            self.faults.append(f"{where}: after a repair it does not start: {str(failed)[-300:]}")
            return
        told = self.ask()
        if wrong := [path for path in told if told[path] != self.told[path]]:
            self.faults.append(f"{where}: after a repair these are answered otherwise: {wrong}")
        self.daemon.kill()


def main():
    line = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    line.add_argument("--regions", type=int, default=200)
    line.add_argument("--seed", type=int, default=1)
    given = line.parse_args()
    chosen = random.Random(given.seed)
    began = time.monotonic()
    outcomes = collections.Counter()
    damaged = Damaged()
    try:
        damaged.live()
        files = damaged.files()
        for number in range(given.regions):
            path = files[chosen.randrange(len(files))] if number >= len(files) else files[number]
            before = len(damaged.faults)
            what = damaged.outcome(path, chosen.randrange((damaged.whole / path).stat().st_size))
            outcomes[what] += 1
            for fault in damaged.faults[before:]:
                print(fault, flush=True)
    except Failed as failed:
        damaged.faults.append(str(failed))
        print(failed)
    finally:
        damaged.daemon.close()
    told = ", ".join(f"{what} {count}" for what, count in sorted(outcomes.items()))
    print(f"damaged rows: {given.regions} regions of {REGION} bytes in {len(files)} files, seed {given.seed}: {told}; "
          f"{damaged.rebuilt} rebuilt while it went on; "
          f"{'nothing answered otherwise' if not damaged.faults else f'{len(damaged.faults)} FAULTS'} "
          f"in {time.monotonic() - began:.0f} s")
    return 1 if damaged.faults else 0


if __name__ == "__main__":
    sys.exit(main())
