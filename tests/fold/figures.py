"""The statistics of a cycle, counted from the stories of its cases; the shape is answer.Statistics."""

from tests.fold.case_story import ENDS, SUBMISSIONS, CaseStory

GROUPS = ["all", "window", "route", "level", "standard", "awardingBodyKind"]
STAGES = ["registered", "accessGranted", "draft", "lapsed", "submitted", "ineligible", "underReview",
          "informationRequested", "adviceReady", "panelRecommended", "assured", "decided", "changesRequired",
          "resubmitted", "approved", "live", "underChange", "notApproved", "carriedOver", "withdrawn",
          "approvalWithdrawn"]
RESPONDENTS = ["other", "employer", "learner", "provider", "awardingBody", "professionalBody"]
BY_OUTCOME = {"approved": "approved", "approvedWithRequiredChanges": "approvedWithRequiredChanges",
              "notApproved": "notApproved", "carriedOverByDecision": "carriedOver"}
STANDINGS = ["kept", "missed", "open", "fellAway"]


def statistics(office, cycle):
    cases = [case for case in office.cases.values() if case.cycle == cycle]
    groups = {}
    for case in cases:
        for group in groups_of(case, office):
            groups.setdefault(group, []).append(case)
    responses = [response for consultation in office.consultations.values() if consultation.cycle == cycle
                 for response in consultation.responses.values()]
    counted = [kind for kind, is_late, is_set_aside in responses if not is_late and not is_set_aside]
    in_order = sorted(groups, key=lambda group: (GROUPS.index(group[0]), group[1]))
    return {
        "cycle": cycle,
        "groups": [of_group(by, value, groups[by, value]) for by, value in in_order],
        "responses": [{"kind": kind, "count": counted.count(kind)} for kind in RESPONDENTS if kind in counted],
        "lateResponses": sum(is_late for _, is_late, _ in responses),
        "setAsideResponses": sum(is_set_aside for _, _, is_set_aside in responses),
        "fromEarlierYears": office.earlier.count(cycle),
    }


def groups_of(case, office):
    yield "all", ""
    if case.window:
        yield "window", case.window
    if case.route:
        yield "route", case.route
    if case.level:
        yield "level", str(case.level)
    for standard in {standard for standard, _ in case.occupations}:
        yield "standard", standard
    yield "awardingBodyKind", office.kinds[case.organisation]


def of_group(by, value, cases):
    occupations = [(case, standard) for case in cases for standard, _ in case.occupations
                   if by != "standard" or standard == value]
    of_cases = added(figures_of(case, case.outcome) for case in cases)
    decided = of_cases["decided"]
    return {
        "by": by, "value": value, "cases": of_cases,
        "occupations": added(figures_of(case, case.verdicts.get(standard, case.outcome))
                             for case, standard in occupations),
        "approvedAtFirst": {"numerator": of_cases["approved"], "denominator": decided},
        "approvedInTheEnd": {"numerator": of_cases["approved"] + of_cases["changesConfirmed"],
                             "denominator": decided},
        "days": list(days_of(cases)), "promises": list(promises_of(cases)),
    }


def figures_of(case, outcome):
    seen = case.seen
    was_submitted = not seen.isdisjoint(SUBMISSIONS)
    is_live = case.stage in ("live", "underChange")
    return {
        "started": "applicationStarted" in seen,
        "submitted": was_submitted,
        "decided": "decisionTaken" in seen,
        "lateRefused": "lateSubmissionRefused" in seen,
        "lateAdmitted": "lateSubmissionAdmitted" in seen,
        "ineligible": "eligibilityRefused" in seen,
        "consulted": "openedForConsultation" in seen,
        "inConsultation": case.in_consultation,
        **{figure: outcome == meant for figure, meant in BY_OUTCOME.items()},
        "changesConfirmed": "changesConfirmed" in seen,
        "carriedOver": case.stage == "carriedOver",
        "withdrawn": case.stage == "withdrawn",
        "lapsed": case.stage == "lapsed",
        "live": is_live,
        "listed": "listedPublicly" in seen,
        "open": was_submitted and not is_live and case.stage not in ENDS,
    }


def added(of_each):
    total = dict.fromkeys(figures_of(CaseStory(), "none"), 0)
    for figures in of_each:
        for figure, holds in figures.items():
            total[figure] += holds
    return total


def days_of(cases):
    for stage in ["submissionToDecision", *STAGES]:
        days = sorted(case.days[stage] for case in cases if stage in case.days)
        if days:
            yield {"stage": stage, "cases": len(days), "medianLow": days[(len(days) - 1) // 2],
                   "medianHigh": days[len(days) // 2], "longest": days[-1]}


def promises_of(cases):
    for kind in ("receipt", "feedback"):
        standings = [case.promises[kind].standing for case in cases if kind in case.promises]
        yield {"kind": kind, **{standing: standings.count(standing) for standing in STANDINGS}}
