#include <gtest/gtest.h>

#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

using enum Outcome;

struct Recommendation : ::testing::Test, ReviewedCase {
  Answer recommends(const std::string& reference, const std::string& meeting,
                    const std::vector<OccupationOutcome>& verdicts = {{"ST0116", APPROVED}}) {
    return recommend(panel(), reference, meeting, verdicts);
  }
};

TEST_F(Recommendation, RestsOnAMeetingThatWasHeldOnTheCase) {
  const std::string reference = advised_case();
  EXPECT_REFUSED(recommends(reference, ""), meeting_unknown);
  EXPECT_REFUSED(recommends(reference, "nowhere"), meeting_unknown);
  call("called", "panel-digital", MeetingKind::PANEL, reference);
  EXPECT_REFUSED(recommends(reference, "called"), meeting_not_held);
  hold("called");
  ASSERT_ACCEPTED(recommends(reference, "called"));
  const auto event = last().getBody().getPanelRecommendationMade();
  EXPECT_EQ(string(event.getBody()), "panel-digital");
  EXPECT_EQ(event.getPresent(), 3);
  EXPECT_EQ(event.getQuorum(), 2);
  EXPECT_EQ(file(reference).stage, Stage::PANEL_RECOMMENDED);
}
TEST_F(Recommendation, IsNotMadeAtAMeetingOnOtherCases) {
  const std::string reference = advised_case();
  const std::string other = advised_case({.title = "Diploma in Data"});
  EXPECT_REFUSED(recommends(reference, met(other)), not_on_the_agenda);
}
// Edge case 39.
TEST_F(Recommendation, RecusalsMayLeaveTheMeetingWithoutAQuorum) {
  const std::string reference = advised_case();
  const std::string meeting = met(reference);
  recuse(meeting, "mel", reference);
  ASSERT_ACCEPTED(recommends(reference, meeting));
  const std::string other = advised_case({.title = "Diploma in Data"});
  const std::string left = met(other);
  recuse(left, "mel", other);
  recuse(left, "max", other);
  EXPECT_REFUSED(recommends(other, left), no_quorum);
}
TEST_F(Recommendation, AnAdjournedMeetingRecommendsNothing) {
  const std::string reference = advised_case();
  const std::string meeting = met(reference);
  sure(secretary(), meeting, [](auto c) { c.initAdjournMeeting().setReason("Fire alarm."); });
  EXPECT_REFUSED(recommends(reference, meeting), meeting_not_held);
}
TEST_F(Recommendation, IsThatOfABodyThatTheCycleNames) {
  const std::string reference = advised_case();
  const std::string committee = met(reference, "afc", MeetingKind::COMMITTEE);
  EXPECT_REFUSED(recommend(secretary(), reference, committee, {{"ST0116", APPROVED}}), wrong_body);
  EXPECT_REFUSED(recommends(reference, committee), wrong_body);
  const std::string meeting = met(reference);
  EXPECT_REFUSED(recommend(panel("afc"), reference, meeting, {{"ST0116", APPROVED}}), wrong_body);
  EXPECT_REFUSED(recommend(panel(""), reference, meeting, {{"ST0116", APPROVED}}), no_power);
  EXPECT_ACCEPTED(recommend(secretary(), reference, meeting, {{"ST0116", APPROVED}}));
}
// Edge case 32.
TEST_F(Recommendation, OfABodyThatIsGoneIsNotEntered) {
  const std::string reference = advised_case();
  const std::string meeting = met(reference);
  abolish("panel-digital", "2020-09-24", "panel-health");
  EXPECT_REFUSED(recommend(secretary(), reference, meeting, {{"ST0116", APPROVED}}), body_abolished);
}
TEST_F(Recommendation, IsThatOfThePanelOfTheLeadRoute) {
  const std::string reference = advised_case();
  const std::string meeting = met(reference, "panel-health");
  EXPECT_REFUSED(recommend(panel("panel-health"), reference, meeting, {{"ST0116", APPROVED}}), wrong_body);
}
TEST_F(Recommendation, GivesOneVerdictForEachOccupationAndNoOther) {
  const std::string reference = advised_case(two_occupations());
  const std::string meeting = met(reference);
  EXPECT_REFUSED(recommends(reference, meeting, {{"ST0116", APPROVED}}), verdict_owed);
  EXPECT_REFUSED(
      recommends(reference, meeting, {{"ST0116", APPROVED}, {"ST0116", APPROVED}, {"ST0125", APPROVED}}),
      verdict_owed);
  EXPECT_REFUSED(recommends(reference, meeting, {{"ST0116", APPROVED}, {"ST0125", NONE}}), verdict_owed);
  EXPECT_REFUSED(
      recommends(reference, meeting, {{"ST0116", APPROVED}, {"ST0125", APPROVED}, {"ST0600", APPROVED}}),
      occupation_not_named);
  EXPECT_ACCEPTED(recommends(reference, meeting, {{"ST0116", APPROVED}, {"ST0125", APPROVED}}));
}
// Edge cases 6 and 39.
TEST_F(Recommendation, OnTheWholeIsTheLeastFavourableOfItsVerdicts) {
  const std::string reference = advised_case(two_occupations());
  const std::string meeting = met(reference);
  ASSERT_ACCEPTED(recommends(reference, meeting, {{"ST0116", APPROVED}, {"ST0125", NOT_APPROVED}}));
  EXPECT_EQ(file(reference).recommendation, NOT_APPROVED);
}
TEST_F(Recommendation, ToCarryOverIsBetterThanToRefuseAndWorseThanChanges) {
  const std::string reference = advised_case(two_occupations());
  ASSERT_ACCEPTED(recommends(reference, met(reference),
                             {{"ST0116", CARRIED_OVER}, {"ST0125", APPROVED_WITH_REQUIRED_CHANGES}}));
  EXPECT_EQ(file(reference).recommendation, CARRIED_OVER);
}
TEST_F(Recommendation, ApprovalNeedsEveryCriterionMet) {
  const std::string reference = case_under_review();
  rate_all(reference);
  ASSERT_ACCEPTED(rate(reference, Criterion::ASSESSMENT, "ST0116", Rating::PARTLY_MET));
  finish_review(reference);
  const std::string meeting = met(reference);
  EXPECT_REFUSED(recommends(reference, meeting), not_every_criterion_met);
  EXPECT_ACCEPTED(recommends(reference, meeting, {{"ST0116", APPROVED_WITH_REQUIRED_CHANGES}}));
}
TEST_F(Recommendation, RequiredChangesDoNotMendACriterionThatIsNotMet) {
  const std::string reference = advised_case({}, Rating::NOT_MET);
  const std::string meeting = met(reference);
  EXPECT_REFUSED(recommends(reference, meeting, {{"ST0116", APPROVED_WITH_REQUIRED_CHANGES}}),
                 not_every_criterion_met);
  EXPECT_ACCEPTED(recommends(reference, meeting, {{"ST0116", NOT_APPROVED}}));
}
TEST_F(Recommendation, SaysWhy) {
  const std::string reference = advised_case();
  const std::string meeting = met(reference);
  EXPECT_REFUSED(ask(panel(), reference,
                     [&](auto c) {
                       auto event = c.initMakePanelRecommendation();
                       event.setMeeting(text(meeting));
                       auto verdict = event.initVerdicts(1)[0];
                       verdict.setStandard("ST0116");
                       verdict.setOutcome(APPROVED);
                     }),
                 reasons_owed);
}

