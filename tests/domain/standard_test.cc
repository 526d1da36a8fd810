#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

struct Standards : ::testing::Test {
  ReadyOffice office;

  Answer publish(
      const std::string& id, const std::string& version,
      const std::function<void(event::StandardVersionPublished::Builder)>& differs = [](auto) {}) {
    return office.ask(official(), id, [&](auto c) {
      auto event = c.initPublishStandardVersion();
      event.setTitle("Data technician");
      event.setVersion(text(version));
      event.setLevel(3);
      event.setPublished(true);
      differs(event);
    });
  }
  Answer occupation(const std::string& id, const std::string& code, const std::string& option = {},
                    std::uint8_t level = 4, const char* title = "Occupation") {
    return office.ask(official(), id, [&](auto c) {
      auto event = c.initRecordOccupation();
      event.setCode(text(code));
      event.setOption(text(option));
      event.setLevel(level);
      event.setTitle(title);
    });
  }
  Answer of_0116(const std::function<void(Command::Builder)>& fill) {
    return office.ask(official(), "ST0116", fill);
  }
  const StandardState& standard(const std::string& id) { return office.office().standards.at(id); }
};

TEST_F(Standards, AreRecordedAtAnyLevelFromTwoToEight) {
  EXPECT_REFUSED(publish("ST0795", "1.0", [](auto e) { e.setLevel(1); }), bad_value);
  EXPECT_REFUSED(publish("ST0795", "1.0", [](auto e) { e.setLevel(9); }), bad_value);
  EXPECT_ACCEPTED(publish("ST0795", "1.0"));
  EXPECT_ACCEPTED(publish("ST0796", "1.0", [](auto e) { e.setLevel(8); }));
}

TEST_F(Standards, AreRecordedWithoutALevelWhereItIsNotKnown) {
  ASSERT_ACCEPTED(publish("ST0131", "unknown", [](auto e) { e.setLevel(0); }));
  EXPECT_EQ(standard("ST0131").level, 0);
}

TEST_F(Standards, AreNamedStAndFourDigits) {
  for (const char* id : {"ST01166", "ST011", "st0116", "XX0116", "ST01A6"})
    EXPECT_REFUSED(publish(id, "1.0"), bad_value) << id;
}

TEST_F(Standards, HaveATitleAVersionAndAKnownRoute) {
  EXPECT_REFUSED(publish("ST0795", ""), missing_value);
  EXPECT_REFUSED(publish("ST0795", "1.0", [](auto e) { e.setTitle(""); }), missing_value);
  EXPECT_REFUSED(publish("ST0795", "1.0", [](auto e) { e.setRoute("alchemy"); }), unknown_reference);
}

TEST_F(Standards, VersionsAreUnique) {
  ASSERT_ACCEPTED(publish("ST0795", "1.0"));
  EXPECT_REFUSED(publish("ST0795", "1.0"), same_version);
  ASSERT_ACCEPTED(publish("ST0795", "1.1"));
  EXPECT_EQ(standard("ST0795").version, "1.1");
  EXPECT_REFUSED(publish("ST0795", "1.0"), same_version);
}

TEST_F(Standards, VersionWhoseDayIsToComeIsNotInForce) {
  const auto from = [](const char* day) { return [day](auto e) { e.initFrom().setLocal(day); }; };
  ASSERT_ACCEPTED(publish("ST0795", "1.0", from("2019-01-01")));
  ASSERT_ACCEPTED(publish("ST0795", "1.1", from("2023-09-28")));
  EXPECT_EQ(standard("ST0795").version_at(london("2023-09-27T23:59")), "1.0");
  EXPECT_EQ(standard("ST0795").version_at(london("2023-09-28T00:00")), "1.1");
  EXPECT_EQ(standard("ST0795").version_at(london("2018-12-31T12:00")), "1.1")
      << "none was in force: the last there is";
}

