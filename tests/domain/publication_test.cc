#include <sodium.h>

#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

struct Publications : ::testing::Test {
  ReadyOffice office;

  Answer issue(const std::function<void(event::PublicationIssued::Builder)>& differs = [](auto) {}) {
    return office.ask(official(), "guidance", [&](auto c) {
      auto event = c.initIssuePublication();
      event.setKind(PublicationKind::GUIDANCE);
      event.setTitle("Guidance");
      event.setVersion("1");
      event.setText("Align before the window opens.");
      differs(event);
    });
  }
  Answer replace(const std::string& version, const std::string& from = {},
                 const std::string& words = "Align.") {
    return office.ask(official(), "guidance", [&](auto c) {
      auto event = c.initReplacePublication();
      event.setVersion(text(version));
      event.initFrom().setLocal(text(from));
      event.setText(text(words));
    });
  }
};

TEST_F(Publications, HaveAKindATitleAndAVersion) {
  EXPECT_REFUSED(issue([](auto e) { e.setKind(PublicationKind::NONE); }), missing_value);
  EXPECT_REFUSED(issue([](auto e) { e.setTitle(""); }), missing_value);
  EXPECT_REFUSED(issue([](auto e) { e.setVersion(""); }), missing_value);
  EXPECT_REFUSED(issue([](auto e) { e.setCycle("cycle-7"); }), unknown_reference);
  EXPECT_ACCEPTED(issue([](auto e) { e.setCycle("cycle-1"); }));
}

