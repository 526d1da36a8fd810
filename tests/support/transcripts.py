"""Examples of documents, typed into a shell as they stand: what each prints must be what is printed there.

A line that begins with "$ " is typed. Lines that it goes on with (after a backslash, up to the end of a here-document, or
after "> ") belong to it, the lines up to the next "$ " are what it prints. Where none stand it may print what it likes.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

from tests.support.ctl import PROGRAM
from tests.support.htqd import PATIENCE, Client

DAEMON = "htqd --config htqd.toml"
_MARK = "-- the end of one example --"


def examples(blocks):
    """[command, what is printed after it] of every block, in order."""
    found = []
    for block in blocks:
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
            elif line.startswith("> "):
                found[-1][0] += "\n" + line[2:]
            else:
                found[-1][1] += line + "\n"
    return found


def blocks_of_markdown(text):
    return re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def displays_of(text):
    """What a page in mdoc(7) shows as it is typed or stands in a file."""
    found = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed$", text, re.MULTILINE | re.DOTALL)
    return [display.replace("\\&", "").replace("\\-", "-").replace("\\e", "\\") for display in found]


def blocks_of_manual(text):
    return [display for display in displays_of(text) if display.startswith("$ ")]


class Transcripts(unittest.TestCase):
    """A shell in an empty directory, with the programs on its path. The daemon runs beside it, in `office`, once it is started."""

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="htqd-examples-"))
        self.addCleanup(shutil.rmtree, self.directory)
        self.path = f"{PROGRAM.parent}:{os.environ['PATH']}"
        self.daemon = None
        self.addCleanup(self.stop)
        self.shell = subprocess.Popen(["bash", "--norc"], cwd=self.directory, env={"PATH": self.path, "HOME": str(self.directory)},
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(self.end_shell)

    def end_shell(self):
        self.shell.stdin.close()
        self.shell.wait(PATIENCE)
        self.shell.stdout.close()

    def stop(self):
        if self.daemon and self.daemon.poll() is None:
            self.daemon.terminate()
            self.daemon.wait(PATIENCE)

    def start(self, line):
        where = self.directory / "office"
        self.daemon = subprocess.Popen(["bash", "-c", f"exec {line}"], cwd=where, env={**os.environ, "PATH": self.path},
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        client = Client.of_socket(where / "htqd.sock")
        while not client.is_ready():
            self.assertIsNone(self.daemon.poll(), "htqd has ended")
            self.assertLess(time.monotonic(), deadline, "htqd is not ready")
            time.sleep(0.02)

    def type(self, command):
        # The exit code passes on to the next example, which may ask for it.
        self.shell.stdin.write(f"{command}\nlast=$?; echo '{_MARK}'; (exit $last)\n")
        self.shell.stdin.flush()
        lines = []
        while (line := self.shell.stdout.readline()).rstrip("\n") != _MARK:
            self.assertNotEqual(line, "", f"the shell has ended in: {command}")
            lines.append(line)
        return "".join(lines)

    def replay(self, blocks):
        """How many examples show what is printed."""
        shown = 0
        for command, printed in examples(blocks):
            if command == DAEMON:
                self.start(command)
                continue
            said = self.type(command)
            if printed.strip():
                with self.subTest(command=command):
                    self.assertEqual(said.strip(), printed.strip())
                shown += 1
        return shown
