// From required changes to the public list: edge cases 20, 21, 22, 30 and 40.
#include "tests/support/engine_office.h"
#include "tests/support/scenario.h"

namespace htq::tests {
namespace {

using EdgeCase20 = Scenario;

TEST_F(EdgeCase20, ResubmissionWithAnItemNotPossibleIsCarriedOver) {
  const std::string reference = case_with_changes();
  EXPECT_REFUSED_UNDER(resubmit(reference, {{1, Done::not_possible_without_reason}, {2}}), 701, answer_owed,
                       "domain.md 9 Resubmission 2");
  ASSERT_EVENT(resubmit(reference, {{1, Done::not_possible}, {2}}), RESUBMISSION_RECEIVED);
  const auto answers = last_event().getResubmissionReceived().getAnswers();
  EXPECT_FALSE(answers[0].getDone());
  EXPECT_EQ(view(answers[0].getReason()), "The unit belongs to another owner.");
  EXPECT_EQ(applicants_read(), "Resubmission received, 2 items answered.");

  EXPECT_REFUSED_UNDER(confirm_changes(reference), 705, change_not_done, "domain.md 9 Resubmission 4");
  ASSERT_EVENT(refuse_changes(reference, "Item 1 is not possible in this cycle."), CHANGES_REFUSED);
  EXPECT_EQ(applicants_read(), "Changes refused: Item 1 is not possible in this cycle.");
  EXPECT_EQ(file(reference).stage, Stage::CARRIED_OVER);
}

struct EdgeCase21 : Scenario {
  const std::string reference = decided_case();

  EdgeCase21() {
    EXPECT_ACCEPTED(determine_copyright(reference, true));
    EXPECT_EQ(applicants_read(), "Copyright determined: to be transferred.");
    EXPECT_ACCEPTED(feedback(reference));
  }
};

TEST_F(EdgeCase21, ApplicantWithdrawsAfterTheApprovalBecauseCopyrightWouldTransfer) {
  EXPECT_REFUSED_UNDER(accept_conditions(reference), 706, copyright_owed, "domain.md 9 Copyright");
  ASSERT_EVENT(withdraw(reference, "The materials are shared with a partner."), APPLICATION_WITHDRAWN);
  EXPECT_EQ(applicants_read(), "Withdrawn by the applicant: The materials are shared with a partner.");
  EXPECT_EQ(file(reference).stage, Stage::WITHDRAWN);
  EXPECT_EQ(file(reference).outcome, Outcome::APPROVED);
}

TEST_F(EdgeCase21, OnceTheTransferAndTheConditionsAreAcceptedItIsNoLongerWithdrawn) {
  ASSERT_EVENT(by_its_applicant(reference, [](auto c) { c.initAcceptCopyrightTransfer(); }),
               COPYRIGHT_ACCEPTED);
  EXPECT_EQ(applicants_read(), "Transfer of copyright accepted.");
  ASSERT_ACCEPTED(accept_conditions(reference));
  EXPECT_REFUSED_UNDER(withdraw(reference, "The materials are shared."), 104, not_at_this_stage,
                       "domain.md 11");
}

struct EdgeCase22 : Scenario {
  Answer publish_final_list(const std::vector<std::string>& cases) {
    return ask(official(), "cycle-1", [&](auto c) {
      auto list = c.initPublishFinalList().initCases(static_cast<unsigned>(cases.size()));
      for (unsigned at = 0; at < list.size(); ++at) list.set(at, text(cases[at]));
    });
  }
};

TEST_F(EdgeCase22, ConditionsAcceptedAfterTheListWasPublishedAreListedLaterWithTheSameFirstTeach) {
  const std::string in_time = live_case({.title = "Diploma in Data"});
  const std::string late = approved_case();
  at("2021-06-30T12:00");
  EXPECT_REFUSED_UNDER(publish_final_list({in_time, late}), 208, final_list_incomplete, "domain.md 9");
  ASSERT_EVENT(publish_final_list({in_time}), FINAL_LIST_PUBLISHED);
  EXPECT_EQ(last_event().getFinalListPublished().getHash().size(), 32U);
  EXPECT_EQ(applicants_read(), "Final list published, 1 case.");
  EXPECT_REFUSED_UNDER(list_publicly(late), 104, not_at_this_stage, "domain.md 11");

  at("2021-09-01T12:00");
  ASSERT_EVENT(accept_conditions(late), CONDITIONS_OF_APPROVAL_ACCEPTED);
  EXPECT_EQ(applicants_read(), "Conditions of approval accepted, version 1; quality mark granted.");
  EXPECT_REFUSED_UNDER(publish_final_list({in_time, late}), 102, already_exists, "domain.md 11");
  ASSERT_EVENT(list_publicly(late), LISTED_PUBLICLY);
  EXPECT_EQ(view(last_event().getListedPublicly().getFirstTeach()), "2022-09");
  EXPECT_EQ(applicants_read(),
            "Listed publicly as Higher National Certificate in Software Development, first teach 2022-09.");
}

TEST_F(EdgeCase22, AfterARestartTheOfficeStillKnowsWhatIsLive) {
  const std::string live = live_case({.title = "Diploma in Data"});
  const std::string approved = approved_case();
  EngineOffice engine(*this);
  engine.start_again();
  const auto publish = [&](const std::string& reference) {
    const Slot slot = engine.send(official(), "cycle-1", {.command_id = reference}, [&](auto c) {
      c.initPublishFinalList().initCases(1).set(0, text(reference));
    });
    engine.work();
    return slot;
  };
  EXPECT_REFUSED_UNDER(refused(publish(approved)), 208, final_list_incomplete, "domain.md 9");
  EXPECT_EQ(receipt(publish(live)).events, std::vector<std::string>{"finalListPublished"});
}

using EdgeCase30 = Scenario;

TEST_F(EdgeCase30, TitleThatEndsWithTheMarkIsRefusedAsAnApprovedTitle) {
  const std::string reference = started_case();
  const auto describe_as = [&](const std::string& title) {
    return by_its_applicant(reference,
                            [&](auto c) { describe(c.initDescribeQualification(), {.title = title}); });
  };
  EXPECT_REFUSED_UNDER(describe_as("Diploma in Data (HTQ)"), 312, title_carries_the_mark,
                       "domain.md 6 title");
  EXPECT_REFUSED_UNDER(describe_as("Higher Technical Qualification in Data"), 312, title_carries_the_mark,
                       "domain.md 6 title");
  ASSERT_EVENT(describe_as("Diploma in Data"), QUALIFICATION_DESCRIBED);
  EXPECT_EQ(applicants_read(), "Qualification described: Diploma in Data, level 4.");
}

TEST_F(EdgeCase30, ListingMayAddTheMarkToTheTitleAndNothingElse) {
  const std::string reference = live_case({.title = "Diploma in Data"});
  EXPECT_REFUSED_UNDER(list_publicly(reference, "Diploma in Big Data (HTQ)"), 711, title_of_listing,
                       "domain.md 16 case 30");
  ASSERT_EVENT(list_publicly(reference, "Diploma in Data (HTQ)"), LISTED_PUBLICLY);
  EXPECT_EQ(applicants_read(), "Listed publicly as Diploma in Data (HTQ), first teach 2022-09.");
  EXPECT_EQ(file(reference).qualification->title, "Diploma in Data");
}

struct EdgeCase40 : Scenario {
  const std::string reference = approved_case();

