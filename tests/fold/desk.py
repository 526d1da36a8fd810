"""An office whose clock the test moves, and its cases, each taken as far along its way as a test wants."""

from tests.support.office import CYCLE, Office, about


class Desk:
    def __init__(self, daemon, today):
        self.daemon = daemon
        self.office = Office(daemon, today=today)
        self.operator = daemon.token("oto", ["operator"])
        self.records_officer = daemon.token("rachel", ["recordsOfficer"])

    @staticmethod
    def settings(today):
        return {"clock.mode": "manual", "clock.start": f"{today}T08:00:00Z", "random.seed": 7}

    def open(self):
        self.client = self.daemon.client()
        self.office.set_up(self.client)

    def official(self, command, /, **body):
        return self.client.sure(command, body, token=self.office.official)

    def clock(self, to):
        answer = self.client.request("POST", "/v1/clock", {"to": to}, token=self.operator)
        assert answer.status == 200, answer.body

    def way(self, name, cycle=CYCLE, applicant=0, **said_otherwise):
        return Way(self, name, cycle, self.office.applicants[applicant], said_otherwise)


class Way:
    """A case on the way of tests/support/office.py. `said_otherwise` has, by command (with _ for -), what its body says
    instead; a command that it has as None is left out."""

    def __init__(self, desk, name, cycle, applicant, said_otherwise):
        self.desk = desk
        self.applicant = applicant
        self.case = None
        self._steps = desk.office.way_of_a_case(applicant, name)
        self._before = {}
        self._said_otherwise = {"register_interest": {"cycle": cycle}, **said_otherwise}

    def before(self, command, do):
        self._before[command] = do

    def to(self, last):
        for token, command, body, headers in self._steps:
            self._before.get(command, lambda: None)()
            otherwise = self._said_otherwise.get(command.replace("-", "_"), {})
            if otherwise is not None:
                receipt = self.desk.client.sure(command, about({**body, **otherwise}, self.case), token=token,
                                                headers=headers)
                self.case = self.case or receipt["stream"]
            if command == last:
                return self
        raise AssertionError(f"no case comes to {last}")

    def official(self, command, /, headers=None, **body):
        return self.desk.client.sure(command, {"case": self.case, **body}, token=self.desk.office.official,
                                     headers=headers)

    def applied(self, command, /, **body):
        return self.desk.client.sure(command, {"case": self.case, **body}, token=self.applicant)
