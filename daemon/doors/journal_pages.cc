#include "daemon/doors/journal_pages.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <tuple>
#include <utility>

namespace htq {
namespace {

/// A number and what ends it; both are taken off.
template <typename Number>
bool take_number(std::string_view& text, char end, Number& into) {
  const auto [stopped, problem] = std::from_chars(text.data(), text.data() + text.size(), into);
  const auto read = static_cast<std::size_t>(stopped - text.data());
  if (problem != std::errc{} || read == text.size() || *stopped != end) return false;
  text.remove_prefix(read + 1);
  return true;
}

}  // namespace

std::string JournalPage::text() const {
  std::string text =
      std::to_string(looked_to) + " " + std::to_string(looked_until.ns) + " " + (has_more ? "1" : "0") + "\n";
  for (const JournalLine& line : lines)
    text += std::to_string(line.entry) + " " + std::to_string(line.at.ns) + " " + line.json + "\n";
  return text;
}

std::optional<JournalPage> JournalPage::parse(std::string_view text) {
  JournalPage page;
  int more = 0;
  if (!take_number(text, ' ', page.looked_to) || !take_number(text, ' ', page.looked_until.ns) ||
      !take_number(text, '\n', more))
    return std::nullopt;
  page.has_more = more != 0;
  while (!text.empty()) {
    JournalLine line;
    const bool has_numbers = take_number(text, ' ', line.entry) && take_number(text, ' ', line.at.ns);
    const std::size_t end = text.find('\n');
    if (!has_numbers || end == text.npos || !text.starts_with('{')) return std::nullopt;
    line.json = text.substr(0, end);
    text.remove_prefix(end + 1);
    page.lines.push_back(std::move(line));
  }
  return page;
}

std::string cursor_text(const JournalCursor& cursor) {
  std::string text;
  for (const auto& [daemon, entry] : cursor)
    text += (text.empty() ? "" : ",") + std::to_string(entry) + "@" + daemon;
  return text;
}

std::optional<JournalCursor> parse_journal_cursor(std::string_view text) {
  JournalCursor cursor;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view one = text.substr(0, comma);
    text.remove_prefix(std::min(text.size(), comma + 1));
    std::uint64_t entry = 0;
    if (!take_number(one, '@', entry) || one.empty()) return std::nullopt;
    cursor[std::string(one)] = entry;
  }
  return cursor;
}

JournalPageOfAll merged(std::map<std::string, JournalPage> pages, JournalCursor from, std::uint64_t limit) {
  JournalPageOfAll all{.reached = std::move(from)};
  Instant known_until{std::numeric_limits<std::int64_t>::max()};
  for (const auto& [daemon, page] : pages) {
    if (!page.has_more) continue;
    all.has_more = true;
    known_until = std::min(known_until, page.looked_until);
  }
  std::map<std::string, std::size_t> left;
  for (auto& [daemon, page] : pages) {
    left[daemon] = page.lines.size();
    for (JournalLine& line : page.lines) all.lines.emplace_back(daemon, std::move(line));
  }
  std::ranges::sort(all.lines, {}, [](const auto& one) {
    return std::tuple(one.second.at.ns, one.first, one.second.entry);
  });
  const auto is_known = [&](const auto& one) { return one.second.at <= known_until; };
  const auto end = std::ranges::find_if_not(all.lines, is_known);
  const auto shown = std::min<std::uint64_t>(limit, static_cast<std::uint64_t>(end - all.lines.begin()));
  all.has_more |= shown < all.lines.size();
  all.lines.resize(shown);
  for (const auto& [daemon, line] : all.lines) {
    all.reached[daemon] = line.entry;
    --left[daemon];
  }
  for (const auto& [daemon, page] : pages)
    if (left[daemon] == 0 && page.looked_to != 0) all.reached[daemon] = page.looked_to;
  return all;
}

}  // namespace htq
