"""Clients that send the commands of many cases at once, and remember what they sent and what they were told."""

import http.client
import json
import random
import threading
import time

from tests.faults.promises_beside_the_log import way_of_a_person
from tests.support.htqd import Failed
from tests.support.office import about

CASES_AT_ONCE = 4


class Sent:
    """One command under one id, however often it is sent."""

    def __init__(self, way, token, subject, key, name, body, headers):
        self.way, self.token, self.subject, self.key = way, token, subject, key
        self.name, self.body, self.headers = name, body, headers
        self.receipt = None
        self.in_flight = False
        self.is_in_log = False  # as the log was read after the last kill


class Way:
    """A case on its way, and its command that has no answer yet, if there is one."""

    def __init__(self, steps):
        self.steps = steps
        self.case = None
        self.pending = None

    def acknowledged(self, command, receipt):
        self.case = self.case or receipt["stream"]


class WayOfAPerson(Way):
    """Somebody of whom is told, and then no more."""

    def __init__(self, steps, person):
        super().__init__(steps)
        self.person = person
        self.told = 0
        self.erased = False

    def acknowledged(self, command, receipt):
        self.told += command.name == "receive-enquiry"
        self.erased = self.erased or command.name == "erase-person"


class Worker:
    """One client with a few cases of its own. It outlives the daemon: what was not answered is sent again."""

    def __init__(self, daemon, office, number, seed):
        self.daemon, self.office, self.number = daemon, office, number
        self.random = random.Random(f"{seed}/{number}")
        self.prefix = f"{seed:x}-{number}"
        self.made = 0
        self.ways = [self._new_way() for _ in range(CASES_AT_ONCE)] + [self._new_person()]
        self.persons = [self.ways[-1]]  # of whom is told, the newest last
        self.reads = []  # (case, purpose) that was answered
        self.acknowledged = []
        self.refused = []  # (subject, key) of what was refused
        self.recovered = 0
        self.faults = []

    def _new_way(self):
        self.made += 1
        name = f"subject {self.number}.{self.made}"
        return Way(self.office.way_of_a_case(self.office.applicants[self.number], name))

    def _new_person(self):
        self.made += 1
        person = f"person-{self.number}-{self.made}"
        return WayOfAPerson(way_of_a_person(self.office, person), person)

    def _key(self):
        self.made += 1
        return f"{self.prefix}-{self.made}"

    def pending(self):
        return [way.pending for way in self.ways if way.pending]

    def work(self, killed, drain=False):
        """Until the daemon is killed; or, to drain, until nothing is without an answer."""
        connect = self.daemon.client if self.number % 2 else self.daemon.tcp_client
        client = connect(timeout=30)
        try:
            while True:
                retries = self.pending()
                if drain and not retries:
                    return
                # What has no answer yet is sent again first: a client that waits does nothing else.
                command = retries[0] if retries else self._next_command()
                self._send(client, command)
                if not drain:
                    self._meddle(client)
        except (OSError, http.client.HTTPException) as broken:
            if not killed.is_set():
                self.faults.append(f"client {self.number}: the connection broke while the daemon lived: {broken!r}")
        except (Failed, ValueError, KeyError) as wrong:
            self.faults.append(f"client {self.number}: {wrong!r}")
        finally:
            client.close()

    def _next_command(self):
        at = self.random.randrange(len(self.ways))
        step = next(self.ways[at].steps, None)
        if step is None:
            if at == CASES_AT_ONCE:
                self.ways[at] = self._new_person()
                self.persons.append(self.ways[at])
            else:
                self.ways[at] = self._new_way()
            step = next(self.ways[at].steps)
        way = self.ways[at]
        token, name, body, headers = step
        way.pending = Sent(way, token, self.daemon.subjects[token], self._key(), name, about(body, way.case), headers)
        return way.pending

    def _send(self, client, command):
        command.in_flight = True
        answer = client.command(command.name, command.body, key=command.key, headers=command.headers,
                                token=command.token)
        command.in_flight = False
        if answer.status in (429, 503):
            time.sleep(0.01)
            return
        if answer.status != 201:
            raise Failed(f"{command.name} ({command.key}) was refused: {answer.body.decode(errors='replace')}")
        receipt = answer.json
        if receipt["repeated"] != command.is_in_log:
            raise Failed(f"{command.name} ({command.key}) was {'' if command.is_in_log else 'not '}in the log, and is "
                         f"answered {receipt}")
        command.receipt = receipt
        command.way.pending = None
        command.way.acknowledged(command, receipt)
        self.acknowledged.append(command)
        self.recovered += command.is_in_log

    def _meddle(self, client):
        """Now and then: what is known is sent again, something is refused, an answer is read at once."""
        what = self.random.random()
        if what < 0.03 and self.acknowledged:
            known = self.random.choice(self.acknowledged[-20:])
            again = client.command(known.name, known.body, key=known.key, headers=known.headers, token=known.token)
            if again.status != 201 or as_told(again.json) != {**as_told(known.receipt), "repeated": True}:
                raise Failed(f"{known.name} ({known.key}), sent again, was answered {again.body!r}, "
                             f"before: {known.receipt}")
        elif what < 0.06:
            key = self._key()
            token = self.office.applicants[self.number]
            self.refused.append((self.daemon.subjects[token], key))
            no = client.command("record-route", {"route": "none", "name": "None"}, key=key, token=token)
            if no.status != 403:
                raise Failed(f"what no applicant may do was answered {no.status}")
        elif what < 0.10 and self.acknowledged and self.acknowledged[-1].way.case and \
                isinstance(self.acknowledged[-1].receipt["position"], int):
            last = self.acknowledged[-1]
            purpose = self._key()
            seen = client.request("GET", f"/v1/cases/{last.way.case}?after={last.receipt['position']}",
                                  headers={"Htqd-Purpose": purpose}, token=self.office.auditor)
            if seen.status == 200:
                self.reads.append((last.way.case, purpose))
            expected = max(command.receipt["version"] for command in self.acknowledged[-200:]
                           if command.way is last.way and command.receipt["streamKind"] == "case" and
                           isinstance(command.receipt["position"], int))
            if seen.status != 200 or seen.json["version"] != expected:
                raise Failed(f"case {last.way.case} after its version {expected} was answered {seen.body!r}")


def as_told(receipt):
    """Without positions that are sealed: no two of those are alike."""
    return {name: value for name, value in receipt.items()
            if name not in ("position", "firstPosition") or isinstance(value, int)}


class Follower:
    """Reads the log's stream from a position on while it grows: what anyone has seen must stay."""

    def __init__(self, client, after):
        self.client, self.after = client, after
        self.seen = {}
        self.thread = threading.Thread(target=self._follow, daemon=True)
        self.thread.start()

    def _follow(self):
        try:
            for line in self.client.lines(f"/v1/events?after={self.after}"):
                if line:
                    entry = json.loads(line)
                    self.seen[entry["record"]["position"]] = entry
        except (OSError, http.client.HTTPException, ValueError):
            pass  # the daemon was killed, perhaps within a line
