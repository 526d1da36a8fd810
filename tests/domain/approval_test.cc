#include <gtest/gtest.h>

#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

struct Approval : ::testing::Test, ReviewedCase {
  Answer transfer(const std::string& reference) {
    return ask(applicant(), reference, [](auto c) { c.initAcceptCopyrightTransfer(); });
  }
  Answer withdraw(const std::string& reference, const std::string& reason = "Copyright.") {
    return ask(applicant(), reference, [&](auto c) { c.initWithdrawApplication().setReason(text(reason)); });
  }
  Answer notify(const std::string& reference, NoticeKind kind, const std::string& to = "example-college",
                std::uint64_t about = 0) {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initRecordNotice();
      event.setKind(kind);
      event.setTo(text(to));
      event.setAbout(about);
    });
  }
  Answer list(const std::string& reference, const std::string& title = {}) {
    return ask(official(), reference, [&](auto c) { c.initListPublicly().setTitle(text(title)); });
  }
  Answer correct(const std::string& reference, const std::string& title,
                 const std::string& reason = "A misprint.") {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initCorrectListing();
      event.setTitle(text(title));
      event.setReason(text(reason));
    });
  }
};

TEST_F(Approval, ATransferIsAcceptedOnceAndOnlyIfProposed) {
  const std::string without = approved_case();
  EXPECT_REFUSED(transfer(without), transfer_not_proposed);
  const std::string reference = decided_case({.title = "Diploma in Data"});
  ASSERT_ACCEPTED(determine_copyright(reference, true));
  ASSERT_ACCEPTED(feedback(reference));
  EXPECT_REFUSED(accept_conditions(reference), copyright_owed);
  ASSERT_ACCEPTED(transfer(reference));
  EXPECT_REFUSED(transfer(reference), nothing_to_change);
  EXPECT_ACCEPTED(accept_conditions(reference));
}
TEST_F(Approval, ConditionsAreAcceptedInAVersionThatIsPublished) {
  const std::string reference = approved_case();
  EXPECT_REFUSED(accept_conditions(reference, ""), missing_value);
  EXPECT_REFUSED(accept_conditions(reference, "9"), conditions_version_unknown);
  sure(official(), "conditions-of-approval", [&](auto c) {
    auto event = c.initReplacePublication();
    event.setVersion("2");
    event.setHash(as_data(hash_of("2")));
    event.initFrom().setLocal("2030-01-01");
  });
  EXPECT_REFUSED(accept_conditions(reference, "2"), conditions_version_unknown);
  ASSERT_ACCEPTED(accept_conditions(reference));
  EXPECT_EQ(file(reference).stage, Stage::LIVE);
  EXPECT_EQ(file(reference).conditions_of_approval, "1");
}
TEST_F(Approval, ConditionsOfApplicationAreNotThoseOfApproval) {
  const std::string reference = approved_case();
  sure(official(), "conditions-of-application", [&](auto c) {
    auto event = c.initReplacePublication();
    event.setVersion("1a");
    event.setHash(as_data(hash_of("1a")));
    event.initFrom().setLocal("2020-07-02");
  });
  EXPECT_REFUSED(accept_conditions(reference, "1a"), conditions_version_unknown);
}
// Edge case 40.
TEST_F(Approval, AcceptanceLapsesAfterTheDayAndAWarning) {
  const std::string reference = approved_case();
  const auto lapse = [&](const std::string& reason) {
    return ask(official(), reference, [&](auto c) { c.initLapseAcceptance().setReason(text(reason)); });
  };
  at(file(reference).accept_by + Duration{1});
  EXPECT_REFUSED(lapse("Never accepted."), acceptance_not_due);
  ASSERT_ACCEPTED(notify(reference, NoticeKind::CONDITIONS_DUE));
  EXPECT_REFUSED(lapse(""), missing_value);
  ASSERT_ACCEPTED(lapse("Never accepted."));
  EXPECT_EQ(file(reference).stage, Stage::WITHDRAWN);
}
TEST_F(Approval, AcceptanceDoesNotLapseOnItsLastDay) {
  const std::string reference = approved_case();
  ASSERT_ACCEPTED(notify(reference, NoticeKind::CONDITIONS_DUE));
  at(file(reference).accept_by);
  EXPECT_REFUSED(ask(official(), reference, [](auto c) { c.initLapseAcceptance().setReason("Never."); }),
                 acceptance_not_due);
}
// Edge case 22.
TEST_F(Approval, ALateAcceptanceKeepsTheFirstTeach) {
  const std::string reference = approved_case();
  at(file(reference).accept_by + std::chrono::hours(24 * 90));
  ASSERT_ACCEPTED(accept_conditions(reference));
  ASSERT_ACCEPTED(list(reference));
  EXPECT_EQ(string(last().getBody().getListedPublicly().getFirstTeach()), "2022-09");
}

