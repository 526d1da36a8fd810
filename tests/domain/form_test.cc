// From the registration of interest to a form that can be submitted.
#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

using Fill = std::function<void(Command::Builder)>;

struct Form : ::testing::Test {
  ReadyOffice office;

  Answer interest(const Actor& actor, const std::string& organisation, const std::string& cycle = "cycle-1",
                  const std::string& earlier = {}) {
    return office.ask(actor, {}, [&](auto c) {
      auto event = c.initRegisterInterest();
      event.setOrganisation(text(organisation));
      event.setCycle(text(cycle));
      event.setEarlierCase(text(earlier));
    });
  }
  /// A form in which the qualification is described.
  std::string described(const Draft& draft = {}) {
    const std::string reference = office.started_case(draft);
    office.sure(applicant(draft.organisation), reference,
                [&](auto c) { ReadyOffice::describe(c.initDescribeQualification(), draft); });
    return reference;
  }
  Answer describe(const std::string& reference, const Draft& draft) {
    return ask(reference, [&](auto c) { ReadyOffice::describe(c.initDescribeQualification(), draft); });
  }
  Answer name(const std::string& reference, const std::string& standard, const std::string& option = {},
              const std::string& contact = {}) {
    return ask(reference, [&](auto c) {
      auto event = c.initNameOccupation();
      event.initOccupation().setStandard(text(standard));
      event.getOccupation().setOption(text(option));
      event.setPriorContact(text(contact));
    });
  }
  /// As the applicant of the case.
  Answer ask(const std::string& reference, const Fill& fill) {
    return office.ask(applicant(office.file(reference).organisation), reference, fill);
  }
  Body::Reader last() { return office.last().getBody(); }
};

// Registration

TEST_F(Form, InterestKeepsTheNameThatTheOrganisationHadOnTheDay) {
  office.enter_window("cycle-1");
  const Answer answer = interest(applicant(), "example-college");
  ASSERT_ACCEPTED(answer);
  office.sure(official(), "example-college",
              [](auto c) { c.initRenameOrganisation().setName("New College"); });
  EXPECT_EQ(office.file(answer.stream).organisation_name, "Example College");
  EXPECT_EQ(office.file(answer.stream).stage, Stage::REGISTERED);
}

TEST_F(Form, InterestIsInACycleThatIsNotClosed) {
  office.enter_window("cycle-1");
  office.at("2020-12-17");
  office.sure(the_system(), "cycle-1", [](auto c) { c.initCloseWindow().setWindow("1"); });
  office.sure(official(), "cycle-1", [](auto c) { c.initCloseCycle().setReason("Over."); });
  EXPECT_REFUSED(interest(applicant(), "example-college"), cycle_closed);
}

TEST_F(Form, ApplicantNeedNotNameItsOwnOrganisation) {
  const Answer answer = interest(applicant(), "");
  ASSERT_ACCEPTED(answer);
  EXPECT_EQ(office.file(answer.stream).organisation, "example-college");
}

TEST_F(Form, ApplicantRegistersNoOther) {
  EXPECT_REFUSED(interest(applicant(), "example-awarding"), not_the_applicant);
}

TEST_F(Form, OfficialRegistersAnyOrganisationOnRecord) {
  EXPECT_ACCEPTED(interest(official(), "example-awarding"));
  EXPECT_REFUSED(interest(official(), "nobody"), organisation_unknown);
  EXPECT_REFUSED(interest(official(), ""), missing_value);
}

TEST_F(Form, MergedOrganisationRegistersNoInterest) {
  office.sure(official(), "example-college",
              [](auto c) { c.initMergeOrganisation().setInto("example-awarding"); });
  EXPECT_REFUSED(interest(official(), "example-college"), organisation_unknown);
}

TEST_F(Form, InterestNamesACycleThatIsOnRecordAndNotClosed) {
  EXPECT_REFUSED(interest(applicant(), "", ""), missing_value);
  EXPECT_REFUSED(interest(applicant(), "", "cycle-9"), unknown_reference);
}

