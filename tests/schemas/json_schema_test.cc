#include "schemas/json_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/schemas/sample.h"

namespace htq {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string components(JsonForm form) {
  const Documentation documentation(sample_request());
  const capnp::StructSchema roots[] = {sample::schema(), capnp::Schema::from<sample::Ten>()};
  return json_schema_components(roots, documentation, {.form = form});
}

std::string component(const std::string& all, std::string_view name) {
  simdjson::dom::parser parser;
  const simdjson::dom::element document = parser.parse(all);
  return simdjson::minify(document[name]);
}

TEST(JsonSchema, DescribesAnEnumWithItsWordsAndTheirMeaning) {
  EXPECT_EQ(component(components(JsonForm::answer), "Outcome"),
            R"({"type":"string","description":"What became of it.\napproved: as asked",)"
            R"("enum":["none","approved","approvedWithRequiredChanges","refused"]})");
}

TEST(JsonSchema, LetsACommandUseAShorthandAndLeavesOutWhatIsComputed) {
  EXPECT_EQ(component(components(JsonForm::command), "Moment"),
            R"({"oneOf":[{"type":"string"},)"
            R"({"type":"object","properties":{"local":{"type":"string"}},"additionalProperties":false}]})");
  EXPECT_THAT(components(JsonForm::command), Not(HasSubstr("filledIn")));
  EXPECT_THAT(components(JsonForm::command), Not(HasSubstr("London")));
}

TEST(JsonSchema, ShowsAnAnswerWithLondonTimes) {
  EXPECT_EQ(
      component(components(JsonForm::answer), "Moment"),
      R"({"type":"object","properties":{"local":{"type":"string"},"instant":{"type":"string",)"
      R"("format":"date-time"},"instantLondon":{"type":"string","description":"The same in London time."}}})");
}

TEST(JsonSchema, LetsWhatIsNotKnownBeAnEmptyTextInAnAnswer) {
  EXPECT_THAT(components(JsonForm::command), HasSubstr(R"("pattern":"^[a-z0-9][a-z0-9.-]{0,63}$")"));
  EXPECT_THAT(components(JsonForm::answer), HasSubstr(R"("pattern":"^$|^[a-z0-9][a-z0-9.-]{0,63}$")"));
  EXPECT_THAT(components(JsonForm::answer), Not(HasSubstr(R"("format":"date")")));
}

TEST(JsonSchema, DescribesSealedTexts) {
  EXPECT_EQ(component(components(JsonForm::command), "Personal"),
            R"({"type":"object","properties":{"person":{"type":"string"},"text":{"type":"string"}},)"
            R"("required":["person","text"],"additionalProperties":false})");
  EXPECT_THAT(component(components(JsonForm::answer), "Personal"), HasSubstr(R"("erased":{"const":true})"));
}

TEST(JsonSchema, LetsAUnionHaveOneMemberOrNone) {
  EXPECT_EQ(
      component(components(JsonForm::command), "Choice"),
      R"({"type":"object","properties":{"nothing":{"type":"null"},)"
      R"("number":{"type":"integer","minimum":0,"maximum":4294967295},"secret":{"type":"string"},)"
      R"("occupation":{"$ref":"#/components/schemas/Occupation"}},"additionalProperties":false,)"
      R"("oneOf":[{"required":["nothing"]},{"required":["number"]},{"required":["secret"]},)"
      R"({"required":["occupation"]},{"not":{"anyOf":[{"required":["nothing"]},{"required":["number"]},)"
      R"({"required":["secret"]},{"required":["occupation"]}]}}]})");
}

TEST(JsonSchema, TakesAPropertyMoreThatMustBeThere) {
  const Documentation documentation(sample_request());
  const auto with = [&](std::string_view property) {
    return json_schema_with(capnp::Schema::from<sample::Moment>(), property, R"({"type":"string"})",
                            documentation, {.form = JsonForm::command});
  };
  EXPECT_EQ(with("case"),
            R"({"type":"object","properties":{"case":{"type":"string"},"local":{"type":"string"}},)"
            R"("required":["case"],"additionalProperties":false})");
  EXPECT_EQ(with("local"), R"({"type":"object","properties":{"local":{"type":"string"}},)"
                           R"("required":["local"],"additionalProperties":false})")
      << "one that is a field of its own";
}

TEST(JsonSchema, DescribesFields) {
  const std::string sample = component(components(JsonForm::command), "Sample");
  for (
      const std::string_view part :
      {R"("description":"One of everything.")",
       R"("title":{"type":"string","description":"What it is called."})",
       R"("small":{"type":"integer","minimum":-128,"maximum":127})",
       R"("on":{"type":"string","format":"date"})", R"("receivedAt":{"type":"string","format":"date-time"})",
       R"("standard":{"type":"string","pattern":"^ST[0-9]{4}$"})",
       R"("outcomes":{"type":"array","items":{"$ref":"#/components/schemas/Outcome"}})",
       R"("grid":{"type":"array","items":{"type":"array","items":{"type":"integer","minimum":0,"maximum":255}}})",
       R"("bytes":{"type":"string","contentEncoding":"base64"})", R"("new-name":{"type":"string"})"})
    EXPECT_THAT(sample, HasSubstr(part));
}

TEST(JsonSchema, NamesEveryComponentThatItRefersTo) {
  for (const JsonForm form : {JsonForm::command, JsonForm::answer}) {
    const std::string all = components(form);
    simdjson::dom::parser parser;
    const simdjson::dom::element document = parser.parse(all);
    static constexpr std::string_view kPrefix = "\"#/components/schemas/";
    for (std::size_t at = all.find(kPrefix); at != std::string::npos; at = all.find(kPrefix, at + 1)) {
      const std::size_t begin = at + kPrefix.size();
      const std::string name = all.substr(begin, all.find('"', begin) - begin);
      EXPECT_EQ(document[name].error(), simdjson::SUCCESS) << name;
    }
  }
}

TEST(JsonSchema, KeepsTheTwoFormsApartByASuffix) {
  EXPECT_EQ(json_schema_reference(sample::schema(), {.name_suffix = "Input"}),
            R"({"$ref":"#/components/schemas/SampleInput"})");
}

}  // namespace
}  // namespace htq
