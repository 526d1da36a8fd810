#!/usr/bin/env python3
"""Kills the real daemon again and again while sixteen clients send commands, and compares what they were told with
what is there afterwards.

    tests/faults/kill_test.py [--short] [--rounds N] [--seed S]

The instants of the kills and the choices of the clients come from the seed; how threads and disks are timed does not.
"""

import argparse
import pathlib
import random
import statistics
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.faults.clients import Follower, Worker  # noqa: E402
from tests.faults.promises_beside_the_log import check_person, check_reads, without_words  # noqa: E402
from tests.faults.record_of_events import RecordOfEvents  # noqa: E402
from tests.support.htqd import PATIENCE, Daemon  # noqa: E402
from tests.support.office import Office  # noqa: E402

CLIENTS = 16
LONGEST_ROUND = 1.5  # seconds
KILLED_WHILE_STARTING = 0.3  # of the rounds
CASES_COMPARED = 40  # in each round; all of them at the end
PERSONS_COMPARED = 3  # of each client in each round, the newest; all of them at the end
WHOLE_LOG_EVERY = 5  # rounds; between them, what came since the last look


class Run:
    settings = {}  # of the daemon
    rows_every = WHOLE_LOG_EVERY  # rounds: the rows are compared with those that the log gives
    shortest_round = 0.02  # seconds

    def __init__(self, seed):
        self.seed = seed
        self.random = random.Random(seed)
        self.daemon = Daemon(self.settings)
        self.office = Office(self.daemon, CLIENTS)
        self.workers = []
        self.entries = []  # of the log, as read last
        self.in_flight = []
        self.reads = 0
        self.kills = 0
        self.number = 0  # of the round
        self.verified = 0  # how often the rows were
        self.faults = []

    def after_death(self):
        """What the kill left is what the daemon finds when it starts again; a test of disks may change it."""

    def clients_at_work(self, killed, drain=False):
        threads = [threading.Thread(target=worker.work, args=(killed, drain), daemon=True) for worker in self.workers]
        for thread in threads:
            thread.start()
        return threads

    def round(self):
        """Load, kill, start, compare."""
        killed = threading.Event()
        follower = Follower(self.daemon.client(self.office.auditor), after=len(self.entries))
        threads = self.clients_at_work(killed)
        after = self.random.uniform(self.shortest_round, LONGEST_ROUND)
        time.sleep(after)
        killed.set()
        commands = [command for worker in self.workers for command in worker.pending()]
        self.daemon.process.kill()
        self.daemon.process.wait()
        for thread in threads:
            thread.join(PATIENCE)
        follower.thread.join(PATIENCE)
        self.after_death()
        self.kills += 1
        # Only what was on its way when it died, and is without an answer still.
        in_flight = sum(command.in_flight and command.receipt is None for command in commands)
        self.in_flight.append(in_flight)

        while self.random.random() < KILLED_WHILE_STARTING:
            self.daemon.spawn()
            time.sleep(self.random.uniform(0, 0.2))
            self.daemon.kill()
            self.after_death()
            self.kills += 1
        started = time.monotonic()
        self.daemon.start()
        took = time.monotonic() - started
        recovered = self.compare(follower, whole_log=self.number % WHOLE_LOG_EVERY == 0)
        return f"killed after {after:.3f} s, {in_flight} commands in flight, {recovered} of them recorded; " \
               f"log at {len(self.entries)}, ready again after {took:.2f} s"

    def compare(self, follower=None, whole_log=True, every_case=False):
        """Everything that was promised, against what is there; how many unanswered commands are there, whole."""
        client = self.daemon.client(self.office.auditor)
        before = self.entries
        read = [without_words(entry) for entry in client.events(after=0 if whole_log else len(before))]
        self.entries = read if whole_log else before + read
        log = RecordOfEvents(self.entries)
        if self.entries[:len(before)] != before:
            changed = next(at for at, entry in enumerate(before) if self.entries[at:at + 1] != [entry])
            log.faults.append(f"position {changed + 1} is not what it was")
        for position, entry in sorted(follower.seen.items()) if follower else []:
            if position > len(self.entries) or self.entries[position - 1] != without_words(entry):
                log.faults.append(f"a reader saw position {position}, and it is not there as it was seen")
                break

        known = set()
        recovered = 0
        for worker in self.workers:
            for command in worker.acknowledged:
                known.add((command.subject, command.key))
                log.check_receipt(command.subject, command.key, command.receipt)
            for command in worker.pending():
                known.add((command.subject, command.key))
                command.in_flight = False
                command.is_in_log = (command.subject, command.key) in log.by_command
                recovered += command.is_in_log
            for refused in worker.refused:
                if refused in log.by_command:
                    log.faults.append(f"a refused command is in the log: {refused}")
        for subject, key in log.by_command:
            if (subject, key) not in known and key not in self.setting_up and subject != "system":
                log.faults.append(f"nobody sent command {key} of {subject}, and it is in the log")

        cases = log.cases()
        if not every_case and len(cases) > CASES_COMPARED:
            unanswered = {command.way.case for worker in self.workers for command in worker.pending()} - {None}
            cases = sorted(unanswered | set(self.random.sample(cases, CASES_COMPARED)))
        for case in cases:
            log.check_case(client, case)
        log.check_register(client)
        if every_case or self.number % self.rows_every == 0:
            self.check_rows(client)
        for worker in self.workers:
            for way in worker.persons if every_case else worker.persons[-PERSONS_COMPARED:]:
                check_person(client, way, log.faults)
            check_reads(client, worker.reads, log.faults)
            self.reads += len(worker.reads)
            worker.reads = []
        self.faults += log.faults
        for worker in self.workers:
            self.faults += worker.faults
        client.close()
        return recovered

    def check_rows(self, client):
        """Every projection is built again from the log, and must be what answers come from."""
        verified = client.request("POST", "/v1/projections/verify")
        self.verified += 1
        if verified.status != 200 or b'"equal":true' not in verified.body.splitlines()[-1]:
            self.faults.append(f"the rows are not those of the log: {verified.body[-300:]!r}")

    def run(self, rounds):
        with self.daemon:
            client = self.daemon.client(self.office.auditor)
            self.office.set_up(client)
            client.position()  # all of it
            self.entries = [without_words(entry) for entry in client.events()]
            self.setting_up = {entry["record"]["commandId"] for entry in self.entries}
            client.close()
            self.workers = [Worker(self.daemon, self.office, number, self.seed) for number in range(CLIENTS)]
            for self.number in range(1, rounds + 1):
                print(f"round {self.number} of {rounds}: {self.round()}", flush=True)
                if self.faults:
                    break
            else:
                for thread in self.clients_at_work(threading.Event(), drain=True):
                    thread.join()
                self.wait_for_what_was_acknowledged()
                self.compare(every_case=True)
                if self.daemon.stop() != 0:
                    self.faults.append("asked to stop, it did not end well")
            if self.faults:
                self.daemon.keeps_directory = True

    def wait_for_what_was_acknowledged(self):
        """Events are told as far as the rows hold them, and just after a receipt they may not hold that yet."""
        client = self.daemon.client(self.office.auditor)
        for worker in self.workers:
            if worker.acknowledged:
                position = worker.acknowledged[-1].receipt["position"]
                client.request("GET", f"/v1/register?limit=1&after={position}")
        client.close()

    def summary(self):
        acknowledged = sum(len(worker.acknowledged) for worker in self.workers)
        lost = sum("LOST" in fault for fault in self.faults)
        print(f"kills: {self.kills}, {len(self.in_flight)} of them under load of {CLIENTS} clients")
        print(f"commands acknowledged: {acknowledged}; log at {len(self.entries)}")
        print(f"in flight at each kill: {' '.join(map(str, self.in_flight))} (median "
              f"{statistics.median(self.in_flight):g}, {sum(self.in_flight)} in all)")
        print(f"recorded though not acknowledged, and answered when sent again: "
              f"{sum(worker.recovered for worker in self.workers)}")
        erased = sum(way.erased for worker in self.workers for way in worker.persons)
        told = sum(way.told for worker in self.workers for way in worker.persons)
        print(f"texts about persons: {told}, of {erased} persons erased; reads answered and in the journal: {self.reads}")
        print(f"rows equal to those of the log: compared {self.verified} times")
        print(f"acknowledged and lost: {lost}")
        for fault in self.faults[:20]:
            print(f"FAULT {fault}")
        if self.faults:
            print(f"{len(self.faults)} faults; seed {self.seed}; the directory is kept: {self.daemon.directory}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="5 rounds instead of 50")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    run = Run(seed)
    run.run(options.rounds or (5 if options.short else 50))
    run.summary()
    return 1 if run.faults else 0


if __name__ == "__main__":
    sys.exit(main())