TEST_F(Standards, VersionInDevelopmentIsPublishedOnceUnderItsName) {
  const auto in_development = [](auto e) { e.setPublished(false); };
  ASSERT_ACCEPTED(publish("ST0795", "1.0", in_development));
  EXPECT_FALSE(standard("ST0795").published);
  EXPECT_REFUSED(publish("ST0795", "1.0", in_development), same_version);
  ASSERT_ACCEPTED(publish("ST0795", "1.0"));
  EXPECT_TRUE(standard("ST0795").published);
  EXPECT_REFUSED(publish("ST0795", "1.0"), same_version);
}

TEST_F(Standards, OccupationCodeBearsTheDigitsOfTheStandard) {
  EXPECT_REFUSED(occupation("ST0116", ""), missing_value);
  EXPECT_REFUSED(occupation("ST0116", "OCC0117"), bad_value);
  EXPECT_REFUSED(occupation("ST0116", "OCC116"), bad_value);
  EXPECT_REFUSED(occupation("ST0116", "OCC0116AB"), bad_value);
  EXPECT_REFUSED(occupation("ST0116", "OCC0116a"), bad_value);
  EXPECT_ACCEPTED(occupation("ST0116", "OCC0116"));
}

TEST_F(Standards, OccupationOptionIsTheLetterOfItsCode) {
  EXPECT_REFUSED(occupation("ST1021", "OCC1021C", "D"), bad_value);
  EXPECT_REFUSED(occupation("ST1021", "OCC1021", "D"), bad_value);
  EXPECT_REFUSED(occupation("ST1021", "OCC1021A"), nothing_to_change);
  ASSERT_ACCEPTED(occupation("ST1021", "OCC1021C"));
  EXPECT_EQ(view(office.last().getBody().getOccupationRecorded().getOption()), "C");
  EXPECT_TRUE(standard("ST1021").option_letters.contains("C"));
}

TEST_F(Standards, OccupationHasATitleAndTheLevelOfItsStandardIfNoneIsGiven) {
  EXPECT_REFUSED(occupation("ST0116", "OCC0116", "", 4, ""), missing_value);
  EXPECT_REFUSED(occupation("ST0116", "OCC0116", "", 9), bad_value);
  ASSERT_ACCEPTED(occupation("ST0125", "OCC0125", "", 0));
  EXPECT_EQ(office.last().getBody().getOccupationRecorded().getLevel(), 5);
}

TEST_F(Standards, ReviewHasADayAndAReason) {
  const auto review = [&](const char* from, const char* reason) {
    return of_0116([&](auto c) {
      auto event = c.initScheduleStandardReview();
      event.initFrom().setLocal(from);
      event.setReason(reason);
    });
  };
  EXPECT_REFUSED(review("", "Digital route review."), missing_value);
  EXPECT_REFUSED(review("2021-01-01", ""), missing_value);
  EXPECT_ACCEPTED(review("2021-01-01", "Digital route review."));
}

TEST_F(Standards, DraftIsOfAVersionThatIsNotOut) {
  const auto draft = [&](const char* version) {
    return of_0116([&](auto c) { c.initPublishStandardDraft().setVersion(version); });
  };
  EXPECT_REFUSED(draft(""), missing_value);
  EXPECT_REFUSED(draft("1.0"), same_version);
  EXPECT_ACCEPTED(draft("2.0"));
}

TEST_F(Standards, AreRetiredWithAReason) {
  const auto retire = [&](const char* reason) {
    return of_0116([&](auto c) {
      auto event = c.initRetireStandard();
      event.initFrom().setLocal("2021-01-01");
      event.setReason(reason);
    });
  };
  EXPECT_REFUSED(retire(""), missing_value);
  ASSERT_ACCEPTED(retire("No demand."));
  EXPECT_EQ(standard("ST0116").retired_from, london("2021-01-01"));
  EXPECT_REFUSED(retire("No demand."), not_at_this_stage);
}

TEST_F(Standards, AreReplacedByAnotherOnRecord) {
  const auto replace = [&](const char* by) {
    return of_0116([&](auto c) { c.initReplaceStandard().setBy(by); });
  };
  EXPECT_REFUSED(replace(""), missing_value);
  EXPECT_REFUSED(replace("ST9999"), standard_unknown);
  EXPECT_REFUSED(replace("ST0116"), bad_value);
  ASSERT_ACCEPTED(replace("ST1021"));
  EXPECT_REFUSED(replace("ST1021"), nothing_to_change);
  EXPECT_EQ(standard("ST0116").replaced_by, "ST1021");
}

