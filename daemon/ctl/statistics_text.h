// The figures of a cycle as tables for people. The daemon's document is answer::Statistics.
//
// Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/ctl/json.h"
#include "daemon/text_table.h"

namespace htq::ctl {

/// "12 of 30 (40.0 %)", rounded half up; of nothing there is no share: "0 of 0".
std::string share_text(std::uint64_t numerator, std::uint64_t denominator);
/// The median of working days: "5", or "5 to 6" where two stand in the middle.
std::string median_text(const Json& days);

struct StatisticsTable {
  std::string title;  // empty: it stands by itself
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// The groups of one kind: "all", "route", ...
Json::Array groups_by(const Json& statistics, std::string_view kind);

/// The cycle as a whole: figures, shares, days, promises, responses.
std::vector<StatisticsTable> tables_of_cycle(const Json& statistics);
/// A row for each group.
StatisticsTable table_of_groups(const Json& statistics, std::string_view kind);

}  // namespace htq::ctl
