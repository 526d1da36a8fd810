#include "daemon/ctl/command_lists.h"

#include "daemon/ctl/command_body.h"
#include "daemon/ctl/saying.h"
#include "daemon/spelling.h"
#include "domain/words.h"
#include "schemas/documentation.h"

namespace htq::ctl {
namespace {

Roles roles_that_may(Action action) {
  Roles roles;
  const auto add = [&](Roles more) {
    for (const auto enumerant : capnp::Schema::from<Role>().getEnumerants())
      if (const auto role = static_cast<Role>(enumerant.getOrdinal()); more.has(role)) roles.add(role);
  };
  for (const Step& step : case_steps())
    if (step.action == action) add(step.by);
  for (const OfficeStep& step : office_steps())
    if (step.action == action) add(step.by);
  return roles;
}

std::vector<std::string> names_of(Roles roles) {
  std::vector<std::string> names;
  for (const auto enumerant : capnp::Schema::from<Role>().getEnumerants())
    if (roles.has(static_cast<Role>(enumerant.getOrdinal())))
      names.emplace_back(enumerant.getProto().getName().cStr());
  return names;
}

/// Rows under the keys of their columns, in the form that was asked for.
void say_rows(const std::vector<std::pair<std::string, Column>>& columns,
              const std::vector<std::vector<std::string>>& rows, Form form) {
  if (form == Form::people) {
    std::vector<Column> headings;
    for (const auto& [key, column] : columns) headings.push_back(column);
    return say_table(headings, rows);
  }
  Json::Array documents;
  for (const auto& row : rows) {
    Json document{Json::Object()};
    for (std::size_t at = 0; at < row.size(); ++at) document.at(columns[at].first) = {row[at]};
    documents.push_back(std::move(document));
  }
  if (form == Form::json) return say_document(Json{std::move(documents)}.write());
  for (const Json& document : documents) say_document(document.write());
}

std::string type_text(const TypePlan& type) {
  switch (type.kind) {
    case JsonKind::nothing: return "null";
    case JsonKind::boolean: return "true or false";
    case JsonKind::whole: return type.is_instant ? "instant" : "whole number";
    case JsonKind::real: return "number";
    case JsonKind::text:
      return type.is_day ? "day" : type.reference.empty() ? "text" : "id (" + type.reference + ")";
    case JsonKind::data: return type.is_hex ? "hexadecimal" : "base64";
    case JsonKind::enumeration: {
      std::string words;
      for (const std::string& name : type.enumeration->names) words += (words.empty() ? "" : " | ") + name;
      return words;
    }
    case JsonKind::structure: return type.structure->name;
    case JsonKind::list: return "list of " + type_text(*type.element);
  }
  return {};
}

class Fields {
 public:
  void add(const StructPlan& plan, const std::string& prefix) {
    for (const FieldPlan& field : plan.fields) {
      if (field.is_computed) continue;
      const TypePlan* type = &field.type;
      std::string path = prefix + field.name;
      while (type->kind == JsonKind::list) {
        path += "[]";
        type = type->element.get();
      }
      const std::string_view comment =
          documentation_.of_member(plan.schema.getProto().getId(), field.field.getIndex());
      if (type->kind != JsonKind::structure) {
        rows_.push_back({path, type_text(*type), std::string(comment)});
      } else if (type->structure->shorthand != nullptr) {
        rows_.push_back({path,
                         type->structure->name == "Deadline" ? "London time (a day: its end)"
                                                             : "London time (a day: its start)",
                         std::string(comment)});
      } else if (type->structure->sealed) {
        rows_.push_back({path + ".person", "text", "a pseudonym"});
        rows_.push_back({path + ".text", "text", std::string(comment)});
      } else {
        add(*type->structure, path + ".");
      }
    }
  }
  std::vector<std::vector<std::string>> take() { return std::move(rows_); }
  void add_target(StreamKind kind) {
    rows_.push_back({name_of_enumerant(kind), "id (" + name_of_enumerant(kind) + ")", "what it acts on"});
  }

 private:
  Documentation documentation_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace

Exit list_commands(Form form) {
  std::vector<std::vector<std::string>> rows;
  for (std::uint16_t number = 0; number < kActions; ++number) {
    const auto action = static_cast<Action>(number);
    const auto roles = names_of(roles_that_may(action));
    std::string by;
    for (const std::string& role : roles) by += (by.empty() ? "" : ", ") + role;
    rows.push_back({std::string(name_of(action)), name_of_enumerant(kind_of(action)), by,
                    creates(action) ? "opens it" : ""});
  }
  say_rows({{"name", {"Command"}}, {"actsOn", {"Acts on"}}, {"by", {"By"}}, {"note", {"Note"}}}, rows, form);
  return Exit::done;
}

Exit show_fields(const std::string& command, Form form) {
  const auto action = action_named(command);
  if (!action) {
    std::vector<std::string> known;
    for (std::uint16_t number = 0; number < kActions; ++number)
      known.emplace_back(name_of(static_cast<Action>(number)));
    const auto meant = nearest(command, known);
    return fail(Exit::bad_usage,
                "no command is called " + command + (meant ? ": did you mean " + *meant + "?" : ""));
  }
  Fields fields;
  if (kind_of(*action) != StreamKind::CASE || !creates(*action)) fields.add_target(kind_of(*action));
  fields.add(body_of(*action), "");
  say_rows({{"property", {"Property"}}, {"holds", {"Holds"}}, {"about", {"About"}}}, fields.take(), form);
  return Exit::done;
}

}  // namespace htq::ctl
