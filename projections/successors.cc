#include "projections/successors.h"

#include "projections/key.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr char kBetween = '/';
constexpr char kBehindBetween = '0';  // the next character
constexpr std::size_t kValueBytes = 8;

}  // namespace

void Successors::apply(const AppliedRecord& applied, RowWriter& rows) const {
  if (!applied.record.getBody().isInterestRegistered()) return;
  const auto earlier = applied.record.getBody().getInterestRegistered().getEarlierCase();
  if (earlier.size() == 0) return;
  std::string position;
  append_number(position, applied.record.getPosition());
  rows.insert(string(earlier) + kBetween + string(applied.record.getStream()), position);
}

Result<std::vector<Successor>> successors_of(const RowSnapshot& rows, Family successors,
                                             std::string_view reference) {
  const std::string prefix = std::string(reference) + kBetween;
  std::vector<Successor> found;
  const auto cursor = rows.range(successors, prefix, std::string(reference) + kBehindBetween);
  for (; cursor->valid(); cursor->next()) {
    if (cursor->value().size() != kValueBytes)
      return fault(FaultKind::corrupted, "a row of successors is too short");
    found.push_back({.reference = std::string(cursor->key().substr(prefix.size())),
                     .since = {number_at(cursor->value(), 0)}});
  }
  HTQ_TRY(cursor->status());
  return found;
}

}  // namespace htq
