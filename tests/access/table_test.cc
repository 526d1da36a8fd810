// Every event and every answer for every audience, as kept in who_sees_what.txt.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "daemon/doors/policy.h"
#include "schemas/event.capnp.h"
#include "schemas/json_plan.h"
#include "tests/access/table.h"

namespace htq::tests {
namespace {

TEST(Access, IsWhatThePolicyOfficerReads) {
  const std::string path = HTQ_SOURCE_DIR "/tests/access/who_sees_what.txt";
  const std::string printed = who_does_and_sees_what();
  if (const char* update = std::getenv("HTQ_UPDATE_GOLDEN"); update != nullptr && *update == '1')
    std::ofstream(path, std::ios::binary) << printed;
  std::ifstream file(path, std::ios::binary);
  const std::string kept{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(kept == printed) << "tests/access/who_sees_what.txt differs from the code. Run this test with "
                                  "HTQ_UPDATE_GOLDEN=1 and read the difference before you commit it.";
}

/// Who counts the events that applicants may see, and who counts all: there is no third.
TEST(Access, NoEventIsNarrowerThanInternal) {
  const Plan plan(capnp::Schema::from<Body>());
  for (const FieldPlan& event : plan.root().fields) {
    EXPECT_NE(event.audience, policy::Audience::NOBODY) << event.name;
    EXPECT_LE(event.audience, policy::Audience::INTERNAL) << event.name;
  }
}

TEST(Access, WhoSeesPlainPositionsSeesEveryRecordOrNoCase) {
  for (const SightOfOffice& row : sights_of_office()) {
    if (row.positions != SightOfOffice::Positions::plain) continue;
    const Roles roles{row.role};
    const bool sees_some_case = std::ranges::any_of(
        sights_of_cases(), [&](const SightOfCase& sight) { return sight.role == row.role; });
    EXPECT_TRUE(sees_every_case(roles) || !sees_some_case) << static_cast<int>(row.role);
  }
}

}  // namespace
}  // namespace htq::tests