struct Assurance : ::testing::Test, ReviewedCase {};

TEST_F(Assurance, IsGivenByTheBodyThatTheCycleNames) {
  const std::string reference = recommended_case();
  EXPECT_REFUSED(assure(assurer("approvals-committee"), reference), wrong_body);
  EXPECT_REFUSED(assure(assurer(""), reference), no_power);
  ASSERT_ACCEPTED(assure(assurer(), reference));
  EXPECT_EQ(string(last().getBody().getAssuranceGiven().getBody()), "afc");
  EXPECT_EQ(file(reference).stage, Stage::ASSURED);
}
TEST_F(Assurance, IsEnteredByASecretaryForTheMeetingOnly) {
  const std::string reference = recommended_case();
  EXPECT_REFUSED(assure(secretary(), reference), meeting_unknown);
  EXPECT_REFUSED(assure(secretary(), reference, met(reference)), wrong_body);
  ASSERT_ACCEPTED(assure(secretary(), reference, met(reference, "afc", MeetingKind::COMMITTEE)));
  EXPECT_EQ(string(last().getBody().getAssuranceGiven().getBody()), "afc");
}
TEST_F(Assurance, AdviceIsReturnedWithAReasonByABodyOfTheChain) {
  const std::string reference = recommended_case();
  const auto give_back = [&](const Actor& actor, const std::string& reason) {
    return ask(actor, reference, [&](auto c) { c.initReturnAdvice().setReason(text(reason)); });
  };
  EXPECT_REFUSED(give_back(assurer("panel-digital"), "Unclear."), wrong_body);
  EXPECT_REFUSED(give_back(decider("chief-executive"), "Unclear."), wrong_body);
  EXPECT_REFUSED(give_back(assurer(), ""), missing_value);
  ASSERT_ACCEPTED(give_back(assurer(), "Unclear."));
  EXPECT_EQ(file(reference).stage, Stage::UNDER_REVIEW);
  EXPECT_EQ(file(reference).recommendation, NONE);
}
TEST_F(Assurance, AdviceIsReturnedByASecretaryForTheMeeting) {
  const std::string reference = advised_case();
  EXPECT_ACCEPTED(ask(secretary(), reference, [](auto c) { c.initReturnAdvice().setReason("Unclear."); }));
}

}  // namespace
}  // namespace htq::tests
