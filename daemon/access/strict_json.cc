#include "daemon/access/strict_json.h"

#include <set>

namespace htq {
namespace {

constexpr std::size_t kDeepest = 8;
constexpr std::size_t kLongest = 1 << 20;

bool has_no_name_twice(const simdjson::dom::element& element) {
  if (element.is_object()) {
    std::set<std::string_view> names;
    for (const auto& [name, value] : simdjson::dom::object(element))
      if (!names.insert(name).second || !has_no_name_twice(value)) return false;
  } else if (element.is_array()) {
    for (const auto& value : simdjson::dom::array(element))
      if (!has_no_name_twice(value)) return false;
  }
  return true;
}

}  // namespace

std::optional<StrictJson> StrictJson::parse(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > kLongest) return std::nullopt;
  StrictJson json;
  json.parser_ = std::make_unique<simdjson::dom::parser>();
  if (json.parser_->allocate(bytes.size(), kDeepest) != simdjson::SUCCESS) return std::nullopt;
  simdjson::dom::element root;
  if (json.parser_->parse(bytes.data(), bytes.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
  if (root.get(json.object_) != simdjson::SUCCESS || !has_no_name_twice(root)) return std::nullopt;
  return json;
}

std::optional<simdjson::dom::element> StrictJson::find(std::string_view name) const {
  simdjson::dom::element found;
  if (object_.at_key(name).get(found) != simdjson::SUCCESS) return std::nullopt;
  return found;
}

std::optional<std::string_view> StrictJson::text(std::string_view name) const {
  const auto found = find(name);
  std::string_view text;
  if (!found || found->get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

std::optional<simdjson::dom::element> StrictJson::find_path(std::string_view path) const {
  if (auto whole = find(path)) return whole;
  simdjson::dom::object in = object_;
  for (;;) {
    const auto dot = path.find('.');
    simdjson::dom::element found;
    if (in.at_key(path.substr(0, dot)).get(found) != simdjson::SUCCESS) return std::nullopt;
    if (dot == path.npos) return found;
    if (found.get(in) != simdjson::SUCCESS) return std::nullopt;
    path.remove_prefix(dot + 1);
  }
}

}  // namespace htq
