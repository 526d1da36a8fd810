#include "daemon/ctl/changes.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "daemon/ctl/when.h"
#include "domain/london_text.h"
#include "schemas/answer.capnp.h"
#include "schemas/json_plan.h"
#include "schemas/json_text.h"

namespace htq::ctl {
namespace {

/// By which members an element of a list is known; the first that it has, with what tells apart those that
/// share it.
struct Name {
  std::string_view member;
  std::string_view and_member = {};
};
constexpr std::array<Name, 8> kNames{{{"id"},
                                      {"number"},
                                      {"criterion", "standard"},
                                      {"standard", "option"},
                                      {"reviewer"},
                                      {"regulator"},
                                      {"case"},
                                      {"window"}}};
// Beside an instant stands the same in words of London: one of the two is enough.
constexpr std::string_view kLondon = "London";

const Name* name_of_elements(const Json::Array& elements) {
  for (const Name& name : kNames)
    if (std::ranges::all_of(elements, [&](const Json& each) { return each.find(name.member) != nullptr; }))
      return &name;
  return nullptr;
}

Json without(const Json& element, const Name& name) {
  Json::Object rest;
  for (const auto& [member, value] : *element.object())
    if (member != name.member && member != name.and_member) rest.emplace_back(member, value);
  return {std::move(rest)};
}

/// The elements of a list as members of an object, under what names them.
Json::Object by_name(const Json::Array& elements, const Name* name) {
  Json::Object named;
  for (std::size_t at = 0; at < elements.size(); ++at) {
    if (name == nullptr) {
      named.emplace_back(std::to_string(at), elements[at]);
      continue;
    }
    std::string key = elements[at].text_of(name->member);
    if (const std::string more = elements[at].text_of(name->and_member); !more.empty()) key += " " + more;
    named.emplace_back(std::move(key), without(elements[at], *name));
  }
  return named;
}

bool is_london_twin(const Json::Object& members, std::string_view name) {
  if (!name.ends_with(kLondon)) return false;
  name.remove_suffix(kLondon.size());
  return std::ranges::find(members, name, &Json::Object::value_type::first) != members.end();
}

/// A text that is empty says no more than one that is not there.
bool is_nothing(const Json& value) {
  const auto* text = std::get_if<std::string>(&value.value);
  return value.is_null() || (text != nullptr && text->empty());
}

class Comparison {
 public:
  std::vector<Change> take() { return std::move(changes_); }

  void compare(const std::string& path, const Json& before, const Json& after) {
    if (before == after || (is_nothing(before) && is_nothing(after))) return;
    if (before.object() != nullptr && after.object() != nullptr) {
      const auto name_member = [&](const std::string& name) {
        return path.empty() ? name : path + "." + name;
      };
      return compare_members(*before.object(), *after.object(), name_member);
    }
    const bool lists =
        (before.array() != nullptr || before.is_null()) && (after.array() != nullptr || after.is_null());
    if (lists) {
      static const Json::Array kNothing;
      const Json::Array& old = before.array() == nullptr ? kNothing : *before.array();
      const Json::Array& now = after.array() == nullptr ? kNothing : *after.array();
      const Name* name = name_of_elements(now.empty() ? old : now);
      if (name != nullptr && name != name_of_elements(old.empty() ? now : old)) name = nullptr;
      const auto name_element = [&](const std::string& key) { return path + "[" + key + "]"; };
      return compare_members(by_name(old, name), by_name(now, name), name_element);
    }
    if (is_nothing(before)) return add(Change::Kind::added, path, before, after);
    if (is_nothing(after)) return add(Change::Kind::removed, path, before, after);
    add(Change::Kind::changed, path, before, after);
  }

