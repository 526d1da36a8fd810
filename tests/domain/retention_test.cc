#include "domain/retention.h"

#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

struct Retention : ::testing::Test {
  ReviewedCase office;
  const Actor rachel = acting("rachel", {Role::RECORDS_OFFICER});

  Answer rule(const std::string& retention, std::uint16_t years, std::uint16_t days = 0,
              const char* authority = "Retention schedule 2025, 4.2") {
    return office.ask(rachel, retention, [&](auto c) {
      auto event = c.initSetRetentionRule();
      event.setYears(years);
      event.setDays(days);
      event.setAuthority(authority);
    });
  }
  Answer dispose(const std::string& reference, const char* ground = "Yearly disposal.") {
    return office.ask(rachel, reference, [&](auto c) { c.initDisposeOfCase().setGround(ground); });
  }
  Answer hold(const std::string& reference, const char* name, const char* matter = "A claim.") {
    return office.ask(rachel, reference, [&](auto c) {
      auto event = c.initPlaceCaseLegalHold();
      event.setHold(name);
      event.setMatter(matter);
    });
  }
  Answer release(const std::string& reference, const char* name, const char* reason = "Settled.") {
    return office.ask(rachel, reference, [&](auto c) {
      auto event = c.initLiftCaseLegalHold();
      event.setHold(name);
      event.setReason(reason);
    });
  }
  std::string withdrawn_case() {
    const std::string reference = office.submitted_case();
    office.sure(applicant(), reference, [](auto c) { c.initWithdrawApplication().setReason("Too soon."); });
    return reference;
  }
  /// Moves the clock to the end of the last day on which it is kept, or just behind.
  void at_the_end_of(const std::string& reference, Duration behind) {
    const KeptRecord record = kept_record(office.office(), office.file(reference), office.now());
    office.at(keeping_of(office.office(), record, office.now()).until + behind);
  }
};

TEST_F(Retention, AClassIsKeptForAPeriodOnAnAuthority) {
  EXPECT_REFUSED(rule("withdrawn", 0), missing_value);
  EXPECT_REFUSED(rule("withdrawn", 1, 0, ""), missing_value);
  EXPECT_REFUSED(rule("withdrawn", 101), bad_value);
  EXPECT_REFUSED(rule("burnt", 1), bad_value);
  EXPECT_REFUSED(rule("none", 1), bad_value);
  ASSERT_ACCEPTED(rule("withdrawn", 1));
  ASSERT_ACCEPTED(rule("withdrawn", 6));
  EXPECT_EQ(office.office().retention.at(RetentionClass::WITHDRAWN).years, 6);
}

TEST_F(Retention, ARecordIsDisposedOfWhenItsTimeIsOverAndNotADayBefore) {
  const std::string reference = withdrawn_case();
  EXPECT_REFUSED(dispose(reference), retention_rule_owed);
  ASSERT_ACCEPTED(rule("withdrawn", 2, 3));
  EXPECT_REFUSED(dispose(reference), kept_longer);
  at_the_end_of(reference, Duration(0));
  EXPECT_REFUSED(dispose(reference), kept_longer);
  at_the_end_of(reference, Duration(1));
  EXPECT_REFUSED(dispose(reference, ""), missing_value);
  EXPECT_REFUSED(office.ask(official(), reference, [](auto c) { c.initDisposeOfCase().setGround("x"); }),
                 not_your_role);
  ASSERT_ACCEPTED(dispose(reference));
  const auto event = office.last().getBody().getCaseDisposed();
  EXPECT_EQ(event.getClass(), RetentionClass::WITHDRAWN);
  EXPECT_EQ(event.getKeptUntil(), (office.now() - Duration(1)).ns);
  EXPECT_STREQ(event.getAuthority().cStr(), "Retention schedule 2025, 4.2");
  EXPECT_TRUE(office.record_at({event.getRule()}).getBody().isRetentionRuleSet());
  EXPECT_REFUSED(dispose(reference), disposed_of);
}

TEST_F(Retention, TheEndOfAPeriodIsTheEndOfALondonDay) {
  const std::string reference = withdrawn_case();
  ASSERT_ACCEPTED(rule("withdrawn", 1));
  const Instant ended = office.file(reference).ended_at;
  const KeptRecord record = kept_record(office.office(), office.file(reference), office.now());
  EXPECT_EQ(keeping_of(office.office(), record, office.now()).until,
            end_of_day(years_after(day_of(ended), 1)));
}

TEST_F(Retention, WhatIsOpenOrInForceIsNotDisposedOf) {
  const std::string open = office.submitted_case();
  EXPECT_REFUSED(dispose(open), not_at_this_stage);
  EXPECT_EQ(kept_record(office.office(), office.file(open), office.now()).retention, RetentionClass::NONE);
}

