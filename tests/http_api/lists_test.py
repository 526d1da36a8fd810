"""The lists: narrowed, page by page, now and as at any position or instant."""

from tests.access.sealed import but_for_nonces
from tests.http_api.busy_office import CONSULTED, BusyOffice
from tests.support.office import CYCLE

OF_COLLEGE_1 = ("organisation", "college-1", "organisation", "college-1")
# Each list with parameters that narrow it and leave something: (parameter, value, field, what the field then holds).
LISTS = {
    "/v1/cases": [("cycle", CYCLE, "cycle", CYCLE), ("stage", "draft", "stage", "draft"),
                  OF_COLLEGE_1, ("outcome", "approved", "outcome", "approved"),
                  ("standard", "ST0116", "standards", ["ST0116"])],
    "/v1/worklist": [("role", "applicant", "waitsFor", "applicant"), OF_COLLEGE_1, ("cycle", CYCLE, "cycle", CYCLE),
                     ("kind", "confirmReceipt", "kind", "confirmReceipt"),
                     ("person", "a-peerreviewer", "person", "a-peerreviewer")],
    "/v1/deadlines": [("role", "official", "waitsFor", "official"), ("kind", "giveFeedback", "kind", "giveFeedback")],
    "/v1/notices": [("kind", "receipt", "kind", "receipt"), ("cycle", CYCLE, "cycle", CYCLE),
                    OF_COLLEGE_1],
    "/v1/promises": [("kind", "feedback", "kind", "feedback"), ("standing", "kept", "standing", "kept"),
                     OF_COLLEGE_1, ("cycle", CYCLE, "cycle", CYCLE)],
    "/v1/enquiries": [("kind", "general", "kind", "general"), OF_COLLEGE_1,
                      ("answered", "yes", "answered", True)],
    "/v1/consultations": [("standing", "open", "standing", "open")],
    "/v1/register": [("standard", "ST0127", "standard", "ST0127"), ("firstTeach", "2019-09", "firstTeach", "2019-09")],
    "/v1/cycles": [],
    "/v1/scope": [("class", "inScope", "class", "inScope"), ("standard", "ST0125", "standard", "ST0125")],
    "/v1/standards": [],
    "/v1/organisations": [],
    "/v1/bodies": [("kind", "routePanel", "kind", "routePanel"), ("route", "digital", "route", "digital")],
    "/v1/publications": [("kind", "privacyNotice", "kind", "privacyNotice"),
                         ("publication", "privacy-notice", "publication", "privacy-notice")],
}
PARTS_OF_TEXTS = [("/v1/cases", "title", "SUBJECT 1"), ("/v1/register", "title", "earlier 2"),
                  ("/v1/register", "awardingBody", "gone"), ("/v1/standards", "title", "st0116"),
                  ("/v1/organisations", "name", "COLLEGE-1")]
BAD_VALUES = [("/v1/cases", "stage"), ("/v1/cases", "outcome"), ("/v1/worklist", "role"), ("/v1/worklist", "kind"),
              ("/v1/worklist", "before"), ("/v1/deadlines", "from"), ("/v1/notices", "told"), ("/v1/notices", "kind"),
              ("/v1/promises", "standing"), ("/v1/promises", "kind"), ("/v1/enquiries", "kind"),
              ("/v1/enquiries", "answered"), ("/v1/consultations", "standing"), ("/v1/scope", "class"),
              ("/v1/standards", "regulator"), ("/v1/standards", "published"), ("/v1/organisations", "kind"),
              ("/v1/bodies", "kind"), ("/v1/publications", "kind"), *((path, "limit") for path in LISTS),
              *((path, "asAt") for path in LISTS), *((path, "after") for path in LISTS),
              *((path, "cursor") for path in LISTS)]


def is_of(row, field, held):
    """A list is narrowed to the rows of which it holds the value, whatever it holds beside."""
    return set(held) <= set(row.get(field, [])) if isinstance(held, list) else row.get(field) == held


