#include "projections/case_folds.h"

#include "domain/evolve.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq {

Result<CaseFolds::Fold> CaseFolds::fold(Record::Reader record, std::string_view bytes, const RowSnapshot& rows,
                                        Family timeline) {
  const std::string_view reference = view(record.getStream());
  auto found = kept_.find(reference);
  const bool is_new = found == kept_.end();
  if (is_new) {
    found = kept_.emplace(std::string(reference), Kept{}).first;
    found->second.recency = recency_.insert(recency_.end(), found->first);
  } else {
    recency_.splice(recency_.end(), recency_, found->second.recency);
  }
  Kept& kept = found->second;
  // A state that is not the one before this record (rows rebuilt from further back) is folded again.
  if (is_new || kept.after.version.value + 1 != record.getVersion()) {
    HTQ_TRY(fold_again(kept, record, rows, timeline));
  } else if (!kept.between.empty()) {
    StoredEvent last(kept.between);
    evolve(kept.before, last.record());
  }
  evolve(kept.after, record);
  kept.between = bytes;
  return Fold{.before = &kept.before, .after = &kept.after};
}

/// Both states as they are before the record, in their places: they may have been handed out.
Result<> CaseFolds::fold_again(Kept& kept, Record::Reader record, const RowSnapshot& rows, Family timeline) {
  CaseState state;
  if (record.getVersion() > 1)
    HTQ_TRY(read_timeline(rows, timeline, timeline_prefix(StreamKind::CASE, view(record.getStream())),
                          [&](Record::Reader earlier, std::string_view) {
                            if (earlier.getPosition() >= record.getPosition()) return false;
                            evolve(state, earlier);
                            return true;
                          }));
  kept.before = state;
  kept.after = std::move(state);
  return {};
}

void CaseFolds::forget_the_oldest() {
  while (kept_.size() > kMostKept) {
    kept_.erase(recency_.front());
    recency_.pop_front();
  }
}

}  // namespace htq
