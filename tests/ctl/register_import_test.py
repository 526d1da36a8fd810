"""htqctl register import against the real daemon: every row of the published list, what is odd about it, and that it is
registered once. The line numbers are those of ops/reference/README.md, by hand."""

import json
import shutil
import unittest

from tests.support import ctl
from tests.support.ctl import BAD_INPUT, BAD_USAGE, DONE, REFUSED
from tests.support.htqd import SOURCE, Daemon

LIST = SOURCE / "ops" / "reference" / "approved_qualifications.csv"
FIRST, LAST, NOT_REGISTERED = 2, 262, 262

ODD = {
    "unusualCode": [38, 196],
    "levelContradicted": [18, 167],
    "noLevel": [253, 258],
    "cycleUnknown": [27, 28, 47, 64, 166, 216, 217, 218, 241, 254],
    "twoRoutes": [27, 218],
    "blanksInTitle": [184, 238, 240],
    # Cycle 5 and later.
    "firstTeachUnknown": [26, 27, 28, 46, 47, 64, 76, 81, 130, 143, 144, 165, 166, 171, 173, 205, 206, 216, 217, 218, 238,
                          239, 240, 241, 242, 243, 244, 245, 246, 247, 248, 250, 253, 254, 255, 257, 258, 260, 261],
    # Thirteen codes: HTQDZ0001, 0003, 0006, 0009, 0018, 2034, 5068, HTQCZ2007, 2008, 2010, 2011, 2020, HTQBADZ25001.
    "codeOfSeveralStandards": [2, 8, 17, 26, 27, 30, 31, 33, 36, 40, 46, 48, 49, 51, 59, 73, 80, 82, 85, 86, 87, 90, 93, 94,
                               101, 102, 106, 107, 108, 116, 117, 120, 218],
    # Thirteen nursing associates, a hearing aid dispenser, a dental technician.
    "recognitionUnknown": [133, 134, 135, 136, 137, 138, 139, 140, 141, 142, 143, 144, 145, 172, 173],
}


