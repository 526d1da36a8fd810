#!/usr/bin/env python3
"""Three daemons on three brokers under load, and a fault at a time. What clients were told is compared with what every
daemon holds afterwards.

    tests/kafka/failover_test.py [--short] [--rounds N] [--minutes M [--seed S]] [--version V]

A client sends each command to one daemon after the other, under the same id, until one has acknowledged it. After each
fault every client must be told of a new command within 15 seconds; where a fault goes on for a while (a rolling restart, a slow
network), no command may take longer than that. Every fifth command tells of a person, one of whom is erased in the midst of a
fault: at the end every daemon tells of all others, and not of that one. Events are published all the while, and each stands once
among those. Cutting off and slowing down need network namespaces, and so root: without them all
else is tried, and the exit code is 77.
"""

import argparse
import collections
import contextlib
import datetime
import hashlib
import json
import pathlib
import random
import signal
import statistics
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.faults.record_of_events import RecordOfEvents  # noqa: E402
from tests.kafka import published  # noqa: E402
from tests.kafka.brokers import Brokers  # noqa: E402
from tests.kafka.daemons import Daemons  # noqa: E402
from tests.kafka.island import unavailable  # noqa: E402
from tests.kafka.load import GIVES_UP_AFTER, Sender, contact_of, taken  # noqa: E402
from tests.support.htqd import Failed  # noqa: E402

CLIENTS = 4
RESUMES_WITHIN = 15  # seconds
STOPPED_FOR = 12  # seconds: longer than a session
HICCUP = 3  # seconds: shorter than one
SKIPPED = 77