TEST_F(Form, InterestInACycleWhoseDraftsHaveLapsedIsRefused) {
  // 20 working days after 16 December 2020 end with 18 January 2021.
  office.at(end_of_day({2021, 1, 18}));
  EXPECT_ACCEPTED(interest(applicant(), ""));
  office.at(end_of_day({2021, 1, 18}) + Duration{1});
  EXPECT_REFUSED(interest(applicant(), ""), window_closed);
}

TEST_F(Form, EarlierCaseIsWrittenAsTheOfficeWritesIt) {
  const std::string earlier = office.registered_case();
  std::string sloppy;
  for (const char c : earlier) sloppy += static_cast<char>(std::tolower(c));
  const Answer answer = interest(applicant(), "", "cycle-2", sloppy);
  ASSERT_ACCEPTED(answer);
  EXPECT_EQ(office.file(answer.stream).earlier_case, earlier);
  EXPECT_REFUSED(interest(applicant(), "", "cycle-2", "not a case"), bad_value);
}

// Edge case 14.
TEST_F(Form, EarlierCaseThatIsStillOpenIsNotLinked) {
  const std::string earlier = office.submitted_case();
  EXPECT_REFUSED(interest(applicant(), "", "cycle-2", earlier), earlier_case_open);
  office.sure(applicant(), earlier, [](auto c) { c.initWithdrawApplication().setReason("Sent twice."); });
  EXPECT_ACCEPTED(interest(applicant(), "", "cycle-2", earlier));
}

// Support session and access

TEST_F(Form, SupportSessionIsOnADayThatHasCome) {
  const std::string reference = office.registered_case();
  const auto on = [&](const char* day) {
    return office.ask(official(), reference, [&](auto c) { c.initRecordSupportSession().setOn(day); });
  };
  EXPECT_REFUSED(on(""), missing_value);
  EXPECT_REFUSED(on("yesterday"), bad_value);
  EXPECT_REFUSED(on("2020-09-24"), occurred_in_the_future);
  EXPECT_ACCEPTED(on("2020-09-23"));
  EXPECT_TRUE(office.file(reference).support_session_held);
}

TEST_F(Form, MissedSessionHasAReasonAndIsNoSession) {
  const std::string reference = office.registered_case();
  const auto missed = [&](const char* reason) {
    return office.ask(official(), reference, [&](auto c) {
      auto event = c.initRecordMissedSupportSession();
      event.setOn("2020-09-22");
      event.setReason(reason);
    });
  };
  EXPECT_REFUSED(missed(" "), missing_value);
  EXPECT_ACCEPTED(missed("Nobody came."));
  EXPECT_FALSE(office.file(reference).support_session_held);
}

TEST_F(Form, CycleFiveOpensNoFormBeforeTheSession) {
  const std::string reference = office.registered_case({.cycle = "cycle-5"});
  const auto grant = [&](const Actor& actor) {
    return office.ask(actor, reference, [](auto c) { c.initGrantFormAccess(); });
  };
  EXPECT_REFUSED(grant(official()), support_session_owed);
  office.sure(official(), reference, [](auto c) { c.initRecordSupportSession().setOn("2024-01-08"); });
  EXPECT_REFUSED(grant(the_system()), not_your_role);
  EXPECT_ACCEPTED(grant(official()));
  EXPECT_TRUE(last().getFormAccessGranted().getSessionRequired());
}

TEST_F(Form, SystemOpensTheFormWhereNoSessionIsAskedFor) {
  const std::string reference = office.registered_case();
  EXPECT_ACCEPTED(office.ask(the_system(), reference, [](auto c) { c.initGrantFormAccess(); }));
  EXPECT_FALSE(last().getFormAccessGranted().getSessionRequired());
}

TEST_F(Form, StartNamesAPrivacyNoticeThatWasPublished) {
  const std::string reference = office.case_with_access();
  const auto start = [&](const char* version) {
    return ask(reference, [&](auto c) { c.initStartApplication().setPrivacyNotice(version); });
  };
  EXPECT_REFUSED(start(""), missing_value);
  EXPECT_REFUSED(start("7"), publication_missing);
  EXPECT_ACCEPTED(start("1"));
  EXPECT_EQ(office.file(reference).stage, Stage::DRAFT);
}