class Imports(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.addCleanup(self.daemon.close)
        self.official = self.daemon.token("olga", ["official"])
        self.colleague = self.daemon.token("otto", ["official"])
        self.auditor = self.daemon.token("aud", ["auditor"])
        self.daemon.start()
        self.client = self.daemon.client(self.official)
        self.addCleanup(self.client.close)

    def ctl(self, *arguments, expect=DONE, token=None):
        ran = ctl.run(self.daemon, token or self.official, *arguments)
        self.assertEqual(ran.returncode, expect, f"{arguments}\n{ran.stdout}\n{ran.stderr}")
        return ran

    def report(self, path=LIST, expect=DONE):
        return json.loads(self.ctl("register", "import", str(path), "--json", expect=expect).stdout)

    def recorded(self):
        return [entry["record"]["body"]["earlierApprovalRecorded"] for entry in self.client.events(token=self.auditor)
                if entry["type"] == "earlierApprovalRecorded"]

    def changed(self, old, new):
        path = self.daemon.directory / "list" / LIST.name
        path.parent.mkdir(exist_ok=True)
        shutil.copy(LIST.with_name("occupations.csv"), path.parent)
        data = LIST.read_bytes()
        self.assertIn(old, data)
        path.write_bytes(data.replace(old, new, 1))
        return path


class WithReference(Imports):
    def setUp(self):
        super().setUp()
        self.ctl("reference", "import")

    def test_every_row_is_reported_and_what_is_odd_is_named(self):
        report = self.report()
        self.assertEqual({name: report[name] for name in ("file", "rows", "recorded", "alreadyThere", "refused")}, {
            "file": "approved_qualifications.csv", "rows": 261, "recorded": 260, "alreadyThere": 0, "refused": 1})
        self.assertEqual([row["line"] for row in report["lines"]], list(range(FIRST, LAST + 1)))
        for row in report["lines"]:
            self.assertEqual(row["outcome"], "refused" if row["line"] == NOT_REGISTERED else "recorded", row)
        for kind, lines in ODD.items():
            self.assertEqual([row["line"] for row in report["lines"]
                              if kind in [warning["kind"] for warning in row["warnings"]]], lines, kind)
        self.assertEqual({warning["kind"] for row in report["lines"] for warning in row["warnings"]}, set(ODD))
        codes = {row["productCode"] for row in report["lines"] if row["line"] in ODD["codeOfSeveralStandards"]}
        self.assertEqual(len(codes), 13)

    def test_the_row_that_is_not_registered_says_why(self):
        row = self.report()["lines"][-1]
        self.assertEqual(row["outcome"], "refused")
        for part in ["no product code, no occupation, no standard, no level", "City College Plymouth",
                     "may be the same qualification as a coded row"]:
            self.assertIn(part, row["reason"])

    def test_a_second_run_changes_nothing(self):
        first = self.report()
        recorded = self.recorded()
        again = self.report()
        self.assertEqual((again["recorded"], again["alreadyThere"], again["refused"]), (0, 260, 1))
        self.assertEqual(self.recorded(), recorded)
        self.assertEqual([row.get("case") for row in first["lines"]], [row.get("case") for row in again["lines"]])

    def test_another_official_registers_nothing_twice(self):
        first = self.report()
        recorded = self.recorded()
        ran = self.ctl("register", "import", str(LIST), "--json", token=self.colleague)
        again = json.loads(ran.stdout)
        self.assertEqual((again["recorded"], again["alreadyThere"], again["refused"]), (0, 260, 1))
        self.assertEqual([row.get("case") for row in again["lines"]], [row.get("case") for row in first["lines"]])
        self.assertEqual(self.recorded(), recorded)

    def test_a_list_with_a_new_row_registers_that_row(self):
        self.report()
        heading = LIST.read_bytes().split(b"\r\n")[0] + b"\r\n"
        row = b"HTQDZ4999,FdSc Quiet Computing,,5,Software developer,ST0116,4,2025-09,,,a letter\r\n"
        report = self.report(self.changed(heading, heading + row))
        self.assertEqual((report["rows"], report["recorded"], report["alreadyThere"]), (262, 1, 260))
        self.assertEqual(report["lines"][0]["outcome"], "recorded")

    def test_what_is_recorded_is_what_the_list_says(self):
        self.report()
        of = {event["sourceLine"]: event for event in self.recorded()}
        self.assertEqual(len(of), 260)
        self.assertEqual(of[27]["routes"], ["business-and-administration", "digital"])
        self.assertFalse(of[27].get("cycle"))
        self.assertEqual((of[38]["productCode"], of[38]["occupation"], of[38]["cycle"], of[38]["firstTeach"]),
                         ("HTQDZ00016", "OCC0127", "1", "2022-09"))
        self.assertEqual((of[196]["productCode"], of[196].get("routes", []), of[196].get("cycle")), ("5", [], None))
        self.assertEqual(of[184]["title"], "Foundation Degree in  Coaching in the Community [Football]")
        self.assertFalse(of[184].get("occupation"), "the list does not say which option of ST0770")
        self.assertEqual(of[167]["level"], 5)
        self.assertFalse(of[253].get("level"))
        self.assertEqual(sorted(line for line, event in of.items() if event.get("recognitionUnknown")),
                         ODD["recognitionUnknown"])
        for line, event in of.items():
            self.assertTrue(event["source"].startswith("approved_qualifications.csv: "), line)

    def test_a_case_of_it_is_live(self):
        case = self.report()["lines"][0]["case"]
        shown = json.loads(self.ctl("case", "show", case, "--json").stdout)
        self.assertEqual((shown["stage"], shown["cycle"]), ("live", "1"))

    def test_people_see_the_lines_of_each_oddity(self):
        ran = self.ctl("register", "import", str(LIST))
        self.assertRegex(ran.stdout, r"(?m)^Recorded +260$")
        self.assertIn("\ntitle and level contradict (2 lines; registered at the level given)\n  18, 167\n", ran.stdout)
        self.assertRegex(ran.stderr, r"^approved_qualifications\.csv, line 262 is not registered: It has no product code")
        self.assertEqual(ran.stderr.count("\n"), 1)

    def test_a_row_that_was_changed_is_not_registered_again(self):
        self.report()
        path = self.changed(b"HTQDZ0012,FdSc Software Development,,5", b"HTQDZ0012,FdSc Software Development,,4")
        report = self.report(path, expect=REFUSED)
        self.assertEqual((report["recorded"], report["alreadyThere"], report["refused"]), (0, 259, 2))
        self.assertIn("It is registered already as case HTQ-", report["lines"][1]["reason"])
        self.assertEqual(len(self.recorded()), 260)


class WithoutReference(Imports):
    def test_the_office_refuses_what_it_does_not_know(self):
        report = self.report(expect=REFUSED)
        self.assertEqual((report["recorded"], report["refused"]), (0, 261))
        self.assertRegex(report["lines"][0]["reason"], r"^refusal \d+: .*ST0116")

    def test_a_list_that_cannot_be_read_is_named_with_its_place(self):
        for old, new, said in [(b",,5,Software", b",,five,Software", r"approved_qualifications\.csv:2: Column level holds \"five\""),
                               (b"HTQDZ0006,", b'HTQDZ0006",', r"approved_qualifications\.csv:2:10: ")]:
            with self.subTest(new=new):
                ran = self.ctl("register", "import", str(self.changed(old, new)), expect=BAD_INPUT)
                self.assertRegex(ran.stderr, "(?m)^" + said)
        self.ctl("register", "import", "/nowhere.csv", expect=BAD_INPUT)
        self.ctl("register", "import", expect=BAD_USAGE)

    def test_the_public_list_itself_is_still_shown(self):
        self.assertEqual(json.loads(self.ctl("register", "--json").stdout)["rows"], [])


del Imports  # what they share is no test


if __name__ == "__main__":
    unittest.main()
