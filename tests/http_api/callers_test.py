"""Who is calling, and what they may not see."""

import datetime
import http.client
import json

from tests.http_api.doors import Doors
from tests.support.htqd import PATIENCE

NOBODY = "htq_" + "A" * 43


class Callers(Doors):
    @classmethod
    def prepare(cls):
        cls.taken_back = cls.daemon.token("gone", ["official"])
        lines = cls.daemon.tokens.read_text().splitlines()
        lines[-1] = lines[-1].replace(" created_at", " not_after=2021-01-01T00:00:00Z created_at")
        cls.daemon.tokens.write_text("\n".join(lines) + "\n")

    def test_nobody_is_let_in_without_a_token_that_holds(self):
        before = self.client.position()
        for authorization in [None, "", "Bearer", "Bearer ", f"Bearer {NOBODY}", NOBODY, "Bearer htq_short",
                              f"Basic {self.office.official}", f"Bearer {self.office.official}x",
                              f"Bearer {self.office.official} x", f"Bearer {self.taken_back}"]:
            headers = {} if authorization is None else {"Authorization": authorization}
            for method, path, body in [("POST", "/v1/commands/record-route", {"route": "r", "name": "R"}),
                                       ("GET", "/v1/cases/HTQ-7K3M-92QX-5CJD", None),
                                       ("GET", "/v1/cases/HTQ-7K3M-92QX-5CJD/timeline", None),
                                       ("GET", "/v1/events?follow=no", None)]:
                with self.subTest(authorization=authorization, path=path):
                    answer = self.client.request(method, path, body, {"Idempotency-Key": "k", **headers})
                    self.assert_problem(answer, 401, "unknown-caller")
                    self.assertEqual(answer.headers["www-authenticate"], "Bearer")
        self.assertEqual(self.client.position(), before)

    def test_health_and_the_register_need_no_token(self):
        for path in ["/livez", "/readyz", "/version", "/v1/register"]:
            self.assertEqual(self.client.get(path).status, 200, path)

    def test_another_applicants_case_looks_as_if_it_were_not_there(self):
        case = self.case_up_to("submit-application", number=0)
        other = self.office.applicants[1]
        missing = "HTQ-7K3M-92QX-5CJD"
        for path in ["", "/timeline", f"?asAt={datetime.date.today()}T00:00:01", "/timeline?asAt=2020-12-16"]:
            with self.subTest(path=path):
                foreign = self.client.request("GET", f"/v1/cases/{case}{path}", token=other)
                absent = self.client.request("GET", f"/v1/cases/{missing}{path}", token=other)
                self.assertEqual(foreign.status, 404)
                self.assertEqual(foreign, absent)

    def test_a_command_on_another_applicants_case_looks_as_if_the_case_were_not_there(self):
        case = self.case_up_to("start-application", number=0)
        other = self.office.applicants[1]
        missing = "HTQ-7K3M-92QX-5CJD"
        before = self.client.position()
        for name, body in [("withdraw-application", {"reason": "R"}), ("submit-application", {}),
                           ("withdraw-application", {"reason": ""}),
                           ("resubmit", {"answers": []}), ("flag-sensitivity", {"document": "d"})]:
            for headers in [{}, {"If-Match": '"1"'}, {"If-Match": '"4"'}]:
                with self.subTest(name=name, body=body, headers=headers):
                    foreign = self.client.command(name, {"case": case, **body}, headers=headers, token=other)
                    absent = self.client.command(name, {"case": missing, **body}, headers=headers, token=other)
                    self.assertEqual(foreign, absent)
        self.assertEqual(self.client.position(), before)

    def test_what_is_not_for_applicants_is_not_shown_to_them(self):
        case = self.case_up_to("complete-advice", number=0)
        own = self.office.applicants[0]
        seen = self.client.request("GET", f"/v1/cases/{case}", token=own)
        timeline = self.client.request("GET", f"/v1/cases/{case}/timeline", token=own)
        self.assertEqual((seen.status, timeline.status), (200, 200))
        for word in ["ratings", "regulatorAdvice", "peerReviews", "analysisComplete", "recommendation"]:
            self.assertNotIn(word, seen.json)
        types = {entry["type"] for entry in timeline.json["entries"]}
        self.assertIn("eligibilityConfirmed", types)
        self.assertEqual(types & {"criterionAssessed", "peerReviewWaived", "analysisCompleted", "adviceCompleted",
                                  "regulatorAdviceNotNeeded", "caseAssigned"}, set())
        for word in [b'"previous"', b'"commandId"', b'"salt"', b'"commandDigest"', b"olga"]:
            self.assertNotIn(word, timeline.body)

    def test_an_applicant_may_not_read_the_audit(self):
        answer = self.client.request("GET", "/v1/audit", token=self.office.applicants[0])
        self.assert_problem(answer, 403, "not-your-role")

    def test_a_header_that_decides_something_is_said_once(self):
        said = {"Authorization": f"Bearer {self.office.official}", "Content-Type": "application/json",
                "Idempotency-Key": "said-once", "If-Match": '"1"', "Htqd-After": "1", "Htqd-On-Behalf-Of": "board",
                "Htqd-Authority": "minister", "Htqd-Role": "official", "Htqd-Occurred-At": "2021-09-17",
                "Last-Event-ID": "1", "traceparent": "00-" + "1" * 32 + "-" + "2" * 16 + "-00"}
        before = self.client.position()
        for name in said:
            for again in (name, name.lower(), name.upper()):
                with self.subTest(name=again):
                    connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=PATIENCE)
                    self.addCleanup(connection.close)
                    connection.putrequest("POST", "/v1/commands/record-route")
                    for header in said:
                        connection.putheader(header, said[header])
                    connection.putheader(again, said[name])
                    body = b'{"route": "r", "name": "R"}'
                    connection.putheader("Content-Length", str(len(body)))
                    connection.endheaders(body)
                    answer = connection.getresponse()
                    problem = json.loads(answer.read())
                    self.assertEqual((answer.status, problem["type"]), (400, "/problems/repeated-header"), problem)
                    self.assertEqual(problem["field"].lower(), name.lower())
                    self.assertTrue(problem["whatToDo"])
        self.assertEqual(self.client.position(), before)

    def test_an_applicant_speaks_for_itself_alone(self):
        case = self.case_up_to("start-application", number=0)
        mine = self.office.applicants[0]
        for headers in [{"Htqd-On-Behalf-Of": "institute-board"}, {"Htqd-Authority": "minister"}]:
            with self.subTest(headers=headers):
                answer = self.client.command("withdraw-application", {"case": case, "reason": "Ours."},
                                             headers=headers, token=mine)
                self.assert_problem(answer, 409, "no-power")
