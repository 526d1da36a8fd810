#include "domain/workflow.h"

#include <capnp/schema.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "domain/ensure.h"
#include "domain/words.h"
#include "schemas/annotation_ids.h"
#include "schemas/text.h"

namespace htq {
namespace {

struct ActionFacts {
  StreamKind kind = StreamKind::OFFICE;
  bool creates = false;
  std::string name;
};

std::string kebab(std::string_view camel) {
  std::string out;
  for (const char c : camel) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0) {
      out += '-';
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  return out;
}

StreamKind kind_named(std::string_view name) {
  for (const auto enumerant : capnp::Schema::from<StreamKind>().getEnumerants())
    if (view(enumerant.getProto().getName()) == name) return static_cast<StreamKind>(enumerant.getOrdinal());
  bug("a command of the schema acts on a kind of stream that is none");
}

/// Read once from the annotations of the schema; immutable after.
const std::array<ActionFacts, kActions>& facts() {
  static const std::array<ActionFacts, kActions> all = [] {
    std::array<ActionFacts, kActions> read;
    for (const auto field : capnp::Schema::from<Command>().asStruct().getUnionFields()) {
      ActionFacts& fact = read.at(field.getProto().getDiscriminantValue());
      fact.name = kebab(view(field.getProto().getName()));
      for (const auto annotation : field.getProto().getAnnotations()) {
        if (annotation.getId() == annotation::kOn)
          fact.kind = kind_named(view(annotation.getValue().getText()));
        if (annotation.getId() == annotation::kCreates) fact.creates = true;
      }
    }
    return read;
  }();
  return all;
}

const ActionFacts& fact(Action action) {
  const auto number = static_cast<std::size_t>(action);
  ensure(number < kActions, "an action of the schema");
  return facts()[number];
}

Refused not_at(std::string_view where) {
  return {.refusal = Refusal::not_at_this_stage, .detail = "It is " + std::string(where) + "."};
}

Given in_role(const Given& given, Role role) {
  Given taken = given;
  taken.actor.role = role;
  return taken;
}

std::expected<Given, Refused> check_case(const Given& given, Action action, std::span<const Step> steps) {
  const Step* here = nullptr;
  bool some_role = false;
  Role role = Role::NOBODY;
  for (const Step& step : steps) {
    if (step.action != action) continue;
    const Roles mine = step.by.both(given.actor.roles);
    some_role = some_role || !mine.empty();
    if (mine.empty() || !step.at.has(given.file.stage)) continue;
    here = &step;
    role = mine.first();
    break;
  }
  if (!some_role) return std::unexpected(Refused{.refusal = Refusal::not_your_role});
  // A case that is not there, and one that is another's, look the same.
  if (given.file.stage == Stage::NONE && !creates(action))
    return std::unexpected(Refused{.refusal = Refusal::no_such_stream});
  if (here == nullptr) {
    if (is_foreign(given.actor, given.file))
      return std::unexpected(Refused{.refusal = Refusal::no_such_stream});
    return std::unexpected(not_at("at the stage: " + words_of(given.file.stage)));
  }
  Given taken = in_role(given, role);
  for (const Guard* guard : here->provided.all())
    if (!guard->holds(taken)) return std::unexpected(Refused{.refusal = guard->otherwise});
  return taken;
}

std::expected<Given, Refused> check_office(const Given& given, Action action) {
  const Standing standing = given.office.standing(kind_of(action), given.target);
  bool some_role = false;
  for (const OfficeStep& step : office_steps()) {
    if (step.action != action) continue;
    const Roles mine = step.by.both(given.actor.roles);
    if (mine.empty()) continue;
    some_role = true;
    if (step.at.has(standing)) return in_role(given, mine.first());
  }
  if (!some_role) return std::unexpected(Refused{.refusal = Refusal::not_your_role});
  if (standing == Standing::none) return std::unexpected(Refused{.refusal = Refusal::no_such_stream});
  if (creates(action)) return std::unexpected(Refused{.refusal = Refusal::already_exists});
  return std::unexpected(not_at(words_of(kind_of(action), standing)));
}

}  // namespace

bool is_foreign(const Actor& actor, const CaseState& file) {
  return actor.roles.both({Role::APPLICANT}) == actor.roles &&
         (file.organisation.empty() || actor.organisation != file.organisation);
}

std::expected<Given, Refused> check_table(const Given& given, Action action, std::span<const Step> steps) {
  return kind_of(action) == StreamKind::CASE ? check_case(given, action, steps) : check_office(given, action);
}

StreamKind kind_of(Action action) {
  return fact(action).kind;
}
bool creates(Action action) {
  return fact(action).creates;
}
std::string_view name_of(Action action) {
  return fact(action).name;
}

std::optional<Action> action_named(std::string_view name) {
  const auto found = std::ranges::find(facts(), name, &ActionFacts::name);
  if (found == facts().end()) return std::nullopt;
  return static_cast<Action>(found - facts().begin());
}

}  // namespace htq
