// What holds for every command, whatever it asks: for whom the actor speaks.
#include "domain/decide.h"

#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

struct Speaking : ::testing::Test {
  ReadyOffice office;
  const std::string reference = office.started_case();

  Answer describe(const Actor& actor) {
    return office.ask(actor, reference, [](auto c) { ReadyOffice::describe(c.initDescribeQualification()); });
  }
};

TEST_F(Speaking, AnApplicantSpeaksForItsOwnOrganisationAndNoOther) {
  Actor ann = applicant();
  ann.on_behalf_of = "example-awarding";
  EXPECT_REFUSED(describe(ann), no_power);
  ann.on_behalf_of = "institute-board";
  EXPECT_REFUSED(describe(ann), no_power);
  ann.on_behalf_of = ann.organisation;
  EXPECT_ACCEPTED(describe(ann));
}

TEST_F(Speaking, AnApplicantRestsOnNoDelegation) {
  Actor ann = applicant();
  ann.authority = "d1";
  EXPECT_REFUSED(describe(ann), no_power);
}

TEST_F(Speaking, AnOfficialEntersForOthers) {
  Actor olive = official();
  olive.on_behalf_of = "panel-digital";
  EXPECT_ACCEPTED(office.ask(olive, reference, [](auto c) { c.initAssignCase().setOfficial("olga"); }));
}

TEST_F(Speaking, ACommandIsTakenInTheFirstOfTheRolesThatMayTakeIt) {
  const Actor both = acting("olive", {Role::AUDITOR, Role::OFFICIAL});
  ASSERT_ACCEPTED(office.ask(both, reference, [](auto c) { c.initAssignCase().setOfficial("olga"); }));
  EXPECT_EQ(office.last().getActor().getRole(), Role::OFFICIAL);
}

TEST(Actions, AreKnownByTheirNamesAtTheDoors) {
  for (std::uint16_t number = 0; number < kActions; ++number) {
    const auto action = static_cast<Action>(number);
    EXPECT_EQ(action_named(name_of(action)), action) << name_of(action);
  }
  EXPECT_EQ(name_of(Command::SUBMIT_APPLICATION), "submit-application");
  EXPECT_EQ(action_named("submitApplication"), std::nullopt);
  EXPECT_EQ(action_named(""), std::nullopt);
}

}  // namespace
}  // namespace htq::tests
