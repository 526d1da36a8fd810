"""htqctl reads what the doors answer: lists to their last page, figures, rules, the audit."""

import csv
import io
import unittest

from tests.support.ctl import BAD_INPUT, BAD_USAGE, NOT_PERMITTED, REFUSED
from tests.support.office import CYCLE
from tests.support.played_office import PlayedOffice

MORE_THAN_A_PAGE = 505  # a page of the daemon has at most 500 rows


class Lists(PlayedOffice):
    def test_each_list_is_what_its_door_answers(self):
        for arguments, path, property in [
                (["case", "list"], "/v1/cases", "cases"),
                (["cycle", "list"], "/v1/cycles", "cycles"),
                (["cycle", "promises", CYCLE], f"/v1/promises?cycle={CYCLE}", "promises"),
                (["worklist"], "/v1/worklist", "work"),
                (["deadlines"], "/v1/deadlines", "deadlines"),
                (["notices"], "/v1/notices", "notices"),
                (["enquiries"], "/v1/enquiries", "enquiries"),
                (["consultations"], "/v1/consultations", "consultations"),
                (["register"], "/v1/register", "rows"),
                (["standards"], "/v1/standards", "standards"),
                (["organisations"], "/v1/organisations", "organisations"),
                (["bodies"], "/v1/bodies", "bodies"),
                (["publications"], "/v1/publications", "publications"),
                (["scope"], "/v1/scope", "scope")]:
            with self.subTest(arguments=arguments):
                answer = self.client.get(path).json
                self.assertEqual(self.json(*arguments), answer)
                self.assertEqual(self.rows(*arguments), answer[property])
                table = self.ctl(*arguments).stdout.splitlines()
                self.assertEqual(len(table) - 2, len(answer[property]))

    def test_a_table_shows_words_and_london_times(self):
        table = self.ctl("case", "list", "--stage", "live").stdout
        self.assertRegex(table, rf"\n{self.cases[0]}  live .* approved +20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\S* (GMT|BST)\n$")
        self.assertNotIn("none", table)
        self.assertRegex(self.ctl("worklist", "--on", self.cases[1]).stdout, r"confirm receipt +official .* case +HTQ-")

    def test_a_list_is_narrowed_by_its_options(self):
        one, two = self.cases
        for arguments, expected in [(["--stage", "live"], {one}), (["--stage", "submitted"], {two}),
                                    (["--outcome", "approved"], {one}), (["--title", "certificate IN t"], {two}),
                                    (["--cycle", CYCLE, "--standard", "ST0116"], {one, two}),
                                    (["--organisation", "college-1"], set())]:
            with self.subTest(arguments=arguments):
                self.assertEqual({row["case"] for row in self.rows("case", "list", *arguments)}, expected)
        self.assertEqual(self.rows("enquiries", "--answered"), [])
        self.assertEqual([row["enquiry"] for row in self.rows("enquiries", "--open")], ["e-1"])
        outstanding, told = (self.rows("notices", option) for option in ["--outstanding", "--told"])
        self.assertEqual((len(outstanding) > 0, told), (True, []))
        self.assertTrue(all(row["waitsFor"] == "official" for row in self.rows("worklist", "--role", "official")))

    def test_auditors_read_who_read_what_and_what_for(self):
        one, two = self.cases
        self.ctl("--purpose", "complaint 17", "case", "show", one)
        self.ctl("case", "timeline", two, more={"HTQCTL_PURPOSE": "a doubt"})
        read = [row for row in self.rows("audit", "reads", "--subject", "aud", "--kind", "read") if row.get("cases") in ([one], [two])]
        self.assertEqual([(row["cases"][0], row["purpose"], row["path"]) for row in read[-2:]],
                         [(one, "complaint 17", "/v1/cases/{id}"), (two, "a doubt", "/v1/cases/{id}/timeline")])
        self.assertNotIn([two], [row.get("cases") for row in self.rows("audit", "reads", "--case", one)])
        self.assertEqual(self.rows("audit", "reads", "--until", "2020-01-01"), [])
        self.assertEqual(set(self.json("audit", "reads", "--limit", "1")), {"entries", "next"})
        self.assertRegex(self.ctl("audit", "reads", "--case", one).stdout, rf"\n\S+ \S+ \S+ +read +aud +auditor +complaint 17 .*{one}")
        self.ctl("audit", "reads", expect=REFUSED, token=self.office.official)
        self.ctl("audit", "reads", "--kind", "looks", expect=BAD_INPUT)

    def test_a_day_means_its_end_before_and_its_beginning_from_there(self):
        promised = [row for row in self.rows("deadlines") if row.get("due")]
        last = max(row["due"] for row in promised)
        self.assertEqual(self.rows("deadlines", "--before", last), promised)
        self.assertEqual([row["due"] for row in self.rows("deadlines", "--from", last)], [last])
        self.assertEqual(self.rows("deadlines", "--before", "2020-01-01"), [])

    def test_what_makes_no_sense_is_refused_with_the_reason(self):
        for expect, arguments in [(BAD_USAGE, ["notices", "--told", "--outstanding"]),
                                  (BAD_USAGE, ["deadlines", "--before", "soon"]),
                                  (BAD_USAGE, ["case", "list", "--limit", "0"]),
                                  (BAD_USAGE, ["case", "list", "--as-at", "soon"]),
                                  (BAD_USAGE, ["cycle", "promises"]),
                                  (BAD_INPUT, ["case", "list", "--stage", "liv"]),
                                  (BAD_INPUT, ["audit", "--subject", "olga", "--corrections"])]:
            with self.subTest(arguments=arguments):
                self.assertTrue(self.ctl(*arguments, expect=expect).stderr)

    def test_a_number_out_of_range_is_one_clear_sentence(self):
        for arguments, sentence in [
                (["case", "list", "--limit", "0"], "--limit: give a whole number from 1 on, not 0"),
                (["case", "list", "--limit", "-1"], "--limit: give a whole number from 1 on, not -1"),
                (["audit", "--limit", "1.5"], "--limit: give a whole number from 1 on, not 1.5"),
                (["register", "--limit", "99999999999999999999"],
                 "--limit: give a whole number from 1 on, not 99999999999999999999"),
                (["case", "list", "--after", "-1"], "--after: give a whole number from 0 on, not -1"),
                (["events", "tail", "--after", "1e3"], "--after: give a whole number from 0 on, not 1e3"),
                (["export", "--after", "x"], "--after: give a whole number from 0 on, not x"),
                (["demo", "--tokens", "/nowhere", "--cases", "0"],
                 "--cases: give a whole number from 1 to 5000, not 0"),
                (["demo", "--tokens", "/nowhere", "--seed", "x"], "--seed: give a whole number from 0 on, not x"),
                (["log", "level", "raise", "two"], "LEVEL: give a whole number from 1 to 65535, not two"),
                (["records", "set-rule", "withdrawn", "--authority", "4.2", "--years", "-1"],
                 "--years: give a whole number from 0 to 65535, not -1")]:
            with self.subTest(arguments=arguments):
                self.assertIn(sentence, self.ctl(*arguments, expect=BAD_USAGE).stderr)

    def test_what_is_not_on_record_is_refused_and_no_empty_list(self):
        for arguments in [["cycle", "promises", "nope"], ["case", "list", "--cycle", "nope"],
                          ["case", "list", "--standard", "ST9999"], ["case", "list", "--organisation", "nope"],
                          ["rules", "--cycle", "nope"]]:
            with self.subTest(arguments=arguments):
                self.assertIn("There is no ", self.ctl(*arguments, expect=REFUSED).stderr)
        self.ctl("cycle", "promises", "nope", expect=REFUSED, token=self.office.applicants[1])
        self.assertEqual(self.rows("case", "list", "--organisation", "nope", token=self.office.applicants[1]), [])

    def test_a_list_as_at_a_position_is_the_list_of_then(self):
        submitted = next(entry["record"]["position"] for entry in self.client.events()
                         if entry["type"] == "applicationSubmitted")
        stages = [{row["case"]: row["stage"] for row in self.rows("case", "list", "--as-at", str(at))}
                  for at in (submitted - 1, submitted)]
        self.assertEqual(stages, [{self.cases[0]: "draft"}, {self.cases[0]: "submitted"}])

    def test_who_needs_no_token_reads_without_one_and_others_do_not(self):
        self.assertEqual(len(self.rows("register", token="")), 1)
        self.assertEqual(len(self.rows("standards", token="")), 3)
        self.ctl("case", "list", expect=NOT_PERMITTED, token="")
        self.ctl("audit", expect=REFUSED, token=self.office.applicants[0])
        self.assertEqual(self.rows("case", "list", token=self.office.applicants[1]), [])

    def test_the_audit_is_by_person_by_body_by_time_and_of_corrections(self):
        entries = self.client.events()
        by_secretary = self.rows("audit", "--subject", "sid")
        self.assertEqual([entry["type"] for entry in by_secretary], ["meetingCalled", "meetingHeld"])
        self.assertEqual({entry["record"]["actor"]["onBehalfOf"] for entry in self.rows("audit", "--body", "committee")},
                         {"committee"})
        self.assertEqual(self.rows("audit", "--corrections"), [])
        last = entries[-1]["record"]["recordedAt"]
        self.assertEqual(self.rows("audit", "--from", last), entries[-1:])
        self.assertEqual(self.rows("audit", "--until", "2020-01-01"), [])
        self.assertEqual(len(self.rows("audit", "--limit", "3")), 3)
        self.assertRegex(self.ctl("audit", "--subject", "sid").stdout, r"secretary sid .* meeting meeting-\S+ +Meeting")


