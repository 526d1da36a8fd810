// Submission: in time, in the form it must have, once in a cycle.
#include "domain/decide/content.h"
#include "tests/domain/submissions.h"

namespace htq::tests {
namespace {

struct Submission : Submissions {};

// Edge case 1.
TEST_F(Submission, AtTheVeryCloseIsInTime) {
  const std::string reference = office.drafted_case();
  office.at(kClose);
  ASSERT_ACCEPTED(submit(reference));
  const auto event = office.last().getBody().getApplicationSubmitted();
  EXPECT_EQ(view(event.getWindow()), "1");
  EXPECT_EQ(view(event.getCriteriaVersion()), "1");
  EXPECT_EQ(event.getCloses(), kClose.ns);
  EXPECT_EQ(office.file(reference).stage, Stage::SUBMITTED);
  EXPECT_EQ(office.file(reference).submitted_at, kClose);
}

TEST_F(Submission, AMillisecondAfterTheCloseIsLateAndRecorded) {
  const std::string reference = office.drafted_case();
  const std::string content = content_hash(office.file(reference));
  office.at(kClose + kMillisecond);
  const Answer late = submit(reference);
  EXPECT_REFUSED(late, window_closed);
  EXPECT_EQ(late.refused->detail,
            "Window 1 closed at 5:00pm on 16 December 2020. This was received at 5:00:00.001pm on 16 "
            "December 2020.");
  ASSERT_EQ(late.events, std::vector{Body::LATE_SUBMISSION_REFUSED});
  const auto event = office.last().getBody().getLateSubmissionRefused();
  EXPECT_EQ(view(event.getWindow()), "1");
  EXPECT_EQ(event.getClosed(), kClose.ns);
  EXPECT_EQ(string(event.getContentHash()), content);
  EXPECT_EQ(office.last().getActor().getRole(), Role::SYSTEM);
  EXPECT_EQ(office.file(reference).stage, Stage::DRAFT);
  EXPECT_EQ(office.file(reference).late_refusals, 1);
}

// Edge case 2: it opens in summer time and closes in winter time.
TEST_F(Submission, WindowIsJudgedInLondonTime) {
  EXPECT_EQ(office.office().cycle("cycle-1")->windows.at("1").opens, london("2020-09-23T12:00"));
  const std::string reference = office.drafted_case();
  office.at(london("2020-09-23T12:00") - Duration{1});
  const Answer early = submit(reference);
  EXPECT_REFUSED(early, window_not_open);
  EXPECT_EQ(early.refused->detail, "Window 1 opens at 12:00pm on 23 September 2020.");
  EXPECT_TRUE(early.events.empty());
  office.at("2020-09-23T12:00");
  EXPECT_ACCEPTED(submit(reference));
}

// Edge case 33.
TEST_F(Submission, ReceivedInTimeAndDecidedLaterIsInTime) {
  const std::string reference = office.drafted_case();
  capnp::MallocMessageBuilder message;
  auto command = message.initRoot<Command>();
  command.initSubmitApplication();
  const Actor ann = applicant();
  const auto judged = [&](Instant received) {
    return decide({.file = office.file(reference),
                   .office = office.office(),
                   .target = reference,
                   .actor = ann,
                   .received_at = received,
                   .now = kClose + std::chrono::seconds(2),
                   .next = {1}},
                  command.asReader());
  };
  EXPECT_FALSE(judged(kClose).refused);
  EXPECT_TRUE(judged(kClose + Duration{1}).refused);
}

TEST_F(Submission, NeedsConditionsAccepted) {
  const std::string reference = office.started_case();
  EXPECT_REFUSED(submit(reference), qualification_owed);
  office.sure(applicant(), reference, [](auto c) { ReadyOffice::describe(c.initDescribeQualification()); });
  EXPECT_REFUSED(submit(reference), occupation_owed);
  office.sure(applicant(), reference,
              [](auto c) { c.initNameOccupation().initOccupation().setStandard("ST0116"); });
  EXPECT_REFUSED(submit(reference), conditions_owed);
  office.sure(applicant(), reference, [](auto c) { c.initAcceptConditionsOfApplication().setVersion("1"); });
  office.attach(reference, "demand", DocumentPart::DEMAND, Sensitivity::UNANSWERED);
  EXPECT_REFUSED(submit(reference), sensitivity_unanswered);
  office.sure(applicant(), reference, [](auto c) { c.initFlagSensitivity().setDocument("demand"); });
  EXPECT_ACCEPTED(submit(reference));
}

// Edge case 13.
TEST_F(Submission, TheSameQualificationIsInACycleOnce) {
  const std::string first = office.submitted_case();
  const std::string second =
      office.drafted_case({.title = "higher national \u00A0certificate in Software Development"});
  const Answer refused = submit(second);
  EXPECT_REFUSED(refused, already_submitted);
  EXPECT_EQ(refused.refused->detail, "Case " + first + " holds it.");
  // A title is no identity: another owner may have the same.
  EXPECT_ACCEPTED(submit(office.drafted_case({.organisation = "example-awarding"})));
  office.sure(applicant(), first, [](auto c) { c.initWithdrawApplication().setReason("Sent twice."); });
  EXPECT_ACCEPTED(submit(second));
}

TEST_F(Submission, TheSameQualificationIsInBothWindowsOfACycleOnce) {
  office.submitted_case({.cycle = "cycle-5"});
  office.open_window("cycle-5", "5.2");
  EXPECT_REFUSED(submit(office.drafted_case({.cycle = "cycle-5"})), already_submitted);
}

TEST_F(Submission, CriteriaAreThoseOfTheWindow) {
  const std::string first = office.submitted_case({.cycle = "cycle-5"});
  EXPECT_EQ(office.file(first).criteria_version, "5.1");
  office.open_window("cycle-5", "5.2");
  const std::string second = office.submitted_case({.cycle = "cycle-5", .title = "Another"});
  EXPECT_EQ(office.file(second).window, "5.2");
  EXPECT_EQ(office.file(second).criteria_version, "5.2");
}

TEST_F(Submission, BetweenWindowsADraftOfTheFirstIsLateAndALaterOneIsEarly) {
  const std::string begun_in_time = office.drafted_case({.cycle = "cycle-5"});
  office.at("2024-03-01");
  EXPECT_REFUSED(submit(begun_in_time), window_closed);
  EXPECT_EQ(office.file(begun_in_time).late_for, "5.1");
  EXPECT_REFUSED(submit(office.drafted_case({.cycle = "cycle-5", .title = "Later"})), window_not_open);
}

// Edge case 11.
TEST_F(Submission, StandardThatLeftTheScopeBeforeIsRefused) {
  const std::string reference = office.drafted_case();
  office.scope("cycle-1", "ST0116", ScopeClass::OUT_OF_SCOPE, "2020-10-01");
  office.at("2020-10-01");
  EXPECT_REFUSED(submit(reference), standard_out_of_scope);
}

TEST_F(Submission, ContentHashFollowsTheContentAndNotTheOrder) {
  const auto hash_of_submission = [](const std::vector<std::string>& standards, const std::string& document) {
    ReadyOffice office;
    const std::string reference = office.drafted_case({.standards = standards});
    office.attach(reference, document);
    office.sure(applicant(), reference, [](auto c) { c.initSubmitApplication(); });
    return string(office.last().getBody().getApplicationSubmitted().getContentHash());
  };
  const std::string hash = hash_of_submission({"ST0116", "ST0125"}, "demand");
  EXPECT_EQ(hash.size(), 32U);
  EXPECT_EQ(hash_of_submission({"ST0125", "ST0116"}, "demand"), hash);
  EXPECT_NE(hash_of_submission({"ST0116", "ST0125"}, "rights"), hash);
  EXPECT_NE(hash_of_submission({"ST0116"}, "demand"), hash);
}

TEST_F(Submission, ContentIsListedLineByLine) {
  CaseState file;
  file.organisation = "example-college";
  file.cycle = "cycle-1";
  file.qualification = Qualification{.title = "A\nB", .level = 4, .route = "digital"};
  file.occupations = {{.standard = "ST1021", .option = "A", .version = "1.0"}};
  file.conditions_of_application = "1";
  file.documents["demand"] = {.hash = "\x01\xab"};
  EXPECT_EQ(
      content_listing(file),
      "organisation:15:example-college\ncycle:7:cycle-1\ntitle:3:A\nB\nlevel:1:4\nkind:5:other\nnumber:0:\n"
      "route:7:digital\noccupation:6:ST1021\noption:1:A\nversion:3:1.0\nconditions:1:1\n"
      "document:6:demand\nhash:4:01ab\n");
}

}  // namespace
}  // namespace htq::tests
