"""The daemon's figures and its register, against a fold of its export that shares nothing with it."""

import contextlib
import unittest

from tests.fold.desk import Desk
from tests.fold.differences import differences
from tests.fold.figures import statistics
from tests.fold.many_fates import MONDAY, live_through
from tests.fold.naive_fold import Office, read_export
from tests.support import ctl
from tests.support.htqd import SOURCE, Daemon

DEMONSTRATION = {"clock.mode": "manual", "clock.start": "2021-05-04T08:00:00Z"}


def without_what_is_beside(answer):
    """Without the London texts and the position; what is absent is empty, and so is a group in which nothing counts."""
    if isinstance(answer, list):
        return [without_what_is_beside(row) for row in answer if not counts_nothing(row)]
    if not isinstance(answer, dict):
        return answer
    return {name: without_what_is_beside(value) for name, value in answer.items()
            if not name.endswith("London") and name != "asAt" and value not in ([], "")}


def counts_nothing(group):
    if not isinstance(group, dict) or "by" not in group:
        return False
    counts = [*group["cases"].values(), *group["occupations"].values(),
              *(count for promise in group["promises"] for name, count in promise.items() if name != "kind")]
    return not any(counts) and not group.get("days")


class Fold(unittest.TestCase):
    def compare(self, client, as_at=None):
        """What the fold of the log up to a position says, and what is answered as at it."""
        entries = self.entries if as_at is None else self.entries[:as_at]
        query = {} if as_at is None else {"asAt": as_at}
        office = Office(entries)
        found = []
        for cycle in office.editions:
            answer = client.get(f"/v1/cycles/{cycle}/statistics", **query)
            self.assertEqual(answer.status, 200, answer.body)
            self.assertEqual(answer.json["asAt"], as_at or len(self.entries))
            found += [f"cycle {cycle} {line}" for line in differences(
                without_what_is_beside(statistics(office, cycle)), without_what_is_beside(answer.json))]
        found += [f"register {line}" for line in differences(
            without_what_is_beside(office.register_rows()), without_what_is_beside(register(client, query)))]
        if found:
            self.fail(f"as at {as_at or 'the end'}:\n" + "\n".join(found))
        return office

    def compare_throughout(self, daemon, token):
        with contextlib.closing(daemon.client(token)) as client:
            end = client.get("/v1/clock").json["position"]
            client.wait_for(lambda: client.position() >= end, "the reads to have the whole log")
            export = daemon.directory / "export.jsonl"
            ran = ctl.run(daemon, token, "export", export)
            self.assertEqual(ran.returncode, ctl.DONE, ran.stderr)
            self.entries = read_export(export.read_bytes().splitlines())
            self.assertEqual(len(self.entries), end)
            for part in (1, 2, 3):
                with self.subTest(quarters=part):
                    self.compare(client, len(self.entries) * part // 4)
            return self.compare(client)

    def test_of_a_whole_cycle_that_is_played(self):
        for seed in (7, 11):
            with self.subTest(seed=seed), Daemon({**DEMONSTRATION, "random.seed": seed}) as daemon:
                official = daemon.token("importer", ["official"])
                auditor = daemon.token("reader", ["auditor"])
                daemon.stop()
                daemon.start()
                for arguments in [["reference", "import", SOURCE / "ops" / "reference"],
                                  ["demo", "--cases", "40", "--seed", str(seed), "--tokens", daemon.tokens]]:
                    ran = ctl.run(daemon, official, *arguments)
                    self.assertEqual(ran.returncode, ctl.DONE, ran.stderr)
                office = self.compare_throughout(daemon, auditor)
                self.assertGreaterEqual(len(office.cases), 40)
                self.assertTrue(office.register)

    def test_of_cases_of_every_fate(self):
        daemon = Daemon(Desk.settings(MONDAY))
        self.addCleanup(daemon.close)
        desk = Desk(daemon, MONDAY)
        daemon.start()
        desk.open()
        self.addCleanup(desk.client.close)
        live_through(desk)
        self.compare_throughout(daemon, desk.office.auditor)


def register(client, query):
    rows = []
    page = {"next": ""}
    while "next" in page:
        page = client.get("/v1/register", limit=5, cursor=page["next"], **query).json
        rows += page["rows"]
    return rows


if __name__ == "__main__":
    unittest.main()
