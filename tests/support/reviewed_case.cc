#include "tests/support/reviewed_case.h"

#include "domain/rules.h"
#include "schemas/text.h"

namespace htq::tests {
namespace {

void write(capnp::List<OccupationVerdict>::Builder list, const std::vector<OccupationOutcome>& verdicts) {
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setStandard(text(verdicts[i].standard));
    list[i].setOutcome(verdicts[i].outcome);
    list[i].setReasons("As rated.");
  }
}

}  // namespace

ReviewedCase::ReviewedCase() {
  body("reviewers", BodyKind::OFFICIALS, "Pool of peer reviewers");
  contract("rita");
}

// Who takes part

Actor ReviewedCase::panel(const std::string& body) {
  return acting("paula", {Role::ROUTE_PANEL}, {}, body);
}

Actor ReviewedCase::secretary() {
  return acting("sid", {Role::SECRETARY});
}

Actor ReviewedCase::assurer(const std::string& body) {
  return acting("amir", {Role::ASSURANCE_BODY}, {}, body);
}

Actor ReviewedCase::decider(const std::string& body) {
  return acting("dora", {Role::DECISION_MAKER}, {}, body);
}

Actor ReviewedCase::official_for(const std::string& body) {
  return acting("olga", {Role::OFFICIAL}, {}, body);
}

Actor ReviewedCase::reviewer(const std::string& subject) {
  return acting(subject, {Role::PEER_REVIEWER});
}

void ReviewedCase::contract(const std::string& person, const std::string& until) {
  sure(official(), "reviewers", [&](Command::Builder c) {
    auto event = c.initMakeAppointment();
    event.setKind(AppointmentKind::PEER_REVIEWER);
    event.setPerson(text(person));
    if (!until.empty()) event.initUntil().setLocal(text(until));
  });
}

void ReviewedCase::delegate(const std::string& body, const std::string& id, Power power,
                            const std::string& to, const std::string& from, const std::string& until,
                            const std::string& cycle) {
  sure(official(), body, [&](Command::Builder c) {
    auto event = c.initDelegatePower();
    event.setDelegation(text(id));
    event.setPower(power);
    event.setTo(text(to));
    event.setCycle(text(cycle));
    event.initFrom().setLocal(text(from));
    if (!until.empty()) event.initUntil().setLocal(text(until));
  });
}

void ReviewedCase::abolish(const std::string& body, const std::string& from, const std::string& successor) {
  sure(official(), body, [&](Command::Builder c) {
    auto event = c.initAbolishBody();
    event.initFrom().setLocal(text(from));
    event.setSuccessor(text(successor));
    event.setGround("Transfer of functions.");
  });
}

// Review

Answer ReviewedCase::rate(const std::string& reference, Criterion criterion, const std::string& standard,
                          Rating rating, const std::string& reasons) {
  return ask(official(), reference, [&](Command::Builder c) {
    auto event = c.initAssessCriterion();
    event.setCriterion(criterion);
    event.setStandard(text(standard));
    event.setRating(rating);
    event.setReasons(text(reasons));
  });
}

void ReviewedCase::rate_all(const std::string& reference, Rating rating) {
  for (const NamedOccupation& named : file(reference).occupations)
    for (const Criterion criterion : rated_criteria())
      EXPECT_ACCEPTED(rate(reference, criterion, named.standard, rating));
}

void ReviewedCase::open_consultation(const std::string& id, const std::string& reference) {
  sure(official(), id, [&](Command::Builder c) {
    auto event = c.initPlanConsultation();
    event.setCycle(text(file(reference).cycle));
    event.initCases(1).set(0, text(reference));
    event.initOpens().setLocal(text(iso_text(local_of(now()))));
    event.initQuestions(1).set(0, "Does it lead to the occupation?");
  });
  sure(the_system(), id, [](Command::Builder c) { c.initOpenConsultation(); });
}

void ReviewedCase::close_consultation(const std::string& id) {
  at(office().consultations.at(id).closes + Duration{1});
  sure(the_system(), id, [](Command::Builder c) { c.initCloseConsultation(); });
}

void ReviewedCase::consult(const std::string& id, const std::string& reference) {
  open_consultation(id, reference);
  sure(the_system(), reference,
       [&](Command::Builder c) { c.initOpenForConsultation().setConsultation(text(id)); });
  close_consultation(id);
  sure(the_system(), reference, [&](Command::Builder c) {
    auto event = c.initEndConsultation();
    event.setConsultation(text(id));
    event.setReason("close reached");
  });
}

Answer ReviewedCase::commission(const std::string& reference, const std::string& reviewer,
                                const std::string& due) {
  return ask(official(), reference, [&](Command::Builder c) {
    auto event = c.initCommissionPeerReview();
    event.setReviewer(text(reviewer));
    if (!due.empty()) event.initDue().setLocal(text(due));
  });
}

Answer ReviewedCase::review(const std::string& reference, const std::string& subject) {
  return ask(reviewer(subject), reference, [](Command::Builder c) {
    auto event = c.initSubmitPeerReview();
    event.setNoConflict(true);
    event.setComment("It matches the occupation.");
  });
}

