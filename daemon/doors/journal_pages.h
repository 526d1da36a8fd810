// Pages of the access journals of several daemons, and the one page that they make: the entries of all, by
// time. Each journal numbers its entries by itself, so a cursor names how far each was read:
// "12@10.0.0.1:7707,7@10.0.0.2:7707".
//
// Values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/instant.h"

namespace htq {

struct JournalLine {
  std::uint64_t entry = 0;  // its number, in its journal
  Instant at;
  std::string json;

  bool operator==(const JournalLine&) const = default;
};

/// Of one journal: what was wanted of the entries up to `looked_to`, oldest first.
struct JournalPage {
  std::vector<JournalLine> lines;
  std::uint64_t looked_to = 0;  // the last entry that was looked at; 0: there was none
  Instant looked_until;         // its time
  bool has_more = false;        // beyond that

  /// As one daemon hands it to another: a line of three numbers, then a line for each entry.
  std::string text() const;
  static std::optional<JournalPage> parse(std::string_view text);
  bool operator==(const JournalPage&) const = default;
};

/// By daemon: the last entry that was shown or passed over.
using JournalCursor = std::map<std::string, std::uint64_t>;
std::string cursor_text(const JournalCursor& cursor);
std::optional<JournalCursor> parse_journal_cursor(std::string_view text);

struct JournalPageOfAll {
  std::vector<std::pair<std::string, JournalLine>> lines;  // with whose journal it is of
  JournalCursor reached;
  bool has_more = false;
};

/// At most `limit` entries. Nothing is shown that is younger than what a journal has been read up to: what
/// that one still holds may come before it. So a page may be short, or empty, and have a next one.
JournalPageOfAll merged(std::map<std::string, JournalPage> pages, JournalCursor from, std::uint64_t limit);

}  // namespace htq