TEST_F(Publications, AreProvedByAHashOrTheirText) {
  EXPECT_REFUSED(issue([](auto e) { e.setText(""); }), missing_value);
  EXPECT_REFUSED(issue([](auto e) { e.setHash(as_data("short")); }), bad_value);
  ASSERT_ACCEPTED(issue());
  const std::string words = "Align before the window opens.";
  unsigned char sum[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(sum, reinterpret_cast<const unsigned char*>(words.data()), words.size());
  EXPECT_EQ(string(office.last().getBody().getPublicationIssued().getHash()),
            std::string(reinterpret_cast<char*>(sum), sizeof sum));
}

TEST_F(Publications, HoldFromTheirReceiptIfNoDayIsGiven) {
  office.at("2020-07-02T10:15");
  ASSERT_ACCEPTED(issue());
  EXPECT_EQ(office.office().publications.at("guidance").versions.back().from, london("2020-07-02T10:15"));
}

TEST_F(Publications, VersionsAreUniqueAndFollowOneAnother) {
  ASSERT_ACCEPTED(issue([](auto e) { e.initFrom().setLocal("2020-09-01"); }));
  EXPECT_REFUSED(replace(""), missing_value);
  EXPECT_REFUSED(replace("1"), same_version);
  EXPECT_REFUSED(replace("2", "2020-09-02", ""), missing_value);
  EXPECT_REFUSED(replace("2", "2020-08-31"), bad_value);
  ASSERT_ACCEPTED(replace("2", "2020-10-12"));
  EXPECT_REFUSED(replace("2", "2020-10-13"), same_version);
  EXPECT_REFUSED(replace("1", "2020-10-13"), same_version);
  EXPECT_EQ(office.office().publications.at("guidance").versions.size(), 2U);
}

struct Enquiries : ::testing::Test {
  ReadyOffice office;

  Answer ask(
      const Actor& actor, EnquiryKind kind,
      const std::function<void(event::EnquiryReceived::Builder)>& differs = [](auto) {}) {
    return office.ask(actor, "e1", [&](auto c) {
      auto event = c.initReceiveEnquiry();
      event.setKind(kind);
      event.setQuestion("May it be done?");
      differs(event);
    });
  }
};

TEST_F(Enquiries, HaveAKindAndAQuestion) {
  EXPECT_REFUSED(ask(official(), EnquiryKind::NONE), missing_value);
  EXPECT_REFUSED(ask(official(), EnquiryKind::GENERAL, [](auto e) { e.setQuestion(""); }), missing_value);
  EXPECT_ACCEPTED(ask(official(), EnquiryKind::GENERAL));
}

TEST_F(Enquiries, NameWhatIsOnRecord) {
  EXPECT_REFUSED(ask(official(), EnquiryKind::GENERAL, [](auto e) { e.setOrganisation("nobody"); }),
                 organisation_unknown);
  EXPECT_REFUSED(ask(official(), EnquiryKind::GENERAL, [](auto e) { e.setCycle("cycle-7"); }),
                 unknown_reference);
  EXPECT_REFUSED(ask(official(), EnquiryKind::GENERAL, [](auto e) { e.setStandard("ST9999"); }),
                 standard_unknown);
}

TEST_F(Enquiries, MayBeAboutAStandardOnNoList) {
  EXPECT_ACCEPTED(
      ask(official(), EnquiryKind::STANDARD_NOT_ON_THE_LIST, [](auto e) { e.setStandard("ST9999"); }));
}

TEST_F(Enquiries, OfAnApplicantAreOfItsOwnOrganisation) {
  EXPECT_REFUSED(ask(applicant("example-college"), EnquiryKind::GENERAL,
                     [](auto e) { e.setOrganisation("example-awarding"); }),
                 not_the_applicant);
  ASSERT_ACCEPTED(ask(applicant("example-college"), EnquiryKind::GENERAL));
  EXPECT_EQ(office.office().enquiries.at("e1").organisation, "example-college");
}

TEST_F(Enquiries, OnLevelFourAgainstFiveShowWhoseContactItWas) {
  EXPECT_REFUSED(ask(official(), EnquiryKind::LEVEL_FOUR_AGAINST_FIVE), missing_value);
  EXPECT_ACCEPTED(ask(applicant(), EnquiryKind::LEVEL_FOUR_AGAINST_FIVE));
}

TEST_F(Enquiries, AreAnsweredOnce) {
  ASSERT_ACCEPTED(ask(official(), EnquiryKind::GENERAL));
  const auto answer = [&](const char* words) {
    return office.ask(official(), "e1", [&](auto c) { c.initAnswerEnquiry().setAnswer(words); });
  };
  EXPECT_REFUSED(answer(""), missing_value);
  ASSERT_ACCEPTED(answer("It may."));
  EXPECT_EQ(office.office().enquiries.at("e1").answered_at, office.now());
  EXPECT_REFUSED(answer("It may not."), not_at_this_stage);
}

struct ProcessFeedback : ::testing::Test {
  ReadyOffice office;

  Answer invite(const std::string& organisation, const std::string& cycle) {
    return office.ask(official(), "f1", [&](auto c) {
      auto event = c.initInviteFeedback();
      event.setOrganisation(text(organisation));
      event.setCycle(text(cycle));
    });
  }
  Answer give(const Actor& actor, const char* words) {
    return office.ask(actor, "f1", [&](auto c) { c.initGiveFeedback().setText(words); });
  }
};

TEST_F(ProcessFeedback, IsInvitedFromAKnownOrganisationOnAKnownCycle) {
  EXPECT_REFUSED(invite("", "cycle-1"), missing_value);
  EXPECT_REFUSED(invite("nobody", "cycle-1"), organisation_unknown);
  EXPECT_REFUSED(invite("example-college", ""), missing_value);
  EXPECT_REFUSED(invite("example-college", "cycle-7"), unknown_reference);
  EXPECT_ACCEPTED(invite("example-college", "cycle-1"));
}

TEST_F(ProcessFeedback, IsGivenOnceByTheOneInvited) {
  ASSERT_ACCEPTED(invite("example-college", "cycle-1"));
  EXPECT_REFUSED(give(applicant("example-awarding"), "Long."), not_the_applicant);
  EXPECT_REFUSED(give(applicant("example-college"), ""), missing_value);
  ASSERT_ACCEPTED(give(applicant("example-college"), "Long."));
  EXPECT_REFUSED(give(applicant("example-college"), "Longer."), not_at_this_stage);
}

}  // namespace
}  // namespace htq::tests
