#include <gtest/gtest.h>

#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

struct Changes : ::testing::Test, ReviewedCase {
  Answer move(const std::string& by, const std::string& reason = "Illness.") {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initMoveResubmissionDate();
      event.initBy().setLocal(text(by));
      event.setReason(text(reason));
    });
  }
  Answer confirm(const Actor& actor) {
    return ask(actor, reference, [](auto c) { c.initConfirmChanges(); });
  }
  Answer refuse_them(const Actor& actor, const std::string& reasons = "Item 1 is not covered.") {
    return ask(actor, reference, [&](auto c) { c.initRefuseChanges().setReasons(text(reasons)); });
  }

  const std::string reference = case_with_changes();
};

TEST_F(Changes, TheDateMovesToAnotherDayToComeForAReason) {
  EXPECT_REFUSED(move(""), missing_value);
  EXPECT_REFUSED(move("2020-09-01"), time_in_the_past);
  EXPECT_REFUSED(move("2021-05-28", ""), missing_value);
  ASSERT_ACCEPTED(move("2021-05-28"));
  EXPECT_EQ(file(reference).resubmit_by, end_of_day({2021, 5, 28}));
  EXPECT_REFUSED(move("2021-05-28"), nothing_to_change);
}
TEST_F(Changes, EveryItemIsAnsweredOnceAndNoOther) {
  EXPECT_REFUSED(resubmit(reference, {{1}}), answer_owed);
  EXPECT_REFUSED(resubmit(reference, {{1}, {2}, {2}}), answer_owed);
  EXPECT_REFUSED(resubmit(reference, {{1}, {2}, {3}}), answer_unknown);
  ASSERT_ACCEPTED(resubmit(reference, {{2}, {1}}));
  EXPECT_EQ(file(reference).stage, Stage::RESUBMITTED);
  EXPECT_EQ(file(reference).rounds, 1);
}
TEST_F(Changes, DoneNamesTheDocumentAndNotPossibleTheReason) {
  EXPECT_REFUSED(resubmit(reference, {{1, Done::without_document}, {2}}), missing_value);
  EXPECT_REFUSED(resubmit(reference, {{1, Done::not_possible_without_reason}, {2}}), answer_owed);
  EXPECT_ACCEPTED(resubmit(reference, {{1, Done::not_possible}, {2}}));
}
TEST_F(Changes, OnlyDocumentsThatItemsNameMayChange) {
  EXPECT_REFUSED(resubmit(reference, {{1}, {2}}, {}, {"assessment"}), document_beyond_the_items);
  EXPECT_REFUSED(resubmit(reference, {{1}, {2}}, {}, {"structure", "structure"}), bad_value);
  EXPECT_ACCEPTED(resubmit(reference, {{1}, {2}}, {}, {"structure"}));
}
TEST_F(Changes, OnlyDocumentsThatItemsNameMayBeAttachedMeanwhile) {
  const auto attach_meanwhile = [&](const std::string& id, const std::string& as) {
    return ask(applicant(), reference, [&](auto c) {
      auto document = c.initAttachDocument().initDocument();
      write_document(document, id);
      document.setHash(as_data(hash_of(as)));
    });
  };
  EXPECT_REFUSED(attach_meanwhile("assessment", "assessment"), document_beyond_the_items);
  ASSERT_ACCEPTED(attach_meanwhile("structure", "changed"));
  EXPECT_EQ(file(reference).documents.at("structure").hash, hash_of("changed"));
}
TEST_F(Changes, ItemsThatNameNoDocumentLeaveOpenWhichIsAttached) {
  at("2021-06-01");
  const std::vector<OccupationOutcome> verdicts = {{"ST0116", Outcome::APPROVED_WITH_REQUIRED_CHANGES}};
  const std::string other =
      assured_case({.cycle = "cycle-2", .title = "Another"}, Rating::PARTLY_MET, verdicts);
  ASSERT_ACCEPTED(decide_case(decider_of(other), other,
                              {.outcome = Outcome::APPROVED_WITH_REQUIRED_CHANGES,
                               .verdicts = verdicts,
                               .changes = {{"ST0116", {}}}}));
  ASSERT_ACCEPTED(feedback(other, "2025-01-31"));
  const auto attach_meanwhile = [&](const std::string& id) {
    return ask(applicant(), other,
               [&](auto c) { write_document(c.initAttachDocument().initDocument(), id); });
  };
  EXPECT_ACCEPTED(attach_meanwhile("assessment"));
  EXPECT_REFUSED(attach_meanwhile("structure"), document_exists);
}
TEST_F(Changes, AnOccupationIsDroppedOnlyIfNamedAndNotTheLast) {
  EXPECT_REFUSED(resubmit(reference, {{1}, {2}}, {"ST0600"}), occupation_not_named);
  EXPECT_REFUSED(resubmit(reference, {{1}, {2}}, {"ST0116", "ST0125"}), occupation_owed);
}
// Edge case 6.
TEST_F(Changes, ItemsOfADroppedOccupationLeaveTheRestApprovable) {
  ASSERT_ACCEPTED(resubmit(reference, {{1}, {2, Done::not_possible}}, {"ST0125"}));
  ASSERT_ACCEPTED(confirm(official_for()));
  EXPECT_EQ(file(reference).occupations.size(), 1U);
}
TEST_F(Changes, DroppingAnOccupationNeedsNoDocument) {
  EXPECT_ACCEPTED(resubmit(reference, {{1}, {2, Done::without_document}}, {"ST0125"}));
}
TEST_F(Changes, AResubmissionAfterItsDateIsTooLate) {
  ASSERT_ACCEPTED(move("2021-05-28T17:00"));
  at(london("2021-05-28T17:00") + Duration{1});
  EXPECT_REFUSED(resubmit(reference), resubmission_too_late);
  at("2021-05-28T17:00");
  EXPECT_ACCEPTED(resubmit(reference));
}
// Edge case 20.
TEST_F(Changes, OneItemNotPossibleIsNotConfirmed) {
  ASSERT_ACCEPTED(resubmit(reference, {{1, Done::not_possible}, {2}}));
  EXPECT_REFUSED(confirm(official_for()), change_not_done);
  ASSERT_ACCEPTED(refuse_them(official_for()));
  EXPECT_EQ(file(reference).stage, Stage::CARRIED_OVER);
}
TEST_F(Changes, AreConfirmedForTheDecisionMakerWithFirstTeachAndADayForAcceptance) {
  ASSERT_ACCEPTED(resubmit(reference));
  EXPECT_REFUSED(confirm(official()), no_power);
  EXPECT_REFUSED(confirm(official_for("chief-executive")), wrong_body);
  at("2021-03-10T10:00");
  ASSERT_ACCEPTED(confirm(official_for("afc")));
  const auto event = last().getBody().getChangesConfirmed();
  EXPECT_EQ(string(event.getFirstTeach()), "2022-09");
  EXPECT_EQ(string(event.getAcceptBy().getLocal()), "2021-04-09");
  EXPECT_EQ(string(event.getDelegation()), "");
  EXPECT_EQ(file(reference).stage, Stage::APPROVED);
  EXPECT_EQ(file(reference).approved_at, now());
}
TEST_F(Changes, AreConfirmedByADelegateWhoseDelegationIsCited) {
  ASSERT_ACCEPTED(resubmit(reference));
  delegate("institute-board", "d7", Power::CONFIRM_CHANGES, "olive", "2020-01-01");
  ASSERT_ACCEPTED(confirm(official()));
  EXPECT_EQ(string(last().getBody().getChangesConfirmed().getDelegation()), "d7");
}
TEST_F(Changes, AreRefusedWithReasonsAndAPower) {
  ASSERT_ACCEPTED(resubmit(reference));
  EXPECT_REFUSED(refuse_them(official()), no_power);
  EXPECT_REFUSED(refuse_them(official_for(), ""), missing_value);
  delegate("institute-board", "d7", Power::DECIDE, "olive", "2020-01-01");
  ASSERT_ACCEPTED(refuse_them(official()));
  EXPECT_EQ(string(last().getBody().getChangesRefused().getDelegation()), "d7");
}
TEST_F(Changes, AreReturnedOnlyWhereTheEditionAllowsAnotherRound) {
  ASSERT_ACCEPTED(resubmit(reference));
  EXPECT_REFUSED(ask(official(), reference,
                     [](auto c) {
                       auto event = c.initReturnChanges();
                       event.setReasons("Item 2 is thin.");
                       event.initBy().setLocal("2021-06-30");
                     }),
                 no_further_round);
}
TEST_F(Changes, LapseAfterTheLastInstantAndSayWhatWasDue) {
  const auto lapse = [&] { return ask(the_system(), reference, [](auto c) { c.initLapseResubmission(); }); };
  ASSERT_ACCEPTED(move("2021-05-28"));
  at(end_of_day({2021, 5, 28}));
  EXPECT_REFUSED(lapse(), not_due);
  at("2021-05-29");
  ASSERT_ACCEPTED(lapse());
  EXPECT_EQ(string(last().getBody().getResubmissionLapsed().getDue().getLocal()), "2021-05-28");
  EXPECT_EQ(file(reference).stage, Stage::CARRIED_OVER);
}
TEST_F(Changes, ALapseKeepsTheHourThatWasDue) {
  ASSERT_ACCEPTED(move("2021-05-28T17:00"));
  at("2021-05-28T17:01");
  ASSERT_ACCEPTED(ask(the_system(), reference, [](auto c) { c.initLapseResubmission(); }));
  EXPECT_EQ(string(last().getBody().getResubmissionLapsed().getDue().getLocal()), "2021-05-28T17:00");
}

