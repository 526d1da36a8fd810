#include "daemon/case_cache.h"

#include "daemon/planted.h"
#include "domain/evolve.h"
#include "projections/timeline.h"

namespace htq {

void CaseCache::clear() {
  pinned_.clear();
  pin_order_.clear();
  if (is_planted(Plant::keeps_what_was_lost)) return;
  cases_.clear();
  recency_.clear();
}

Result<CaseState*> CaseCache::load(const std::string& reference, const RowView& rows) {
  if (const auto found = cases_.find(reference); found != cases_.end()) {
    recency_.splice(recency_.end(), recency_, found->second.recency);
    return &found->second.state;
  }
  CaseState state;
  HTQ_TRY(read_timeline(rows.snapshot(), rows.family("timeline"),
                        timeline_prefix(StreamKind::CASE, reference),
                        [&](Record::Reader record, std::string_view) {
                          evolve(state, record);
                          return true;
                        }));
  if (state.version == Version{}) return nullptr;
  Cached& cached = cases_[reference];
  cached.state = std::move(state);
  cached.recency = recency_.insert(recency_.end(), reference);
  return &cached.state;
}

const CaseState& CaseCache::fold(const std::string& reference, Record::Reader record) {
  const auto [found, is_new] = cases_.try_emplace(reference);
  if (is_new) found->second.recency = recency_.insert(recency_.end(), reference);
  evolve(found->second.state, record);
  pinned_[reference] = {record.getPosition()};
  pin_order_.emplace_back(Position{record.getPosition()}, reference);
  return found->second.state;
}

void CaseCache::release(Position applied) {
  while (!pin_order_.empty() && pin_order_.front().first <= applied) {
    const auto& [position, reference] = pin_order_.front();
    if (const auto found = pinned_.find(reference); found != pinned_.end() && found->second <= applied)
      pinned_.erase(found);
    pin_order_.pop_front();
  }
  for (std::size_t looked = 0; cases_.size() > kept_ && looked < cases_.size(); ++looked) {
    // A pinned one stays, whatever its turn.
    if (pinned_.contains(recency_.front()) && !is_planted(Plant::forgets_what_the_rows_do_not_hold_yet)) {
      recency_.splice(recency_.end(), recency_, recency_.begin());
      continue;
    }
    cases_.erase(recency_.front());
    recency_.pop_front();
  }
}

}  // namespace htq
