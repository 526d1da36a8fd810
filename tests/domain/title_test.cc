#include "domain/title.h"

#include "domain/title_letters.h"

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

TEST(Title, IsRefusedIfItOnlyLooksLikeTheMark) {
  EXPECT_EQ(words_no_approved_title_may_hold("Computing \uFF28\uFF34\uFF31"), "HTQ");  // fullwidth letters
  EXPECT_EQ(words_no_approved_title_may_hold("Computing H\u200BT\u2060Q"), "HTQ");     // of no width within
  EXPECT_EQ(words_no_approved_title_may_hold("Computing \u202DHTQ\u202C"), "HTQ");     // direction overridden
  EXPECT_EQ(words_no_approved_title_may_hold("Hi\u00ADgher\u3000\uFF34echnical Qualification"),
            "Higher Technical Qualification");
  for (const char* dressed :
       {"\U0001D407\U0001D413\U0001D410", "\U0001D65D\U0001D669\U0001D666",  // mathematical
        "\u210D\U0001D54B\u211A", "\u24BD\u24C9\u24C6", "\u24D7\u24E3\u24E0", "\u24A3\u24AF\u24AC",
        "\U0001F137\U0001F143\U0001F140", "\U0001F177\U0001F183\U0001F180", "\u041D\u0422\u051A",
        "\u0397\u03A4Q", "\u04BBt\u051B"})  // Cyrillic, Greek
    EXPECT_TRUE(words_no_approved_title_may_hold("Computing " + std::string(dressed))) << dressed;
  EXPECT_EQ(words_no_approved_title_may_hold("Diploma in \u0397\u03B1"), std::nullopt);
  EXPECT_EQ(words_no_approved_title_may_hold("H\xE2T\x80Q"), std::nullopt);  // no UTF-8 is no letter either
}

TEST(Title, IsSearchedForWhatNobodySees) {
  EXPECT_EQ(unseen_character("Dipl\u00F4me \u2013 Caf\u00E9 \U0001F600"), std::nullopt);
  EXPECT_EQ(unseen_character("H\u200BTQ"), "U+200B");
  EXPECT_EQ(unseen_character("Computing\u202E"), "U+202E");
  EXPECT_EQ(unseen_character("Computing\u2066"), "U+2066");
  EXPECT_EQ(unseen_character("Computing\nand"), "U+000A");
  EXPECT_EQ(unseen_character("Computing\u0085"), "U+0085");
  EXPECT_EQ(unseen_character("\uFEFF"), "U+FEFF");
  EXPECT_EQ(unseen_character("Computing\U000E0041"), "U+E0041");
  EXPECT_EQ(unseen_character("Computing\xE2\x80"), std::nullopt);  // cut off within a character
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
  EXPECT_EQ(collapsed("\uFF26dSc Net\u200Bworks"), "fdsc networks");
  EXPECT_EQ(collapsed("\xC3\x89"
                      "cole A"),
            "\xC3\x89"
            "cole a");  // letters beyond ASCII stay
  EXPECT_EQ(collapsed(collapsed(" A  b ")), collapsed(" A  b "));
}

}  // namespace
}  // namespace htq
