"""htqctl reference import against the real daemon: what is recorded, that it is recorded once, and what is refused."""

import json
import os
import pty
import shutil
import subprocess
import unittest

from tests.support import ctl
from tests.support.ctl import BAD_INPUT, DONE, NO_ANSWER, NOT_PERMITTED, REFUSED
from tests.support.htqd import PATIENCE, SOURCE, Daemon

REFERENCE = SOURCE / "ops" / "reference"

# Rows of each file, and how many of them another file says in full: standards with a history of versions.
ROWS = {"bank_holidays.csv": 67, "criteria.json": 5, "cycles.json": 11, "occupations.csv": 233, "routes.csv": 15,
        "scope.csv": 12, "standard_relations.csv": 7, "standard_versions.csv": 17, "standards.csv": 179}
ELSEWHERE = {"standards.csv": 4}


class Imports(unittest.TestCase):
    settings = {}

    def setUp(self):
        self.daemon = Daemon(self.settings)
        self.addCleanup(self.daemon.close)
        self.official = self.daemon.token("olga", ["official"])
        self.auditor = self.daemon.token("aud", ["auditor"])
        self.daemon.start()
        self.client = self.daemon.client(self.official)
        self.addCleanup(self.client.close)
        self.directory = self.daemon.directory / "reference"

    def ctl(self, *arguments, expect=DONE, token=None, more=None):
        ran = ctl.run(self.daemon, self.official if token is None else token, *arguments, more=more)
        self.assertEqual(ran.returncode, expect, f"{arguments}\n{ran.stdout}\n{ran.stderr}")
        return ran

    def report(self, *arguments, expect=DONE):
        return json.loads(self.ctl("reference", "import", "--json", *arguments, expect=expect).stdout)

    def events(self, kind=None):
        """(stream, body) of each event of a kind, oldest first. The office itself opens and closes windows meanwhile."""
        return [(entry["record"]["stream"], entry["record"]["body"][entry["type"]])
                for entry in self.client.events(token=self.auditor) if entry["type"] == kind]

    def copy(self, file, old, new):
        """The reference data with one change."""
        shutil.rmtree(self.directory, ignore_errors=True)
        shutil.copytree(REFERENCE, self.directory)
        path = self.directory / file
        data = path.read_bytes()
        self.assertIn(old.encode(), data)
        path.chmod(0o644)
        path.write_bytes(data.replace(old.encode(), new.encode(), 1))
        return str(self.directory)

    def assert_all(self, report, outcome):
        for counts in report["files"]:
            file = counts["file"]
            expected = {"file": file, "rows": ROWS[file], "recorded": 0, "alreadyThere": 0, "refused": 0,
                        "saidElsewhere": ELSEWHERE.get(file, 0)}
            expected[outcome] = ROWS[file] - ELSEWHERE.get(file, 0)
            self.assertEqual(counts, expected)
        self.assertEqual({counts["file"] for counts in report["files"]}, set(ROWS))
        self.assertEqual(report["refusals"], [])


