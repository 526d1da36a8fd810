"""A cycle, its figures, and the rules as anyone had them; who did what."""

import csv
import datetime
import io
from zoneinfo import ZoneInfo

from tests.http_api.busy_office import CONSULTED, BusyOffice, MondayOffice
from tests.support.office import CYCLE, sha256


def london_day(instant):
    at = datetime.datetime.fromisoformat(instant[:19] + "+00:00")
    return str(at.astimezone(ZoneInfo("Europe/London")).date())


class Cycles(BusyOffice):
    def test_a_cycle_is_answered_as_its_row_in_the_list(self):
        for row in self.rows("/v1/cycles"):
            self.assertEqual(self.get(f"/v1/cycles/{row['cycle']}").json, row)
        self.assert_problem(self.get("/v1/cycles/cycle-of-nobody"), 404, "no-such-stream")
        self.refuses_parameter(self.get(f"/v1/cycles/{CYCLE}?limit=1"))
        self.refuses_parameter(self.get(f"/v1/cycles/{CYCLE}?asAt=x"), "asAt")

    def test_a_cycle_is_answered_as_it_was(self):
        before = self.get(f"/v1/cycles/{CONSULTED}").json
        position = self.client.position()
        self.official("extend-window", cycle=CONSULTED, window="consulted", closes="2022-08-31", reason="A slow start.")
        self.client.position()
        self.assertEqual(self.get(f"/v1/cycles/{CONSULTED}", asAt=position).json, before)
        self.assertEqual(self.get(f"/v1/cycles/{CONSULTED}").json["windows"][0]["closes"],
                         "2022-08-31T22:59:59.999999999Z")
        self.assert_problem(self.get(f"/v1/cycles/{CONSULTED}", asAt=1), 404, "no-such-stream")

    def test_figures_as_csv_are_the_figures_as_json(self):
        path = f"/v1/cycles/{CYCLE}/statistics"
        figures = self.get(path).json
        answer = self.get(path, format="csv")
        self.assertEqual(answer.headers["content-type"], "text/csv; charset=utf-8")
        lines = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
        self.assertEqual(list(lines[0]), ["cycle", "by", "value", "unit", "figure", "count"])
        self.assertEqual({line["cycle"] for line in lines}, {CYCLE})
        told = {(line["by"], line["value"], line["unit"], line["figure"]): int(line["count"]) for line in lines}
        self.assertEqual(len(told), len(lines))
        expected = {}
        for group in figures["groups"]:
            of = group["by"], group["value"]
            for unit in ("cases", "occupations"):
                expected |= {(*of, unit, figure): count for figure, count in group[unit].items()}
            for days in group["days"]:
                expected[*of, "cases", days["stage"] + ".measured"] = days["cases"]
                expected |= {(*of, "workingDays", f"{days['stage']}.{name}"): days[name]
                             for name in ("medianLow", "medianHigh", "longest")}
            for promise in group["promises"]:
                expected |= {(*of, "promises", f"{promise['kind']}.{standing}"): promise[standing]
                             for standing in ("kept", "missed", "open", "fellAway")}
        expected |= {("all", "", "responses", row["kind"]): row["count"] for row in figures.get("responses", [])}
        expected |= {("all", "", "responses", "late"): figures["lateResponses"],
                     ("all", "", "responses", "setAside"): figures["setAsideResponses"],
                     ("all", "", "cases", "fromEarlierYears"): figures["fromEarlierYears"]}
        self.assertEqual(told, expected)
        self.assertEqual(figures["fromEarlierYears"], 3)

    def test_figures_are_answered_as_they_were(self):
        path = f"/v1/cycles/{CYCLE}/statistics"
        before = self.get(path).json
        self.case_at("submit-application")
        self.client.position()
        self.assertEqual(self.get(path, asAt=before["asAt"]).json, before)
        after = self.get(path).json
        self.assertEqual(after["groups"][0]["cases"]["submitted"], before["groups"][0]["cases"]["submitted"] + 1)

    def test_figures_of_no_cycle_or_in_no_known_form_are_refused(self):
        self.assert_problem(self.get("/v1/cycles/cycle-of-nobody/statistics"), 404, "no-such-stream")
        for query, field in [("format=xml", "format"), ("asAt=x", "asAt"), ("limit=5", None),
                             ("format=csv&format=csv", None)]:
            with self.subTest(query=query):
                self.refuses_parameter(self.get(f"/v1/cycles/{CYCLE}/statistics?{query}"), field)


