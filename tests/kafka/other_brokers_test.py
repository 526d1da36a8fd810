#!/usr/bin/env python3
"""The same daemon on other brokers: of Apache Kafka 4.x, and behind TLS with a name and a password. A broker each.

    tests/kafka/other_brokers_test.py
"""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.kafka.brokers import Brokers  # noqa: E402
from tests.kafka.daemons import Daemons  # noqa: E402

NEWER = "4.1.1"


class OtherBrokers(unittest.TestCase):
    def records_routes(self, **brokers):
        """Commands by either of two daemons, and the same again after both were started anew."""
        with Brokers(1, **brokers) as cluster:
            daemons = Daemons(cluster, 2, settings=cluster.settings)
            self.addCleanup(daemons.close)
            official, auditor = daemons.token("olga", ["official"]), daemons.token("aud", ["auditor"])
            for turn in ("first", "second"):
                daemons.start()
                for number, daemon in enumerate(daemons):
                    client = daemon.client(official)
                    route = f"{turn}-{number}"
                    client.wait_for(lambda: client.command("record-route", {"route": route, "name": route}, key=route).status == 201,
                                    "a command to be taken")
                for daemon in daemons:
                    client = daemon.client(auditor)
                    end = max(one.client().stands_at() for one in daemons)
                    client.wait_for(lambda: client.stands_at() >= end, "the records")
                    recorded = [entry["record"]["commandId"] for entry in client.events() if entry["type"] == "routeRecorded"]
                    self.assertEqual(recorded, ["first-0", "first-1", "second-0", "second-1"][:2 if turn == "first" else 4])
                for daemon in daemons:
                    daemon.stop()
            if password := cluster.password():
                for path in (each for daemon in daemons for each in daemon.directory.rglob("*") if each.is_file()):
                    self.assertNotIn(password, path.read_bytes(), path)

    def test_of_4_x(self):
        self.records_routes(version=NEWER)

    def test_behind_tls_with_scram(self):
        self.records_routes(sasl="SCRAM-SHA-512")

    def test_of_4_x_behind_tls_with_a_password(self):
        self.records_routes(version=NEWER, sasl="PLAIN")

    def test_a_password_that_is_not_the_one_is_told(self):
        with Brokers(1, sasl="SCRAM-SHA-512") as cluster:
            daemons = Daemons(cluster, 1, settings=cluster.settings)
            self.addCleanup(daemons.close)
            wrong = daemons[0].directory / "password"
            wrong.write_text("wrong\n")
            daemons[0].set("log.kafka.sasl_password_file", str(wrong))
            daemons[0].spawn()
            self.assertNotEqual(daemons[0].process.wait(60), 0)
            self.assertIn("uthentication", daemons[0].log_text())


if __name__ == "__main__":
    ran = unittest.main(exit=False, warnings="ignore").result
    print(f"other brokers: {ran.testsRun} tests, {len(ran.failures) + len(ran.errors)} failed", file=sys.stderr)
    sys.exit(0 if ran.wasSuccessful() else 1)
