"""Offices whose clock is moved by hand and starts on a Monday, for the tests of the lists."""

import datetime

from tests.http_api.doors import Doors
from tests.support.office import CYCLE, about

MONDAY = datetime.date(2022, 5, 16)
CONSULTED = "cycle-consulted"
TURNS = ["register-interest", "start-application", "submit-application", "confirm-receipt", "request-information",
         "complete-advice", "make-panel-recommendation", "take-decision", "issue-feedback", "list-publicly"]


class MondayOffice(Doors):
    settings = {"clock.mode": "manual", "clock.start": f"{MONDAY}T08:00:00Z", "random.seed": 7}
    today = MONDAY

    @classmethod
    def prepare(cls):
        cls.tokens = {role: cls.daemon.token(f"a-{role.lower()}", [role]) for role in (
            "operator", "mailer", "statistician", "peerReviewer", "respondent", "thirdParty", "recordsOfficer",
            "statutoryRegulator")}
        cls.another_reviewer = cls.daemon.token("another-reviewer", ["peerReviewer"])

    @classmethod
    def official(cls, command, /, **body):
        return cls.client.sure(command, body, token=cls.office.official)

    @classmethod
    def case_at(cls, turn, number=0, cycle=CYCLE):
        cls.made += 1
        case = None
        for token, name, body, headers in cls.office.way_of_a_case(cls.office.applicants[number],
                                                                    f"Subject {cls.made}"):
            if name == "register-interest":
                body = {"cycle": cycle}
            receipt = cls.client.sure(name, about(body, case), headers=headers, token=token)
            case = case or receipt["stream"]
            if name == turn:
                return case
        raise AssertionError(f"no case comes to {turn}")

    @classmethod
    def clock(cls, to):
        answer = cls.client.request("POST", "/v1/clock", {"to": to}, token=cls.tokens["operator"])
        if answer.status != 200:
            raise AssertionError(answer.body)
        cls.client.wait_for(lambda: cls.client.stands_at() >= answer.json["position"],
                            "the reads to have what fell due")

    @classmethod
    def empty_cycle(cls, name):
        """A cycle in which nothing has happened; its id."""
        cls.official("announce-cycle", cycle=name, title="Empty", routes=["digital"], edition={
            "recommends": "routePanel", "assures": "approvalsCommittee", "decides": "approvalsCommittee",
            "firstTeach": [{"firstTeach": "2030-09"}]})
        cls.client.position()
        return name

    @classmethod
    def tick(cls):
        """A minute passes."""
        now = cls.client.request("GET", "/v1/clock", token=cls.tokens["operator"]).json["now"]
        minute = datetime.datetime.fromisoformat(now[:19]) + datetime.timedelta(minutes=1)
        cls.clock(minute.isoformat() + "Z")

    def get(self, path, token=None, **query):
        self.client.token = None
        if query:
            path += "?" + "&".join(f"{name}={value}" for name, value in query.items())
        return self.client.request("GET", path, token=token or self.office.auditor)

    def rows(self, path, token=None, **query):
        """All rows of a list, in pages of the usual size."""
        rows, cursor = [], {}
        while True:
            answer = self.get(path, token, **query, **cursor)
            self.assertEqual(answer.status, 200, answer.body)
            page = answer.json
            names = set(page) - {"asAt", "next"}
            self.assertEqual(len(names), 1, names)
            rows += page[names.pop()]
            if "next" not in page:
                return rows
            cursor = {"cursor": page["next"]}

    def refuses_parameter(self, answer, field=None):
        """It is refused, named, and it says what to do."""
        self.assertEqual((answer.status, answer.headers["content-type"]), (400, "application/problem+json"),
                         answer.body)
        self.assertTrue(answer.json["detail"] and answer.json["whatToDo"], answer.json)
        if field:
            self.assertEqual(answer.json["field"], field)


