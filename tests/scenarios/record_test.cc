// What the record keeps as it was: edge cases 25, 28 and 43.
#include "tests/support/scenario.h"

namespace htq::tests {
namespace {

struct EdgeCase25 : Scenario {
  Answer rename(const std::string& name) {
    return ask(official(), "example-college",
               [&](auto c) { c.initRenameOrganisation().setName(text(name)); });
  }
  Answer merge(const std::string& into) {
    return ask(official(), "example-college", [&](auto c) { c.initMergeOrganisation().setInto(text(into)); });
  }
};

TEST_F(EdgeCase25, HistoryKeepsTheNameThatTheApplicantHadAndTheListGivesTheNewOne) {
  const std::string reference = registered_case();
  const Position registered = last_entry();
  open_form(reference);
  EXPECT_REFUSED_UNDER(rename("Example College"), 111, nothing_to_change, "domain.md 11");
  ASSERT_EVENT(rename("Example University"), ORGANISATION_RENAMED);
  EXPECT_EQ(officials_read(), "Renamed to Example University.");

  EXPECT_EQ(applicants_read(registered), "Example College registered interest in cycle-1.");
  EXPECT_EQ(file(reference).organisation_name, "Example College");
  ASSERT_EVENT(register_interest("example-college", "cycle-2"), INTEREST_REGISTERED);
  EXPECT_EQ(view(last_event().getInterestRegistered().getOrganisationName()), "Example University");
  EXPECT_EQ(applicants_read(), "Example University registered interest in cycle-2.");

  const std::string live = live_case();
  ASSERT_EVENT(list_publicly(live), LISTED_PUBLICLY);
  EXPECT_EQ(view(last_event().getListedPublicly().getAwardingBody()), "Example University");
}

TEST_F(EdgeCase25, CaseOfAnOrganisationThatMergedGoesOnAndNoNewOneIsBegunForIt) {
  const std::string reference = drafted_case();
  ASSERT_EVENT(merge("example-awarding"), ORGANISATION_MERGED);
  EXPECT_EQ(view(last_event().getOrganisationMerged().getInto()), "example-awarding");
  EXPECT_EQ(officials_read(), "Merged into example-awarding.");

  const Answer begun = register_interest("example-college", "cycle-1");
  EXPECT_REFUSED_UNDER(begun, 302, organisation_unknown, "domain.md 11 Organisation");
  EXPECT_EQ(begun.refused->detail,
            "Organisation example-college merged into example-awarding: name that one.");
  ASSERT_EVENT(submit(reference), APPLICATION_SUBMITTED);
  EXPECT_EQ(applicants_read(), "Application submitted in window 1.");
  EXPECT_EQ(file(reference).organisation_name, "Example College");
}

struct EdgeCase28 : Scenario {
  const std::string reference = case_under_review();

  Answer correct(Position wrong) {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initCorrectEntry();
      event.setWrong(wrong.value);
      event.setReason("Typed for another case.");
      event.setCorrection("The criterion is met.");
    });
  }
};

TEST_F(EdgeCase28, CorrectionNamesTheWrongEntryWhichStaysAsItIs) {
  ASSERT_ACCEPTED(rate(reference, Criterion::ASSESSMENT, "ST0116", Rating::NOT_MET, "No evidence."));
  const Position wrong = last_entry();
  const std::string as_it_was = officials_are_shown();

  ASSERT_EVENT(correct(wrong), ENTRY_CORRECTED);
  EXPECT_EQ(last_event().getEntryCorrected().getWrong(), wrong.value);
  EXPECT_EQ(officials_read(), "Entry " + std::to_string(wrong.value) + " corrected: Typed for another case.");
  EXPECT_EQ(applicants_read(), kNothing);
  EXPECT_EQ(officials_read(wrong), "Rating of assessment for ST0116: not met.");
  EXPECT_EQ(shown(record_at(wrong), policy::Audience::RESTRICTED), as_it_was);
}

