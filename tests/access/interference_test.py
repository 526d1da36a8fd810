"""Two offices whose logs differ only in what somebody may not see answer that somebody with the same bytes."""

import datetime
import json
import unittest

from tests.access.sealed import MISSING, but_for_nonces
from tests.support.htqd import Daemon
from tests.support.office import CYCLE, Office, about

MONDAY = datetime.date(2022, 5, 16)
LISTS = ["/v1/cases", "/v1/worklist", "/v1/deadlines", "/v1/notices", "/v1/promises", "/v1/enquiries",
         "/v1/persons", "/v1/register", "/v1/consultations", "/v1/cycles", "/v1/scope", "/v1/standards", "/v1/bodies", "/v1/publications",
         "/v1/organisations"]
NARROW = [("peerReviewer", ""), ("respondent", ""), ("thirdParty", ""), ("legalTeam", ""),
          ("statutoryRegulator", "gdc"), ("applicant", "college-2")]


class World:
    """An office with a case of college-0 under review."""

    def __init__(self):
        self.daemon = Daemon({"clock.mode": "manual", "clock.start": f"{MONDAY}T08:00:00Z", "random.seed": 7})
        self.office = Office(self.daemon, organisations=3, today=MONDAY)
        self.tokens = {role: self.daemon.token(f"some-{role.lower()}", [role], organisation)
                       for role, organisation in NARROW}
        self.tokens["its applicant"] = self.office.applicants[0]
        self.tokens["the public"] = None
        self.reviewer = self.daemon.token("rita", ["peerReviewer"])
        self.daemon.start()
        self.client = self.daemon.client()
        self.office.set_up(self.client)
        self.official("establish-body", body="reviewers", kind="officials", name="Reviewers", **{"from": "2022-01-01"})
        self.case = self.case_up_to("request-information", 0, "mine")
        self.client.position()

    def close(self):
        self.client.close()
        self.daemon.close()

    def official(self, command, /, **body):
        return self.client.sure(command, body, token=self.office.official)

    def case_up_to(self, command, number, name):
        case = None
        for at, (token, step, body, headers) in enumerate(
                self.office.way_of_a_case(self.office.applicants[number], name)):
            receipt = self.client.sure(step, about(body, case), headers=headers, token=token, key=f"{name}-{at}")
            case = case or receipt["stream"]
            if step == command:
                return case
        raise AssertionError(f"no case comes to {command}")

    def hide_something(self):
        """What neither the public nor any of the narrow roles may know of."""
        official, case = self.official, self.case
        official("make-appointment", body="reviewers", kind="peerReviewer", person="rita",
                 name={"person": "rita", "text": "Rita, made up"}, **{"from": "2022-01-01"})
        official("assign-case", case=case, official="oscar")
        official("commission-peer-review", case=case, reviewer="rita", due="2022-06-10")
        for command, body in [("accept-peer-review", {"noConflict": True}),
                              ("submit-peer-review", {"noConflict": True, "comment": "It does not match."})]:
            self.client.sure(command, {"case": case, **body}, token=self.reviewer)
        official("request-regulator-advice", case=case, regulator="officeForStudents")
        official("assess-criterion", case=case, criterion="alignment", standard="ST0116", rating="notMet",
                 reasons="Far from it.")
        official("record-failed-notice", case=case, kind="receipt", to="ann-0", reason="Full.")
        official("report-regulatory-action", case=case, regulator="ofqual", report="Something is under way.")
        self.client.sure("call-meeting", {"meeting": "secret", "kind": "panel", "body": "panel-digital",
                                          "at": "2022-05-20", "cases": [case], "quorum": 2}, token=self.office.secretary)
        self.case_up_to("request-information", 1, "another's")
        self.client.sure("receive-enquiry", {"enquiry": "of-another", "kind": "general", "question": "How?",
                                             "enquirer": {"person": "p", "text": "Made up"}},
                         token=self.office.applicants[1])
        official("announce-cycle", cycle="consulted", title="Consulted", routes=["digital"], edition={
            "recommends": "routePanel", "assures": "approvalsCommittee", "decides": "approvalsCommittee",
            "consultation": "planned", "firstTeach": [{"firstTeach": "2030-09"}]})
        official("plan-consultation", consultation="to-come", cycle="consulted", cases=[MISSING], opens="2022-09-01",
                 questions=["Does it?"])
        self.client.position()

    def ask(self, role, path, method="GET", body=None, headers=None):
        self.client.token = None
        return self.client.request(method, path, body, headers, token=self.tokens[role])


