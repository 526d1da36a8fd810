// Strictness: every bad input, where it is found and what is said about it.
#include "schemas/json_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/schemas/sample.h"

namespace htq {
namespace {

using sample::error_of;
using testing::HasSubstr;

struct Refused {
  std::string_view json;
  std::string_view path;
  std::string_view what;
  std::string_view remedy = "";
};

void PrintTo(const Refused& refused, std::ostream* out) {
  *out << refused.json;
}

class JsonRefuses : public testing::TestWithParam<Refused> {};

TEST_P(JsonRefuses, AndSaysWhereAndWhy) {
  const JsonError error = error_of(GetParam().json);
  EXPECT_EQ(error.path, GetParam().path);
  EXPECT_THAT(error.what, HasSubstr(GetParam().what));
  EXPECT_THAT(error.remedy, HasSubstr(GetParam().remedy));
}

INSTANTIATE_TEST_SUITE_P(
    Documents, JsonRefuses,
    testing::Values(Refused{"", "", "is empty"}, Refused{"   ", "", "is empty"},
                    Refused{"[]", "", "not a JSON object"}, Refused{"7", "", "not a JSON object"},
                    Refused{"null", "", "not a JSON object"}, Refused{"\"a\"", "", "not a JSON object"},
                    Refused{"{", "", "not JSON"}, Refused{"{}}", "", "follows the end"},
                    Refused{"{} {}", "", "follows the end"}, Refused{"{}x", "", "not JSON"},
                    Refused{"{},", "", "not JSON"}, Refused{"{}[", "", ""},
                    Refused{R"({"title":"a",})", "", "not JSON"},
                    Refused{R"({,"title":"a"})", "", "not JSON"}, Refused{R"({"title" "a"})", "", "not JSON"},
                    Refused{R"({title:"a"})", "", "not JSON"}, Refused{R"({'title':"a"})", "", "not JSON"},
                    Refused{R"({"title":"a" "isNew":true})", "", "not JSON"},
                    Refused{"\xEF\xBB\xBF{}", "", ""}, Refused{"{\"title\":\"\xFF\"}", "", "not UTF-8"},
                    Refused{"{\"title\":\"\xC0\x80\"}", "", "not UTF-8"},
                    Refused{"{\"title\":\"\xED\xA0\x80\"}", "", "not UTF-8"},
                    Refused{"{\"title\":\"a\nb\"}", "", "not escaped"},
                    Refused{std::string_view("{\"title\":\"a\0b\"}", 15), "", "not escaped"},
                    Refused{R"(// {})", "", ""}, Refused{R"({/**/})", "", "not JSON"}));

INSTANTIATE_TEST_SUITE_P(
    Names, JsonRefuses,
    testing::Values(
        Refused{R"({"titel":"a"})", "titel", "no field of this name", "Did you mean \"title\"?"},
        Refused{R"({"TITLE":"a"})", "TITLE", "no field of this name", "\"title\""},
        Refused{R"({"zzzzzzzz":[tru,\q]})", "zzzzzzzz", "no field of this name", "The fields here are title"},
        Refused{R"({"":1})", "", "no field of this name"},
        Refused{R"({"renamed":"a"})", "renamed", "no field of this name"},
        Refused{R"({"newName":"a"})", "newName", "no field of this name", "\"new-name\""},
        Refused{R"({"title":"a","title":"a"})", "title", "given twice"},
        Refused{R"({"title":"a","t\u0069tle":"a"})", "title", "given twice"},
        Refused{R"({"filledIn":"a"})", "filledIn", "office fills this in", "Leave it out"},
        Refused{R"({"at":{"local":"a","instant":"2020-09-23T11:00:00Z"}})", "at.instant", "office fills"},
        Refused{R"({"occupations":[{},{"level":1,"leve":2}]})", "occupations[1].leve", "no field", "level"},
        Refused{R"({"empty":null})", "empty", "carries nothing"},
        Refused{R"({"author":{"person":"p","text":"t","key":""}})", "author.key", "no field"},
        Refused{R"({"author":{"person":"p"}})", "author.text", "missing"},
        Refused{R"({"author":{"person":"","text":"t"}})", "author.person", "empty"},
        Refused{R"({"author":{"text":"p"}})", "author.person", "missing"},
        Refused{R"({"author":{"text":"p","text":"p"}})", "author.text", "given twice"}));

INSTANTIATE_TEST_SUITE_P(
    Types, JsonRefuses,
    testing::Values(Refused{R"({"title":null})", "title", "null", "Leave the field out"},
                    Refused{R"({"lead":null})", "lead", "null"},
                    Refused{R"({"names":["a",null]})", "names[1]", "null"},
                    Refused{R"({"title":1})", "title", "This is a number", "Give a string"},
                    Refused{R"({"isNew":"true"})", "isNew", "This is a string", "true or false"},
                    Refused{R"({"isNew":tru})", "isNew", "not JSON"},
                    Refused{R"({"isNew":truex})", "isNew", "not JSON"},
                    Refused{R"({"lead":[]})", "lead", "This is a list", "Give an object"},
                    Refused{R"({"at":7})", "at", "This is a number", "a string or an object"},
                    Refused{R"({"names":{}})", "names", "This is an object", "Give a list"},
                    Refused{R"({"names":[1]})", "names[0]", "This is a number"},
                    Refused{R"({"grid":[[1],2]})", "grid[1]", "This is a number", "Give a list"},
                    Refused{R"({"grid":[[1,[]]]})", "grid[0][1]", "This is a list"},
                    Refused{R"({"occupations":[{"within":[{"level":true}]}]})",
                            "occupations[0].within[0].level", "true or false"},
                    Refused{R"({"outcome":"perhaps"})", "outcome", "\"perhaps\" is not one of the words",
                            "Use one of none, approved, approvedWithRequiredChanges, refused."},
                    Refused{R"({"outcome":"notApproved"})", "outcome", "not one of the words"},
                    Refused{R"({"outcomes":["approved","aproved"]})", "outcomes[1]", "not one",
                            "Did you mean \"approved\"?"},
                    Refused{R"({"outcome":1})", "outcome", "This is a number"},
                    Refused{R"({"numbers":[1,]})", "numbers", "not JSON"},
                    Refused{R"({"numbers":[,1]})", "numbers", "not JSON"},
                    Refused{R"({"numbers":[1 2]})", "numbers", "not JSON"},
                    Refused{R"({"numbers":[1})", "numbers", "not JSON"},
                    Refused{R"({"lead":{"level":1])", "", "not JSON"}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, JsonRefuses,
    testing::Values(
        Refused{R"({"small":128})", "small", "out of range", "from -128 to 127"},
        Refused{R"({"small":-129})", "small", "out of range"},
        Refused{R"({"count":65536})", "count", "out of range", "from 0 to 65535"},
        Refused{R"({"count":-1})", "count", "out of range"},
        Refused{R"({"large":9007199254740992})", "large", "out of range", "9007199254740991"},
        Refused{R"({"large":-9007199254740992})", "large", "out of range"},
        Refused{R"({"position":9007199254740992})", "position", "out of range"},
        Refused{R"({"position":18446744073709551616})", "position", "out of range"},
        Refused{R"({"position":99999999999999999999999999999999})", "position", "out of range"},
        Refused{R"({"small":1.5})", "small", "not a whole number"},
        Refused{R"({"small":1.0})", "small", "not a whole number"},
        Refused{R"({"small":1e1})", "small", "not a whole number"},
        Refused{R"({"small":"1"})", "small", "This is a string"},
        Refused{R"({"small":01})", "small", "not JSON"}, Refused{R"({"small":+1})", "small", "not JSON"},
        Refused{R"({"small":-})", "small", "not a whole number"},
        Refused{R"({"small":1x})", "small", "not JSON"}, Refused{R"({"small":0x1})", "small", "not JSON"},
        Refused{R"({"share":1e999})", "share", ""}, Refused{R"({"share":NaN})", "share", "not JSON"},
        Refused{R"({"share":Infinity})", "share", "not JSON"},
        Refused{R"({"share":.5})", "share", "not JSON"}, Refused{R"({"share":1.})", "share", "not JSON"},
        Refused{R"({"ratio":1e300})", "ratio", "out of range"}));

INSTANTIATE_TEST_SUITE_P(
    Texts, JsonRefuses,
    testing::Values(
        Refused{R"({"title":"a\u0000b"})", "title", "control character at byte 1"},
        Refused{R"({"title":"\r\n"})", "title", "control character at byte 0"},
        Refused{R"({"title":"\u007f"})", "title", "control character"},
        Refused{R"({"title":"\u0085"})", "title", "control character"},
        Refused{R"({"title":"\ud800"})", "title", ""}, Refused{R"({"title":"\udc00"})", "title", ""},
        Refused{R"({"title":"\ud800\u0041"})", "title", ""},
        Refused{R"({"title":"\q"})", "title", "not JSON"},
        Refused{R"({"title":"\u12"})", "title", "not JSON"},
        Refused{R"({"author":{"person":"p","text":"\u0001"}})", "author.text", "control character"},
        Refused{R"({"hash":"ABCD"})", "hash", "hexadecimal"},
        Refused{R"({"hash":"abc"})", "hash", "hexadecimal"}, Refused{R"({"bytes":"QQ"})", "bytes", "base64"},
        Refused{R"({"bytes":"QR=="})", "bytes", "base64"},
        Refused{R"({"bytes":"QQ==QQ=="})", "bytes", "base64"},
        Refused{R"({"bytes":"===="})", "bytes", "base64"},
        Refused{R"({"bytes":"Q-Q_"})", "bytes", "base64"}));

INSTANTIATE_TEST_SUITE_P(
    Forms, JsonRefuses,
    testing::Values(
        Refused{R"({"receivedAt":"2020-09-23T11:00:00"})", "receivedAt", "not an instant", "Z or an offset"},
        Refused{R"({"receivedAt":"2020-09-23 11:00:00Z"})", "receivedAt", "not an instant"},
        Refused{R"({"receivedAt":"2020-09-23T11:00Z"})", "receivedAt", "not an instant"},
        Refused{R"({"receivedAt":"2020-02-30T11:00:00Z"})", "receivedAt", "not an instant"},
        Refused{R"({"receivedAt":"2020-09-23T24:00:00Z"})", "receivedAt", "not an instant"},
        Refused{R"({"receivedAt":"2020-09-23T11:00:60Z"})", "receivedAt", "not an instant"},
        Refused{R"({"receivedAt":"2020-09-23T11:00:00.Z"})", "receivedAt", "not an instant"},
        Refused{R"({"receivedAt":"2020-09-23T11:00:00.0123456789Z"})", "receivedAt", "not an instant"},
        Refused{R"({"receivedAt":"2020-09-23T11:00:00+0100"})", "receivedAt", "not an instant"},
        Refused{R"({"receivedAt":"1899-12-31T23:59:59Z"})", "receivedAt", "1900"},
        Refused{R"({"receivedAt":"1900-01-01T00:59:59+01:00"})", "receivedAt", "1900"},
        Refused{R"({"receivedAt":"2100-01-01T00:00:00Z"})", "receivedAt", "2099"},
        Refused{R"({"receivedAt":1600858800})", "receivedAt", "This is a number"},
        Refused{R"({"on":"2021-02-29"})", "on", "not a day", "YYYY-MM-DD"},
        Refused{R"({"on":"2021-2-9"})", "on", "not a day"}, Refused{R"({"on":""})", "on", "not a day"},
        Refused{R"({"standard":"ST127"})", "standard", "ST and four digits"},
        Refused{R"({"standard":"st0127"})", "standard", "ST and four digits"},
        Refused{R"({"standard":"ST0127 "})", "standard", "ST and four digits"},
        Refused{R"({"lead":{"standard":"X"}})", "lead.standard", "ST and four digits"},
        Refused{R"({"occupation":"OCC0127a"})", "occupation", "OCC and four digits"},
        Refused{R"({"provider":"1000779"})", "provider", "eight digits"},
        Refused{R"({"slug":""})", "slug", "short name"}, Refused{R"({"slug":"-a"})", "slug", "short name"},
        Refused{R"({"slugs":["a","B"]})", "slugs[1]", "short name"}));

INSTANTIATE_TEST_SUITE_P(
    Unions, JsonRefuses,
    testing::Values(
        Refused{R"({"choice":{"number":1,"secret":"s"}})", "choice.secret", "excludes \"number\""},
        Refused{R"({"choice":{"nothing":null,"number":1}})", "choice.number", "excludes \"nothing\""},
        Refused{R"({"choice":{"nothing":1}})", "choice.nothing", "carries nothing", "null"},
        Refused{R"({"choice":{"nothing":nullx}})", "choice.nothing", ""},
        Refused{R"({"choice":{"number":null}})", "choice.number", "null"},
        Refused{R"({"form":{"paper":"p","digital":{}}})", "form.digital", "excludes \"paper\""},
        Refused{R"({"form":{"digital":{"page":1}}})", "form.digital.page", "no field", "pages"}));

TEST(JsonReader, ReadsEveryKindOfField) {
  sample::Message message;
  const auto done = sample::read(
      R"({"title":"A \"new\" \u00e9t\ud83d\ude00\n\t","isNew":true,"small":-128,"count":65535,
          "large":-9007199254740991,"position":9007199254740991,"share":0.25,"ratio":2,"outcome":"refused",
          "outcomes":["approved","none"],"names":["a",""],"numbers":[-1,0],"grid":[[1,2],[],[3]],
          "occupations":[{"standard":"ST0127","level":4},{}],"lead":{"level":5},"hash":"00ff","bytes":"AP8=",
          "receivedAt":"2020-09-23T12:00:00.5+01:00","on":"2020-02-29","standard":"ST0001","occupation":"OCC0127A",
          "provider":"10007799","slug":"a.b-9","at":"2020-12-16T17:00","author":{"person":"p-1","text":"J\u00f6rg"},
          "choice":{"occupation":{"level":1}},"choices":[{"nothing":null},{"number":7}],
          "weight":{"grams":3,"scale":"kitchen"},"new-name":"n","slugs":["x"],"form":{"digital":{"pages":2}}})",
      message);
  ASSERT_TRUE(done.has_value()) << done.error().path << ": " << done.error().what;
  const auto read = message.root.asReader();
  EXPECT_STREQ(read.getTitle().cStr(), "A \"new\" \xC3\xA9t\xF0\x9F\x98\x80\n\t");
  EXPECT_EQ(read.getSmall(), -128);
  EXPECT_EQ(read.getLarge(), -9007199254740991);
  EXPECT_EQ(read.getRatio(), 2.0F);
  EXPECT_EQ(read.getOutcome(), sample::Outcome::NOT_APPROVED);
  EXPECT_EQ(read.getGrid()[0][1], 2);
  EXPECT_EQ(read.getGrid()[1].size(), 0);
  EXPECT_STREQ(read.getOccupations()[0].getStandard().cStr(), "ST0127");
  EXPECT_EQ(read.getHash()[1], 0xFF);
  EXPECT_EQ(read.getBytes()[1], 0xFF);
  EXPECT_EQ(read.getReceivedAt(), 1600858800'500000000);
  EXPECT_STREQ(read.getAt().getLocal().cStr(), "2020-12-16T17:00");
  EXPECT_EQ(read.getAt().getInstant(), 0);
  EXPECT_EQ(view(read.getAuthor().getBox()), "J\xC3\xB6rg");
  EXPECT_FALSE(read.getAuthor().hasKey());
  EXPECT_TRUE(read.getChoice().isOccupation());
  EXPECT_TRUE(read.getChoices()[0].isNothing());
  EXPECT_EQ(read.getChoices()[1].getNumber(), 7);
  EXPECT_EQ(read.getWeight().getGrams(), 3);
  EXPECT_STREQ(read.getRenamed().cStr(), "n");
  EXPECT_EQ(read.getForm().getDigital().getPages(), 2);
}

TEST(JsonReader, TakesTheLongFormOfAShorthandToo) {
  sample::Message message;
  ASSERT_TRUE(sample::read(R"({"at":{"local":"2020-12-16"}})", message).has_value());
  EXPECT_STREQ(message.root.getAt().getLocal().cStr(), "2020-12-16");
}

TEST(JsonReader, HandsExtrasBesideTheStruct) {
  const JsonReader reader(sample::schema());
  const std::string_view names[] = {"case", "title"};
  sample::Message message;
  JsonExtras extras{.names = names, .found = {}};
  ASSERT_TRUE(
      reader.read(R"({"case":"HTQ-1","isNew":true,"title":"extra"})", message.root, extras).has_value());
  EXPECT_EQ(extras.found.at("case"), "HTQ-1");
  EXPECT_EQ(extras.found.at("title"), "extra");
  EXPECT_FALSE(message.root.hasTitle());
  EXPECT_TRUE(message.root.getIsNew());
}

TEST(JsonReader, HoldsExtrasToTheSameRules) {
  const JsonReader reader(sample::schema());
  const std::string_view names[] = {"case"};
  const auto error = [&](std::string_view json) {
    sample::Message message;
    JsonExtras extras{.names = names, .found = {}};
    return reader.read(json, message.root, extras).error();
  };
  EXPECT_EQ(error(R"({"case":"a","case":"b"})").what, "This field is given twice.");
  EXPECT_EQ(error(R"({"case":7})").path, "case");
  EXPECT_EQ(error(R"({"lead":{"case":"a"}})").path, "lead.case");
}

TEST(JsonReader, AsksTheHookBeforeItsOwnCheck) {
  const JsonReader reader(
      sample::schema(),
      {.check_reference = [](std::string_view kind, std::string_view text) -> std::optional<std::string> {
        if (kind == "case" && text != "HTQ-1") return "No such case.";
        if (kind == "standard" && text == "ST9999") return "No such standard.";
        return std::nullopt;
      }});
  const auto what = [&](std::string_view json) {
    sample::Message message;
    const auto done = reader.read(json, message.root);
    return done ? std::string("fine") : done.error().what;
  };
  EXPECT_EQ(what(R"({"earlierCase":"HTQ-1"})"), "fine");
  EXPECT_EQ(what(R"({"earlierCase":"HTQ-2"})"), "No such case.");
  EXPECT_EQ(what(R"({"standard":"ST9999"})"), "No such standard.");
  EXPECT_THAT(what(R"({"standard":"X"})"), HasSubstr("ST and four digits"));
}

std::string nested(int levels) {
  std::string json = R"({"lead":)";
  for (int i = 0; i < levels; ++i) json += R"({"within":[)";
  for (int i = 0; i < levels; ++i) json += "]}";
  return json + "}";
}

TEST(JsonReader, AllowsSixteenLevelsAndNoMore) {
  sample::Message message;
  EXPECT_TRUE(sample::read(nested(7), message).has_value()) << "1 + 2 x 7 = 15";
  const JsonError error = error_of(nested(8));
  EXPECT_THAT(error.what, HasSubstr("nested too deeply"));
  EXPECT_TRUE(error.path.starts_with("lead.within[0].within[0]")) << error.path;
  EXPECT_THAT(error_of(nested(10'000)).what, HasSubstr("nested too deeply"));
}

TEST(JsonReader, LimitsListsOneByOneAndTogether) {
  const JsonReader reader(sample::schema(), {.most_elements_in_list = 3, .most_elements = 5});
  const auto error = [&](std::string_view json) {
    sample::Message message;
    const auto done = reader.read(json, message.root);
    return done ? std::string("fine") : done.error().path + ": " + done.error().what;
  };
  EXPECT_EQ(error(R"({"numbers":[1,2,3]})"), "fine");
  EXPECT_EQ(error(R"({"numbers":[1,2,3,4]})"), "numbers: This list has 4 entries.");
  EXPECT_EQ(error(R"({"numbers":[1,2,3],"names":["a","b"]})"), "fine");
  EXPECT_EQ(error(R"({"numbers":[1,2,3],"names":["a","b","c"]})"),
            "names: The lists of this document have too many entries.");
  EXPECT_EQ(error(R"({"grid":[[1,2],[3,4]]})"), "grid[1]: The lists of this document have too many entries.");
}

TEST(JsonReader, ShowsForeignNamesShortAndClean) {
  EXPECT_EQ(error_of(R"({"a\u0001b":1})").path, "a?b");
  EXPECT_EQ(error_of("{\"" + std::string(100, 'x') + "\":1}").path, std::string(64, 'x') + "...");
  std::string umlauts = "a";
  for (int i = 0; i < 60; ++i) umlauts += "\xC3\xA4";
  EXPECT_TRUE(error_of("{\"" + umlauts + "\":1}").path.ends_with("\xC3\xA4..."));
}

}  // namespace
}  // namespace htq
