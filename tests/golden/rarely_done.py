"""Commands that neither a demonstration nor the cases of tests/fold/many_fates.py give, so that as many types of event
as can come about are on a golden log. It follows many_fates.live_through, on the same desk."""

from tests.fold.many_fates import mapping
from tests.support.office import sha256

CYCLE = "cycle-golden"
HEARD = "cycle-heard"  # its edition plans a consultation
PROMISED = {"feedbackBy": "2022-12-16"}


def rarely_done(desk):
    official = desk.official
    announce(desk, CYCLE, "notPlanned")
    announce(desk, HEARD, "planned")
    desk.clock("2022-08-30T10:00:00Z")
    official("extend-window", cycle=CYCLE, window="autumn", closes="2022-11-04", reason="A bank holiday.")
    official("set-criteria-version", cycle=CYCLE, window="autumn", version="2")
    official("move-cut-off", cycle=CYCLE, cutOff="2023-07-31", reason="The board meets later.")
    official("change-duration-rule", cycle=CYCLE, years=5, reason="As the policy now says.")
    a_case_with_second_thoughts(desk)
    changes_that_come_back(desk)
    standards(desk)
    organisations_and_bodies(desk)
    persons(desk)
    retention(desk)


def announce(desk, cycle, consultation):
    desk.official("announce-cycle", cycle=cycle, title=cycle, routes=["digital"], edition={
        "recommends": "routePanel", "assures": "approvalsCommittee", "decides": "approvalsCommittee",
        "consultation": consultation, "consultationWeeks": 4, "peerReview": "whereAppropriate",
        "levels": "eitherWay", "supportSessionRequired": True, "resubmissionRounds": 2,
        "firstTeach": [{"firstTeach": "2030-09"}], "cutOff": "2023-06-30"})
    desk.official("schedule-window", cycle=cycle, window="autumn", opens="2022-08-30", closes="2022-10-31",
                  criteriaVersion="1")


def a_case_with_second_thoughts(desk):
    case = desk.way("second thoughts", HEARD, confirm_receipt=PROMISED).to("flag-sensitivity")
    case.applied("lift-sensitivity", document="demand")
    case.applied("attach-document", document={
        "id": "extra", "hash": sha256("extra"), "size": 10, "mediaType": "application/pdf", "name": "extra.pdf",
        "part": "demand", "sensitivity": "mayBePublished"})
    case.applied("remove-document", document="extra")
    case.applied("name-occupation", occupation={"standard": "ST0125"})
    case.applied("drop-occupation", standard="ST0125", reason="Not ready.")
    case.to("confirm-eligibility")
    reported = case.official("report-regulatory-action", regulator="ofqual", report="A notice was served.")
    case.official("correct-entry", wrong=reported["position"], reason="A slip of the pen.", correction="It was the day before.")
    desk.official("plan-consultation", consultation="golden", cycle=HEARD, cases=[case.case], opens="2022-09-05",
                  closes="2022-10-03", questions=["Is there demand?"])
    desk.clock("2022-09-05T10:00:00Z")
    desk.official("extend-consultation", consultation="golden", closes="2022-10-10", reason="Few have answered.")


def changes_that_come_back(desk):
    verdicts = [{"standard": "ST0116", "outcome": "approvedWithRequiredChanges", "reasons": "Nearly."}]
    case = desk.way("changes that come back", CYCLE, applicant=1, confirm_receipt=PROMISED, provide_mapping=mapping("ST0116"),
                    issue_feedback={"resubmitBy": "2022-10-14"}, make_panel_recommendation={"verdicts": verdicts},
                    take_decision={"outcome": "approvedWithRequiredChanges", "verdicts": verdicts,
                                   "requiredChanges": [{"number": 1, "criterion": "assessment", "standard": "ST0116",
                                                        "document": "structure", "change": "Say how."}]})
    case.to("issue-feedback")
    case.official("move-resubmission-date", by="2022-10-21", reason="Term begins.")
    case.applied("resubmit", answers=[{"number": 1, "done": True, "documentHash": sha256("changed")}])
    case.official("return-changes", reasons="Half of it is missing.", by="2022-11-11")