void ReviewedCase::settle_regulator(const std::string& reference) {
  sure(official(), reference, [](Command::Builder c) {
    c.initRecordRegulatorAdviceNotNeeded().setReason("Registered with the OfS.");
  });
}

Answer ReviewedCase::complete_advice(const std::string& reference) {
  return ask(official(), reference, [](Command::Builder c) {
    auto event = c.initCompleteAdvice();
    event.setSummary("It meets the criteria.");
    event.initPapers(1).set(0, as_data(hash_of("advice")));
  });
}

void ReviewedCase::finish_review(const std::string& reference) {
  sure(official(), reference, [](Command::Builder c) { c.initCompleteAnalysis(); });
  if (file(reference).regulator_advice == AdviceStanding::NOT_REQUESTED) settle_regulator(reference);
  EXPECT_ACCEPTED(commission(reference));
  EXPECT_ACCEPTED(review(reference));
  if (office().cycle(file(reference).cycle)->edition.consultation == ConsultationPolicy::PLANNED)
    consult("consultation-" + std::to_string(++made_), reference);
  EXPECT_ACCEPTED(complete_advice(reference));
}

std::string ReviewedCase::advised_case(const Draft& draft, Rating rating) {
  const std::string reference = case_under_review(draft);
  rate_all(reference, rating);
  finish_review(reference);
  return reference;
}

// Recommendation, assurance, decision

void ReviewedCase::call(const std::string& id, const std::string& body, MeetingKind kind,
                        const std::string& reference, std::uint16_t quorum) {
  sure(secretary(), id, [&](Command::Builder c) {
    auto event = c.initCallMeeting();
    event.setKind(kind);
    event.setBody(text(body));
    event.initAt().setLocal(text(iso_text(local_of(now()))));
    event.initCases(1).set(0, text(reference));
    event.setQuorum(quorum);
  });
}

void ReviewedCase::hold(const std::string& id) {
  sure(secretary(), id, [](Command::Builder c) {
    auto present = c.initHoldMeeting().initPresent(3);
    present.set(0, "mel");
    present.set(1, "max");
    present.set(2, "mia");
  });
}

void ReviewedCase::recuse(const std::string& meeting, const std::string& member,
                          const std::string& reference) {
  sure(secretary(), meeting, [&](Command::Builder c) {
    auto event = c.initRecuseMember();
    event.setMember(text(member));
    event.setCase(text(reference));
    event.setReason("Governor of the applicant.");
  });
}

std::string ReviewedCase::met(const std::string& reference, const std::string& body, MeetingKind kind) {
  const std::string id = "meeting-" + std::to_string(++made_);
  call(id, body, kind, reference);
  hold(id);
  return id;
}

Answer ReviewedCase::recommend(const Actor& actor, const std::string& reference, const std::string& meeting,
                               const std::vector<OccupationOutcome>& verdicts) {
  return ask(actor, reference, [&](Command::Builder c) {
    auto event = c.initMakePanelRecommendation();
    event.setMeeting(text(meeting));
    event.setReasons("Employers want it.");
    write(event.initVerdicts(static_cast<unsigned>(verdicts.size())), verdicts);
  });
}

std::string ReviewedCase::recommended_case(const Draft& draft, Rating rating,
                                           const std::vector<OccupationOutcome>& verdicts) {
  const std::string reference = advised_case(draft, rating);
  EXPECT_ACCEPTED(recommend(panel(), reference, met(reference), verdicts));
  return reference;
}

Answer ReviewedCase::assure(const Actor& actor, const std::string& reference, const std::string& meeting) {
  return ask(actor, reference, [&](Command::Builder c) { c.initGiveAssurance().setMeeting(text(meeting)); });
}

Actor ReviewedCase::assurer_of(const std::string& reference) const {
  return assurer(file(reference).cycle == "cycle-5" ? "approvals-committee" : "afc");
}

Actor ReviewedCase::decider_of(const std::string& reference) const {
  return decider(deciding_body(reference));
}

Actor ReviewedCase::official_of(const std::string& reference) const {
  return official_for(deciding_body(reference));
}

std::string ReviewedCase::deciding_body(const std::string& reference) const {
  const std::string& cycle = file(reference).cycle;
  if (cycle == "cycle-1") return "institute-board";
  return cycle == "cycle-5" ? "approvals-committee" : "chief-executive";
}

std::string ReviewedCase::assured_case(const Draft& draft, Rating rating,
                                       const std::vector<OccupationOutcome>& verdicts) {
  const std::string reference = recommended_case(draft, rating, verdicts);
  EXPECT_ACCEPTED(assure(assurer_of(reference), reference));
  return reference;
}

