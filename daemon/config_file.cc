#include "daemon/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "daemon/spelling.h"

namespace htq {
namespace {

template <typename T>
std::string text_of(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

Written written(const toml::node& node) {
  using As = Written::As;
  if (const auto* text = node.as_string()) return {As::text, text->get()};
  if (const auto* number = node.as_integer()) {
    const bool octal = (number->flags() & toml::value_flags::format_as_octal) != toml::value_flags::none;
    if (octal && number->get() >= 0) return {As::octal, fmt::format("{:04o}", number->get())};
    return {As::number, fmt::format("{}", number->get())};
  }
  if (const auto* at = node.as_date_time()) return {As::date_time, text_of(at->get())};
  if (const auto* yes = node.as_boolean()) return {As::other, yes->get() ? "true" : "false"};
  if (const auto* real = node.as_floating_point()) return {As::other, fmt::format("{}", real->get())};
  if (node.is_array()) return {As::other, "an array"};
  if (node.is_table()) return {As::other, "a section"};
  return {As::other, "a date or a time alone"};
}

}  // namespace

namespace {

/// A section, what stands in it, and the sections within: [log.kafka] is "log.kafka".
void add_lines(const std::string& prefix, const toml::table& table, std::vector<ConfigLine>& lines) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    const toml::table* section = node.as_table();
    lines.push_back({.key = key,
                     .written = written(node),
                     .line = node.source().begin.line,
                     .is_section = section != nullptr});
    if (section != nullptr) add_lines(key + ".", *section, lines);
  }
}

}  // namespace

Result<std::vector<ConfigLine>> read_config_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream bytes;
  // An empty file sets failbit on `bytes`, which is no mistake; badbit is.
  if (!in || !(bytes << in.rdbuf(), !in.bad()) || std::filesystem::is_directory(file))
    return fault(FaultKind::bad_input, fmt::format("{}: cannot be read", file.native()));

  const toml::parse_result parsed = toml::parse(bytes.view(), file.native());
  if (!parsed) {
    return fault(FaultKind::bad_input,
                 fmt::format("{}:{}: {}", file.native(), parsed.error().source().begin.line,
                             printable(parsed.error().description())));
  }
  std::vector<ConfigLine> lines;
  add_lines("", parsed.table(), lines);
  std::ranges::stable_sort(lines, {}, &ConfigLine::line);
  return lines;
}

}  // namespace htq
