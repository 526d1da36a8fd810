"""Who sees a case: by what ties them to it (domain.md sections 3 and 13)."""

import json

from tests.access.sealed import MISSING, but_for_nonces
from tests.http_api.doors import Doors
from tests.support.office import CYCLE, sha256

NARROW = ["peerReviewer", "respondent", "thirdParty", "recordsOfficer", "legalTeam", "examiner", "reviewPanel",
          "statistician", "operator", "ofqual", "routePanel", "assuranceBody", "decisionMaker", "secretary"]


class Sight(Doors):
    @classmethod
    def prepare(cls):
        token = cls.daemon.token
        cls.roles = {role: token(f"some-{role.lower()}", [role]) for role in NARROW}
        cls.reviewer = token("rita", ["peerReviewer"])
        cls.member, cls.recused = token("mel", ["routePanel"]), token("max", ["routePanel"])
        cls.ofs = token("ofelia", ["ofs"], "ofs")
        cls.nmc = token("nora", ["statutoryRegulator"], "nmc")
        cls.gdc = token("gus", ["statutoryRegulator"], "gdc")
        cls.reviewing = {"rex": token("rex", ["reviewPanel"]), "eve": token("eve", ["examiner"]),
                         "dora": token("dora", ["reviewPanel"]), "olga": token("olga", ["examiner"])}
        cls.named, cls.unnamed = token("nan", ["official"]), token("una", ["official"])

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        official = cls.official
        official("establish-body", body="reviewers", kind="officials", name="Reviewers", **{"from": "2020-01-01"})
        official("make-appointment", body="reviewers", kind="peerReviewer", person="rita", **{"from": "2020-01-01"},
                 name={"person": "rita", "text": "Rita"})
        for person in ("mel", "max"):
            official("make-appointment", body="panel-digital", kind="panelMember", person=person,
                     name={"person": person, "text": person}, **{"from": "2020-01-01"})

    @classmethod
    def official(cls, command, /, **body):
        return cls.client.sure(command, body, token=cls.office.official)

    def sees(self, token, case):
        """The case as they are answered; nothing where it is as if there were none."""
        self.client.position()
        self.client.token = None
        answer = self.client.request("GET", f"/v1/cases/{case}", token=token)
        listed = self.client.request("GET", "/v1/cases?limit=500", token=token).json["cases"]
        self.assertEqual(answer.status == 200, case in [row["case"] for row in listed])
        if answer.status == 200:
            return answer.json
        missing = self.client.request("GET", f"/v1/cases/{MISSING}", token=token)
        self.assertEqual(answer, missing)
        return None

    def test_an_earlier_case_names_the_later_one_to_whoever_sees_that_one(self):
        mine, theirs = self.office.applicants[:2]
        earlier = self.case_up_to("start-application")
        before = self.client.position()
        self.client.sure("withdraw-application", {"case": earlier, "reason": "The later criteria suit it better."}, token=mine)
        later = self.client.sure("register-interest", {"cycle": CYCLE, "earlierCase": earlier}, token=mine)["stream"]
        # Nobody knows of a case of another organisation that names it, too, but who sees every case.
        foreign = self.client.sure("register-interest", {"cycle": CYCLE, "earlierCase": earlier}, token=theirs)["stream"]
        self.assertEqual(self.sees(mine, later)["earlierCase"], earlier)
        self.assertEqual(self.sees(mine, earlier)["laterCases"], [later])
        for everyone in (self.office.official, self.office.auditor):
            self.assertEqual(self.sees(everyone, earlier)["laterCases"], sorted([later, foreign]))
        self.assertIsNone(self.sees(theirs, earlier))
        self.assertNotIn("laterCases", self.sees(theirs, foreign))
        then = self.client.request("GET", f"/v1/cases/{earlier}?asAt={before}", token=self.office.auditor)
        self.assertNotIn("laterCases", then.json)

    def timeline(self, token, case):
        return self.client.request("GET", f"/v1/cases/{case}/timeline", token=token).body.decode()

    def test_whoever_has_nothing_to_do_with_a_case_sees_none(self):
        case = self.case_up_to("confirm-eligibility")
        for role, token in self.roles.items():
            with self.subTest(role=role):
                self.assertIsNone(self.sees(token, case))
                for path in (f"/v1/cases/{case}/timeline", f"/v1/worklist?stream={case}", f"/v1/notices?case={case}",
                             f"/v1/promises?case={case}"):
                    foreign = self.client.request("GET", path, token=token)
                    absent = self.client.request("GET", path.replace(case, MISSING), token=token)
                    if foreign.status == 200:
                        foreign, absent = (but_for_nonces(answer)[1:] for answer in (foreign, absent))
                        if role in ("statistician", "operator"):  # they see that time goes on
                            continue
                    self.assertEqual(foreign, absent)

    def test_a_no_to_a_command_does_not_tell_that_there_is_a_case(self):
        case = self.case_up_to("confirm-eligibility")
        self.client.position()
        everyone = {**self.roles, "applicant": self.office.applicants[1], "nmc": self.nmc, "rita": self.reviewer}
        for role, token in everyone.items():
            for name, body in [("submit-peer-review", {"noConflict": True, "comment": "C"}),
                               ("decline-peer-review", {"reason": "R"}), ("accept-peer-review", {"noConflict": True}),
                               ("record-regulator-advice", {"regulator": "ofqual"}), ("withdraw-application", {"reason": "R"}),
                               ("record-statutory-advice", {"regulator": "generalDentalCouncil", "advice": "A"}),
                               ("make-panel-recommendation", {"meeting": "m", "reasons": "R"}), ("give-assurance", {}),
                               ("take-decision", {"outcome": "approved", "reasons": "R"}), ("return-advice", {"reason": "R"}),
                               ("assign-case", {"official": "o"})]:
                for headers in ({}, {"If-Match": '"1"'}, {"If-Match": '"17"'}):
                    with self.subTest(role=role, name=name, headers=headers):
                        foreign = self.client.command(name, {"case": case, **body}, headers=headers, token=token)
                        absent = self.client.command(name, {"case": MISSING, **body}, headers=headers, token=token)
                        self.assertEqual(foreign, absent)

    def test_a_reviewer_sees_the_case_once_no_conflict_is_declared(self):
        case = self.case_up_to("confirm-eligibility")
        self.official("commission-peer-review", case=case, reviewer="rita")
        self.assertIsNone(self.sees(self.reviewer, case))
        conflict = self.client.command("accept-peer-review", {"case": case, "noConflict": False}, token=self.reviewer)
        self.assertEqual(conflict.status, 404)
        self.client.sure("accept-peer-review", {"case": case, "noConflict": True}, token=self.reviewer)
        seen = self.sees(self.reviewer, case)
        self.assertEqual(seen["stage"], "underReview")
        for withheld in ("peerReviews", "ratings", "regulatorAdvice"):
            self.assertNotIn(withheld, seen)
        # "demand" was flagged by the applicant.
        self.assertEqual([document["id"] for document in seen["documents"]], ["structure"])
        told = self.timeline(self.reviewer, case)
        self.assertNotIn("Names a customer", told)
        self.assertNotIn("demand", told)
        self.assertIsNone(self.sees(self.roles["peerReviewer"], case))
        for command, body in [("submit-peer-review", {"noConflict": True, "comment": "It matches."})]:
            self.client.sure(command, {"case": case, **body}, token=self.reviewer)
        self.assertIsNotNone(self.sees(self.reviewer, case))
        self.official("discount-peer-review", case=case, reviewer="rita", reason="A cousin.")
        self.assertIsNone(self.sees(self.reviewer, case))

    def test_its_applicant_sees_no_trace_of_a_review(self):
        reviewed, other = (self.case_up_to("confirm-eligibility") for _ in range(2))
        before = self.sees(self.office.applicants[0], reviewed)
        told = self.timeline(self.office.applicants[0], reviewed)
        self.official("commission-peer-review", case=reviewed, reviewer="rita")
        self.client.sure("accept-peer-review", {"case": reviewed, "noConflict": True}, token=self.reviewer)
        self.client.sure("submit-peer-review", {"case": reviewed, "noConflict": True, "comment": "No."},
                         token=self.reviewer)
        after = self.sees(self.office.applicants[0], reviewed)
        for sealed in ("position", "asAt"):
            self.assertEqual((len(before[sealed]), len(after[sealed])), (64, 64))
            self.assertNotEqual(before.pop(sealed), after.pop(sealed))
        self.assertEqual(before, after)
        again = self.timeline(self.office.applicants[0], reviewed)
        self.assertEqual(len(told), len(again))
        self.assertEqual(len(json.loads(told)["entries"]), before["version"])

    def test_a_panel_sees_the_papers_of_its_meeting(self):
        case = self.case_up_to("complete-advice")
        self.client.sure("call-meeting", {"meeting": f"of-{case}", "kind": "panel", "body": "panel-digital",
                                          "at": self.office.day(0), "cases": [case], "quorum": 1},
                         token=self.office.secretary)
        self.assertIsNone(self.sees(self.member, case))
        secretary = self.sees(self.office.secretary, case)
        self.assertEqual([document["id"] for document in secretary["documents"]], ["structure"])
        self.client.sure("recuse-member", {"meeting": f"of-{case}", "member": "max", "case": case, "reason": "Knows them."},
                         token=self.office.secretary)
        self.client.sure("issue-papers", {"meeting": f"of-{case}", "papers": [sha256("advice")]},
                         token=self.office.secretary)
        seen = self.sees(self.member, case)
        self.assertEqual([document["id"] for document in seen["documents"]], ["demand", "structure"])
        self.assertIn("ratings", seen)
        for other in (self.recused, self.roles["routePanel"], self.office.assurer, self.office.decider):
            self.assertIsNone(self.sees(other, case))

    def test_a_panel_sees_the_case_as_its_papers_had_it_until_they_are_issued_again(self):
        case, meeting = self.case_up_to("complete-advice"), None
        meeting = f"of-{case}"

        def issue():
            self.client.sure("issue-papers", {"meeting": meeting, "papers": [sha256("advice")]}, token=self.office.secretary)
            self.client.position()

        def everything():
            answers = [self.client.request("GET", path, token=self.member) for path in
                       (f"/v1/cases/{case}", f"/v1/cases/{case}/timeline", "/v1/cases?limit=500", "/v1/notices",
                        "/v1/promises")]
            self.assertEqual({answer.status for answer in answers}, {200})
            # Where the log has come to is sealed, and of one length.
            return [but_for_nonces(answer) for answer in answers]
        self.client.sure("call-meeting", {"meeting": meeting, "kind": "panel", "body": "panel-digital",
                                          "at": self.office.day(0), "cases": [case], "quorum": 1},
                         token=self.office.secretary)
        issue()
        before = everything()
        self.official("hold-case", case=case, ground="legalAdvice", reason="A letter came.")
        self.client.position()
        self.assertEqual(self.sees(self.office.official, case)["held"], "legalAdvice")
        self.assertEqual(everything(), before)
        work = self.client.request("GET", f"/v1/worklist?stream={case}", token=self.member).json["work"]
        self.assertEqual({item["waitsFor"] for item in work}, {"routePanel"})
        seen = self.sees(self.member, case)
        self.assertEqual(seen["held"], "none")
        row, = [row for row in self.client.request("GET", "/v1/cases?limit=500", token=self.member).json["cases"]
                if row["case"] == case]
        self.assertEqual((row["held"], row["version"]), ("none", seen["version"]))
        self.assertNotIn("A letter came.", self.timeline(self.member, case))
        issue()
        self.assertEqual(self.sees(self.member, case)["held"], "legalAdvice")
        self.assertIn("A letter came.", self.timeline(self.member, case))

    def test_the_legal_team_sees_what_a_procedural_review_may_be_of(self):
        open_one, decided = self.case_up_to("confirm-eligibility"), self.case_up_to("take-decision")
        self.assertIsNone(self.sees(self.roles["legalTeam"], open_one))
        seen = self.sees(self.roles["legalTeam"], decided)
        self.assertIn("ratings", seen)
        # What is restricted is not among it.
        self.assertNotIn("peerReviews", seen)
        self.assertEqual([document["id"] for document in seen["documents"]], ["structure"])

    def test_who_reviews_how_a_case_was_decided_sees_it_unless_they_took_part(self):
        case = self.case_up_to("take-decision")
        meeting = f"review-of-{case}"
        self.official("establish-body", body=f"reviews-of-{case.lower()}", kind="reviewPanel", name="Review panel",
                      **{"from": "2020-01-01"})
        people = {"rex": "reviewPanel", "eve": "examiner", "dora": "reviewPanel", "olga": "examiner"}
        for person in people:
            self.official("make-appointment", body=f"reviews-of-{case.lower()}", kind="delegate", person=person,
                          name={"person": person, "text": person}, **{"from": "2020-01-01"})
        for token in self.reviewing.values():
            self.assertIsNone(self.sees(token, case))
        self.client.sure("call-meeting", {"meeting": meeting, "kind": "reviewPanel", "body": f"reviews-of-{case.lower()}",
                                          "at": self.office.day(0), "cases": [case], "quorum": 1},
                         token=self.office.secretary)
        # The examiner prepares it; the panel has what its papers hold.
        self.assertIn("ratings", self.sees(self.reviewing["eve"], case))
        self.assertIsNone(self.sees(self.reviewing["rex"], case))
        self.client.sure("issue-papers", {"meeting": meeting, "papers": [sha256("review")]},
                         token=self.office.secretary)
        seen = self.sees(self.reviewing["rex"], case)
        self.assertEqual([document["id"] for document in seen["documents"]], ["demand", "structure"])
        # dora decided it, olga was its official; who is not of the panel sees nothing.
        for token in (self.reviewing["dora"], self.reviewing["olga"], self.roles["reviewPanel"], self.roles["examiner"]):
            self.assertIsNone(self.sees(token, case))

    def test_what_is_restricted_is_for_the_officials_that_a_case_is_assigned_to(self):
        case = self.case_up_to("confirm-eligibility")
        self.official("assign-case", case=case, official="nan")
        self.official("commission-peer-review", case=case, reviewer="rita")
        for token, names in [(self.named, ["demand", "structure"]), (self.unnamed, ["structure"])]:
            seen = self.sees(token, case)
            self.assertEqual([document["id"] for document in seen["documents"]], names)
            self.assertEqual("peerReviews" in seen, token == self.named)
            self.assertEqual("rita" in self.timeline(token, case), token == self.named)
            for path in ("/v1/events?follow=no", "/v1/audit?limit=500"):
                told = self.client.request("GET", path, token=token).body.decode()
                lines = [line for line in told.split("\n") if case in line]
                self.assertTrue(lines)
        unnamed = self.client.request("GET", "/v1/events?follow=no", token=self.unnamed).body.decode().splitlines()
        records = [json.loads(line)["record"] for line in unnamed if line]
        self.assertEqual([record["position"] for record in records], list(range(1, len(records) + 1)))
        of_case = [record for record in records if record["stream"] == case]
        self.assertTrue([record for record in of_case if "peerReviewCommissioned" in record["body"]])
        self.assertNotIn("rita", json.dumps(of_case))
        self.assertNotIn("Names a customer", json.dumps(of_case))

    def test_a_regulator_sees_what_it_regulates_once_it_is_submitted(self):
        draft = self.case_up_to("start-application")
        submitted = self.case_up_to("submit-application")
        self.assertIsNone(self.sees(self.ofs, draft))
        seen = self.sees(self.ofs, submitted)
        self.assertEqual([document["id"] for document in seen["documents"]], ["structure"])
        for other in (self.nmc, self.gdc, self.roles["ofqual"]):
            self.assertIsNone(self.sees(other, submitted))

    def test_positions_are_no_good_to_whoever_is_not_told_them(self):
        case = self.case_up_to("submit-application")
        own = self.office.applicants[0]
        seen = self.sees(own, case)
        for path in (f"/v1/cases/{case}", "/v1/cases", f"/v1/cycles/{CYCLE}", "/v1/rules"):
            for question in ("asAt=1", "after=1"):
                answer = self.client.request("GET", f"{path}?{question}", token=own)
                self.assertEqual(answer.status, 400, path)
                self.assertNotIn(str(self.client.position()), answer.body.decode())
            for name in ("asAt", "after"):
                answer = self.client.request("GET", f"{path}?{name}={seen['asAt']}", token=own)
                self.assertEqual(answer.status, 200, answer.body)
        entries = json.loads(self.timeline(own, case))["entries"]
        for number, entry in enumerate(entries, start=1):
            then = self.client.request("GET", f"/v1/cases/{case}?asAt={entry['record']['position']}", token=own).json
            self.assertEqual(then["version"], number)


if __name__ == "__main__":
    import unittest

    unittest.main()