class Whole(Imports):
    def test_everything_is_recorded_once_and_a_second_run_changes_nothing(self):
        self.assert_all(self.report(), "recorded")
        standards = self.events("standardVersionPublished")
        self.assertEqual(len({stream for stream, _ in standards}), 179)
        again = self.report()
        self.assert_all(again, "alreadyThere")
        self.assertEqual(self.events("standardVersionPublished"), standards)

    def test_what_the_sources_say_is_what_is_recorded(self):
        self.report()
        versions = self.events("standardVersionPublished")
        of = lambda standard: [body for stream, body in versions if stream == standard]
        self.assertEqual([(body["title"], body["version"], body["from"]["local"]) for body in of("ST0238")], [
            ("HR consultant partner", "1.0", "2017-08-18"), ("HR consultant partner", "1.1", "2019-07-05"),
            ("HR consultant partner", "1.2", "2023-03-07"), ("People professional", "1.3", "2023-09-28"),
            ("People professional", "1.4", "2025-12-08")])
        self.assertFalse(of("ST0975")[0].get("published", False))
        self.assertIn("status: absent from the map of 2026", of("ST0109")[0]["source"])
        self.assertEqual(of("ST0827")[0]["regulator"], "nursingAndMidwiferyCouncil")
        self.assertEqual({stream: body["by"] for stream, body in self.events("standardReplaced")}, {
            "ST0108": "ST1432", "ST0543": "ST1433", "ST0701": "ST1434", "ST0124": "ST1021"})
        self.assertEqual([stream for stream, _ in self.events("standardMerged")], ["ST0114", "ST0131"])
        self.assertEqual({body["title"] for stream, body in self.events("occupationRecorded") if stream == "ST0770"}, {
            "Sports coach: Community Coach", "Sports coach: High Performance Coach", "Sports coach: School Coach"})
        self.assertEqual(len(self.events("scopeChanged")), 12)
        self.assertEqual({body["version"] for _, body in self.events("publicationIssued")},
                         {"1", "2+", "4", "5.1", "5.2"})

    def test_each_cycle_has_its_own_chain_and_rules(self):
        self.report()
        editions = {stream: body["edition"] for stream, body in self.events("cycleAnnounced")}
        self.assertEqual({cycle: (edition["assures"], edition["decides"]) for cycle, edition in editions.items()}, {
            "1": ("approvalsAndFundingCommittee", "instituteBoard"),
            "2": ("approvalsAndFundingCommittee", "chiefExecutive"),
            "3": ("complianceBoard", "chiefExecutive"), "4": ("complianceBoard", "chiefExecutive"),
            "5": ("approvalsCommittee", "approvalsCommittee")})
        self.assertEqual(editions["1"]["exercisedBy"], "approvalsAndFundingCommittee")
        self.assertEqual(editions["1"]["approvalYears"], 5)
        self.assertEqual([rule["firstTeach"] for rule in editions["5"]["firstTeach"]], ["2025-09", "2026-09", "2026-09"])
        self.assertEqual(editions["5"]["cutOff"]["local"], "2025-03-31")
        self.assertEqual([cycle for cycle, edition in editions.items() if edition.get("supportSessionRequired")], ["5"])

    def test_a_window_without_days_is_known_and_never_opens(self):
        self.report()
        windows = {body["window"]: body for _, body in self.events("windowScheduled")}
        self.assertNotIn("local", windows["5.1"].get("opens", {}))
        # The others are over: the office opens and closes them by itself.
        self.client.wait_for(lambda: len(self.events("windowClosed")) == 5, "the windows to close")
        self.assertEqual({body["window"] for _, body in self.events("windowOpened")}, {"1", "2", "3", "4", "5.2"})
        ran = self.ctl("command", "extend-window", "--set", "cycle=5", "--set", "window=5.1", "--set",
                       "closes=2030-01-31", "--set", "reason=None", expect=REFUSED)
        self.assertIn("The days of window 5.1 are not known.", ran.stderr)

    def test_people_get_a_table_and_no_progress_in_a_pipe(self):
        ran = self.ctl("reference", "import")
        self.assertRegex(ran.stdout, r"(?m)^standards\.csv +179 +175 +0 +0 +4$")
        self.assertEqual(ran.stderr, "")

    def test_at_a_terminal_progress_is_shown(self):
        parent, child = pty.openpty()
        with subprocess.Popen([ctl.PROGRAM, "reference", "import"], stdout=subprocess.DEVNULL, stderr=child,
                              env=ctl.environment(self.daemon, self.official)) as process:
            os.close(child)
            self.assertEqual(process.wait(PATIENCE), DONE)
        self.assertIn(b"import reference data  100% (542 of 542 commands)", os.read(parent, 1 << 16))
        os.close(parent)


class InTheSummerOf2021(Imports):
    settings = {"clock.mode": "manual", "clock.start": "2021-06-15T09:00:00Z"}

    def test_what_lies_ahead_is_recorded_too(self):
        self.assert_all(self.report(), "recorded")


