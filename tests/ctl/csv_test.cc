#include "daemon/ctl/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

namespace htq::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Fields = std::vector<std::string>;

std::vector<Fields> fields_of(std::string_view text) {
  std::vector<Fields> out;
  const auto records = read_csv(text);
  EXPECT_TRUE(records) << (records ? "" : records.error().what);
  if (records)
    for (const CsvRecord& record : *records) out.push_back(record.fields);
  return out;
}

std::string place_of(const CsvFault& fault) {
  return std::to_string(fault.line) + ":" + std::to_string(fault.column);
}

/// "2:5" of what is refused.
std::string refused_at(std::string_view text) {
  const auto records = read_csv(text);
  return records ? "read" : place_of(records.error());
}

TEST(Csv, LinesEndWithOneOrTwoCharactersAndTheLastMayHaveNoEnd) {
  const std::vector<Fields> both{{"a", "b"}, {"c", "d"}};
  EXPECT_EQ(fields_of("a,b\r\nc,d\r\n"), both);
  EXPECT_EQ(fields_of("a,b\nc,d\n"), both);
  EXPECT_EQ(fields_of("a,b\r\nc,d"), both);
}

TEST(Csv, EmptyFieldsAreFields) {
  EXPECT_THAT(fields_of(",a,\n,,\n"), ElementsAre(Fields{"", "a", ""}, Fields{"", "", ""}));
  EXPECT_THAT(fields_of("\"\",a"), ElementsAre(Fields{"", "a"}));
  EXPECT_THAT(fields_of(""), ElementsAre());
}

TEST(Csv, QuotedFieldsHoldCommasQuotesAndLines) {
  EXPECT_THAT(fields_of("\"a,b\",\"say \"\"no\"\"\"\r\n\"two\r\nlines\",c\r\n"),
              ElementsAre(Fields{"a,b", "say \"no\""}, Fields{"two\r\nlines", "c"}));
}

TEST(Csv, RecordsKnowTheLineTheyBeginAt) {
  const auto records = read_csv("a\n\"b\nb\"\nc\n");
  ASSERT_TRUE(records);
  EXPECT_EQ((*records)[1].line, 2U);
  EXPECT_EQ((*records)[2].line, 4U);
}

TEST(Csv, WhatCouldBeReadInTwoWaysIsRefusedWithItsPlace) {
  EXPECT_EQ(refused_at("a,b\nc,d\"e\n"), "2:4");
  EXPECT_EQ(refused_at("a,b\n\"c\"d,e\n"), "2:4");
  EXPECT_EQ(refused_at("a,b\nc, \"d\"\n"), "2:4");
  EXPECT_EQ(refused_at("a,b\rc,d\r"), "1:4");
  EXPECT_EQ(refused_at("a,b\nc,\"d\ne\n"), "2:3");
  EXPECT_EQ(refused_at("a,b\nc\n"), "2:1");
  EXPECT_EQ(refused_at("a,b\n\nc,d\n"), "2:1");
  EXPECT_EQ(refused_at("a,b\nc,d,e\n"), "2:1");
  EXPECT_EQ(refused_at(std::string_view("a,\0\n", 4)), "1:3");
  EXPECT_EQ(refused_at("\xEF\xBB\xBFxyz\n"), "1:1");
}

TEST(Csv, ATableHasExactlyTheColumnsInAnyOrder) {
  constexpr std::array<std::string_view, 2> kColumns{"name", "level"};
  const auto rows = read_csv_table("level,name\n4,Data analyst\n", kColumns);
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->front().at("name"), "Data analyst");
  EXPECT_EQ(rows->front().line, 2U);

  const auto wrong = [&](std::string_view text) {
    const auto table = read_csv_table(text, kColumns);
    return table ? std::string("read") : table.error().what;
  };
  EXPECT_THAT(wrong(""), HasSubstr("empty"));
  EXPECT_THAT(wrong("name\nA\n"), HasSubstr("lacks the column \"level\""));
  EXPECT_THAT(wrong("name,name,level\nA,B,4\n"), HasSubstr("\"name\" twice"));
  EXPECT_THAT(wrong("name,level,colour\nA,4,red\n"), HasSubstr("\"colour\" is not known"));
}

RC_GTEST_PROP(Csv, AnyBytesAreReadOrRefused, (const std::vector<unsigned char>& picks)) {
  constexpr std::string_view kLikely("\"\"\"\",,\r\n\nab\0\xFF", 13);
  std::string bytes;
  for (const unsigned char pick : picks) bytes += kLikely[pick % kLikely.size()];
  const auto records = read_csv(bytes);
  if (!records) RC_ASSERT(records.error().line >= 1);
}

std::string quoted(const std::string& field) {
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

RC_GTEST_PROP(Csv, WhatIsQuotedReadsBack, (const std::vector<std::string>& given)) {
  Fields fields{"first"};
  for (const std::string& field : given)
    if (field.find('\0') == std::string::npos) fields.push_back(field);
  std::string text;
  for (const std::string& field : fields) text += (text.empty() ? "" : ",") + quoted(field);
  const auto records = read_csv(text + "\r\n");
  RC_ASSERT(records.has_value());
  RC_ASSERT(records->size() == 1U);
  RC_ASSERT(records->front().fields == fields);
}

}  // namespace
}  // namespace htq::ctl