TEST_F(Form, StartMayNameTheNoticeThatWasReplacedMeanwhile) {
  const std::string reference = office.case_with_access();
  office.sure(official(), "privacy-notice", [](auto c) {
    auto event = c.initReplacePublication();
    event.setVersion("2");
    event.setHash(as_data(ReadyOffice::hash_of("2")));
    event.initFrom().setLocal("2020-09-23");
  });
  EXPECT_ACCEPTED(ask(reference, [](auto c) { c.initStartApplication().setPrivacyNotice("1"); }));
}

TEST_F(Form, StartIsRefusedWhenEveryWindowHasClosed) {
  const std::string reference = office.case_with_access();
  office.at("2020-12-16T17:00:01");
  EXPECT_REFUSED(ask(reference, [](auto c) { c.initStartApplication().setPrivacyNotice("1"); }),
                 window_closed);
}

// Qualification

TEST_F(Form, TitleCarriesNoMark) {
  const std::string reference = office.started_case();
  EXPECT_REFUSED(describe(reference, {.title = "Diploma in Computing (HTQ)"}), title_carries_the_mark);
  EXPECT_REFUSED(describe(reference, {.title = "Higher Technical Qualification in Computing"}),
                 title_carries_the_mark);
  EXPECT_REFUSED(describe(reference, {.title = " "}), missing_value);
  EXPECT_REFUSED(describe(reference, {.title = "Diploma (\uFF28\uFF34\uFF31)"}), title_carries_the_mark);
  EXPECT_REFUSED(describe(reference, {.title = "Diploma\u200B in Computing"}), bad_value);
  EXPECT_REFUSED(describe(reference, {.title = "Diploma \u202Egnitupmoc"}), bad_value);
}

TEST_F(Form, QualificationIsAtLevelFourOrFive) {
  const std::string reference = office.started_case();
  for (const std::uint8_t level : {0, 3, 6, 7})
    EXPECT_REFUSED(describe(reference, {.level = level}), level_not_allowed) << int{level};
  EXPECT_ACCEPTED(describe(reference, {.level = 5}));
  EXPECT_EQ(office.file(reference).qualification->level, 5);
}

TEST_F(Form, RouteIsOneOfTheCycle) {
  const std::string first = office.started_case();
  EXPECT_REFUSED(describe(first, {.route = "construction"}), route_not_in_cycle);
  EXPECT_REFUSED(describe(first, {.route = "alchemy"}), unknown_reference);
  EXPECT_ACCEPTED(describe(first, {.route = "Digital"}));
  // Cycle 1 takes one route only.
  EXPECT_ACCEPTED(describe(first, {.route = ""}));
  EXPECT_EQ(office.file(first).qualification->route, "digital");

  const std::string second = office.started_case({.cycle = "cycle-2"});
  EXPECT_REFUSED(describe(second, {.route = ""}), missing_value);
  EXPECT_ACCEPTED(describe(second, {.route = "construction"}));
}

TEST_F(Form, LevelIsNotLoweredBelowAnOccupationNamed) {
  const Draft draft{.cycle = "cycle-2", .level = 5};
  const std::string reference = described(draft);
  office.sure(applicant(), reference,
              [](auto c) { c.initNameOccupation().initOccupation().setStandard("ST0125"); });
  EXPECT_REFUSED(describe(reference, {.cycle = "cycle-2", .level = 4}), prior_contact_owed);
  office.sure(applicant(), reference, [](auto c) { c.initDropOccupation().setStandard("ST0125"); });
  EXPECT_ACCEPTED(describe(reference, {.cycle = "cycle-2", .level = 4}));
}

// Occupations

