// Recommendation and decision: edge cases 6, 15, 23, 24 and 39.
#include <gmock/gmock.h>

#include "tests/support/scenario.h"

namespace htq::tests {
namespace {

using enum Outcome;
using ::testing::HasSubstr;
using ::testing::Not;

struct EdgeCase06 : Scenario {
  const std::string reference = case_under_review(two_occupations());
  const std::vector<OccupationOutcome> one_fails = {{"ST0116", APPROVED}, {"ST0125", NOT_APPROVED}};

  EdgeCase06() {
    rate_all(reference);
    EXPECT_ACCEPTED(rate(reference, Criterion::KSB_COVERAGE, "ST0125", Rating::NOT_MET, "B1 is not taught."));
    finish_review(reference);
  }
  void recommended_and_assured() {
    ASSERT_ACCEPTED(recommend(panel(), reference, met(reference), one_fails));
    ASSERT_ACCEPTED(assure(assurer_of(reference), reference));
  }
  void decided_with_a_change() {
    recommended_and_assured();
    ASSERT_EVENT(decide_case(decider(), reference,
                             {.outcome = APPROVED_WITH_REQUIRED_CHANGES,
                              .verdicts = one_fails,
                              .departure = "The occupation that fails may be dropped.",
                              .changes = {{"ST0125", {}}}}),
                 DECISION_TAKEN);
    EXPECT_EQ(applicants_read(), "Decision: approved with required changes.");
    ASSERT_ACCEPTED(feedback(reference, "2021-05-28"));
  }
};

TEST_F(EdgeCase06, NoOccupationThatFailsIsRecommendedForApproval) {
  EXPECT_REFUSED_UNDER(
      recommend(panel(), reference, met(reference), {{"ST0116", APPROVED}, {"ST0125", APPROVED}}), 607,
      not_every_criterion_met, "domain.md 6");
  ASSERT_EVENT(recommend(panel(), reference, met(reference), one_fails), PANEL_RECOMMENDATION_MADE);
  EXPECT_EQ(officials_read(), "Panel recommends: not approved.");
}

TEST_F(EdgeCase06, OneOccupationThatFailsKeepsTheWholeFromApproval) {
  recommended_and_assured();
  EXPECT_REFUSED_UNDER(decide_case(decider(), reference,
                                   {.outcome = APPROVED, .verdicts = one_fails, .departure = "One will do."}),
                       607, not_every_criterion_met, "domain.md 6");
  EXPECT_REFUSED_UNDER(decide_case(decider(), reference,
                                   {.outcome = APPROVED_WITH_REQUIRED_CHANGES,
                                    .verdicts = one_fails,
                                    .departure = "One will do.",
                                    .changes = {{"ST0116", {}}}}),
                       609, required_changes_owed, "domain.md 9");
}

TEST_F(EdgeCase06, WholeIsApprovedOnceTheOccupationIsDropped) {
  decided_with_a_change();
  ASSERT_EVENT(resubmit(reference, {{1, Done::without_document}}, {"ST0125"}), RESUBMISSION_RECEIVED);
  ASSERT_EQ(last_event().getResubmissionReceived().getDropped().size(), 1U);
  EXPECT_EQ(view(last_event().getResubmissionReceived().getDropped()[0]), "ST0125");
  EXPECT_EQ(applicants_read(), "Resubmission received, 1 item answered.");
  ASSERT_EVENT(confirm_changes(reference), CHANGES_CONFIRMED);
  EXPECT_EQ(applicants_read(), "Changes confirmed: approved.");
  EXPECT_EQ(file(reference).occupation("ST0125"), nullptr);
}

TEST_F(EdgeCase06, WholeIsApprovedOnceTheOccupationIsFixed) {
  decided_with_a_change();
  ASSERT_ACCEPTED(resubmit(reference, {{1}}));
  ASSERT_EVENT(confirm_changes(reference), CHANGES_CONFIRMED);
  EXPECT_EQ(applicants_read(), "Changes confirmed: approved.");
  EXPECT_NE(file(reference).occupation("ST0125"), nullptr);
}

TEST_F(EdgeCase06, WholeIsNotApprovedWhileTheOccupationIsNeitherDroppedNorFixed) {
  decided_with_a_change();
  ASSERT_ACCEPTED(resubmit(reference, {{1, Done::not_possible}}));
  EXPECT_REFUSED_UNDER(confirm_changes(reference), 705, change_not_done, "domain.md 9 Resubmission 4");
}

using EdgeCase15 = Scenario;

TEST_F(EdgeCase15, DecisionThatDepartsFromTheRecommendationSaysWhyAndOnlyOfficialsReadIt) {
  const std::string reference = assured_case();
  DecisionAsked refusal{.outcome = NOT_APPROVED, .verdicts = {{"ST0116", NOT_APPROVED}}};
  const Answer unexplained = decide_case(decider("afc"), reference, refusal);
  EXPECT_REFUSED_UNDER(unexplained, 608, departure_needs_a_reason, "domain.md 11 DecisionTaken");
  EXPECT_EQ(unexplained.refused->detail, "The panel recommended: approved.");

  refusal.departure = "The employers withdrew their support after the panel met.";
  ASSERT_EVENT(decide_case(decider("afc"), reference, refusal), DECISION_TAKEN);
  EXPECT_EQ(last_event().getDecisionTaken().getOutcome(), NOT_APPROVED);
  EXPECT_EQ(view(last_event().getDecisionTaken().getBody()), "institute-board");
  EXPECT_EQ(view(last_event().getDecisionTaken().getExercisedBy()), "afc");
  EXPECT_EQ(applicants_read(), "Decision: not approved.");
  EXPECT_THAT(officials_are_shown(), HasSubstr("The employers withdrew their support"));
  EXPECT_THAT(applicants_are_shown(), Not(HasSubstr("The employers withdrew their support")));
}

struct EdgeCase23 : Scenario {
  const std::string reference = assured_case({.cycle = "cycle-5"});

