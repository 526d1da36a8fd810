"""An office with one case that is live, one that was submitted and an enquiry, and htqctl to read it with."""

import json
import unittest

from tests.support import ctl
from tests.support.ctl import DONE
from tests.support.htqd import Daemon
from tests.support.office import CYCLE, Office, about


class PlayedOffice(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.addClassCleanup(cls.daemon.close)
        cls.office = Office(cls.daemon)
        cls.operator = cls.daemon.token("oscar", ["operator"])
        cls.daemon.start()
        cls.client = cls.daemon.client(cls.office.auditor)
        cls.addClassCleanup(cls.client.close)
        cls.office.set_up(cls.client)
        cls.cases = [cls.play("one"), cls.play("two", until="submit-application")]
        cls.client.sure("receive-enquiry", {"enquiry": "e-1", "kind": "general", "organisation": "college-0",
                                            "cycle": CYCLE, "question": "When?"},
                        token=cls.office.official)
        cls.client.position()

    @classmethod
    def play(cls, name, until=None):
        case = None
        for token, command, body, headers in cls.office.way_of_a_case(cls.office.applicants[0], name):
            receipt = cls.client.sure(command, about(body, case), headers=headers, token=token)
            case = case or receipt["stream"]
            if command == until:
                break
        return case

    def ctl(self, *arguments, expect=DONE, token=None, more=None):
        ran = ctl.run(self.daemon, self.office.auditor if token is None else token, *arguments, more=more)
        self.assertEqual(ran.returncode, expect, f"{arguments}\n{ran.stdout}\n{ran.stderr}")
        return ran

    def json(self, *arguments, **how):
        return json.loads(self.ctl(*arguments, "--json", **how).stdout)

    def rows(self, *arguments, **how):
        return [json.loads(line) for line in self.ctl(*arguments, "--jsonl", **how).stdout.splitlines()]