  Answer warn() {
    return ask(official(), reference, [](auto c) {
      auto event = c.initRecordNotice();
      event.setKind(NoticeKind::CONDITIONS_DUE);
      event.setTo("Example College");
      event.setText("1");
    });
  }
  Answer lapse() {
    return ask(official(), reference,
               [](auto c) { c.initLapseAcceptance().setReason("No answer to two warnings."); });
  }
};

TEST_F(EdgeCase40, ConditionsNeverAcceptedLapseAfterTheDayAndAWarning) {
  ASSERT_EVENT(warn(), NOTICE_ISSUED);
  EXPECT_EQ(applicants_read(), "Example College told: conditions due.");
  at(file(reference).accept_by);
  EXPECT_REFUSED_UNDER(lapse(), 708, acceptance_not_due, "domain.md 12");
  at(file(reference).accept_by + Duration{1});
  ASSERT_EVENT(lapse(), ACCEPTANCE_LAPSED);
  EXPECT_EQ(applicants_read(), "Conditions of approval never accepted: No answer to two warnings.");
  EXPECT_EQ(file(reference).stage, Stage::WITHDRAWN);
}

TEST_F(EdgeCase40, NothingLapsesWithoutAWarning) {
  at(file(reference).accept_by + Duration{1});
  EXPECT_REFUSED_UNDER(lapse(), 708, acceptance_not_due, "domain.md 12");
  ASSERT_EVENT(accept_conditions(reference), CONDITIONS_OF_APPROVAL_ACCEPTED);
  EXPECT_EQ(applicants_read(), "Conditions of approval accepted, version 1; quality mark granted.");
}

}  // namespace
}  // namespace htq::tests
