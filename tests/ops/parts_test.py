"""How ops/test counts what cannot run on a machine: the short form says so, the full form fails."""

import pathlib
import subprocess
import tempfile
import unittest

from tests.support.htqd import SOURCE

SKIPPED_TEST = """import unittest
class Some(unittest.TestCase):
    def test_that_runs(self): pass
    @unittest.skip("the program is not there")
    def test_that_cannot(self): pass
"""


class Counting(unittest.TestCase):
    def setUp(self):
        # Where a folder of tests may be: below the project's own.
        (SOURCE / "build").mkdir(exist_ok=True)
        directory = tempfile.TemporaryDirectory(prefix="counting_", dir=SOURCE / "build")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def counts(self, short, command):
        """passed, failed, skipped after a line of shell that runs a part of the tests."""
        script = (f'. ops/lib/say.sh; . ops/lib/parts.sh; short={short} passed=0 failed=0 skipped=0 binaries=. '
                  f'log={self.directory}/log; {command} >&2; echo "$passed $failed $skipped"')
        ran = subprocess.run(["bash", "-uc", script], cwd=SOURCE, capture_output=True, text=True, check=True)
        return tuple(map(int, ran.stdout.split()))

    def ends_with(self, code):
        program = self.directory / "program.py"
        program.write_text(f"raise SystemExit({code})\n")
        return f'echo said >"$log"; run_fault_test "$log" {program}'

    def test_a_program_that_cannot_run_fails_in_the_full_form(self):
        self.assertEqual(self.counts(1, self.ends_with(77)), (0, 0, 1))
        self.assertEqual(self.counts(0, self.ends_with(77)), (0, 1, 0))
        self.assertEqual(self.counts(0, self.ends_with(0)), (1, 0, 0))
        self.assertEqual(self.counts(1, self.ends_with(1)), (0, 1, 0))

    def test_a_skipped_test_of_a_folder_is_not_one_that_passed(self):
        (self.directory / "__init__.py").touch()
        (self.directory / "some_test.py").write_text(SKIPPED_TEST)
        self.assertEqual(self.counts(1, f'run_python {self.directory} "$log"'), (1, 0, 1))
        self.assertEqual(self.counts(0, f'run_python {self.directory} "$log"'), (1, 1, 0))


if __name__ == "__main__":
    unittest.main()
