"""Cases that end in every way, over weekends, bank holidays and the London midnight, on a clock that the test moves.

What a demonstration does not bring about is here: a hold from one stage into the next, a holiday proclaimed after a
hold was over, an occupation that is dropped after its verdict, two options of one standard, a cut-off, an entry made
later than it happened.
"""

import datetime

from tests.support.office import CYCLE, RATED, sha256

MONDAY = datetime.date(2022, 5, 16)  # and the window closes at the end of 15 July
CUT = "cycle-cut"


def live_through(desk):
    office = desk.office
    for holiday in ("2022-06-02", "2022-06-03"):
        desk.official("record-bank-holiday", calendar="england-and-wales", day=holiday, name="Jubilee")
    desk.official("publish-standard-version", standard="ST0200", title="Core and options", version="1.0", level=4,
                  route="digital", published=True, options=2, ksbs=["K1"], **{"from": "2019-01-01"})
    desk.official("announce-cycle", cycle=CUT, title="With a cut-off", routes=["digital"], edition={
        "recommends": "routePanel", "assures": "approvalsCommittee", "decides": "approvalsCommittee",
        "consultation": "notPlanned", "peerReview": "whereAppropriate", "levels": "eitherWay",
        "supportSessionRequired": True, "receiptDays": 3, "firstTeach": [{"firstTeach": "2030-09"}],
        "cutOff": office.day(80)})
    desk.official("schedule-window", cycle=CUT, window="cut", opens=office.day(-2), closes=office.day(60),
                  criteriaVersion="1")
    desk.clock("2022-05-16T09:00:00Z")
    for number, cycle in enumerate(["", CYCLE, CYCLE], start=1):
        desk.official("record-earlier-approval", title=f"Earlier {number}", standard="ST0116", level=4, cycle=cycle,
                      awardingBody="Long Gone College", firstTeach="2019-09", routes=["digital"], source="a list",
                      sourceLine=number)

    plain, _, corrected, refused, gone = (
        desk.way(name, applicant=number % 2).to("submit-application")
        for number, name in enumerate(["plain", "never looked at", "corrected", "refused", "gone"]))
    # Alone with its standard, so that no median hides what it took.
    held = of_standard(desk, "held", "ST0127").to("submit-application")
    late_feedback = desk.way("late feedback", confirm_receipt={"feedbackBy": "2022-06-06"}).to("submit-application")
    dropping = two_occupations(desk)
    options = two_options(desk)
    cut, cut_unconfirmed = (desk.way(name, CUT).to("submit-application") for name in ("cut", "cut unconfirmed"))
    late, never = (desk.way(name).to("accept-conditions-of-application") for name in ("late", "never"))
    desk.way("interest alone").to("register-interest")
    desk.way("not a draft").to("grant-form-access").applied("withdraw-application", reason="No time.")
    desk.way("a draft").to("start-application").applied("withdraw-application", reason="No time.")

    desk.clock("2022-05-17T22:30:00Z")
    plain.to("confirm-receipt")
    desk.clock("2022-05-17T23:30:00Z")  # the 18th in London
    for case in (held, dropping, late_feedback, refused):
        case.to("confirm-receipt")
    desk.clock("2022-05-18T23:00:00Z")  # the 19th in London: too late for a receipt, but not in the other cycle
    for case in (options, cut):
        case.to("confirm-receipt")
    for case in (corrected, refused):
        case.official("refuse-eligibility", gates=["title"], reasons="It names the mark.")
    refused.official("issue-feedback", text="Why.", nextSteps="Correct it.")
    desk.clock("2022-05-20T10:00:00Z")
    for case in (plain, held, dropping, late_feedback, options):
        case.to("confirm-eligibility")
    desk.clock("2022-05-23T10:00:00Z")
    corrected.applied("correct-application", what="The title.", qualification={
        "title": "Certificate in Corrected Things", "level": 5, "kind": "higherNationalDiploma", "isNew": True,
        "route": "digital"})
    gone.applied("withdraw-application", reason="Merged.")
    desk.clock("2022-05-24T10:00:00Z")
    corrected.to("confirm-receipt")
    held.official("hold-case", ground="legalAdvice", reason="Whose is it?")
    desk.clock("2022-06-07T10:00:00Z")
    held.official("release-case", reason="Theirs.")
    desk.official("record-bank-holiday", calendar="england-and-wales", day="2022-05-27", name="Proclaimed late")
    desk.clock("2022-06-09T10:00:00Z")
    for case in (plain, dropping, late_feedback, options, held):
        case.to("request-information")
    held.official("hold-case", ground="other", reason="Another question.")
    desk.clock("2022-06-13T10:00:00Z")
    for case in (plain, dropping, late_feedback, options):
        case.to("provide-information")
    desk.clock("2022-06-15T10:00:00Z")
    held.to("provide-information")
    desk.clock("2022-06-16T10:00:00Z")
    held.official("release-case", reason="Answered.")
    for case in (plain, dropping, late_feedback, options, held):
        case.to("give-assurance")
    desk.clock("2022-06-20T10:00:00Z")
    for case in (plain, dropping, late_feedback, options, held):
        case.to("take-decision")
    late_feedback.to("determine-copyright")
    late_feedback.official("issue-feedback", {"Htqd-Occurred-At": "2022-06-06T10:00:00Z"}, text="What was found.",
                           nextSteps="What follows.")
    desk.clock("2022-06-21T10:00:00Z")
    for case in (plain, options, held):
        case.to("accept-conditions-of-approval")
    plain.to("list-publicly")
    options.to("list-publicly").official("correct-listing", title="Certificate in two options (HTQ)", reason="A slip.")
    late_feedback.applied("withdraw-application", reason="Not at these terms.")
    drop_one(dropping)

    desk.clock("2022-07-15T23:00:00Z")  # the 16th in London
    for case in (late, never):
        answer = desk.client.command("submit-application", {"case": case.case}, token=case.applicant)
        assert answer.status == 409, answer.body
    desk.clock("2022-07-18T10:00:00Z")
    late.official("admit-late-submission", ground="The upload failed.", evidence="A log.")
    desk.clock("2022-07-19T10:00:00Z")
    late.official("confirm-receipt", feedbackBy="2022-10-01")
    desk.clock("2022-08-26T10:00:00Z")