TEST_F(EdgeCase28, CorrectionOfWhatIsNoEntryOfTheCaseIsRefused) {
  EXPECT_REFUSED_UNDER(correct({last_entry().value + 1}), 811, entry_unknown, "domain.md 16 case 28");
  EXPECT_REFUSED_UNDER(correct({0}), 811, entry_unknown, "domain.md 16 case 28");
  const Position of_the_office{1};
  EXPECT_REFUSED_UNDER(correct(of_the_office), 811, entry_unknown, "domain.md 16 case 28");
  const std::string other = case_under_review({.title = "Diploma in Data"});
  const Position of_another_case = file(other).last;
  ASSERT_ACCEPTED(rate(reference, Criterion::ASSESSMENT, "ST0116", Rating::MET));
  EXPECT_REFUSED_UNDER(correct(of_another_case), 811, entry_unknown, "domain.md 16 case 28");
}

struct EdgeCase43 : Scenario {
  Answer replace(const std::string& publication, const std::string& version, const std::string& from) {
    return ask(official(), publication, [&](auto c) {
      auto event = c.initReplacePublication();
      event.setVersion(text(version));
      event.setHash(as_data(hash_of(publication + version)));
      event.initFrom().setLocal(text(from));
    });
  }
  Answer accept_conditions_of_application(const std::string& reference, const std::string& version) {
    return by_its_applicant(reference,
                            [&](auto c) { c.initAcceptConditionsOfApplication().setVersion(text(version)); });
  }
};

TEST_F(EdgeCase43, ApplicantHadTheTextThatWasInForceWhenItActed) {
  publication("guidance", PublicationKind::GUIDANCE, "Guidance for applicants");
  EXPECT_EQ(applicants_read(), "Guidance for applicants, version 1, published.");
  const std::string before = submitted_case();
  EXPECT_EQ(file(before).conditions_of_application, "1");

  at("2020-10-30T12:00");
  for (const char* text : {"guidance", "conditions-of-application"}) {
    ASSERT_EVENT(replace(text, "2", "2020-11-02T09:00"), PUBLICATION_REPLACED);
    EXPECT_EQ(view(last_event().getPublicationReplaced().getFrom().getLocal()), "2020-11-02T09:00");
    EXPECT_EQ(applicants_read(), "Replaced by version 2.");
  }

  // Told beforehand, in force from its instant on.
  const std::string during = described_case({.title = "Diploma in Data"});
  at(london("2020-11-02T09:00") - Duration{1});
  EXPECT_REFUSED_UNDER(accept_conditions_of_application(during, "2"), 209, publication_missing,
                       "domain.md 11");
  ASSERT_EVENT(accept_conditions_of_application(during, "1"), CONDITIONS_OF_APPLICATION_ACCEPTED);
  EXPECT_EQ(applicants_read(), "Conditions of application accepted, version 1.");

  const std::string after = described_case({.title = "Diploma in Networks"});
  at("2020-11-02T09:00");
  EXPECT_REFUSED_UNDER(accept_conditions_of_application(after, "1"), 209, publication_missing,
                       "domain.md 11");
  ASSERT_EVENT(accept_conditions_of_application(after, "2"), CONDITIONS_OF_APPLICATION_ACCEPTED);
  EXPECT_EQ(applicants_read(), "Conditions of application accepted, version 2.");
  EXPECT_EQ(file(before).conditions_of_application, "1");
}

TEST_F(EdgeCase43, TextIsReplacedUnderANewVersionAndNotBeforeTheOneItReplaces) {
  at("2020-10-30T12:00");
  EXPECT_REFUSED_UNDER(replace("conditions-of-application", "1", "2020-11-02T09:00"), 806, same_version,
                       "domain.md 11 Publication");
  EXPECT_REFUSED_UNDER(replace("conditions-of-application", "2", "2020-06-30"), 106, bad_value,
                       "domain.md 7");
}

}  // namespace
}  // namespace htq::tests
