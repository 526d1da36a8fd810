"""The manual pages of ops/man/: what the programs say of themselves is in them as they say it, and each is well formed."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from tests.support.ctl import PROGRAM
from tests.support.htqd import PATIENCE, SOURCE, Daemon, program
from tests.support.transcripts import displays_of

FOLDER = SOURCE / "ops" / "man"
PAGES = sorted(FOLDER.glob("*.[1-8]"))


def check(folder):
    return subprocess.run([folder / "make", "--check", "--programs", PROGRAM.parent], capture_output=True, text=True,
                          timeout=PATIENCE, check=False)


class Manuals(unittest.TestCase):
    def test_they_say_what_the_programs_say(self):
        checked = check(FOLDER)
        self.assertEqual(checked.returncode, 0, f"{checked.stdout}{checked.stderr}\nops/man/make writes them anew.")

    def test_what_they_say_otherwise_is_found(self):
        altered = [("htqctl.1", "promises"), ("htqctl.1", "not permitted"), ("htqd.toml.5", "socket_mode"),
                   ("htqd.8", "lose\\-after"), ("htqd.7", "auditor")]
        with tempfile.TemporaryDirectory(prefix="htqd-man-") as directory:
            copy = pathlib.Path(directory) / "man"
            shutil.copytree(FOLDER, copy)
            for page, word in altered:
                text = (copy / page).read_text(encoding="utf-8")
                self.assertIn(word, text)
                (copy / page).write_text(text.replace(word, "something"), encoding="utf-8")
            checked = check(copy)
        self.assertEqual(checked.returncode, 1, checked.stderr)
        should_be = [line for line in checked.stdout.splitlines() if line.startswith("+")]
        for page, word in altered:
            with self.subTest(page=page, word=word):
                self.assertTrue(any(word in line for line in should_be))

    def test_the_files_that_they_show_are_taken(self):
        displays = displays_of((FOLDER / "htqd.toml.5").read_text(encoding="utf-8"))
        settings = next(display for display in displays if display.startswith("[office]"))
        callers = next(display for display in displays if "subject=mailer" in display)
        with Daemon() as daemon:
            file = daemon.directory / "shown.toml"
            file.write_text(settings, encoding="utf-8")
            checked = subprocess.run([program(), "--config", file, "--check-config"], capture_output=True, text=True,
                                     timeout=PATIENCE, check=False)
            self.assertEqual((checked.returncode, checked.stderr), (0, ""))
        with Daemon() as daemon:
            daemon.stop()
            daemon.callers.write_text(callers, encoding="utf-8")
            daemon.start()

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_mandoc_has_nothing_to_say_of_them(self):
        for page in PAGES:
            with self.subTest(page=page.name):
                found = subprocess.run(["mandoc", "-Tlint", "-Wstyle", page], capture_output=True, text=True, check=False)
                # The pages that they name are these here, which need not be installed; and no clock has to be right.
                said = [line for line in found.stdout.splitlines()
                        if "referenced manual not found" not in line and "date in the future" not in line]
                self.assertEqual(said, [])

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_groff_has_nothing_to_say_of_them(self):
        for page in PAGES:
            with self.subTest(page=page.name):
                found = subprocess.run(["groff", "-mdoc", "-ww", "-Tutf8", page], capture_output=True, text=True, check=False)
                self.assertEqual((found.returncode, found.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
