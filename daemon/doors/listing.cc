#include "daemon/doors/listing.h"

#include "daemon/doors/policy.h"
#include "daemon/row_view.h"
#include "domain/evolve.h"
#include "projections/memory_rows.h"
#include "projections/register.h"
#include "projections/timeline.h"

namespace htq {

Result<std::vector<std::string>> listing_of(std::string_view reference, Position at, const RowView& now) {
  MemoryRows rows;
  const auto family = rows.open_family("register");
  if (!family) return std::unexpected(family.error());
  const Register listed;
  const Office office;  // the register looks at nothing of it
  CaseState state;
  Result<> failed;
  const auto apply = [&](Record::Reader record, std::string_view bytes) {
    if (record.getPosition() > at.value) return false;
    const CaseState before = state;
    evolve(state, record);
    if (!changes_the_register(record.getBody().which())) return true;
    const auto snapshot = rows.snapshot();
    RowWriter writer(*family, *snapshot, {});
    listed.apply({.record = record, .bytes = bytes, .before = &before, .after = &state, .office = office},
                 writer);
    const RowBatch batch = writer.finish();
    failed = writer.fault() ? Result<>(std::unexpected(*writer.fault())) : rows.write(batch);
    return failed.has_value();
  };
  HTQ_TRY(
      read_timeline(now.snapshot(), now.family("timeline"), StreamKind::CASE, reference, Version{1}, apply));
  HTQ_TRY(failed);
  std::vector<std::string> listing;
  const auto snapshot = rows.snapshot();
  // Under an empty standard stands which standards there are: no row of the register.
  for (auto row = snapshot->range(*family, std::string(1, '\1'), {}); row->valid(); row->next())
    listing.emplace_back(row->value());
  return listing;
}

}  // namespace htq
