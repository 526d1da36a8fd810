"""Reads: as at a time, after a write, from a position on."""

import datetime
from zoneinfo import ZoneInfo

from tests.http_api.doors import Doors


class Reads(Doors):
    def get(self, path, **query):
        self.client.token = self.office.auditor
        return self.client.get(path, **query)

    def test_a_case_is_answered_as_it_stood_at_a_position(self):
        case = self.case_up_to("submit-application")
        entries = self.get(f"/v1/cases/{case}/timeline").json["entries"]
        for version, entry in enumerate(entries, start=1):
            position = entry["record"]["position"]
            then = self.get(f"/v1/cases/{case}", asAt=position)
            self.assertEqual((then.json["version"], then.json["asAt"], then.headers["etag"]),
                             (version, position, f'"{version}"'))
            self.assertEqual(self.get(f"/v1/cases/{case}/timeline", asAt=position).json["entries"], entries[:version])
        before = self.get(f"/v1/cases/{case}", asAt=entries[0]["record"]["position"] - 1)
        self.assert_problem(before, 404, "no-such-stream")

    def test_a_case_is_answered_as_it_stood_at_an_instant(self):
        case = self.case_up_to("start-application")
        records = [entry["record"] for entry in self.get(f"/v1/cases/{case}/timeline").json["entries"]]
        for record in records:
            then = self.get(f"/v1/cases/{case}", asAt=record["recordedAt"]).json
            self.assertEqual((then["version"], then["asAt"]), (record["version"], record["position"]))
        self.assert_problem(self.get(f"/v1/cases/{case}", asAt="2020-01-01T00:00:00Z"), 404, "no-such-stream")
        ahead = self.get(f"/v1/cases/{case}", asAt="2090-01-01T00:00:00Z")
        self.assert_problem(ahead, 400, "bad-parameter", "asAt")

    def test_a_parameter_that_an_address_does_not_know_is_refused(self):
        case = self.case_up_to("register-interest")
        for path in [f"/v1/cases/{case}?asat=8", f"/v1/cases/{case}/timeline?limit=1", "/v1/cases?state=draft",
                     "/v1/register?stage=live", f"/v1/cases/{case}?asAt=1&asAt=2"]:
            with self.subTest(path=path):
                self.assertEqual(self.client.get(path).status, 400)

    def test_cases_are_listed_by_where_they_stand_a_page_at_a_time(self):
        cases = sorted(self.case_up_to("register-interest") for _ in range(3))
        listed = []
        cursor = {}
        while True:
            page = self.get("/v1/cases", limit=2, **cursor).json
            listed += [row["case"] for row in page["cases"]]
            if "next" not in page:
                break
            cursor = {"cursor": page["next"]}
        self.assertEqual(listed, sorted(listed))
        self.assertLessEqual(set(cases), set(listed))
        drafts = [row["case"] for row in self.get("/v1/cases", stage="draft", limit=500).json["cases"]]
        self.assertFalse(set(cases) & set(drafts))

    def test_a_time_that_cannot_be_read_is_refused(self):
        case = self.case_up_to("register-interest")
        for as_at in ["", "yesterday", "-1", "2020-02-30", "2021-03-28T01:30", "2021-10-31T01:30", "2100-01-01", "1.5", "99999999999", "18446744073709551616"]:
            with self.subTest(as_at=as_at):
                for path in ["", "/timeline"]:
                    answer = self.get(f"/v1/cases/{case}{path}", asAt=as_at)
                    self.assert_problem(answer, 400, "bad-parameter", "asAt")

    def test_a_day_that_is_asked_about_means_its_end_and_must_be_over(self):
        case = self.case_up_to("register-interest")
        made = self.get(f"/v1/cases/{case}/timeline").json["entries"][0]["record"]["recordedAt"]
        today = datetime.datetime.fromisoformat(made[:19] + "+00:00").astimezone(ZoneInfo("Europe/London")).date()
        yesterday = str(today - datetime.timedelta(days=1))
        self.assert_problem(self.get(f"/v1/cases/{case}", asAt=yesterday), 404, "no-such-stream")
        of_yesterday = self.get("/v1/cases", asAt=yesterday)
        self.assertEqual((of_yesterday.status, of_yesterday.json["cases"]), (200, []))
        self.assert_problem(self.get(f"/v1/cases/{case}", asAt=str(today)), 400, "bad-parameter", "asAt")

    def test_a_read_after_a_write_has_it(self):
        case = self.case_up_to("record-support-session")
        receipt = self.client.sure("grant-form-access", {"case": case}, token=self.office.official)
        self.assertEqual(self.get(f"/v1/cases/{case}", after=receipt["position"]).json["stage"], "accessGranted")
        self.assert_problem(self.get(f"/v1/cases/{case}", after="soon"), 400, "bad-parameter", "after")

    def test_nobody_waits_for_a_position_that_was_never_told(self):
        for ahead in [self.client.position() + 200_000, 2**64 - 1]:
            self.assert_problem(self.get("/v1/register", after=ahead), 400, "bad-parameter", "after")

    def test_the_log_is_read_from_any_position(self):
        self.client.token = self.office.auditor
        everything = self.client.events()
        end = self.client.position()
        self.assertEqual([entry["record"]["position"] for entry in everything], list(range(1, end + 1)))
        self.assertEqual(self.client.events(after=end - 3), everything[-3:])
        self.assertEqual(self.client.events(after=end), [])
        for ahead in [end + 100, 2**63, 2**64 - 2, 2**64 - 1]:
            with self.subTest(ahead=ahead):
                self.assert_problem(self.get("/v1/events", after=ahead, follow="no"), 400, "bad-parameter", "after")
        for after in ["x", "-1", "1.0"]:
            self.assert_problem(self.get("/v1/events", after=after, follow="no"), 400, "bad-parameter", "after")

    def test_both_doors_answer_the_same(self):
        case = self.case_up_to("register-interest")
        tcp = self.daemon.tcp_client(self.office.auditor)
        self.addCleanup(tcp.close)
        path = f"/v1/cases/{case}?asAt={self.client.position()}"
        self.assertEqual(tcp.get(path), self.get(path))

    def test_a_parameter_that_is_not_known_is_answered_with_those_that_are(self):
        none = self.client.request("GET", "/metrics?x=1", token=self.daemon.watcher)
        self.assertIn("It knows none", self.assert_problem(none, 400, "bad-parameter", "x")["whatToDo"])
        some = self.client.request("GET", "/v1/events?x=1", token=self.office.auditor)
        self.assertEqual(self.assert_problem(some, 400, "bad-parameter", "x")["whatToDo"], "It knows: after, follow.")

    def test_metrics_tell_of_commands_and_of_the_clock(self):
        text = self.client.request("GET", "/metrics", token=self.daemon.watcher).body.decode()
        for line in ("htqd_can_record 1", "htqd_commands_waiting 0", "htqd_clock_steps_total 0"):
            self.assertIn(f"\n{line}\n", text)

    def test_an_unknown_address_or_method_is_refused(self):
        self.assertEqual(self.get("/v1/nothing").status, 404)
        wrong = self.client.request("DELETE", "/v1/register")
        self.assertEqual(wrong.status, 405)
        self.assertIn("GET", wrong.headers["allow"])
