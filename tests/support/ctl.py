"""htqctl run against a daemon of a test. The program is the one that HTQCTL_BIN names, or the one of build/dev."""

import os
import pathlib
import subprocess

from tests.support.htqd import PATIENCE, SOURCE

DONE, NO_ANSWER, BAD_USAGE, REFUSED, BAD_INPUT, NOT_PERMITTED = range(6)
PROGRAM = pathlib.Path(os.environ.get("HTQCTL_BIN", SOURCE / "build" / "dev" / "bin" / "htqctl"))


def environment(daemon, token):
    return {"PATH": os.environ["PATH"], "HOME": str(daemon.directory), "TERM": "xterm",
            "HTQCTL_URL": f"unix:{daemon.socket}", "HTQCTL_TOKEN": token}


def run(daemon, token, *arguments, stdin="", more=None):
    return subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, text=True, timeout=PATIENCE,
                          check=False, env={**environment(daemon, token), **(more or {})})