class Run:
    def __init__(self, brokers, on_islands, pause=0):
        self.brokers = brokers
        self.pause = pause
        self.daemons = Daemons(brokers, 3, on_islands=on_islands, settings={"publish.to": "kafka"})
        self.topic = f"htq.{self.daemons.office}.log.v1"
        self.official = self.daemons.token("olga", ["official"])
        self.auditor = self.daemons.token("aud", ["auditor"])
        self.operator = self.daemons.token("oscar", ["operator"])
        self.records_officer = self.daemons.token("ray", ["recordsOfficer"])
        self.erased = None  # who, once
        self.senders = []
        self.faults = []
        self.gaps = collections.defaultdict(list)  # seconds, by fault
        self.began = time.monotonic()

    def under_load(self, fault):
        """Load, a fault in its midst, load until everyone has got through again."""
        name, lasts = fault.__doc__, fault in Run.LASTING
        if fault is Run.kill_leader_and_controller:
            self.make_controller_lead()
        number = sum(map(len, self.gaps.values()))
        stop = threading.Event()
        senders = [Sender(self.daemons, self.official, client, f"fault-{number}", self.pause) for client in range(CLIENTS)]
        threads = [threading.Thread(target=sender.work, args=(stop,), daemon=True) for sender in senders]
        for thread in threads:
            thread.start()
        time.sleep(2)
        began, at = time.monotonic(), datetime.datetime.now(datetime.UTC)
        with fault(self):
            happened = time.monotonic()
            erasing = self.begin_to_erase()
            end = happened + GIVES_UP_AFTER
            while time.monotonic() < end and not any(sender.faults for sender in senders) and not all(
                sender.first_after(happened) for sender in senders
            ):
                time.sleep(0.05)
            # Of the client that waited longest.
            gap = max(sender.longest_since(began) for sender in senders) if lasts else max(
                (sender.first_after(happened) or end) - happened for sender in senders)
        time.sleep(2)
        stop.set()
        for thread in (*threads, *erasing):
            thread.join(GIVES_UP_AFTER)
        self.gaps[name].append(gap)
        self.senders += senders
        said = "no command took longer than" if lasts else "every client was told of a new command after"
        print(f"{time.monotonic() - self.began:6.0f} s  {name}: {sum(len(sender.acknowledged) for sender in senders)} commands acknowledged; "
              f"{self.elected_after(at)}; {said} {gap:.1f} s", flush=True)
        if gap > RESUMES_WITHIN:
            self.faults.append(f"{name}: writes resumed after {gap:.1f} s, not within {RESUMES_WITHIN}")
        self.settle()

    def begin_to_erase(self):
        """Somebody of whom was told before an earlier fault; once in a run, and while something is out of order."""
        told = [contact for sender in self.senders for key in sender.acknowledged if (contact := contact_of(key))]
        if self.erased is not None or not told:
            return []
        self.erased = told[0]["person"]

        def erase():
            try:
                taken(self.daemons, self.records_officer, "erase-person", {"person": self.erased, "reason": "Asked for."}, "erase")
            except Failed as failed:
                self.faults.append(str(failed))

        erasing = threading.Thread(target=erase, daemon=True)
        erasing.start()
        return [erasing]

    def settle(self):
        """A fault at a time: the next one finds everything whole."""
        for daemon in self.daemons:
            if daemon.process.poll() is not None:
                raise Failed(f"a daemon ended by itself, with {daemon.process.returncode}:\n{daemon.log_text()[-20_000:]}")
        client = self.daemons[0].client()
        client.wait_for(lambda: self.brokers.in_sync(self.topic) == self.brokers.numbers(), "all replicas to be in sync")
        end = max(daemon.client().stands_at() for daemon in self.daemons)
        for daemon in self.daemons:
            client.wait_for(lambda daemon=daemon: daemon.client().stands_at() >= end, f"position {end}")

    def elected_after(self, instant):
        """In words: how long after it daemons were elected."""
        times = [datetime.datetime.fromisoformat(line["time"]) for daemon in self.daemons for line in daemon.log_lines("elected")]
        after = [f"{(time - instant).total_seconds():.1f}" for time in sorted(times) if time > instant]
        return f"a daemon was elected after {', '.join(after)} s" if after else "no daemon was elected"

    # The faults: what happens, and how it is mended afterwards, if that is no part of it.

    @contextlib.contextmanager
    def kill_writer(self):
        """writer killed"""
        writer = self.daemons.wait_for_writer()
        writer.kill()
        yield
        writer.start()

    def standby(self):
        writer = self.daemons.wait_for_writer()
        return next(daemon for daemon in self.daemons if daemon is not writer)

    @contextlib.contextmanager
    def kill_standby(self):
        """standby killed"""
        standby = self.standby()
        standby.kill()
        yield
        standby.start()

    @contextlib.contextmanager
    def cut_standby_off(self):
        """standby cut off"""
        standby = self.standby()
        standby.island.cut()
        yield
        time.sleep(STOPPED_FOR)
        standby.island.heal()

    @contextlib.contextmanager
    def stop_writer(self):
        """writer stopped"""
        writer = self.daemons.wait_for_writer()
        writer.process.send_signal(signal.SIGSTOP)
        yield
        time.sleep(STOPPED_FOR)
        writer.process.send_signal(signal.SIGCONT)

    @contextlib.contextmanager
    def hold_up_writer(self):
        """writer stopped for less than a session"""
        writer = self.daemons.wait_for_writer()
        writer.process.send_signal(signal.SIGSTOP)
        time.sleep(HICCUP)
        writer.process.send_signal(signal.SIGCONT)
        yield

    @contextlib.contextmanager
    def cut_writer_off(self):
        """writer cut off"""
        writer = self.daemons.wait_for_writer()
        writer.island.cut()
        yield
        time.sleep(STOPPED_FOR)
        writer.island.heal()

    @contextlib.contextmanager
    def slow_network(self):
        """slow network of the writer"""
        writer = self.daemons.wait_for_writer()
        writer.island.delay(0.1)
        time.sleep(20)
        writer.island.delay(0)
        yield

    @contextlib.contextmanager
    def kill_leader(self):
        """leading broker killed"""
        number = self.brokers.leader_of(self.topic)
        self.brokers.kill(number)
        yield
        self.brokers.start(number)

    @contextlib.contextmanager
    def kill_leader_and_controller(self):
        """leading broker killed that is the controller"""
        number = self.brokers.controller()
        self.brokers.kill(number)
        yield
        self.brokers.start(number)

    def make_controller_lead(self):
        """Controllers change when they are killed, until one leads the topic."""
        while (number := self.brokers.controller()) != self.brokers.leader_of(self.topic):
            self.brokers.kill(number)
            self.daemons[0].client().wait_for(lambda: self.brokers.controller() != number, "another controller")
            self.brokers.start(number)
            self.settle()

    @contextlib.contextmanager
    def too_few_replicas(self):
        """too few replicas, from the end of it"""
        leader = self.brokers.leader_of(self.topic)
        gone = [leader, next(number for number in self.brokers.numbers() if number != leader)]
        for number in gone:
            self.brokers.kill(number)
        time.sleep(10)
        self.brokers.start_all()
        yield

    @contextlib.contextmanager
    def restart_brokers(self):
        """rolling restart of the brokers"""
        client = self.daemons[0].client()
        for number in self.brokers.numbers():
            self.brokers.stop(number)
            self.brokers.start(number)
            # As whoever restarts them waits.
            client.wait_for(lambda: self.brokers.in_sync(self.topic) == self.brokers.numbers(), "all replicas to be in sync")
        yield

    @contextlib.contextmanager
    def restart_daemons(self):
        """rolling restart of the daemons"""
        for daemon in self.daemons:
            daemon.stop()
            daemon.start()
            self.daemons.wait_for_writer()
        yield

    SHORT = (kill_writer, kill_standby, stop_writer, kill_leader, kill_leader_and_controller)
    FULL = (*SHORT, hold_up_writer, too_few_replicas, restart_brokers, restart_daemons)
    ON_ISLANDS = (cut_writer_off, cut_standby_off, slow_network)
    LASTING = (hold_up_writer, slow_network, restart_brokers, restart_daemons)

    def compare(self):
        """Every daemon has the same records, and in them everything that was acknowledged, once."""
        end = max(daemon.client().stands_at() for daemon in self.daemons)
        digests = set()
        for daemon in self.daemons:
            client = daemon.client(self.auditor)
            client.wait_for(lambda client=client: client.stands_at() >= end, f"position {end}")
            lines = client.request("GET", "/v1/events?follow=no").body.splitlines()[:end]
            digests.add(hashlib.sha256(b"\n".join(lines)).hexdigest())
        if len(digests) > 1:
            self.faults.append("the daemons do not hold the same log")
        entries = [json.loads(line) for line in lines]
        log = RecordOfEvents(entries)
        self.faults += log.faults
        acknowledged = 0
        known = set()
        for sender in self.senders:
            self.faults += sender.faults
            known.update(sender.sent)
            for key, receipt in sender.acknowledged.items():
                acknowledged += 1
                there = log.by_command.get(("olga", key), [])
                if not there:
                    self.faults.append(f"LOST: command {key} was acknowledged at {receipt['position']}")
                elif [entry["record"]["position"] for entry in there] != [receipt["position"]]:
                    self.faults.append(f"command {key} was acknowledged at {receipt['position']}, and stands at "
                                       f"{[entry['record']['position'] for entry in there]}")
        for subject, key in log.by_command:
            if subject == "olga" and key not in known:
                self.faults.append(f"nobody sent command {key}, and it is in the log")
        epochs = [entry["record"]["epoch"] for entry in entries]
        if epochs != sorted(epochs):
            self.faults.append("the epochs do not rise")
        self.end, self.epochs, self.acknowledged = len(entries), epochs[-1], acknowledged
        self.compare_persons()
        self.compare_published(entries)
        for daemon in self.daemons:
            if daemon.log_lines("batch_ignored"):
                print(f"{len(daemon.log_lines('batch_ignored'))} batches came too late and were ignored by a daemon")

    def compare_persons(self):
        """Each daemon has the key of everybody but of who was erased, and tells what was told of them."""
        def told_by(daemon):
            told = {}
            for entry in daemon.client().events(token=self.auditor):
                contact = entry["record"]["body"].get("organisationRegistered", {}).get("contact")
                if contact:
                    told[contact["person"]] = contact.get("text", "erased" if contact.get("erased") else "sealed")
            return told

        acknowledged = [contact for sender in self.senders for key in sender.acknowledged if (contact := contact_of(key))]
        expected = {contact["person"]: contact["text"] for contact in acknowledged}
        expected[self.erased] = "erased"
        for number, daemon in enumerate(self.daemons):
            # Keys come by a topic of their own.
            end, told = time.monotonic() + 30, told_by(daemon)
            while told != expected and time.monotonic() < end:
                time.sleep(0.5)
                told = told_by(daemon)
            differ = [person for person in told.keys() | expected.keys() if told.get(person) != expected.get(person)]
            if differ:
                self.faults.append(f"daemon {number} tells of {differ[0]}: {told.get(differ[0])}, and not {expected.get(differ[0])}; "
                                   f"of {len(differ)} it tells something else")
        self.persons = len(expected)

    def compare_published(self, entries):
        """Each event stands once, and in order, among those that are published, and no text about a person in any."""
        end = entries[-1]["record"]["position"]
        clients = [daemon.client(self.operator) for daemon in self.daemons]
        clients[0].wait_for(lambda: any(client.get("/v1/streams").json["publisher"].get("position", 0) >= end for client in clients),
                            f"events to be published up to {end}")
        messages = published.read(self.brokers.bootstrap, f"htq.{self.daemons.office}.events.v1")
        ids = [int(message.event["ce_id"]) for message in messages]
        expected = [entry["record"]["position"] for entry in self.daemons[0].client().events(token=self.official)]
        if ids[:len(expected)] != expected[:len(ids)] or len(ids) < end:
            again = [one for one, times in collections.Counter(ids).items() if times > 1]
            self.faults.append(f"of {len(expected)} events {len(set(ids))} are published, {len(again)} of them more than once "
                               f"({again[:3]}); the first that is missing: {next(iter(sorted(set(expected) - set(ids))), None)}")
        if any("Ada Lovelace" in json.dumps(message.data) for message in messages):
            self.faults.append("a text about a person is published")
        self.published = len(ids)

    def run(self, faults):
        try:
            self.daemons.start()
            for fault in faults:
                self.under_load(fault)
            self.compare()
        finally:
            if self.faults:
                for daemon in self.daemons:
                    daemon.keeps_directory = True
            self.daemons.close()

    def summary(self):
        print("fault: times, seconds until writes resumed (median, most)")
        for name, gaps in self.gaps.items():
            print(f"  {name}: {len(gaps)}, {statistics.median(gaps):.1f}, {max(gaps):.1f}")
        print(f"log at {self.end}, epoch {self.epochs}; {self.acknowledged} commands acknowledged, "
              f"{sum('LOST' in fault for fault in self.faults)} of them lost; of {self.persons} persons told by each daemon, one erased; "
              f"{self.published} events published once; {sum(map(len, self.gaps.values()))} faults in "
              f"{(time.monotonic() - self.began) / 60:.0f} minutes")
        for fault in self.faults[:20]:
            print(f"FAULT {fault}")
        if self.faults:
            print(f"{len(self.faults)} faults; directories: {' '.join(str(daemon.directory) for daemon in self.daemons)}")


