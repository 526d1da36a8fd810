"""One case as its events tell it: where it stands, how long it stood where, what was promised and what came of it.

Written from domain.md sections 9, 11, 12 and 15, and the rules of counting in projections/figures.h. An event belongs
to the London day on which it was recorded, a submission to that on which it was received.
"""

from tests.fold.london import day_of, in_order, working_day_after, working_days

# Section 11: where an event leads, whatever else it does. What is not here leaves the stage as it is.
LEADS_TO = {
    "interestRegistered": "registered",
    "formAccessGranted": "accessGranted",
    "applicationStarted": "draft",
    "draftLapsed": "lapsed",
    "applicationSubmitted": "submitted",
    "lateSubmissionAdmitted": "submitted",
    "applicationCorrected": "submitted",
    "eligibilityConfirmed": "underReview",
    "eligibilityRefused": "ineligible",
    "informationRequested": "informationRequested",
    "adviceCompleted": "adviceReady",
    "adviceReturned": "underReview",
    "panelRecommendationMade": "panelRecommended",
    "assuranceGiven": "assured",
    "decisionDeferred": "underReview",
    "decisionTaken": "decided",
    "resubmissionReceived": "resubmitted",
    "changesReturned": "changesRequired",
    "changesConfirmed": "approved",
    "changesRefused": "carriedOver",
    "resubmissionLapsed": "carriedOver",
    "cutOffPassed": "carriedOver",
    "conditionsOfApprovalAccepted": "live",
    "acceptanceLapsed": "withdrawn",
    "applicationWithdrawn": "withdrawn",
}
AFTER_FEEDBACK = {"approved": "approved", "approvedWithRequiredChanges": "changesRequired",
                  "notApproved": "notApproved", "carriedOver": "carriedOver"}
ENDS = {"lapsed", "ineligible", "notApproved", "carriedOver", "withdrawn", "approvalWithdrawn"}
SUBMISSIONS = ("applicationSubmitted", "lateSubmissionAdmitted")
AFTER_ADVICE = ("adviceReady", "panelRecommended", "assured")


class Promise:
    def __init__(self, due):
        self.due = due  # a day, of the receipt; an instant, of the feedback
        self.standing = "open"


class CaseStory:
    def __init__(self):
        self.seen = set()  # types of its events
        self.stage = None
        self.entered = None  # day
        self.days = {}  # stage that was left -> working days; and submissionToDecision
        self.holds = []  # [first day, last day or None]
        self.requests = set()  # for information, open
        self.organisation = self.cycle = self.window = self.route = ""
        self.level = 0
        self.occupations = []  # (standard, option)
        self.submitted_on = None
        self.outcome = "none"
        self.verdicts = {}
        self.in_consultation = False
        self.promises = {}  # by kind

    def tell(self, entry, office):
        """One event more; `office` is as it stands before it."""
        kind, record = entry["type"], entry["record"]
        said = record["body"][kind]
        day = day_of(record["recordedAt"])
        self.seen.add(kind)
        self._describe(kind, said)
        self._promise(kind, said, record, office)
        if kind == "caseHeld":
            self.holds.append([day, None])
        elif kind == "caseReleased":
            self.holds[-1][1] = day
        if kind in SUBMISSIONS:
            self.window = said["window"]
        if kind in (*SUBMISSIONS, "applicationCorrected"):
            # What is decided is what was sent last.
            self.submitted_on = day_of(record["receivedAt"])
        elif kind == "decisionTaken":
            self.outcome = said["outcome"]
            self.verdicts = {verdict["standard"]: verdict["outcome"] for verdict in said.get("verdicts", [])}
            self.days["submissionToDecision"] = self._days_without_holds(self.submitted_on, day, office)
        elif kind == "openedForConsultation":
            self.in_consultation = True
        elif kind == "consultationEnded":
            self.in_consultation = False
        stage = self._stage_after(kind, said)
        if stage != self.stage:
            self._move(stage, day, office)

    def _stage_after(self, kind, said):
        if kind == "feedbackIssued" and self.stage == "decided":
            return AFTER_FEEDBACK[self.outcome]
        if kind == "peerReviewDiscounted" and self.stage in AFTER_ADVICE:
            return "underReview"  # the advice rested on it
        if kind == "informationRequested":
            self.requests.add(said["request"])
        elif kind in ("informationProvided", "informationRequestCancelled", "informationRequestLapsed"):
            self.requests.discard(said["request"])
            return self.stage if self.requests else "underReview"
        return LEADS_TO.get(kind, self.stage)

    def _move(self, stage, day, office):
        if self.stage is not None:
            taken = self._days_without_holds(self.entered, day, office)
            self.days[self.stage] = self.days.get(self.stage, 0) + taken
        self.stage = stage
        self.entered = day
        # Feedback is owed for every end but withdrawal (section 9); a receipt while the case can go on.
        if stage == "withdrawn":
            self._fall_away("feedback")
        if stage in ENDS - {"ineligible"}:
            self._fall_away("receipt")

    def _days_without_holds(self, first, last, office):
        days = working_days(first, last, office.holidays)
        for begin, end in self.holds:
            days -= working_days(begin, end or last, office.holidays)
        return len(days)

    def _describe(self, kind, said):
        if kind == "interestRegistered":
            self.organisation, self.cycle = said["organisation"], said["cycle"]
        elif kind == "qualificationDescribed":
            self._qualification(said)
        elif kind == "occupationNamed":
            self.occupations.append((said["occupation"]["standard"], said["occupation"].get("option", "")))
        elif kind == "occupationDropped":
            self.occupations.remove((said["standard"], said.get("option", "")))
        elif kind == "applicationCorrected" and said.get("qualification"):
            self._qualification(said["qualification"])
        for standard in said.get("dropped", []):
            self.occupations = [named for named in self.occupations if named[0] != standard]

    def _qualification(self, said):
        self.level, self.route = said["level"], said.get("route", "")

    def _promise(self, kind, said, record, office):
        if kind == "receiptConfirmed":
            self._settle("receipt", day_of(record["recordedAt"]))
        if kind == "feedbackIssued":
            self._settle("feedback", in_order(record["recordedAt"]))
        if kind in SUBMISSIONS:
            days = office.editions[self.cycle]["receiptDays"]
            self.promises["receipt"] = Promise(working_day_after(day_of(record["receivedAt"]), days, office.holidays))
        if "feedbackBy" in said:
            due = in_order(said["feedbackBy"]["instant"])
            if "feedback" not in self.promises or self.promises["feedback"].due != due:
                self.promises["feedback"] = Promise(due)

    def _settle(self, kind, when):
        promise = self.promises.get(kind)
        if promise and promise.standing == "open":
            promise.standing = "kept" if when <= promise.due else "missed"

    def _fall_away(self, kind):
        promise = self.promises.get(kind)
        if promise and promise.standing == "open":
            promise.standing = "fellAway"
