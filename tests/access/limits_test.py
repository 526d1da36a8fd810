"""What each caller may ask: requests a second, streams, and what nobody who is known may send."""

import json
import time
import unittest

from tests.support.htqd import Daemon


class Limits(unittest.TestCase):
    def start(self, **settings):
        daemon = Daemon({f"limits.{name}": value for name, value in settings.items()})
        self.addCleanup(daemon.close)
        self.olga = daemon.token("olga", ["official"])
        self.again = daemon.token("olga", ["auditor"])
        self.otto = daemon.token("otto", ["official"])
        daemon.start()
        return daemon

    def client(self, daemon, token=None, tcp=False):
        client = daemon.tcp_client(token) if tcp else daemon.client(token)
        self.addCleanup(client.close)
        return client

    def assert_too_many(self, answer, kind="/problems/too-many-requests"):
        self.assertEqual((answer.status, answer.json["type"]), (429, kind), answer.body)
        self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)
        self.assertIn("whatToDo", answer.json)

    def test_a_caller_has_so_many_requests_and_no_one_elses(self):
        daemon = self.start(requests_per_second=1, burst=5)
        olga = self.client(daemon, self.olga)
        statuses = [olga.get("/v1/clock").status for _ in range(30)]
        self.assertEqual(statuses[:5], [200] * 5)
        self.assertIn(429, statuses)
        # By whatever door and token she comes: no more than what a second brings, however long the machine takes.
        began = time.monotonic()
        taken = 0
        for client in [olga, self.client(daemon, self.again), self.client(daemon, self.again, tcp=True)]:
            answers = [client.get("/v1/clock")]
            client.wait_for(lambda: answers[-1].status == 429 or answers.append(client.get("/v1/clock")), "enough")
            self.assert_too_many(answers[-1])
            taken += len(answers) - 1
        self.assertLessEqual(taken, time.monotonic() - began + 1)
        self.assertEqual(self.client(daemon, self.otto).get("/v1/clock").status, 200)
        # Health is always told, and a connection outlives its refusals.
        self.assertEqual(olga.get("/readyz").status, 200)

    def test_a_command_that_was_refused_is_taken_later_under_its_id(self):
        daemon = self.start(requests_per_second=1, burst=1)
        olga = self.client(daemon, self.olga)
        body = {"route": "digital", "name": "Digital", "letters": "DZ"}
        answers = [olga.command("record-route", body, key="one")]
        olga.wait_for(lambda: answers[-1].status == 429 or answers.append(olga.command("record-route", body, key="two")),
                      "a command to be refused")
        self.assert_too_many(answers[-1])
        olga.wait_for(lambda: answers[-1].status in (201, 409) or answers.append(
            olga.command("record-route", {**body, "route": "other", "letters": "OT"}, key="three")), "it to be taken")

    def test_nobody_who_is_known_is_counted_by_address(self):
        daemon = self.start(anonymous_requests_per_second=1, anonymous_burst=20)
        someone = self.client(daemon, tcp=True)
        for _ in range(2):  # a write counts as ten
            self.assertEqual(someone.request("POST", "/v1/commands/record-route", {}).status, 401)
        self.assert_too_many(someone.request("POST", "/v1/commands/record-route", {}))
        self.assert_too_many(self.client(daemon, "htq_" + "A" * 43, tcp=True).request("POST", "/v1/clock", {}))
        answers = [someone.get("/v1/register")]
        someone.wait_for(lambda: answers[-1].status == 429 or answers.append(someone.get("/v1/register")), "enough")
        self.assert_too_many(answers[-1])
        self.assertEqual(self.client(daemon, self.olga, tcp=True).get("/v1/clock").status, 200)
        self.assertEqual(self.client(daemon).get("/v1/register").status, 200)

    def test_what_nobody_who_is_known_sends_is_short(self):
        daemon = self.start(anonymous_body_bytes=2048)
        long = json.dumps({"reason": "x" * 4096}).encode()
        self.assertEqual(self.client(daemon).request("POST", "/v1/commands/record-route", long).status, 413)
        self.assertEqual(self.client(daemon, self.olga).request("POST", "/v1/commands/record-route", long).status, 400)

    def test_a_caller_has_so_many_streams(self):
        daemon = self.start(streams=2)
        olga = self.client(daemon, self.olga)
        olga.sure("record-route", {"route": "digital", "name": "Digital", "letters": "DZ"})
        open_ones = [olga.lines("/v1/events?after=0") for _ in range(2)]
        for one in open_ones:
            next(one)
        self.assert_too_many(olga.get("/v1/events?follow=no"), "/problems/too-many-streams")
        self.assertEqual(self.client(daemon, self.otto).get("/v1/events?follow=no").status, 200)
        for one in open_ones:
            one.close()
        others = [0]
        def is_free():
            others[0] += 1  # a stream that was left is noticed when it is written to
            self.client(daemon, self.otto).sure("record-route", {"route": f"r{others[0]}", "name": "R", "letters": "RR"})
            return olga.get("/v1/events?follow=no").status == 200
        olga.wait_for(is_free, "the places to be free")


class Depths(unittest.TestCase):
    def test_json_that_is_deep_or_endless_is_refused(self):
        daemon = Daemon()
        self.addCleanup(daemon.close)
        token = daemon.token("olga", ["official"])
        daemon.start()
        client = daemon.client(token)
        self.addCleanup(client.close)
        for body in [b"[" * 100_000, b'{"edition":' * 20_000, b'{"edition":' + b"[" * 500_000 + b"]" * 500_000 + b"}",
                     b'{"routes":[' + b'"a",' * 200_000 + b'"a"]}', b'{"title":"' + b"x" * 900_000 + b'"}']:
            answer = client.command("announce-cycle", body, headers={"Content-Type": "application/json"})
            self.assertIn(answer.status, (400, 413), (body[:40], answer.body[:200]))
        # A pointer that points at itself, far pointers without end, a list of a thousand million nothings.
        for words in [b"\0\0\0\0\0\0\1\0" * 64, b"\0\0\0\0\1\0\0\0\xfc\xff\xff\xff\0\0\1\0",
                      b"\0\0\0\0\2\0\0\0\0\0\0\0\0\0\1\0\1\0\0\0\xf8\xff\xff\xff", b"\xff" * 80_000]:
            answer = client.command("announce-cycle", words, headers={"Content-Type": "application/x-capnp"})
            self.assertEqual(answer.status, 400, answer.body)
        self.assertEqual(client.get("/readyz").status, 200)