class Pages(PlayedOffice):
    def test_every_page_is_read_unless_there_is_a_limit(self):
        for number in range(1, MORE_THAN_A_PAGE + 1):
            self.client.sure("record-route", {"route": f"r-{number:04}", "name": "R"}, token=self.office.official)
            self.client.sure("publish-standard-version", {
                "standard": f"ST{number:04}", "title": "S", "version": "9", "level": 4, "published": True,
                "route": "digital", "ksbs": ["K1"], "from": "2019-01-01"}, token=self.office.official)
        self.client.position()
        standards = [row["standard"] for row in self.rows("standards")]
        self.assertEqual(standards, sorted({f"ST{number:04}" for number in range(1, MORE_THAN_A_PAGE + 1)}))
        whole = self.json("standards")
        self.assertEqual((len(whole["standards"]), "next" in whole), (MORE_THAN_A_PAGE, False))
        self.assertEqual([row["standard"] for row in self.rows("standards", "--limit", "502")], standards[:502])
        cut = self.ctl("standards", "--limit", "2")
        self.assertRegex(cut.stderr, r"^2 rows, and there are more, at position \d+\n$")
        by_official = self.rows("audit", "--subject", "olga")
        positions = [entry["record"]["position"] for entry in by_official]
        self.assertGreater(len(positions), 2 * MORE_THAN_A_PAGE)
        self.assertEqual(positions, sorted(set(positions)))