TEST_F(Standards, AreMergedOnceEvenIfItIsNotKnownIntoWhat) {
  const auto merge = [&](const char* into) {
    return of_0116([&](auto c) { c.initMergeStandard().setInto(into); });
  };
  EXPECT_REFUSED(merge("ST9999"), standard_unknown);
  EXPECT_REFUSED(merge("ST0116"), bad_value);
  ASSERT_ACCEPTED(merge(""));
  EXPECT_TRUE(standard("ST0116").merged);
  EXPECT_REFUSED(merge("ST1021"), nothing_to_change);
}

TEST_F(Standards, AreRenamedToAnotherTitle) {
  const auto rename = [&](const char* title) {
    return of_0116([&](auto c) { c.initRenameStandard().setTitle(title); });
  };
  EXPECT_REFUSED(rename(""), missing_value);
  EXPECT_REFUSED(rename("Software developer"), nothing_to_change);
  ASSERT_ACCEPTED(rename("Software engineer"));
  EXPECT_EQ(standard("ST0116").title, "Software engineer");
}

TEST_F(Standards, LevelChangesWithAReason) {
  const auto change = [&](std::uint8_t level, const char* reason) {
    return of_0116([&](auto c) {
      auto event = c.initChangeStandardLevel();
      event.setLevel(level);
      event.setReason(reason);
    });
  };
  EXPECT_REFUSED(change(0, "Review."), bad_value);
  EXPECT_REFUSED(change(5, ""), missing_value);
  EXPECT_REFUSED(change(4, "Review."), nothing_to_change);
  ASSERT_ACCEPTED(change(6, "Review."));
  EXPECT_EQ(standard("ST0116").level, 6);
}

TEST_F(Standards, OccupationInNoMapIsProposedAndLeavesNoStandard) {
  const auto propose = [&](const char* title, const char* proposal) {
    return office.ask(applicant(), "quantum-technician", [&](auto c) {
      auto event = c.initProposeOccupation();
      event.setTitle(title);
      event.setProposal(proposal);
    });
  };
  EXPECT_REFUSED(propose("", "Employers ask for it."), missing_value);
  EXPECT_REFUSED(propose("Quantum technician", ""), missing_value);
  EXPECT_ACCEPTED(propose("Quantum technician", "Employers ask for it."));
  EXPECT_FALSE(office.office().standards.contains("quantum-technician"));
}

TEST(Calendar, BankHolidayIsRecordedOnce) {
  ReadyOffice office;
  const auto record = [&](const char* division, const char* day, const char* name) {
    return office.ask(official(), division, [&](auto c) {
      auto event = c.initRecordBankHoliday();
      event.setDay(day);
      event.setName(name);
    });
  };
  EXPECT_REFUSED(record("scotland", "2021-01-04", "2nd January"), bad_value);
  EXPECT_REFUSED(record("england-and-wales", "", "Easter Monday"), missing_value);
  EXPECT_REFUSED(record("england-and-wales", "5 April 2021", "Easter Monday"), bad_value);
  EXPECT_REFUSED(record("england-and-wales", "2022-09-19", ""), missing_value);
  EXPECT_REFUSED(record("england-and-wales", "2021-04-05", "Easter Monday"), nothing_to_change);
  ASSERT_ACCEPTED(record("england-and-wales", "2022-09-19", "State funeral"));
  EXPECT_TRUE(office.office().bank_holidays.contains({2022, 9, 19}));
}

TEST(Routes, AreRecordedOnceWithAName) {
  ReadyOffice office;
  const auto record = [&](const char* name) {
    return office.ask(official(), "care-services", [&](auto c) { c.initRecordRoute().setName(name); });
  };
  EXPECT_REFUSED(record(""), missing_value);
  ASSERT_ACCEPTED(record("Care services"));
  EXPECT_REFUSED(record("Care services"), already_exists);
}

}  // namespace
}  // namespace htq::tests
