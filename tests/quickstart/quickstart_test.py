"""ops/quickstart --exit shows what it says it shows: an office from nothing, with a cycle played in it."""

import csv
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from tests.support.htqd import SLOWNESS, SOURCE, program

CASES = 30  # each fate of a case once, and some more
PATIENCE = 300 * SLOWNESS  # seconds
APPROVALS = SOURCE / "ops" / "reference" / "approved_qualifications.csv"


def quickstart(*arguments):
    return subprocess.run([SOURCE / "ops" / "quickstart", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, timeout=PATIENCE)


class Quickstart(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(prefix="htqd-quickstart-") as directory:
            cls.office = pathlib.Path(directory) / "office"
            cls.ran = quickstart("--exit", "--cases", str(CASES), "--programs", program().parent, "--directory", cls.office)
            cls.is_running = os.path.exists(f"/proc/{(cls.office / 'pid').read_text().strip()}")
        cls.said = cls.ran.stdout

    def fact(self, name, after=""):
        """The first number that stands behind a name, in what was said after a line with these words."""
        said = self.said[self.said.index(after):]
        self.assertRegex(said, rf"(?m)^ *{name} +\d+")
        return int(re.search(rf"(?m)^ *{name} +(\d+)", said)[1])

    def section(self, begins, ends):
        """The lines between two of those that say what is being done."""
        said = self.said[self.said.index(f"] {begins}"):]
        return said[:said.index(f"] {ends}")].splitlines()[1:]

    def test_it_ends_well_and_leaves_no_daemon(self):
        self.assertEqual(self.ran.returncode, 0, self.said[-2000:])
        self.assertFalse(self.is_running)

    def test_it_shows_the_reference_data_that_were_imported_and_refused(self):
        files = {}
        for row in self.section("reference:", "demo:"):
            if not re.fullmatch(r"(all|\S+\.(csv|json))( +\d+){5}", row):
                continue
            name, rows, recorded, already_there, refused, said_elsewhere = row.split()
            files[name] = int(rows)
            self.assertEqual(int(rows), int(recorded) + int(said_elsewhere), row)
            self.assertEqual((already_there, refused), ("0", "0"), row)
        self.assertEqual(files["all"], sum(files.values()) / 2)
        self.assertGreater(files["standards.csv"], 100)

    def test_it_shows_the_approvals_that_were_imported_and_refused(self):
        with open(APPROVALS, encoding="utf-8", newline="") as file:
            rows = len(list(csv.reader(file))) - 1
        approvals = "bringing in the approvals"
        self.assertEqual(self.fact("Rows", approvals), rows)
        self.assertEqual(self.fact("Recorded", approvals), rows - 1)
        self.assertEqual(self.fact("Refused", approvals), 1)
        self.assertIn("line 262 is not registered", self.said)

    def test_it_shows_how_the_cases_were_played(self):
        self.assertEqual(self.fact("all", "playing cycle 2"), CASES)

    def test_it_shows_the_timeline_of_a_case(self):
        timeline = "\n".join(self.section("timeline:", "statistics:"))
        for sentence in ("registered interest in 2", "Application submitted", "Decision: approved", "Listed publicly as"):
            self.assertIn(sentence, timeline)

    def test_it_shows_the_statistics_of_the_cycle(self):
        self.assertGreater(self.fact("submitted", "statistics: of"), CASES / 2)

    def test_it_shows_the_size_of_the_register(self):
        # One row for each standard of a qualification.
        listed = int(re.search(r"register: (\d+) rows of qualifications and standards", self.said)[1])
        self.assertGreater(listed, 260)

    def test_the_state_equals_the_log(self):
        self.assertIn("verify: state equals log", self.said)

    def test_a_directory_that_holds_something_is_left_alone(self):
        with tempfile.TemporaryDirectory() as directory:
            kept = pathlib.Path(directory) / "kept"
            kept.touch()
            ran = quickstart("--exit", "--programs", program().parent, "--directory", directory)
            self.assertNotEqual(ran.returncode, 0)
            self.assertIn("is not empty", ran.stdout)
            self.assertTrue(kept.exists())


if __name__ == "__main__":
    unittest.main()
