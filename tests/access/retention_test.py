"""What is kept, for how long, and what is disposed of (domain.md section 13 rule 7): the schedule, legal holds, the
words that are gone, and what stays: records, hashes, counts, and a certificate of it."""

import base64
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import unittest

from tests.access.sealed import MISSING
from tests.support import ctl
from tests.support.htqd import Daemon
from tests.support.office import Office, about

MONDAY = datetime.date(2022, 5, 16)
ED25519 = bytes.fromhex("302a300506032b6570032100")
WORDS = ["Wilhelmina Quartermaine answered for the college", "Zebedee Featherstonehaugh resigned",
         "Araminta Oglethorpe asks"]


class Retention(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon({"clock.mode": "manual", "clock.start": f"{MONDAY}T08:00:00Z", "random.seed": 7,
                              "logging.level": "debug", "projections.flush_every_records": 5,
                              "log.write_buffer_bytes": 64 << 10, "projections.write_buffer_bytes": 64 << 10})
        self.addCleanup(self.daemon.close)
        self.office = Office(self.daemon, today=MONDAY)
        self.records_officer = self.daemon.token("rachel", ["recordsOfficer"])
        self.operator = self.daemon.token("otto", ["operator"])
        self.client = None
        self.start()
        self.office.set_up(self.client)

    def start(self):
        self.daemon.start()
        if self.client:
            self.client.close()
        self.client = self.daemon.client(self.office.auditor)
        self.addCleanup(self.client.close)

    def withdrawn_case(self, name="withdrawn"):
        """Its words: of the applicant, of an official, and why it was withdrawn."""
        case, applicant = None, self.office.applicants[0]
        for token, command, body, headers in self.office.way_of_a_case(applicant, name):
            receipt = self.client.sure(command, about(body, case), headers=headers, token=token)
            case = case or receipt["stream"]
            if command == "request-information":
                break
        self.client.sure("provide-information", {"case": case, "request": 1, "answer": WORDS[0]}, token=applicant)
        self.client.sure("record-regulator-advice-not-needed", {"case": case, "reason": WORDS[2]},
                         token=self.office.official)
        self.client.sure("withdraw-application", {"case": case, "reason": WORDS[1]}, token=applicant)
        self.client.position()
        return case

    def htqctl(self, *arguments, token=None, expect=ctl.DONE):
        done = ctl.run(self.daemon, token or self.records_officer, *arguments)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done.stdout if expect == ctl.DONE else done.stderr

    def pass_time(self, until):
        answer = self.client.request("POST", "/v1/clock", {"to": until}, token=self.operator)
        self.assertEqual(answer.status, 200, answer.body)
        self.client.position()

    def kept(self, stream):
        row, = [row for row in self.client.request("GET", "/v1/records?limit=500", token=self.records_officer)
                .json["records"] if row["stream"] == stream]
        return row

    def timeline(self, case, token=None):
        return self.client.request("GET", f"/v1/cases/{case}/timeline", token=token or self.office.auditor)

    def words_in_files(self):
        found = set()
        forms = {form: words for words in WORDS for word in words.split() if len(word) > 8
                 for form in (word.encode(), word.encode().hex().encode(), base64.b64encode(word.encode()))}
        for folder, _, names in os.walk(self.daemon.directory):
            for name in names:
                path = pathlib.Path(folder, name)
                if path.is_file():
                    content = path.read_bytes()
                    found.update(words for form, words in forms.items() if form in content)
        return found

    def hashes(self):
        return [entry["record"].get("previous") for entry in self.client.events(token=self.office.auditor)]

    def set_rule(self):
        said = self.htqctl("records", "set-rule", "withdrawn", "--years", "2", "--authority", "Retention schedule 2025, 4.2")
        self.assertRegex(said, r"^Recorded +retention rule set\n")

    def test_words_of_a_case_are_sealed_and_told_to_those_who_may_see_them(self):
        case = self.withdrawn_case()
        told = self.timeline(case).body.decode()
        for words in WORDS:
            self.assertIn(words, told)
        self.assertIn(f"Withdrawn by the applicant: {WORDS[1]}", told)
        own = self.timeline(case, self.office.applicants[0]).body.decode()
        self.assertIn(WORDS[0], own)
        self.assertNotIn(WORDS[2], own)
        self.assertNotIn("sealed:", told + own)
        self.assertEqual(self.words_in_files(), set())
        self.daemon.stop()
        self.assertEqual(self.words_in_files(), set())
        self.start()
        self.assertEqual(self.timeline(case).body.decode(), told)

    def test_a_record_is_kept_as_the_schedule_says_and_no_longer_than_a_hold(self):
        case, other = self.withdrawn_case(), self.withdrawn_case("other")
        self.assertEqual(self.kept(case)["keeping"], "noRule")
        refused = self.client.command("dispose-of-case", {"case": case, "ground": "g"}, token=self.records_officer)
        self.assertEqual((refused.status, refused.json["name"]), (409, "retention_rule_owed"))
        self.set_rule()
        row = self.kept(case)
        self.assertEqual((row["keeping"], row["class"], row["authority"]),
                         ("notYet", "withdrawn", "Retention schedule 2025, 4.2"))
        self.assertTrue(row["keptUntil"].startswith("2024-05-16T22:59:59.99"), row)
        refused = self.client.command("dispose-of-case", {"case": case, "ground": "g"}, token=self.records_officer)
        self.assertEqual(refused.json["name"], "kept_longer")
        self.assertIn("16 May 2024", refused.json["detail"])
        said = self.htqctl("records", "hold", case, "--hold", "claim-12", "--matter", "A claim.")
        self.assertRegex(said, r"^Recorded +case legal hold placed\n")
        self.client.position()
        self.assertEqual((self.kept(case)["keeping"], self.kept(case)["legalHolds"]), ("onLegalHold", ["claim-12"]))
        self.pass_time("2024-05-17T08:00:00Z")
        listed = self.htqctl("records", "due", "--keeping", "due")
        self.assertIn(other, listed)
        self.assertNotIn(case, listed)
        self.assertIn("claim-12", self.htqctl("records", "due", "--keeping", "onLegalHold"))
        said = self.htqctl("records", "dispose", case, "--ground", "Yearly.", expect=ctl.REFUSED)
        self.assertIn("claim-12", said)
        self.assertIn(WORDS[1], self.timeline(case).body.decode())
        self.htqctl("records", "release", case, "--hold", "claim-12", "--reason", "Settled.")
        self.client.position()
        self.assertEqual(self.kept(case)["keeping"], "due")
        self.assertIn("withdrawn", self.htqctl("records", "schedule"))
        # Who may look.
        for token, status in ((self.office.official, 403), (self.office.applicants[0], 403), (self.office.auditor, 200)):
            self.assertEqual(self.client.request("GET", "/v1/records", token=token).status, status)
        for name, body in (("dispose-of-case", {"ground": "g"}), ("place-case-legal-hold", {"hold": "h", "matter": "m"})):
            for token in (self.office.official, self.office.auditor):
                self.assertEqual(self.client.command(name, {"case": case, **body}, token=token).status, 403)
            missing = self.client.command(name, {"case": MISSING, **body}, token=self.records_officer)
            self.assertEqual(missing.status, 404)

    def dispose(self, case):
        folder = self.daemon.directory / "certificates"
        folder.mkdir(exist_ok=True)
        self.set_rule()
        self.pass_time("2024-05-17T08:00:00Z")
        said = self.htqctl("records", "dispose", f"case/{case}", "--ground", "Yearly disposal", "--to", str(folder))
        self.client.position()
        return folder / f"certificate-case-{case}.json", said

    def recorded(self):
        """Up to where the log goes, whoever wrote it: the rows may be behind what htqctl was told."""
        return self.client.events(token=self.office.auditor)[-1]["record"]["position"]

    def test_nothing_is_disposed_of_when_its_certificate_cannot_be_written(self):
        case = self.withdrawn_case()
        self.set_rule()
        self.pass_time("2024-05-17T08:00:00Z")
        before = self.recorded()
        nowhere = self.daemon.directory / "nowhere"
        taken = self.daemon.directory / "taken"
        (taken / f"certificate-case-{case}.json").mkdir(parents=True)
        for folder in (nowhere, taken):
            said = self.htqctl("records", "dispose", case, "--ground", "Yearly.", "--to", str(folder), expect=ctl.BAD_USAGE)
            self.assertIn(str(folder), said)
        said = self.htqctl("disclose", "--case", case, "--exemption", "40,43", "--request", "FOI-17",
                           "--to", str(nowhere / "foi.json"), expect=ctl.BAD_USAGE)
        self.assertIn(str(nowhere), said)
        self.assertEqual(self.recorded(), before)
        # Given again on another ground, when it has happened, it says so, and not that an id was used.
        self.htqctl("records", "dispose", case, "--ground", "Yearly.")
        again = self.htqctl("records", "dispose", case, "--ground", "Yearly.")
        self.assertIn("textsDestroyed", again)
        said = self.htqctl("records", "dispose", case, "--ground", "Another.", expect=ctl.REFUSED)
        self.assertIn("The record was disposed of.", said)

    def test_the_name_of_a_hold_is_what_is_wrong_when_it_is_no_name(self):
        case = self.withdrawn_case()
        said = self.htqctl("records", "hold", case, "--hold", "Claim 12", "--matter", "A claim.", expect=ctl.BAD_INPUT)
        self.assertIn("hold", said)
        self.assertNotIn("Idempotency", said)

    def test_what_is_disposed_of_is_gone_everywhere_and_the_log_stays(self):
        case, other = self.withdrawn_case(), self.withdrawn_case("other")
        before, hashes, events = self.timeline(case).json["entries"], self.hashes(), self.client.position()
        statistics = self.client.get("/v1/cycles/cycle-1/statistics").body
        figures = json.loads(statistics)
        self.dispose(case)
        after = self.timeline(case).json["entries"]
        self.assertEqual([entry["type"] for entry in after], [entry["type"] for entry in before] + ["caseDisposed"])
        told = self.timeline(case).body.decode()
        for words in WORDS:
            self.assertNotIn(words, told)
            self.assertIn(words, self.timeline(other).body.decode())
        self.assertIn("Withdrawn by the applicant: [disposed of]", told)
        self.assertIn('"reason":{"disposed":true}', told)
        seen = self.client.get(f"/v1/cases/{case}").json
        self.assertEqual((seen["stage"], seen["title"]), ("withdrawn", "Certificate in withdrawn"))
        self.assertEqual(self.kept(case)["keeping"], "disposed")
        # Chain, counts and rows: as they were.
        self.assertEqual(self.hashes()[:len(hashes)], hashes)
        self.assertGreater(self.client.position(), events)
        now = self.client.get("/v1/cycles/cycle-1/statistics").json
        self.assertEqual({name: now[name] for name in figures if name not in ("asAt", "position")},
                         {name: figures[name] for name in figures if name not in ("asAt", "position")})
        verified = ctl.run(self.daemon, self.office.auditor, "--json", "verify")
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        # Nothing is put into it any more, and it is disposed of once.
        for name, body, token in [("dispose-of-case", {"ground": "g"}, self.records_officer),
                                  ("place-case-legal-hold", {"hold": "h", "matter": "m"}, self.records_officer),
                                  ("record-notice", {"kind": "receipt", "to": "ann"}, self.office.official)]:
            self.assertEqual(self.client.command(name, {"case": case, **body}, token=token).json["name"], "disposed_of")
        self.daemon.kill()
        self.start()
        self.assertEqual(self.timeline(case).body.decode(), told)

    def test_a_certificate_says_what_when_by_whom_under_which_rule_and_is_signed(self):
        case, other = self.withdrawn_case(), self.withdrawn_case("other")
        entries = self.timeline(case).json["entries"]
        previous = {entry["record"]["position"]: entry["record"].get("previous")
                    for entry in self.client.events(token=self.office.auditor)}
        file, said = self.dispose(case)
        self.assertRegex(said, r"Texts destroyed +[1-9]")
        statement = json.loads(file.read_text())
        self.assertEqual((statement["kind"], statement["record"], statement["class"], statement["disposedBy"]["subject"]),
                         ("case", case, "withdrawn", "rachel"))
        self.assertEqual((statement["rule"]["years"], statement["rule"]["authority"]), (2, "Retention schedule 2025, 4.2"))
        self.assertEqual(statement["disposedAt"][:10], "2024-05-17")
        self.assertRegex(said, r"\nKept until +end of 2024-05-16\n")
        self.assertEqual(statement["count"], len(entries))
        self.assertEqual([record["position"] for record in statement["records"]],
                         [entry["record"]["position"] for entry in entries])
        for record in statement["records"]:
            if record["position"] + 1 in previous:
                self.assertEqual(record["hash"], previous[record["position"] + 1])
        self.assertEqual(statement["textsDestroyed"], sum(record["texts"] for record in statement["records"]))
        self.assertGreater(statement["textsDestroyed"], 3)
        self.assertEqual(len(statement["keysDestroyed"]), 1)
        self.assertEqual(len(statement["documents"]), 2)
        for words in (*WORDS, "structure.pdf"):
            self.assertNotIn(words, file.read_text())
        signature = json.loads(pathlib.Path(f"{file}.signature").read_text())
        folder = file.parent
        (folder / "key.der").write_bytes(ED25519 + bytes.fromhex(signature["publicKey"]))
        (folder / "raw").write_bytes(base64.b64decode(signature["signature"]))
        self.assertEqual(subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", folder / "key.der", "-rawin",
             "-in", file, "-sigfile", folder / "raw"], capture_output=True, check=False).returncode, 0)
        # It can be had again, by an auditor too, and not of what is there.
        again = json.loads(json.loads(self.htqctl("--json", "records", "certificate", case,
                                                  token=self.office.auditor))["statement"])
        self.assertEqual({**again, "madeAt": 0}, {**statement, "madeAt": 0})
        self.assertEqual(self.client.request("GET", f"/v1/records/case/{other}/certificate",
                                             token=self.records_officer).status, 404)
        self.assertEqual(self.client.request("GET", f"/v1/records/case/{case}/certificate",
                                             token=self.office.official).status, 403)

    def test_keys_that_come_back_from_a_backup_are_destroyed_again(self):
        case = self.withdrawn_case()
        self.daemon.stop()
        keys = self.daemon.data / "keys" / "persons"
        shutil.copy(keys, self.daemon.directory / "kept")
        self.start()
        self.dispose(case)
        told = self.timeline(case).body.decode()
        self.daemon.stop()
        shutil.copy(self.daemon.directory / "kept", keys)
        self.start()
        self.assertEqual(self.timeline(case).body.decode(), told)
        self.assertNotIn(WORDS[1], told)

    def test_an_enquiry_goes_with_who_asked(self):
        self.client.sure("receive-enquiry", {"enquiry": "asked", "kind": "general", "organisation": "college-0",
                                             "enquirer": {"person": "ada", "text": WORDS[1]}, "question": WORDS[2]},
                         token=self.office.applicants[0])
        self.client.sure("answer-enquiry", {"enquiry": "asked", "answer": "It is so."}, token=self.office.official)
        self.client.position()

        def told():
            return [entry["record"]["body"] for entry in self.client.events(token=self.office.auditor)
                    if entry["record"]["stream"] == "asked"][:2]
        received, answered = told()
        self.assertEqual(received["enquiryReceived"]["enquirer"], {"person": "ada", "text": WORDS[1]})
        self.htqctl("records", "set-rule", "enquiry", "--days", "90", "--authority", "Retention schedule 2025, 7")
        self.pass_time("2022-12-01T08:00:00Z")
        self.htqctl("records", "dispose", "--all-due", "--class", "enquiry", "--ground", "Quarterly")
        self.client.position()
        received, answered = told()
        self.assertEqual(received["enquiryReceived"]["enquirer"], {"person": "ada", "erased": True})
        self.assertEqual(received["enquiryReceived"]["question"], {"disposed": True})
        self.assertEqual(answered["enquiryAnswered"]["answer"], {"disposed": True})
        self.assertIn("Nothing is due", ctl.run(self.daemon, self.records_officer, "records", "dispose", "--all-due",
                                                "--ground", "Quarterly").stderr)


if __name__ == "__main__":
    unittest.main()
