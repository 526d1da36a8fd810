#!/usr/bin/env python3
"""Ten times the commands that an office can take, while a window closes (edge cases 33 and 34).

    tests/overload/last_hour_test.py --library FILE [--short]

First a flood of other commands from more connections than the queue holds: who is turned away is told when to come
again, who is accepted waits a bounded time, health goes on, and submissions come first. Then the log's disk hangs
(failing_disk.c) from just before the close until after it: what was received in time is accepted, however late it is
decided, and what was turned away is counted by organisation and shown to the official who judges the late one.
"""

import argparse
import collections
import datetime
import pathlib
import sys
import threading
import time
import uuid
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.overload.flood import Flood  # noqa: E402
from tests.overload.health import Health, peak_memory, spread  # noqa: E402
from tests.support.htqd import PATIENCE, SLOWNESS, Client, Daemon  # noqa: E402
from tests.support.office import CYCLE, Office, about  # noqa: E402

QUEUE, BATCH = 64, 16
RESERVE = QUEUE // 4
CONNECTIONS, PIPELINED = 10 * QUEUE, 4
EARLY = 8  # organisations that submit in the flood; fewer than the places kept for submissions
LATER = 32  # that submit while the disk hangs; more than those
LONGEST_ANSWER = 5 * SLOWNESS  # seconds; a queue is some milliseconds long, and the machine is a busy one
MOST_MEMORY = 400 * SLOWNESS  # MiB; what a quiet office of this size may have with its caches full


