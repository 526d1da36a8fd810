"""What the tests of the doors share: a running office, and what every refusal has in common."""

import unittest

from tests.support.htqd import Daemon
from tests.support.office import Office, about

NOT_GIVEN = object()


class Doors(unittest.TestCase):
    """One daemon for a class; its tests may add to the log and rely on nothing of one another."""

    settings = {}
    today = None  # where a manual clock starts

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(cls.settings)
        cls.addClassCleanup(cls.daemon.close)
        cls.office = Office(cls.daemon, today=cls.today)
        cls.prepare()
        cls.daemon.start()
        cls.client = cls.daemon.client()
        cls.addClassCleanup(cls.client.close)
        cls.office.set_up(cls.client)
        cls.made = 0

    @classmethod
    def prepare(cls):
        """Before the daemon starts: further tokens."""

    def case_up_to(self, command, number=0):
        """A new case on which `command` was the last; its reference."""
        type(self).made += 1
        case = None
        for token, name, body, headers in self.office.way_of_a_case(self.office.applicants[number],
                                                                     f"subject {self.made}"):
            receipt = self.client.sure(name, about(body, case), headers=headers, token=token)
            case = case or receipt["stream"]
            if name == command:
                self.client.position()  # reads have it from here on
                return case
        raise AssertionError(f"no case comes to {command}")

    def assert_problem(self, answer, status, kind, field=NOT_GIVEN):
        """A problem of that type that names the field and says what to do."""
        self.assertEqual((answer.status, answer.headers.get("content-type")), (status, "application/problem+json"),
                         answer.body)
        problem = answer.json
        self.assertEqual((problem["status"], problem["type"]), (status, f"/problems/{kind}"), problem)
        self.assertTrue(problem["title"])
        self.assertTrue(problem.get("whatToDo"), problem)
        if field is not NOT_GIVEN:
            self.assertEqual(problem.get("field"), field, problem)
        return problem

    def refuses(self, name, body, status, kind, field=NOT_GIVEN, token=None, **how):
        """The command is refused in that way, and the log has no trace of it."""
        before = self.client.position()
        answer = self.client.command(name, body, token=token or self.office.official, **how)
        problem = self.assert_problem(answer, status, kind, field)
        self.assertEqual(self.client.position(), before, "the log has grown")
        return problem
