"""Streams of events for those who do not see every case: an applicant its own, everyone what became public. They
resume, and nothing that is hidden shows in them."""

import json
import re
import threading

from tests.http_api.doors import Doors
from tests.support.office import CYCLE


def next_event(lines):
    fields = {}
    while line := next(lines).decode():
        name, _, value = line.partition(": ")
        fields[name] = value
    return fields["id"], fields["event"], json.loads(fields["data"])


class Events(Doors):
    def read(self, token, path="/v1/events", after=None):
        self.client.position()
        path += "?follow=no" + (f"&after={after}" if after else "")
        answer = self.client.request("GET", path, token=token)
        self.assertEqual(answer.status, 200, answer.body)
        return [json.loads(line) for line in answer.body.splitlines() if line]

    def follow(self, token, path="/v1/events", headers=None):
        return self.daemon.client(token).lines(path, headers={"Accept": "text/event-stream", **(headers or {})},
                                               timeout=30)

    def test_an_applicant_is_sent_its_own_cases_as_it_sees_them(self):
        own, foreign = self.case_up_to("submit-application", 0), self.case_up_to("submit-application", 1)
        self.client.sure("report-regulatory-action", {"case": own, "regulator": "ofqual", "report": "Hidden."},
                         token=self.office.official)
        events = self.read(self.office.applicants[0])
        streams = {entry["record"]["stream"] for entry in events}
        self.assertIn(own, streams)
        self.assertNotIn(foreign, streams)
        self.assertTrue(all(entry["record"]["streamKind"] == "case" for entry in events))
        self.client.token = None
        timeline = self.client.request("GET", f"/v1/cases/{own}/timeline", token=self.office.applicants[0]).json
        mine = [entry for entry in events if entry["record"]["stream"] == own]
        self.assertEqual([entry["type"] for entry in mine], [entry["type"] for entry in timeline["entries"]])
        self.assertEqual([entry.get("summary") for entry in mine],
                         [entry.get("summary") for entry in timeline["entries"]])
        self.assertNotIn("Hidden.", json.dumps(events))
        for entry in events:
            self.assertRegex(entry["record"]["position"], r"^[A-Za-z0-9_-]{64}$")

    def test_it_resumes_behind_a_sealed_id_and_goes_on(self):
        own = self.case_up_to("register-interest", 0)
        lines = self.follow(self.office.applicants[0])
        ids = []
        while True:
            identity, kind, data = next_event(lines)
            ids.append(identity)
            if data["record"]["stream"] == own:
                break
        self.assertTrue(all(re.fullmatch(r"[A-Za-z0-9_-]{64}", identity) for identity in ids))
        lines.close()
        # Meanwhile much happens that is not theirs.
        for number in range(80):
            self.client.sure("record-route", {"route": f"r-{number}", "name": "R"}, token=self.office.official)
        self.case_up_to("submit-application", 1)
        resumed = self.follow(self.office.applicants[0], headers={"Last-Event-ID": ids[-1]})
        self.client.sure("record-support-session", {"case": own, "on": self.office.day(0), "advice": "A."},
                         token=self.office.official)
        kinds = []
        while "supportSessionHeld" not in kinds:
            _, kind, data = next_event(resumed)
            self.assertEqual(data["record"]["stream"], own)
            kinds.append(kind)
        resumed.close()
        last = self.read(self.office.applicants[0])[-1]["record"]["position"]
        self.assertEqual(self.read(self.office.applicants[0], after=last), [])
        # A plain position is nothing that they could have been given.
        for wrong in ("1", "99999999", "x"):
            answer = self.client.request("GET", f"/v1/events?follow=no&after={wrong}", token=self.office.applicants[0])
            self.assert_problem(answer, 400, "bad-parameter", "after")

    def test_everyone_is_sent_what_became_public_and_nothing_else(self):
        case = self.case_up_to("list-publicly", 0)
        hidden = self.case_up_to("submit-application", 1)
        events = self.read(None, "/v1/events/public")
        self.assertEqual(events and {type(entry["position"]) for entry in events}, {str})
        kinds = [entry["type"] for entry in events]
        self.assertIn("cycleAnnounced", kinds)
        self.assertIn("listedPublicly", kinds)
        for kind in ("interestRegistered", "applicationSubmitted", "meetingCalled", "organisationRegistered",
                     "appointmentMade", "enquiryReceived", "personErased"):
            self.assertNotIn(kind, kinds)
        told = json.dumps(events)
        self.assertNotIn(hidden, told)
        for subject in ("olga", "ann-0", "mel"):
            self.assertNotIn(f'"{subject}"', told)
        listing, = [entry for entry in events if entry["type"] == "listedPublicly"
                    and entry["data"]["listings"][0]["case"] == case]
        row, = [row for row in self.client.request("GET", "/v1/register?limit=500").json["rows"]
                if row["case"] == case]
        for field in ("title", "awardingBody", "level", "standard", "firstTeach"):
            self.assertEqual(listing["data"]["listings"][0].get(field), row.get(field))
        announced, = [entry for entry in events if entry["type"] == "cycleAnnounced" and entry["subject"] == f"cycle/{CYCLE}"]
        self.assertIn("announced", announced["summary"])
        self.assertIn("edition", announced["data"])
        # The same for everyone: a token adds nothing.
        self.assertEqual([entry["type"] for entry in self.read(self.office.auditor, "/v1/events/public")], kinds)
        # It resumes behind a sealed position, and goes on.
        self.assertEqual([entry["type"] for entry in self.read(None, "/v1/events/public", events[-2]["position"])],
                         kinds[-1:])
        lines = self.follow(None, "/v1/events/public", {"Last-Event-ID": events[-1]["position"]})
        self.client.sure("hold-case", {"case": hidden, "ground": "legalAdvice", "reason": "R"}, token=self.office.official)
        self.client.sure("record-evaluation", {"cycle": CYCLE, "finding": "It worked."}, token=self.office.official)
        _, kind, data = next_event(lines)
        self.assertEqual((kind, data["data"]), ("evaluationRecorded", {"finding": "It worked."}))
        lines.close()

    def test_a_sign_of_life_comes_whatever_is_hidden(self):
        """It would not, if what others do put it off: by its absence a reader would know of them."""
        self.case_up_to("register-interest", 0)
        lines = self.follow(self.office.applicants[0])
        alive, ended = threading.Event(), threading.Event()

        def read():
            for line in lines:
                if line.startswith(b":"):
                    self.assertEqual(line, b":")
                    alive.set()
                    break
            ended.set()
        reader = threading.Thread(target=read)
        reader.start()
        for number in range(200):
            self.client.sure("record-route", {"route": f"beat-{number}", "name": "B"}, token=self.office.official)
            if alive.wait(0.2) or ended.is_set():
                break
        reader.join(1)
        self.assertTrue(alive.is_set())

    def test_whoever_has_another_part_is_sent_none(self):
        for role in ("peerReviewer", "legalTeam", "routePanel", "recordsOfficer", "operator"):
            token = self.others[role]
            self.assert_problem(self.client.request("GET", "/v1/events?follow=no", token=token), 403, "not-your-role")
            self.assertEqual(self.client.request("GET", "/v1/events/public?follow=no", token=token).status, 200)
        self.assert_problem(self.client.request("GET", "/v1/events?follow=no", headers={"Authorization": "Bearer x"}),
                            401, "unknown-caller")

    @classmethod
    def prepare(cls):
        cls.others = {role: cls.daemon.token(f"a-{role.lower()}", [role]) for role in
                      ("peerReviewer", "legalTeam", "routePanel", "recordsOfficer", "operator")}