class Changes(Imports):
    def test_a_changed_row_is_a_new_command_and_its_refusal_names_line_and_clause(self):
        self.report()
        changed = self.copy("bank_holidays.csv", "2020-04-10,england-and-wales,Good Friday",
                            "2020-04-10,england-and-wales,Holy Friday")
        report = self.report(changed, expect=REFUSED)
        refusal, = report["refusals"]
        self.assertEqual((refusal["file"], refusal["place"]), ("bank_holidays.csv", "line 3"))
        self.assertTrue(refusal["problem"]["refusal"])
        ran = self.ctl("reference", "import", changed, expect=REFUSED)
        self.assertRegex(ran.stderr, r"^bank_holidays.csv, line 3: refusal \d+: .*what to do: ")

    def test_a_new_row_is_recorded_and_the_rest_stays(self):
        self.report()
        grown = self.copy("scope.csv", "cycle,reference,class,reason,source\r\n",
                          "cycle,reference,class,reason,source\r\n5,ST0116,contact us,under revision,S3\r\n")
        scope = next(counts for counts in self.report(grown)["files"] if counts["file"] == "scope.csv")
        self.assertEqual((scope["recorded"], scope["alreadyThere"]), (1, 12))


class Faults(Imports):
    def test_what_cannot_be_read_is_named_with_its_place_and_nothing_is_sent(self):
        before = self.client.position()
        for file, old, new, said in [
                ("standards.csv", "ST0003,,", 'ST0003,"",x"', r"standards\.csv:2:12: .*quote"),
                ("standards.csv", "ST0003,,", "ST0003,", r"standards\.csv:2:1: .*8 fields"),
                ("standards.csv", "reference,version", "reference,versoin", r"standards\.csv:1:1: .*\"version\""),
                ("standards.csv", "technician,4,", "technician,four,", r"standards\.csv:2: .*\"four\""),
                ("standards.csv", "approved occupation", "approved", r"standards\.csv:2: Status \"approved\""),
                ("standard_versions.csv", ",no,", ",perhaps,", r"standard_versions\.csv:2: .*yes or no"),
                ("standard_relations.csv", "replaced_by", "superseded", r"standard_relations\.csv:2: .*\"superseded\""),
                ("scope.csv", "1,ST0114", "7,ST0114", r"scope\.csv:2: Cycle \"7\""),
                ("scope.csv", "out of scope", "outside", r"scope\.csv:2: Class \"outside\""),
                ("cycles.json", '"cycle": "1",', '"cycle": "1"', r"cycles\.json:5:4: "),
                ("cycles.json", '"Digital"', '"Analogue"', r"cycles\.json: cycles\[0\]\.routes: \"Analogue\""),
                ("cycles.json", '"route panel"', '"route pannel"', r"cycles\.json: cycles\[0\]\.decision_chain: "),
                ("criteria.json", '"version": "1"', '"version": ""', r"criteria\.json: versions\[0\]: "),
        ]:
            with self.subTest(file=file, new=new):
                ran = self.ctl("reference", "import", self.copy(file, old, new), expect=BAD_INPUT)
                self.assertRegex(ran.stderr, "(?m)^" + said)
                self.assertIn("nothing was sent", ran.stderr)
        self.assertEqual(self.client.position(), before)

    def test_a_directory_without_the_files_is_named(self):
        ran = self.ctl("reference", "import", "/nowhere", expect=BAD_INPUT)
        self.assertIn("/nowhere/routes.csv", ran.stderr)

    def test_a_dry_run_needs_no_daemon(self):
        ran = self.ctl("reference", "import", "--dry-run", more={"HTQCTL_URL": "unix:/nowhere.sock"})
        first = json.loads(ran.stdout.splitlines()[0])
        self.assertEqual((first["file"], first["place"], first["command"]), ("routes.csv", "line 2", "record-route"))
        self.assertRegex(first["id"], r"^reference/routes/[a-z-]+/[0-9a-f]{8}$")

    def test_who_may_not_is_told_once(self):
        applicant = self.daemon.token("ann", ["applicant"], "example-college")
        self.daemon.stop()
        self.daemon.start()
        ran = self.ctl("reference", "import", token=applicant, expect=REFUSED)
        self.assertEqual(ran.stderr.count("htqctl: "), 1)
        self.assertIn("Stopped at routes.csv, line 2", ran.stderr)
        self.ctl("reference", "import", token="", expect=NOT_PERMITTED)
        self.ctl("reference", "import", more={"HTQCTL_URL": "unix:/nowhere.sock"}, expect=NO_ANSWER)


del Imports  # what they share is no test


if __name__ == "__main__":
    unittest.main()
