#include <gtest/gtest.h>

#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

using enum Outcome;

struct Decision : ::testing::Test, ReviewedCase {};

TEST_F(Decision, IsTheBoardsAndSaysWhoExercisedThePower) {
  const std::string reference = assured_case();
  ASSERT_ACCEPTED(decide_case(decider("afc"), reference));
  const auto event = last().getBody().getDecisionTaken();
  EXPECT_EQ(string(event.getBody()), "institute-board");
  EXPECT_EQ(string(event.getExercisedBy()), "afc");
  EXPECT_EQ(string(event.getDelegation()), "");
  EXPECT_EQ(string(event.getFirstTeach()), "2022-09");
  EXPECT_EQ(event.getSupersedes(), 0U);
  EXPECT_EQ(file(reference).stage, Stage::DECIDED);
  EXPECT_EQ(file(reference).first_teach, "2022-09");
}
TEST_F(Decision, MayBeTakenByTheBoardItself) {
  const std::string reference = assured_case();
  ASSERT_ACCEPTED(decide_case(decider(), reference));
  EXPECT_EQ(string(last().getBody().getDecisionTaken().getExercisedBy()), "institute-board");
}
// Domain.md 3: the secretary records the decision on the meeting's behalf.
TEST_F(Decision, OfAMeetingIsEnteredByItsSecretary) {
  const std::string reference = assured_case();
  EXPECT_REFUSED(decide_case(secretary(), reference), meeting_unknown);
  const std::string of_the_panel = met(reference);
  EXPECT_REFUSED(decide_case(secretary(), reference, {.meeting = of_the_panel}), wrong_body);
  const std::string of_the_committee = met(reference, "afc", MeetingKind::COMMITTEE);
  ASSERT_ACCEPTED(decide_case(secretary(), reference, {.meeting = of_the_committee}));
  EXPECT_EQ(string(last().getBody().getDecisionTaken().getBody()), "institute-board");
  EXPECT_EQ(string(last().getBody().getDecisionTaken().getExercisedBy()), "afc");
}
TEST_F(Decision, OfAMeetingIsNotOneOfWhoAnalysedOrReviewedTheCase) {
  const std::string reference = case_under_review();
  sure(official("mel"), reference, [](auto c) {
    auto event = c.initAssessCriterion();
    event.setCriterion(Criterion::ALIGNMENT);
    event.setStandard("ST0116");
    event.setRating(Rating::MET);
    event.setReasons("As the papers show.");
  });
  rate_all(reference);
  finish_review(reference);
  ASSERT_ACCEPTED(recommend(panel(), reference, met(reference), {{"ST0116", APPROVED}}));
  ASSERT_ACCEPTED(assure(assurer(), reference));
  const std::string meeting = met(reference, "afc", MeetingKind::COMMITTEE);
  EXPECT_REFUSED(decide_case(secretary(), reference, {.meeting = meeting}), role_conflict);
  EXPECT_REFUSED(decide_case(decider("afc"), reference, {.meeting = meeting}), role_conflict);
  recuse(meeting, "mel", reference);
  EXPECT_ACCEPTED(decide_case(secretary(), reference, {.meeting = meeting}));
}
TEST_F(Decision, DeferredByAMeetingIsEnteredByItsSecretary) {
  const std::string reference = assured_case();
  const auto defer = [&](const std::string& meeting) {
    return ask(secretary(), reference, [&](auto c) {
      auto event = c.initDeferDecision();
      event.setMeeting(text(meeting));
      event.setMissing("The rights.");
      event.initFeedbackBy().setLocal("2025-01-31");
    });
  };
  EXPECT_REFUSED(defer(""), meeting_unknown);
  ASSERT_ACCEPTED(defer(met(reference, "afc", MeetingKind::COMMITTEE)));
  EXPECT_EQ(file(reference).stage, Stage::UNDER_REVIEW);
}
TEST_F(Decision, NeedsAPower) {
  const std::string reference = assured_case();
  EXPECT_REFUSED(decide_case(decider("chief-executive"), reference), wrong_body);
  EXPECT_REFUSED(decide_case(decider(""), reference), no_power);
  EXPECT_REFUSED(decide_case(decider("someone"), reference), no_power);
}
TEST_F(Decision, RestsOnADelegationInForceAndCitesIt) {
  const std::string reference = assured_case();
  delegate("institute-board", "too-early", Power::DECIDE, "dora", "2020-01-01", "2020-02-01");
  delegate("institute-board", "other-cycle", Power::DECIDE, "dora", "2020-01-01", {}, "cycle-2");
  delegate("institute-board", "other-power", Power::CONFIRM_CHANGES, "dora", "2020-01-01");
  delegate("institute-board", "other-person", Power::DECIDE, "dan", "2020-01-01");
  EXPECT_REFUSED(decide_case(decider(""), reference), no_power);
  Actor dora = decider("");
  dora.authority = "other-person";
  EXPECT_REFUSED(decide_case(dora, reference), delegation_unknown);
  delegate("institute-board", "d1", Power::DECIDE, "dora", "2020-01-01", {}, "cycle-1");
  dora.authority = "d1";
  ASSERT_ACCEPTED(decide_case(dora, reference));
  const auto event = last().getBody().getDecisionTaken();
  EXPECT_EQ(string(event.getBody()), "institute-board");
  EXPECT_EQ(string(event.getExercisedBy()), "dora");
  EXPECT_EQ(string(event.getDelegation()), "d1");
}
TEST_F(Decision, FindsTheDelegationThatIsNotCited) {
  const std::string reference = assured_case();
  delegate("institute-board", "d1", Power::DECIDE, "deputies", "2020-01-01");
  ASSERT_ACCEPTED(decide_case(decider("deputies"), reference));
  EXPECT_EQ(string(last().getBody().getDecisionTaken().getDelegation()), "d1");
}
// Edge case 16.
TEST_F(Decision, IsTakenByTheSuccessorOnceTheBodyIsGone) {
  const std::string reference = assured_case();
  body("secretary-of-state", BodyKind::SECRETARY_OF_STATE, "Secretary of State");
  abolish("institute-board", "2025-06-01T02:00", "secretary-of-state");
  at(london("2025-06-01T02:00") - Duration{1});
  EXPECT_REFUSED(decide_case(decider("secretary-of-state"), reference), wrong_body);
  at("2025-06-01T02:00");
  EXPECT_REFUSED(decide_case(decider("institute-board"), reference), body_abolished);
  ASSERT_ACCEPTED(decide_case(decider("secretary-of-state"), reference));
  EXPECT_EQ(string(last().getBody().getDecisionTaken().getBody()), "secretary-of-state");
}
TEST_F(Decision, PowersHoldUntilTheInstantAtWhichTheyPass) {
  const std::string reference = assured_case();
  body("secretary-of-state", BodyKind::SECRETARY_OF_STATE, "Secretary of State");
  abolish("institute-board", "2025-06-01T02:00", "secretary-of-state");
  at(london("2025-06-01T02:00") - Duration{1});
  EXPECT_ACCEPTED(decide_case(decider("institute-board"), reference));
}
TEST_F(Decision, IsNobodysWhereNoSuccessorIsNamed) {
  const std::string reference = assured_case();
  abolish("institute-board", "2025-06-01T02:00", "");
  at("2025-06-02");
  EXPECT_REFUSED(decide_case(decider("institute-board"), reference), body_abolished);
  EXPECT_REFUSED(decide_case(decider("afc"), reference), wrong_body);
}
TEST_F(Decision, ADelegationEndsWithTheBodyThatMadeIt) {
  const std::string reference = assured_case();
  delegate("institute-board", "d1", Power::DECIDE, "dora", "2020-01-01");
  body("secretary-of-state", BodyKind::SECRETARY_OF_STATE, "Secretary of State");
  abolish("institute-board", "2025-06-01T02:00", "secretary-of-state");
  at("2025-06-02");
  EXPECT_REFUSED(decide_case(decider(""), reference), no_power);
}
TEST_F(Decision, NamesAMeetingOfItsOwnBodyOrNone) {
  const std::string reference = assured_case();
  EXPECT_REFUSED(decide_case(decider(), reference, {.meeting = "nowhere"}), meeting_unknown);
  EXPECT_REFUSED(decide_case(decider(), reference, {.meeting = met(reference)}), wrong_body);
  EXPECT_ACCEPTED(
      decide_case(decider("afc"), reference, {.meeting = met(reference, "afc", MeetingKind::COMMITTEE)}));
}
TEST_F(Decision, HasAnOutcomeAndReasons) {
  const std::string reference = assured_case();
  EXPECT_REFUSED(decide_case(decider(), reference, {.outcome = NONE}), missing_value);
  EXPECT_REFUSED(decide_case(decider(), reference, {.reasons = ""}), reasons_owed);
}
// Edge case 15.
TEST_F(Decision, DepartsFromTheRecommendationForAReason) {
  const std::string reference = assured_case();
  const DecisionAsked refusal{.outcome = NOT_APPROVED, .verdicts = {{"ST0116", NOT_APPROVED}}};
  EXPECT_REFUSED(decide_case(decider(), reference, refusal), departure_needs_a_reason);
  DecisionAsked explained = refusal;
  explained.departure = "The demand has gone.";
  ASSERT_ACCEPTED(decide_case(decider(), reference, explained));
  EXPECT_EQ(string(last().getBody().getDecisionTaken().getFirstTeach()), "");
  EXPECT_EQ(file(reference).approved_at, Instant{});
}
TEST_F(Decision, DepartsAlsoWhereOneVerdictDiffers) {
  const std::string reference =
      assured_case(two_occupations(), Rating::MET, {{"ST0116", APPROVED}, {"ST0125", NOT_APPROVED}});
  EXPECT_REFUSED(decide_case(decider(), reference,
                             {.outcome = NOT_APPROVED,
                              .verdicts = {{"ST0116", NOT_APPROVED}, {"ST0125", NOT_APPROVED}}}),
                 departure_needs_a_reason);
  EXPECT_ACCEPTED(
      decide_case(decider(), reference,
                  {.outcome = NOT_APPROVED, .verdicts = {{"ST0116", APPROVED}, {"ST0125", NOT_APPROVED}}}));
}
// Edge case 6.
TEST_F(Decision, OneOccupationThatFailsKeepsTheWholeFromApprovalUntilItIsDroppedOrMended) {
  const std::string reference =
      assured_case(two_occupations(), Rating::MET, {{"ST0116", APPROVED}, {"ST0125", NOT_APPROVED}});
  DecisionAsked asked{.outcome = APPROVED,
                      .verdicts = {{"ST0116", APPROVED}, {"ST0125", NOT_APPROVED}},
                      .departure = "The occupation may be dropped."};
  EXPECT_REFUSED(decide_case(decider(), reference, asked), not_every_criterion_met);
  asked.outcome = APPROVED_WITH_REQUIRED_CHANGES;
  asked.changes = {{"ST0116", {}}};
  EXPECT_REFUSED(decide_case(decider(), reference, asked), required_changes_owed);
  asked.changes = {{"ST0125", {}}};
  EXPECT_ACCEPTED(decide_case(decider(), reference, asked));
}
TEST_F(Decision, LeavesAtLeastOneOccupationToApproveWithChanges) {
  const std::string reference = assured_case({}, Rating::NOT_MET, {{"ST0116", NOT_APPROVED}});
  EXPECT_REFUSED(decide_case(decider(), reference,
                             {.outcome = APPROVED_WITH_REQUIRED_CHANGES,
                              .verdicts = {{"ST0116", NOT_APPROVED}},
                              .departure = "It may be mended.",
                              .changes = {{"ST0116", {}}}}),
                 not_every_criterion_met);
}
TEST_F(Decision, ApprovesOnlyWhatIsMet) {
  const std::string reference =
      assured_case({}, Rating::PARTLY_MET, {{"ST0116", APPROVED_WITH_REQUIRED_CHANGES}});
  EXPECT_REFUSED(decide_case(decider(), reference, {.departure = "Good enough."}), not_every_criterion_met);
}
TEST_F(Decision, DoesNotRefuseTheWholeWhereEveryOccupationIsApproved) {
  const std::string reference = assured_case();
  EXPECT_REFUSED(decide_case(decider(), reference, {.outcome = NOT_APPROVED, .departure = "No."}),
                 verdict_owed);
  EXPECT_REFUSED(decide_case(decider(), reference, {.verdicts = {}}), verdict_owed);
}
TEST_F(Decision, ListsRequiredChangesIfAndOnlyIfTheyAreTheOutcome) {
  const std::vector<OccupationOutcome> verdicts = {{"ST0116", APPROVED_WITH_REQUIRED_CHANGES}};
  const std::string reference = assured_case({}, Rating::PARTLY_MET, verdicts);
  DecisionAsked asked{.outcome = APPROVED_WITH_REQUIRED_CHANGES, .verdicts = verdicts};
  EXPECT_REFUSED(decide_case(decider(), reference, asked), required_changes_owed);
  asked.changes = {{"ST0600", {}}};
  EXPECT_REFUSED(decide_case(decider(), reference, asked), occupation_not_named);
  asked.changes = {{"ST0116", "nothing"}};
  EXPECT_REFUSED(decide_case(decider(), reference, asked), document_unknown);
  asked.changes = {{"ST0116", "structure"}};
  ASSERT_ACCEPTED(decide_case(decider(), reference, asked));
  EXPECT_EQ(file(reference).required_changes,
            (std::vector<RequiredChangeState>{{.number = 1, .standard = "ST0116", .document = "structure"}}));
  const std::string other = assured_case({.title = "Diploma in Data"});
  EXPECT_REFUSED(decide_case(decider(), other, {.changes = {{"ST0116", {}}}}), changes_not_expected);
}
TEST_F(Decision, NumbersItsChangesFromOneAndSaysWhatToChange) {
  const std::string reference =
      assured_case({}, Rating::PARTLY_MET, {{"ST0116", APPROVED_WITH_REQUIRED_CHANGES}});
  const auto asking = [&](std::uint16_t number, Criterion criterion, const std::string& change) {
    return ask(decider(), reference, [&](auto c) {
      auto event = c.initTakeDecision();
      event.setOutcome(APPROVED_WITH_REQUIRED_CHANGES);
      event.setReasons("Close.");
      auto verdict = event.initVerdicts(1)[0];
      verdict.setStandard("ST0116");
      verdict.setOutcome(APPROVED_WITH_REQUIRED_CHANGES);
      auto item = event.initRequiredChanges(1)[0];
      item.setNumber(number);
      item.setCriterion(criterion);
      item.setStandard("ST0116");
      item.setChange(text(change));
    });
  };
  EXPECT_REFUSED(asking(0, Criterion::ASSESSMENT, "Assess S1."), required_changes_owed);
  EXPECT_REFUSED(asking(2, Criterion::ASSESSMENT, "Assess S1."), required_changes_owed);
  EXPECT_REFUSED(asking(1, Criterion::NONE, "Assess S1."), missing_value);
  EXPECT_REFUSED(asking(1, Criterion::ASSESSMENT, ""), missing_value);
  EXPECT_ACCEPTED(asking(1, Criterion::ASSESSMENT, "Assess S1."));
}
// Edge case 23.
TEST_F(Decision, FirstTeachFollowsTheInstantOfApproval) {
  const Draft draft{.cycle = "cycle-5"};
  const std::string before = assured_case(draft);
  const std::string after = assured_case({.cycle = "cycle-5", .title = "Diploma in Data"});
  at("2024-10-31T23:59");
  ASSERT_ACCEPTED(decide_case(decider("approvals-committee"), before));
  at("2024-11-01T00:00");
  ASSERT_ACCEPTED(decide_case(decider("approvals-committee"), after));
  EXPECT_EQ(file(before).first_teach, "2025-09");
  EXPECT_EQ(file(after).first_teach, "2026-09");
}
TEST_F(Decision, NamesNoFirstTeachWhereTheEditionHasNone) {
  cycle("cycle-3", "3", {}, {{"3", "2022-02-16", "2022-07-29", "2"}},
        [](event::Edition::Builder edition) { edition.setDecides(BodyKind::CHIEF_EXECUTIVE); });
  const std::string reference = decided_case({.cycle = "cycle-3"});
  EXPECT_EQ(file(reference).outcome, APPROVED);
  EXPECT_EQ(file(reference).first_teach, "");
}
TEST_F(Decision, FirstTeachFollowsTheWindowToo) {
  const std::string reference = drafted_case({.cycle = "cycle-5"});
  open_window("cycle-5", "5.2");
  sure(applicant(), reference, [](auto c) { c.initSubmitApplication(); });
  sure(official(), reference, [](auto c) { c.initConfirmEligibility(); });
  rate_all(reference);
  finish_review(reference);
  ASSERT_ACCEPTED(recommend(panel(), reference, met(reference), {{"ST0116", APPROVED}}));
  ASSERT_ACCEPTED(assure(assurer_of(reference), reference));
  ASSERT_LT(now(), london("2024-11-01"));
  ASSERT_ACCEPTED(decide_case(decider_of(reference), reference));
  EXPECT_EQ(file(reference).first_teach, "2026-09");
}
TEST_F(Decision, ApprovesNothingAfterTheCutOff) {
  const std::string reference = assured_case({.cycle = "cycle-5"});
  at("2025-04-01");
  EXPECT_REFUSED(decide_case(decider("approvals-committee"), reference), cut_off_passed);
  EXPECT_ACCEPTED(decide_case(decider("approvals-committee"), reference,
                              {.outcome = NOT_APPROVED,
                               .verdicts = {{"ST0116", NOT_APPROVED}},
                               .departure = "The cut-off has passed."}));
}
TEST_F(Decision, MayBeDeferredToAnotherDay) {
  const std::string reference = assured_case();
  const auto defer = [&](const std::string& body, const std::string& missing, const std::string& by) {
    return ask(decider(body), reference, [&](auto c) {
      auto event = c.initDeferDecision();
      event.setMissing(text(missing));
      event.initFeedbackBy().setLocal(text(by));
    });
  };
  EXPECT_REFUSED(defer("chief-executive", "Demand.", "2021-03-01"), wrong_body);
  EXPECT_REFUSED(defer("afc", "", "2021-03-01"), missing_value);
  EXPECT_REFUSED(defer("afc", "Demand.", ""), missing_value);
  EXPECT_REFUSED(defer("afc", "Demand.", "2020-01-01"), time_in_the_past);
  ASSERT_ACCEPTED(defer("afc", "Demand.", "2021-03-01"));
  EXPECT_EQ(file(reference).stage, Stage::UNDER_REVIEW);
  EXPECT_EQ(file(reference).feedback_by, end_of_day({2021, 3, 1}));
}

