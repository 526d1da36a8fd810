"""Streams of the log: they go on, resume, and leave room for others."""

import http.client
import json
import socket
import threading
import unittest

from tests.http_api.doors import Doors
from tests.support.htqd import PATIENCE
from tests.support.office import CYCLE
from tests.support.unreadable_log import UnreadableLog


class Streams(Doors):
    def test_lines_go_on_with_what_comes_and_resume(self):
        self.client.token = self.office.auditor
        end = self.client.position()
        lines = self.daemon.client(self.office.auditor).lines(f"/v1/events?after={end - 1}", timeout=30)
        self.assertEqual(json.loads(next(lines))["record"]["position"], end)
        for number in range(3):
            self.client.sure("record-route", {"route": f"line-{number}", "name": "L"}, token=self.office.official)
            self.assertEqual(json.loads(next(lines))["record"]["stream"], f"line-{number}")
        lines.close()
        resumed = self.daemon.client(self.office.auditor).lines(f"/v1/events?after={end + 1}", timeout=30)
        self.assertEqual([json.loads(next(resumed))["record"]["stream"] for _ in range(2)], ["line-1", "line-2"])
        resumed.close()

    def test_server_sent_events_go_on_with_what_comes_and_resume(self):
        self.client.token = self.office.auditor
        end = self.client.position()

        def follow(headers, path="/v1/events"):
            return self.daemon.client(self.office.auditor).lines(
                path, headers={"Accept": "text/event-stream", **headers}, timeout=30)

        def next_event(lines):
            fields = {}
            while line := next(lines).decode():
                name, _, value = line.partition(": ")
                fields[name] = value
            return int(fields["id"]), fields["event"], json.loads(fields["data"])

        lines = follow({}, f"/v1/events?after={end - 1}")
        position, kind, data = next_event(lines)
        self.assertEqual((position, kind), (end, data["type"]))
        for number in range(3):
            self.client.sure("record-route", {"route": f"sse-{number}", "name": "S"}, token=self.office.official)
            position, kind, data = next_event(lines)
            self.assertEqual((position, kind, data["record"]["stream"]),
                             (end + number + 1, "routeRecorded", f"sse-{number}"))
        lines.close()
        # What the reader has seen counts, whatever the address says: a browser sends the same address again.
        resumed = follow({"Last-Event-ID": str(end + 1)}, "/v1/events?after=0")
        self.assertEqual([next_event(resumed)[0] for _ in range(2)], [end + 2, end + 3])
        resumed.close()
        wrong = self.client.request("GET", "/v1/events?follow=no", headers={"Last-Event-ID": "x"})
        self.assert_problem(wrong, 400, "bad-parameter", "after")

    def test_a_stream_that_ends_holds_all_that_was_acknowledged_before(self):
        for number in range(100):
            receipt = self.client.sure("record-route", {"route": f"told-{number}", "name": "T"}, token=self.office.official)
            told = self.client.events(after=receipt["position"] - 1, token=self.office.auditor)
            self.assertEqual([entry["record"]["stream"] for entry in told], [f"told-{number}"])

    def test_others_are_answered_while_one_reads_the_whole_log(self):
        for number in range(1000):
            self.client.sure("record-evaluation", {"cycle": CYCLE, "finding": "x" * 2000}, token=self.office.official)
        self.client.position()
        reader = socket.create_connection(("127.0.0.1", self.daemon.port), timeout=PATIENCE)
        self.addCleanup(reader.close)
        reader.sendall(b"GET /v1/events?follow=no HTTP/1.1\r\nHost: htqd\r\nConnection: close\r\n"
                       b"Authorization: Bearer " + self.office.auditor.encode() + b"\r\n\r\n")
        received = [len(reader.recv(1 << 16))]

        def read():
            while piece := reader.recv(1 << 16):
                received.append(len(piece))

        reading = threading.Thread(target=read)
        reading.start()
        self.assertEqual(self.client.get("/livez").status, 200)
        meanwhile = sum(received)
        reading.join()
        self.assertLess(meanwhile, 0.8 * sum(received), "the answer came when the other had everything")


class BrokenOff(unittest.TestCase):
    def setUp(self):
        self.log = UnreadableLog()
        self.addCleanup(self.log.daemon.close)
        self.client = self.log.daemon.client(self.log.auditor)

    def damage_after(self, whole):
        """What was read in one form is kept, and answered rightly for a while: the other form has to read the log."""
        self.whole = whole
        self.log.damage()

    def read(self, form):
        """What came of the answer that was cut off."""
        connection = http.client.HTTPConnection("127.0.0.1", self.log.daemon.port, timeout=PATIENCE)
        self.addCleanup(connection.close)
        connection.request("GET", "/v1/events?follow=no",
                           headers={"Authorization": f"Bearer {self.log.auditor}", "Accept": form})
        with self.assertRaises(http.client.IncompleteRead) as cut_off:
            connection.getresponse().read()
        return cut_off.exception.partial.decode()

    def assert_ends_with_its_reason(self, entries, problem):
        self.assertLess(len(entries), len(self.whole))
        self.assertEqual(entries, self.whole[:len(entries)])
        self.assertEqual((problem["type"], problem["position"]), ("/problems/events-broken-off", len(entries)))
        self.assertTrue(problem["detail"] and problem["whatToDo"])

    def test_lines_that_cannot_go_on_end_with_the_reason_and_without_their_last_chunk(self):
        answer = self.client.request("GET", "/v1/events?follow=no", headers={"Accept": "text/event-stream"})
        self.damage_after([json.loads(event.split("\ndata: ")[1])
                           for event in answer.body.decode().strip().split("\n\n")])
        *entries, problem = [json.loads(line) for line in self.read("application/x-ndjson").splitlines()]
        self.assert_ends_with_its_reason(entries, problem)

    def test_server_sent_events_that_cannot_go_on_end_with_a_problem_that_has_no_id(self):
        self.damage_after(self.client.events())
        *events, problem = self.read("text/event-stream").strip().split("\n\n")
        kind, data = problem.split("\n")
        self.assertEqual(kind, "event: problem")
        self.assert_ends_with_its_reason([json.loads(event.split("\ndata: ")[1]) for event in events],
                                         json.loads(data.removeprefix("data: ")))
