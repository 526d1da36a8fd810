#!/usr/bin/env python3
"""Two daemons of one office on the brokers that HTQ_KAFKA names: any of them takes any command and answers any query.

    HTQ_KAFKA=127.0.0.1:9092 tests/kafka/cluster_test.py
"""

import base64
import datetime
import json
import os
import pathlib
import signal
import sys
import threading
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.kafka.daemons import Daemons  # noqa: E402
from tests.kafka.signed import signed  # noqa: E402
from tests.support import ctl  # noqa: E402
from tests.support.certificates import Authority  # noqa: E402
from tests.support.htqd import Failed  # noqa: E402


class Named:
    bootstrap = os.environ.get("HTQ_KAFKA", "")


instant = datetime.datetime.fromisoformat


class TwoDaemons(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # What another daemon hands on is not taken for what comes from an address that nobody knows.
        cls.daemons = Daemons(Named, 2, office=f"test-{uuid.uuid4().hex[:12]}",
                              settings={"limits.anonymous_requests_per_second": 1, "limits.anonymous_burst": 40})
        cls.addClassCleanup(cls.daemons.close)
        cls.official = cls.daemons.token("olga", ["official"])
        cls.operator = cls.daemons.token("oscar", ["operator"])
        cls.auditor = cls.daemons.token("aud", ["auditor"])
        cls.prepare()
        cls.daemons.start()
        cls.daemons.wait_for_writer()
        cls.wait_for_both()

    @classmethod
    def prepare(cls):
        """What else a class sets before they start."""

    @classmethod
    def wait_for_both(cls):
        """The group may move the office once more when a daemon joins."""
        client = cls.daemons[0].client(cls.official)
        client.wait_for(lambda: len(client.request("GET", "/v1/cluster", token=cls.operator).json["daemons"]) == 2,
                        "both daemons to take part")
        client.wait_for(lambda: client.command("record-route", {"route": "zero", "name": "Zero"}, key="zero").status == 201,
                        "a first command to be taken")

    def setUp(self):
        """Who writes may have changed once more since both took part."""
        self.writer = self.daemons.wait_for_writer()
        self.standby = next(daemon for daemon in self.daemons if daemon is not self.writer)


class Cluster(TwoDaemons):
    def test_a_standby_takes_a_command_and_the_record_names_who_sent_it(self):
        client = self.standby.client(self.official)
        receipt = client.sure("record-route", {"route": "one", "name": "One"}, key="one")
        client.wait_for(lambda: len(client.events(after=receipt["position"] - 1, token=self.auditor)) > 0, "the record")
        record = client.events(after=receipt["position"] - 1, token=self.auditor)[0]["record"]
        self.assertEqual((record["actor"]["subject"], record["commandId"]), ("olga", "one"))

    def test_a_command_that_is_sent_again_to_another_daemon_is_the_same_command(self):
        first = self.standby.client(self.official).sure("record-route", {"route": "two", "name": "Two"}, key="two")
        again = self.writer.client(self.official).command("record-route", {"route": "two", "name": "Two"}, key="two")
        self.assertEqual(again.json, {**first, "repeated": True})
        other = self.standby.client(self.official).command("record-route", {"route": "two", "name": "Other"}, key="two")
        self.assertEqual(other.status, 422)

    def test_a_read_at_a_standby_waits_for_what_was_written_at_the_writer(self):
        receipt = self.writer.client(self.official).sure("record-route", {"route": "three", "name": "Three"})
        seen = self.standby.client(self.official).get("/v1/log/level", after=receipt["position"])
        self.assertEqual(seen.status, 200)
        self.assertGreaterEqual(self.standby.client().stands_at(), receipt["position"])

    def test_a_refusal_comes_back_as_the_writer_gave_it(self):
        for daemon in (self.writer, self.standby):
            no = daemon.client(self.official).command("schedule-window", {"cycle": "none", "window": "w"})
            self.assertEqual(no.status // 100, 4, no.body)
        nobody = self.standby.tcp_client().command("record-route", {"route": "four", "name": "Four"})
        self.assertEqual(nobody.status, 401)

    def test_whom_the_first_daemon_knows_the_writer_believes(self):
        """By a user of the machine, of whom the writer knows nothing."""
        self.standby.callers.write_text(f"user={os.getuid()} subject=ursula roles=official\n")
        client = self.standby.client()
        client.wait_for(lambda: self.standby.log_lines("callers_read"), "the callers to be read")
        receipt = client.sure("record-route", {"route": "user", "name": "User"}, key="user")
        client = self.writer.client(self.auditor)
        client.wait_for(lambda: len(client.events(after=receipt["position"] - 1)) > 0, "the record")
        self.assertEqual(client.events(after=receipt["position"] - 1)[0]["record"]["actor"]["subject"], "ursula")
        stranger = self.writer.client()
        answers = []
        # What strangers may ask in a time, others of these tests may have asked.
        stranger.wait_for(lambda: answers.append(stranger.command("record-route", {"route": "user", "name": "User"}).status)
                          or answers[-1] != 429, "an answer to a stranger")
        self.assertEqual(answers[-1], 401)

    def test_everyone_may_answer_a_consultation_at_any_daemon(self):
        answers = [daemon.tcp_client().command("respond-to-consultation", {"consultation": "none", "answers": []}, key=f"all-{number}")
                   for number, daemon in enumerate(self.daemons)]
        self.assertEqual(answers[0].status, answers[1].status)
        self.assertEqual(answers[0].body, answers[1].body)
        self.assertNotIn(answers[0].status, (401, 403, 429, 503), answers[0].body)

    def hand_on(self, daemon, key="signed", sent=None, body=b'{"route":"signed","name":"Signed"}', sign_body=None, signed_key=None,
                header=None, subject="olga"):
        """As a daemon would, of whatever the test makes different."""
        target, headers = "/v1/commands/record-route", {"Idempotency-Key": key, "Content-Type": "application/json"}
        header = header or signed(self.daemons.secret, target, {**headers, "Idempotency-Key": signed_key or key}, sign_body or body,
                                  to=self.writer.address, subject=subject, roles=["official"], sent=sent or time.time_ns())
        return header, daemon.tcp_client().request("POST", target, body, {**headers, "Htqd-Forwarded": header})

    def test_what_a_daemon_signed_is_taken_once(self):
        header, answer = self.hand_on(self.writer, key="once")
        self.assertEqual(answer.status, 201, answer.body)
        _, again = self.hand_on(self.writer, key="once", header=header)
        self.assertEqual(again.status, 403, again.body)
        self.assertNotIn("htqd-again", again.headers)

    def test_nobody_else_hands_on_a_command(self):
        for stamp in ("", "v1 1 2 00 " + "0" * 64, "v2", "v2 1 2 00 b2xnYQ.. 00 " + "0" * 64):
            answer = self.writer.client(self.official).command(
                "record-route", {"route": "five", "name": "Five"}, headers={"Htqd-Forwarded": stamp})
            self.assertEqual(answer.status, 403, answer.body)

    def test_what_was_altered_on_its_way_is_not_taken(self):
        for altered in ({"sign_body": b'{"route":"signed","name":"Other"}'}, {"signed_key": "other"}):
            _, answer = self.hand_on(self.writer, **altered)
            self.assertEqual((answer.status, answer.json["type"]), (403, "/problems/not-forwarded"))

    def test_what_was_signed_at_another_time_is_not_taken_and_the_daemon_is_told(self):
        for seconds in (-6, 6):
            _, answer = self.hand_on(self.writer, sent=time.time_ns() + seconds * 10**9)
            self.assertEqual((answer.status, answer.headers.get("htqd-again")), (403, "out-of-time"))

    def test_a_command_makes_one_hop(self):
        target, headers, body = "/v1/commands/record-route", {"Idempotency-Key": "hop"}, b"{}"
        header = signed(self.daemons.secret, target, headers, body, to=self.standby.address, subject="olga", roles=["official"])
        answer = self.standby.tcp_client().request("POST", target, body, {**headers, "Htqd-Forwarded": header})
        self.assertEqual((answer.status, answer.headers.get("htqd-again")), (503, "does-not-write"))

    def test_the_cluster_tells_who_writes(self):
        for daemon in self.daemons:
            view = daemon.client(self.operator).get("/v1/cluster").json
            self.assertEqual(view["writer"]["address"], self.writer.address)
            self.assertEqual(view["writes"], daemon is self.writer)
            self.assertEqual([one["address"] for one in view["daemons"]], sorted(one.address for one in self.daemons))
            self.assertTrue(all(0 < one["position"] <= view["end"] for one in view["daemons"]), view)
        self.assertEqual(self.standby.client(self.official).get("/v1/cluster").status, 403)

    def test_what_the_daemons_share_comes_out_nowhere(self):
        """Planted secrets of one daemon: tests/access/secrets_test.py."""
        secrets = [file.read_text().strip() for file in (self.daemons.secret, self.daemons.master_key)]
        for daemon in self.daemons:
            client = daemon.client(self.operator)
            told = {path: client.get(path).body for path in ("/metrics", "/v1/streams", "/v1/cluster", "/v1/log/level", "/version")}
            told["the log"] = daemon.log.read_bytes()
            told["its command line"] = (pathlib.Path("/proc") / str(daemon.process.pid) / "cmdline").read_bytes()
            told.update({path: path.read_bytes() for path in daemon.data.rglob("*") if path.is_file()})
            for where, bytes_told in told.items():
                for secret in secrets:
                    for form in (secret.encode(), bytes.fromhex(secret), base64.b64encode(bytes.fromhex(secret))):
                        self.assertNotIn(form, bytes_told, where)

    def test_how_far_one_is_it_tells_no_one_but_a_daemon(self):
        for client in (self.standby.client(), self.standby.client(self.operator)):
            self.assertEqual(client.get("/v1/cluster/standing").status, 403)

    def reads(self, daemon, *more):
        """Who was refused, as htqctl tells it to an auditor; and what it says beside."""
        ran = ctl.run(daemon, self.auditor, "--json", "audit", "reads", "--kind", "refusal", *more)
        self.assertEqual(ran.returncode, ctl.DONE, ran.stderr)
        return json.loads(ran.stdout), ran.stderr

    def test_an_auditor_reads_the_access_journals_of_all_daemons_as_one(self):
        begun = datetime.datetime.now(datetime.timezone.utc).isoformat().replace("+00:00", "Z")
        nosy = self.daemons.token("nosy", ["official"])
        for number in range(6):  # what is none of theirs, at one and the other in turn
            client = self.daemons[number % 2].client()
            client.wait_for(lambda: client.request("GET", "/v1/streams", token=nosy).status == 403, "the token to be known")
            # A refusal is written, with the time of that, when somebody reads.
            self.assertEqual(client.request("GET", "/v1/audit/reads?limit=1", token=self.auditor).status, 200)
        told, beside = self.reads(self.standby, "--subject", "nosy", "--from", begun)
        self.assertNotIn("does not answer", beside)
        entries = told["entries"]
        self.assertEqual([entry["daemon"] for entry in entries], [self.daemons[number % 2].address for number in range(6)])
        times = [instant(entry["at"]) for entry in entries]
        self.assertEqual(times, sorted(times))
        # In pages of any length it is the same.
        paged, cursor = [], ""
        client = self.writer.client(self.auditor)
        while True:
            page = client.get("/v1/audit/reads", subject="nosy", kind="refusal", limit=2, cursor=cursor, **{"from": begun})
            self.assertEqual(page.status, 200, page.body)
            paged += page.json["entries"]
            cursor = page.json.get("next")
            if not cursor:
                break
        self.assertEqual(paged, entries)
        # That an auditor looked is on record at each whose journal was opened.
        looked = client.get("/v1/audit/reads", subject="aud", kind="read", limit=500, **{"from": begun}).json["entries"]
        self.assertEqual({(entry["daemon"], entry["path"]) for entry in looked} >= {
            (self.standby.address, "/v1/audit/reads"), (self.writer.address, "/v1/cluster/reads"),
            (self.writer.address, "/v1/audit/reads"), (self.standby.address, "/v1/cluster/reads")}, True, looked)
        for nobody in (self.official, self.operator):
            self.assertEqual(self.writer.client(nobody).get("/v1/audit/reads").status, 403)
            self.assertEqual(self.writer.client(nobody).get("/v1/cluster/reads").status, 403)

    def test_whose_journal_is_missing_is_named(self):
        self.standby.process.send_signal(signal.SIGSTOP)
        try:
            told, beside = self.reads(self.writer)
        finally:
            self.standby.process.send_signal(signal.SIGCONT)
        self.assertEqual(told["unanswered"], [self.standby.address])
        self.assertIn(f"{self.standby.address} does not answer", beside)
        self.assertTrue(all(entry["daemon"] == self.writer.address for entry in told["entries"]))
        self.wait_for_both()

    def test_htqctl_tells_who_writes_and_how_far_each_has_come(self):
        ran = ctl.run(self.standby, self.operator, "--json", "cluster", "status")
        self.assertEqual(ran.returncode, ctl.DONE, ran.stderr)
        view = json.loads(ran.stdout)
        self.assertEqual({one["address"]: one["writes"] for one in view["daemons"]},
                         {daemon.address: daemon is self.writer for daemon in self.daemons})
        self.assertTrue(all(one["answers"] and one["behind"] == max(0, view["end"] - one["position"]) for one in view["daemons"]), view)


class OverTls(TwoDaemons):
    """Doors that speak TLS alone, with certificates that name where each daemon is."""

    @classmethod
    def prepare(cls):
        cls.authority = Authority(cls.daemons[0].directory)
        certificate, key = cls.authority.issue("daemons", ["127.0.0.1"])
        for daemon in cls.daemons:
            for name, file in (("tls.certificate", certificate), ("tls.key", key), ("cluster.ca", cls.authority.certificate)):
                daemon.set(name, str(file))

    def record(self, daemon, name):
        return daemon.client(self.official).command("record-route", {"route": name, "name": name}, key=name)

    def record_at_once(self, name):
        """More commands than there are threads that hand on."""
        statuses = []
        asking = [threading.Thread(target=lambda number=number: statuses.append(self.record(self.standby, f"{name}-{number}").status))
                  for number in range(40)]
        for one in asking:
            one.start()
        for one in asking:
            one.join()
        return statuses

    def test_commands_and_questions_are_handed_on_over_tls(self):
        client = self.standby.client(self.official)
        for daemon in (self.standby, self.writer):
            client.wait_for(lambda daemon=daemon: self.record(daemon, "tls").status == 201, "a command to be taken")
        view = self.standby.client(self.operator).get("/v1/cluster").json
        self.assertTrue(all("position" in one for one in view["daemons"]), view)
        self.assertEqual(self.standby.client(self.auditor).get("/v1/audit/reads").json["unanswered"], [])

    def test_whose_certificate_nobody_vouches_for_is_not_believed_and_the_log_says_so(self):
        good = self.authority.certificate.read_bytes()
        self.authority.certificate.write_bytes(Authority(self.daemons[0].directory, "other").certificate.read_bytes())
        self.standby.process.send_signal(signal.SIGHUP)
        client = self.standby.client(self.operator)
        client.wait_for(lambda: self.standby.log_lines("certificates_read"), "the authority to be read")
        view = client.get("/v1/cluster").json
        self.assertEqual(["position" in one for one in view["daemons"]], [one["address"] == self.standby.address for one in view["daemons"]])
        # What is connected stays so; of many commands at once most need a connection.
        self.assertIn(503, self.record_at_once("no"))
        self.assertIn("certificate", self.standby.log_lines("not_handed_on")[0]["reason"])
        self.authority.certificate.write_bytes(good)
        self.standby.process.send_signal(signal.SIGHUP)
        client.wait_for(lambda: len(self.standby.log_lines("certificates_read")) == 2, "the authority to be read")
        self.assertEqual(set(self.record_at_once("yes")), {201})


class Upgrade(TwoDaemons):
    def raise_level(self, daemon):
        return daemon.client(self.operator).command("raise-log-level", {"office": "log", "level": 2})

    def assert_not_raised(self, daemon, said):
        no = self.raise_level(daemon)
        self.assertEqual((no.status, no.json["name"]), (409, "log_level_not_supported"))
        self.assertEqual(no.json["detail"], said)

    def test_the_log_level_is_raised_when_every_daemon_that_is_up_supports_it(self):
        """The one that writes is of the next version, for which one event is of log level 2."""
        new, old = self.writer, self.standby
        for daemon in (old, new):
            self.assertEqual(daemon.stop(), 0)
        new.program = new.program.parent / "htqd_next"
        new.start()
        client = new.client(self.operator)
        client.wait_for(lambda: self.daemons.writer() is new, "the new one to write")
        old.start()
        client.wait_for(lambda: len(client.get("/v1/cluster").json["daemons"]) == 2, "both to take part")
        client.wait_for(lambda: new.client(self.official).command("record-route", {"route": "up", "name": "Up"}, key="up").status == 201,
                        "a command to be taken")
        self.assertIs(self.daemons.wait_for_writer(), new)
        self.assertEqual({one["address"]: one["supportedLogLevel"] for one in client.get("/v1/cluster").json["daemons"]},
                         {new.address: 2, old.address: 1})
        said = ctl.run(new, self.operator, "cluster", "status").stdout
        self.assertRegex(said, rf"(?m)^{old.address} .* 1$")
        for daemon in (new, old):
            self.assert_not_raised(daemon, f"Level 1 is the highest that {old.address} supports.")
        self.assertEqual(client.get("/v1/log/level").json["supported"], 1)
        old.process.send_signal(signal.SIGSTOP)
        self.assert_not_raised(new, f"It is not known which {old.address} supports: it is up and does not answer.")
        old.process.send_signal(signal.SIGCONT)
        old.stop()
        # Until it is out of the group nobody knows that it is not up.
        client.wait_for(lambda: self.raise_level(new).status == 201, "the level to be raised")
        level = client.get("/v1/log/level", after=client.stands_at()).json
        self.assertEqual((level["level"], level["supported"]), (2, 2))
        with self.assertRaises(Failed):
            old.start()
        self.assertIn("start an htqd that supports level 2", old.log_text())


class Takeover(TwoDaemons):
    def test_what_was_handed_on_to_a_writer_that_stopped_is_taken_by_the_next_one(self):
        """In the same request, as of the time at which it came: the election makes nobody late."""
        self.writer.process.send_signal(signal.SIGSTOP)
        answers = {}

        def ask(number):
            name = f"held-{number}"
            answers[name] = self.standby.client(self.official).command("record-route", {"route": name, "name": name}, key=name)

        # More than there are threads that hand on.
        asking = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
        for one in asking:
            one.start()
        for one in asking:
            one.join()
        self.writer.process.send_signal(signal.SIGCONT)
        self.assertEqual({name: answer.status for name, answer in answers.items()},
                         {f"held-{number}": 201 for number in range(20)})
        client = self.standby.client(self.auditor)
        last = max(answer.json["position"] for answer in answers.values())
        client.wait_for(lambda: client.stands_at() >= last, "the records")
        entries = client.events()
        elected = max(instant(entry["record"]["recordedAt"]) for entry in entries if entry["type"] == "writerElected")
        held = [entry["record"] for entry in entries if entry["record"].get("commandId", "").startswith("held-")]
        self.assertEqual(sorted(record["commandId"] for record in held), sorted(answers))
        for record in held:
            self.assertLess(instant(record["receivedAt"]), elected)


if __name__ == "__main__":
    ran = unittest.main(exit=False, warnings="ignore").result
    print(f"several daemons: {ran.testsRun} tests, {len(ran.failures) + len(ran.errors)} failed", file=sys.stderr)
    sys.exit(0 if ran.wasSuccessful() else 1)
