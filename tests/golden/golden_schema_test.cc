// What a released version fixed of the schema holds in this build: things are added, and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/golden/golden_files.h"
#include "tests/golden/schema_description.h"

namespace htq::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(GoldenSchema, OfEveryReleasedVersionStillHolds) {
  const SchemaDescription now = describe_schema();
  for (const auto& version : golden_versions()) {
    const std::filesystem::path file = version / "schema.txt";
    if (is_updating() && !std::filesystem::exists(file)) write_lines(file, written(now));
    const SchemaDescription released = read_description(read_lines(file));
    EXPECT_FALSE(released.empty()) << file << " is not there: HTQ_UPDATE_GOLDEN=1 writes it";
    for (const std::string& broken : broken_promises(released, now, stated_reasons()))
      ADD_FAILURE() << "since " << version.filename().string() << ": " << broken
                    << ". What a released version stores is added to and never changed: CONTRIBUTING.md, "
                       "\"Change what is stored\".";
  }
}

TEST(GoldenSchema, IsWrittenAndReadBack) {
  const SchemaDescription now = describe_schema();
  EXPECT_EQ(read_description(written(now)), now);
}

struct Changed : ::testing::Test {
  const SchemaDescription released = describe_schema();
  SchemaDescription now = released;
  const std::string reason = "field event_case.capnp:CaseHeld @001";

  std::vector<std::string> broken(const std::map<std::string, std::string>& reasons = {}) const {
    return broken_promises(released, now, reasons);
  }
};

TEST_F(Changed, ByAdditionsItHolds) {
  now["field event_case.capnp:CaseHeld @002"] = {"until :Text at 1", "visibleTo(internal)"};
  now["enumerant vocabulary.capnp:HoldGround @099"] = {"flood", ""};
  now["struct event_case.capnp:CaseFlooded"] = {"id 1", ""};
  now["refusal 999"] = {"flooded", ""};
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Changed, ByWhatIsGoneItDoesNot) {
  now.erase(reason);
  EXPECT_THAT(broken(), ElementsAre(reason + " (reason) was removed"));
}

TEST_F(Changed, ByARenamedFieldItDoesNot) {
  now[reason].what = "why :Text at 0";
  EXPECT_THAT(broken(), ElementsAre(reason + " (reason) was removed or renamed: there is why now"));
}

TEST_F(Changed, ByAnotherTypeItDoesNot) {
  now[reason].what = "reason :Data at 0";
  EXPECT_THAT(broken(),
              ElementsAre(reason + " (reason) was retyped: reason :Text at 0 is reason :Data at 0 now"));
}

TEST_F(Changed, ByNumbersThatAreExchangedItDoesNot) {
  const std::string ground = "field event_case.capnp:CaseHeld @000";
  std::swap(now[reason], now[ground]);
  EXPECT_THAT(broken(), ElementsAre(ground + " (ground) was renumbered: it is " + reason + " now",
                                    reason + " (reason) was renumbered: it is " + ground + " now"));
  std::swap(now[reason], now[ground]);
  std::swap(now["refusal 101"], now["refusal 102"]);
  EXPECT_EQ(broken().size(), 2U);
}

TEST_F(Changed, ByAWordInTheMiddleOfAnEnumItDoesNot) {
  const std::string grounds = "enumerant vocabulary.capnp:HoldGround @";
  now[grounds + "001"] = {"flood", ""};
  now[grounds + "002"] = released.at(grounds + "001");
  EXPECT_FALSE(broken().empty());
}

TEST_F(Changed, ByAnotherAudienceItDoesNotUnlessAReasonIsStated) {
  now[reason].annotations = "visibleTo(public)";
  EXPECT_THAT(broken(),
              ElementsAre(reason + " (reason) was re-annotated: [disposable, visibleTo(internal)] is "
                                   "[visibleTo(public)] now"));
  EXPECT_THAT(broken({{reason, "The policy opened it."}}), IsEmpty());
}

}  // namespace
}  // namespace htq::tests