def two_occupations(desk):
    """One of which fails, and is to be dropped."""
    verdicts = [{"standard": "ST0116", "outcome": "approvedWithRequiredChanges", "reasons": "Nearly."},
                {"standard": "ST0125", "outcome": "notApproved", "reasons": "It does not fit."}]
    way = desk.way("two occupations", provide_mapping=mapping("ST0116", "ST0125"),
                   issue_feedback={"resubmitBy": "2022-07-29"}, make_panel_recommendation={"verdicts": verdicts},
                   take_decision={"outcome": "approvedWithRequiredChanges", "verdicts": verdicts,
                                  "departureReason": "It can be dropped.", "requiredChanges": [
                       {"number": number, "criterion": "assessment", "standard": verdict["standard"],
                        "document": "structure", "change": "Show how it is assessed."}
                       for number, verdict in enumerate(verdicts, start=1)]})
    way.to("name-occupation").applied("name-occupation", occupation={"standard": "ST0125"})
    return rated_too(way, "ST0125").to("submit-application")


def of_standard(desk, name, standard, **option):
    verdicts = [{"standard": standard, "outcome": "approved", "reasons": "As rated."}]
    return desk.way(name, name_occupation={"occupation": {"standard": standard, **option}},
                    provide_mapping=mapping(standard), assess_criterion={"standard": standard},
                    make_panel_recommendation={"verdicts": verdicts}, take_decision={"verdicts": verdicts})


def two_options(desk):
    way = of_standard(desk, "two options", "ST0200", option="A")
    way.to("name-occupation").applied("name-occupation", occupation={"standard": "ST0200", "option": "B"})
    return way.to("submit-application")


def mapping(*standards):
    return {"coverage": [{"unit": "U1", "ksb": ksb, "standard": standard, "coverage": "full"}
                         for standard in standards for ksb in ("K1", "S1", "B1")]}


def rated_too(way, standard):
    """Its analysis is complete when the second occupation is rated as well."""
    way.before("complete-analysis", lambda: [
        way.official("assess-criterion", criterion=criterion, standard=standard, rating="notMet", reasons="As read.")
        for criterion in RATED])
    return way


def drop_one(way):
    way.to("issue-feedback")
    way.official("agree-timeline", feedbackBy="2022-09-30", reason="For the changes.")
    way.applied("resubmit", dropped=["ST0125"], answers=[
        {"number": 1, "done": True, "documentHash": sha256("changed")},
        {"number": 2, "done": True}])
    way.official("confirm-changes", {"Htqd-On-Behalf-Of": "committee"})
    way.to("list-publicly")
