"""A stream that is open is read by whoever opened it for as long as they are known as they were: a token that is taken
back or runs out ends it, and so do other roles."""

import contextlib
import http.client
import json
import threading
import time

from tests.access import provider
from tests.http_api.busy_office import MondayOffice
from tests.http_api.doors import Doors
from tests.support.htqd import PATIENCE, SLOWNESS


class OpenStream:
    """Its lines as they come, to its end."""

    def __init__(self, daemon, token, accept="application/x-ndjson"):
        self._text = b""
        self.is_whole = None
        self.begun, self.ended = threading.Event(), threading.Event()
        connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=PATIENCE)
        connection.request("GET", "/v1/events", headers={"Authorization": f"Bearer {token}", "Accept": accept})
        threading.Thread(target=self._read, args=(connection,), daemon=True).start()
        assert self.begun.wait(PATIENCE), "the stream does not begin"

    def _read(self, connection):
        with contextlib.closing(connection):
            answer = connection.getresponse()
            try:
                while piece := answer.read1(65536):
                    self._text += piece
                    self.begun.set()
                self.is_whole = True
            except http.client.IncompleteRead:
                self.is_whole = False
        self.ended.set()

    @property
    def lines(self):
        return [line for line in self._text.decode().split("\n") if line]

    def problem(self):
        """The last that it said, once it has ended."""
        assert self.ended.wait(PATIENCE), "the stream goes on"
        return json.loads(self.lines[-1])


class TakenBack(Doors):
    @classmethod
    def prepare(cls):
        cls.lines = {name: cls.token_in_a_line(name, role, organisation) for name, role, organisation in [
            ("eve", "auditor", ""), ("ida", "auditor", ""), ("una", "auditor", ""),
            ("flo", "applicant", "college-0"), ("stays", "auditor", "")]}

    @classmethod
    def token_in_a_line(cls, name, role, organisation):
        token = cls.daemon.token(name, [role], organisation)
        return token, cls.daemon.tokens.read_text().splitlines()[-1]

    def change(self, name, line):
        """What the file of tokens says of somebody; nothing: they are taken out."""
        text = self.daemon.tokens.read_text()
        self.assertIn(self.lines[name][1] + "\n", text)
        fresh = self.daemon.tokens.with_suffix(".new")
        fresh.touch(0o600)
        fresh.write_text(text.replace(self.lines[name][1] + "\n", line))
        fresh.rename(self.daemon.tokens)

    def open(self, name, accept="application/x-ndjson"):
        return OpenStream(self.daemon, self.lines[name][0], accept)

    def assert_ended(self, stream, kind, status):
        problem = stream.problem()
        self.assertEqual((problem["type"], problem["status"]), (f"/problems/{kind}", status), problem)
        self.assertTrue(problem["title"] and problem["detail"] and problem["whatToDo"])
        self.assertIs(stream.is_whole, False, "without its last chunk, so that it is not taken for all there was")

    def test_a_token_that_is_taken_back_ends_the_stream_that_it_opened_and_no_other(self):
        stays, goes = self.open("stays"), self.open("eve")
        self.change("eve", "")
        self.assert_ended(goes, "caller-not-known-any-more", 401)
        self.assertTrue(all("record" in json.loads(line) for line in goes.lines[:-1]))
        self.client.sure("record-route", {"route": "stays", "name": "Stays"}, token=self.office.official)
        self.client.wait_for(lambda: any('"Stays"' in line for line in stays.lines), "the other stream to go on")
        self.assertFalse(stays.ended.is_set())

    def test_nothing_is_told_to_who_is_not_known_any_more(self):
        stream = self.open("una")
        self.change("una", "")
        asks = self.daemon.client(self.lines["una"][0])
        self.addCleanup(asks.close)
        asks.wait_for(lambda: asks.get("/v1/clock").status == 401, "the token to be forgotten")
        self.client.sure("record-route", {"route": "after", "name": "Afterwards"}, token=self.office.official)
        self.assert_ended(stream, "caller-not-known-any-more", 401)
        self.assertNotIn("Afterwards", "".join(stream.lines))

    def test_other_roles_end_it_too(self):
        stream = self.open("ida")
        self.change("ida", self.lines["ida"][1].replace("roles=auditor", "roles=official") + "\n")
        self.assert_ended(stream, "caller-changed", 403)

    def test_as_server_sent_events_it_is_told_as_one_without_an_id(self):
        self.case_up_to("register-interest", 0)
        stream = self.open("flo", "text/event-stream")
        self.change("flo", self.lines["flo"][1].replace("organisation=college-0", "organisation=college-1") + "\n")
        self.assertTrue(stream.ended.wait(PATIENCE))
        kind, data = stream.lines[-2:]
        self.assertEqual(kind, "event: problem")
        self.assertEqual(json.loads(data.removeprefix("data: "))["type"], "/problems/caller-changed")


class RunsOut(MondayOffice):
    @classmethod
    def prepare(cls):
        super().prepare()
        cls.short = cls.daemon.token("short", ["auditor"])
        text = cls.daemon.tokens.read_text()
        cls.daemon.tokens.write_text(text.replace("subject=short roles=auditor",
                                                  "subject=short roles=auditor not_after=2022-05-16T09:00:00Z"))

    def test_a_token_whose_time_is_over_ends_the_stream_that_it_opened(self):
        stream = OpenStream(self.daemon, self.short)
        moved = self.client.request("POST", "/v1/clock", {"to": "2022-05-16T10:00:00Z"}, token=self.tokens["operator"])
        self.assertEqual(moved.status, 200, moved.body)
        for number in range(100_000):
            if stream.ended.is_set():
                break
            self.official("record-route", route=f"r-{number}", name="R")
        self.assertEqual(stream.problem()["type"], "/problems/caller-not-known-any-more")


class OfAProvider(Doors):
    @classmethod
    def prepare(cls):
        cls.key = provider.Key("ec", "ES256")
        jwks = cls.daemon.directory / "jwks.json"
        provider.write_set(jwks, [cls.key])
        for name, value in [("jwks", str(jwks)), ("issuer", provider.ISSUER), ("audience", provider.AUDIENCE),
                            ("roles_claim", "realm.groups"), ("subject_prefix", "p."), ("leeway_ms", 0)]:
            cls.daemon.set(f"oidc.{name}", value)
        cls.daemon.callers.write_text("group=auditors roles=auditor\n")

    def open(self, **changes):
        token = provider.token(self.key, provider.claims(realm={"groups": ["auditors"]}, **changes))
        return OpenStream(self.daemon, token)

    def test_a_token_of_a_provider_is_good_for_a_stream_until_its_time_is_over(self):
        ends = time.time() + 3 * SLOWNESS
        stream = self.open(exp=ends)
        for number in range(100_000):
            if stream.ended.is_set():
                break
            self.client.sure("record-route", {"route": f"p-{number}", "name": "P"}, token=self.office.official)
        self.assertGreaterEqual(time.time(), ends)
        self.assertEqual(stream.problem()["detail"], "The time of the token is over.")

    def test_and_as_long_as_its_groups_are_worth_the_same(self):
        stream = self.open()
        self.daemon.callers.write_text("group=auditors roles=official\n")
        with contextlib.ExitStack() as then:
            then.callback(self.daemon.callers.write_text, "group=auditors roles=auditor\n")
            self.assertEqual(stream.problem()["type"], "/problems/caller-changed")