Answer ReviewedCase::decide_case(const Actor& actor, const std::string& reference,
                                 const DecisionAsked& asked) {
  return ask(actor, reference, [&](Command::Builder c) {
    auto event = c.initTakeDecision();
    event.setOutcome(asked.outcome);
    event.setReasons(text(asked.reasons));
    event.setDepartureReason(text(asked.departure));
    event.setMeeting(text(asked.meeting));
    write(event.initVerdicts(static_cast<unsigned>(asked.verdicts.size())), asked.verdicts);
    auto changes = event.initRequiredChanges(static_cast<unsigned>(asked.changes.size()));
    for (unsigned i = 0; i < changes.size(); ++i) {
      changes[i].setNumber(static_cast<std::uint16_t>(i + 1));
      changes[i].setCriterion(Criterion::KSB_COVERAGE);
      changes[i].setStandard(text(asked.changes[i].standard));
      changes[i].setDocument(text(asked.changes[i].document));
      changes[i].setChange("Cover it in full.");
    }
  });
}

std::string ReviewedCase::decided_case(const Draft& draft) {
  const std::string reference = assured_case(draft);
  EXPECT_ACCEPTED(decide_case(decider_of(reference), reference));
  return reference;
}

Answer ReviewedCase::feedback(const std::string& reference, const std::string& resubmit_by) {
  return ask(official(), reference, [&](Command::Builder c) {
    auto event = c.initIssueFeedback();
    event.setText("What was found.");
    event.setNextSteps("What follows.");
    if (!resubmit_by.empty()) event.initResubmitBy().setLocal(text(resubmit_by));
  });
}

// Changes

std::string ReviewedCase::case_with_changes(const std::string& cycle) {
  const std::string reference = case_to_change(cycle);
  EXPECT_ACCEPTED(feedback(reference, iso_text(plus_days(day_of(now()), 60))));
  return reference;
}

std::string ReviewedCase::case_to_change(const std::string& cycle) {
  const std::vector<OccupationOutcome> verdicts = {{"ST0116", Outcome::APPROVED_WITH_REQUIRED_CHANGES},
                                                   {"ST0125", Outcome::APPROVED_WITH_REQUIRED_CHANGES}};
  const std::string reference = assured_case(two_occupations(cycle), Rating::PARTLY_MET, verdicts);
  EXPECT_ACCEPTED(decide_case(decider_of(reference), reference,
                              {.outcome = Outcome::APPROVED_WITH_REQUIRED_CHANGES,
                               .verdicts = verdicts,
                               .changes = {{"ST0116", "structure"}, {"ST0125", {}}}}));
  return reference;
}

Draft ReviewedCase::two_occupations(const std::string& cycle) {
  return {.cycle = cycle, .level = 5, .standards = {"ST0116", "ST0125"}};
}

Answer ReviewedCase::resubmit(const std::string& reference, const std::vector<AnswerTo>& answers,
                              const std::vector<std::string>& dropped,
                              const std::vector<std::string>& documents) {
  return ask(applicant(), reference, [&](Command::Builder c) {
    auto event = c.initResubmit();
    auto list = event.initAnswers(static_cast<unsigned>(answers.size()));
    for (unsigned i = 0; i < list.size(); ++i) {
      list[i].setNumber(answers[i].number);
      list[i].setDone(answers[i].done == Done::with_document || answers[i].done == Done::without_document);
      if (answers[i].done == Done::with_document) list[i].setDocumentHash(as_data(hash_of("changed")));
      if (answers[i].done == Done::not_possible) list[i].setReason("The unit belongs to another owner.");
    }
    auto gone = event.initDropped(static_cast<unsigned>(dropped.size()));
    for (unsigned i = 0; i < gone.size(); ++i) gone.set(i, text(dropped[i]));
    auto changed = event.initDocuments(static_cast<unsigned>(documents.size()));
    for (unsigned i = 0; i < changed.size(); ++i) write_document(changed[i], documents[i]);
  });
}

std::string ReviewedCase::resubmitted_case(const std::string& cycle) {
  const std::string reference = case_with_changes(cycle);
  EXPECT_ACCEPTED(resubmit(reference));
  return reference;
}

// Approval

std::string ReviewedCase::approved_case(const Draft& draft) {
  const std::string reference = decided_case(draft);
  EXPECT_ACCEPTED(determine_copyright(reference, false));
  EXPECT_ACCEPTED(feedback(reference));
  return reference;
}

Answer ReviewedCase::determine_copyright(const std::string& reference, bool transfer) {
  return ask(official_of(reference), reference, [&](Command::Builder c) {
    auto event = c.initDetermineCopyright();
    event.setTransfer(transfer);
    event.setReasons("The market is not vulnerable.");
  });
}

Answer ReviewedCase::accept_conditions(const std::string& reference, const std::string& version) {
  return ask(applicant(file(reference).organisation), reference,
             [&](Command::Builder c) { c.initAcceptConditionsOfApproval().setVersion(text(version)); });
}

std::string ReviewedCase::live_case(const Draft& draft) {
  const std::string reference = approved_case(draft);
  EXPECT_ACCEPTED(accept_conditions(reference));
  return reference;
}

}  // namespace htq::tests
