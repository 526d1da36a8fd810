#include "schemas/documentation.h"

#include <capnp/dynamic.h>
#include <gtest/gtest.h>

#include "schemas/annotation_ids.h"
#include "schemas/json_plan.h"
#include "tests/schemas/sample.h"

namespace htq {
namespace {

std::uint64_t id_of(capnp::Schema schema) {
  return schema.getProto().getId();
}

TEST(Documentation, HasTheCommentsOfTheSchemas) {
  const Documentation documentation(sample_request());
  const auto schema = sample::schema();
  EXPECT_EQ(documentation.of(id_of(schema)), "One of everything.");
  EXPECT_EQ(documentation.of_member(id_of(schema), schema.getFieldByName("title").getIndex()),
            "What it is called.");
  EXPECT_EQ(documentation.of_member(id_of(schema), schema.getFieldByName("isNew").getIndex()), "");
  const auto outcome = capnp::Schema::from<sample::Outcome>();
  EXPECT_EQ(documentation.of(id_of(outcome)), "What became of it.");
  EXPECT_EQ(documentation.of_member(id_of(outcome), 1), "as asked");
  EXPECT_EQ(documentation.of_member(id_of(outcome), 99), "");
  EXPECT_EQ(documentation.of(1), "");
}

TEST(Documentation, HasTheCommentsOfTheOfficesOwnSchemas) {
  const Documentation documentation;
  EXPECT_TRUE(
      documentation.of(id_of(capnp::Schema::from<policy::Audience>())).starts_with("Who may see a field"));
}

TEST(Annotations, HaveTheIdsThatTheCodeKnows) {
  const Documentation documentation;
  const auto id = [&](std::string name) { return documentation.find("schemas/policy.capnp:" + name); };
  EXPECT_EQ(id("visibleTo"), annotation::kVisibleTo);
  EXPECT_EQ(id("summary"), annotation::kSummary);
  EXPECT_EQ(id("instant"), annotation::kInstant);
  EXPECT_EQ(id("day"), annotation::kDay);
  EXPECT_EQ(id("reference"), annotation::kReference);
  EXPECT_EQ(id("hex"), annotation::kHex);
  EXPECT_EQ(id("computed"), annotation::kComputed);
  EXPECT_EQ(id("shorthand"), annotation::kShorthand);
  EXPECT_EQ(id("namesPerson"), annotation::kNamesPerson);
  EXPECT_EQ(id("sealedText"), annotation::kSealedText);
  EXPECT_EQ(id("level"), annotation::kLevel);
}

}  // namespace
}  // namespace htq
