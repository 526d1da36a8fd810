#!/usr/bin/env python3
"""An office moves from its own disk to the brokers that HTQ_KAFKA names, and stays the same office.

    HTQ_KAFKA=127.0.0.1:9092 python3 tests/kafka/copy_test.py
"""

import datetime
import json
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import threading
import unittest
import uuid
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.kafka.daemons import free_port  # noqa: E402
from tests.support import ctl  # noqa: E402
from tests.support.htqd import Daemon  # noqa: E402

BROKERS = os.environ.get("HTQ_KAFKA", "")
ELSEWHERE = "https://office.example"


class Moves(unittest.TestCase):
    told = "no office has moved"

    def setUp(self):
        self.office = f"moving-{uuid.uuid4().hex[:12]}"
        self.topic = f"htq.{self.office}.log.v1"
        self.source = self.daemon()
        self.official = self.source.token("olga", ["official"])
        self.operator = self.source.token("oscar", ["operator"])
        self.auditor = self.source.token("aud", ["auditor"])
        self.rhea = self.source.token("rhea", ["recordsOfficer"])

    def daemon(self):
        daemon = Daemon({"office.name": self.office, "log.kafka.bootstrap_servers": BROKERS})
        self.addCleanup(daemon.close)
        daemon.set("keys.master_key_file", str(self.key(daemon.directory / "master-key")))
        return daemon

    @staticmethod
    def key(path):
        path.touch(0o600)
        path.write_text(secrets.token_hex(32) + "\n")
        return path

    def start(self):
        self.source.start()
        return self.source.client(self.official)

    def route(self, client, number):
        return client.command("record-route", {"route": f"r-{number}", "name": f"Route {number}"}, key=f"route-{number}")

    def tell(self, client, number):
        client.sure("register-organisation", {
            "organisation": f"org-{number}", "name": "An organisation", "kind": "higherEducationProvider", "madeUp": True,
            "contact": {"person": f"contact-{number}", "text": f"Ada Lovelace {number}"}})

    def contacts(self, client):
        """What is told of each contact, by pseudonym."""
        client.position()
        told = {}
        for entry in client.events(token=self.auditor):
            if entry["type"] == "organisationRegistered":
                contact = entry["record"]["body"]["organisationRegistered"]["contact"]
                told[contact["person"]] = contact.get("text", "erased" if contact.get("erased") else "sealed")
        return told

    def copy(self, *more, to=None, daemon=None):
        daemon = daemon or self.source
        return ctl.run(daemon, self.operator, "--json", "log", "copy", "--from", f"rocksdb:{daemon.data}", "--to",
                       f"kafka:{to or BROKERS}", *more)

    def copied(self, *more):
        done = self.copy(*more)
        self.assertEqual(done.returncode, ctl.DONE, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def digests(self, daemon):
        done = ctl.run(daemon, self.operator, "--json", "verify")
        self.assertEqual(done.returncode, ctl.DONE, done.stdout + done.stderr)
        return {one["projection"]: one["digest"] for one in json.loads(done.stdout)["projections"]}

    def on_kafka(self, directory=None):
        """A daemon of the office that goes on there, with the source's master key."""
        daemon = Daemon(directory=directory)
        self.addCleanup(daemon.close)
        secret = self.key(daemon.directory / "secret")
        for name, value in {
                "office.name": self.office, "log.kind": "kafka", "log.kafka.bootstrap_servers": BROKERS,
                "cluster.secret_file": str(secret), "http.listen": f"127.0.0.1:{free_port()}",
                "tokens.file": str(self.source.tokens),
                "keys.master_key_file": str(self.source.directory / "master-key")}.items():
            daemon.set(name, value)
        daemon.watcher = self.source.watcher
        daemon.start()
        return daemon

    def wait_for_writer(self, client):
        client.wait_for(lambda: client.command("record-route", {"route": "first", "name": "First"}, key="first").status == 201,
                        "the office to go on")

    def erase(self, client, person):
        client.sure("erase-person", {"person": person, "reason": "Asked for."}, token=self.rhea)

    def erase_and_be_told_until_when_keys_lie_with_brokers(self, daemon, person):
        """Two hours from the erasure, on the clock of London, to the millisecond."""
        done = ctl.run(daemon, self.rhea, "person", "erase", person, "--reason", "Asked for.")
        self.assertEqual(done.returncode, ctl.DONE, done.stderr)
        entry, = [one for one in self.events_of(daemon.client())
                  if one["body"].get("personErased") and one["stream"] == person]
        erased = datetime.datetime.fromisoformat(entry["recordedAt"])
        until = (erased + datetime.timedelta(hours=2)).astimezone(zoneinfo.ZoneInfo("Europe/London"))
        said, = re.findall(r"^Brokers may hold wrapped keys until +(.*)$", done.stdout, re.MULTILINE)
        self.assertIn(f"{until:%Y-%m-%d %H:%M:%S}.{until.microsecond // 1000:03}", said)
        self.assertTrue(said.endswith("; a broker that is down, until it is back"), said)
        again = ctl.run(daemon, self.rhea, "person", "show", person)
        self.assertIn(said, again.stdout)
        # Of somebody who was not erased nothing is said, and nothing under a log of its own.
        self.assertNotIn("Brokers", ctl.run(daemon, self.rhea, "person", "show", "contact-3").stdout)
        self.assertNotIn("Brokers", ctl.run(self.source, self.rhea, "person", "show", "contact-1").stdout)

    def events_of(self, client):
        return [entry["record"] for entry in client.events(token=self.auditor)]

    def test_an_office_moves_while_it_is_at_work_and_stays_the_same(self):
        client = self.start()
        for number in range(4):
            self.tell(client, number)
        self.erase(client, "contact-1")
        first = self.route(client, 0)
        rehearsal = self.copied()
        self.assertFalse(rehearsal["moved"])
        self.assertTrue(3 <= rehearsal["keys"] < 20, "those that the log names, and none of those that stand ready")
        self.assertEqual(rehearsal["destroyedKeys"], 1)

        answers, refused = [], []

        def work():
            mine = self.source.client(self.official)
            for number in range(1, 100_000):
                answer = self.route(mine, number)
                (answers if answer.status == 201 else refused).append((number, answer))
                if answer.status != 201:
                    return

        worker = threading.Thread(target=work)
        worker.start()
        client.wait_for(lambda: len(answers) > 50, "commands to come in")
        moved = self.copied("--move", "--address", ELSEWHERE)
        worker.join()
        self.assertTrue(moved["moved"])
        Moves.told = (f"{moved['records']} records moved, {len(answers)} commands while they were copied, "
                      f"{moved['keys']} keys, digest {moved['digest'][:16]}")

        # Whoever comes later is told where the office is, also after a restart; whoever was answered is answered again.
        self.assertEqual([answer.status for _, answer in refused], [409])
        for _ in range(2):
            no = self.route(client, 777_777)
            self.assertEqual((no.status, no.json["name"]), (409, "office_has_moved"))
            self.assertIn(ELSEWHERE, no.json["detail"])
            again = self.route(client, 0)
            self.assertEqual(again.json, {**first.json, "repeated": True})
            client.close()
            self.assertEqual(self.source.stop(), 0)
            self.source.start()
        left = self.events_of(client)
        self.assertEqual(list(left[-1]["body"]), ["logMoved"])
        self.assertEqual(left[-1]["body"]["logMoved"]["destination"], f"kafka:{self.topic}")
        self.assertEqual((left[-1]["actor"]["subject"], left[-1]["actor"]["onBehalfOf"]), ("system", "oscar"))
        self.assertEqual(len(left), moved["records"])
        self.assertEqual(self.digests(self.source), {one["projection"]: one["digest"] for one in moved["projections"]})
        told = self.contacts(client)

        there = self.on_kafka()
        beyond = there.client(self.official)
        self.wait_for_writer(beyond)
        went_on = self.events_of(beyond)
        self.assertEqual(went_on[:len(left)], left)
        self.assertEqual(list(went_on[len(left)]["body"]), ["writerElected"])
        self.assertEqual(len({record["commandId"] for record in left} & {f"route-{number}" for number, _ in answers}),
                         len(answers))
        self.assertEqual(self.contacts(beyond), told)
        self.assertEqual(told["contact-1"], "erased")
        self.assertEqual(told["contact-2"], "Ada Lovelace 2")
        # The same command is the same command there, and what was refused at the end is taken.
        self.assertEqual(self.route(beyond, 0).json, {**first.json, "repeated": True})
        self.assertEqual(self.route(beyond, refused[0][0]).status, 201)
        self.erase_and_be_told_until_when_keys_lie_with_brokers(there, "contact-2")
        self.tell(beyond, 5)
        self.assertEqual({**self.contacts(beyond)}, {**told, "contact-2": "erased", "contact-5": "Ada Lovelace 5"})
        # Once the office is there, nothing more is copied.
        late = self.copy("--move")
        self.assertNotEqual(late.returncode, ctl.DONE)
        self.assertIn(self.topic, late.stderr)

    def test_a_copy_that_was_killed_goes_on_and_the_rows_have_equal_digests_at_the_last_record(self):
        client = self.start()
        for number in range(3):
            self.tell(client, number)
        for number in range(300):
            self.route(client, number)
        client.close()
        self.copied()
        for number in range(300, 600):
            self.route(client, number)
        with subprocess.Popen([ctl.PROGRAM, "log", "copy", "--to", f"kafka:{BROKERS}", "--move"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, env=ctl.environment(self.source, self.operator)) as copying:
            try:
                # Somewhere between its beginning and its end: on its way, or with the office left and the rest to come.
                self.source.client().wait_for(lambda: self.topic_end() > 0, "the copy to begin")
                self.source.kill()
            finally:
                copying.kill()
        self.source.start()
        moved = self.copied("--move")
        self.assertTrue(moved["moved"])
        self.assertGreater(moved["records"], 600)
        self.assertEqual(self.source.stop(), 0)
        there = self.on_kafka()
        beyond = there.client(self.official)
        self.wait_for_writer(beyond)
        self.assertEqual(self.events_of(beyond)[moved["records"] - 1]["body"]["logMoved"]["address"], "")

    def test_of_two_copies_at_once_one_is_fenced_and_the_next_finds_everything(self):
        client = self.start()
        for number in range(300):
            self.route(client, number)
        client.close()
        self.assertEqual(self.source.stop(), 0)
        twin = self.daemon()
        shutil.copytree(self.source.data, twin.data)
        twin.tokens, twin.watcher = self.source.tokens, self.source.watcher
        twin.set("tokens.file", str(twin.tokens))
        twin.set("keys.master_key_file", str(self.source.directory / "master-key"))
        self.source.start()
        twin.start()
        done = {}
        threads = [threading.Thread(target=lambda daemon=daemon: done.update({daemon: self.copy(daemon=daemon)}))
                   for daemon in (self.source, twin)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertIn(ctl.DONE, [copied.returncode for copied in done.values()])
        for copied in done.values():
            if copied.returncode != ctl.DONE:
                self.assertRegex(copied.stderr + copied.stdout, "has taken the topic over|Another daemon writes now")
        again = self.copied()
        self.assertEqual(again["copied"], 0)
        self.assertEqual(again["records"], 301)

    def topic_end(self):
        said = subprocess.run(["kcat", "-Q", "-b", BROKERS, "-t", f"{self.topic}:0:-1"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, check=False).stdout
        return int(said.rsplit(" ", 1)[1]) if said else 0

    def test_a_topic_with_another_log_and_a_mistaken_operator_are_refused(self):
        client = self.start()
        self.route(client, 1)
        self.assertIn("It is rocksdb:", ctl.run(self.source, self.operator, "log", "copy", "--from", "rocksdb:/elsewhere",
                                                "--to", f"kafka:{BROKERS}").stderr)
        self.assertIn("It is kafka:", self.copy(to="elsewhere:9092").stderr)
        no = ctl.run(self.source, self.official, "log", "copy", "--to", f"kafka:{BROKERS}")
        self.assertEqual((no.returncode, "refusal 103" in no.stderr), (ctl.REFUSED, True), no.stderr)
        self.copied()
        other = self.daemon()
        other.tokens = self.source.tokens
        other.set("tokens.file", str(other.tokens))
        other.start()
        self.route(other.client(self.official), 2)
        refused = self.copy("--move", daemon=other)
        self.assertNotEqual(refused.returncode, ctl.DONE)
        self.assertIn("holds another log: record 1", refused.stderr)
        self.assertEqual(self.route(other.client(self.official), 3).status, 201)


if __name__ == "__main__":
    ran = unittest.main(exit=False, warnings="ignore").result
    print(f"moving to Kafka: {ran.testsRun} tests, {len(ran.failures) + len(ran.errors)} failed; {Moves.told}", file=sys.stderr)
    sys.exit(0 if ran.wasSuccessful() else 1)
