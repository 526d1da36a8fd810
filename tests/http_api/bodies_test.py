"""Bodies that are not what a command is made of."""

import json
import shutil
import subprocess

from tests.http_api.doors import Doors, unittest
from tests.support.htqd import SOURCE
from tests.support.office import CYCLE

ROUTE = {"route": "made-up", "name": "Made up"}


class Bodies(Doors):
    settings = {"http.max_body_bytes": 4096}

    def test_what_is_no_json_is_refused(self):
        for body in [b"", b" ", b"{", b"{}}", b'{"route":"x",}', b'{"route" "x"}', b"{'route':'x'}", b'{"route":"x"',
                     b'{"route":"x"} {"route":"y"}', b'{"route":"x"}garbage', b"\xef\xbb\xbf{}", b'{"name":"a\nb"}',
                     b'{"route":nul}', b'{"letters":"\\q"}', b"\x00", b"{\x00}", b'{"name":"\\u0000"}',
                     b'{"name":"\\ud800"}', b'{route:"x"}', b'{"route":"x"/**/}', b"NaN"]:
            with self.subTest(body=body):
                self.refuses("record-route", body, 400, "bad-body")

    def test_what_is_no_object_is_refused(self):
        for body in [b"[]", b"null", b"1", b'"route"', b"true", b"[{}]"]:
            with self.subTest(body=body):
                self.refuses("record-route", body, 400, "bad-body")

    def test_deep_nesting_is_refused(self):
        for body in [b"[" * 2000, b'{"route":' * 400, b'{"edition":' + b"[" * 1000 + b"]" * 1000 + b"}"]:
            with self.subTest(body=body[:20]):
                self.refuses("announce-cycle", body, 400, "bad-body")

    def test_an_unknown_field_is_refused_and_the_nearest_is_named(self):
        problem = self.refuses("record-route", {**ROUTE, "leters": "DZ"}, 400, "bad-body", "leters")
        self.assertIn('"letters"', problem["whatToDo"])

    def test_an_unknown_field_within_another_is_named_with_its_path(self):
        body = {"cycle": "c", "title": "C", "edition": {"recommends": "routePanel", "asures": "none"}}
        problem = self.refuses("announce-cycle", body, 400, "bad-body", "edition.asures")
        self.assertIn('"assures"', problem["whatToDo"])

    def test_a_repeated_field_is_refused(self):
        self.refuses("record-route", b'{"route":"r","name":"a","name":"b"}', 400, "bad-body", "name")
        self.refuses("record-route", b'{"route":"r","name":"a","route":"r"}', 400, "bad-body", "route")
        self.refuses("record-route", b'{"route":"r","name":"a","na\\u006de":"b"}', 400, "bad-body", "name")

    def test_a_value_of_another_type_is_refused(self):
        for field, value in [("name", 1), ("name", None), ("name", True), ("name", []), ("name", {}), ("route", 7),
                             ("letters", ["DZ"])]:
            with self.subTest(field=field, value=value):
                self.refuses("record-route", {**ROUTE, field: value}, 400, "bad-body", field)
        case = self.case_up_to("start-application")
        for level in ["4", 4.5, None, True, [4]]:
            with self.subTest(level=level):
                self.refuses("describe-qualification", {"case": case, "title": "T", "level": level}, 400, "bad-body",
                             "level", token=self.office.applicants[0])

    def test_a_number_out_of_range_is_refused(self):
        case = self.case_up_to("start-application")
        for level in ["-1", "256", "4294967300", "18446744073709551616", "-9223372036854775809", "1e2", "4.0",
                      "1" * 400]:
            with self.subTest(level=level):
                body = f'{{"case":"{case}","title":"T","level":{level}}}'.encode()
                self.refuses("describe-qualification", body, 400, "bad-body", "level", token=self.office.applicants[0])

    def test_a_word_that_is_none_of_the_list_is_refused_and_the_nearest_is_named(self):
        body = {"organisation": "o", "name": "O", "kind": "employr"}
        problem = self.refuses("register-organisation", body, 400, "bad-body", "kind")
        self.assertIn('"employer"', problem["whatToDo"])

    def test_what_the_office_fills_in_is_refused(self):
        body = {"cycle": CYCLE, "organisationName": "Mine"}
        self.refuses("register-interest", body, 400, "bad-body", "organisationName", token=self.office.applicants[0])

    def test_bytes_that_are_no_utf8_are_refused(self):
        for wrong in [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82"]:
            with self.subTest(wrong=wrong):
                self.refuses("record-route", b'{"route":"r","name":"' + wrong + b'"}', 400, "bad-body")

    def test_a_body_over_the_limit_is_refused_and_the_limit_is_named(self):
        before = self.client.position()
        answer = self.client.command("record-route", {**ROUTE, "source": "x" * 5000}, token=self.office.official)
        self.assertEqual((answer.status, answer.json["type"]), (413, "/problems/body-too-large"), answer.body)
        self.assertEqual(answer.json["limitBytes"], 4096)
        self.client.close()
        self.assertEqual(self.client.position(), before)

    def test_a_body_of_another_kind_is_refused(self):
        for kind in ["text/plain", "application/xml", "application/x-www-form-urlencoded"]:
            with self.subTest(kind=kind):
                self.refuses("record-route", b"route=x", 415, "media-type", "Content-Type",
                             headers={"Content-Type": kind})

    def test_bytes_that_are_no_cap_n_proto_are_refused(self):
        kind = {"Content-Type": "application/x-capnp"}
        for body in [b"", b"1234567", b"\xff" * 8, b"\xff" * 64, b"\0" * 64, b"\0\0\0\0\1\0\0\0" + b"\xff" * 8,
                     json.dumps(ROUTE).encode().ljust(64)]:
            with self.subTest(body=body):
                self.refuses("record-route", body, 400, "bad-body", headers=kind)

    @unittest.skipUnless(shutil.which("capnp"), "the program capnp is not installed")
    def test_a_command_may_be_sent_as_cap_n_proto(self):
        def encoded(text):
            return subprocess.run(["capnp", "encode", "-I", SOURCE / "schemas", SOURCE / "schemas/command.capnp",
                                   "Command"], input=text.encode(), capture_output=True, check=True).stdout

        kind = {"Content-Type": "application/x-capnp"}
        receipt = self.client.sure("record-route", encoded('(target = "by-capnp", recordRoute = (name = "Route"))'),
                                   headers=kind, token=self.office.official)
        self.assertEqual((receipt["stream"], receipt["events"]), ("by-capnp", ["routeRecorded"]))
        self.refuses("record-route", encoded('(target = "x", closeCycle = (reason = "Route"))'), 400, "bad-body",
                     headers=kind)
        self.refuses("register-interest",
                     encoded(f'(registerInterest = (cycle = "{CYCLE}", organisationName = "Mine"))'), 400, "bad-body",
                     "organisationName", headers=kind, token=self.office.applicants[0])
        self.refuses("record-route", encoded('(recordRoute = (name = "Route"))'), 400, "bad-body", "route",
                     headers=kind)
        same = {"route": "both-ways", "name": "Route"}
        self.client.sure("record-route", same, key="both-ways", token=self.office.official)
        again = self.client.sure("record-route", encoded('(target = "both-ways", recordRoute = (name = "Route"))'),
                                 key="both-ways", headers=kind, token=self.office.official)
        self.assertTrue(again["repeated"])
