#!/usr/bin/env python3
"""What is published to other systems, as clients that no one here wrote read it, on the brokers that HTQ_KAFKA names.

    HTQ_KAFKA=127.0.0.1:9092 tests/kafka/streams_test.py

Those clients come from PyPI and npm, into build/consumers. Exit code 0: all holds; 1: something does not, and is printed; 77: the
clients could not be installed.
"""

import collections
import contextlib
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import unittest
import uuid
import venv

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.kafka import published  # noqa: E402
from tests.kafka.daemons import Daemons, free_port  # noqa: E402
from tests.support import ctl  # noqa: E402
from tests.support.htqd import SOURCE, Daemon  # noqa: E402
from tests.support.office import Office, about  # noqa: E402

BOOTSTRAP = os.environ.get("HTQ_KAFKA", "")
CONSUMERS = SOURCE / "ops" / "consumers"
HOME = SOURCE / "build" / "consumers"
PYTHON = HOME / "python" / "bin" / "python"
KILLS = 5


def install():
    """Whether the foreign clients are there."""
    if not PYTHON.exists():
        venv.create(HOME / "python", with_pip=True)
    done = subprocess.run([PYTHON, "-m", "pip", "install", "-q", "-r", CONSUMERS / "requirements.txt", "jsonschema-rs==0.61.0"], check=False)
    if done.returncode != 0:
        return False
    for name in ("package.json", "consumer.mjs"):
        shutil.copy(CONSUMERS / name, HOME / name)
    return subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=HOME, check=False).returncode == 0


def sealed(value, published):
    """As it leaves for good: texts about persons are sealed, and so are free texts that go with their record."""
    if isinstance(value, str) and published == {"sealed": True}:
        return published
    if isinstance(value, list) and isinstance(published, list) and len(value) == len(published):
        return [sealed(*both) for both in zip(value, published, strict=True)]
    if not isinstance(value, dict) or not isinstance(published, dict):
        return value
    if "person" in value and value.keys() & {"text", "erased", "sealed"}:
        return {"person": value["person"], "sealed": True}
    return {name: sealed(one, published.get(name)) for name, one in value.items()}


class Gate:
    """A port of this machine that nobody answers until it is opened: then a broker does."""

    def __init__(self, broker):
        self.broker = broker
        self.address = f"127.0.0.1:{free_port()}"
        self.server = None

    def open(self):
        self.server = socket.create_server(self.place(self.address))
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        if self.server is not None:
            self.server.close()

    @staticmethod
    def place(address):
        host, _, port = address.rpartition(":")
        return host, int(port)

    def serve(self):
        with contextlib.suppress(OSError):  # closed
            while True:
                client, _ = self.server.accept()
                broker = socket.create_connection(self.place(self.broker))
                for ends in ((client, broker), (broker, client)):
                    threading.Thread(target=self.pass_on, args=ends, daemon=True).start()

    @staticmethod
    def pass_on(source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_RDWR)


class Consumer:
    """One of ops/consumers, with what it keeps."""

    def __init__(self, language, topic, directory):
        self.group, self.topic = f"{language}-{uuid.uuid4().hex[:8]}", topic
        self.file = directory / self.group
        self.command = [PYTHON, CONSUMERS / "consumer.py"] if language == "python" else ["node", HOME / "consumer.mjs"]
        self.process = None

    def start(self):
        self.process = subprocess.Popen([*self.command, BOOTSTRAP, self.topic, self.group, self.file])

    def kill(self):
        self.process.kill()
        self.process.wait()

    def kept(self):
        """By id: type, data, and which event corrected it."""
        if self.command[0] == "node":
            events = json.loads(self.file.read_text())["events"].values() if self.file.exists() else []
            return {event["id"]: (event["type"], event["data"], event.get("correctedBy")) for event in events}
        if not self.file.exists():
            return {}
        with contextlib.closing(sqlite3.connect(self.file, timeout=60)) as store:
            if not store.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone():
                return {}
            return {name: (kind, json.loads(data), corrected) for name, kind, data, corrected in
                    store.execute("SELECT id, type, data, corrected_by FROM events")}


