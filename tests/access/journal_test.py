"""The access journal: who read restricted or personal material and who was refused, once each, before the answer."""

import datetime
import unittest

from tests.access.sealed import MISSING
from tests.http_api.doors import Doors
from tests.support.htqd import Daemon
from tests.support.office import CYCLE, Office, about

REVIEW = "The comment of a reviewer, confidential."


class Journal:
    """The entries that auditors are shown."""

    def __init__(self, client, auditor):
        self.client, self.auditor = client, auditor

    def page(self, query="", token=None):
        return self.client.request("GET", f"/v1/audit/reads?{query}", token=token or self.auditor)

    def entries(self, query=""):
        entries, cursor = [], "0"
        while cursor:
            answer = self.page(f"limit=500&cursor={cursor}&{query}")
            assert answer.status == 200, answer.body
            entries += answer.json["entries"]
            cursor = answer.json.get("next")
        return entries

    def since(self, number):
        """Without those of the looking itself."""
        return [entry for entry in self.entries() if entry["entry"] > number and entry.get("path") != "/v1/audit/reads"]

    def last(self):
        return self.entries()[-1]["entry"]


class Reads(Doors):
    @classmethod
    def prepare(cls):
        cls.unnamed = cls.daemon.token("una", ["official"])
        cls.reviewer = cls.daemon.token("rita", ["peerReviewer"])
        cls.operator = cls.daemon.token("otto", ["operator"])

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for command, body in [("establish-body", {"kind": "officials", "name": "Reviewers"}),
                              ("make-appointment", {"kind": "peerReviewer", "person": "rita",
                                                    "name": {"person": "rita", "text": "Rita"}})]:
            cls.client.sure(command, {"body": "reviewers", "from": "2020-01-01", **body}, token=cls.office.official)
        cls.journal = Journal(cls.client, cls.office.auditor)

    def reviewed_case(self):
        case = self.case_up_to("confirm-eligibility")
        self.client.sure("commission-peer-review", {"case": case, "reviewer": "rita"}, token=self.office.official)
        self.client.sure("accept-peer-review", {"case": case, "noConflict": True}, token=self.reviewer)
        self.client.sure("submit-peer-review", {"case": case, "noConflict": True, "comment": REVIEW}, token=self.reviewer)
        self.client.position()
        return case

    def read(self, path, token, expect=200, **headers):
        answer = self.client.request("GET", path, token=token, headers=headers)
        self.assertEqual(answer.status, expect, answer.body)
        return answer

    def added_by(self, act):
        """The entries that it leads to."""
        before = self.journal.last()
        act()
        return self.journal.since(before)

    def test_a_read_of_restricted_material_is_there_once_with_who_what_when_and_what_for(self):
        case = self.reviewed_case()
        for path, pattern, field in [(f"/v1/cases/{case}", "/v1/cases/{id}", "PeerReview.reviewer"),
                                     (f"/v1/cases/{case}/timeline", "/v1/cases/{id}/timeline", "PeerReviewReceived.comment"),
                                     ("/v1/audit?subject=rita", "/v1/audit", "PeerReviewReceived.comment")]:
            with self.subTest(path=path):
                entry, = self.added_by(lambda: self.read(path, self.office.official, **{"Htqd-Purpose": "complaint 17"}))
                self.assertIn(case, entry.pop("cases"))
                self.assertIn(field, entry["fields"])
                self.assertEqual({name: entry[name] for name in ("kind", "subject", "roles", "purpose", "path", "method")},
                                 {"kind": "read", "subject": "olga", "roles": ["official"], "purpose": "complaint 17",
                                  "path": pattern, "method": "GET"})
                self.assertTrue(entry["at"].endswith("Z") and entry["previous"])

    def test_without_a_purpose_it_is_there_without_one(self):
        case = self.reviewed_case()
        entry, = self.added_by(lambda: self.read(f"/v1/cases/{case}", self.office.official))
        self.assertNotIn("purpose", entry)

    def test_a_flagged_document_is_restricted_material(self):
        case = self.case_up_to("waive-peer-review")
        entry, = self.added_by(lambda: self.read(f"/v1/cases/{case}", self.office.official))
        self.assertIn("HeldDocument.id", entry["fields"])

    def test_events_that_an_official_reads_on_are_there_by_their_cases(self):
        case = self.reviewed_case()
        entries = self.added_by(lambda: self.read("/v1/events?after=0&follow=no", self.office.official))
        self.assertIn(case, {each for entry in entries for each in entry["cases"]})
        self.assertEqual({entry["subject"] for entry in entries}, {"olga"})

    def test_what_is_public_or_ones_own_or_not_narrow_is_not_there(self):
        case = self.reviewed_case()
        applicant = self.office.applicants[0]

        def look():
            for path, token in [("/v1/register", None), ("/v1/register", self.office.official),
                                ("/v1/register", self.office.auditor), ("/v1/cycles", self.office.auditor),
                                (f"/v1/cycles/{CYCLE}", self.office.auditor), ("/openapi.json", self.office.auditor),
                                (f"/v1/cases/{case}", applicant), (f"/v1/cases/{case}/timeline", applicant),
                                (f"/v1/cases/{case}", self.unnamed), (f"/v1/cases/{case}/timeline", self.unnamed),
                                ("/v1/cases", self.unnamed), ("/v1/clock", self.operator)]:
                self.read(path, token)
        self.assertEqual(self.added_by(look), [])

    def test_every_read_of_an_auditor_is_there(self):
        case = self.case_up_to("register-interest")
        self.assertTrue(self.read("/v1/cases?organisation=college-0", self.office.auditor).json["cases"])
        for path in (f"/v1/cases/{case}", f"/v1/cases/{case}/timeline", "/v1/cases", "/v1/audit?limit=1",
                     f"/v1/cycles/{CYCLE}/statistics", f"/v1/cycles/{CYCLE}/statistics?format=csv"):
            with self.subTest(path=path):
                entry, = self.added_by(lambda: self.read(path, self.office.auditor))
                self.assertEqual((entry["kind"], entry["subject"]), ("read", "aud"))
                if case in path:
                    self.assertEqual(entry["cases"], [case])
        entry, = self.added_by(lambda: self.read("/v1/events?after=0&follow=no", self.office.auditor))
        self.assertTrue(entry["everyCase"])
        self.assertNotIn("cases", entry)
        by_case = self.journal.entries(f"case={case}")
        self.assertIn(entry["entry"], [each["entry"] for each in by_case])

    def test_looking_at_the_journal_is_on_record_before_it_is_answered(self):
        for _ in range(2):
            shown = self.journal.entries()
            self.assertEqual((shown[-1]["path"], shown[-1]["subject"]), ("/v1/audit/reads", "aud"))

    def test_each_refusal_of_a_known_caller_is_there_once(self):
        case = self.case_up_to("confirm-eligibility")
        foreign = self.office.applicants[1]

        def command(name, body, token, status):
            def send():
                self.assertEqual(self.client.command(name, body, token=token).status, status)
            return send
        for act, expected in [
                (lambda: self.read(f"/v1/cases/{case}", foreign, 404),
                 {"subject": "ann-1", "cases": [case], "status": 404, "refusal": "no-such-stream"}),
                (lambda: self.read(f"/v1/cases/{MISSING}/timeline", self.office.official, 404),
                 {"subject": "olga", "cases": [MISSING], "status": 404, "refusal": "no-such-stream"}),
                (lambda: self.read("/v1/audit", foreign, 403),
                 {"subject": "ann-1", "path": "/v1/audit", "status": 403, "refusal": "not-your-role"}),
                (lambda: self.read(f"/v1/cycles/{CYCLE}/statistics", foreign, 403),
                 {"subject": "ann-1", "status": 403, "refusal": "not-your-role"}),
                (lambda: self.journal.page(token=self.office.official),
                 {"subject": "olga", "path": "/v1/audit/reads", "status": 403, "refusal": "not-your-role"}),
                (command("withdraw-application", {"case": case, "reason": "R"}, foreign, 404),
                 {"subject": "ann-1", "cases": [case], "command": "withdraw-application", "refusal": "no-such-stream"}),
                (command("take-decision", {"case": case, "outcome": "approved", "reasons": "R"}, self.office.official, 403),
                 {"subject": "olga", "cases": [case], "command": "take-decision", "status": 403}),
                (command("confirm-eligibility", {"case": case}, self.office.official, 409),
                 {"subject": "olga", "cases": [case], "command": "confirm-eligibility", "status": 409})]:
            with self.subTest(expected=expected):
                before = self.journal.last()
                act()
                refusals = [entry for entry in self.journal.entries("kind=refusal") if entry["entry"] > before]
                self.assertEqual(len(refusals), 1, refusals)
                self.assertEqual({name: refusals[0].get(name) for name in expected}, expected)

    def test_strangers_are_counted_and_leave_nothing_else(self):
        before = self.journal.last()
        for _ in range(5):
            self.read(f"/v1/cases/{MISSING}", "htq_nobody", 401)
        self.client.wait_for(lambda: sum(entry.get("count", 0) for entry in self.journal.since(before)) >= 5, "the count")
        added = self.journal.since(before)
        self.assertEqual({entry["kind"] for entry in added}, {"strangers"})
        self.assertEqual(sum(entry["count"] for entry in added), 5)

    def test_auditors_alone_read_it(self):
        for token, status in [(None, 401), (self.office.official, 403), (self.operator, 403),
                              (self.office.applicants[0], 403)]:
            answer = self.client.request("GET", "/v1/audit/reads", token=token)
            self.assertEqual(answer.status, status, answer.body)

    def test_it_holds_nothing_of_what_a_case_says(self):
        case = self.reviewed_case()
        title = self.read(f"/v1/cases/{case}", self.office.official).json["title"]
        self.read(f"/v1/cases/{case}/timeline", self.office.auditor)
        self.read(f"/v1/cases?title={title.replace(' ', '%20')}", self.office.auditor)
        shown = self.journal.page("limit=500").body.decode()
        for content in (REVIEW, title, "Names a customer"):
            self.assertNotIn(content, shown)

    def test_it_is_narrowed_and_read_page_by_page(self):
        case = self.reviewed_case()
        self.read(f"/v1/cases/{case}", self.office.official)
        self.read(f"/v1/cases/{case}", self.office.auditor)
        self.assertEqual({entry["subject"] for entry in self.journal.entries("subject=olga")}, {"olga"})
        of_case = self.journal.entries(f"case={case}&kind=read")
        self.assertEqual([(entry["subject"], entry.get("everyCase")) for entry in of_case[-2:]],
                         [("olga", False), ("aud", False)])
        at = of_case[-2]["at"]
        self.assertNotIn(of_case[-2], self.journal.entries("until=2020-01-01"))
        self.assertIn(of_case[-2], self.journal.entries(f"from={at}&until={at}"))
        self.assertEqual(self.journal.entries(f"from={at}")[0]["at"], at)
        pages, cursor = [], "0"
        while cursor and len(pages) < 3:
            page = self.journal.page(f"limit=1&cursor={cursor}").json
            pages += page["entries"]
            cursor = page.get("next")
        self.assertEqual([entry["entry"] for entry in pages], [1, 2, 3])
        self.assertEqual(pages[0]["kind"], "begun")

    def test_a_question_that_makes_no_sense_is_refused(self):
        for query, field in [("kind=looks", "kind"), ("case=HTQ-1", "case"), ("from=soon", "from"), ("limit=0", "limit"),
                             ("cursor=x", "cursor"), ("asAt=1", "asAt")]:
            with self.subTest(query=query):
                self.assert_problem(self.journal.page(query), 400, "bad-parameter", field)

    def test_a_purpose_that_cannot_be_kept_is_refused(self):
        for purpose in ("", "x" * 201, "caf\xe9"):
            answer = self.client.request("GET", "/v1/cases", token=self.office.auditor, headers={"Htqd-Purpose": purpose})
            self.assert_problem(answer, 400, "bad-parameter", "Htqd-Purpose")


