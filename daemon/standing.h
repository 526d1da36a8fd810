// What a projection says of itself: a row of the family "meta", written together with its rows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/row_view.h"
#include "projections/digest.h"

namespace htq {

inline constexpr std::string_view kMeta = "meta";

struct ProjectionStanding {
  std::string name;
  std::uint32_t version = 0;
  Position position;        // of the last record that is in the rows
  std::string record_hash;  // SHA-256 of that record: of another log it has another
  Digest digest;
};

/// Key: the name. Value: version (8 bytes), position (8), hash (32), digest (32).
std::string standing_row(const ProjectionStanding& standing);
Result<ProjectionStanding> read_standing(std::string_view name, std::string_view row);

/// Of every projection, by name, all at one moment. Any thread.
Result<std::vector<ProjectionStanding>> standings(const RowView& view);

}  // namespace htq