class Audit(BusyOffice):
    def entries(self, **query):
        entries, cursor = [], {}
        while True:
            answer = self.get("/v1/audit", **query, **cursor)
            self.assertEqual(answer.status, 200, answer.body)
            entries += answer.json["entries"]
            if "next" not in answer.json:
                return entries
            cursor = {"cursor": answer.json["next"]}

    def log(self):
        return self.client.events(token=self.office.auditor)

    def test_without_narrowing_it_is_the_log(self):
        self.assertEqual(self.entries(limit=500), self.log())
        self.assertEqual(self.entries(limit=7), self.log())

    def test_it_is_by_person_by_body_and_by_time(self):
        log = self.log()
        by_olga = [entry for entry in log if entry["record"]["actor"]["subject"] == "olga"]
        self.assertEqual(self.entries(subject="olga"), by_olga)
        self.assertEqual(self.entries(subject="olga", limit=9), by_olga)
        for_the_panel = [entry for entry in log if entry["record"]["actor"]["onBehalfOf"] == "panel-digital"]
        self.assertTrue(for_the_panel)
        self.assertEqual(self.entries(body="panel-digital"), for_the_panel)
        at = log[len(log) // 2]["record"]["recordedAt"]
        position = log[len(log) // 2]["record"]["position"]
        self.assertEqual(self.entries(**{"from": at}), log[position - 1:])
        self.assertEqual(self.entries(until=at), log[:position])
        self.assertEqual(self.entries(**{"from": at}, until=at), log[position - 1:position])
        self.assertEqual(self.entries(subject="olga", until=at),
                         [entry for entry in by_olga if entry["record"]["position"] <= position])
        self.assertEqual(self.entries(asAt=position), log[:position])
        self.assertEqual(self.entries(subject="nobody"), [])

    def test_a_day_is_from_its_beginning_until_its_end(self):
        log = self.log()
        days = [london_day(entry["record"]["recordedAt"]) for entry in log]
        for day in sorted(set(days)):
            meant = [entry for entry, its in zip(log, days) if its == day]
            self.assertEqual(self.entries(**{"from": day}, until=day), meant)

    def test_corrections_are_found(self):
        case = self.cases["submit-application", 0]
        entry = next(entry for entry in self.log() if entry["record"]["stream"] == case)
        wrong = entry["record"]["position"]
        receipt = self.official("correct-entry", case=case, wrong=wrong, reason="A slip.", correction="It was not so.")
        self.client.position()
        self.assertIn(receipt["position"], [entry["record"]["position"] for entry in self.entries(corrections="yes")])

    def test_what_it_does_not_know_is_refused(self):
        for query, field in [("subject=olga&body=panel-digital", "subject"), ("from=once", "from"),
                             ("until=soon", "until"), ("limit=0", "limit"), ("limit=501", "limit"),
                             ("cursor=x", "cursor"), ("case=x", None), ("asAt=-1", "asAt")]:
            with self.subTest(query=query):
                self.refuses_parameter(self.get(f"/v1/audit?{query}"), field)


class Rules(MondayOffice):
    """Guidance that is replaced in the middle of a window: which text did this applicant have (edge case 43)?"""

    def texts(self, **query):
        answer = self.get("/v1/rules", **query)
        self.assertEqual(answer.status, 200, answer.body)
        return {row["publication"]: row["version"] for row in answer.json["publications"]}

    def test_each_instant_has_the_text_that_was_in_force(self):
        self.official("issue-publication", publication="guidance", kind="guidance", title="Guidance", version="1",
                      text="The first.", cycle=CYCLE, **{"from": "2022-05-10T12:00"})
        self.official("replace-publication", publication="guidance", version="2", text="The second.",
                      hash=sha256("second"), **{"from": "2022-05-20"})
        self.client.position()
        for at, version in [("2022-05-09", None), ("2022-05-10", "1"), ("2022-05-10T10:59:59Z", None),
                            ("2022-05-10T11:59", None), ("2022-05-10T12:00", "1"), ("2022-05-10T11:00:00Z", "1"),
                            ("2022-05-11", "1"), ("2022-05-19T22:59:59.999999999Z", "1"),
                            ("2022-05-19T23:00:00Z", "2"), ("2022-05-20", "2"), ("2030-01-01", "2")]:
            with self.subTest(at=at):
                self.assertEqual(self.texts(at=at).get("guidance"), version)
        self.assertEqual(self.texts()["guidance"], "1")
        self.assertEqual(self.texts(cycle=CYCLE)["guidance"], "1")
        another = self.empty_cycle("another")
        self.assertNotIn("guidance", self.texts(cycle=another))
        self.assertIn("privacy-notice", self.texts(cycle=another))
        rows = self.rows("/v1/publications", publication="guidance")
        self.assertEqual([(row["version"], row["from"], row.get("until")) for row in rows], [
            ("1", "2022-05-10T11:00:00Z", "2022-05-19T23:00:00Z"), ("2", "2022-05-19T23:00:00Z", rows[1].get("until"))])

    def test_what_was_on_record_is_told_apart_from_what_was_in_force(self):
        first = self.official("issue-publication", publication="form", kind="form", title="Form", version="1",
                              text="The first.", **{"from": "2022-05-10"})
        self.official("replace-publication", publication="form", version="2", text="The second.",
                      hash=sha256("second"), **{"from": "2022-05-12"})
        self.client.position()
        self.assertEqual(self.texts(at="2022-05-13")["form"], "2")
        self.assertEqual(self.texts(at="2022-05-13", asAt=first["position"])["form"], "1")
        self.assertNotIn("form", self.texts(at="2022-05-13", asAt=first["position"] - 1))

    def test_scope_is_dated_too(self):
        for scope, since in [("inScope", "2022-05-01"), ("outOfScope", "2022-05-20")]:
            self.official("change-scope", cycle=CYCLE, standard="ST0116", reason="As listed.",
                          **{"class": scope, "from": since})
        self.client.position()

        def scope(at):
            return [row["class"] for row in self.get("/v1/rules", at=at, cycle=CYCLE).json["scope"]]

        self.assertEqual([scope(at) for at in ("2022-04-30", "2022-05-01", "2022-05-19", "2022-05-20")],
                         [[], ["inScope"], ["inScope"], ["outOfScope"]])

    def test_what_it_does_not_know_is_refused(self):
        for query, field in [("at=once", "at"), ("on=2022-05-16", None), ("asAt=-1", "asAt")]:
            with self.subTest(query=query):
                self.refuses_parameter(self.get(f"/v1/rules?{query}"), field)
