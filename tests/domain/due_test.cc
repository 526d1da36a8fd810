#include "domain/due.h"

#include <algorithm>
#include <set>

#include "domain/words.h"
#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

using Do = Command;

/// What is due must be what is accepted: every test takes it, an instant early and in time.
struct Dues : ::testing::Test {
  ReviewedCase office;

  std::vector<Due> of(const std::string& reference) {
    return due_of(office.office(), reference, office.file(reference));
  }
  std::vector<Due> of_office() { return due_of_office(office.office()); }
  static const Due* find(const std::vector<Due>& all, Action action, const std::string& stream = {},
                         const std::string& name = {}) {
    const auto found = std::ranges::find_if(all, [&](const Due& due) {
      return due.action == action && (stream.empty() || due.stream == stream) &&
             (name.empty() || due.name == name);
    });
    return found == all.end() ? nullptr : &*found;
  }
  Answer take(const Due& due) {
    static const CaseState none;
    const CaseState& file = due.kind == StreamKind::CASE ? office.file(due.stream) : none;
    return office.ask(the_system(), due.stream, [&](auto c) { write_command(due, file, c); });
  }
  /// Refused a nanosecond before its instant, accepted at it, and then no longer due.
  void binds(const Due* found) {
    ASSERT_NE(found, nullptr);
    const Due due = *found;
    if (due.at.ns != 0) {
      office.at(due.at - Duration{1});
      EXPECT_REFUSED(take(due), not_due) << command_id_of(due);
      office.at(due.at);
    }
    EXPECT_ACCEPTED(take(due)) << command_id_of(due);
    const std::vector<Due> left = due.kind == StreamKind::CASE ? of(due.stream) : of_office();
    EXPECT_EQ(std::ranges::count(left, due), 0) << command_id_of(due);
  }
  std::uint16_t request_information(const std::string& reference, const std::string& due) {
    office.sure(official(), reference, [&](auto c) {
      auto event = c.initRequestInformation();
      event.setQuestion("Which employers?");
      event.initDue().setLocal(text(due));
    });
    return office.last().getBody().getInformationRequested().getRequest();
  }
};

TEST_F(Dues, WindowOpensAtItsInstantAndClosesAfterItsLast) {
  EXPECT_EQ(find(of_office(), Do::CLOSE_WINDOW, "cycle-1"), nullptr);
  binds(find(of_office(), Do::OPEN_WINDOW, "cycle-1"));
  EXPECT_EQ(office.now(), london("2020-09-23T12:00"));
  binds(find(of_office(), Do::CLOSE_WINDOW, "cycle-1"));
  EXPECT_EQ(office.now(), london("2020-12-16T17:00") + Duration{1});
  EXPECT_EQ(find(of_office(), Do::CLOSE_WINDOW, "cycle-1"), nullptr);
}

TEST_F(Dues, ExtendedWindowClosesAgain) {
  binds(find(of_office(), Do::OPEN_WINDOW, "cycle-1"));
  const std::string first = command_id_of(*find(of_office(), Do::CLOSE_WINDOW, "cycle-1"));
  binds(find(of_office(), Do::CLOSE_WINDOW, "cycle-1"));
  office.sure(official(), "cycle-1", [](auto c) {
    auto event = c.initExtendWindow();
    event.setWindow("1");
    event.initCloses().setLocal("2020-12-18");
    event.setReason("Floods.");
  });
  EXPECT_NE(command_id_of(*find(of_office(), Do::CLOSE_WINDOW, "cycle-1")), first);
  binds(find(of_office(), Do::CLOSE_WINDOW, "cycle-1"));
}

TEST_F(Dues, WindowWithoutDaysAndClosedCycleAreDueNothing) {
  office.sure(official(), "cycle-2", [](auto c) { c.initScheduleWindow().setWindow("2"); });
  EXPECT_EQ(find(of_office(), Do::OPEN_WINDOW, "cycle-2"), nullptr);
  ASSERT_NE(find(of_office(), Do::OPEN_WINDOW, "cycle-5"), nullptr);
  office.sure(official(), "cycle-5", [](auto c) { c.initCloseCycle().setReason("Given up."); });
  EXPECT_EQ(find(of_office(), Do::OPEN_WINDOW, "cycle-5"), nullptr);
}

