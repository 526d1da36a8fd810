#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/ctl/import/earlier_approvals.h"
#include "daemon/ctl/import/title_level.h"

namespace htq::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Cells = std::map<std::string, std::string, std::less<>>;

/// A row with nothing odd, but for what is given.
CsvRow row(const Cells& differs = {}, std::size_t line = 2) {
  CsvRow row{.line = line,
             .cells = {{"product_code", "HTQDZ2001"},
                       {"title", "FdSc Computing"},
                       {"awarding_body", ""},
                       {"level", "5"},
                       {"occupation", "Software developer"},
                       {"standard_reference", "ST0116"},
                       {"cycle", "2"},
                       {"first_teach", "2023-09"},
                       {"awarding_body_basis", ""},
                       {"note", ""},
                       {"source", "a list"}}};
  for (const auto& [column, cell] : differs) row.cells[column] = cell;
  return row;
}

std::vector<Oddity> odd_in(const std::vector<CsvRow>& rows) {
  std::vector<Oddity> odd;
  for (const Warning& warning : warnings_of(rows.front(), rows)) odd.push_back(warning.oddity);
  return odd;
}

std::vector<Oddity> odd(const Cells& differs) {
  return odd_in({row(differs)});
}

TEST(ApprovalRules, AnOrdinaryRowHasNothingOdd) {
  EXPECT_THAT(odd({}), IsEmpty());
  EXPECT_THAT(odd({{"product_code", "HTQDZ2001a"}}), IsEmpty());
  EXPECT_THAT(odd({{"product_code", "HTQHAS2001"}}), IsEmpty()) << "letters that are rare can be read";
}

TEST(ApprovalRules, ACodeInNoUsualFormIsOdd) {
  EXPECT_THAT(odd({{"product_code", "HTQDZ00016"}}), ElementsAre(Oddity::unusual_code));
  EXPECT_THAT(odd({{"product_code", "5"}, {"cycle", ""}, {"first_teach", ""}}),
              ElementsAre(Oddity::unusual_code));
  EXPECT_THAT(odd({{"product_code", ""}}), ElementsAre(Oddity::unusual_code));
}

TEST(ApprovalRules, ACodeMayJoinTwoRoutes) {
  EXPECT_THAT(odd({{"product_code", "HTQBADZ2001"}}), ElementsAre(Oddity::two_routes));
}

TEST(ApprovalRules, ACodeForSeveralStandardsHasALetter) {
  const Cells other{{"standard_reference", "ST0117"}};
  EXPECT_THAT(odd_in({row(), row(other, 3)}), ElementsAre(Oddity::code_of_several_standards));
  const Cells lettered{{"product_code", "HTQDZ2001a"}};
  EXPECT_THAT(odd_in({row(lettered), row(lettered, 3)}), IsEmpty());
}

TEST(ApprovalRules, TheLevelIsThatOfTheTitle) {
  EXPECT_THAT(odd({{"title", "CertHE Computing"}}), ElementsAre(Oddity::level_contradicted));
  EXPECT_THAT(odd({{"title", "Diploma (Level 4)"}}), ElementsAre(Oddity::level_contradicted));
  EXPECT_THAT(odd({{"title", "Diploma in Computing"}}), IsEmpty());
  EXPECT_THAT(odd({{"level", ""}}), ElementsAre(Oddity::no_level));
}

TEST(ApprovalRules, WhatIsNoCycleIsNotTakenForOne) {
  EXPECT_THAT(odd({{"cycle", "5.2-or-later"}, {"first_teach", ""}}),
              ElementsAre(Oddity::cycle_unknown, Oddity::first_teach_unknown));
  EXPECT_THAT(odd({{"cycle", "5"}, {"first_teach", ""}}), ElementsAre(Oddity::first_teach_unknown));
  EXPECT_THAT(odd({{"cycle", ""}, {"first_teach", ""}}), ElementsAre(Oddity::cycle_unknown));
  EXPECT_TRUE(names_a_cycle("2"));
  EXPECT_FALSE(names_a_cycle("5.2-or-later"));
  EXPECT_FALSE(names_a_cycle(""));
}

TEST(ApprovalRules, BlanksInATitleAndRegulatedOccupationsAreSaid) {
  EXPECT_THAT(odd({{"title", "FdSc  Computing"}}), ElementsAre(Oddity::blanks_in_title));
  EXPECT_THAT(odd({{"standard_reference", "ST0827"}}), ElementsAre(Oddity::recognition_unknown));
}

TEST(ApprovalRules, ARowWithoutAStandardIsNotRegistered) {
  const auto why = [](const Cells& differs) { return why_not_registered(row(differs), {row(differs)}); };
  EXPECT_EQ(why({}), "");
  EXPECT_EQ(
      why({{"product_code", ""}, {"occupation", ""}, {"standard_reference", ""}, {"level", ""}}),
      "It has no product code, no occupation, no standard, no level: there is nothing to register it for.");
  EXPECT_THAT(why({{"title", ""}}), HasSubstr("no title"));
}

TEST(ApprovalRules, TheSameTitleWithOtherBlanksIsTheSameQualification) {
  const CsvRow again = row({{"title", "FdSc  computing"}}, 7);
  EXPECT_THAT(why_not_registered(again, {row(), again}), HasSubstr("as line 2"));
  EXPECT_EQ(why_not_registered(row(), {row(), again}), "") << "the first is registered";
  const CsvRow other = row({{"standard_reference", "ST0117"}}, 7);
  EXPECT_EQ(why_not_registered(other, {row(), other}), "");
}

TEST(ApprovalRules, OdditiesAreListedInTheirOrder) {
  for (std::size_t at = 0; at < kOddities.size(); ++at)
    EXPECT_EQ(static_cast<std::size_t>(kOddities[at].oddity), at);
}

TEST(TitleLevel, IsNamedOrFollowsFromTheKindOfAward) {
  EXPECT_EQ(level_of_title("CertHE Healthcare (Level 4)"), 4);
  EXPECT_EQ(level_of_title("Pearson BTEC Level 5 Higher National Diploma"), 5);
  EXPECT_EQ(level_of_title("Certificate of Higher Education in Software"), 4);
  EXPECT_EQ(level_of_title("HNC Engineering"), 4);
  EXPECT_EQ(level_of_title("FD Software Development"), 5);
  EXPECT_EQ(level_of_title("Digital Marketing Foundation Degree"), 5);
  EXPECT_EQ(level_of_title("Diploma in Computing"), std::nullopt);
  EXPECT_EQ(level_of_title("Levels of care"), std::nullopt);
  EXPECT_EQ(level_of_title("Level"), std::nullopt);
  EXPECT_EQ(level_of_title("Level 42 Bass"), std::nullopt);
  EXPECT_EQ(level_of_title(""), std::nullopt);
}

}  // namespace
}  // namespace htq::ctl
