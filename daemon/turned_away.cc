#include "daemon/turned_away.h"

#include <algorithm>

namespace htq {

void TurnedAway::add(const PressingSubmission& submission, Count count) {
  const std::lock_guard lock(mutex_);
  const auto [found, is_new] = counts_.try_emplace(submission, count);
  if (is_new) return;
  Count& all = found->second;
  all.submissions += count.submissions;
  all.first = std::min(all.first, count.first);
  all.last = std::max(all.last, count.last);
}

std::optional<Instant> TurnedAway::oldest() const {
  const std::lock_guard lock(mutex_);
  if (counts_.empty()) return std::nullopt;
  return std::ranges::min_element(counts_, {}, [](const Counted& each) { return each.second.first; })
      ->second.first;
}

std::vector<TurnedAway::Counted> TurnedAway::take(Instant now, std::size_t most) {
  const std::lock_guard lock(mutex_);
  std::vector<Counted> taken;
  for (auto at = counts_.begin(); at != counts_.end() && taken.size() < most;) {
    if (now < at->second.last) {
      ++at;
      continue;
    }
    taken.push_back(*at);
    at = counts_.erase(at);
  }
  return taken;
}

}  // namespace htq
