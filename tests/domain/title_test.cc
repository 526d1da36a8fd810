#include "domain/title.h"

#include <gtest/gtest.h>

namespace htq {
namespace {

TEST(Title, IsRefusedIfItHoldsTheMark) {
  EXPECT_EQ(words_no_approved_title_may_hold("HND in Computing (HTQ)"), "HTQ");
  EXPECT_EQ(words_no_approved_title_may_hold("htq digital"), "htq");
  EXPECT_EQ(words_no_approved_title_may_hold("Suite of HTQs"), "HTQs");
  EXPECT_EQ(words_no_approved_title_may_hold("Computing\xE2\x80\x93HTQ"), "HTQ");
  EXPECT_EQ(words_no_approved_title_may_hold("A Higher  Technical\nQualification in Nursing"),
            "Higher  Technical\nQualification");
  EXPECT_EQ(words_no_approved_title_may_hold("HIGHER-TECHNICAL QUALIFICATIONS"),
            "HIGHER-TECHNICAL QUALIFICATIONS");
}

TEST(Title, IsNotRefusedForPartsOfOtherWords) {
  for (const auto* title :
       {"", "Higher National Diploma in Computing", "HTQuality Engineering", "LightQ", "AHTQ",
        "Higher Technical Certificate", "Technical Qualification, Higher", "Higher Technical"})
    EXPECT_EQ(words_no_approved_title_may_hold(title), std::nullopt) << title;
}

TEST(Title, IsComparedWithBlanksCollapsedAndLettersSmall) {
  EXPECT_EQ(collapsed("  FdSc  Computer\tNetworks\xC2\xA0 and\r\nCybersecurity "),
            "fdsc computer networks and cybersecurity");
  EXPECT_EQ(collapsed(" \t "), "");
  EXPECT_EQ(collapsed("\xC3\x89"
                      "cole A"),
            "\xC3\x89"
            "cole a");  // letters beyond ASCII stay
  EXPECT_EQ(collapsed(collapsed(" A  b ")), collapsed(" A  b "));
}

}  // namespace
}  // namespace htq