TEST_F(Form, NamedOccupationCarriesWhatTheStandardSaidOnTheDay) {
  const std::string reference = described({.cycle = "cycle-2", .level = 5, .route = "health-and-science"});
  ASSERT_ACCEPTED(name(reference, "ST0600"));
  const NamedOccupation expected{.standard = "ST0600",
                                 .version = "1.0",
                                 .title = "Hearing aid dispenser",
                                 .level = 5,
                                 .regulator = Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL};
  EXPECT_EQ(office.file(reference).occupations, std::vector{expected});
}

TEST_F(Form, NamedOccupationCarriesTheVersionInForce) {
  const std::string reference = described({});
  office.sure(official(), "ST0116", [](auto c) {
    auto event = c.initPublishStandardVersion();
    event.setTitle("Software developer");
    event.setVersion("next");
    event.setLevel(4);
    event.setPublished(true);
    event.initFrom().setLocal("2027-01-14");
  });
  ASSERT_ACCEPTED(name(reference, "ST0116"));
  EXPECT_EQ(office.file(reference).occupations.front().version, "1.0");
}

TEST_F(Form, OccupationNeedsADescribedQualification) {
  EXPECT_REFUSED(name(office.started_case(), "ST0116"), qualification_owed);
}

TEST_F(Form, StandardIsOnRecordAndPublished) {
  office.standard("ST9001", "Quantum developer", 4, "digital", Regulator::NONE, 0, false);
  const std::string reference = described();
  EXPECT_REFUSED(name(reference, ""), missing_value);
  EXPECT_REFUSED(name(reference, "ST9999"), standard_unknown);
  EXPECT_REFUSED(name(reference, "ST9001"), standard_not_published);
}

TEST_F(Form, OccupationIsNamedOnceForEachOption) {
  const std::string reference = described();
  EXPECT_ACCEPTED(name(reference, "ST0116"));
  EXPECT_REFUSED(name(reference, "ST0116"), occupation_named_twice);
  EXPECT_ACCEPTED(name(reference, "ST1021", "A"));
  EXPECT_ACCEPTED(name(reference, "ST1021", "B"));
  EXPECT_REFUSED(name(reference, "ST1021", "B"), occupation_named_twice);
}

TEST_F(Form, CoreAndOptionsStandardNamesAnOptionOfItsOwn) {
  const std::string reference = described();
  EXPECT_REFUSED(name(reference, "ST1021"), option_owed);
  EXPECT_REFUSED(name(reference, "ST1021", "C"), option_unknown);
  EXPECT_REFUSED(name(reference, "ST0116", "A"), option_unknown);
}

TEST_F(Form, OptionsWithoutRecordedOccupationsAreCounted) {
  office.standard("ST9002", "Data technician", 4, "digital", Regulator::NONE, 2);
  const std::string reference = described();
  EXPECT_REFUSED(name(reference, "ST9002"), option_owed);
  EXPECT_REFUSED(name(reference, "ST9002", "C"), option_unknown);
  EXPECT_ACCEPTED(name(reference, "ST9002", "B"));
}

TEST_F(Form, ScopeOfTheCycleDecidesOnTheDay) {
  office.standard("ST0114", "Cyber intrusion analyst", 4, "digital");
  office.standard("ST9003", "Soon in scope", 4, "digital");
  office.standard("ST9004", "Ask us", 4, "digital");
  office.scope("cycle-1", "ST0114", ScopeClass::OUT_OF_SCOPE);
  office.scope("cycle-1", "ST9003", ScopeClass::IN_SCOPE, "2020-10-01");
  office.scope("cycle-1", "ST9004", ScopeClass::CONTACT_US);
  const std::string reference = described();
  EXPECT_REFUSED(name(reference, "ST0114"), standard_out_of_scope);
  EXPECT_REFUSED(name(reference, "ST9003"), standard_out_of_scope);
  EXPECT_ACCEPTED(name(reference, "ST9004"));
  office.at("2020-10-01T00:00");
  EXPECT_ACCEPTED(name(reference, "ST9003"));
}

