#!/usr/bin/env python3
"""Two daemons of one office on the brokers that HTQ_KAFKA names: any of them takes any command and answers any query.

    HTQ_KAFKA=127.0.0.1:9092 tests/kafka/cluster_test.py
"""

import os
import pathlib
import sys
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.kafka.daemons import Daemons  # noqa: E402


class Named:
    bootstrap = os.environ.get("HTQ_KAFKA", "")


class Cluster(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemons = Daemons(Named, 2, office=f"test-{uuid.uuid4().hex[:12]}")
        cls.official = cls.daemons.token("olga", ["official"])
        cls.operator = cls.daemons.token("oscar", ["operator"])
        cls.auditor = cls.daemons.token("aud", ["auditor"])
        cls.daemons.start()
        cls.daemons.wait_for_writer()
        # The group may move the office once more when the second daemon joins.
        client = cls.daemons[0].client(cls.official)
        client.wait_for(lambda: len(client.request("GET", "/v1/cluster", token=cls.operator).json["daemons"]) == 2,
                        "both daemons to take part")
        client.wait_for(lambda: client.command("record-route", {"route": "zero", "name": "Zero"}, key="zero").status == 201,
                        "a first command to be taken")
        cls.writer = cls.daemons.wait_for_writer()
        cls.standby = next(daemon for daemon in cls.daemons if daemon is not cls.writer)

    @classmethod
    def tearDownClass(cls):
        cls.daemons.close()

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
        nobody = self.standby.client().command("record-route", {"route": "four", "name": "Four"})
        self.assertEqual(nobody.status, 401)

    def test_nobody_else_hands_on_a_command(self):
        for stamp in ("", "v1 1 2 00 " + "0" * 64, "v2"):
            answer = self.writer.client(self.official).command(
                "record-route", {"route": "five", "name": "Five"}, headers={"Htqd-Forwarded": stamp})
            self.assertEqual(answer.status, 403, answer.body)

    def test_the_cluster_tells_who_writes(self):
        for daemon in self.daemons:
            view = daemon.client(self.operator).get("/v1/cluster").json
            self.assertEqual(view["writer"]["address"], self.writer.address)
            self.assertEqual(view["writes"], daemon is self.writer)
            self.assertEqual(view["daemons"], sorted(one.address for one in self.daemons))
        self.assertEqual(self.standby.client(self.official).get("/v1/cluster").status, 403)


if __name__ == "__main__":
    ran = unittest.main(exit=False, warnings="ignore").result
    print(f"several daemons: {ran.testsRun} tests, {len(ran.failures) + len(ran.errors)} failed", file=sys.stderr)
    sys.exit(0 if ran.wasSuccessful() else 1)