def for_minutes(minutes, faults, seed):
    """Each of them in an order drawn from the seed, and again, until the time is over."""
    end = time.monotonic() + minutes * 60
    draw = random.Random(seed)
    while time.monotonic() < end:
        for fault in draw.sample(faults, len(faults)):
            if time.monotonic() < end:
                yield fault


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="the writer killed and stopped, a standby killed, the leading broker killed, as the controller, too: once each")
    parser.add_argument("--rounds", type=int, help="how often each fault comes (2; with --short 1)")
    parser.add_argument("--minutes", type=float, help="so long, in an order drawn from the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--version", help="of the brokers")
    options = parser.parse_args()
    faults, on_islands, why_not = Run.SHORT, False, None
    if not options.short:
        why_not = unavailable()
        on_islands = why_not is None
        faults = Run.FULL + (Run.ON_ISLANDS if on_islands else ())
    if options.minutes:
        print(f"{options.minutes:g} minutes of faults, seed {options.seed}")
        faults = for_minutes(options.minutes, faults, options.seed)
    else:
        faults = faults * (options.rounds or (1 if options.short else 2))
    with Brokers(version=options.version) as brokers:
        # What a long run has recorded is compared in memory.
        run = Run(brokers, on_islands, pause=0.1 if options.minutes else 0)
        run.run(faults)
    run.summary()
    if run.faults:
        return 1
    if why_not:
        print(f"failover: nobody was cut off and no network was slow, which is skipped: {why_not}")
        return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
