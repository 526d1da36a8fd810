#!/usr/bin/env python3
"""Makes the golden logs of the version that CHANGELOG.md calls unreleased: plays them on the real htqd and stores the
bytes of their records in tests/golden/VERSION/. Once a version is released its logs are never made again.

    tests/golden/make.py            # then HTQ_UPDATE_GOLDEN=1 build/dev/bin/golden_tests, and read the difference
"""

import gzip
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE))

from tests.fold.desk import Desk  # noqa: E402
from tests.fold.many_fates import MONDAY, live_through  # noqa: E402
from tests.golden.rarely_done import rarely_done  # noqa: E402
from tests.support import ctl  # noqa: E402
from tests.support.htqd import Daemon  # noqa: E402

BINARIES = pathlib.Path(os.environ.get("HTQ_BIN", SOURCE / "build" / "dev" / "bin"))
CASES, SEED = 25, 7


def unreleased():
    """The version that may still be made anew; the end of the program if there is none."""
    program = re.search(r'"(.+)"', (SOURCE / "daemon" / "version.h").read_text()).group(1)
    if f"## {program} (unreleased)" not in (SOURCE / "CHANGELOG.md").read_text():
        sys.exit(f"make.py: version {program} is released, and what a released version wrote does not change.\n"
                 "Raise the version in daemon/version.h, CMakeLists.txt and CHANGELOG.md first.")
    return program


def play_demo(daemon):
    """A cycle from the first enquiry to the list, with the reference data that it needs."""
    official = daemon.token("golden-official", ["official"])
    daemon.start()
    for arguments in (["reference", "import", SOURCE / "ops" / "reference"],
                      ["demo", "--cycle", "2", "--cases", CASES, "--seed", SEED, "--tokens", daemon.tokens]):
        ran = ctl.run(daemon, official, *map(str, arguments))
        if ran.returncode != ctl.DONE:
            sys.exit(f"make.py: htqctl {arguments[0]} failed:\n{ran.stderr}")


def play_fates(daemon):
    """Cases of every fate, and what neither they nor the demonstration bring about."""
    desk = Desk(daemon, MONDAY)
    daemon.start()
    desk.open()
    live_through(desk)
    rarely_done(desk)
    desk.client.close()


def take(name, settings, play, into):
    daemon = Daemon(settings)
    try:
        play(daemon)
        daemon.stop()
        with tempfile.NamedTemporaryFile() as taken:
            subprocess.run([BINARIES / "golden_take", daemon.data / "log", taken.name], check=True)
            records = taken.read()
    finally:
        daemon.close()
    # Without the time of compression: the same records are the same file.
    (into / f"{name}.log.gz").write_bytes(gzip.compress(records, mtime=0))
    print(f"{into / name}.log.gz: {len(records)} bytes of records")


def main():
    into = SOURCE / "tests" / "golden" / unreleased()
    into.mkdir(exist_ok=True)
    for old in into.iterdir():
        old.unlink()
    take("demo", {"clock.mode": "manual", "clock.start": "2021-05-04T08:00:00Z", "random.seed": SEED}, play_demo, into)
    take("fates", Desk.settings(MONDAY), play_fates, into)


if __name__ == "__main__":
    main()