class Streams(unittest.TestCase):
    def setUp(self):
        self.office = f"test-{uuid.uuid4().hex[:12]}"
        self.events, self.public = f"htq.{self.office}.events.v1", f"htq.{self.office}.public.v1"

    def wait_until_published(self, *daemons):
        """The position up to which everything is. A daemon says so who publishes; which one that is may change meanwhile."""
        clients = [daemon.client(self.operator) for daemon in daemons]
        end = max(client.get("/v1/streams").json["end"] for client in clients)
        clients[0].wait_for(lambda: any(client.get("/v1/streams").json["publisher"].get("position", 0) >= end for client in clients),
                            "events to be published")
        self.published = end

    def compare_with_export(self, daemon, token):
        """Each event that an official sees to whom no case is assigned, once and in order, and nothing else. Daemons may elect a writer
        meanwhile: what is recorded after the messages were read is not looked for among them."""
        messages = published.read(BOOTSTRAP, self.events)
        last = int(messages[-1].event["ce_id"])
        self.assertGreaterEqual(last, self.published)
        client = daemon.client()
        client.wait_for(lambda: client.stands_at() >= last, "the daemon to have what is published")
        export = daemon.directory / f"{uuid.uuid4().hex}.jsonl"
        ran = ctl.run(daemon, token, "export", export)
        self.assertEqual(ran.returncode, ctl.DONE, ran.stderr)
        records = [json.loads(line)["record"] for line in export.read_text().splitlines()]
        expected = [record for record in records if record["position"] <= last]
        self.assertEqual([message.event["ce_id"] for message in messages], [str(record["position"]) for record in expected])
        for message, record in zip(messages, expected, strict=True):
            self.assertEqual(message.data, sealed(record, message.data))
        numbers = [int(message.event["ce_id"]) for message in published.read(BOOTSTRAP, self.public)]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
        return messages


