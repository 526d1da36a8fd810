// A "no" tells a caller nothing that their answers would withhold: whatever is asked, at whatever stage, of a
// case and an office that are full of marks of what they may not see.
#include <capnp/message.h>
#include <gtest/gtest.h>

#include <string>

#include "domain/decide.h"
#include "domain/words.h"
#include "domain/workflow.h"
#include "schemas/text.h"
#include "tests/access/markers.h"
#include "tests/support/table_walk.h"

namespace htq::tests {
namespace {

const std::string kHidden = "hidden-mark";

/// A case of "mine" of which everything that its applicant does not see bears the mark.
CaseState marked_case(Stage stage) {
  CaseState file;
  file.stage = stage;
  file.version = {9};
  file.organisation = "mine";
  file.cycle = "cycle";
  file.submitted_at = {1};
  file.qualification = Qualification{.title = "Certificate", .level = 4};
  file.occupations.push_back({.standard = "ST0116", .level = 4});
  file.documents["structure"] = {};
  file.officials = file.analysts = file.reviewers = file.deciders = {kHidden};
  file.peer_reviews[kHidden] = {.standing = PeerReviewStanding::COMMISSIONED};
  file.ratings[{Criterion::ALIGNMENT, kHidden}] = Rating::NOT_MET;
  file.recommended = {{.standard = kHidden, .outcome = Outcome::NOT_APPROVED}};
  file.legal_holds = {kHidden};
  return file;
}

/// An office with a stream "x" of each kind in that standing; others' names bear the mark.
Office marked_office(Standing standing) {
  Office office;
  office.cycles["cycle"].standing = Standing::present;
  office.cycles["cycle"].windows["1"] = {.opens = {1}, .closes = {100}, .opened = true};
  auto& consultation = office.consultations["x"];
  consultation.standing = standing;
  consultation.cycle = "cycle";
  consultation.cases = {"HTQ-" + kHidden};
  consultation.responses[kHidden] = kHidden;
  consultation.senders[kHidden] = kHidden;
  auto& meeting = office.meetings["x"];
  meeting.standing = standing;
  meeting.body = kHidden;
  meeting.cases = {kHidden};
  meeting.present = {kHidden};
  office.bodies[kHidden] = {.standing = Standing::present, .kind = BodyKind::ROUTE_PANEL, .name = kHidden};
  office.bodies["x"] = {.standing = standing, .name = kHidden};
  office.bodies["x"].appointments[kHidden] = {};
  office.bodies["x"].delegations[kHidden] = {.to = kHidden};
  office.organisations["mine"] = {.standing = Standing::present, .name = "Mine"};
  office.organisations[kHidden] = {.standing = Standing::present, .name = kHidden};
  office.organisations["x"] = {.standing = standing, .name = kHidden, .merged_into = kHidden};
  office.enquiries["x"] = {.standing = standing, .organisation = kHidden, .enquirer = kHidden};
  office.feedback["x"] = {.standing = standing, .organisation = kHidden};
  office.standards["x"].standing = standing;
  office.standards["ST0116"] = {
      .standing = Standing::present, .version = "1.0", .level = 4, .published = true};
  office.persons[kHidden].on_legal_hold = true;
  office.places[{.organisation = kHidden, .qualification = "Certificate", .cycle = "cycle"}] = kHidden;
  office.cases_on_legal_hold = {kHidden};
  office.retention[RetentionClass::ENQUIRY] = {.years = 1, .authority = kHidden};
  return office;
}

TEST(Refusals, TellNothingThatTheCallerMayNotSee) {
  std::size_t refused = 0;
  const Actor callers[] = {
      {.subject = "ann", .roles = {Role::APPLICANT}, .organisation = "mine"},
      {.subject = "rob", .roles = {Role::RESPONDENT}},
      {.subject = "tess", .roles = {Role::THIRD_PARTY}},
      {.subject = "rita", .roles = {Role::PEER_REVIEWER}},
      {.subject = "gus", .roles = {Role::STATUTORY_REGULATOR}, .organisation = "gdc"},
      {.subject = "una",
       .roles = {Role::APPLICANT, Role::RESPONDENT, Role::THIRD_PARTY},
       .organisation = "mine"},
  };
  const Plan plan(capnp::Schema::from<Command>());
  for (const FieldPlan& command : plan.root().fields) {
    if (!command.is_in_union) continue;
    for (const bool is_filled : {false, true}) {
      capnp::MallocMessageBuilder message;
      auto root = message.initRoot<Command>();
      capnp::DynamicStruct::Builder dynamic = root;
      dynamic.init(command.field);
      if (is_filled) fill_with_marks(plan.root(), root, command.name);
      root.setTarget("x");
      for (const auto stage : capnp::Schema::from<Stage>().getEnumerants())
        for (const Standing standing : kStandings) {
          const CaseState file = marked_case(static_cast<Stage>(stage.getOrdinal()));
          const Office office = marked_office(standing);
          for (const Actor& caller : callers) {
            const Decided decided = decide({.file = file,
                                            .office = office,
                                            .target = "x",
                                            .actor = caller,
                                            .received_at = {50},
                                            .now = {50},
                                            .next = {100}},
                                           root.asReader(), case_steps());
            if (!decided.refused) continue;
            ++refused;
            ASSERT_EQ(decided.refused->detail.find(kHidden), std::string::npos)
                << command.name << " by " << caller.subject << ": " << decided.refused->detail;
            ASSERT_EQ(decided.refused->field.find(kHidden), std::string::npos) << command.name;
          }
        }
    }
  }
  EXPECT_GT(refused, 10'000U);
}

/// The same test finds one that does: a records officer is told which holds there are.
TEST(Refusals, OfARecordsOfficerNameTheHold) {
  CaseState file = marked_case(Stage::WITHDRAWN);
  file.ended_at = {1};
  Office office = marked_office(Standing::ended);
  capnp::MallocMessageBuilder message;
  message.initRoot<Command>().initDisposeOfCase().setGround("g");
  const Decided decided = decide({.file = file,
                                  .office = office,
                                  .target = "x",
                                  .actor = {.subject = "rachel", .roles = {Role::RECORDS_OFFICER}},
                                  .received_at = {50},
                                  .now = {50},
                                  .next = {100}},
                                 message.getRoot<Command>().asReader(), case_steps());
  ASSERT_TRUE(decided.refused);
  EXPECT_NE(decided.refused->detail.find(kHidden), std::string::npos);
}

}  // namespace
}  // namespace htq::tests
