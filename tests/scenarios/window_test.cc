// The window of a cycle and the instant of receipt: edge cases 1, 2, 3, 35 and 36.
#include "domain/london_text.h"
#include "tests/support/scenario.h"

namespace htq::tests {
namespace {

constexpr const char* kClose = "2020-12-16T17:00";
constexpr Duration kMillisecond = std::chrono::milliseconds(1);

struct Window : Scenario {
  Answer extend(const std::string& closes, const std::string& reason) {
    return ask(official(), "cycle-1", [&](auto c) {
      auto event = c.initExtendWindow();
      event.setWindow("1");
      event.initCloses().setLocal(text(closes));
      event.setReason(text(reason));
    });
  }
};

using EdgeCase01 = Window;
using EdgeCase02 = Window;
using EdgeCase03 = Window;
using EdgeCase35 = Window;

TEST_F(EdgeCase01, SubmissionAtTheClosingInstantIsInTime) {
  const std::string reference = drafted_case();
  at(kClose);
  ASSERT_EVENT(submit(reference), APPLICATION_SUBMITTED);
  EXPECT_EQ(view(last_event().getApplicationSubmitted().getWindow()), "1");
  EXPECT_EQ(view(last_event().getApplicationSubmitted().getCriteriaVersion()), "1");
  EXPECT_EQ(Instant{last_event().getApplicationSubmitted().getCloses()}, london(kClose));
  EXPECT_EQ(applicants_read(), "Application submitted in window 1.");
}

TEST_F(EdgeCase01, SubmissionAMillisecondLaterIsLateAndCounted) {
  const std::string reference = drafted_case();
  at(london(kClose) + kMillisecond);
  const Answer late = submit(reference);
  EXPECT_REFUSED_UNDER(late, 205, window_closed, "domain.md 12");
  EXPECT_EQ(late.refused->detail,
            "Window 1 closed at 5:00pm on 16 December 2020. This was received at 5:00:00.001pm on 16 "
            "December 2020.");
  EXPECT_EQ(late.events, std::vector{Body::LATE_SUBMISSION_REFUSED});
  EXPECT_EQ(last().getActor().getRole(), Role::SYSTEM);
  EXPECT_EQ(last_event().getLateSubmissionRefused().getContentHash().size(), 32U);
  EXPECT_EQ(applicants_read(), "Submission received after window 1 closed: refused.");
  EXPECT_EQ(file(reference).stage, Stage::DRAFT);
}

TEST_F(EdgeCase02, WindowOpensInSummerTimeAndClosesInWinterTime) {
  const auto scheduled = std::ranges::find_if(records(), [](const auto& message) {
    const auto body = message->template getRoot<Record>().asReader().getBody();
    return body.isWindowScheduled() && view(body.getWindowScheduled().getWindow()) == "1";
  });
  ASSERT_NE(scheduled, records().end());
  const Record::Reader record = (*scheduled)->getRoot<Record>().asReader();
  const auto window = record.getBody().getWindowScheduled();
  EXPECT_EQ(rfc3339({window.getOpens().getInstant()}), "2020-09-23T11:00:00Z");
  EXPECT_EQ(rfc3339({window.getCloses().getInstant()}), "2020-12-16T17:00:00Z");
  EXPECT_EQ(sentence(record, policy::Audience::APPLICANT),
            "Window 1 scheduled from 2020-09-23T12:00 to 2020-12-16T17:00.");
}

TEST_F(EdgeCase02, SubmissionIsTakenFromTheFirstInstantInLondonToTheLast) {
  const std::string first = drafted_case();
  at(*parse_rfc3339("2020-09-23T10:59:59.999999999Z"));
  const Answer early = submit(first);
  EXPECT_REFUSED_UNDER(early, 204, window_not_open, "domain.md 4");
  EXPECT_EQ(early.refused->detail, "Window 1 opens at 12:00pm on 23 September 2020.");
  EXPECT_TRUE(early.events.empty());
  at(*parse_rfc3339("2020-09-23T11:00:00Z"));
  ASSERT_EVENT(submit(first), APPLICATION_SUBMITTED);
  EXPECT_EQ(applicants_read(), "Application submitted in window 1.");

  const std::string last = drafted_case({.title = "Diploma in Data"});
  at(*parse_rfc3339("2020-12-16T17:00:00Z"));
  EXPECT_EVENT(submit(last), APPLICATION_SUBMITTED);
}

TEST_F(EdgeCase03, ExtensionReopensALateSubmissionByAnEventAndNotByItself) {
  const std::string reference = drafted_case();
  at(london(kClose) + kMillisecond);
  EXPECT_REFUSED_UNDER(submit(reference), 205, window_closed, "domain.md 12");
  ASSERT_EVENT(extend("2020-12-18T17:00", "Floods in the north."), WINDOW_EXTENDED);
  EXPECT_EQ(applicants_read(), "Window 1 extended to 2020-12-18T17:00: Floods in the north.");
  EXPECT_EQ(file(reference).stage, Stage::DRAFT);

  ASSERT_EVENT(admit_late(reference, "The window was extended.", ""), LATE_SUBMISSION_ADMITTED);
  EXPECT_EQ(view(last_event().getLateSubmissionAdmitted().getWindow()), "1");
  EXPECT_EQ(view(last_event().getLateSubmissionAdmitted().getCriteriaVersion()), "1");
  EXPECT_EQ(applicants_read(), "Late submission admitted: The window was extended.");
  EXPECT_EQ(file(reference).stage, Stage::SUBMITTED);
}

TEST_F(EdgeCase03, WithoutAnExtensionALateSubmissionIsReopenedOnlyWithEvidence) {
  const std::string reference = drafted_case();
  at(london(kClose) + kMillisecond);
  submit(reference);
  EXPECT_REFUSED_UNDER(admit_late(reference, "Floods in the north.", ""), 107, missing_value, "domain.md 7");
  EXPECT_EVENT(admit_late(reference, "Floods in the north.", "Letter of the council."),
               LATE_SUBMISSION_ADMITTED);
}

TEST_F(EdgeCase03, ExtensionReopensNothingThatWasNeverRefused) {
  const std::string reference = drafted_case();
  ASSERT_EVENT(extend("2020-12-18T17:00", "Floods in the north."), WINDOW_EXTENDED);
  at("2020-12-17");
  EXPECT_REFUSED_UNDER(admit_late(reference, "The window was extended.", ""), 207, not_due, "domain.md 12");
  EXPECT_EVENT(submit(reference), APPLICATION_SUBMITTED);
}

TEST_F(EdgeCase35, DraftLeftOpenMayBeAdmittedADayAfterTheClose) {
  const std::string reference = drafted_case();
  at("2020-12-17T10:00");
  EXPECT_EQ(file(reference).stage, Stage::DRAFT);
  EXPECT_REFUSED_UNDER(submit(reference), 205, window_closed, "domain.md 12");
  EXPECT_EQ(applicants_read(), "Submission received after window 1 closed: refused.");

  ASSERT_EVENT(admit_late(reference, "Illness of the only author.", "Certificate of 16 December."),
               LATE_SUBMISSION_ADMITTED);
  EXPECT_EQ(view(last_event().getLateSubmissionAdmitted().getEvidence()), "Certificate of 16 December.");
  EXPECT_EQ(applicants_read(), "Late submission admitted: Illness of the only author.");
}

TEST_F(EdgeCase35, DraftThatHasLapsedIsAdmittedNoMore) {
  const std::string reference = drafted_case();
  at(end_of_day({2021, 1, 18}) + Duration{1});
  ASSERT_EVENT(ask(the_system(), reference, [](auto c) { c.initLapseDraft(); }), DRAFT_LAPSED);
  EXPECT_EQ(applicants_read(), "Never submitted: lapsed.");
  EXPECT_REFUSED_UNDER(admit_late(reference, "Illness.", "Certificate."), 104, not_at_this_stage,
                       "domain.md 11");
}

struct EdgeCase36 : Scenario {
  Answer record_holiday(const std::string& day, const std::string& name) {
    return ask(official(), "england-and-wales", [&](auto c) {
      auto event = c.initRecordBankHoliday();
      event.setDay(text(day));
      event.setName(text(name));
    });
  }
};

TEST_F(EdgeCase36, WindowOpensOnABankHoliday) {
  ASSERT_EVENT(record_holiday("2023-05-08", "Coronation of King Charles III"), BANK_HOLIDAY_RECORDED);
  EXPECT_EQ(applicants_read(), "Coronation of King Charles III on 2023-05-08 is a bank holiday.");
  cycle("cycle-4", "4", {"digital"}, {{"4", "2023-05-08", "2023-06-30", "4"}},
        [](event::Edition::Builder edition) { edition.setDecides(BodyKind::CHIEF_EXECUTIVE); });

  const std::string reference = drafted_case({.cycle = "cycle-4"});
  at(start_of_day({2023, 5, 8}) - Duration{1});
  EXPECT_REFUSED_UNDER(submit(reference), 204, window_not_open, "domain.md 4");
  at(start_of_day({2023, 5, 8}));
  ASSERT_EVENT(submit(reference), APPLICATION_SUBMITTED);
  EXPECT_EQ(applicants_read(), "Application submitted in window 4.");
}

TEST_F(EdgeCase36, HolidayProclaimedLaterMovesNoDayAlreadyTold) {
  const std::string reference = case_under_review({.cycle = "cycle-2"});
  at("2022-09-09T10:00");
  ASSERT_EVENT(request_information(reference, "Which unit covers S1?"), INFORMATION_REQUESTED);
  EXPECT_EQ(applicants_read(), "Information requested by 2022-09-23: Which unit covers S1?");
  const Position told = last_entry();

  at("2022-09-10T12:00");
  ASSERT_EVENT(record_holiday("2022-09-19", "State funeral of Queen Elizabeth II"), BANK_HOLIDAY_RECORDED);
  EXPECT_EQ(file(reference).requests.at(1).due, end_of_day({2022, 9, 23}));
  EXPECT_EQ(applicants_read(told), "Information requested by 2022-09-23: Which unit covers S1?");

  // What is told from now on counts the holiday.
  ASSERT_EVENT(request_information(reference, "Who assesses B1?"), INFORMATION_REQUESTED);
  EXPECT_EQ(applicants_read(), "Information requested by 2022-09-26: Who assesses B1?");

  at(end_of_day({2022, 9, 23}) + Duration{1});
  EXPECT_REFUSED_UNDER(provide_information(reference, 1), 503, request_unknown,
                       "domain.md 11 InformationRequested");
  EXPECT_EVENT(provide_information(reference, 2), INFORMATION_PROVIDED);
}

}  // namespace
}  // namespace htq::tests