class Cycles(PlayedOffice):
    def test_a_cycle_is_shown_with_its_edition_and_its_windows(self):
        shown = self.ctl("cycle", "show", CYCLE).stdout
        self.assertRegex(shown, r"\nedition\.recommends +route panel\n")
        self.assertRegex(shown, r"\nwindows\[now\] +opens 20.*, closes end of 20")
        self.assertEqual(self.json("cycle", "show", CYCLE), self.client.get(f"/v1/cycles/{CYCLE}").json)
        self.ctl("cycle", "show", "nowhere", expect=REFUSED)

    def test_the_statistics_have_shares_with_their_denominators_days_and_promises(self):
        text = self.ctl("cycle", "statistics", CYCLE).stdout
        for line in [r"Figure +Cases  Occupations", r"submitted +2 +2", r"live, now +1 +1",
                     r"Share of the cases decided +Cases", r"approved outright +1 of 1 \(100\.0 %\)",
                     r"submission to decision +1 +0 +0", r"receipt +1 +0 +1 +0", r"late, not counted +0"]:
            self.assertRegex(text, rf"(?m)^{line}$")

    def test_the_statistics_by_group_have_a_row_for_each(self):
        text = self.ctl("cycle", "statistics", CYCLE, "--by", "route").stdout
        self.assertRegex(text, r"(?m)^digital +2 +2 +1 +1 +0 +0 +0 +1 +1 of 1 \(100\.0 %\) +1 of 1 \(100\.0 %\) +0$")
        self.assertEqual({group["by"] for group in self.rows("cycle", "statistics", CYCLE, "--by", "level")}, {"level"})
        self.ctl("cycle", "statistics", CYCLE, "--by", "colour", expect=BAD_USAGE)

    def test_the_statistics_are_the_daemons_as_json_and_as_csv(self):
        path = f"/v1/cycles/{CYCLE}/statistics"
        self.assertEqual(self.json("cycle", "statistics", CYCLE), self.client.get(path).json)
        lines = list(csv.DictReader(io.StringIO(self.ctl("cycle", "statistics", CYCLE, "--csv").stdout)))
        figures = {(line["by"], line["unit"], line["figure"]): line["count"] for line in lines}
        self.assertEqual(figures["all", "cases", "submitted"], "2")
        self.ctl("cycle", "statistics", CYCLE, "--csv", "--by", "level", expect=BAD_USAGE)
        self.ctl("cycle", "statistics", CYCLE, "--csv", "--json", expect=BAD_USAGE)

    def test_the_statistics_as_at_an_earlier_position_are_those_of_then(self):
        submitted = next(entry["record"]["position"] for entry in self.client.events()
                         if entry["type"] == "applicationSubmitted")
        for at, count in [(submitted - 1, 0), (submitted, 1)]:
            all_cases = self.rows("cycle", "statistics", CYCLE, "--as-at", str(at))[0]["cases"]
            self.assertEqual(all_cases["submitted"], count)

    def test_rules_are_those_in_force_on_a_day(self):
        rules = self.json("rules", "--cycle", CYCLE, token="")
        self.assertEqual({row["publication"] for row in rules["publications"]},
                         {"privacy-notice", "conditions-of-application", "conditions-of-approval"})
        self.assertEqual(self.json("rules", "--at", "2020-06-30", token="")["publications"], [])
        self.assertEqual(len(self.json("rules", "--at", "2020-07-01")["publications"]), 3)
        self.assertEqual([line["list"] for line in self.rows("rules", "--at", "2020-06-30")], ["cycles"])
        self.assertIn("Publications in force\n\nPublication ", self.ctl("rules").stdout)


if __name__ == "__main__":
    unittest.main()