// Edge case 18.
TEST_F(Dues, WhatWasExposedWhenItWasFlaggedIsTakenDownOnceForEachExposure) {
  const std::string reference = office.case_under_review();
  office.open_consultation("c1", reference);
  office.sure(the_system(), reference, [](auto c) { c.initOpenForConsultation().setConsultation("c1"); });
  const auto flag = [&] {
    office.sure(applicant(), reference, [](auto c) { c.initFlagSensitivity().setDocument("structure"); });
  };
  EXPECT_EQ(find(of(reference), Do::TAKE_MATERIAL_DOWN), nullptr);
  flag();
  const Due first = *find(of(reference), Do::TAKE_MATERIAL_DOWN, "c1");
  ASSERT_ACCEPTED(take(first));
  EXPECT_EQ(find(of(reference), Do::TAKE_MATERIAL_DOWN), nullptr);

  office.at(office.now() + std::chrono::hours(1));
  office.sure(applicant(), reference, [](auto c) { c.initLiftSensitivity().setDocument("structure"); });
  EXPECT_EQ(find(of(reference), Do::TAKE_MATERIAL_DOWN), nullptr);
  flag();
  const Due second = *find(of(reference), Do::TAKE_MATERIAL_DOWN, "c1");
  EXPECT_NE(command_id_of(second), command_id_of(first));
  // An official who takes all of the case down has done it, too.
  office.sure(official(), "c1", [&](auto c) { c.initTakeMaterialDown().setCase(text(reference)); });
  EXPECT_EQ(find(of(reference), Do::TAKE_MATERIAL_DOWN), nullptr);
}

TEST_F(Dues, OfTheOfficeComeInOrder) {
  const std::vector<Due> all = of_office();
  EXPECT_EQ(all.size(), 4U);  // the windows of three cycles
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &Due::at));
}

TEST_F(Dues, ConsultationOpensAtItsInstantAndClosesAfterItsLast) {
  const std::string reference = office.case_under_review();
  office.sure(official(), "c1", [&](auto c) {
    auto event = c.initPlanConsultation();
    event.setCycle("cycle-1");
    event.initCases(1).set(0, text(reference));
    event.initOpens().setLocal("2021-01-04T09:00");
  });
  EXPECT_EQ(find(of(reference), Do::OPEN_FOR_CONSULTATION), nullptr);
  binds(find(of_office(), Do::OPEN_CONSULTATION));
  binds(find(of(reference), Do::OPEN_FOR_CONSULTATION));
  EXPECT_EQ(office.file(reference).consultation, ConsultationStanding::OPEN);
  EXPECT_EQ(find(of(reference), Do::END_CONSULTATION), nullptr);
  binds(find(of_office(), Do::CLOSE_CONSULTATION));
  EXPECT_EQ(office.now(), london("2021-02-01T09:00") + Duration{1});
  binds(find(of(reference), Do::END_CONSULTATION));
  EXPECT_EQ(office.file(reference).consultation, ConsultationStanding::CLOSED);
  EXPECT_EQ(find(of(reference), Do::OPEN_FOR_CONSULTATION), nullptr);
}

TEST_F(Dues, CaseThatComesUnderReviewLaterJoinsTheOpenConsultation) {
  const std::string reference = office.submitted_case();
  office.open_consultation("c1", reference);
  EXPECT_EQ(find(of(reference), Do::OPEN_FOR_CONSULTATION), nullptr);
  office.sure(official(), reference, [](auto c) { c.initConfirmEligibility(); });
  binds(find(of(reference), Do::OPEN_FOR_CONSULTATION));
}

TEST_F(Dues, ConsultationOnACaseEndsWhenTheCaseIsWithdrawn) {
  const std::string reference = office.case_under_review();
  office.open_consultation("c1", reference);
  binds(find(of(reference), Do::OPEN_FOR_CONSULTATION));
  office.sure(applicant(), reference, [](auto c) { c.initWithdrawApplication().setReason("Merger."); });
  binds(find(of(reference), Do::END_CONSULTATION));
}

TEST_F(Dues, FormOpensAtOnceWhereNoSessionIsRequired) {
  const std::string reference = office.registered_case();
  binds(find(of(reference), Do::GRANT_FORM_ACCESS));
  EXPECT_EQ(office.file(reference).stage, Stage::ACCESS_GRANTED);
  EXPECT_EQ(find(of(office.registered_case({.cycle = "cycle-5"})), Do::GRANT_FORM_ACCESS), nullptr);
}

TEST_F(Dues, DraftLapsesTwentyWorkingDaysAfterTheClose) {
  const std::string reference = office.drafted_case();
  binds(find(of(reference), Do::LAPSE_DRAFT));
  EXPECT_EQ(office.file(reference).stage, Stage::LAPSED);
  // From 16 December 2020, without Christmas Day, Boxing Day (28) and New Year's Day.
  EXPECT_EQ(office.now(), end_of_day({2021, 1, 18}) + Duration{1});
}