  /// What the list says of it once the conditions are accepted.
  std::string listing() {
    EXPECT_ACCEPTED(determine_copyright(reference, false));
    EXPECT_ACCEPTED(feedback(reference));
    EXPECT_ACCEPTED(accept_conditions(reference));
    EXPECT_ACCEPTED(list_publicly(reference));
    return applicants_read();
  }
};

TEST_F(EdgeCase23, ApprovalInTheLastMinuteOfOctoberGivesTheEarlierFirstTeach) {
  at("2024-10-31T23:59");
  ASSERT_EVENT(decide_case(decider_of(reference), reference), DECISION_TAKEN);
  EXPECT_EQ(view(last_event().getDecisionTaken().getFirstTeach()), "2025-09");
  EXPECT_EQ(applicants_read(), "Decision: approved.");
  EXPECT_EQ(listing(),
            "Listed publicly as Higher National Certificate in Software Development, first teach 2025-09.");
}

TEST_F(EdgeCase23, ApprovalAtTheFirstInstantOfNovemberGivesTheLater) {
  at("2024-11-01T00:00");
  ASSERT_EVENT(decide_case(decider_of(reference), reference), DECISION_TAKEN);
  EXPECT_EQ(view(last_event().getDecisionTaken().getFirstTeach()), "2026-09");
  EXPECT_EQ(listing(),
            "Listed publicly as Higher National Certificate in Software Development, first teach 2026-09.");
}

TEST_F(EdgeCase23, NoFirstTeachIsGivenForAnApprovalAfterTheCutOff) {
  at("2025-04-01T00:00");
  EXPECT_REFUSED_UNDER(decide_case(decider_of(reference), reference), 713, cut_off_passed,
                       "domain.md 12 cycle cut-off");
}

struct EdgeCase24 : Scenario {
  const std::string reference = resubmitted_case("cycle-5");

