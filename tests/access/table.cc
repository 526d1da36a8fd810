#include "tests/access/table.h"

#include <algorithm>
#include <vector>

#include "daemon/doors/door.h"
#include "daemon/doors/lists.h"
#include "daemon/doors/policy.h"
#include "domain/event_kind.h"
#include "domain/guards.h"
#include "domain/words.h"
#include "domain/workflow.h"
#include "schemas/command.capnp.h"
#include "schemas/event.capnp.h"
#include "schemas/journal.capnp.h"
#include "schemas/json_plan.h"

namespace htq::tests {
namespace {

using policy::Audience;

constexpr Audience kClasses[] = {Audience::PUBLIC,   Audience::CONSULTATION, Audience::APPLICANT,
                                 Audience::INTERNAL, Audience::RESTRICTED,   Audience::NOBODY};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string audience_in_words(Audience audience) {
  return in_words(name_of_enumerant(audience));
}

template <typename Each>
void each_role(Each each) {
  for (const auto enumerant : capnp::Schema::from<Role>().getEnumerants())
    each(static_cast<Role>(enumerant.getOrdinal()));
}

bool is_for_its_applicant_alone(const Step& step) {
  return std::ranges::any_of(step.provided.all(),
                             [](const Guard* guard) { return guard == &guards::is_its_applicant; });
}

/// What else must hold of them; the rules of domain/decide/ check it.
std::string_view provided_that(Role role, StreamKind kind, bool is_own) {
  if (kind == StreamKind::CONSULTATION && role == Role::RESPONDENT) return " (for themselves)";
  if (kind == StreamKind::PROCESS_FEEDBACK && role == Role::APPLICANT) return " (where invited)";
  if (kind != StreamKind::CASE) return "";
  switch (role) {
    case Role::APPLICANT: return is_own ? " (own case)" : "";
    case Role::PEER_REVIEWER: return " (asked for the review)";
    case Role::OFQUAL:
    case Role::OFS:
    case Role::STATUTORY_REGULATOR: return " (for itself)";
    case Role::ROUTE_PANEL:
    case Role::ASSURANCE_BODY:
    case Role::DECISION_MAKER: return " (for a body of the chain)";
    case Role::SECRETARY: return " (for the body that met)";
    default: return "";
  }
}

/// Roles that may take the step at some stage, and what ties them to what it acts on.
std::string who_may(Action action) {
  std::vector<std::string> who;
  each_role([&](Role role) {
    bool may = false;
    bool is_own = false;
    for (const Step& step : case_steps()) {
      if (step.action != action || !step.by.has(role)) continue;
      may = true;
      is_own = is_own || is_for_its_applicant_alone(step);
    }
    for (const OfficeStep& step : office_steps()) may = may || (step.action == action && step.by.has(role));
    if (may) who.push_back(words_of(role) + std::string(provided_that(role, kind_of(action), is_own)));
  });
  if (is_sent_by_a_door(action) && !who.empty()) who.back() += " (by asking for the copy)";
  if (action == Action::RESPOND_TO_CONSULTATION) who.emplace_back("anyone without an account");
  return joined(who);
}

std::string of_commands() {
  std::string text =
      "## Who may do what\n\nAt which stage, and under which conditions: domain/README.md.\n\n";
  for (std::uint16_t number = 0; number < kActions; ++number) {
    const auto action = static_cast<Action>(number);
    text += std::string(name_of(action)) + " | " + words_of(kind_of(action)) + " | " + who_may(action) + "\n";
  }
  return text;
}

std::string of_ties() {
  std::string text =
      "\n## Who sees a case\n\n"
      "Whoever is tied to it in one of these ways sees its fields up to that class. Nobody else: to them "
      "there is no "
      "such\ncase. Documents that the applicant flagged, or did not answer for, and letters of employers are "
      "restricted,\nwhatever their fields say; the applicant sees its own.\n\n";
  for (const SightOfCase& row : sights_of_cases())
    text += words_of(row.role) + " | " + std::string(words_of(row.tie)) + " | " +
            audience_in_words(row.covers) + "\n";
  text +=
      "\n## Who sees how much of all else\n\n"
      "Roles that are not named here see what is public, and consultations while they are open. Positions "
      "leave "
      "sealed,\nand versions count the events that an applicant may see, unless it says plain.\n\n";
  for (const SightOfOffice& row : sights_of_office())
    text += words_of(row.role) + " | " + audience_in_words(row.covers) + " | positions " +
            (row.positions == SightOfOffice::Positions::plain ? "plain" : "sealed") + "\n";
  return text;
}

/// The fields by class, each with the fields of the structs in it.
void add_fields(const StructPlan& plan, const std::string& before, int depth,
                std::vector<std::pair<Audience, std::string>>& fields) {
  for (const FieldPlan& field : plan.fields) {
    const TypePlan* type = &field.type;
    while (type->element != nullptr) type = type->element.get();
    std::string name = before + field.name;
    if (field.names_document) name += " (names a document)";
    if (field.names_person) name += " (names a person)";
    if (type->is_position) name += " (a position)";
    fields.emplace_back(field.audience, name);
    if (type->structure != nullptr && !type->structure->sealed && type->structure->shorthand == nullptr &&
        depth < 4)
      add_fields(*type->structure, before + field.name + ".", depth + 1, fields);
  }
}

std::string by_class(const StructPlan& plan) {
  std::vector<std::pair<Audience, std::string>> fields;
  add_fields(plan, "", 0, fields);
  std::string text;
  for (const Audience audience : kClasses) {
    std::vector<std::string> names;
    for (const auto& [of, name] : fields)
      if (of == audience) names.push_back(name);
    if (!names.empty()) text += "  " + audience_in_words(audience) + ": " + joined(names) + "\n";
  }
  return text;
}

std::string of_events() {
  std::string text =
      "\n## Each event, and for whom each of its fields is\n\nWhoever may not see an event does not learn "
      "that it "
      "happened.\n\n";
  const Plan plan(capnp::Schema::from<Record>());
  text += "the record of each event\n" + by_class(*plan.find(capnp::Schema::from<Record::Actor>()));
  for (const FieldPlan& field : plan.root().fields)
    if (field.name != "body") text += "  " + audience_in_words(field.audience) + ": " + field.name + "\n";
  for (const FieldPlan& event : plan.find(capnp::Schema::from<Body>())->fields)
    text += event.name + " | " + audience_in_words(event.audience) + "\n" + by_class(*event.type.structure);
  return text;
}

std::string of_answers() {
  std::string text = "\n## Each answer, and for whom each of its fields is\n\n";
  std::vector<capnp::StructSchema> all{
      capnp::Schema::from<answer::Receipt>(),      capnp::Schema::from<answer::Case>(),
      capnp::Schema::from<answer::Statistics>(),   capnp::Schema::from<answer::LogLevel>(),
      capnp::Schema::from<answer::ClockReading>(), capnp::Schema::from<journal::AccessEntry>()};
  for (const RowsDoor& list : lists())
    if (std::ranges::find(all, list.row) == all.end()) all.push_back(list.row);
  for (const capnp::StructSchema schema : all) {
    const Plan plan(schema);
    text += plan.root().name + "\n" + by_class(plan.root());
  }
  return text;
}

std::string of_streams() {
  std::string text =
      "\n## What is published to other systems\n\nTo those that are trusted: every event, as an " +
      in_words(name_of_enumerant(kTrustedStreamSeesAs)) +
      " sees it to whom no case is assigned, with texts about persons sealed for good.\nTo everyone: of "
      "these "
      "events what is public; of the last ones the rows of the register that they leave.\n\n";
  std::string of_the_register;
  for (const auto field : capnp::Schema::from<Body>().asStruct().getUnionFields()) {
    const auto event = static_cast<Body::Which>(field.getProto().getDiscriminantValue());
    if (!is_publication(event, kind_of_event(event).value_or(StreamKind::OFFICE))) continue;
    const std::string name = field.getProto().getName();
    (changes_the_register(event) ? of_the_register : text) += name + "\n";
  }
  return text + of_the_register;
}

}  // namespace

std::string who_does_and_sees_what() {
  return "# Who may do what, and who sees what\n\nPrinted by tests/access; held against the code.\n\n" +
         of_commands() + of_ties() + of_events() + of_answers() + of_streams();
}

}  // namespace htq::tests
