"""A redacted copy of a case is given out as a signed statement (Freedom of Information Act 2000)."""

import base64
import hashlib
import json
import pathlib
import subprocess
import tempfile
import urllib.parse

from tests.access.sealed import MISSING
from tests.http_api.doors import Doors
from tests.support import ctl

ED25519 = bytes.fromhex("302a300506032b6570032100")  # what stands before the 32 bytes of a public key


class Disclosure(Doors):
    @classmethod
    def prepare(cls):
        cls.records_officer = cls.daemon.token("rachel", ["recordsOfficer"])

    def setUp(self):
        self.case = self.case_up_to("submit-application")
        self.flagged = "structure"
        self.client.sure("flag-sensitivity", {"case": self.case, "document": self.flagged, "reason": "Our prices."},
                         token=self.office.applicants[0])
        self.client.sure("report-regulatory-action", {"case": self.case, "regulator": "ofqual",
                                                      "report": "Something is under way."}, token=self.office.official)
        self.client.position()

    def ask(self, case=None, token=None, **query):
        self.client.token = token or self.records_officer
        query = urllib.parse.urlencode({"request": "FOI-17", **query})
        answer = self.client.request("POST", f"/v1/cases/{case or self.case}/disclosure?{query}")
        self.client.token = None
        return answer

    def statement(self, exemption):
        answer = self.ask(exemption=exemption)
        self.assertEqual(answer.status, 200, answer.body)
        return json.loads(answer.json["statement"])

    def withheld(self, statement):
        return {(record["type"], each["field"], each["exemption"])
                for record in statement["records"] for each in record["withheld"]}

    def test_says_what_is_withheld_under_which_exemption_and_nothing_of_it(self):
        self.client.sure("assign-case", {"case": self.case, "official": "olga"}, token=self.office.official)
        self.client.position()
        statement = self.statement("40,43")
        self.assertEqual([each["section"] for each in statement["exemptions"]], [40, 43])
        withheld = self.withheld(statement)
        self.assertIn(("regulatoryActionReported", "body.regulatoryActionReported.report", 43), withheld)
        self.assertIn(("documentAttached", "body.documentAttached.document", 43), withheld)
        self.assertIn(("applicationSubmitted", "actor.subject", 40), withheld)
        self.assertIn(("caseAssigned", "body.caseAssigned.official", 40), withheld)
        told = json.dumps(statement["records"])
        for secret in ("Something is under way", f'"{self.flagged}"', "Our prices", "ann-0", "olga"):
            self.assertNotIn(secret, told)
        # In confidence is another section, and without 40 it is told who did what.
        other = self.statement("41")
        self.assertIn(("regulatoryActionReported", "body.regulatoryActionReported.report", 41), self.withheld(other))
        self.assertIn("ann-0", json.dumps(other["records"]))
        inner = self.withheld(self.statement("36,41"))
        self.assertIn(("regulatoryActionReported", "body.regulatoryActionReported", 36), inner)

    def test_leaves_an_entry_that_says_who_for_what_and_which_and_nothing_of_it(self):
        before = self.client.position()
        answer = self.ask(exemption="40,43")
        self.client.wait_for(lambda: self.client.stands_at() > before, "the entry of the disclosure")
        entry, = self.client.events(after=before, token=self.office.auditor)
        record = entry["record"]
        self.assertEqual((entry["type"], record["stream"], record["actor"]["subject"], record["actor"]["role"]),
                         ("caseDisclosed", self.case, "rachel", "recordsOfficer"))
        told = record["body"]["caseDisclosed"]
        self.assertEqual(told, {"request": "FOI-17", "exemptions": [40, 43], "asAt": before,
                                "statement": hashlib.sha256(answer.json["statement"].encode()).hexdigest()})
        # Its applicant is not told that somebody asked.
        own = self.client.request("GET", f"/v1/cases/{self.case}/timeline", token=self.office.applicants[0])
        self.assertNotIn("caseDisclosed", own.body.decode())
        # What is refused leaves none.
        now = self.client.stands_at()
        self.ask(exemption="40")
        self.ask(MISSING, exemption="40,43")
        self.ask(token=self.office.official, exemption="40,43")
        self.client.sure("record-route", {"route": "after", "name": "A"}, token=self.office.official)
        self.client.position()
        self.assertEqual([entry["type"] for entry in self.client.events(after=now, token=self.office.auditor)],
                         ["routeRecorded"])

    def test_is_published_without_a_request(self):
        before = self.client.position()
        done = ctl.run(self.daemon, self.records_officer, "disclose", "--case", self.case, "--exemption", "40,43")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("request", json.loads(json.loads(done.stdout)["statement"]))
        self.client.wait_for(lambda: self.client.stands_at() > before, "the entry of the disclosure")
        entry, = self.client.events(after=before, token=self.office.auditor)
        self.assertEqual(entry["summary"], "Disclosed in part.")
        self.assertNotIn("request", entry["record"]["body"]["caseDisclosed"])

    def test_nobody_records_one_that_was_not_made(self):
        before = self.client.position()
        claim = {"case": self.case, "request": "FOI-18", "exemptions": [40], "asAt": before, "statement": "00" * 32}
        for token in (self.records_officer, self.office.official):
            answer = self.client.command("record-disclosure", claim, token=token)
            self.assert_problem(answer, 403, "recorded-with-its-copy")
        self.assertEqual(self.client.command("record-disclosure", claim, token="htq_x").status, 401)
        self.client.sure("record-route", {"route": "then", "name": "T"}, token=self.office.official)
        self.client.position()
        self.assertEqual([entry["type"] for entry in self.client.events(after=before, token=self.office.auditor)],
                         ["routeRecorded"])
        self.assertNotIn("/v1/commands/record-disclosure", self.client.get("/openapi.json").json["paths"])

    def test_names_the_records_of_the_log(self):
        statement = self.statement("40,41")
        events = self.client.events(token=self.office.auditor)
        previous = {entry["record"]["position"]: entry["record"].get("previous") for entry in events}
        self.assertEqual(len(statement["records"]),
                         len([entry for entry in events if entry["record"]["stream"] == self.case
                              and entry["type"] != "caseDisclosed"]))
        for record in statement["records"]:
            if record["position"] + 1 in previous:
                self.assertEqual(record["hash"], previous[record["position"] + 1])

    def test_is_signed_and_anyone_can_check_it(self):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.daemon.directory))
        file = folder / "foi-17.json"
        done = ctl.run(self.daemon, self.records_officer, "disclose", "--case", self.case, "--exemption", "40,43",
                       "--request", "FOI-17", "--to", str(file))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"Withheld +[1-9]")
        signature = json.loads((folder / "foi-17.json.signature").read_text())
        (folder / "key.der").write_bytes(ED25519 + bytes.fromhex(signature["publicKey"]))
        (folder / "raw").write_bytes(base64.b64decode(signature["signature"]))

        def is_good():
            return subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey",
                                   folder / "key.der", "-rawin", "-in", file, "-sigfile", folder / "raw"],
                                  capture_output=True, check=False).returncode == 0

        self.assertTrue(is_good())
        self.assertEqual(json.loads(file.read_text())["request"], "FOI-17")
        file.write_bytes(file.read_bytes().replace(b"FOI-17", b"FOI-18"))
        self.assertFalse(is_good())

    def test_is_for_records_officers_who_say_what_covers_it(self):
        for token in (self.office.official, self.office.auditor, self.office.applicants[0], self.daemon.watcher):
            self.assert_problem(self.ask(token=token, exemption="40,43"), 403, "not-your-role")
        self.assertEqual(self.ask(MISSING, exemption="40,43").status, 404)
        for exemption in ("", "40", "40,99", "forty"):
            self.assert_problem(self.ask(exemption=exemption), 400, "bad-parameter", "exemption")
        self.assert_problem(self.ask(exemption="40,43", request="r" * 201), 400, "bad-parameter", "request")