struct SecondRound : ::testing::Test, ReviewedCase {
  SecondRound() {
    sure(official(), "cycle-x", [](auto c) {
      auto event = c.initAnnounceCycle();
      event.setTitle("A cycle of two rounds");
      auto edition = event.initEdition();
      edition.setRecommends(BodyKind::ROUTE_PANEL);
      edition.setAssures(BodyKind::APPROVALS_AND_FUNDING_COMMITTEE);
      edition.setDecides(BodyKind::CHIEF_EXECUTIVE);
      edition.setResubmissionRounds(2);
      edition.setInformationDays(10);
      edition.setAdviceDays(10);
      edition.setAcceptanceDays(20);
      edition.setReceiptDays(2);
      edition.setLapseDays(20);
    });
    sure(official(), "cycle-x", [](auto c) {
      auto event = c.initScheduleWindow();
      event.setWindow("x");
      event.initOpens().setLocal("2020-09-01");
      event.initCloses().setLocal("2020-12-01");
      event.setCriteriaVersion("1");
    });
  }
};
TEST_F(SecondRound, ChangesAreReturnedWithReasonsAndADayToCome) {
  const std::string reference = resubmitted_case("cycle-x");
  const auto give_back = [&](const std::string& reasons, const std::string& by) {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initReturnChanges();
      event.setReasons(text(reasons));
      event.initBy().setLocal(text(by));
    });
  };
  EXPECT_REFUSED(give_back("", "2021-06-30"), missing_value);
  EXPECT_REFUSED(give_back("Item 2 is thin.", ""), missing_value);
  EXPECT_REFUSED(give_back("Item 2 is thin.", "2020-01-01"), time_in_the_past);
  ASSERT_ACCEPTED(give_back("Item 2 is thin.", "2021-06-30"));
  EXPECT_EQ(file(reference).stage, Stage::CHANGES_REQUIRED);
  ASSERT_ACCEPTED(resubmit(reference));
  EXPECT_REFUSED(give_back("Item 2 is thin.", "2021-06-30"), no_further_round);
}

