// Submissions after the close: refused, admitted on a ground, or a draft that lapses.
#include "domain/decide/content.h"
#include "domain/rules.h"
#include "tests/domain/submissions.h"

namespace htq::tests {
namespace {

struct LateSubmission : Submissions {};

TEST_F(LateSubmission, LateOneIsAdmittedOnAGroundWithEvidence) {
  const std::string reference = office.drafted_case();
  office.at(kClose + kMillisecond);
  submit(reference);
  office.at("2020-12-17T10:00");
  EXPECT_REFUSED(admit(reference, ""), missing_value);
  EXPECT_REFUSED(admit(reference, "The service was down.", ""), missing_value);
  ASSERT_ACCEPTED(admit(reference));
  EXPECT_EQ(office.file(reference).stage, Stage::SUBMITTED);
  EXPECT_EQ(office.file(reference).window, "1");
  EXPECT_EQ(office.file(reference).criteria_version, "1");
  EXPECT_EQ(string(office.last().getBody().getLateSubmissionAdmitted().getContentHash()),
            content_hash(office.file(reference)));
}

// Edge case 35.
TEST_F(LateSubmission, DraftNeverSentMayBeAdmittedAfterTheClose) {
  const std::string reference = office.drafted_case();
  EXPECT_REFUSED(admit(reference), not_due);
  office.at("2020-12-17T10:00");
  EXPECT_ACCEPTED(admit(reference));
}

// Domain.md 4: a window without days cannot be opened until they are scheduled.
TEST_F(LateSubmission, WaitsForAWindowWhoseDaysAreKnown) {
  office.cycle("cycle-9", "9", {}, {{"9", "", "", "5"}},
               [](event::Edition::Builder edition) { edition.setDecides(BodyKind::CHIEF_EXECUTIVE); });
  const std::string reference = office
                                    .sure(applicant(), {},
                                          [](auto c) {
                                            auto event = c.initRegisterInterest();
                                            event.setOrganisation("example-college");
                                            event.setCycle("cycle-9");
                                          })
                                    .stream;
  const auto fill = [&](const std::function<void(Command::Builder)>& step) {
    office.sure(applicant(), reference, step);
  };
  office.sure(official(), reference, [](auto c) { c.initGrantFormAccess(); });
  fill([](auto c) { c.initStartApplication().setPrivacyNotice("1"); });
  fill([](auto c) { ReadyOffice::describe(c.initDescribeQualification()); });
  fill([](auto c) { c.initNameOccupation().initOccupation().setStandard("ST0116"); });
  fill([](auto c) { c.initAcceptConditionsOfApplication().setVersion("1"); });
  const Answer answer = submit(reference);
  EXPECT_REFUSED(answer, window_not_open);
  EXPECT_EQ(answer.refused->detail, "The days of the windows of cycle cycle-9 are not known yet.");
}

TEST_F(LateSubmission, NothingIsAdmittedBeforeAWindowOpens) {
  const std::string reference = office.drafted_case();
  office.at("2020-09-22");
  EXPECT_REFUSED(admit(reference), window_not_open);
}

// Edge case 3.
TEST_F(LateSubmission, ExtensionReopensLateOnesByAnEventOnly) {
  const std::string reference = office.drafted_case();
  office.at(kClose + kMillisecond);
  submit(reference);
  extend("2020-12-18T17:00");
  EXPECT_EQ(office.file(reference).stage, Stage::DRAFT);
  ASSERT_ACCEPTED(admit(reference, "The window was extended.", ""));
  EXPECT_EQ(office.file(reference).stage, Stage::SUBMITTED);
}

TEST_F(LateSubmission, ExtendedWindowTakesSubmissions) {
  const std::string reference = office.drafted_case();
  extend("2020-12-18T17:00");
  office.at("2020-12-18T17:00");
  ASSERT_ACCEPTED(submit(reference));
  EXPECT_EQ(office.last().getBody().getApplicationSubmitted().getCloses(), london("2020-12-18T17:00").ns);
}

TEST_F(LateSubmission, LateOneIsJudgedByTheWindowItWasLateFor) {
  const std::string reference = office.drafted_case({.cycle = "cycle-5"});
  office.at("2024-02-10");
  submit(reference);
  ASSERT_ACCEPTED(admit(reference));
  EXPECT_EQ(office.file(reference).criteria_version, "5.1");
}

TEST_F(LateSubmission, LateOneTakesNoPlaceThatIsTaken) {
  const std::string second = office.drafted_case();
  office.submitted_case();
  office.at("2020-12-17");
  EXPECT_REFUSED(admit(second), already_submitted);
}

// Lapse

TEST_F(LateSubmission, DraftLapsesTwentyWorkingDaysAfterTheClose) {
  const std::string reference = office.drafted_case();
  const auto lapse = [&] { return office.ask(the_system(), reference, [](auto c) { c.initLapseDraft(); }); };
  // Past Christmas Day, Boxing Day (observed) and New Year's Day.
  office.at(end_of_day({2021, 1, 18}));
  EXPECT_REFUSED(lapse(), not_due);
  office.at(start_of_day({2021, 1, 19}));
  ASSERT_ACCEPTED(lapse());
  EXPECT_EQ(view(office.last().getBody().getDraftLapsed().getWindow()), "1");
  EXPECT_EQ(office.file(reference).stage, Stage::LAPSED);
}

TEST_F(LateSubmission, DraftOfTwoWindowsLapsesAfterTheLast) {
  const std::string reference = office.drafted_case({.cycle = "cycle-5"});
  EXPECT_EQ(lapse_of_draft(office.office(), office.file(reference)), end_of_day({2025, 3, 10}));
}

TEST_F(LateSubmission, NoDraftLapsesWhileTheDaysOfAWindowAreNotKnown) {
  office.sure(official(), "cycle-1", [](auto c) {
    auto event = c.initScheduleWindow();
    event.setWindow("2");
    event.setCriteriaVersion("1");
  });
  EXPECT_EQ(lapse_of_draft(office.office(), office.file(office.drafted_case())), std::nullopt);
}

TEST_F(LateSubmission, NoDraftLapsesInACycleWithoutWindows) {
  CaseState file;
  file.cycle = "cycle-9";
  EXPECT_EQ(lapse_of_draft(office.office(), file), std::nullopt);
}

}  // namespace
}  // namespace htq::tests