TEST_F(Form, RetiredStandardCannotBeNamedFromItsLastDayOn) {
  office.sure(official(), "ST0116", [](auto c) {
    auto event = c.initRetireStandard();
    event.initFrom().setLocal("2020-10-01");
    event.setReason("Nobody trains for it.");
  });
  const std::string reference = described();
  EXPECT_ACCEPTED(name(reference, "ST0116"));
  ask(reference, [](auto c) { c.initDropOccupation().setStandard("ST0116"); });
  office.at("2020-10-01T00:00");
  EXPECT_REFUSED(name(reference, "ST0116"), standard_out_of_scope);
}

TEST_F(Form, ReplacedStandardCountsOnlyWhereTheListSaysSo) {
  office.standard("ST0124", "Cyber security technologist", 4, "digital");
  office.sure(official(), "ST0124", [](auto c) {
    auto event = c.initReplaceStandard();
    event.setBy("ST1021");
    event.initFrom().setLocal("2020-08-01");
  });
  const std::string reference = described();
  const Answer refused = name(reference, "ST0124");
  EXPECT_REFUSED(refused, standard_out_of_scope);
  EXPECT_EQ(refused.refused->detail, "ST0124 was replaced by ST1021.");
  office.scope("cycle-1", "ST0124", ScopeClass::IN_SCOPE, "2020-09-01");
  EXPECT_ACCEPTED(name(reference, "ST0124"));
}

TEST_F(Form, MergedStandardCannotBeNamed) {
  office.standard("ST0131", "Unified communications troubleshooter", 4, "digital");
  office.sure(official(), "ST0131", [](auto c) { c.initMergeStandard().initFrom().setLocal("2020-08-01"); });
  EXPECT_REFUSED(name(described(), "ST0131"), standard_out_of_scope);
}

TEST_F(Form, StandardIsOfARouteOfTheCycle) {
  EXPECT_REFUSED(name(described({.level = 5}), "ST0827"), route_not_in_cycle);
}

// Levels: domain.md section 6, the whole table

TEST_F(Form, LevelsGoTogetherByTheEdition) {
  office.standard("ST9006", "Level six", 6, "digital");
  const std::string four = described({.level = 4});
  const std::string five = described({.level = 5});
  EXPECT_ACCEPTED(name(four, "ST0116"));
  EXPECT_ACCEPTED(name(four, "ST0125"));  // cycle 1
  EXPECT_ACCEPTED(name(five, "ST0125"));
  EXPECT_ACCEPTED(name(five, "ST0116"));
  EXPECT_REFUSED(name(four, "ST9006"), level_not_allowed);
  EXPECT_REFUSED(name(five, "ST9006"), level_not_allowed);

  const std::string later = described({.cycle = "cycle-2", .level = 4});
  EXPECT_ACCEPTED(name(later, "ST0116"));
  EXPECT_REFUSED(name(later, "ST0125"), prior_contact_owed);
  EXPECT_ACCEPTED(name(described({.cycle = "cycle-2", .level = 5}), "ST0116"));
}

TEST_F(Form, AnsweredEnquiryIsPriorContact) {
  office.enter_window("cycle-2");
  office.answered_enquiry("level-question", EnquiryKind::LEVEL_FOUR_AGAINST_FIVE, "example-college");
  const std::string reference = described({.cycle = "cycle-2", .level = 4});
  ASSERT_ACCEPTED(name(reference, "ST0125", "", "level-question"));
  EXPECT_EQ(office.file(reference).occupations[0].prior_contact, "level-question");
}

TEST_F(Form, PriorContactIsFoundIfItIsNotNamed) {
  office.answered_enquiry("level-question", EnquiryKind::LEVEL_FOUR_AGAINST_FIVE, "example-college");
  const std::string reference = described({.cycle = "cycle-2", .level = 4});
  ASSERT_ACCEPTED(name(reference, "ST0125"));
  EXPECT_EQ(office.file(reference).occupations[0].prior_contact, "level-question");
}

