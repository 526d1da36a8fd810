#include "schemas/json_writer.h"

#include <gtest/gtest.h>

#include <limits>

#include "schemas/json_text.h"
#include "tests/schemas/sample.h"

namespace htq {
namespace {

using sample::Message;
using sample::Sample;

std::string write(Sample::Reader from, JsonWriterOptions options) {
  std::string json;
  JsonWriter(sample::schema(), std::move(options)).write(from, json);
  return json;
}

constexpr std::string_view kScalars =
    R"("isNew":false,"small":0,"count":0,"large":0,"position":0,"share":0,"ratio":0,"outcome":"none")";

TEST(JsonWriter, WritesNumbersAlwaysAndUnsetPointersNever) {
  Message message;
  EXPECT_EQ(sample::write(message.root),
            "{" + std::string(kScalars) + R"(,"weight":{"grams":0},"form":{"none":null}})");
}

TEST(JsonWriter, WritesEveryKindOfFieldInTheOrderOfTheSchema) {
  Message message;
  auto root = message.root;
  root.setTitle("Say \"é\"\n\\\x01");
  root.setIsNew(true);
  root.setSmall(-5);
  root.setLarge(-9007199254740991);
  root.setPosition(12345);
  root.setShare(0.1);
  root.setRatio(0.1F);
  root.setOutcome(sample::Outcome::NOT_APPROVED);
  root.initOutcomes(1).set(0, sample::Outcome::APPROVED_WITH_REQUIRED_CHANGES);
  root.initNames(2).set(0, "a");
  root.initGrid(2).init(0, 2).set(1, 7);
  root.initOccupations(1)[0].setStandard("ST0127");
  root.setHash(capnp::Data::Reader(kj::StringPtr("\x01\xfe").asBytes()));
  root.setBytes(capnp::Data::Reader(kj::StringPtr("\x01\xfe").asBytes()));
  root.setReceivedAt(1600858800'000000000);
  root.initAt().setLocal("2020-09-23T12:00");
  root.getAt().setInstant(1600858800'120000000);
  root.initAuthor().setPerson("p-1");
  root.getAuthor().setBox(kj::StringPtr("Ada").asBytes());
  root.initChoice().setNumber(0);
  root.initChoices(2)[1].setSecret("");
  root.setRenamed("n");
  root.getForm().initDigital().setPages(3);
  EXPECT_EQ(
      sample::write(root),
      R"({"title":"Say \"é\"\n\\\u0001","isNew":true,"small":-5,"count":0,"large":-9007199254740991,)"
      R"("position":12345,"share":0.1,"ratio":0.1,"outcome":"refused","outcomes":["approvedWithRequiredChanges"],)"
      R"("names":["a",""],"grid":[[0,7],[]],"occupations":[{"standard":"ST0127","level":0}],"hash":"01fe",)"
      R"("bytes":"Af4=","receivedAt":"2020-09-23T11:00:00Z",)"
      R"("at":{"local":"2020-09-23T12:00","instant":"2020-09-23T11:00:00.120Z"},)"
      R"("author":{"person":"p-1","text":"Ada"},"choice":{"number":0},"choices":[{"nothing":null},{"secret":""}],)"
      R"("weight":{"grams":0},"new-name":"n","form":{"digital":{"pages":3}}})");
}

TEST(JsonWriter, PutsLondonBesideAnInstant) {
  Message message;
  message.root.setReceivedAt(1'000'000'000);
  EXPECT_NE(write(message.root, {.london = &sample::london})
                .find(R"("receivedAt":"1970-01-01T00:00:01Z","receivedAtLondon":"London 1000000000")"),
            std::string::npos);
}

TEST(JsonWriter, ShowsAnErasedTextAsErasedAndAnUnopenedOneAsSealed) {
  Message message;
  message.root.initAuthor().setPerson("erased");
  message.root.getAuthor().setBox(kj::StringPtr("?").asBytes());
  EXPECT_NE(sample::write(message.root).find(R"("author":{"person":"erased","erased":true})"),
            std::string::npos);
  EXPECT_NE(write(message.root, {}).find(R"("author":{"person":"erased","sealed":true})"), std::string::npos);
  message.root.getAuthor().setPerson("locked");
  EXPECT_NE(sample::write(message.root).find(R"("author":{"person":"locked","sealed":true})"),
            std::string::npos);
  message.root.getAuthor().setPerson("erased");
  message.root.getAuthor().disownBox();
  EXPECT_NE(sample::write(message.root).find(R"("author":{"person":"erased"})"), std::string::npos);
}

TEST(JsonWriter, WritesOnlyWhatTheClearanceCovers) {
  Message message;
  message.root.setTitle("t");
  message.root.setCount(3);
  message.root.initLead().setLevel(4);
  message.root.initAuthor().setPerson("p");
  message.root.getAuthor().setBox(kj::StringPtr("Ada").asBytes());
  message.root.initChoice().setSecret("s");
  const JsonWriter writer(sample::schema(), {.open = &sample::open});
  std::string json;
  writer.write(message.root.asReader(), policy::Audience::PUBLIC, json);
  EXPECT_EQ(json, R"({"title":"t","isNew":false,"small":0,"choice":{},"form":{"none":null}})");
  json.clear();
  writer.write(message.root.asReader(), policy::Audience::APPLICANT, json);
  EXPECT_EQ(json,
            R"({"title":"t","isNew":false,"small":0,"count":3,"outcome":"none","author":{"text":"Ada"},)"
            R"("choice":{},"form":{"none":null}})");
  json.clear();
  writer.write(message.root.asReader(), policy::Audience::NOBODY, json);
  EXPECT_EQ(json, "{}");
}

TEST(JsonWriter, WritesAWordItDoesNotKnowAsItsNumber) {
  Message message;
  message.root.setOutcome(static_cast<sample::Outcome>(99));
  EXPECT_NE(sample::write(message.root).find(R"("outcome":99)"), std::string::npos);
}

TEST(JsonText, NeverWritesBytesThatAreNotUtf8) {
  std::string out;
  append_json_string(out,
                     "a\xFF\xC3\xA9\xED\xA0\x80"
                     "b");
  EXPECT_EQ(out,
            "\"a\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
            "b\"");
}

TEST(JsonText, InstantsGoThereAndBack) {
  for (const std::string text :
       {"1970-01-01T00:00:00Z", "2000-02-29T23:59:59.000000001Z", "2020-09-23T11:00:00.120Z",
        "2038-01-19T03:14:08.000001Z", "2099-12-31T23:59:59.999999999Z"}) {
    const auto ns = parse_instant(text);
    ASSERT_TRUE(ns.has_value()) << text;
    EXPECT_EQ(format_instant(*ns), text);
  }
  EXPECT_EQ(parse_instant("2020-09-23T12:00:00+01:00"), parse_instant("2020-09-23T11:00:00Z"));
  EXPECT_EQ(parse_instant("2020-09-23T05:30:00.1-05:30"), parse_instant("2020-09-23T11:00:00.100Z"));
}

TEST(JsonText, PutsCamelCaseInWords) {
  EXPECT_EQ(in_words("approvedWithRequiredChanges"), "approved with required changes");
  EXPECT_EQ(in_words("none"), "none");
}

TEST(FormatInstant, KnowsTheFirstAndTheLastThatThereAre) {
  EXPECT_EQ(format_instant(std::numeric_limits<std::int64_t>::min()), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(format_instant(std::numeric_limits<std::int64_t>::max()), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(format_instant(-1), "1969-12-31T23:59:59.999999999Z");
}

}  // namespace
}  // namespace htq