struct Feedback : ::testing::Test, ReviewedCase {};

TEST_F(Feedback, CopyrightIsDeterminedForTheDecisionMakerWithReasons) {
  const std::string reference = decided_case();
  const auto determine = [&](const Actor& actor, const std::string& reasons) {
    return ask(actor, reference, [&](auto c) {
      auto event = c.initDetermineCopyright();
      event.setTransfer(true);
      event.setReasons(text(reasons));
    });
  };
  EXPECT_REFUSED(determine(official(), "A single HTQ."), no_power);
  EXPECT_REFUSED(determine(official_for("chief-executive"), "A single HTQ."), wrong_body);
  EXPECT_REFUSED(determine(official_for(), ""), reasons_owed);
  ASSERT_ACCEPTED(determine(official_for(), "A single HTQ."));
  EXPECT_TRUE(file(reference).transfer_proposed);
  EXPECT_REFUSED(determine(official_for(), "A single HTQ."), nothing_to_change);
  EXPECT_ACCEPTED(determine_copyright(reference, false));
}
TEST_F(Feedback, CopyrightPassesOnlyWithAnApprovalAndNotBackAfterAcceptance) {
  const std::string refused = assured_case({}, Rating::NOT_MET, {{"ST0116", NOT_APPROVED}});
  ASSERT_ACCEPTED(
      decide_case(decider(), refused, {.outcome = NOT_APPROVED, .verdicts = {{"ST0116", NOT_APPROVED}}}));
  EXPECT_REFUSED(determine_copyright(refused, true), bad_value);

  const std::string reference = decided_case({.title = "Diploma in Data"});
  ASSERT_ACCEPTED(determine_copyright(reference, true));
  ASSERT_ACCEPTED(feedback(reference));
  ASSERT_ACCEPTED(ask(applicant(), reference, [](auto c) { c.initAcceptCopyrightTransfer(); }));
  EXPECT_REFUSED(determine_copyright(reference, false), bad_value);
}
TEST_F(Feedback, OnAnApprovalGivesTheDayForAcceptance) {
  const std::string reference = decided_case();
  at("2021-03-10T10:00");
  ASSERT_ACCEPTED(feedback(reference));
  // Good Friday and Easter Monday lie between.
  EXPECT_EQ(string(last().getBody().getFeedbackIssued().getAcceptBy().getLocal()), "2021-04-09");
  EXPECT_EQ(file(reference).accept_by, end_of_day({2021, 4, 9}));
  EXPECT_EQ(file(reference).stage, Stage::APPROVED);
}
TEST_F(Feedback, LaterFeedbackMovesNoDay) {
  const std::string reference = approved_case();
  const Instant accept_by = file(reference).accept_by;
  at(now() + std::chrono::hours(48));
  ASSERT_ACCEPTED(feedback(reference));
  EXPECT_EQ(file(reference).accept_by, accept_by);
}
TEST_F(Feedback, SaysWhatWasFoundAndWhatFollows) {
  const std::string reference = decided_case();
  const auto issue = [&](const std::string& found, const std::string& next) {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initIssueFeedback();
      event.setText(text(found));
      event.setNextSteps(text(next));
    });
  };
  EXPECT_REFUSED(issue("", "Accept."), missing_value);
  EXPECT_REFUSED(issue("Found.", ""), missing_value);
  EXPECT_REFUSED(feedback(reference, "2021-05-31"), bad_value);
}
TEST_F(Feedback, OnRequiredChangesGivesTheDayOfTheCycle) {
  const std::string reference = case_to_change();
  EXPECT_REFUSED(feedback(reference), missing_value);
  sure(official(), "cycle-1",
       [](auto c) { c.initSetResubmissionDate().initBy().setLocal("2021-05-28T17:00"); });
  ASSERT_ACCEPTED(feedback(reference));
  EXPECT_EQ(string(last().getBody().getFeedbackIssued().getResubmitBy().getLocal()), "2021-05-28T17:00");
  EXPECT_EQ(file(reference).resubmit_by, london("2021-05-28T17:00"));
  EXPECT_EQ(file(reference).stage, Stage::CHANGES_REQUIRED);
  EXPECT_EQ(file(reference).accept_by, Instant{});
}
TEST_F(Feedback, AnotherDayIsOneToCome) {
  const std::string reference = case_to_change();
  EXPECT_REFUSED(feedback(reference, "2020-09-01"), time_in_the_past);
  EXPECT_ACCEPTED(feedback(reference, "2021-05-20"));
}

}  // namespace
}  // namespace htq::tests