TEST_F(Approval, AListingShowsWhatWasApproved) {
  const std::string reference = live_case();
  sure(official(), "example-college", [](auto c) { c.initRenameOrganisation().setName("New College"); });
  ASSERT_ACCEPTED(list(reference));
  const auto event = last().getBody().getListedPublicly();
  EXPECT_EQ(string(event.getTitle()), file(reference).qualification->title);
  EXPECT_EQ(string(event.getAwardingBody()), "New College");
  EXPECT_EQ(event.getLevel(), 4);
  ASSERT_EQ(event.getOccupations().size(), 1U);
  EXPECT_EQ(string(event.getOccupations()[0]), "ST0116");
  EXPECT_EQ(string(event.getFirstTeach()), "2022-09");
  EXPECT_REFUSED(list(reference), nothing_to_change);
}
// Edge case 30.
TEST_F(Approval, AListingMayAddTheMarkToTheTitleAndNothingElse) {
  const std::string reference = live_case({.title = "Diploma in Data"});
  EXPECT_REFUSED(list(reference, "Diploma in Big Data"), title_of_listing);
  EXPECT_REFUSED(list(reference, "Diploma in Data HTQ"), title_of_listing);
  EXPECT_ACCEPTED(list(reference, "Diploma in Data (HTQ)"));
}
TEST_F(Approval, ACorrectionOfTheListingIsBoundToTheApprovedTitleToo) {
  const std::string reference = live_case({.title = "Diploma in Data"});
  EXPECT_REFUSED(correct(reference, "Diploma in Data (HTQ)"), not_at_this_stage);
  ASSERT_ACCEPTED(list(reference));
  EXPECT_REFUSED(correct(reference, "Diploma in Big Data"), title_of_listing);
  EXPECT_REFUSED(correct(reference, "Diploma in Data (HTQ)", ""), missing_value);
  ASSERT_ACCEPTED(correct(reference, ""));
  EXPECT_EQ(string(last().getBody().getListingCorrected().getTitle()), "Diploma in Data");
}

// Edge case 21.
TEST_F(Approval, TheApplicantMayWithdrawAfterTheDecision) {
  const std::string reference = decided_case();
  ASSERT_ACCEPTED(determine_copyright(reference, true));
  EXPECT_REFUSED(withdraw(reference, ""), missing_value);
  ASSERT_ACCEPTED(withdraw(reference));
  EXPECT_EQ(file(reference).stage, Stage::WITHDRAWN);
}
TEST_F(Approval, WhatIsLiveIsNotWithdrawnByTheApplicant) {
  EXPECT_REFUSED(withdraw(live_case()), not_at_this_stage);
}

TEST_F(Approval, OfAnEarlierYearIsLiveAndListedFromTheStart) {
  const auto earlier = [&](const std::string& title, const std::string& standard, const std::string& cycle) {
    return ask(official(), {}, [&](auto c) {
      auto event = c.initRecordEarlierApproval();
      event.setTitle(text(title));
      event.setStandard(text(standard));
      event.setCycle(text(cycle));
      event.setSource("list of 2026, line 7");
    });
  };
  EXPECT_REFUSED(earlier("HND in Computing", "ST9999", ""), unknown_reference);
  EXPECT_REFUSED(earlier("HND in Computing", "ST0116", "cycle-99"), unknown_reference);
  EXPECT_REFUSED(earlier("", "ST0116", "cycle-1"), missing_value);
  const Answer recorded = earlier("HND in Computing", "ST0116", "cycle-1");
  ASSERT_ACCEPTED(recorded);
  EXPECT_EQ(file(recorded.stream).stage, Stage::LIVE);
  EXPECT_TRUE(file(recorded.stream).listed);
  EXPECT_REFUSED(list(recorded.stream), nothing_to_change);
}

TEST_F(Approval, ANoticeSaysWhoWasToldWhat) {
  const std::string reference = submitted_case();
  EXPECT_REFUSED(notify(reference, NoticeKind::NONE), missing_value);
  EXPECT_REFUSED(notify(reference, NoticeKind::RECEIPT, ""), missing_value);
  EXPECT_REFUSED(notify(reference, NoticeKind::RECEIPT, "example-college", records().size() + 1),
                 entry_unknown);
  ASSERT_ACCEPTED(notify(reference, NoticeKind::RECEIPT, "example-college", records().size()));
  EXPECT_FALSE(file(reference).warned_of_acceptance);
}
TEST_F(Approval, AFailedNoticeSaysWhy) {
  const std::string reference = submitted_case();
  const auto fail = [&](NoticeKind kind, const std::string& reason) {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initRecordFailedNotice();
      event.setKind(kind);
      event.setTo("example-college");
      event.setReason(text(reason));
    });
  };
  EXPECT_REFUSED(fail(NoticeKind::NONE, "Bounced."), missing_value);
  EXPECT_REFUSED(fail(NoticeKind::RECEIPT, ""), missing_value);
  EXPECT_ACCEPTED(fail(NoticeKind::RECEIPT, "Bounced."));
}

// Edge case 28.
TEST_F(Approval, ACorrectionNamesAnEarlierEntryAndLeavesItInPlace) {
  const std::string reference = submitted_case();
  const auto correct_at = [&](std::uint64_t wrong, const std::string& reason, const std::string& correction) {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initCorrectEntry();
      event.setWrong(wrong);
      event.setReason(text(reason));
      event.setCorrection(text(correction));
    });
  };
  const std::uint64_t last_entry = file(reference).last.value;
  EXPECT_REFUSED(correct_at(0, "Typed twice.", "Once."), entry_unknown);
  EXPECT_REFUSED(correct_at(last_entry + 1, "Typed twice.", "Once."), entry_unknown);
  EXPECT_REFUSED(correct_at(1, "Typed twice.", "Once."), entry_unknown);  // of another stream
  EXPECT_REFUSED(correct_at(last_entry, "", "Once."), missing_value);
  EXPECT_REFUSED(correct_at(last_entry, "Typed twice.", ""), missing_value);
  const std::size_t before = records().size();
  ASSERT_ACCEPTED(correct_at(last_entry, "Typed twice.", "Once."));
  EXPECT_EQ(records().size(), before + 1);
  EXPECT_EQ(file(reference).stage, Stage::SUBMITTED);
}

}  // namespace
}  // namespace htq::tests