class LastHour:
    def __init__(self, library, short):
        self.seconds = 4 if short else 20
        self.daemon = Daemon({"engine.queue_length": QUEUE, "engine.max_batch_records": BATCH,
                              "log.stall_after_ms": 600_000, "projections.flush_every_ms": 600_000})
        self.office = Office(self.daemon, EARLY + LATER)
        place = self.daemon.directory
        self.hang, self.release = place / "hang", place / "release"
        self.daemon.environment = {
            "LD_PRELOAD": library, "HTQ_FAIL_CALL": "sync", "HTQ_FAIL_AT": "1", "HTQ_FAIL_MARK": str(place / "hangs"),
            "HTQ_FAIL_UNDER": str(self.daemon.data / "log" / "records"), "HTQ_FAIL_FROM": str(self.hang),
            "HTQ_HANG_UNTIL": str(self.release)}
        self.cases = {}  # by number of the organisation
        self.floods = []
        self.accepted = set()  # keys of submissions: to applicants positions are sealed
        self.turned_away = collections.defaultdict(list)  # by organisation: keys
        self.faults = []

    def expect(self, holds, what):
        if not holds:
            self.faults.append(what)
            print(f"  FAULT: {what}", flush=True)

    def client(self, token, timeout=PATIENCE):
        return self.daemon.tcp_client(token, timeout)

    def flood(self, connections=CONNECTIONS, pipelined=PIPELINED):
        flood = Flood(self.daemon, self.office.official, "record-evaluation",
                      {"cycle": CYCLE, "finding": "Submissions were up on last year."}, connections, pipelined)
        self.floods.append(flood)
        return flood

    def run(self):
        try:
            self.daemon.start()
            self.prepare()
            self.in_the_flood()
            self.over_the_close()
            self.judge_a_late_one()
            self.nothing_is_lost()
        finally:
            self.release.touch()
            self.daemon.close()

    def prepare(self):
        """Every organisation has a draft that is ready to be submitted, to a window whose days are not known yet."""
        official = self.client(self.office.official)
        self.office.set_up(official, window=("last",))

        def draft(number):
            client = self.client(self.office.applicants[number])
            case = None
            for token, command, body, _ in self.office.way_of_a_case(client.token, f"subject {number}"):
                if command == "submit-application":
                    break
                case = client.sure(command, about(body, case), token=token)["stream"] if case is None else (
                    client.sure(command, about(body, case), token=token) and case)
            self.cases[number] = case
            client.close()

        each(range(EARLY + LATER), draft)
        with self.flood(connections=8, pipelined=1) as calm:
            time.sleep(self.seconds / 2)  # how much it can take: measured for that long
        told = calm.told
        self.calm_rate = len(told["accepted"]) / told["seconds"]
        print(f"what it can take: {self.calm_rate:.0f} commands a second, "
              f"{spread([took for _, _, took in told['accepted']])}", flush=True)
        # The close is at a full minute, and not so near that the flood would go on until then.
        london = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/London"))
        closes = (london + datetime.timedelta(seconds=self.seconds + 90)).replace(second=0, microsecond=0)
        self.closes = closes.timestamp()
        official.sure("schedule-window", {"cycle": CYCLE, "window": "last", "criteriaVersion": "1",
                                          "opens": self.office.day(-2), "closes": closes.strftime("%Y-%m-%dT%H:%M")})
        official.wait_for(lambda: "windowOpened" in {entry["type"] for entry in official.events(
            after=official.position() - 1, token=self.office.auditor)} or "windowOpened" in {
            entry["type"] for entry in official.events(token=self.office.auditor)[-3:]}, "the window to open")
        official.close()

    def submit(self, number, client=None):
        """What became of it, and how long that took."""
        own = client or self.client(self.office.applicants[number])
        key = str(uuid.uuid4())
        began = time.monotonic()
        answer = own.command("submit-application", {"case": self.cases[number]}, key=key)
        took = (time.monotonic() - began) * 1000
        if answer.status == 201:
            self.accepted.add(key)
        elif answer.status == 429:
            self.expect("retry-after" in answer.headers, "a submission was turned away without Retry-After")
            self.turned_away[number].append(key)
        if client is None:
            own.close()
        return answer, took

    def in_the_flood(self):
        took = {}

        def submits(number):
            answer, took[number] = self.submit(number)
            self.expect(answer.status == 201, f"a submission in the flood was answered {answer.status}: {answer.body}")

        with Health(self.daemon) as health, self.flood() as flood:
            time.sleep(self.seconds / 2)  # the flood is what is measured
            each(range(EARLY), submits)
            time.sleep(self.seconds / 2)
        told = flood.told
        others = [ms for _, _, ms in told["accepted"]]
        self.judge(told, health)
        sent = len(others) + len(told["rejected"])
        print(f"flood: {CONNECTIONS} connections with {PIPELINED} commands each on a queue of {QUEUE}: {sent} sent in "
              f"{told['seconds']:.0f} s, {sent / told['seconds'] / self.calm_rate:.1f} times what it can take; "
              f"{len(others)} accepted, {spread(others)}; {len(told['rejected'])} turned away", flush=True)
        print(f"  {EARLY} submissions in it: {spread(took.values())}; {health.said()}", flush=True)
        self.expect(len(told["rejected"]) > len(others), "the flood was none")
        self.expect(len(others) > 0, "nothing was accepted in the flood")

    def judge(self, told, health):
        self.expect(not told["odd"], f"the flood was answered {told['odd'][:3]}")
        self.expect(not told["broken"], f"{len(told['broken'])} commands lost their connection")
        self.expect(told["without_retry_after"] == 0,
                    f"{told['without_retry_after']} were turned away without Retry-After")
        self.expect(not health.faults, f"health failed {len(health.faults)} times: {health.faults[:3]}")
        self.expect(max(health.took) < LONGEST_ANSWER * 1000, f"health took {max(health.took):.0f} ms")

    def over_the_close(self):
        waiting, answers = [], {}
        official = self.client(self.office.official, timeout=1)
        self.expect(time.time() < self.closes - 10, "the machine was too slow: the window closes in the flood")
        time.sleep(max(0, self.closes - 10 - time.time()))  # the close is an instant of the real clock
        early = set(self.accepted)
        # One command at a time on a connection: the order in which they are received is that in which they come to the
        # queue.
        with Health(self.daemon) as health, self.flood(pipelined=1) as flood:
            self.hang.touch()
            in_a_row = 0
            while in_a_row < 20:  # the queue is full and stays so
                try:
                    answer = official.command("record-evaluation", {"cycle": CYCLE, "finding": "Is there room?"})
                    in_a_row = in_a_row + 1 if answer.status == 429 else 0
                except TimeoutError:
                    in_a_row = 0  # it found room, and waits until the disk goes on

            def submits(number):
                answers[number] = self.submit(number)[0]
                if answers[number].status == 429:
                    answers[number] = self.submit(number)[0]

            for number in range(EARLY, EARLY + LATER):
                waiting.append(threading.Thread(target=submits, args=(number,)))
                waiting[-1].start()
            in_reserve = lambda: LATER - sum(len(keys) == 2 for keys in self.turned_away.values())  # noqa: E731
            Client.wait_for(lambda: in_reserve() <= RESERVE, "the others to be turned away twice")
            self.expect(in_reserve() == RESERVE, f"{in_reserve()} submissions found a place, not {RESERVE}")
            self.expect(time.time() < self.closes, "the machine was too slow: the window closed before all had submitted")
            time.sleep(max(0, self.closes + 1 - time.time()))
            self.release.touch()
            for thread in waiting:
                thread.join()
        official.close()
        self.judge(flood.told, health)
        self.waited = self.accepted - early
        in_time = [answer for answer in answers.values() if answer.status == 201]
        self.expect(len(in_time) == RESERVE, f"{len(in_time)} that had been received in time were accepted, not {RESERVE}")
        print(f"over the close: {LATER} submissions with the queue full and the disk hanging; {len(in_time)} received in "
              f"time were accepted after it, {sum(map(len, self.turned_away.values()))} turned away; {health.said()}",
              flush=True)

    def judge_a_late_one(self):
        official = self.client(self.office.official)
        counted = {}

        def all_are_counted():
            counted.clear()
            for entry in official.events(token=self.office.auditor):
                if entry["type"] == "submissionsTurnedAway":
                    event = entry["record"]["body"]["submissionsTurnedAway"]
                    counted[event["organisation"]] = counted.get(event["organisation"], 0) + event["count"]
            return sum(counted.values()) >= sum(map(len, self.turned_away.values()))

        Client.wait_for(all_are_counted, "the refusals to be on record")
        expected = {self.office.organisations[number]: len(keys) for number, keys in self.turned_away.items()}
        self.expect(counted == expected, f"counted were {counted}, turned away {expected}")
        number = next(iter(self.turned_away))
        answer, _ = self.submit(number)
        self.expect(answer.status == 409, f"a late submission was answered {answer.status}: {answer.body}")
        official.position()
        shown = official.get(f"/v1/cases/{self.cases[number]}").json
        rows = [(row["window"], row["count"]) for row in shown.get("submissionsTurnedAway", [])]
        self.expect(rows == [("last", len(self.turned_away[number]))], f"the official is shown {rows}")
        applicant = self.client(self.office.applicants[number])
        self.expect("submissionsTurnedAway" not in applicant.get(f"/v1/cases/{self.cases[number]}").json,
                    "the applicant is shown what the official is")
        admitted = official.command("admit-late-submission", {
            "case": self.cases[number], "ground": "The service turned it away before the close.",
            "evidence": f"submissionsTurnedAway: {rows}"})
        self.expect(admitted.status == 201, f"the exception was answered {admitted.status}: {admitted.body}")
        applicant.close()
        official.close()
        print(f"the official is shown {rows[0][1] if rows else 'nothing'} refusals of {len(counted)} organisations' each, "
              f"and admits a late submission on them", flush=True)

    def came_first(self, records):
        """Submissions that waited while the disk hung were decided before the commands that had waited already."""
        waiting = {key for key, _, _ in self.floods[-1].told["accepted"]}
        others = [record for record in records if record["commandId"] in waiting]
        overtaken = []
        for key in self.waited:
            own = [record for record in records if record["commandId"] == key][-1]
            overtaken.append(sum(record["position"] > own["position"] and instant(record["receivedAt"]) <
                                 instant(own["receivedAt"]) for record in others))
        least = min(overtaken, default=0)
        self.expect(least >= QUEUE - BATCH, f"submissions came before {overtaken} that had waited longer, not {QUEUE}")
        print(f"each of them was decided before at least {least} commands that had waited longer", flush=True)

    def nothing_is_lost(self):
        official = self.client(self.office.auditor)
        by_key = collections.defaultdict(list)
        for entry in official.events():
            by_key[entry["record"]["commandId"]].append(entry["record"])
        self.came_first([record for records in by_key.values() for record in records])
        acknowledged = {}
        rejected = {key for keys in self.turned_away.values() for key in keys}
        for flood in self.floods:
            acknowledged.update((key, position) for key, position, _ in flood.told["accepted"])
            rejected.update(key for key, _ in flood.told["rejected"])
        lost = [key for key, position in acknowledged.items()
                if [record["position"] for record in by_key[key]][-1:] != [position]]
        lost += [key for key in self.accepted if not by_key[key]]
        self.expect(not lost, f"acknowledged and not there once at their position: {lost[:3]}")
        there = [key for key in rejected if key in by_key and by_key[key]]
        self.expect(not there, f"turned away, and there all the same: {there[:3]}")
        for key in self.accepted:
            for record in by_key[key]:
                received = datetime.datetime.fromisoformat(record["receivedAt"][:19] + "+00:00").timestamp()
                self.expect(received <= self.closes, f"a submission received at {record['receivedAt']} was accepted")
        took = [ms for flood in self.floods[:-1] for _, _, ms in flood.told["accepted"]]
        self.expect(max(took) < LONGEST_ANSWER * 1000, f"an accepted command took {max(took):.0f} ms")
        memory = peak_memory(self.daemon)
        self.expect(memory < MOST_MEMORY, f"the daemon had {memory:.0f} MiB")
        code = self.daemon.stop()
        self.expect(code == 0, f"the daemon stopped with {code}: {self.daemon.log_text()[-300:]}")
        print(f"last hour: {len(acknowledged) + len(self.accepted)} commands acknowledged, {len(rejected)} turned away, at most {memory:.0f} "
              f"MiB; lost: {len(lost) or 'nothing'}" + (f"; {len(self.faults)} FAULTS" if self.faults else ""))


def instant(text):
    seconds, _, fraction = text.removesuffix("Z").partition(".")
    return seconds, int(fraction.ljust(9, "0") or 0)


def each(numbers, does):
    threads = [threading.Thread(target=does, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", required=True, help="failing_disk.so")
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    test = LastHour(options.library, options.short)
    test.run()
    return 1 if test.faults else 0


if __name__ == "__main__":
    sys.exit(main())
