#!/usr/bin/env python3
"""Two daemons that lose the right to read their log, on a broker with TLS and a password: they say so, nobody waits for ever,
and they go on by themselves when they may again.

    tests/kafka/not_allowed_test.py
"""

import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.kafka.brokers import Brokers  # noqa: E402
from tests.kafka.daemons import Daemons  # noqa: E402
from tests.support import ctl  # noqa: E402
from tests.support.htqd import SLOWNESS  # noqa: E402

TRANSACTION = 3  # seconds


class NotAllowed(unittest.TestCase):
    def test_a_log_that_may_not_be_read_is_told_and_read_again_when_it_may(self):
        cluster = self.enterContext(Brokers(1, sasl="PLAIN"))
        daemons = Daemons(cluster, 2, settings={**cluster.settings, "log.kafka.transaction_timeout_ms": TRANSACTION * 1000})
        self.addCleanup(daemons.close)
        topic = f"htq.{daemons.office}.log.v1"
        official, operator = daemons.token("olga", ["official"]), daemons.token("oscar", ["operator"])
        daemons.start()
        client = daemons[0].client(official, timeout=60)

        def record(route):
            return daemons.wait_for_writer().client(official, timeout=60).command("record-route", {"route": route, "name": route}, key=route).status

        client.wait_for(lambda: record("one") == 201, "a first command to be taken")
        self.assertTrue(all(daemon.client().get("/readyz").status == 200 for daemon in daemons))

        cluster.deny("Read", topic)
        # Nothing that is asked of them is needed for it, nor is anything recorded.
        for daemon in daemons:
            client.wait_for(lambda daemon=daemon: daemon.client().get("/readyz").status == 503, "a daemon to say that it cannot read")
            self.assertIn("READ on the topic", daemon.client().get("/readyz").json["detail"])
            self.assertEqual(len(daemon.log_lines("log_not_read")), 1)
            self.assertIn("READ on the topic", daemon.client(operator).get("/v1/cluster").json["trouble"])
            for words in (("cluster", "status"), ("streams", "status")):
                self.assertIn("READ on the topic", ctl.run(daemon, operator, *words).stdout)
            self.assertIn(b"htqd_log_in_trouble 1", daemon.client(operator).get("/metrics").body)
        began = time.monotonic()
        self.assertEqual(record("two"), 503)
        self.assertLess(time.monotonic() - began, 2 * TRANSACTION * SLOWNESS)

        cluster.allow(topic)
        for daemon in daemons:
            client.wait_for(lambda daemon=daemon: daemon.client().get("/readyz").status == 200, "a daemon to read again")
            self.assertEqual(len(daemon.log_lines("log_read_again")), 1)
            self.assertNotIn("trouble", daemon.client(operator).get("/v1/cluster").json)
            self.assertIn(b"htqd_log_in_trouble 0", daemon.client(operator).get("/metrics").body)
        # Whether it was recorded or not: once.
        client.wait_for(lambda: record("two") == 201, "the command to be taken")
        routes = [entry["record"]["commandId"] for entry in client.events() if entry["type"] == "routeRecorded"]
        self.assertEqual(sorted(routes), ["one", "two"])


if __name__ == "__main__":
    ran = unittest.main(exit=False, warnings="ignore").result
    print(f"not allowed: {ran.testsRun} tests, {len(ran.failures) + len(ran.errors)} failed", file=sys.stderr)
    sys.exit(0 if ran.wasSuccessful() else 1)
