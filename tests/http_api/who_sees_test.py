"""Who sees which rows of the lists, and which of their fields (domain.md sections 3 and 13)."""

import re

from tests.http_api.busy_office import BusyOffice
from tests.support.office import CYCLE

OF_CASES = ["/v1/cases", "/v1/worklist", "/v1/deadlines", "/v1/notices", "/v1/promises", "/v1/enquiries"]
OPEN_TO_ALL = ["/v1/register", "/v1/consultations", "/v1/cycles", "/v1/scope", "/v1/standards", "/v1/bodies",
               "/v1/publications"]
TO_CALLERS = [*OF_CASES, "/v1/organisations"]
INTERNAL = {"/v1/notices": {"about", "failures", "lastFailure"},
            "/v1/worklist": {"person"}, "/v1/deadlines": {"person"},
            "/v1/organisations": {"recognitions", "oia"}, "/v1/bodies": {"delegations", "appointments"},
            "/v1/consultations": {"planned", "responses", "late", "setAside", "replaced", "interested", "summarised"}}


def without_counts(row):
    """What everyone is told of a row alike: no version, no time of the last event, and no less than a millisecond."""
    def told(value):
        return re.sub(r"(\.\d{3})\d+", r"\1", value).replace(".000", "") if isinstance(value, str) else value

    return {name: told(value) for name, value in row.items()
            if name not in ("version", "changedAt") and not name.endswith("London")}


