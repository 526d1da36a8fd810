// The table of the process, walked: what it does not list is refused, and each step leads where it says.
#include "domain/evolve.h"
#include "domain/workflow.h"

#include <capnp/schema.h>

#include <algorithm>
#include <set>

#include "domain/words.h"
#include "tests/support/reviewed_case.h"
#include "tests/support/table_walk.h"

namespace htq::tests {
namespace {

std::optional<Refusal> refusal_of(const std::expected<Given, Refused>& permitted) {
  if (permitted) return std::nullopt;
  return permitted.error().refusal;
}

std::string shown(std::optional<Refusal> refusal) {
  return refusal ? std::string(text_of(*refusal).name) : "permitted";
}

// Cases

/// A case that stands at a stage, known to nobody but the table.
struct TableOfCases : ::testing::Test {
  ReadyOffice office;

  std::optional<Refusal> checked(Stage stage, Action action, const Actor& actor) {
    CaseState file;
    file.stage = stage;
    file.organisation = "example-college";
    file.cycle = "cycle-1";
    return refusal_of(check_table({.file = file,
                                   .office = office.office(),
                                   .target = "a-case",
                                   .actor = actor,
                                   .received_at = office.now(),
                                   .now = office.now(),
                                   .next = {1}},
                                  action));
  }
};

/// The rows of an action in a role.
std::vector<const Step*> rows(Action action, Role role) {
  std::vector<const Step*> found;
  for (const Step& step : case_steps())
    if (step.action == action && step.by.has(role)) found.push_back(&step);
  return found;
}

TEST_F(TableOfCases, PermitsNothingThatIsNotListed) {
  for (const Action action : actions_of(StreamKind::CASE))
    for (const Role role : all_of<Role>())
      for (const Stage stage : all_of<Stage>()) {
        const auto answer = checked(stage, action, acting("someone", {role}, "example-college"));
        const std::string where = words_of(stage) + " / " + std::string(name_of(action)) + " / " +
                                  words_of(role) + ": " + shown(answer);
        const auto listed = rows(action, role);
        const auto here = std::ranges::find_if(listed, [&](const Step* step) { return step->at.has(stage); });
        if (listed.empty())
          EXPECT_EQ(answer, Refusal::not_your_role) << where;
        else if (stage == Stage::NONE && !creates(action))
          EXPECT_EQ(answer, Refusal::no_such_stream) << where;
        else if (here == listed.end())
          EXPECT_EQ(answer, Refusal::not_at_this_stage) << where;
        else if (answer)
          EXPECT_TRUE(std::ranges::any_of((*here)->provided.all(), [&](const Guard* guard) {
            return guard->otherwise == *answer;
          })) << where;
      }
}

TEST_F(TableOfCases, ShowsAnotherApplicantNothing) {
  for (const Action action : actions_of(StreamKind::CASE)) {
    if (creates(action) || rows(action, Role::APPLICANT).empty()) continue;
    for (const Stage stage : all_of<Stage>()) {
      const auto answer = checked(stage, action, acting("someone", {Role::APPLICANT}, "example-awarding"));
      const bool hidden = answer == Refusal::no_such_stream || answer == Refusal::not_the_applicant;
      EXPECT_TRUE(hidden) << words_of(stage) << " / " << name_of(action) << ": " << shown(answer);
    }
  }
}

TEST_F(TableOfCases, LetsNobodyHoldTheRoleOfNobody) {
  for (const Step& step : case_steps()) EXPECT_FALSE(step.by.has(Role::NOBODY)) << name_of(step.action);
  for (const OfficeStep& step : office_steps())
    EXPECT_FALSE(step.by.has(Role::NOBODY)) << name_of(step.action);
}

TEST_F(TableOfCases, ListsNoStepTwice) {
  for (const Action action : actions_of(StreamKind::CASE))
    for (const Role role : all_of<Role>())
      for (const Stage stage : all_of<Stage>())
        EXPECT_LE(
            std::ranges::count_if(rows(action, role), [&](const Step* step) { return step->at.has(stage); }),
            1)
            << words_of(stage) << " / " << name_of(action) << " / " << words_of(role);
}

TEST_F(TableOfCases, LeavesNothingToDoAtATerminalStageButToTellAndCorrect) {
  // domain.md 11: "any" and the steps listed for terminal states, no others. Ineligible may be corrected. What is
  // done with the record, and not with the case, begins when the case has ended: it is held, disclosed, disposed of.
  const std::set<Action> kStillDone = {Command::FLAG_SENSITIVITY, Command::LIFT_SENSITIVITY,
                                       Command::END_CONSULTATION, Command::REPORT_REGULATORY_ACTION,
                                       Command::RECORD_NOTICE,    Command::RECORD_FAILED_NOTICE,
                                       Command::CORRECT_ENTRY,    Command::ISSUE_FEEDBACK,
                                       Command::PLACE_CASE_LEGAL_HOLD, Command::LIFT_CASE_LEGAL_HOLD,
                                       Command::RECORD_DISCLOSURE, Command::DISPOSE_OF_CASE};
  for (const Step& step : case_steps())
    for (const Stage stage : all_of<Stage>())
      if (is_terminal(stage) && stage != Stage::INELIGIBLE && step.at.has(stage))
        EXPECT_TRUE(kStillDone.contains(step.action)) << words_of(stage) << " / " << name_of(step.action);
}

// The office

TEST(TableOfTheOffice, PermitsExactlyWhatIsListed) {
  const CaseState no_case;
  for (const StreamKind kind : all_of<StreamKind>())
    for (const Standing standing : kStandings) {
      const auto office = office_with(kind, standing);
      if (!office) continue;
      for (const Action action : actions_of(kind))
        for (const Role role : all_of<Role>()) {
          const Actor actor = acting("someone", {role});
          const auto permitted = check_table({.file = no_case,
                                              .office = *office,
                                              .target = "x",
                                              .actor = actor,
                                              .received_at = {},
                                              .now = {},
                                              .next = {1}},
                                             action);
          bool some_row = false;
          bool listed = false;
          for (const OfficeStep& step : office_steps()) {
            if (step.action != action || !step.by.has(role)) continue;
            some_row = true;
            listed = listed || step.at.has(standing);
          }
          const auto answer = refusal_of(permitted);
          const std::string where = words_of(kind, standing) + " / " + std::string(name_of(action)) + " / " +
                                    words_of(role) + ": " + shown(answer);
          if (!some_row) {
            EXPECT_EQ(answer, Refusal::not_your_role) << where;
          } else if (!listed) {
            EXPECT_TRUE(answer == Refusal::no_such_stream || answer == Refusal::already_exists ||
                        answer == Refusal::not_at_this_stage)
                << where;
          } else {
            EXPECT_EQ(answer, std::nullopt) << where;
            EXPECT_EQ(permitted->actor.role, role) << where;
          }
        }
    }
}

TEST(TableOfTheOffice, AndOfCasesHaveARowForEveryCommand) {
  for (std::uint16_t number = 0; number < kActions; ++number) {
    const auto action = static_cast<Action>(number);
    const bool in_cases = std::ranges::find(case_steps(), action, &Step::action) != case_steps().end();
    const bool in_office =
        std::ranges::find(office_steps(), action, &OfficeStep::action) != office_steps().end();
    EXPECT_NE(in_cases, in_office) << name_of(action);
    EXPECT_EQ(in_cases, kind_of(action) == StreamKind::CASE) << name_of(action);
  }
}

// Where steps lead: lived histories, replayed record by record

/// The command that asks with the struct of an event; nothing if it is only ever a consequence.
std::optional<Action> action_of(Body::Which event) {
  const auto struct_of = [](capnp::StructSchema::Field field) {
    return field.getType().asStruct().getProto().getId();
  };
  for (const auto body : capnp::Schema::from<Body>().asStruct().getUnionFields()) {
    if (body.getProto().getDiscriminantValue() != static_cast<std::uint16_t>(event)) continue;
    for (const auto command : capnp::Schema::from<Command>().asStruct().getUnionFields())
      if (struct_of(command) == struct_of(body))
        return static_cast<Action>(command.getProto().getDiscriminantValue());
  }
  return std::nullopt;
}

/// Steps of the table that histories took.
struct Taken {
  std::set<const Step*> of_cases;
  std::set<const OfficeStep*> of_the_office;
};

void follow_case(CaseState& file, Record::Reader record, Taken& taken) {
  const Stage before = file.stage;
  evolve(file, record);
  const auto action = action_of(record.getBody().which());
  if (!action) {
    EXPECT_EQ(file.stage, before) << "a consequence moves no case";
    return;
  }
  const auto listed = rows(*action, record.getActor().getRole());
  const auto row = std::ranges::find_if(listed, [&](const Step* step) { return step->at.has(before); });
  const std::string where =
      words_of(before) + " / " + std::string(name_of(*action)) + " / " + words_of(file.stage);
  ASSERT_NE(row, listed.end()) << where;
  const Stages leads_to = (*row)->leads_to;
  EXPECT_TRUE(leads_to == Stages{} ? file.stage == before : leads_to.has(file.stage)) << where;
  taken.of_cases.insert(*row);
}

void follow_office(Office& office, Record::Reader record, Taken& taken) {
  const std::string stream = string(record.getStream());
  const Standing before = office.standing(record.getStreamKind(), stream);
  evolve(office, record);
  const Standing after = office.standing(record.getStreamKind(), stream);
  const auto action = action_of(record.getBody().which());
  ASSERT_TRUE(action);
  const auto row = std::ranges::find_if(office_steps(), [&](const OfficeStep& step) {
    return step.action == *action && step.by.has(record.getActor().getRole()) && step.at.has(before);
  });
  const std::string where = words_of(record.getStreamKind(), before) + " / " + std::string(name_of(*action)) +
                            " / " + words_of(record.getStreamKind(), after);
  ASSERT_NE(row, office_steps().end()) << where;
  EXPECT_TRUE(row->leads_to.has(after)) << where;
  taken.of_the_office.insert(&*row);
}

/// Lives a history in an office of its own and follows it.
void live(Taken& taken, const std::function<void(ReviewedCase&)>& history) {
  ReviewedCase office;
  history(office);
  std::map<std::string, CaseState> cases;
  Office replayed;
  for (std::uint64_t position = 1; position <= office.records().size(); ++position) {
    const Record::Reader record = office.record_at({position});
    if (record.getStreamKind() == StreamKind::CASE)
      follow_case(cases[string(record.getStream())], record, taken);
    else
      follow_office(replayed, record, taken);
  }
}

std::uint16_t ask_for_information(ReviewedCase& office, const std::string& reference) {
  office.sure(official(), reference, [](auto c) { c.initRequestInformation().setQuestion("Which units?"); });
  return office.file(reference).requests_made;
}

const std::vector<std::function<void(ReviewedCase&)>>& histories() {
  using Fill = Command::Builder;
  static const std::vector<std::function<void(ReviewedCase&)>> all = {
      [](ReviewedCase& office) { office.live_case(); },
      [](ReviewedCase& office) { office.live_case({.cycle = "cycle-5"}); },
      // Late, and never
      [](ReviewedCase& office) {
        const std::string reference = office.drafted_case();
        office.at("2020-12-17");
        office.ask(applicant(), reference, [](Fill c) { c.initSubmitApplication(); });
        office.sure(official(), reference, [](Fill c) {
          auto event = c.initAdmitLateSubmission();
          event.setGround("The service was down.");
          event.setEvidence("incident-7");
        });
      },
      [](ReviewedCase& office) {
        const std::string reference = office.registered_case();
        office.at("2021-02-01");
        office.sure(the_system(), reference, [](Fill c) { c.initLapseDraft(); });
      },
      // Ineligible, corrected
      [](ReviewedCase& office) {
        const std::string reference = office.submitted_case();
        office.sure(official(), reference, [](Fill c) {
          auto event = c.initRefuseEligibility();
          event.initGates(1).set(0, Criterion::TITLE);
          event.setReasons("The title.");
        });
        office.sure(applicant(), reference, [](Fill c) {
          auto event = c.initCorrectApplication();
          event.setWhat("The title.");
          ReadyOffice::describe(event.initQualification(), {.title = "Certificate in Software"});
        });
      },
      // Requests for information: answered while another is open, cancelled, lapsed
      [](ReviewedCase& office) {
        const std::string reference = office.case_under_review();
        const std::uint16_t answered = ask_for_information(office, reference);
        const std::uint16_t cancelled = ask_for_information(office, reference);
        office.sure(applicant(), reference, [&](Fill c) {
          auto event = c.initProvideInformation();
          event.setRequest(answered);
          event.setAnswer("These.");
        });
        office.sure(official(), reference, [&](Fill c) {
          auto event = c.initCancelInformationRequest();
          event.setRequest(cancelled);
          event.setReason("Found it.");
        });
        const std::uint16_t lapsed = ask_for_information(office, reference);
        office.at(office.file(reference).requests.at(lapsed).due + Duration{1});
        office.sure(the_system(), reference,
                    [&](Fill c) { c.initLapseInformationRequest().setRequest(lapsed); });
      },
      // Back to the review: discounted, returned, deferred
      [](ReviewedCase& office) {
        const std::string reference = office.recommended_case();
        office.sure(official(), reference, [](Fill c) {
          auto event = c.initDiscountPeerReview();
          event.setReviewer("rita");
          event.setReason("A conflict was found.");
        });
      },
      [](ReviewedCase& office) {
        const std::string reference = office.advised_case();
        office.sure(ReviewedCase::panel(), reference,
                    [](Fill c) { c.initReturnAdvice().setReason("Ask for more."); });
      },
      [](ReviewedCase& office) {
        const std::string reference = office.assured_case();
        office.sure(office.decider_of(reference), reference, [](Fill c) {
          auto event = c.initDeferDecision();
          event.setMissing("The rights.");
          event.initFeedbackBy().setLocal("2025-01-31");
        });
      },
      // Changes: returned, confirmed, refused, lapsed, cut off
      [](ReviewedCase& office) {
        office.cycle("cycle-3", "3", {}, {{"3", "2022-02-16", "2022-07-29", "2"}},
                     [](event::Edition::Builder edition) {
                       edition.setDecides(BodyKind::CHIEF_EXECUTIVE);
                       edition.setResubmissionRounds(2);
                       edition.initFirstTeach(1)[0].setFirstTeach("2024-09");
                     });
        const std::string reference = office.resubmitted_case("cycle-3");
        office.sure(official(), reference, [](Fill c) {
          auto event = c.initReturnChanges();
          event.setReasons("The second item is not done.");
          event.initBy().setLocal("2025-01-31");
        });
      },
      [](ReviewedCase& office) {
        const std::string reference = office.resubmitted_case();
        office.sure(office.official_of(reference), reference, [](Fill c) { c.initConfirmChanges(); });
        office.at(office.file(reference).accept_by + Duration{1});
        office.sure(official(), reference, [](Fill c) {
          auto event = c.initRecordNotice();
          event.setKind(NoticeKind::CONDITIONS_DUE);
          event.setTo("example-college");
          event.setText("1");
        });
        office.sure(official(), reference, [](Fill c) { c.initLapseAcceptance().setReason("No answer."); });
      },
      [](ReviewedCase& office) {
        const std::string reference = office.resubmitted_case();
        office.sure(office.official_of(reference), reference,
                    [](Fill c) { c.initRefuseChanges().setReasons("Not done."); });
        EXPECT_ACCEPTED(office.feedback(reference));
      },
      [](ReviewedCase& office) {
        const std::string reference = office.case_with_changes();
        office.at(office.file(reference).resubmit_by + Duration{1});
        office.sure(the_system(), reference, [](Fill c) { c.initLapseResubmission(); });
      },
      [](ReviewedCase& office) {
        const std::string reference = office.submitted_case({.cycle = "cycle-5"});
        office.at("2025-04-01");
        office.sure(the_system(), reference, [](Fill c) { c.initPassCutOff(); });
      },
      [](ReviewedCase& office) {
        const std::string reference = office.submitted_case();
        office.sure(applicant(), reference, [](Fill c) { c.initWithdrawApplication().setReason("Merger."); });
      },
      [](ReviewedCase& office) {
        office.sure(official(), {}, [](Fill c) {
          auto event = c.initRecordEarlierApproval();
          event.setTitle("HND in Computing");
          event.setStandard("ST0116");
          event.setSource("list of 2026");
        });
      },
  };
  return all;
}

TEST(Histories, LeadWhereTheTableSays) {
  Taken taken;
  for (const auto& history : histories()) live(taken, history);

  // Each row that moves a case is taken by one of them.
  for (const Step& step : case_steps())
    if (!(step.leads_to == Stages{}))
      EXPECT_TRUE(taken.of_cases.contains(&step)) << name_of(step.action) << " is never taken";
}

TEST(Histories, ReplayedGiveTheStateThatWasLived) {
  for (const auto& history : histories()) {
    ReviewedCase office;
    history(office);
    std::map<std::string, CaseState> cases;
    Office replayed;
    for (std::uint64_t position = 1; position <= office.records().size(); ++position) {
      const Record::Reader record = office.record_at({position});
      if (record.getStreamKind() == StreamKind::CASE) {
        const std::string reference = string(record.getStream());
        evolve(cases[reference], record);
        note_place(replayed, reference, cases[reference]);
      } else {
        evolve(replayed, record);
      }
    }
    EXPECT_EQ(replayed, office.office());
    for (const auto& [reference, file] : cases) EXPECT_EQ(file, office.file(reference)) << reference;
  }
}

}  // namespace
}  // namespace htq::tests