def standards(desk):
    desk.official("propose-occupation", standard="ST9001", title="Data steward", proposal="There is demand.")
    desk.official("schedule-standard-review", standard="ST0127", reason="Five years have passed.",
                  **{"from": "2022-11-01"})
    desk.official("publish-standard-draft", standard="ST0127", version="2.0", **{"from": "2023-01-01"})
    desk.official("change-standard-level", standard="ST0127", level=5, reason="Reviewed.", **{"from": "2023-01-01"})
    desk.official("retire-standard", standard="ST0127", reason="Nobody uses it.", **{"from": "2023-06-01"})


def organisations_and_bodies(desk):
    for organisation in ("old-college", "older-college"):
        desk.official("register-organisation", organisation=organisation, name=organisation, madeUp=True,
                      kind="higherEducationProvider")
    desk.official("rename-organisation", organisation="old-college", name="The Old College")
    desk.official("record-recognition", organisation="old-college", regulator="officeForStudents", number="10000002",
                  **{"from": "2020-01-01"})
    desk.official("record-lost-recognition", organisation="old-college", regulator="officeForStudents",
                  reason="It left the register.")
    desk.official("merge-organisation", organisation="older-college", into="old-college")
    desk.official("establish-body", body="old-board", kind="instituteBoard", name="The Old Board",
                  **{"from": "2017-04-01"})
    desk.official("make-appointment", body="old-board", kind="committeeMember", person="otto", **{"from": "2020-01-01"})
    desk.official("end-appointment", body="old-board", person="otto", reason="Retired.", **{"from": "2022-09-05"})
    desk.official("delegate-power", body="old-board", delegation="d-1", power="decide", to="committee",
                  **{"from": "2020-01-01"})
    desk.official("end-delegation", body="old-board", delegation="d-1", reason="Taken back.",
                  **{"from": "2022-09-06"})
    desk.official("abolish-body", body="old-board", successor="committee", ground="The law has changed.",
                  **{"from": "2022-10-01"})


def persons(desk):
    desk.official("name-representative", organisation="old-college", subject="petra",
                  name={"person": "petra", "text": "Petra, made up"})
    for command, why in [("place-legal-hold", {"matter": "Claim 12"}), ("lift-legal-hold", {"reason": "Settled."}),
                         ("erase-person", {"reason": "Asked for."})]:
        desk.client.sure(command, {"person": "petra", **why}, token=desk.records_officer)
    desk.official("name-representative", organisation="old-college", subject="petras-successor",
                  name={"person": "petra", "text": "Petra, made up anew"})


def retention(desk):
    def records_officer(command, /, **body):
        return desk.client.sure(command, body, token=desk.records_officer)

    for retention_class in ("registration", "consultation-responses", "enquiry", "process-feedback"):
        records_officer("set-retention-rule", retention=retention_class, days=1, authority="Retention schedule, made up")
    case = desk.way("given up", CYCLE).to("start-application")
    case.applied("withdraw-application", reason="Nobody has the time.")
    records_officer("place-case-legal-hold", case=case.case, hold="claim-12", matter="Claim 12")
    records_officer("lift-case-legal-hold", case=case.case, hold="claim-12", reason="Settled.")
    copy = desk.client.request("POST", f"/v1/cases/{case.case}/disclosure?request=FOI-17&exemption=40,43",
                               token=desk.records_officer)
    assert copy.status == 200, copy.body
    desk.official("receive-enquiry", enquiry="golden", kind="general", organisation="old-college", question="When?",
                  enquirer={"person": "petra", "text": "Petra, made up anew"})
    desk.official("answer-enquiry", enquiry="golden", answer="In the autumn.")
    desk.official("invite-feedback", processFeedback="golden", organisation="college-0", cycle=CYCLE)
    desk.client.sure("give-feedback", {"processFeedback": "golden", "text": "It was quick."},
                     token=desk.office.applicants[0])
    desk.clock("2022-10-14T10:00:00Z")
    records_officer("dispose-of-case", case=case.case, ground="Its time is over.")
    records_officer("dispose-of-responses", consultation="golden", ground="Their time is over.")
    records_officer("dispose-of-enquiry", enquiry="golden", ground="Its time is over.")
    records_officer("dispose-of-feedback", processFeedback="golden", ground="Its time is over.")