TEST_F(Form, NoOtherEnquiryIsPriorContact) {
  office.answered_enquiry("general", EnquiryKind::GENERAL, "example-college");
  office.answered_enquiry("of-another", EnquiryKind::LEVEL_FOUR_AGAINST_FIVE, "example-awarding");
  office.sure(official(), "unanswered", [](auto c) {
    auto event = c.initReceiveEnquiry();
    event.setKind(EnquiryKind::LEVEL_FOUR_AGAINST_FIVE);
    event.setOrganisation("example-college");
    event.setQuestion("May it?");
  });
  const std::string reference = described({.cycle = "cycle-2", .level = 4});
  EXPECT_REFUSED(name(reference, "ST0125"), prior_contact_owed);
  EXPECT_REFUSED(name(reference, "ST0125", "", "general"), prior_contact_owed);
  EXPECT_REFUSED(name(reference, "ST0125", "", "unanswered"), prior_contact_owed);
  EXPECT_REFUSED(name(reference, "ST0125", "", "of-another"), unknown_reference);
  EXPECT_REFUSED(name(reference, "ST0125", "", "nothing"), unknown_reference);
}

TEST_F(Form, OnlyANamedOccupationIsDropped) {
  const std::string reference = described();
  name(reference, "ST1021", "A");
  name(reference, "ST1021", "B");
  const auto drop = [&](const char* standard, const char* option) {
    return ask(reference, [&](auto c) {
      auto event = c.initDropOccupation();
      event.setStandard(standard);
      event.setOption(option);
    });
  };
  EXPECT_REFUSED(drop("", ""), missing_value);
  EXPECT_REFUSED(drop("ST0116", ""), occupation_not_named);
  EXPECT_REFUSED(drop("ST1021", "C"), occupation_not_named);
  EXPECT_ACCEPTED(drop("ST1021", "A"));
  EXPECT_EQ(office.file(reference).occupations.size(), 1U);
  EXPECT_ACCEPTED(drop("ST1021", ""));
  EXPECT_TRUE(office.file(reference).occupations.empty());
}

// Recognition and conditions

TEST_F(Form, RecognitionNumberNamesARegulatorAndIsGivenOnce) {
  const std::string reference = office.started_case();
  const auto give = [&](Regulator regulator, const char* number) {
    return ask(reference, [&](auto c) {
      auto recognition = c.initGiveRecognitionNumber().initRecognition();
      recognition.setRegulator(regulator);
      recognition.setNumber(number);
    });
  };
  EXPECT_REFUSED(give(Regulator::NONE, "1"), missing_value);
  EXPECT_REFUSED(give(Regulator::GENERAL_DENTAL_COUNCIL, ""), missing_value);
  EXPECT_ACCEPTED(give(Regulator::GENERAL_DENTAL_COUNCIL, "D-1"));
  const Instant first = office.now();
  office.at("2020-10-01");
  EXPECT_REFUSED(give(Regulator::GENERAL_DENTAL_COUNCIL, "D-1"), nothing_to_change);
  EXPECT_EQ(office.file(reference).recognised_at.at(Regulator::GENERAL_DENTAL_COUNCIL), first);
  EXPECT_ACCEPTED(give(Regulator::GENERAL_DENTAL_COUNCIL, "D-2"));
}

TEST_F(Form, ConditionsAreAcceptedInTheVersionInForce) {
  const std::string reference = office.started_case();
  const auto accept = [&](const char* version) {
    return ask(reference, [&](auto c) { c.initAcceptConditionsOfApplication().setVersion(version); });
  };
  EXPECT_REFUSED(accept(""), missing_value);
  EXPECT_REFUSED(accept("2"), publication_missing);
  EXPECT_ACCEPTED(accept("1"));
  EXPECT_REFUSED(accept("1"), nothing_to_change);
  office.sure(official(), "conditions-of-application", [](auto c) {
    auto event = c.initReplacePublication();
    event.setVersion("2");
    event.setHash(as_data(ReadyOffice::hash_of("2")));
    event.initFrom().setLocal("2020-10-01");
  });
  EXPECT_REFUSED(accept("2"), publication_missing);
  office.at("2020-10-01");
  EXPECT_REFUSED(accept("1"), publication_missing);
  EXPECT_ACCEPTED(accept("2"));
  EXPECT_EQ(office.file(reference).conditions_of_application, "2");
}

}  // namespace
}  // namespace htq::tests
