#include "domain/case_reference.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <utility>

namespace htq {
namespace {

constexpr std::string_view kSpecimen = "HTQ-7K3M-92QX-5CJD";
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string read(std::string_view text) {
  const auto reference = parse_case_reference(text);
  return reference ? reference->text : reference.error();
}

TEST(CaseReference, AcceptsTheSpecimen) {
  EXPECT_EQ(read(kSpecimen), kSpecimen);
}

TEST(CaseReference, ReadsWhatPeopleWrite) {
  for (const auto* text :
       {"htq-7k3m-92qx-5cjd", "HTQ7K3M92QX5CJD", " htq 7k3m 92qx 5cjd\n", "HTQ--7-K3M-92QX-5CJD-",
        "HTQ\xE2\x80\x93"
        "7K3M\xE2\x80\x91"
        "92QX\xC2\xA0"
        "5CJD"})
    EXPECT_EQ(read(text), kSpecimen) << text;
}

TEST(CaseReference, TakesLettersThatLookLikeDigitsForThem) {
  int seen = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto reference = derive_case_reference("organisation", std::to_string(i));
    auto spoilt = reference.text;
    for (auto& character : spoilt) {
      if (character == '1') character = "ILil"[i % 4];
      if (character == '0') character = "Oo"[i % 2];
    }
    if (spoilt != reference.text) ++seen;
    EXPECT_EQ(read(spoilt), reference.text);
  }
  EXPECT_GT(seen, 100);
}

TEST(CaseReference, SaysWhatIsWrong) {
  EXPECT_EQ(read("7K3M-92QX-5CJD"), "A case reference begins with HTQ.");
  EXPECT_EQ(read(""), "A case reference begins with HTQ.");
  EXPECT_EQ(read("HTQ-7K3M-92QX-5CJ"), "A case reference has 12 characters after HTQ; this one has 11.");
  EXPECT_EQ(read("HTQ-7K3M-92QX-5CJDD"), "A case reference has 12 characters after HTQ; this one has more.");
  EXPECT_EQ(read("HTQ-7K3M-U2QX-5CJD"), "Character 5 after HTQ is U, which no case reference uses.");
  EXPECT_EQ(read("HTQ-7K3M-9\xFFQX-5CJD"), "Character 6 after HTQ is neither a letter nor a digit.");
  EXPECT_EQ(read("HTQ-7K3M-92QX-5CJE"),
            "The check character does not match: a character is wrong, or two are exchanged. Read it again.");
  EXPECT_FALSE(parse_case_reference("HTQ-0000-0000-0000"));
}

// The check is linear over the field, so whether an error is found depends on the places and characters
// involved and not on the rest: one reference with every error at every place proves it for all.
TEST(CaseReference, FindsEverySingleWrongCharacter) {
  for (std::size_t place = 4; place < kSpecimen.size(); ++place) {
    if (kSpecimen[place] == '-') continue;
    for (const char wrong : kAlphabet) {
      std::string text(kSpecimen);
      text[place] = wrong;
      EXPECT_EQ(parse_case_reference(text).has_value(), wrong == kSpecimen[place]) << text;
    }
  }
}

TEST(CaseReference, FindsEveryExchangeOfTwoCharacters) {
  // Whether an exchange is found depends on the difference of the two characters: 0 and each other one make
  // them all, at every pair of places, in references completed to be good by a third place.
  for (int first = 0; first < 12; ++first) {
    for (int second = first + 1; second < 12; ++second) {
      const int third = first != 0 ? 0 : second != 1 ? 1 : 2;
      for (const char other : kAlphabet.substr(1)) {
        std::string text = "HTQ7K3M92QX5CJD";
        text[3 + first] = '0';
        text[3 + second] = other;
        bool completed = false;
        for (const char completing : kAlphabet) {
          text[3 + third] = completing;
          if ((completed = parse_case_reference(text).has_value())) break;
        }
        ASSERT_TRUE(completed) << text;
        std::swap(text[3 + first], text[3 + second]);
        ASSERT_FALSE(parse_case_reference(text)) << text;
      }
    }
  }
}

TEST(CaseReference, NeverChangesForTheSameCommand) {
  EXPECT_EQ(derive_case_reference("organisation/10007789", "0b9d2a5e").text, "HTQ-XNDZ-1W1J-20M8");
  EXPECT_EQ(derive_case_reference("", "").text, "HTQ-JK0W-126C-JH9Q");
}

TEST(CaseReference, KeepsSubjectAndCommandApart) {
  EXPECT_NE(derive_case_reference("ab", "c"), derive_case_reference("a", "bc"));
}

TEST(CaseReference, SpreadsOverCommands) {
  std::set<CaseReference> seen;
  for (int i = 0; i < 20'000; ++i) seen.insert(derive_case_reference("organisation", std::to_string(i)));
  EXPECT_EQ(seen.size(), 20'000U);
}

RC_GTEST_PROP(CaseReference, ReadsBackWhatItDerives,
              (const std::string& subject, const std::string& command)) {
  const auto reference = derive_case_reference(subject, command);
  RC_ASSERT(read(reference.text) == reference.text);
}

}  // namespace
}  // namespace htq
