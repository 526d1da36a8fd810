// What a whole office wrote, held against what its schema says of persons: who acts somewhere stands in no
// field that does not say so.
#include <capnp/dynamic.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include "projections/stored_record.h"
#include "schemas/json_plan.h"
#include "schemas/text.h"
#include "tests/golden/golden_files.h"

namespace htq::tests {
namespace {

/// Calls `each` with every text of a record, the field it stands in, and that field's name with its holder's.
template <typename Each>
void each_text(const StructPlan& plan, const capnp::DynamicStruct::Reader& from, const Each& each) {
  if (plan.sealed) return;
  const FieldPlan* active = plan.active(from);
  for (const FieldPlan& field : plan.fields) {
    if (field.is_in_union && &field != active) continue;
    if (field.is_pointer && !from.has(field.field)) continue;
    const auto look_at = [&](const TypePlan& type, const capnp::DynamicValue::Reader& value) {
      if (type.kind == JsonKind::text)
        each(field, plan.name + "." + field.name, view(value.as<capnp::Text>()));
      if (type.kind == JsonKind::structure)
        each_text(*type.structure, value.as<capnp::DynamicStruct>(), each);
    };
    const capnp::DynamicValue::Reader value = from.get(field.field);
    if (field.type.kind != JsonKind::list)
      look_at(field.type, value);
    else
      for (const auto element : value.as<capnp::DynamicList>()) look_at(*field.type.element, element);
  }
}

TEST(GoldenLogs, NameNobodyWhoActsInAFieldThatDoesNotSayThatItNamesAPerson) {
  const Plan plan(capnp::Schema::from<Record>());
  for (const auto& version : golden_versions())
    for (const auto& log : golden_logs(version)) {
      const std::vector<std::string> records = read_golden_log(log);
      std::set<std::string, std::less<>> people;
      for (const std::string& bytes : records) {
        StoredEvent stored(bytes);
        const auto actor = stored.record().getActor();
        if (actor.getRole() != Role::SYSTEM && actor.getSubject().size() != 0)
          people.insert(string(actor.getSubject()));
      }
      ASSERT_GT(people.size(), 5U) << log;
      std::set<std::string> told_of, wrong;
      for (const std::string& bytes : records) {
        StoredEvent stored(bytes);
        // Of a person's own stream the name is the pseudonym.
        const bool is_of_a_person = stored.record().getStreamKind() == StreamKind::PERSON;
        each_text(plan.root(), stored.record(),
                  [&](const FieldPlan& field, const std::string& name, std::string_view text) {
                    if (!people.contains(text) || (is_of_a_person && name == "Record.stream")) return;
                    (field.names_person ? told_of : wrong).insert(name);
                  });
      }
      for (const std::string& name : wrong)
        ADD_FAILURE() << log << ": " << name << " names a person: it lacks $Policy.namesPerson";
      EXPECT_GE(told_of.size(), 3U) << log;
    }
}

}  // namespace
}  // namespace htq::tests