class Alone(unittest.TestCase):
    """Daemons that are stopped, killed or cannot write."""

    def started(self, **settings):
        daemon = Daemon(settings)
        self.addCleanup(daemon.close)
        office = Office(daemon, today=self.today)
        daemon.start()
        client = daemon.client()
        self.addCleanup(client.close)
        office.set_up(client)
        return daemon, office, client, Journal(client, office.auditor)

    today = None

    def case_of(self, office, client):
        case = None
        for token, name, body, headers in office.way_of_a_case(office.applicants[0], "one"):
            case = case or client.sure(name, about(body, case), headers=headers, token=token)["stream"]
            if name != "register-interest":
                client.sure(name, about(body, case), headers=headers, token=token)
            if name == "confirm-eligibility":
                client.position()
                return case

    def test_a_kill_after_the_answer_leaves_the_read_on_record(self):
        daemon, office, client, journal = self.started()
        case = self.case_of(office, client)
        for subject, token in [("olga", office.official), ("aud", office.auditor)]:
            for path in (f"/v1/cases/{case}", f"/v1/cases/{case}/timeline"):
                before = journal.last()
                self.assertEqual(client.request("GET", path, token=token).status, 200)
                daemon.kill()
                daemon.start()
                client.close()
                added = [entry for entry in journal.since(before) if entry["kind"] == "read"]
                self.assertEqual([(entry["subject"], entry["cases"]) for entry in added], [(subject, [case])])
        numbers = [entry["entry"] for entry in journal.entries()]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_refusals_are_on_record_after_a_stop(self):
        daemon, office, client, journal = self.started()
        before = journal.last()
        self.assertEqual(client.request("GET", "/v1/audit", token=office.applicants[0]).status, 403)
        self.assertEqual(daemon.stop(), 0)
        daemon.start()
        client.close()
        self.assertEqual([entry["subject"] for entry in journal.since(before) if entry["kind"] == "refusal"], ["ann-0"])

    def test_without_space_what_is_narrow_is_not_read_and_the_rest_is(self):
        daemon, office, client, journal = self.started()
        case = self.case_of(office, client)
        daemon.stop()
        daemon.set("log.min_free_bytes", 1 << 49)
        daemon.start()
        client.close()
        for path, token, status in [(f"/v1/cases/{case}", office.official, 503), (f"/v1/cases/{case}", office.auditor, 503),
                                    (f"/v1/cases/{case}/timeline", office.official, 503),
                                    ("/v1/events?follow=no", office.auditor, 503), ("/v1/audit/reads", office.auditor, 503),
                                    (f"/v1/cases/{case}", office.applicants[0], 200), ("/v1/register", office.auditor, 200),
                                    (f"/v1/cases/{case}", office.applicants[1], 404)]:
            with self.subTest(path=path):
                answer = client.request("GET", path, token=token)
                self.assertEqual(answer.status, status, answer.body)
                if status == 503:
                    self.assertEqual(answer.json["type"], "/problems/access-not-recorded")
                    self.assertIn("retry-after", answer.headers)
        self.assertEqual(len(daemon.log_lines("journal_not_written")), 1)
        daemon.stop()
        daemon.set("log.min_free_bytes", 1 << 20)
        daemon.start()
        client.close()
        self.assertEqual(client.request("GET", f"/v1/cases/{case}", token=office.auditor).status, 200)
        self.assertEqual(journal.entries()[-2]["cases"], [case])

    def test_where_a_purpose_is_required_nothing_narrow_is_read_without_one(self):
        daemon, office, client, journal = self.started()
        case = self.case_of(office, client)
        daemon.stop()
        daemon.set("journal.purpose", "required")
        daemon.start()
        client.close()
        for path, token in [(f"/v1/cases/{case}", office.official), ("/v1/audit/reads", office.auditor)]:
            answer = client.request("GET", path, token=token)
            self.assertEqual((answer.status, answer.json["type"]), (400, "/problems/purpose-missing"))
            given = client.request("GET", path, token=token, headers={"Htqd-Purpose": "a complaint"})
            self.assertEqual(given.status, 200)
        self.assertEqual(client.request("GET", f"/v1/cases/{case}", token=office.applicants[0]).status, 200)

    def test_a_damaged_journal_is_set_aside_and_a_new_one_says_so(self):
        daemon, office, client, journal = self.started()
        journal.last()
        daemon.stop()
        (daemon.data / "journal" / "records" / "CURRENT").unlink()
        daemon.start()
        client.close()
        begun = journal.entries()[0]
        self.assertEqual((begun["entry"], begun["kind"]), (1, "begun"))
        self.assertIn("journal-damaged-1", begun["note"])
        self.assertTrue((daemon.data / "journal-damaged-1" / "records").is_dir())
        self.assertEqual(len(daemon.log_lines("journal_damaged")), 1)

    def test_entries_that_were_taken_away_are_missed(self):
        """By whoever has the directory: the watermark knows."""
        daemon, office, client, journal = self.started()
        journal.last()
        daemon.stop()
        for file in (daemon.data / "journal" / "records").glob("*.log"):
            file.write_bytes(b"")
        for file in (daemon.data / "journal" / "records").glob("*.sst"):
            file.unlink()
        daemon.start()
        client.close()
        self.assertIn("journal-damaged-1", journal.entries()[0]["note"])


