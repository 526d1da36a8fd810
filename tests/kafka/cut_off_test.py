#!/usr/bin/env python3
"""The daemon that writes is cut off from brokers and other daemons, and not from its clients: it refuses nothing by what it
had read before.

    tests/kafka/cut_off_test.py

Network namespaces cut it off, and so it needs root; without, it says that it was skipped.
"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.kafka.brokers import Brokers  # noqa: E402
from tests.kafka.daemons import Daemons  # noqa: E402
from tests.kafka.island import unavailable  # noqa: E402

SESSION = 6  # seconds, as log.kafka.session_timeout_ms has it
LOOKED_AT = 4 * SESSION
SKIPPED = 77


def register(client, organisation):
    body = {"organisation": organisation, "name": organisation, "madeUp": True, "kind": "higherEducationProvider"}
    return client.command("register-organisation", body, key=organisation).status


def recognise(client, organisation):
    """Of an organisation that is not on record: 404, which records nothing."""
    body = {"organisation": organisation, "regulator": "ofqual", "number": "RN1", "from": "2019-09-01"}
    return client.command("record-recognition", body).status


def run(brokers):
    daemons = Daemons(brokers, 2, on_islands=True)
    try:
        official = daemons.token("olga", ["official"])
        daemons.start()
        # The group may move the office once more when the second daemon joins.
        daemons[0].client(official).wait_for(lambda: len(daemons[1].log_lines("ready")) > 0, "both daemons")
        daemons[0].client(official).wait_for(lambda: register(daemons.wait_for_writer().client(official), "first") == 201, "a first command")
        before = daemons.wait_for_writer()
        # By the Unix socket, which is cut off from nobody.
        asked = before.client(official)
        assert recognise(asked, "created-beyond") == 404, "the daemon that writes does not refuse what is not there"
        before.island.cut()
        cut = time.monotonic()
        daemons.wait_for_writer()
        after = next(daemon for daemon in daemons if daemon is not before)
        client = after.client(official)
        client.wait_for(lambda: register(client, "created-beyond") == 201, "another daemon to be elected")
        created = time.monotonic() - cut
        answers = []  # (seconds after it was cut off, status)
        while time.monotonic() - cut < LOOKED_AT:
            status = recognise(asked, "created-beyond")
            answers.append((time.monotonic() - cut, status))
            time.sleep(max(0, min(1, cut + LOOKED_AT - time.monotonic())))
        before.island.heal()
        # And afterwards it is told what happened meanwhile.
        asked.wait_for(lambda: recognise(asked, "created-beyond") not in (404, 503), "the one that was cut off to know again")
    finally:
        daemons.close()
    faults = [f"{status} after {at:.1f} s" for at, status in answers if at > 2 * SESSION and status != 503]
    late = [f"{at:.1f}" for at, status in answers if status == 404]
    print(f"another daemon had recorded it after {created:.1f} s; the one that was cut off refused by what it had read "
          f"{'after ' + ', '.join(late) + ' s' if late else 'not once after that'}")
    for fault in faults:
        print(f"FAULT answered {fault}")
    return not faults


def main():
    why_not = unavailable()
    if why_not:
        print(f"cut off from brokers: skipped, {why_not}")
        return SKIPPED
    with Brokers() as brokers:
        good = run(brokers)
    print(f"cut off from brokers: {'no refusal' if good else 'refusals'} out of date")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
