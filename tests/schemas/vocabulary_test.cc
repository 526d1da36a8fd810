// The office's own schemas hold what reflection asks of them.
#include <gtest/gtest.h>

#include "schemas/command.capnp.h"
#include "schemas/event.capnp.h"
#include "schemas/json_reader.h"
#include "schemas/json_schema.h"
#include "schemas/summary.h"

namespace htq {
namespace {

TEST(Vocabulary, EveryTemplateOfASummaryNamesItsFields) {
  const Plan plan(capnp::Schema::from<Record>());
  for (const StructPlan* event : plan.all())
    EXPECT_EQ(check_summary(event->schema), std::nullopt) << event->name;
}

TEST(Vocabulary, EveryEventHasASummary) {
  const Plan plan(capnp::Schema::from<Body>());
  for (const FieldPlan& event : plan.root().fields) {
    if (event.type.kind != JsonKind::structure) continue;
    EXPECT_FALSE(event.type.structure->summary.empty()) << event.name;
  }
}

TEST(Vocabulary, EveryFieldOfAnEventSaysWhoMaySeeIt) {
  const Plan plan(capnp::Schema::from<Record>());
  for (const StructPlan* event : plan.all()) {
    for (const FieldPlan& field : event->fields) {
      bool is_said = field.is_group || field.audience != policy::Audience::NOBODY;
      for (const auto annotation : field.field.getProto().getAnnotations())
        is_said = is_said || annotation.getId() == annotation::kVisibleTo;
      EXPECT_TRUE(is_said) << event->name << "." << field.name;
    }
  }
}

TEST(Vocabulary, CommandsAndRecordsCanBeDescribed) {
  const Documentation documentation;
  const capnp::StructSchema roots[] = {capnp::Schema::from<Command>(), capnp::Schema::from<Record>()};
  for (const JsonForm form : {JsonForm::command, JsonForm::answer})
    EXPECT_GT(json_schema_components(roots, documentation, {.form = form}).size(), 10'000);
}

TEST(Vocabulary, ACommandReadsFromJson) {
  const JsonReader reader(capnp::Schema::from<Command>());
  capnp::MallocMessageBuilder arena;
  auto command = arena.initRoot<Command>();
  command.initBookSupportSession();
  const std::string_view names[] = {"case"};
  JsonExtras extras{.names = names, .found = {}};
  const auto done = reader.read(R"({"case":"HTQ-7K3M-92QX-5CJD","at":"2020-09-01T10:00"})",
                                command.getBookSupportSession(), extras);
  ASSERT_TRUE(done.has_value()) << done.error().path << ": " << done.error().what;
  EXPECT_STREQ(command.getBookSupportSession().getAt().getLocal().cStr(), "2020-09-01T10:00");
  EXPECT_EQ(extras.found.at("case"), "HTQ-7K3M-92QX-5CJD");
}

}  // namespace
}  // namespace htq