class OnTheEmbeddedLog(Streams):
    """An office with a case to the public list, an erasure and a correction."""

    def setUp(self):
        super().setUp()
        self.daemon = Daemon({"office.name": self.office, "publish.to": "kafka", "log.kafka.bootstrap_servers": BOOTSTRAP,
                              "log.kafka.transaction_timeout_ms": 5000})
        self.addCleanup(self.daemon.close)
        self.desk = Office(self.daemon)
        self.unassigned = self.daemon.token("una", ["official"])
        self.operator = self.daemon.token("oscar", ["operator"])
        self.records = self.daemon.token("ray", ["recordsOfficer"])

    def start(self):
        self.daemon.start()
        self.client = self.daemon.client(self.desk.official)
        self.addCleanup(self.client.close)

    def play(self):
        self.start()
        self.desk.set_up(self.client)
        self.case = None
        for token, command, body, headers in self.desk.way_of_a_case(self.desk.applicants[0], "streams"):
            receipt = self.client.sure(command, about(body, self.case), headers=headers, token=token)
            self.case = self.case or receipt["stream"]
        self.client.sure("correct-listing", {"case": self.case, "title": "Certificate in streams (HTQ)", "reason": "The mark was missing."})
        self.client.sure("record-earlier-approval", {"title": "Earlier", "standard": "ST0127", "level": 4, "awardingBody": "Long Gone College",
                                                     "source": "a list", "sourceLine": 1})
        self.consult()
        self.client.sure("name-representative", {"organisation": "college-1", "subject": "rep-1", "name": {"person": "rep-1", "text": "Wilhelmina"}})
        self.client.sure("name-representative", {"organisation": "college-1", "subject": "rep-2", "name": {"person": "rep-2", "text": "Zebedee"}})
        ran = ctl.run(self.daemon, self.records, "person", "erase", "rep-1", "--reason", "Asked.")
        self.assertEqual(ran.returncode, ctl.DONE, ran.stderr)

    def consult(self):
        """A consultation on a case that nobody may know of otherwise; it is corrected twice while it is open."""
        self.client.sure("announce-cycle", {"cycle": "consulted", "title": "Consulted", "routes": ["digital"], "edition": {
            "recommends": "routePanel", "assures": "approvalsCommittee", "decides": "approvalsCommittee", "consultation": "planned",
            "consultationWeeks": 4, "peerReview": "whereAppropriate", "levels": "eitherWay", "supportSessionRequired": True,
            "firstTeach": [{"firstTeach": "2030-09"}]}})
        self.client.sure("schedule-window", {"cycle": "consulted", "window": "one", "opens": self.desk.day(-2), "closes": self.desk.day(60), "criteriaVersion": "1"})
        self.wait_for_event("windowOpened", "consulted")
        self.consulted = None
        for token, command, body, headers in self.desk.way_of_a_case(self.desk.applicants[1], "consulted"):
            body = {"cycle": "consulted"} if command == "register-interest" else body
            receipt = self.client.sure(command, about(body, self.consulted), headers=headers, token=token)
            self.consulted = self.consulted or receipt["stream"]
            if command == "confirm-eligibility":
                break
        self.client.sure("plan-consultation", {"consultation": "survey", "cycle": "consulted", "cases": [self.consulted], "opens": self.desk.day(-1),
                                               "questions": ["Does it lead to the occupation?"]})
        self.wait_for_event("consultationOpened", "survey")
        self.client.sure("take-material-down", {"consultation": "survey", "case": self.consulted, "document": "demand"})
        self.client.sure("extend-consultation", {"consultation": "survey", "closes": self.desk.day(50), "reason": "A bank holiday."})

    def wait_for_event(self, kind, stream):
        self.client.wait_for(lambda: any(entry["type"] == kind and entry["record"]["stream"] == stream
                                         for entry in self.client.events(token=self.desk.auditor)), f"{kind} of {stream}")

    def test_what_is_published_and_read_by_clients_of_others(self):
        self.play()
        self.wait_until_published(self.daemon)
        messages = self.compare_with_export(self.daemon, self.unassigned)
        with self.subTest("as the profile has it"):
            self.check_profile(messages)
        with self.subTest("public"):
            self.check_public(published.read(BOOTSTRAP, self.public))
        with self.subTest("schemas"):
            self.check_schemas()
        for language in ("python", "node"):
            with self.subTest(language):
                self.check_consumer(language)
        with self.subTest("status"):
            self.check_status()

    def check_profile(self, messages):
        for message in messages:
            event, record = message.event, message.data
            self.assertEqual((event["ce_specversion"], event["content-type"]), ("1.0", "application/json"))
            self.assertEqual(event["ce_source"], f"/htq/{self.office}/events")
            self.assertRegex(event["ce_type"], r"^uk\.gov\.education\.htq(\.[a-z]+)+\.v1$")
            self.assertEqual(event["ce_dataschema"], "urn:htq:schema:" + event["ce_type"])
            self.assertEqual(event["ce_sequence"], f"{record['position']:020}")
            self.assertEqual(event["ce_subject"], f"{record['streamKind']}/{record['stream']}")
            self.assertEqual(message.key, record["stream"] if record["streamKind"] == "case" else event["ce_subject"])
            self.assertEqual((event["ce_time"], event["ce_recordedtime"]), (record["occurredAt"], record["recordedAt"]))
            self.assertEqual(event["ce_partitionkey"], message.key)
        text = json.dumps([message.data for message in messages])
        self.assertNotIn("Wilhelmina", text)
        self.assertNotIn("Zebedee", text)
        self.assertIn({"person": "rep-1", "sealed": True}, [message.data["body"].get("representativeNamed", {}).get("name") for message in messages])
        # What its applicant flagged is nobody's whose case it is not.
        self.assertNotIn("Names a customer.", text)

    def check_public(self, messages):
        kinds = {message.event["ce_type"].removeprefix("uk.gov.education.htq.public.") for message in messages}
        self.assertEqual(kinds, {"cycle.announced.v1", "window.scheduled.v1", "window.opened.v1", "window.closed.v1", "listed.publicly.v1",
                                 "listing.corrected.v1", "earlier.approval.recorded.v1", "consultation.opened.v1", "material.taken.down.v1",
                                 "consultation.extended.v1"})
        listed, corrected = [message for message in messages if message.key == self.case]
        self.assertEqual({(one.key, one.event["ce_subject"]) for one in (listed, corrected)}, {(self.case, f"register/{self.case}")})
        self.assertEqual([one.data["listings"][0]["title"] for one in (listed, corrected)], ["Certificate in streams", "Certificate in streams (HTQ)"])
        rows = self.client.request("GET", "/v1/register", token=self.operator).json["rows"]
        self.assertEqual(without_instants(corrected.data["listings"]), without_instants([row for row in rows if row["case"] == self.case]))
        self.assertNotIn(self.consulted, json.dumps(messages))
        self.compare_with_the_door(messages)
        for message in messages:
            self.assertTrue(message.event["ce_recordedtime"].endswith("Z"))
            self.assertNotIn("ce_authid", message.event)
            self.assertLessEqual(len(message.event["ce_recordedtime"]), len("2020-01-01T00:00:00.000Z"))

    def compare_with_the_door(self, messages):
        """Both say the same of one log, in the same order; type, about what, when, and all that became public."""
        answer = self.daemon.client().get("/v1/events/public?follow=no")
        self.assertEqual(answer.status, 200, answer.body)
        lines = [json.loads(line) for line in answer.body.splitlines()]
        self.assertEqual([(message.event["ce_type"].removesuffix(".v1").removeprefix("uk.gov.education.htq.public.").replace(".", ""),
                           message.event["ce_subject"], message.event["ce_recordedtime"], message.data) for message in messages],
                         [(line["type"].lower(), line["subject"], line["recordedAt"], line["data"]) for line in lines])

    def check_schemas(self):
        """By a validator that no one here wrote."""
        folder = self.daemon.directory
        (folder / "asyncapi.json").write_bytes(self.client.get("/asyncapi.json").body)
        self.assertEqual(self.client.get("/schemas/none").status, 404)
        types = set()
        lines = []
        for message in [*published.read(BOOTSTRAP, self.events), *published.read(BOOTSTRAP, self.public)]:
            types.add(message.event["ce_type"])
            lines.append(json.dumps({"type": message.event["ce_type"], "headers": message.event, "data": message.data}))
        (folder / "messages.jsonl").write_text("\n".join(lines))
        for kind in types:
            answer = self.client.get(f"/schemas/{kind}")
            self.assertEqual(answer.status, 200, answer.body)
            (folder / f"{kind}.json").write_bytes(answer.body)
        checked = subprocess.run([PYTHON, SOURCE / "tests" / "kafka" / "validate.py", folder], capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def check_consumer(self, language):
        messages = published.read(BOOTSTRAP, self.events)
        consumer = Consumer(language, self.events, self.daemon.directory)
        consumer.start()
        self.addCleanup(lambda: consumer.process.kill())
        try:
            # Killed as soon as it has kept something: it goes on where it was.
            self.client.wait_for(lambda: consumer.kept(), f"an event to be kept by {language}")
            consumer.kill()
            consumer.start()
            self.client.wait_for(lambda: len(consumer.kept()) >= len(messages), f"all events to be kept by {language}")
            before = consumer.kept()
            self.assertEqual(sorted(before, key=int), [message.event["ce_id"] for message in messages])
            names = [data["body"]["representativeNamed"]["name"] for kind, data, _ in before.values() if kind.endswith("representative.named.v1")]
            self.assertEqual(names, [{"erased": True}, {"person": "rep-2", "sealed": True}])
            wrong = next(message.event["ce_id"] for message in messages if message.event["ce_subject"] == f"case/{self.case}")
            self.client.close()  # it has been idle for longer than the daemon waits
            correction = self.client.sure("correct-entry", {"case": self.case, "wrong": int(wrong), "reason": "A slip.", "correction": "None."})
            self.client.wait_for(lambda: str(correction["position"]) in consumer.kept(), "the correction")
            self.assertEqual(consumer.kept()[wrong][2], str(correction["position"]))
            self.client.wait_for(lambda: any(group["group"] == consumer.group and group["behind"]["events"] == 0 for group in self.groups()),
                                 "the group of the consumer to be at the end")
        finally:
            consumer.kill()
        self.client.sure("record-route", {"route": f"more-{language}", "name": "More"})
        self.wait_until_published(self.daemon)
        self.client.wait_for(lambda: any(group["group"] == consumer.group and group["behind"]["events"] == 1 and group["behind"]["bytes"] > 0
                                         for group in self.groups()), "the group to be one behind")

    def groups(self):
        return self.client.request("GET", "/v1/streams", token=self.operator).json["groups"]

    def check_status(self):
        said = ctl.run(self.daemon, self.operator, "streams", "status")
        self.assertEqual(said.returncode, ctl.DONE, said.stderr)
        self.assertIn("this daemon", said.stdout)
        self.assertIn("publisher", said.stdout)
        metrics = self.client.request("GET", "/metrics", token=self.operator)
        self.assertEqual(metrics.status, 200)
        text = metrics.body.decode()
        for name in ("htqd_log_position", "htqd_publisher_lag_events 0", "htqd_projections_lag_seconds", "htqd_commands_waiting", "htqd_publisher_in_trouble 0",
                     "htqd_consumer_lag_events{", "of the 100 groups furthest behind", "htqd_consumers_left_out 0"):
            self.assertIn(name, text)
        self.assertNotIn(self.case, text)

    def test_killed_while_it_publishes_it_publishes_each_event_once(self):
        self.start()
        self.desk.set_up(self.client)
        stop = threading.Event()
        sent = []

        def send():
            while not stop.is_set():
                with contextlib.suppress(Exception), contextlib.closing(self.daemon.client(self.desk.official)) as client:
                    while not stop.is_set():
                        client.sure("record-route", {"route": f"route-{len(sent)}", "name": "Route"}, key=f"route-{len(sent)}")
                        sent.append(len(sent))

        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        try:
            for _ in range(KILLS):
                watcher = self.daemon.client(self.operator)
                # In the midst of it: some is published of what came since it was started, and more is on its way.
                reached = watcher.get("/v1/streams").json["end"] + 20
                watcher.wait_for(lambda watcher=watcher, reached=reached:
                                 watcher.get("/v1/streams").json["publisher"].get("position", 0) > reached, "it to publish")
                self.daemon.kill()
                self.daemon.start()
        finally:
            stop.set()
            sender.join()
        self.wait_until_published(self.daemon)
        messages = self.compare_with_export(self.daemon, self.unassigned)
        said = {message.data["commandId"] for message in messages}
        self.assertLessEqual({f"route-{number}" for number in sent}, said)
        print(f"streams: {KILLS} kills, {len(messages)} events published once each", file=sys.stderr)

    def test_brokers_that_are_away_hold_nothing_back(self):
        self.daemon.set("log.kafka.bootstrap_servers", "127.0.0.1:1")
        self.start()
        for number in range(20):
            self.client.sure("record-route", {"route": f"route-{number}", "name": "Route"})
        self.assertEqual(self.client.get("/readyz").status, 200)
        # Why nothing is published is said, once in the log and as long as it is so where it is asked for.
        self.client.wait_for(lambda: self.publisher().get("trouble"), "it to be said why nothing is published")
        said = self.publisher()
        self.assertEqual((said["publishes"], "127.0.0.1:1" in said["trouble"]), (False, True), said)
        self.assertIn("htqd_publisher_in_trouble 1\n", self.client.request("GET", "/metrics", token=self.operator).body.decode())
        status = ctl.run(self.daemon, self.operator, "streams", "status")
        self.assertIn(said["trouble"], status.stdout)
        self.assertEqual([line["reason"] for line in self.daemon.log_lines("not_published")], [said["trouble"]])
        self.assertEqual(self.daemon.stop(), 0)
        # And published when they are there.
        self.daemon.set("log.kafka.bootstrap_servers", BOOTSTRAP)
        self.start()
        self.wait_until_published(self.daemon)
        self.compare_with_export(self.daemon, self.unassigned)
        self.assertNotIn("trouble", self.publisher())

    def publisher(self, daemon=None):
        return (daemon or self.daemon).client(self.operator).get("/v1/streams").json["publisher"]

    def test_trouble_is_over_when_the_brokers_are_there(self):
        """They come while the daemon runs: behind a port that leads to them from then on."""
        gate = Gate(BOOTSTRAP.split(",")[0])
        self.addCleanup(gate.close)
        self.daemon.set("log.kafka.bootstrap_servers", gate.address)
        self.start()
        self.client.wait_for(lambda: self.publisher().get("trouble"), "it to be said why nothing is published")
        gate.open()
        self.client.wait_for(lambda: self.publisher()["publishes"], "it to publish")
        self.assertNotIn("trouble", self.publisher())
        self.assertIn("htqd_publisher_in_trouble 0\n", self.client.request("GET", "/metrics", token=self.operator).body.decode())

    def test_a_daemon_of_another_log_disturbs_nobody(self):
        """One of the same office by mistake, with a log of its own; and one with an older copy of the log."""
        self.start()
        self.desk.set_up(self.client)
        self.wait_until_published(self.daemon)
        settings = {name: self.daemon._settings[name] for name in self.daemon._settings if name.startswith(("office.", "publish.", "log.kafka."))}
        other = Daemon(settings)
        self.addCleanup(other.close)
        other.tokens.write_text(self.daemon.tokens.read_text())
        other.start()
        self.client.wait_for(lambda: "of another office" in self.publisher(other).get("trouble", "") or "not of this log" in self.publisher(other).get("trouble", ""),
                             "it to find that the log is another one")
        self.assertEqual(other.log_lines("publishing"), [])
        for number in range(5):
            self.client.sure("record-route", {"route": f"route-{number}", "name": "Route"})
        self.wait_until_published(self.daemon)
        self.assertEqual(len(self.daemon.log_lines("publishing")), 1)
        self.compare_with_export(self.daemon, self.unassigned)

    def test_how_far_it_is_is_for_operators_and_auditors(self):
        self.start()
        for path in ("/metrics", "/v1/streams"):
            self.assertEqual(self.daemon.client().get(path).status, 401)
            for token in (self.unassigned, self.desk.applicants[0]):
                self.assertEqual(self.client.request("GET", path, token=token).status, 403)
            for token in (self.operator, self.desk.auditor):
                self.assertEqual(self.client.request("GET", path, token=token).status, 200)


class OnAKafkaLog(Streams):
    def publishes(self, daemon, turn):
        """Whether it has published what came in that turn, in part at least."""
        publisher = daemon.client(self.operator).get("/v1/streams").json["publisher"]
        return publisher["publishes"] and publisher["position"] > 20 * turn + 10

    def test_whoever_writes_publishes_each_event_once(self):
        daemons = Daemons(Brokers, 2, office=self.office, settings={"publish.to": "kafka"})
        self.addCleanup(daemons.close)
        official, self.operator = daemons.token("una", ["official"]), daemons.token("oscar", ["operator"])
        daemons.start()
        for turn in range(3):
            writer = daemons.wait_for_writer()
            client = writer.client(official)
            for number in range(20):
                client.wait_for(lambda number=number: client.command("record-route", {"route": f"r-{turn}-{number}", "name": "R"},
                                                                     key=f"{turn}-{number}").status == 201, "a command to be taken")
            # Who writes may have changed when the other one joined.
            publishing = []
            client.wait_for(lambda turn=turn, found=publishing: found.extend(one for one in daemons if self.publishes(one, turn)) or found,
                            "one of them to publish")
            writer = publishing[0]
            writer.kill()
            client.wait_for(lambda writer=writer: daemons.writer() not in (None, writer), "another writer")
            writer.start()
        writer = daemons.wait_for_writer()
        self.wait_until_published(*daemons)
        messages = self.compare_with_export(writer, official)
        said = [message.data["commandId"] for message in messages if "routeRecorded" in message.data["body"]]
        self.assertEqual(said, [f"{turn}-{number}" for turn in range(3) for number in range(20)])


class Brokers:
    bootstrap = BOOTSTRAP


def without_instants(value):
    """Instants end at the millisecond for who sees no position."""
    return [{name: one for name, one in row.items() if not name.startswith("listedAt")} for row in value]


if __name__ == "__main__":
    if not install():
        print("streams: skipped, since the clients of others could not be installed from PyPI and npm")
        sys.exit(77)
    ran = unittest.main(exit=False, warnings="ignore").result
    print(f"streams: {ran.testsRun} tests, {len(ran.failures) + len(ran.errors)} failed", file=sys.stderr)
    sys.exit(0 if ran.wasSuccessful() else 1)
