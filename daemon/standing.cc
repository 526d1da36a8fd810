#include "daemon/standing.h"

#include "projections/key.h"

namespace htq {
namespace {

constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kDigestBytes = 32;

}  // namespace

std::string standing_row(const ProjectionStanding& standing) {
  std::string row;
  append_number(row, standing.version);
  append_number(row, standing.position.value);
  row += standing.record_hash;
  row += standing.digest.bytes();
  return row;
}

Result<ProjectionStanding> read_standing(std::string_view name, std::string_view row) {
  if (row.size() != 16 + kHashBytes + kDigestBytes)
    return fault(FaultKind::corrupted, "the standing of a projection has the wrong length");
  return ProjectionStanding{.name = std::string(name),
                            .version = static_cast<std::uint32_t>(number_at(row, 0)),
                            .position = {number_at(row, 8)},
                            .record_hash = std::string(row.substr(16, kHashBytes)),
                            .digest = Digest::of(row.substr(16 + kHashBytes))};
}

Result<std::vector<ProjectionStanding>> standings(const RowView& view) {
  std::vector<ProjectionStanding> all;
  const auto cursor = view.range(kMeta, "", "");
  for (; cursor->valid(); cursor->next()) {
    auto standing = read_standing(cursor->key(), cursor->value());
    if (!standing) return std::unexpected(std::move(standing).error());
    all.push_back(std::move(*standing));
  }
  HTQ_TRY(cursor->status());
  return all;
}

}  // namespace htq