// Edge case 24.
struct CutOff : ::testing::Test, ReviewedCase {
  const std::string reference = resubmitted_case("cycle-5");
};
TEST_F(CutOff, NothingIsConfirmedOnceItHasPassed) {
  at(end_of_day({2025, 3, 31}));
  const auto pass = [&] { return ask(the_system(), reference, [](auto c) { c.initPassCutOff(); }); };
  const auto confirm = [&] {
    return ask(official_for("approvals-committee"), reference, [](auto c) { c.initConfirmChanges(); });
  };
  EXPECT_REFUSED(pass(), not_due);
  at("2025-04-01");
  EXPECT_REFUSED(confirm(), cut_off_passed);
  ASSERT_ACCEPTED(pass());
  const auto event = last().getBody().getCutOffPassed();
  EXPECT_EQ(string(event.getCycle()), "cycle-5");
  EXPECT_EQ(string(event.getCutOff().getLocal()), "2025-03-31");
  EXPECT_EQ(event.getCutOff().getInstant(), end_of_day({2025, 3, 31}).ns);
  EXPECT_EQ(file(reference).stage, Stage::CARRIED_OVER);
}
TEST_F(CutOff, ItsLastInstantIsInTime) {
  at(end_of_day({2025, 3, 31}));
  ASSERT_ACCEPTED(
      ask(official_for("approvals-committee"), reference, [](auto c) { c.initConfirmChanges(); }));
  EXPECT_EQ(file(reference).first_teach, "2026-09");
}
TEST_F(CutOff, FirstTeachFollowsTheConfirmationAndNotTheDecision) {
  at("2024-10-31T23:59");
  ASSERT_ACCEPTED(
      ask(official_for("approvals-committee"), reference, [](auto c) { c.initConfirmChanges(); }));
  EXPECT_EQ(file(reference).first_teach, "2025-09");
}

}  // namespace
}  // namespace htq::tests