  Answer pass_cut_off() {
    return ask(the_system(), reference, [](auto c) { c.initPassCutOff(); });
  }
};

TEST_F(EdgeCase24, ResubmissionNotConfirmedByTheCutOffIsCarriedOver) {
  at(end_of_day({2025, 3, 31}));
  EXPECT_REFUSED_UNDER(pass_cut_off(), 207, not_due, "domain.md 12");
  at(end_of_day({2025, 3, 31}) + Duration{1});
  const Answer too_late = confirm_changes(reference);
  EXPECT_REFUSED_UNDER(too_late, 713, cut_off_passed, "domain.md 12 cycle cut-off");
  EXPECT_EQ(too_late.refused->detail, "The cut-off was the end of 31 March 2025.");

  ASSERT_EVENT(pass_cut_off(), CUT_OFF_PASSED);
  EXPECT_EQ(view(last_event().getCutOffPassed().getCutOff().getLocal()), "2025-03-31");
  EXPECT_EQ(applicants_read(), "Cut-off of cycle-5 passed: carried over.");
  EXPECT_EQ(file(reference).stage, Stage::CARRIED_OVER);
}

TEST_F(EdgeCase24, ChangesConfirmedAtTheLastInstantAreInTime) {
  at(end_of_day({2025, 3, 31}));
  ASSERT_EVENT(confirm_changes(reference), CHANGES_CONFIRMED);
  EXPECT_EQ(view(last_event().getChangesConfirmed().getFirstTeach()), "2026-09");
  EXPECT_EQ(applicants_read(), "Changes confirmed: approved.");
}

struct EdgeCase39 : Scenario {
  const std::string reference = advised_case(two_occupations());
  const std::vector<OccupationOutcome> they_differ = {{"ST0116", APPROVED}, {"ST0125", NOT_APPROVED}};
};

TEST_F(EdgeCase39, PanelThatRecusalsLeaveWithoutAQuorumRecommendsNothing) {
  const std::string meeting = met(reference);
  recuse(meeting, "mel", reference);
  EXPECT_EQ(officials_read(), "mel recused from " + reference + ".");
  ASSERT_EQ(office().meetings.at(meeting).present_for(reference), 2U);
  recuse(meeting, "max", reference);
  const Answer too_few = recommend(panel(), reference, meeting, they_differ);
  EXPECT_REFUSED_UNDER(too_few, 603, no_quorum, "domain.md 16 case 39");
  EXPECT_EQ(too_few.refused->detail, "1 present may take part, and the quorum is 2.");

  ASSERT_EVENT(recommend(panel(), reference, met(reference), they_differ), PANEL_RECOMMENDATION_MADE);
  EXPECT_EQ(last_event().getPanelRecommendationMade().getPresent(), 3);
  EXPECT_EQ(last_event().getPanelRecommendationMade().getQuorum(), 2);
}

TEST_F(EdgeCase39, TwoOccupationsAreRecommendedEachForItself) {
  const std::string meeting = met(reference);
  EXPECT_REFUSED_UNDER(recommend(panel(), reference, meeting, {{"ST0116", APPROVED}}), 606, verdict_owed,
                       "domain.md 11 PanelRecommendationMade");
  ASSERT_EVENT(recommend(panel(), reference, meeting, they_differ), PANEL_RECOMMENDATION_MADE);
  const auto made = last_event().getPanelRecommendationMade();
  EXPECT_EQ(made.getVerdicts()[0].getOutcome(), APPROVED);
  EXPECT_EQ(made.getVerdicts()[1].getOutcome(), NOT_APPROVED);
  EXPECT_EQ(made.getOutcome(), NOT_APPROVED);
  EXPECT_EQ(officials_read(), "Panel recommends: not approved.");
  EXPECT_EQ(applicants_read(), kNothing);
}

}  // namespace
}  // namespace htq::tests
