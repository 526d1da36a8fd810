#include "projections/case_folds.h"

#include "domain/evolve.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq {

Result<CaseFolds::Fold> CaseFolds::fold(Record::Reader record, const RowSnapshot& rows, Family timeline) {
  const std::string reference = string(record.getStream());
  auto found = kept_.find(reference);
  // A state that is not the one before this record (rows rebuilt from further back) is folded again.
  if (found == kept_.end() || found->second.state.version.value + 1 != record.getVersion()) {
    CaseState state;
    if (record.getVersion() > 1)
      HTQ_TRY(read_timeline(rows, timeline, timeline_prefix(StreamKind::CASE, reference),
                            [&](Record::Reader earlier, std::string_view) {
                              if (earlier.getPosition() >= record.getPosition()) return false;
                              evolve(state, earlier);
                              return true;
                            }));
    if (found == kept_.end()) {
      found = kept_.emplace(reference, Kept{}).first;
      found->second.recency = recency_.insert(recency_.end(), reference);
    }
    found->second.state = std::move(state);  // in its place: it may have been handed out
  } else {
    recency_.splice(recency_.end(), recency_, found->second.recency);
  }
  before_ = found->second.state;
  evolve(found->second.state, record);
  return Fold{.before = &before_, .after = &found->second.state};
}

void CaseFolds::forget_the_oldest() {
  while (kept_.size() > kMostKept) {
    kept_.erase(recency_.front());
    recency_.pop_front();
  }
}

}  // namespace htq
