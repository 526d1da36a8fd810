#include "daemon/access/token_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "daemon/spelling.h"
#include "domain/london_text.h"

namespace htq {
namespace {

constexpr std::size_t kLongestNote = 200;
constexpr std::string_view kSystem = "system";  // acts without a token, and nobody else acts in its name
const std::string kNames[] = {"id",           "hash",      "subject",    "roles",
                              "organisation", "not_after", "created_at", "note"};

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(at);
    parts.emplace_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// The fields of a line, or what is wrong with it.
std::expected<std::map<std::string, std::string>, std::string> fields_of(std::string_view line) {
  std::map<std::string, std::string> fields;
  while (!line.empty()) {
    if (line.front() == ' ') {
      line.remove_prefix(1);
      continue;
    }
    const bool is_note = line.starts_with("note=");
    const std::string_view field = is_note ? line : line.substr(0, line.find(' '));
    line.remove_prefix(field.size());
    const auto equals = field.find('=');
    if (equals == field.npos)
      return std::unexpected(fmt::format("\"{}\" should be NAME=VALUE", printable(field)));
    const std::string name(field.substr(0, equals));
    if (std::ranges::find(kNames, name) == std::end(kNames)) {
      const auto meant = nearest(name, kNames);
      return std::unexpected(fmt::format("{} is not a field of a token{}", printable(name),
                                         meant ? fmt::format("; did you mean {}?", *meant) : ""));
    }
    if (!fields.emplace(name, field.substr(equals + 1)).second)
      return std::unexpected(fmt::format("{} is there twice", name));
  }
  for (const auto& name : {"id", "hash", "subject", "roles", "created_at"})
    if (!fields.contains(name)) return std::unexpected(fmt::format("{} is missing", name));
  return fields;
}

std::expected<TokenEntry, std::string> entry_of(std::string_view line, const RoleCheck& is_role) {
  auto fields = fields_of(line);
  if (!fields) return std::unexpected(fields.error());
  const auto wrong = [&](const std::string& name, std::string_view should_be) {
    return std::unexpected(
        fmt::format("{} should be {}, not \"{}\"", name, should_be, printable((*fields)[name])));
  };
  constexpr std::string_view kAnInstant = "an instant in UTC such as 2020-09-01T09:00:00Z";
  const auto hash = parse_hex((*fields)["hash"]);
  // Whoever mistakes this field has perhaps written the token itself here: it is not repeated.
  if (!hash)
    return std::unexpected("hash should be 64 hexadecimal digits, as htqctl token create writes them");
  if (!is_slug((*fields)["id"])) return wrong("id", "a slug");
  const auto created_at = parse_rfc3339((*fields)["created_at"]);
  if (!created_at) return wrong("created_at", kAnInstant);
  std::optional<Instant> not_after;
  if (fields->contains("not_after")) {
    not_after = parse_rfc3339((*fields)["not_after"]);
    if (!not_after) return wrong("not_after", kAnInstant);
  }
  TokenEntry entry{.id = (*fields)["id"],
                   .hash = *hash,
                   .subject = (*fields)["subject"],
                   .roles = split((*fields)["roles"], ','),
                   .organisation = (*fields)["organisation"],
                   .not_after = not_after,
                   .created_at = *created_at,
                   .note = (*fields)["note"]};
  if (auto problem = check_token(entry, is_role)) return std::unexpected(*problem);
  return entry;
}

/// Two lines may not share a hash or an id: taking one back would leave the other.
std::optional<std::string> repeats(const TokenEntry& entry, const std::vector<TokenEntry>& before) {
  for (const TokenEntry& other : before) {
    if (other.id == entry.id) return fmt::format("the id {} is there twice", entry.id);
    if (other.hash == entry.hash) return fmt::format("the token of {} is there twice", other.id);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> check_token(const TokenEntry& entry, const RoleCheck& is_role) {
  const auto wrong = [](std::string_view what, std::string_view should_be, std::string_view is) {
    return fmt::format("{} should be {}, not \"{}\"", what, should_be, printable(is));
  };
  constexpr std::string_view kASlug =
      "a slug: a lower-case letter or digit, then those, dots and hyphens, at most 64";
  if (!is_slug(entry.subject)) return wrong("subject", kASlug, entry.subject);
  if (entry.subject == kSystem) return "subject may not be system: it is how the office itself is recorded";
  if (!entry.organisation.empty() && !is_slug(entry.organisation))
    return wrong("organisation", kASlug, entry.organisation);
  if (entry.roles.empty()) return "roles are missing";
  for (const std::string& role : entry.roles) {
    if (role == kSystem) return "the role system is never given to a token: only the office itself holds it";
    if (!is_role(role)) return fmt::format("\"{}\" is not a role", printable(role));
    if (std::ranges::count(entry.roles, role) > 1) return fmt::format("the role {} is there twice", role);
  }
  if (entry.note.size() > kLongestNote) return fmt::format("note is longer than {} bytes", kLongestNote);
  for (std::string_view rest = entry.note; !rest.empty();) {
    const Character next = first_character(rest);
    if (!next.valid || is_control(next.code)) return "note has characters that cannot be shown on a line";
    rest.remove_prefix(next.bytes.size());
  }
  return std::nullopt;
}

Result<std::vector<TokenEntry>> parse_token_lines(const std::filesystem::path& path, std::string_view bytes,
                                                  const RoleCheck& is_role) {
  std::vector<TokenEntry> entries;
  std::string mistakes;
  for (unsigned number = 1; !bytes.empty(); ++number) {
    std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(' ') == line.npos || line.starts_with('#')) continue;
    auto entry = entry_of(line, is_role);
    const auto problem = entry ? repeats(*entry, entries) : std::optional(entry.error());
    if (problem)
      mistakes += fmt::format("{}{}:{}: {}", mistakes.empty() ? "" : "\n", path.native(), number, *problem);
    else
      entries.push_back(*std::move(entry));
  }
  if (!mistakes.empty()) return fault(FaultKind::bad_input, std::move(mistakes));
  return entries;
}

std::string token_line(const TokenEntry& entry) {
  std::string line = fmt::format("id={} hash={} subject={} roles={}", entry.id, hex(entry.hash),
                                 entry.subject, fmt::join(entry.roles, ","));
  if (!entry.organisation.empty()) line += " organisation=" + entry.organisation;
  if (entry.not_after) line += " not_after=" + rfc3339(*entry.not_after);
  line += " created_at=" + rfc3339(entry.created_at);
  if (!entry.note.empty()) line += " note=" + entry.note;
  return line;
}

}  // namespace htq
