// A case and what changes around it: its standard (edge case 11), another case of the same qualification
// (13), and the next cycle (14).
#include "tests/support/scenario.h"

namespace htq::tests {
namespace {

struct EdgeCase11 : Scenario {
  const std::string reference = submitted_case();

  void replace_by(const std::string& another) {
    sure(official(), "ST0116", [&](auto c) {
      auto event = c.initReplaceStandard();
      event.setBy(text(another));
      event.initFrom().setLocal("2020-11-02");
    });
  }
  Answer revise(const std::string& version) {
    return ask(official(), "ST0116", [&](auto c) {
      auto event = c.initPublishStandardVersion();
      event.setTitle("Software developer");
      event.setVersion(text(version));
      event.setLevel(4);
      event.setRoute("digital");
      event.initFrom().setLocal("2020-11-02");
      event.setChangesOccupation(true);
      event.setPublished(true);
      event.initKsbs(1).set(0, "K7");
    });
  }
  /// From the submission to the decision, as if nothing had happened.
  void decide_it() {
    ASSERT_ACCEPTED(confirm_eligibility(reference));
    rate_all(reference);
    finish_review(reference);
    ASSERT_ACCEPTED(recommend(panel(), reference, met(reference), {{"ST0116", Outcome::APPROVED}}));
    ASSERT_ACCEPTED(assure(assurer_of(reference), reference));
    ASSERT_EVENT(decide_case(decider_of(reference), reference), DECISION_TAKEN);
    EXPECT_EQ(applicants_read(), "Decision: approved.");
  }
};

TEST_F(EdgeCase11, StandardThatLeavesTheScopeDoesNotTouchWhatWasSubmitted) {
  const std::string draft = drafted_case({.title = "Diploma in Data"});
  scope("cycle-1", "ST0116", ScopeClass::OUT_OF_SCOPE, "2020-11-02");
  EXPECT_EQ(applicants_read(), "ST0116 is out of scope from 2020-11-02: Route review.");
  at("2020-11-02");
  EXPECT_REFUSED_UNDER(submit(draft), 305, standard_out_of_scope, "domain.md 5");
  decide_it();
}

TEST_F(EdgeCase11, RevisedStandardLeavesTheVersionThatWasMapped) {
  at("2020-11-02");
  ASSERT_EVENT(revise("2.0"), STANDARD_VERSION_PUBLISHED);
  EXPECT_EQ(applicants_read(), "Software developer, version 2.0, published at level 4.");
  EXPECT_REFUSED_UNDER(revise("2.0"), 806, same_version, "domain.md 11 Publication");
  EXPECT_EQ(file(reference).occupation("ST0116")->version, "1.0");
  const std::string later = drafted_case({.title = "Diploma in Data"});
  EXPECT_EQ(file(later).occupation("ST0116")->version, "2.0");
  decide_it();
}

TEST_F(EdgeCase11, ReplacedStandardIsNamedNoMoreAndTheCaseIsDecidedOnIt) {
  const std::string draft = described_case({.title = "Diploma in Data"});
  replace_by("ST1021");
  EXPECT_EQ(applicants_read(), "Replaced by ST1021.");
  at("2020-11-02");
  const Answer named = name_occupation(draft, "ST0116");
  EXPECT_REFUSED_UNDER(named, 305, standard_out_of_scope, "domain.md 5");
  EXPECT_EQ(named.refused->detail, "ST0116 was replaced by ST1021.");
  decide_it();
}

using EdgeCase13 = Scenario;

TEST_F(EdgeCase13, SameQualificationTwiceInACycleIsRefusedUntilTheFirstIsWithdrawn) {
  const std::string first = submitted_case();
  const std::string second = drafted_case();
  const Answer twice = submit(second);
  EXPECT_REFUSED_UNDER(twice, 319, already_submitted, "domain.md 16 case 13");
  EXPECT_EQ(twice.refused->detail, "Case " + first + " holds it.");
  EXPECT_TRUE(twice.events.empty());

  ASSERT_EVENT(withdraw(first, "Sent by mistake."), APPLICATION_WITHDRAWN);
  EXPECT_EQ(applicants_read(), "Withdrawn by the applicant: Sent by mistake.");
  ASSERT_EVENT(submit(second), APPLICATION_SUBMITTED);
  EXPECT_EQ(applicants_read(), "Application submitted in window 1.");
}

TEST_F(EdgeCase13, SecondWindowOfTheCycleTakesItOnlyWhenTheFirstCaseHasEnded) {
  const std::string first = submitted_case({.cycle = "cycle-5"});
  open_window("cycle-5", "5.2");
  const std::string second = drafted_case({.cycle = "cycle-5"});
  EXPECT_REFUSED_UNDER(submit(second), 319, already_submitted, "domain.md 16 case 13");
  ASSERT_ACCEPTED(withdraw(first, "The later criteria suit it better."));
  ASSERT_EVENT(submit(second), APPLICATION_SUBMITTED);
  EXPECT_EQ(view(last_event().getApplicationSubmitted().getWindow()), "5.2");
  EXPECT_EQ(view(last_event().getApplicationSubmitted().getCriteriaVersion()), "5.2");
  EXPECT_EQ(applicants_read(), "Application submitted in window 5.2.");
}

struct EdgeCase14 : Scenario {
  const std::string earlier = resubmitted_case("cycle-1");
};

TEST_F(EdgeCase14, CaseCarriedOverGoesOnAsANewOneUnderNewCriteria) {
  EXPECT_REFUSED_UNDER(register_interest("example-college", "cycle-2", earlier), 322, earlier_case_open,
                       "domain.md 11 InterestRegistered");
  ASSERT_EVENT(refuse_changes(earlier, "Unit 3 belongs to another owner."), CHANGES_REFUSED);
  EXPECT_EQ(applicants_read(), "Changes refused: Unit 3 belongs to another owner.");
  const std::vector<Body::Which> before = history(earlier);
  const CaseState as_it_ended = file(earlier);

  open_window("cycle-2", "2");
  const Answer begun = register_interest("example-college", "cycle-2", earlier);
  ASSERT_EVENT(begun, INTEREST_REGISTERED);
  EXPECT_EQ(view(last_event().getInterestRegistered().getEarlierCase()), earlier);
  EXPECT_EQ(applicants_read(), "Example College registered interest in cycle-2.");

  const std::string later = begun.stream;
  open_form(later);
  fill_in(later);
  ASSERT_ACCEPTED(submit(later));
  EXPECT_EQ(file(later).criteria_version, "2");
  EXPECT_EQ(file(later).earlier_case, earlier);
  EXPECT_EQ(file(earlier).criteria_version, "1");
  EXPECT_EQ(history(earlier), before);
  EXPECT_EQ(file(earlier), as_it_ended);
}

}  // namespace
}  // namespace htq::tests