TEST_F(Dues, DraftIsDueNothingWhileAWindowMayStillCome) {
  office.sure(official(), "cycle-1", [](auto c) { c.initScheduleWindow().setWindow("late"); });
  EXPECT_EQ(find(of(office.drafted_case()), Do::LAPSE_DRAFT), nullptr);
}

TEST_F(Dues, EachOpenRequestForInformationLapsesOnItsOwn) {
  const std::string reference = office.case_under_review();
  const auto later = request_information(reference, "2020-10-09");
  const auto sooner = request_information(reference, "2020-10-05");
  const std::vector<Due> all = of(reference);
  ASSERT_EQ(std::ranges::count(all, Do::LAPSE_INFORMATION_REQUEST, &Due::action), 2);
  const Due* first = find(all, Do::LAPSE_INFORMATION_REQUEST);
  EXPECT_EQ(first->request, sooner);
  EXPECT_EQ(first->at, end_of_day({2020, 10, 5}) + Duration{1});
  binds(first);
  EXPECT_EQ(office.file(reference).stage, Stage::INFORMATION_REQUESTED);
  binds(find(of(reference), Do::LAPSE_INFORMATION_REQUEST));
  EXPECT_FALSE(office.file(reference).requests.at(later).open);
  EXPECT_EQ(office.file(reference).stage, Stage::UNDER_REVIEW);
}

TEST_F(Dues, ResubmissionLapsesAfterItsDate) {
  const std::string reference = office.case_with_changes();
  binds(find(of(reference), Do::LAPSE_RESUBMISSION));
  EXPECT_EQ(office.file(reference).stage, Stage::CARRIED_OVER);
  EXPECT_TRUE(of(reference).empty());
}

TEST_F(Dues, MovedResubmissionDateBindsInstead) {
  const std::string reference = office.case_with_changes();
  const std::string moved = iso_text(plus_days(day_of(office.now()), 90));
  office.sure(official(), reference, [&](auto c) {
    auto event = c.initMoveResubmissionDate();
    event.initBy().setLocal(text(moved));
    event.setReason("Illness.");
  });
  binds(find(of(reference), Do::LAPSE_RESUBMISSION));
  EXPECT_EQ(office.now(), end_of_day(*parse_day(moved)) + Duration{1});
}

TEST_F(Dues, CutOffCarriesOverWhatIsNotDecided) {
  EXPECT_EQ(find(of(office.submitted_case()), Do::PASS_CUT_OFF), nullptr);  // cycle 1 has none
  const std::string reference = office.submitted_case({.cycle = "cycle-5"});
  binds(find(of(reference), Do::PASS_CUT_OFF));
  EXPECT_EQ(office.now(), end_of_day({2025, 3, 31}) + Duration{1});
  EXPECT_EQ(office.file(reference).stage, Stage::CARRIED_OVER);
}

TEST_F(Dues, CutOffCarriesOverACaseInResubmitted) {
  const std::string reference = office.resubmitted_case("cycle-5");
  EXPECT_EQ(find(of(reference), Do::LAPSE_RESUBMISSION), nullptr);
  binds(find(of(reference), Do::PASS_CUT_OFF));
  EXPECT_EQ(office.file(reference).stage, Stage::CARRIED_OVER);
}

/// What decide says to a due command at an instant; nothing is recorded.
Decided judged(const ReviewedCase& office, const std::string& reference, const Due& due, Instant at) {
  static const CaseState none;
  const CaseState& file = due.kind == StreamKind::CASE ? office.file(reference) : none;
  capnp::MallocMessageBuilder message;
  auto command = message.initRoot<Command>();
  write_command(due, file, command);
  const Actor system = the_system();
  return decide({.file = file,
                 .office = office.office(),
                 .target = due.stream,
                 .actor = system,
                 .received_at = at,
                 .now = at,
                 .next = {office.records().size() + 1}},
                command.asReader());
}

