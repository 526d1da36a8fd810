// The lines of a file of callers; the layout is in callers.h.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "daemon/access/callers.h"
#include "daemon/access/token_lines.h"
#include "daemon/spelling.h"

namespace htq {
namespace {

using Fields = std::map<std::string, std::string>;

const std::string kNames[] = {"certificate", "user", "group", "subject", "roles", "organisation"};

/// Up to the next blank; within quotes blanks belong to the value. Takes it off the front of `line`.
std::expected<std::string, std::string> take_value(std::string_view& line) {
  if (!line.starts_with('"')) {
    std::string value(line.substr(0, line.find(' ')));
    line.remove_prefix(value.size());
    return value;
  }
  const auto end = line.find('"', 1);
  if (end == line.npos) return std::unexpected("a quotation mark is not closed");
  std::string value(line.substr(1, end - 1));
  line.remove_prefix(end + 1);
  if (!line.empty() && line.front() != ' ')
    return std::unexpected("a blank should follow a closed quotation mark");
  return value;
}

std::expected<Fields, std::string> fields_of(std::string_view line) {
  Fields fields;
  while (!line.empty()) {
    if (line.front() == ' ') {
      line.remove_prefix(1);
      continue;
    }
    const auto equals = line.find('=');
    const auto blank = line.find(' ');
    if (equals == line.npos || blank < equals)
      return std::unexpected(fmt::format("\"{}\" should be NAME=VALUE", printable(line.substr(0, blank))));
    const std::string name(line.substr(0, equals));
    if (std::ranges::find(kNames, name) == std::end(kNames)) {
      const auto meant = nearest(name, kNames);
      return std::unexpected(fmt::format("{} is not a field of a caller{}", printable(name),
                                         meant ? fmt::format("; did you mean {}?", *meant) : ""));
    }
    line.remove_prefix(equals + 1);
    auto value = take_value(line);
    if (!value) return std::unexpected(value.error());
    if (value->empty()) return std::unexpected(fmt::format("{} is empty", name));
    if (!fields.emplace(name, *std::move(value)).second)
      return std::unexpected(fmt::format("{} is there twice", name));
  }
  return fields;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(',');
    parts.emplace_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_number(std::string_view text) {
  return text.size() <= 10 && (text.size() == 1 || text.front() != '0') &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::expected<CallerLine, std::string> line_of(std::string_view text, const RoleCheck& is_role) {
  auto fields = fields_of(text);
  if (!fields) return std::unexpected(fields.error());
  const auto there = [&](const char* name) { return fields->contains(name); };
  if (there("certificate") + there("user") + there("group") != 1)
    return std::unexpected("a line has one of certificate, user and group");
  CallerLine line;
  line.by = there("certificate") ? CallerLine::By::certificate
            : there("user")      ? CallerLine::By::user
                                 : CallerLine::By::group;
  const bool is_group = line.by == CallerLine::By::group;
  line.is = (*fields)[is_group ? "group" : line.by == CallerLine::By::user ? "user" : "certificate"];
  if (line.by == CallerLine::By::user && !is_number(line.is))
    return std::unexpected(fmt::format("user should be the number of a user, as id -u prints it, not \"{}\"",
                                       printable(line.is)));
  if (is_group && (there("subject") || there("organisation")))
    return std::unexpected("a group has roles alone: who calls, and for whom, is in the token");
  if (!is_group && !there("subject")) return std::unexpected("subject is missing");
  if (!there("roles")) return std::unexpected("roles are missing");
  TokenEntry entry{.id = "",
                   .subject = is_group ? "group" : (*fields)["subject"],
                   .roles = split((*fields)["roles"]),
                   .organisation = (*fields)["organisation"]};
  if (auto problem = check_token(entry, is_role)) return std::unexpected(*std::move(problem));
  line.caller = {.subject = is_group ? "" : entry.subject,
                 .roles = entry.roles,
                 .organisation = entry.organisation,
                 .token_id = line.by == CallerLine::By::user ? "user" : "certificate"};
  return line;
}

}  // namespace

Result<std::vector<CallerLine>> parse_caller_lines(const std::filesystem::path& path, std::string_view bytes,
                                                   const RoleCheck& is_role) {
  std::vector<CallerLine> lines;
  std::string mistakes;
  for (unsigned number = 1; !bytes.empty(); ++number) {
    std::string_view text = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), text.size() + 1));
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.find_first_not_of(' ') == text.npos || text.starts_with('#')) continue;
    auto line = line_of(text, is_role);
    if (!line)
      mistakes +=
          fmt::format("{}{}:{}: {}", mistakes.empty() ? "" : "\n", path.native(), number, line.error());
    else
      lines.push_back(*std::move(line));
  }
  if (!mistakes.empty()) return fault(FaultKind::bad_input, std::move(mistakes));
  return lines;
}

}  // namespace htq
