"""The examples of README.md, typed in as they stand: each answer must be the one that is printed there."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

from tests.support.ctl import PROGRAM
from tests.support.htqd import PATIENCE, SOURCE

DAEMON = "$ htqd --config htqd.toml"


def examples():
    """(command, what is printed after it) of every console block, in order. Lines that a command goes on with belong to it."""
    text = (SOURCE / "README.md").read_text(encoding="utf-8")
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        waits_for = None
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append([line[2:], ""])
                heredoc = re.search(r"<<(\w+)$", line)
                waits_for = heredoc and heredoc.group(1)
            elif waits_for or found[-1][0].endswith("\\"):
                found[-1][0] += "\n" + line
                if line == waits_for:
                    waits_for = None
            else:
                found[-1][1] += line + "\n"
    return found


class Readme(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="htqd-readme-"))
        self.addCleanup(shutil.rmtree, self.directory)
        self.daemon = None
        self.addCleanup(self.stop)

    def stop(self):
        if self.daemon and self.daemon.poll() is None:
            self.daemon.terminate()
            self.daemon.wait(PATIENCE)

    def start(self, line, where, path):
        self.daemon = subprocess.Popen(["bash", "-c", f"exec {line}"], cwd=where, env={**os.environ, "PATH": path},
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while not (where / "htqd.sock").exists():
            self.assertIsNone(self.daemon.poll(), "htqd has ended")
            self.assertLess(time.monotonic(), deadline, "htqd is not ready")
            time.sleep(0.02)

    def test_every_example_prints_what_is_written_there(self):
        path = f"{PROGRAM.parent}:{os.environ['PATH']}"
        shell = subprocess.Popen(["bash", "--norc"], cwd=self.directory, env={"PATH": path, "HOME": str(self.directory)},
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(shell.stdout.close)
        mark = "-- the end of one example --"
        shown = 0
        for command, printed in examples():
            if f"$ {command}" == DAEMON:
                self.start(command, self.directory / "office", path)
                continue
            # The exit code passes on to the next example, which may ask for it.
            shell.stdin.write(f"{command}\nlast=$?; echo '{mark}'; (exit $last)\n")
            shell.stdin.flush()
            lines = []
            while (line := shell.stdout.readline()).rstrip("\n") != mark:
                self.assertNotEqual(line, "", f"the shell has ended in: {command}")
                lines.append(line)
            if printed.strip():
                with self.subTest(command=command):
                    self.assertEqual("".join(lines).strip(), printed.strip())
                shown += 1
        self.assertGreater(shown, 5, "README shows what the commands print")
        shell.stdin.close()
        shell.wait(PATIENCE)


if __name__ == "__main__":
    unittest.main()
