"""A made-up office before its first application, and the way of a case through it: for tests of the real program.

One cycle with a window that is open today and another that is over, standards, bodies, published texts, and as many
made-up organisations as are asked for. Everything is built by commands.
"""

import datetime
import hashlib

CYCLE = "cycle-test"
RATED = ["alignment", "levelMatch", "ksbCoverage", "assessment", "additionalContent", "employerEngagement",
         "employerDemand", "statutoryOutcomesTest"]


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def day(days_from_today, today=None):
    return ((today or datetime.date.today()) + datetime.timedelta(days=days_from_today)).isoformat()


class Office:
    """Tokens of everyone who takes part. Make it before the daemon starts, and set it up when it is ready. `today` is
    the day on which a manual clock starts."""

    def __init__(self, daemon, organisations=2, today=None):
        self.today = today
        self.organisations = [f"college-{number}" for number in range(organisations)]
        self.official = daemon.token("olga", ["official"])
        self.auditor = daemon.token("aud", ["auditor"])
        self.records_officer = daemon.token("rachel", ["recordsOfficer"])
        self.secretary = daemon.token("sid", ["secretary"])
        self.panel = daemon.token("paula", ["routePanel"])
        self.assurer = daemon.token("amir", ["assuranceBody"])
        self.decider = daemon.token("dora", ["decisionMaker"])
        self.applicants = [daemon.token(f"ann-{number}", ["applicant"], organisation)
                           for number, organisation in enumerate(self.organisations)]

    def day(self, days_from_today):
        return day(days_from_today, self.today)

    def set_up(self, client, window=("now", -2, 60)):
        """`window`: the one beside that which is over; without days none of them is known yet."""
        def official(command, **body):
            client.sure(command, body, token=self.official)

        official("record-route", route="digital", name="Digital", letters="DZ")
        for publication, kind in [("privacy-notice", "privacyNotice"),
                                  ("conditions-of-application", "conditionsOfApplication"),
                                  ("conditions-of-approval", "conditionsOfApproval")]:
            official("issue-publication", publication=publication, kind=kind, title=publication, version="1",
                     text=f"The {publication}, made up.", **{"from": "2020-07-01"})
        for body, kind in [("panel-digital", "routePanel"), ("committee", "approvalsCommittee")]:
            route = {"route": "digital"} if kind == "routePanel" else {}
            official("establish-body", body=body, kind=kind, name=body, **{"from": "2017-04-01"}, **route)
        for standard, level in [("ST0116", 4), ("ST0127", 4), ("ST0125", 5)]:
            official("publish-standard-version", standard=standard, title=f"Standard {standard}", version="1.0",
                     level=level, route="digital", published=True, ksbs=["K1", "S1", "B1"], **{"from": "2019-01-01"})
        for organisation in self.organisations:
            official("register-organisation", organisation=organisation, name=organisation.title(), madeUp=True,
                     kind="higherEducationProvider")
            official("record-recognition", organisation=organisation, regulator="officeForStudents", number="10000001",
                     **{"from": "2019-09-01"})
        official("announce-cycle", cycle=CYCLE, title="Test", routes=["digital"], edition={
            "recommends": "routePanel", "assures": "approvalsCommittee", "decides": "approvalsCommittee",
            "consultation": "notPlanned", "peerReview": "whereAppropriate", "levels": "eitherWay",
            # So that an official opens the form: where none is required, the office does by itself.
            "supportSessionRequired": True,
            "firstTeach": [{"firstTeach": "2030-09"}]})
        due = {"windowClosed", "windowOpened"} if window[1:] else {"windowClosed"}
        for name, *days in [("past", -60, -30), window]:
            known = {"opens": self.day(days[0]), "closes": self.day(days[1])} if days else {}
            official("schedule-window", cycle=CYCLE, window=name, criteriaVersion="1", **known)
        # The office opens and closes by itself what is due; from here on it has nothing to do on its own.
        client.wait_for(lambda: due <= {
            entry["type"] for entry in client.events(token=self.auditor)[-3:]}, "the windows to open and close")

    def way_of_a_case(self, applicant, name):
        """(token, command, body, headers), step by step from the form to the public list. Bodies hold "case": None
        where the reference goes, once it is known. `name` tells this case's qualification from others."""
        official = self.official
        yield applicant, "register-interest", {"cycle": CYCLE}, {}
        yield official, "record-support-session", {"case": None, "on": self.day(0), "advice": "Map each unit."}, {}
        yield official, "grant-form-access", {"case": None}, {}
        yield applicant, "start-application", {"case": None, "privacyNotice": "1"}, {}
        yield applicant, "describe-qualification", {"case": None, "title": f"Certificate in {name}", "level": 4,
                                                   "kind": "higherNationalCertificate", "isNew": True}, {}
        yield applicant, "name-occupation", {"case": None, "occupation": {"standard": "ST0116"}}, {}
        for document, part in [("structure", "structureAndMapping"), ("demand", "demand")]:
            yield applicant, "attach-document", {"case": None, "document": {
                "id": document, "hash": sha256(name + document), "size": 1024, "mediaType": "application/pdf",
                "name": f"{document}.pdf", "part": part, "sensitivity": "mayBePublished"}}, {}
        yield applicant, "flag-sensitivity", {"case": None, "document": "demand", "reason": "Names a customer."}, {}
        yield applicant, "provide-mapping", {
            "case": None, "document": "structure", "units": [{"code": "U1", "title": "Practice"}],
            "coverage": [{"unit": "U1", "ksb": ksb, "standard": "ST0116", "coverage": "full"}
                         for ksb in ("K1", "S1", "B1")]}, {}
        yield applicant, "accept-conditions-of-application", {"case": None, "version": "1"}, {}
        yield applicant, "submit-application", {"case": None}, {}
        yield official, "confirm-receipt", {"case": None, "feedbackBy": self.day(90)}, {}
        yield official, "assign-case", {"case": None, "official": "olga"}, {}
        yield official, "confirm-eligibility", {"case": None}, {}
        yield official, "request-information", {"case": None, "question": "How many places?"}, {}
        yield applicant, "provide-information", {"case": None, "request": 1, "answer": "Forty."}, {}
        yield official, "waive-peer-review", {"case": None, "reason": "Nothing to ask."}, {}
        yield official, "record-regulator-advice-not-needed", {"case": None, "reason": "Registered with the OfS."}, {}
        for criterion in RATED:
            yield official, "assess-criterion", {"case": None, "criterion": criterion, "standard": "ST0116",
                                                "rating": "met", "reasons": "As the papers show."}, {}
        yield official, "complete-analysis", {"case": None}, {}
        yield official, "complete-advice", {"case": None, "summary": "It meets the criteria.",
                                           "papers": [sha256("advice")]}, {}
        meeting = "meeting-" + sha256(name)[:16]
        yield self.secretary, "call-meeting", {"meeting": meeting, "kind": "panel", "body": "panel-digital",
                                              "at": self.day(0), "cases": [None], "quorum": 2}, {}
        yield self.secretary, "hold-meeting", {"meeting": meeting, "present": ["mel", "max"]}, {}
        verdicts = [{"standard": "ST0116", "outcome": "approved", "reasons": "As rated."}]
        yield self.panel, "make-panel-recommendation", {
            "case": None, "meeting": meeting, "reasons": "Employers want it.", "verdicts": verdicts}, {
            "Htqd-On-Behalf-Of": "panel-digital"}
        for_committee = {"Htqd-On-Behalf-Of": "committee"}
        yield self.assurer, "give-assurance", {"case": None}, for_committee
        yield self.decider, "take-decision", {"case": None, "outcome": "approved", "verdicts": verdicts,
                                             "reasons": "The evidence supports it."}, for_committee
        yield official, "determine-copyright", {"case": None, "transfer": False, "reasons": "No need."}, for_committee
        yield official, "issue-feedback", {"case": None, "text": "What was found.", "nextSteps": "What follows."}, {}
        yield applicant, "accept-conditions-of-approval", {"case": None, "version": "1"}, {}
        yield official, "list-publicly", {"case": None}, {}


def about(body, case):
    """The body of a step, with the case's reference in its place."""
    if isinstance(body, dict):
        return {name: case if name == "case" and value is None else about(value, case)
                for name, value in body.items()}
    if isinstance(body, list):
        return [case if value is None else about(value, case) for value in body]
    return body