class WhoSees(BusyOffice):
    def assert_fields_are_missing(self, path, rows):
        for row in rows:
            self.assertFalse(INTERNAL.get(path, set()) & set(row), row)

    def test_an_applicant_sees_its_own_rows_and_nothing_that_is_kept_from_it(self):
        for number, applicant in enumerate(self.office.applicants):
            for path in TO_CALLERS:
                with self.subTest(path=path, applicant=number):
                    own = f"college-{number}"
                    meant = [row for row in self.rows(path) if row.get("organisation") == own]
                    if path in ("/v1/worklist", "/v1/deadlines"):
                        meant = [row for row in meant if row["waitsFor"] == "applicant"]
                    self.assertTrue(meant)
                    seen = self.rows(path, applicant)
                    self.assert_fields_are_missing(path, seen)
                    self.assertEqual(
                        [without_counts(row) for row in seen],
                        [{name: value for name, value in without_counts(row).items()
                          if name not in INTERNAL.get(path, set())} for row in meant])

    def test_what_another_has_is_not_found_by_its_name_either(self):
        foreign = self.cases["request-information", 1]
        mine = self.office.applicants[0]
        for path, parameter, value in [("/v1/cases", "organisation", "college-1"), ("/v1/promises", "case", foreign),
                                       ("/v1/notices", "case", foreign), ("/v1/worklist", "stream", foreign)]:
            with self.subTest(path=path):
                self.assertTrue(self.rows(path, **{parameter: value}))
                self.assertEqual(self.rows(path, mine, **{parameter: value}), [])

    def test_pages_of_ones_own_rows_hide_the_others(self):
        for path in TO_CALLERS:
            with self.subTest(path=path):
                mine = self.office.applicants[1]
                self.assertEqual(self.rows(path, mine, limit=2), self.rows(path, mine, limit=500))

    def test_a_peer_reviewer_sees_its_own_work_alone(self):
        reviewer = self.tokens["peerReviewer"]
        for path in ("/v1/worklist", "/v1/deadlines"):
            work = self.rows(path, reviewer)
            self.assertEqual([(row["stream"], row["kind"]) for row in work], [(self.reviewed, "writePeerReview")])
            self.assertNotIn("person", work[0])
            self.assertEqual(self.rows(path, self.another_reviewer), [])
        self.assertEqual(self.sees_rows_of(reviewer), {"/v1/worklist", "/v1/deadlines"})

    def test_a_mailer_sees_every_notice_and_no_other_row_of_a_case(self):
        mailer = self.tokens["mailer"]
        self.assertEqual(self.rows("/v1/notices", mailer), self.rows("/v1/notices"))
        self.assertEqual(self.sees_rows_of(mailer), {"/v1/notices"})

    def test_who_has_no_part_in_cases_sees_no_row_of_one(self):
        for role in ("statistician", "operator", "respondent", "thirdParty", "recordsOfficer", "statutoryRegulator"):
            with self.subTest(role=role):
                token = self.tokens[role]
                self.assertEqual(self.sees_rows_of(token), set())
                self.assertEqual(self.get(f"/v1/cases/{self.reviewed}", token).status, 404)
                self.assertEqual(self.get(f"/v1/cases/{self.reviewed}/timeline", token).status, 404)
                self.assertEqual(self.get("/v1/events?follow=no", token).status, 403)

    def sees_rows_of(self, token):
        return {path for path in TO_CALLERS if self.rows(path, token)}

    def test_exact_figures_are_for_the_statistician_and_those_who_see_cases(self):
        path = f"/v1/cycles/{CYCLE}/statistics"
        figures = self.get(path)
        self.assertEqual(figures.status, 200)
        for token in (self.tokens["statistician"], self.office.official, self.office.panel):
            self.assertEqual({**self.get(path, token).json, "asAt": None}, {**figures.json, "asAt": None})
        for token in (self.office.applicants[0], self.tokens["operator"], self.tokens["mailer"],
                      self.tokens["peerReviewer"], self.tokens["respondent"]):
            self.assert_problem(self.get(path, token), 403, "not-your-role")
        self.assert_problem(self.client.request("GET", path), 401, "unknown-caller")

    def test_the_audit_is_for_officials_and_auditors(self):
        self.assertEqual(self.get("/v1/audit", self.office.official).status, 200)
        for token in (*self.office.applicants, self.office.panel, *self.tokens.values()):
            self.assert_problem(self.get("/v1/audit", token), 403, "not-your-role")
        self.assert_problem(self.client.request("GET", "/v1/audit"), 401, "unknown-caller")

    def test_the_public_reads_what_is_published_and_nothing_else(self):
        public = self.daemon.client()
        self.addCleanup(public.close)
        for path in OPEN_TO_ALL:
            with self.subTest(path=path):
                answer = public.get(path, limit=500)
                self.assertEqual(answer.status, 200)
                rows = next(value for name, value in answer.json.items() if name not in ("asAt", "next"))
                self.assertTrue(rows)
                self.assert_fields_are_missing(path, rows)
                told = self.get(path, self.tokens["operator"], limit=500).json
                name = next(name for name in told if name not in ("asAt", "next"))
                self.assertEqual([without_counts(row) for row in rows], [without_counts(row) for row in told[name]])
        for path in (f"/v1/cycles/{CYCLE}", "/v1/rules"):
            self.assertEqual(public.get(path).status, 200)
        for path in [*TO_CALLERS, "/v1/audit", "/v1/events?follow=no", f"/v1/cases/{self.reviewed}"]:
            with self.subTest(path=path):
                self.assert_problem(public.get(path), 401, "unknown-caller")
                self.assertNotIn(b"college", public.get(path).body)

    def test_a_token_that_does_not_hold_is_not_taken_for_the_public(self):
        for path in OPEN_TO_ALL:
            self.assert_problem(self.get(path, "htq_" + "A" * 43), 401, "unknown-caller")

    def test_only_open_consultations_are_public_with_what_is_needed_to_answer(self):
        self.assertEqual({row["consultation"]: row["standing"] for row in self.rows("/v1/consultations")},
                         {"open-now": "open", "open-later": "pending"})
        for token in (self.office.applicants[0], self.tokens["respondent"], self.tokens["operator"]):
            seen = self.rows("/v1/consultations", token)
            self.assertEqual([row["consultation"] for row in seen], ["open-now"])
            self.assertEqual(seen[0]["questions"], ["Does it lead to the occupation?"])
            self.assertEqual([case["case"] for case in seen[0]["cases"]], [self.consulted[0]])
        # What was open once need not be open now: the past is for those who see every case.
        for token in (self.office.applicants[0], self.tokens["respondent"]):
            self.assert_problem(self.get("/v1/consultations", token, asAt=1), 403, "not-your-role", "asAt")
        counted = self.rows("/v1/consultations", standing="open")[0]
        self.assertEqual(counted["responses"], [{"kind": "employer", "count": 1}])
