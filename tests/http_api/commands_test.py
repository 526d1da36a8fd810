"""Commands that come at the wrong time, twice, for an old version, from the wrong role, or for what is not there."""

from tests.http_api.doors import Doors
from tests.support.office import CYCLE, day


class Commands(Doors):
    def test_an_unknown_command_is_refused_and_the_nearest_is_named(self):
        problem = self.refuses("record-rout", {}, 404, "unknown-command")
        self.assertIn("record-route", problem["whatToDo"])

    def test_a_command_without_an_id_is_refused(self):
        for headers, kind in [({}, "idempotency-key-missing"), ({"Idempotency-Key": ""}, "idempotency-key-missing"),
                              ({"Idempotency-Key": "k" * 129}, "idempotency-key-malformed"),
                              ({"Idempotency-Key": "two words"}, "idempotency-key-malformed")]:
            with self.subTest(headers=headers):
                before = self.client.position()
                answer = self.client.request("POST", "/v1/commands/record-route", {"route": "r", "name": "R"}, headers,
                                             self.office.official)
                self.assert_problem(answer, 400, kind, "Idempotency-Key")
                self.assertEqual(self.client.position(), before)

    def test_a_command_sent_again_gets_its_first_answer(self):
        body = {"route": "sent-twice", "name": "Twice"}
        first = self.client.sure("record-route", body, key="twice", token=self.office.official)
        self.assertFalse(first["repeated"])
        reordered = b'{ "name" : "Tw\\u0069ce", "route":"sent-twice" }'
        for same in [body, reordered]:
            again = self.client.sure("record-route", same, key="twice", token=self.office.official)
            self.assertEqual(again, {**first, "repeated": True})
        self.assertEqual(self.client.position(), first["position"])

    def test_an_id_that_was_used_for_another_body_is_refused(self):
        self.client.sure("record-route", {"route": "used", "name": "Used"}, key="used", token=self.office.official)
        self.refuses("record-route", {"route": "used", "name": "Other"}, 422, "idempotency-key-reused",
                     "Idempotency-Key", key="used")
        self.refuses("record-route", {"route": "other", "name": "Used"}, 422, "idempotency-key-reused",
                     "Idempotency-Key", key="used")
        self.refuses("close-cycle", {"cycle": CYCLE, "reason": "R"}, 422, "idempotency-key-reused", "Idempotency-Key",
                     key="used")

    def test_the_ids_of_two_callers_do_not_meet(self):
        body = {"cycle": CYCLE}
        one = self.client.sure("register-interest", body, key="shared", token=self.office.applicants[0])
        two = self.client.sure("register-interest", body, key="shared", token=self.office.applicants[1])
        self.assertNotEqual(one["stream"], two["stream"])
        self.assertFalse(two["repeated"])

    def test_a_refused_command_does_not_use_up_its_id(self):
        self.refuses("record-route", {"route": "later", "name": " "}, 422, "missing-value", "name", key="later")
        self.client.sure("record-route", {"route": "later", "name": "Later"}, key="later", token=self.office.official)

    def test_a_command_for_an_old_version_is_refused(self):
        case = self.case_up_to("start-application")
        version = self.client.request("GET", f"/v1/cases/{case}", token=self.office.official).json["version"]
        for other in [version - 1, version + 1, 0]:
            problem = self.refuses("assign-case", {"case": case, "official": "olga"}, 412, "version-conflict",
                                   "If-Match", headers={"If-Match": f'"{other}"'})
            self.assertEqual(problem["version"], version)
        receipt = self.client.sure("assign-case", {"case": case, "official": "olga"},
                                   headers={"If-Match": f'"{version}"'}, token=self.office.official)
        self.assertEqual((receipt["version"], receipt["events"]), (version + 1, ["caseAssigned"]))

    def test_a_version_that_cannot_be_read_is_refused(self):
        case = self.case_up_to("register-interest")
        for version in ["1", '"one"', '""', '"-1"', '"99999999999999999999"', 'W/"1"', '"1", "2"']:
            with self.subTest(version=version):
                self.refuses("grant-form-access", {"case": case}, 400, "bad-header", "If-Match",
                             headers={"If-Match": version})

    def test_what_is_sent_again_is_answered_before_its_version_is_looked_at(self):
        case = self.case_up_to("record-support-session")
        how = {"key": "again-" + case, "headers": {"If-Match": '"2"'}, "token": self.office.official}
        self.client.sure("grant-form-access", {"case": case}, **how)
        self.assertTrue(self.client.sure("grant-form-access", {"case": case}, **how)["repeated"])

    def test_a_command_at_the_wrong_stage_is_refused_with_number_and_clause(self):
        case = self.case_up_to("register-interest")
        problem = self.refuses("list-publicly", {"case": case}, 409, "not-at-this-stage")
        self.assertEqual((problem["refusal"], problem["name"], problem["clause"]),
                         (104, "not_at_this_stage", "domain.md 11"))

    def test_a_command_from_the_wrong_role_is_refused(self):
        case = self.case_up_to("register-interest")
        for token in [self.office.applicants[0], self.office.auditor, self.office.panel]:
            self.refuses("grant-form-access", {"case": case}, 403, "not-your-role", token=token)
        self.refuses("open-window", {"cycle": CYCLE, "window": "now"}, 403, "not-your-role")

    def test_a_role_that_the_caller_does_not_hold_is_refused(self):
        for role in ["decisionMaker", "system", "nobody", "Official", ""]:
            with self.subTest(role=role):
                self.refuses("record-route", {"route": "r", "name": "R"}, 403, "not-your-role", "Htqd-Role",
                             headers={"Htqd-Role": role})

    def test_what_is_not_there_is_refused(self):
        self.refuses("close-cycle", {"cycle": "never", "reason": "R"}, 404, "no-such-stream")
        self.refuses("grant-form-access", {"case": "HTQ-7K3M-92QX-5CJD"}, 404, "no-such-stream")

    def test_a_command_that_does_not_say_what_it_is_about_is_refused(self):
        self.refuses("close-cycle", {"reason": "R"}, 400, "bad-body", "cycle")
        self.refuses("grant-form-access", {}, 400, "bad-body", "case")
        self.refuses("close-cycle", {"cycle": "", "reason": "R"}, 400, "bad-body", "cycle")
        self.refuses("close-cycle", {"cycle": "a b", "reason": "R"}, 400, "bad-body", "cycle")

    def test_a_reference_with_a_wrong_check_character_is_refused(self):
        case = self.case_up_to("register-interest")
        wrong = case[:-1] + ("2" if case[-1] != "2" else "3")
        self.refuses("grant-form-access", {"case": wrong}, 400, "bad-body", "case")
        self.refuses("register-interest", {"cycle": CYCLE, "earlierCase": wrong}, 400, "bad-body", "earlierCase",
                     token=self.office.applicants[0])
        answer = self.client.request("GET", f"/v1/cases/{wrong}", token=self.office.official)
        self.assert_problem(answer, 400, "bad-parameter", "id")

    def test_a_reference_may_be_typed_in_another_way(self):
        case = self.case_up_to("record-support-session")
        typed = case.lower().replace("-", " ")
        self.assertEqual(self.client.sure("grant-form-access", {"case": typed}, token=self.office.official)["stream"],
                         case)

    def test_times_that_london_does_not_have_once_are_refused(self):
        for time, kind in [("2027-03-28T01:30", "time-does-not-exist"), ("2027-10-31T01:30", "time-is-ambiguous"),
                           ("2027-02-29", "bad-value"), ("2027-02-28T24:00", "bad-value"), ("tomorrow", "bad-value"),
                           ("2027-01-01T12:00Z", "bad-value")]:
            with self.subTest(time=time):
                self.refuses("schedule-window", {"cycle": CYCLE, "window": "w", "opens": time, "closes": "2028-01-01"},
                             422, kind, "opens")

    def test_a_time_ahead_is_not_the_time_at_which_it_happened(self):
        self.refuses("record-route", {"route": "r", "name": "R"}, 409, "occurred-in-the-future",
                     headers={"Htqd-Occurred-At": day(2) + "T00:00:00Z"})
        self.refuses("record-route", {"route": "r", "name": "R"}, 400, "bad-header", "Htqd-Occurred-At",
                     headers={"Htqd-Occurred-At": "yesterday"})
        for never_set in ["1900-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1980-01-01", "1989-12-31T23:59:59"]:
            with self.subTest(occurred_at=never_set):
                self.refuses("record-route", {"route": "r", "name": "R"}, 400, "bad-header", "Htqd-Occurred-At",
                             headers={"Htqd-Occurred-At": never_set})

    def test_when_it_happened_is_written_as_any_time_is(self):
        for number, (written, means) in enumerate([("2021-07-05", "2021-07-04T23:00:00Z"),
                                                   ("2021-07-05T12:30", "2021-07-05T11:30:00Z"),
                                                   ("2021-07-05T12:30:00+02:00", "2021-07-05T10:30:00Z"),
                                                   ("1990-01-01", "1990-01-01T00:00:00Z")]):
            with self.subTest(written=written):
                receipt = self.client.sure("record-route", {"route": f"written-{number}", "name": "R"},
                                           token=self.office.official, headers={"Htqd-Occurred-At": written})
                self.client.position()
                record = self.client.events(after=receipt["position"] - 1, token=self.office.auditor)[0]["record"]
                self.assertEqual(record["occurredAt"], means)