TEST(Due, IsAcceptedAtItsInstantAndNoSoonerWhereverACaseStands) {
  const Draft second{.cycle = "cycle-2"};
  const Draft fifth{.cycle = "cycle-5"};
  using Make = std::function<std::string(ReviewedCase&)>;
  const std::vector<Make> makes = {
      [&](ReviewedCase& office) { return office.registered_case(second); },
      [&](ReviewedCase& office) { return office.registered_case(fifth); },
      [&](ReviewedCase& office) { return office.case_with_access(fifth); },
      [&](ReviewedCase& office) { return office.started_case(second); },
      [&](ReviewedCase& office) { return office.drafted_case(fifth); },
      [&](ReviewedCase& office) { return office.submitted_case(fifth); },
      [&](ReviewedCase& office) { return office.case_under_review(fifth); },
      [&](ReviewedCase& office) { return office.advised_case(fifth); },
      [&](ReviewedCase& office) { return office.recommended_case(fifth); },
      [&](ReviewedCase& office) { return office.assured_case(fifth); },
      [&](ReviewedCase& office) { return office.decided_case(fifth); },
      [&](ReviewedCase& office) { return office.case_with_changes("cycle-5"); },
      [&](ReviewedCase& office) { return office.resubmitted_case("cycle-5"); },
      [&](ReviewedCase& office) { return office.approved_case(fifth); },
      [&](ReviewedCase& office) { return office.live_case(fifth); },
  };
  std::size_t seen = 0;
  for (const Make& make : makes) {
    ReviewedCase office;
    const std::string reference = make(office);
    std::vector<Due> all = due_of(office.office(), reference, office.file(reference));
    std::ranges::copy(due_of_office(office.office()), std::back_inserter(all));
    for (const Due& due : all) {
      ++seen;
      const std::string what = words_of(office.file(reference).stage) + ": " + command_id_of(due);
      EXPECT_FALSE(judged(office, reference, due, due.at).refused) << what;
      if (due.at.ns == 0) continue;
      const auto early = judged(office, reference, due, due.at - Duration{1}).refused;
      ASSERT_TRUE(early) << what;
      EXPECT_EQ(early->refusal, Refusal::not_due) << what;
    }
  }
  EXPECT_GT(seen, 60U);
}

TEST_F(Dues, CaseIsHeldWhenRecognitionIsLostAndNotAgainOnceReleased) {
  const std::string reference = office.submitted_case();
  EXPECT_EQ(find(of(reference), Do::HOLD_CASE), nullptr);
  const auto lose = [&] {
    office.sure(official(), "example-college", [](auto c) {
      auto event = c.initRecordLostRecognition();
      event.setRegulator(Regulator::OFFICE_FOR_STUDENTS);
      event.setReason("Surrendered.");
    });
  };
  lose();
  binds(find(of(reference), Do::HOLD_CASE));
  EXPECT_EQ(office.file(reference).held, HoldGround::RECOGNITION_LOST);
  office.sure(official(), reference, [](auto c) { c.initReleaseCase().setReason("Recognised anew."); });
  EXPECT_EQ(find(of(reference), Do::HOLD_CASE), nullptr);
  office.recognised("example-college", Regulator::OFFICE_FOR_STUDENTS, "10000002");
  office.at(office.now() + Duration{1});
  lose();
  EXPECT_NE(find(of(reference), Do::HOLD_CASE), nullptr);
}

TEST_F(Dues, LiveCaseIsDueNothing) {
  EXPECT_TRUE(of(office.live_case()).empty());
}

TEST_F(Dues, CommandIdsNameCauseAndInstant) {
  EXPECT_EQ(command_id_of({.at = london("2021-10-16"),
                           .action = Do::LAPSE_DRAFT,
                           .kind = StreamKind::CASE,
                           .stream = "HTQ-7K3M-92QX-5CJD",
                           .name = {}}),
            "lapse-draft/2021-10-15T23:00:00Z/HTQ-7K3M-92QX-5CJD");
  EXPECT_EQ(command_id_of({.at = {},
                           .action = Do::OPEN_FOR_CONSULTATION,
                           .kind = StreamKind::CASE,
                           .stream = "HTQ-7K3M-92QX-5CJD",
                           .name = "c1"}),
            "open-for-consultation/at-once/HTQ-7K3M-92QX-5CJD/c1");
  EXPECT_EQ(command_id_of({.at = {1},
                           .action = Do::LAPSE_INFORMATION_REQUEST,
                           .kind = StreamKind::CASE,
                           .stream = "HTQ-7K3M-92QX-5CJD",
                           .name = {},
                           .request = 2}),
            "lapse-information-request/1970-01-01T00:00:00.000000001Z/HTQ-7K3M-92QX-5CJD/2");
}

TEST_F(Dues, CommandIdsDiffer) {
  const std::string reference = office.case_under_review();
  request_information(reference, "2020-10-05");
  request_information(reference, "2020-10-05");
  std::vector<Due> all = of(reference);
  std::ranges::copy(of_office(), std::back_inserter(all));
  std::set<std::string> ids;
  for (const Due& due : all) ids.insert(command_id_of(due));
  EXPECT_EQ(ids.size(), all.size());
}

}  // namespace
}  // namespace htq::tests