class Lists(BusyOffice):
    def test_every_list_has_rows_and_is_narrowed_to_those_that_are_meant(self):
        for path, filters in LISTS.items():
            everything = self.rows(path)
            self.assertTrue(everything, path)
            for parameter, value, field, held in filters:
                with self.subTest(path=path, parameter=parameter):
                    meant = [row for row in everything if is_of(row, field, held)]
                    self.assertTrue(meant, everything)
                    self.assertEqual(self.rows(path, **{parameter: value}), meant)

    def test_a_position_is_of_a_kind_that_the_document_promises(self):
        paths = self.get("/openapi.json").json["paths"]
        for path in LISTS:
            promised = paths[path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["asAt"]["type"]
            for who, kind in ((self.office.official, "integer"), (self.office.applicants[0], "string")):
                with self.subTest(path=path, kind=kind):
                    answer = self.get(path, who)
                    if answer.status == 200:
                        self.assertIsInstance(answer.json["asAt"], {"integer": int, "string": str}[kind])
                    self.assertIn(kind, promised)

    def test_parameters_narrow_together(self):
        of_both = self.rows("/v1/cases", organisation="college-1", stage="draft")
        self.assertEqual([row["case"] for row in of_both], [self.cases["start-application", 1]])

    def test_part_of_a_text_is_found_in_any_case(self):
        for path, parameter, value in PARTS_OF_TEXTS:
            with self.subTest(path=path, parameter=parameter):
                meant = [row for row in self.rows(path) if value.lower() in row.get(parameter, "").lower()]
                self.assertTrue(meant)
                self.assertEqual(self.rows(path, **{parameter: value.replace(" ", "%20")}), meant)

    def test_a_day_narrows_the_deadlines_to_its_end_and_from_its_beginning(self):
        everything = self.rows("/v1/deadlines")
        self.assertEqual([row["due"] for row in everything], sorted(row["due"] for row in everything))
        day = everything[len(everything) // 2]["due"][:10]
        before = self.rows("/v1/deadlines", before=day)
        self.assertEqual(before, everything[:len(before)])
        self.assertEqual(before[-1]["due"][:10], day)
        since = self.rows("/v1/deadlines", **{"from": day})
        self.assertEqual(since, everything[len(everything) - len(since):])
        self.assertEqual(since[0]["due"][:10], day)
        exactly = self.rows("/v1/deadlines", before=before[0]["due"])
        self.assertEqual(exactly, [row for row in everything if row["due"] == before[0]["due"]])

    def test_what_has_no_day_is_on_the_worklist_alone(self):
        work = self.rows("/v1/worklist")
        deadlines = self.rows("/v1/deadlines")
        self.assertEqual(work[:len(deadlines)], deadlines)
        self.assertTrue(work[len(deadlines):])
        self.assertFalse([row for row in work[len(deadlines):] if row.get("due")])

    def test_a_value_or_parameter_that_is_not_known_is_refused_and_the_choices_are_named(self):
        for path, parameter in BAD_VALUES:
            with self.subTest(path=path, parameter=parameter):
                self.refuses_parameter(self.get(path, **{parameter: "bogus"}), parameter)
        for path in LISTS:
            for query in ["bogus=1", "limit=0", "limit=501", "limit=5&limit=6", "cursor=0", "cursor=zz", "asAt=-1"]:
                with self.subTest(path=path, query=query):
                    self.refuses_parameter(self.get(f"{path}?{query}"))
        choices = self.get("/v1/cases", stage="bogus").json["whatToDo"]
        for stage in ("draft", "underReview", "live"):
            self.assertIn(stage, choices)
        self.assertNotIn("none", choices)

    def test_a_cycle_a_standard_and_a_publication_that_are_not_on_record_are_not_there(self):
        for path, parameter in [("/v1/cases", "cycle"), ("/v1/worklist", "cycle"), ("/v1/deadlines", "cycle"),
                                ("/v1/notices", "cycle"), ("/v1/promises", "cycle"), ("/v1/enquiries", "cycle"),
                                ("/v1/consultations", "cycle"), ("/v1/register", "cycle"), ("/v1/scope", "cycle"),
                                ("/v1/publications", "cycle"), ("/v1/rules", "cycle"), ("/v1/cases", "standard"),
                                ("/v1/register", "standard"), ("/v1/scope", "standard"),
                                ("/v1/publications", "publication")]:
            for token in (self.office.official, self.office.applicants[0]):
                with self.subTest(path=path, parameter=parameter):
                    answer = self.get(path, token=token, **{parameter: "nope"})
                    problem = self.assert_problem(answer, 404, "no-such-stream", parameter)
                    self.assertIn('"nope"', problem["detail"])
        self.official("register-organisation", organisation="of-no-case", name="Of no case", madeUp=True, kind="employer")
        empty = self.empty_cycle("where-nothing-is")
        for path in ("/v1/cases", "/v1/worklist", "/v1/promises", "/v1/enquiries"):  # there, with nothing in it
            self.assertEqual(self.rows(path, cycle=empty), [])
            self.assertEqual(self.rows(path, organisation="of-no-case"), [])

    def test_what_others_have_is_neither_there_nor_missing(self):
        theirs, mine = self.office.applicants[1], "college-0"
        for path in ("/v1/cases", "/v1/worklist", "/v1/notices", "/v1/promises", "/v1/enquiries"):
            with self.subTest(path=path):
                self.assertEqual(self.get(path, token=theirs, organisation=mine).status, 200)
                self.assertEqual(but_for_nonces(self.get(path, token=theirs, organisation=mine)),
                                 but_for_nonces(self.get(path, token=theirs, organisation="nope")))
                self.assert_problem(self.get(path, organisation="nope"), 404, "no-such-stream", "organisation")
        for path in ("/v1/notices", "/v1/promises"):
            of_others = self.get(path, token=theirs, case=self.cases["start-application", 0])
            of_nobody = self.get(path, token=theirs, case="HTQ-7K3M-92QX-5CJD")
            self.assertEqual(of_others.status, 200)
            self.assertEqual(but_for_nonces(of_others), but_for_nonces(of_nobody))
            self.refuses_parameter(self.get(path, case="HTQ-7K3M-92QX-5CJE"), "case")

    def test_pages_join_without_gap_or_repeat(self):
        for path in LISTS:
            everything = self.rows(path, limit=500)
            for limit in (1, 2, 3, len(everything), len(everything) + 1):
                with self.subTest(path=path, limit=limit):
                    self.assertEqual(self.rows(path, limit=limit), everything)

    def test_pages_of_a_narrowed_list_join_too(self):
        meant = self.rows("/v1/cases", organisation="college-1", limit=500)
        self.assertGreater(len(meant), 3)
        self.assertEqual(self.rows("/v1/cases", organisation="college-1", limit=2), meant)

    def test_a_cursor_that_is_no_key_of_the_list_is_refused(self):
        of_standards = self.get("/v1/standards", limit=1).json["next"]
        of_bodies = self.get("/v1/bodies", limit=1).json["next"]
        of_cases = self.get("/v1/cases", limit=1).json["next"]
        for path, cursor in [("/v1/bodies", of_standards), ("/v1/standards", of_bodies),
                             ("/v1/publications", of_bodies), ("/v1/scope", of_standards), ("/v1/cycles", of_bodies),
                             ("/v1/worklist", of_cases), ("/v1/promises", of_cases), ("/v1/register", of_cases)]:
            with self.subTest(path=path):
                self.refuses_parameter(self.get(path, cursor=cursor), "cursor")

    def test_a_list_is_answered_as_it_was_at_a_position_and_at_an_instant(self):
        then = {path: self.rows(path, limit=500) for path in LISTS}
        position = self.client.position()
        instant = self.get("/v1/events", after=position - 1, follow="no").json["record"]["recordedAt"]
        self.tick()
        self.change_something_in_each()
        for path, rows in then.items():
            with self.subTest(path=path):
                self.assertNotEqual(self.rows(path), rows)
                answer = self.get(path, asAt=position, limit=500).json
                self.assertEqual(answer.pop("asAt"), position)
                self.assertEqual(list(answer.values()), [rows])
                self.assertEqual(self.rows(path, asAt=position, limit=3), rows)
                by_instant = self.get(path, asAt=instant, limit=500).json
                self.assertEqual(by_instant, {"asAt": position, **answer})
                self.assertEqual(self.rows(path, asAt=0), [])
        for path in LISTS:
            ahead = self.get(path, asAt=self.client.position() + 1000)
            self.refuses_parameter(ahead, "asAt")

    def change_something_in_each(self):
        """After it no list is as it was."""
        self.case_at("list-publicly")
        self.client.sure("receive-enquiry", {"enquiry": f"later-{self.made}", "kind": "general", "question": "Why?"},
                         token=self.office.applicants[0])
        later = {"from": "2022-05-01"}
        name = f"later-{self.made}"
        self.official("plan-consultation", consultation=name, cycle=CONSULTED, opens="2022-10-01",
                      questions=["Well?"], cases=[self.case_at("confirm-eligibility", 0, CONSULTED)])
        self.official("announce-cycle", cycle=name, title="Later", routes=["digital"], edition={
            "recommends": "routePanel", "assures": "approvalsCommittee", "decides": "approvalsCommittee",
            "firstTeach": [{"firstTeach": "2030-09"}]})
        self.official("change-scope", cycle=CYCLE, standard="ST0116", reason="Later.", **{"class": "contactUs"},
                      **later)
        self.official("rename-standard", standard="ST0116", title=f"Standard ST0116, {name}", **later)
        self.official("register-organisation", organisation=name, name="Later", madeUp=True, kind="employer")
        self.official("establish-body", body=name, kind="complianceBoard", name="Later", **later)
        self.official("issue-publication", publication=name, kind="guidance", title="Later", version="1", text="L.",
                      **later)

    def test_a_read_after_a_write_waits_for_it(self):
        for path, command, body, is_there in [
                ("/v1/enquiries", "receive-enquiry", {"enquiry": "awaited", "kind": "general", "question": "When?"},
                 lambda row: row["enquiry"] == "awaited"),
                ("/v1/organisations", "register-organisation",
                 {"organisation": "awaited", "name": "Awaited", "kind": "employer", "madeUp": True},
                 lambda row: row["organisation"] == "awaited")]:
            with self.subTest(path=path):
                receipt = self.client.sure(command, body, token=self.office.official)
                self.assertTrue([row for row in self.rows(path, after=receipt["position"]) if is_there(row)])