 private:
  template <typename NameOf>
  void compare_members(const Json::Object& before, const Json::Object& after, const NameOf& name_of) {
    const auto find = [](const Json::Object& in, const std::string& name) -> const Json* {
      const auto found = std::ranges::find(in, name, &Json::Object::value_type::first);
      return found == in.end() ? nullptr : &found->second;
    };
    static const Json kAbsent;
    for (const auto& [name, now] : after) {
      if (is_london_twin(after, name)) continue;
      const Json* old = find(before, name);
      if (old == nullptr && now.object() != nullptr)
        add(Change::Kind::added, name_of(name), kAbsent, now);
      else
        compare(name_of(name), old == nullptr ? kAbsent : *old, now);
    }
    for (const auto& [name, old] : before) {
      if (is_london_twin(before, name) || find(after, name) != nullptr) continue;
      if (old.object() != nullptr)
        add(Change::Kind::removed, name_of(name), old, kAbsent);
      else
        compare(name_of(name), old, kAbsent);
    }
  }
  void add(Change::Kind kind, std::string field, const Json& before, const Json& after) {
    changes_.push_back({.kind = kind, .field = std::move(field), .before = before, .after = after});
  }

  std::vector<Change> changes_;
};

void add_names(const Plan& plan, std::set<std::string, std::less<>>& names) {
  for (const StructPlan* structure : plan.all())
    for (const FieldPlan& field : structure->fields) {
      const TypePlan* type = &field.type;
      while (type->kind == JsonKind::list) type = type->element.get();
      if (type->kind == JsonKind::enumeration)
        names.insert(type->enumeration->names.begin(), type->enumeration->names.end());
    }
}

/// Enumerants of the answers that are shown so: those of more than one word the daemon writes as one.
const std::set<std::string, std::less<>>& joined_words() {
  static const std::set<std::string, std::less<>> names = [] {
    std::set<std::string, std::less<>> found;
    add_names(Plan(capnp::Schema::from<answer::Case>()), found);
    add_names(Plan(capnp::Schema::from<answer::Cycle>()), found);
    return found;
  }();
  return names;
}

std::string shortened(const std::string& text) {
  constexpr std::size_t kDigitsOfHash = 64;
  constexpr std::size_t kShown = 12;
  const bool is_hash =
      text.size() == kDigitsOfHash && text.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_hash ? text.substr(0, kShown) + "…" : text;
}

std::string words_of(const Json& value) {
  if (value.is_null()) return "nothing";
  if (const Json::Object* members = value.object()) {
    std::string text;
    for (const auto& [name, each] : *members)
      if (!is_london_twin(*members, name) && !is_nothing(each))
        text += (text.empty() ? "" : ", ") + in_words(name) + " " + words_of(each);
    return text.empty() ? "there" : text;
  }
  if (const Json::Array* elements = value.array()) {
    std::string text;
    for (const Json& each : *elements) text += (text.empty() ? "" : "; ") + words_of(each);
    return text;
  }
  if (const auto* truth = std::get_if<bool>(&value.value)) return *truth ? "yes" : "no";
  const std::string text = value.text();
  if (joined_words().contains(text)) return in_words(text);
  return parse_rfc3339(text) ? london(text) : shortened(text);
}

}  // namespace

std::vector<Change> changes_between(const Json& before, const Json& after) {
  Comparison comparison;
  comparison.compare("", before, after);
  return comparison.take();
}

std::string line_of(const Change& change) {
  switch (change.kind) {
    case Change::Kind::added: return "+ " + change.field + ": " + words_of(change.after);
    case Change::Kind::removed: return "- " + change.field + ": " + words_of(change.before);
    case Change::Kind::changed:
      return "  " + change.field + ": " + words_of(change.before) + " -> " + words_of(change.after);
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> facts_of(const Json& document, const Json& blank) {
  std::vector<std::pair<std::string, std::string>> facts;
  for (const Change& change : changes_between(blank, document))
    if (change.kind != Change::Kind::removed) facts.emplace_back(change.field, words_of(change.after));
  return facts;
}

Json document_of(const Change& change) {
  Json document;
  document.at("field") = {change.field};
  if (change.kind != Change::Kind::added) document.at("from") = change.before;
  if (change.kind != Change::Kind::removed) document.at("to") = change.after;
  return document;
}

}  // namespace htq::ctl
