"""Two builds on one log: this htqd, and htqd_next, for which proposing an occupation is an event of log level 2.

Before the level is raised going back is free; afterwards the older program refuses to start and says so.
"""

import os
import shutil
import unittest

from tests.support import ctl
from tests.support.ctl import BAD_INPUT, DONE, REFUSED
from tests.support.htqd import SOURCE, Daemon, Failed

OLD = os.environ.get("HTQD_BIN", str(SOURCE / "build" / "dev" / "bin" / "htqd"))
NEXT = os.path.join(os.path.dirname(OLD), "htqd_next")
PROPOSAL = {"standard": "ST9001", "title": "Data steward", "proposal": "There is demand."}


class Upgrade(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.addCleanup(self.daemon.close)
        self.official = self.daemon.token("olga", ["official"])
        self.operator = self.daemon.token("oscar", ["operator"])
        self.auditor = self.daemon.token("aud", ["auditor"])
        self.client = self.daemon.client(self.auditor)
        self.addCleanup(self.client.close)

    def run_on(self, program):
        """The office goes on with another program."""
        if self.daemon.process is not None:
            self.client.close()
            self.assertEqual(self.daemon.stop(), 0)
        self.daemon.program = program
        self.daemon.start()

    def record_route(self, route):
        return self.client.sure("record-route", {"route": route, "name": route}, token=self.official)

    def propose(self):
        return self.client.command("propose-occupation", PROPOSAL, token=self.official)

    def ctl(self, *arguments, expect=DONE, token=None):
        ran = ctl.run(self.daemon, token or self.operator, *arguments)
        self.assertEqual(ran.returncode, expect, f"{arguments}\n{ran.stdout}\n{ran.stderr}")
        return ran

    def levels(self):
        """Of every record, by its type."""
        self.client.position()
        return [(entry["type"], entry["record"]["level"]) for entry in self.client.events()]

    def assert_old_refuses(self, *said):
        self.client.close()
        self.daemon.stop()
        self.daemon.program = OLD
        with self.assertRaises(Failed) as refused:
            self.daemon.start()
        self.assertEqual(self.daemon.process.returncode, 1)
        for words in (*said, "up to 1", "start an htqd that supports level 2"):
            self.assertIn(words, str(refused.exception))

    def test_going_back_is_free_until_the_level_is_raised(self):
        self.run_on(OLD)
        self.record_route("first")
        self.run_on(NEXT)
        with self.subTest("the new program writes what the old one can read"):
            self.record_route("second")
            refused = self.propose()
            self.assertEqual(refused.status, 409)
            self.assertEqual(refused.json["name"], "log_level_too_low")
            self.assertIn("htqctl log level raise", refused.json["whatToDo"])
            self.assertEqual({level for _, level in self.levels()}, {1})
        with self.subTest("and the old one goes on with it"):
            self.run_on(OLD)
            self.assertEqual(self.propose().status, 201)
            self.assertEqual([kind for kind, _ in self.levels()][-3:],
                             ["routeRecorded", "routeRecorded", "occupationProposed"])

    def test_after_the_level_is_raised_the_older_program_refuses_to_start(self):
        self.run_on(NEXT)
        self.record_route("first")
        raised = self.client.sure("raise-log-level", {"office": "log", "level": 2}, token=self.operator)
        self.client.position()
        self.assert_old_refuses(f"record {raised['position']} raised the log to level 2")
        with self.subTest("also if it has to read the whole log"):
            shutil.rmtree(self.daemon.data / "projections")
            self.assert_old_refuses(f"record {raised['position']} raised the log to level 2")
        with self.subTest("and the new one finds everything, and writes what it now may"):
            self.daemon.program = NEXT
            self.daemon.start()
            self.assertEqual(self.propose().status, 201)
            self.assertEqual(self.levels()[-3:], [("routeRecorded", 1), ("logLevelRaised", 1), ("occupationProposed", 2)])

    def test_the_level_is_raised_by_operators_as_far_as_the_program_supports_and_never_lowered(self):
        self.run_on(OLD)
        self.record_route("first")
        self.client.position()
        shown = self.ctl("log", "level", "show", token=self.auditor).stdout
        self.assertRegex(shown, r"Log level +1\n")
        self.assertRegex(shown, r"Raised +never\n")
        self.assertIn("log_level_not_supported", self.refusal_of(2))
        self.run_on(NEXT)
        self.ctl("log", "level", "raise", "2", expect=REFUSED, token=self.official)
        self.assertRegex(self.ctl("log", "level", "raise", "2").stdout, r"Log level +2\nSupported +up to 2\nRaised +2")
        self.assertRegex(self.ctl("log", "level", "raise", "2").stdout, r"Log level +2\n")  # the same command again
        self.assertIn("log_level_never_lowered", self.refusal_of(1))
        self.assertIn("log_level_not_supported", self.refusal_of(3))
        self.assertEqual(self.client.get("/v1/log/level").json["level"], 2)
        self.assertEqual([kind for kind, _ in self.levels()].count("logLevelRaised"), 1)

    def refusal_of(self, level):
        refused = ctl.run(self.daemon, self.operator, "--json", "log", "level", "raise", str(level))
        self.assertIn(refused.returncode, (REFUSED, BAD_INPUT))
        return refused.stderr


if __name__ == "__main__":
    unittest.main()