class Interference(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.plain, cls.full = World(), World()
        cls.addClassCleanup(cls.plain.close)
        cls.addClassCleanup(cls.full.close)
        # The cycle is announced in both: that is public.
        cls.full.hide_something()
        cls.plain.official("announce-cycle", cycle="consulted", title="Consulted", routes=["digital"], edition={
            "recommends": "routePanel", "assures": "approvalsCommittee", "decides": "approvalsCommittee",
            "consultation": "planned", "firstTeach": [{"firstTeach": "2030-09"}]})
        cls.plain.client.position()

    def alike(self, role, path, **how):
        one, other = (world.ask(role, path, **how) for world in (self.plain, self.full))
        with self.subTest(role=role, path=path, **how):
            self.assertEqual(but_for_nonces(one), but_for_nonces(other))
        return one, other

    def test_reads_are_alike(self):
        self.assertEqual(self.plain.case, self.full.case)
        case = self.full.case
        paths = [*LISTS, f"/v1/cases/{case}", f"/v1/cases/{case}/timeline", f"/v1/cases/{MISSING}",
                 f"/v1/cycles/{CYCLE}", f"/v1/cycles/{CYCLE}/statistics", "/v1/rules", "/v1/audit",
                 "/v1/events?follow=no", "/v1/events/public?follow=no", "/v1/records", "/v1/retention", "/v1/clock", "/v1/log/level", "/version", "/readyz"]
        for role in self.full.tokens:
            for path in paths:
                self.alike(role, path)

    def test_questions_and_what_is_wrong_with_them_are_alike(self):
        case = self.full.case
        for role in self.full.tokens:
            for path in LISTS:
                for question in ["asAt=1", "asAt=99999", "after=1", "after=99999", "asAt=2022-05-16T08:00:00Z",
                                 "asAt=2022-05-15", "cursor=00", "limit=0", "limit=1", f"case={case}",
                                 "organisation=college-1", "person=rita", "stage=draft", "kind=general",
                                 "standing=pending", "told=no"]:
                    self.alike(role, f"{path}?{question}")
            for question in ["asAt=1", "asAt=40", "after=1", "asAt=2022-05-16T08:00:00Z", "asAt=2022-05-15"]:
                self.alike(role, f"/v1/cases/{case}?{question}")

    def test_streams_are_alike_resumed_at_each_event(self):
        for role, path in (("its applicant", "/v1/events"), ("the public", "/v1/events/public")):
            streams = [[(lambda entry: entry.get("position") or entry["record"]["position"])(json.loads(line))
                        for line in world.ask(role, f"{path}?follow=no").body.splitlines() if line]
                       for world in (self.plain, self.full)]
            self.assertEqual(len(streams[0]), len(streams[1]))
            self.assertGreater(len(streams[0]), 5)
            for cursors in zip(*streams):
                answers = [world.ask(role, f"{path}?follow=no&after={cursor}", headers={"Accept": "text/event-stream"})
                           for world, cursor in zip((self.plain, self.full), cursors)]
                with self.subTest(role=role):
                    self.assertEqual(*map(but_for_nonces, answers))

    def test_pages_are_alike(self):
        for role in ("its applicant", "applicant", "the public"):
            for path in LISTS:
                cursors = [{}, {}]
                for _ in range(4):
                    answers = [world.ask(role, path + "?limit=1" + (f"&cursor={cursor}" if cursor else ""))
                               for world, cursor in zip((self.plain, self.full), cursors)]
                    with self.subTest(role=role, path=path):
                        self.assertEqual(*map(but_for_nonces, answers))
                    if answers[0].status != 200 or "next" not in answers[0].json:
                        break
                    cursors = [answer.json["next"] for answer in answers]

    def test_z_receipts_versions_and_refusals_are_alike(self):
        """Changes both logs in the same way, and runs last."""
        case = self.full.case
        version = self.full.ask("its applicant", f"/v1/cases/{case}").json["version"]
        for number, (name, body, headers) in enumerate([
                ("flag-sensitivity", {"case": case, "document": "structure", "reason": "R"}, {"If-Match": '"1"'}),
                ("flag-sensitivity", {"case": case, "document": "structure", "reason": "R"},
                 {"If-Match": f'"{version}"'}),
                ("flag-sensitivity", {"case": case, "document": "none", "reason": "R"}, {}),
                ("provide-information", {"case": case, "request": 1, "answer": "Forty."}, {}),
                ("submit-application", {"case": case}, {}), ("confirm-receipt", {"case": case}, {}),
                ("receive-enquiry", {"enquiry": "mine", "kind": "general", "question": "When?",
                                     "enquirer": {"person": "p", "text": "Made up"}}, {}),
                ("respond-to-consultation", {"consultation": "to-come"}, {}),
                ("register-interest", {"cycle": CYCLE}, {})]):
            for role in ("its applicant", "applicant", "the public", "peerReviewer", "respondent", "statutoryRegulator"):
                for _ in range(2):  # and once more: the first answer again
                    self.alike(role, f"/v1/commands/{name}", method="POST", body=body,
                               headers={"Idempotency-Key": f"last-{number}", **headers})
        for world in (self.plain, self.full):
            world.client.position()
        self.test_reads_are_alike()


if __name__ == "__main__":
    unittest.main()