class BusyOffice(MondayOffice):
    """In the middle of its work: cases at every turn of two applicants, and something in each list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = {}  # (turn, applicant) -> case
        cls.cycle_with_consultation()
        cls.published_things()
        for number in (0, 1):
            for turn in TURNS:
                cls.cases[turn, number] = cls.case_at(turn, number)
        cls.reviewed_case()
        cls.consultations()
        cls.asked_and_told()
        cls.client.position()

    @classmethod
    def cycle_with_consultation(cls):
        cls.official("announce-cycle", cycle=CONSULTED, title="Consulted", routes=["digital"], edition={
            "recommends": "routePanel", "assures": "approvalsCommittee", "decides": "approvalsCommittee",
            "consultation": "planned", "consultationWeeks": 4, "peerReview": "whereAppropriate", "levels": "eitherWay",
            "supportSessionRequired": True, "firstTeach": [{"firstTeach": "2030-09"}]})
        cls.official("schedule-window", cycle=CONSULTED, window="consulted", opens=cls.office.day(-2),
                     closes=cls.office.day(60), criteriaVersion="1")
        cls.clock("2022-05-16T08:01:00Z")

    @classmethod
    def published_things(cls):
        cls.official("record-bank-holiday", calendar="england-and-wales", day="2022-06-02", name="Spring")
        cls.official("record-bank-holiday", calendar="england-and-wales", day="2022-06-03", name="Jubilee")
        for standard, scope in [("ST0116", "inScope"), ("ST0127", "contactUs"), ("ST0125", "outOfScope")]:
            cls.official("change-scope", cycle=CYCLE, standard=standard, **{"class": scope}, reason="As listed.",
                         **{"from": "2022-05-01"})
        for number in range(3):
            cls.official("record-earlier-approval", title=f"Earlier {number}", standard="ST0127", level=4,
                         cycle=CYCLE, awardingBody="Long Gone College", firstTeach="2019-09", routes=["digital"],
                         source="a list", sourceLine=number + 1)

    @classmethod
    def reviewed_case(cls):
        cls.official("establish-body", body="reviewers", kind="officials", name="Reviewers", **{"from": "2022-01-01"})
        cls.official("make-appointment", body="reviewers", kind="peerReviewer", person="a-peerreviewer",
                     name={"person": "a-peerreviewer", "text": "Pat"}, **{"from": "2022-01-01"})
        cls.reviewed = cls.case_at("confirm-eligibility", 0)
        cls.official("commission-peer-review", case=cls.reviewed, reviewer="a-peerreviewer", due="2022-06-10")
        cls.official("request-regulator-advice", case=cls.reviewed, regulator="officeForStudents")

    @classmethod
    def consultations(cls):
        consulted = [cls.case_at("confirm-eligibility", number, CONSULTED) for number in (0, 1)]
        for name, case, opens in [("open-now", consulted[0], "2022-05-17"), ("open-later", consulted[1], "2022-09-01")]:
            cls.official("plan-consultation", consultation=name, cycle=CONSULTED, cases=[case], opens=opens,
                         questions=["Does it lead to the occupation?"])
        cls.clock("2022-05-17T08:00:00Z")
        cls.official("respond-to-consultation", consultation="open-now", response="response-1", kind="employer",
                     sector="Digital", size="small", cases=[consulted[0]], answers=["Yes."], privacyNotice="1",
                     respondent={"person": "person-1", "text": "Somebody, made up"})
        cls.consulted = consulted

    @classmethod
    def asked_and_told(cls):
        for number, applicant in enumerate(cls.office.applicants):
            for kind in ("general", "accessibility"):
                cls.client.sure("receive-enquiry", {
                    "enquiry": f"enquiry-{kind}-{number}", "kind": kind, "cycle": CYCLE, "question": "How?",
                    "enquirer": {"person": f"person-{number}", "text": "An asker, made up"}}, token=applicant)
        cls.official("answer-enquiry", enquiry="enquiry-general-1", answer="So.")