TEST_F(Retention, OnLegalHoldItIsKeptAndSaysSo) {
  const std::string reference = withdrawn_case();
  ASSERT_ACCEPTED(rule("withdrawn", 1));
  EXPECT_REFUSED(hold(reference, "", "A claim."), missing_value);
  EXPECT_REFUSED(hold(reference, "claim-12", ""), missing_value);
  ASSERT_ACCEPTED(hold(reference, "claim-12"));
  ASSERT_ACCEPTED(hold(reference, "inquiry-3"));
  EXPECT_REFUSED(hold(reference, "claim-12"), on_legal_hold);
  at_the_end_of(reference, Duration(1));
  const Answer refused = dispose(reference);
  EXPECT_REFUSED(refused, on_legal_hold);
  EXPECT_EQ(refused.refused->detail, "Held: claim-12, inquiry-3.");
  EXPECT_REFUSED(release(reference, "claim-13"), not_on_legal_hold);
  ASSERT_ACCEPTED(release(reference, "claim-12"));
  EXPECT_REFUSED(dispose(reference), on_legal_hold);
  ASSERT_ACCEPTED(release(reference, "inquiry-3"));
  EXPECT_TRUE(office.office().cases_on_legal_hold.empty());
  ASSERT_ACCEPTED(dispose(reference));
}

TEST_F(Retention, ARegistrationThatWasNeverSubmittedIsAClassOfItsOwn) {
  const std::string reference = office.drafted_case();
  office.sure(applicant(), reference,
              [](auto c) { c.initWithdrawApplication().setReason("Not this year."); });
  ASSERT_ACCEPTED(rule("registration", 0, 90));
  at_the_end_of(reference, Duration(1));
  ASSERT_ACCEPTED(dispose(reference));
  EXPECT_EQ(office.last().getBody().getCaseDisposed().getClass(), RetentionClass::REGISTRATION);
}

TEST_F(Retention, AnEnquiryIsKeptFromItsAnswerOn) {
  office.sure(applicant(), "enquiry-1", [](auto c) {
    auto event = c.initReceiveEnquiry();
    event.setKind(EnquiryKind::GENERAL);
    event.setOrganisation("example-college");
    event.setQuestion("May I?");
    event.initEnquirer().setPerson("ada");
    event.getEnquirer().setBox(as_data("Ada"));
  });
  const auto dispose_of_it = [&] {
    return office.ask(rachel, "enquiry-1",
                      [](auto c) { c.initDisposeOfEnquiry().setGround("Its time is over."); });
  };
  ASSERT_ACCEPTED(rule("enquiry", 1));
  EXPECT_REFUSED(dispose_of_it(), not_at_this_stage);
  office.sure(official(), "enquiry-1", [](auto c) { c.initAnswerEnquiry().setAnswer("You may."); });
  EXPECT_REFUSED(dispose_of_it(), kept_longer);
  office.at(office.now() + std::chrono::hours(24 * 400));
  ASSERT_ACCEPTED(office.ask(rachel, "ada", [](auto c) { c.initPlaceLegalHold().setMatter("Claim 12"); }));
  EXPECT_REFUSED(dispose_of_it(), on_legal_hold);
  ASSERT_ACCEPTED(office.ask(rachel, "ada", [](auto c) { c.initLiftLegalHold().setReason("Settled."); }));
  ASSERT_ACCEPTED(dispose_of_it());
  EXPECT_REFUSED(dispose_of_it(), disposed_of);
}

TEST_F(Retention, ResponsesAreKeptWhileACaseThatTheyAreOnIsOnLegalHold) {
  const std::string reference = office.case_under_review();
  office.consult("the-consultation", reference);
  ASSERT_ACCEPTED(rule("consultation-responses", 1));
  ASSERT_ACCEPTED(hold(reference, "claim-12"));
  office.at(office.now() + std::chrono::hours(24 * 500));
  const auto dispose_of_them = [&] {
    return office.ask(rachel, "the-consultation",
                      [](auto c) { c.initDisposeOfResponses().setGround("Their time is over."); });
  };
  const Answer refused = dispose_of_them();
  EXPECT_REFUSED(refused, on_legal_hold);
  EXPECT_EQ(refused.refused->detail, "Held: " + reference + ".");
  ASSERT_ACCEPTED(release(reference, "claim-12"));
  ASSERT_ACCEPTED(dispose_of_them());
}

TEST_F(Retention, ADisclosureIsOnRecordByItsHash) {
  const std::string reference = office.submitted_case();
  const auto record = [&](std::size_t hash_bytes, std::uint64_t as_at, const char* request) {
    return office.ask(rachel, reference, [&](auto c) {
      auto event = c.initRecordDisclosure();
      event.setRequest(request);
      event.initExemptions(1).set(0, 43);
      event.setAsAt(as_at);
      event.setStatement(as_data(std::string(hash_bytes, 'h')));
    });
  };
  EXPECT_REFUSED(record(31, 1, "FOI-17"), bad_value);
  EXPECT_REFUSED(record(32, 0, "FOI-17"), bad_value);
  EXPECT_REFUSED(record(32, 1'000'000, "FOI-17"), bad_value);
  EXPECT_REFUSED(record(32, 1, std::string(201, 'r').c_str()), bad_value);
  ASSERT_ACCEPTED(record(32, 1, "FOI-17"));
  // Published without anybody's request.
  ASSERT_ACCEPTED(record(32, 1, ""));
}

}  // namespace
}  // namespace htq::tests