class Kept(unittest.TestCase):
    def test_entries_are_disposed_of_when_their_time_is_over_and_that_is_said(self):
        today = datetime.date(2024, 3, 4)
        with Daemon({"clock.mode": "manual", "clock.start": f"{today}T09:00:00Z", "journal.keep_days": 10}) as daemon:
            auditor, operator = daemon.token("aud", ["auditor"]), daemon.token("otto", ["operator"])
            client = daemon.client()
            self.addCleanup(client.close)
            journal = Journal(client, auditor)
            client.wait_for(lambda: client.request("GET", "/v1/audit/reads", token=auditor).status == 200, "the tokens")

            def move(days):
                answer = client.request("POST", "/v1/clock", {"to": f"{today + datetime.timedelta(days)}T09:00:00Z"},
                                        token=operator)
                self.assertEqual(answer.status, 200, answer.body)
            first = journal.last()
            move(8)
            self.assertEqual(journal.entries()[0]["entry"], 1)
            kept = journal.last()
            move(12)
            client.wait_for(lambda: journal.entries()[0]["entry"] > first, "the oldest to go")
            entries = journal.entries()
            self.assertLessEqual(entries[0]["entry"], kept)
            disposed, = [entry for entry in entries if entry["kind"] == "disposed"]
            self.assertEqual(disposed["note"], f"Entries 1 to {entries[0]['entry'] - 1}.")
            self.assertEqual(disposed["count"], entries[0]["entry"] - 1)
            daemon.kill()
            daemon.start()
            client.close()
            self.assertEqual(journal.entries()[0]["entry"], entries[0]["entry"])


if __name__ == "__main__":
    unittest.main()
