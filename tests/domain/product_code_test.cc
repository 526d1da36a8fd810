#include "domain/product_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htq {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Era = ProductCode::Era;

TEST(ProductCode, ReadsTheUsualForm) {
  const auto code = read_product_code("HTQDZ0022f");
  EXPECT_THAT(code.warnings, IsEmpty());
  EXPECT_THAT(code.routes, ElementsAre("Digital"));
  EXPECT_EQ(code.era, Era::cycle);
  EXPECT_EQ(code.cycle, 1);
  EXPECT_EQ(code.running_number, 22);
  EXPECT_EQ(code.standard_letter, 'f');

  EXPECT_EQ(read_product_code("HTQCZ2010").cycle, 2);
  EXPECT_EQ(read_product_code("HTQHS3038a").cycle, 3);
  EXPECT_EQ(read_product_code("HTQLF5002").running_number, 2);
}

TEST(ProductCode, ReadsTheLaterForm) {
  const auto code = read_product_code("HTQSM25001");
  EXPECT_THAT(code.warnings, IsEmpty());
  EXPECT_EQ(code.era, Era::later);
  EXPECT_EQ(code.cycle, 0);
  EXPECT_EQ(code.running_number, 1);
}

TEST(ProductCode, WarnsOfLettersOfTwoRoutes) {
  const auto code = read_product_code("HTQBADZ25001");
  EXPECT_THAT(code.routes, ElementsAre("Business and administration", "Digital"));
  EXPECT_THAT(code.warnings, ElementsAre("The code has the letters of more than one route."));
}

TEST(ProductCode, KnowsTheOlderLettersOfARoute) {
  EXPECT_EQ(read_product_code("HTQEC3001").routes, read_product_code("HTQEY4011").routes);
  EXPECT_EQ(read_product_code("HTQHAS2001").routes, read_product_code("HTQHS2002").routes);
  EXPECT_THAT(read_product_code("HTQHAS2001").warnings,
              ElementsAre("The letters HAS are rare; codes of this route have HS."));
}

TEST(ProductCode, WarnsOfWhatThePublishedListHolds) {
  EXPECT_THAT(read_product_code("5").warnings, ElementsAre("The code does not begin with HTQ."));
  EXPECT_THAT(read_product_code("").warnings, ElementsAre("There is no product code."));
  const auto long_one = read_product_code("HTQDZ00016");
  EXPECT_THAT(long_one.warnings, ElementsAre("The number has a digit too many."));
  EXPECT_EQ(long_one.cycle, 1);
  EXPECT_EQ(long_one.running_number, 16);
  const auto blanks = read_product_code(" HTQDZ0001 ");
  EXPECT_EQ(blanks.text, "HTQDZ0001");
  EXPECT_EQ(blanks.running_number, 1);
  EXPECT_THAT(blanks.warnings, ElementsAre("There are blanks at the ends of the code."));
}

TEST(ProductCode, WarnsOfWhatItCannotRead) {
  const auto warnings = [](std::string_view text) { return read_product_code(text).warnings; };
  EXPECT_THAT(warnings("HTQ0001"), ElementsAre("The code has no letters of a route."));
  EXPECT_THAT(warnings("HTQXX0001"), ElementsAre("The letters XX are those of no known route."));
  EXPECT_THAT(warnings("HTQDZ"), ElementsAre("The code has no number."));
  EXPECT_THAT(warnings("HTQDZ001"), ElementsAre("The number has too few digits."));
  EXPECT_THAT(warnings("HTQDZ1001"), ElementsAre("The first digit 1 is that of no cycle."));
  EXPECT_THAT(warnings("HTQDZ0001ab"), ElementsAre("What follows the number is not one small letter."));
  EXPECT_THAT(warnings("HTQDZ0001A"), ElementsAre("What follows the number is not one small letter."));
  EXPECT_THAT(warnings("HTQDZ99999999999999999999"),
              ElementsAre("The number has more than one digit too many."));
}

TEST(ProductCode, IsReadWithTheLettersOfEachRoute) {
  for (const RouteLetters& letters : route_letters())
    EXPECT_THAT(read_product_code("HTQ" + std::string(letters.letters) + "2001").routes,
                ElementsAre(letters.route))
        << letters.letters;
}

TEST(ProductCode, HasAUsualFormIfItCanBeRead) {
  for (const char* code : {"HTQDZ0022f", "HTQCZ2010", "HTQSM25001", "HTQBADZ25001", "HTQHAS2001"})
    EXPECT_TRUE(read_product_code(code).has_usual_form) << code;
  for (const char* code :
       {"", "5", "HTQDZ00016", " HTQDZ0001", "HTQXX0001", "HTQDZ", "HTQDZ1001", "HTQDZ0001ab"})
    EXPECT_FALSE(read_product_code(code).has_usual_form) << code;
}

RC_GTEST_PROP(ProductCode, ReadsAnyBytes, (const std::string& bytes)) {
  const auto code = read_product_code("HTQ" + bytes);
  RC_ASSERT(code.text.starts_with("HTQ"));
  RC_ASSERT(code.cycle >= 0 && code.cycle <= 5);
}

}  // namespace
}  // namespace htq
