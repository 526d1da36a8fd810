// Submissions that an office with too much to do turned away in the last hour of their window, counted by
// cycle, window and organisation until they are on record (domain.md 16, edge case 34).
//
// Bounded: one count for each organisation with a draft in a window that is about to close. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/last_hour.h"

namespace htq {

class TurnedAway {
 public:
  struct Count {
    std::uint32_t submissions = 1;
    Instant first;  // when it was received
    Instant last;
  };
  using Counted = std::pair<PressingSubmission, Count>;

  void add(const PressingSubmission& submission, Count count);
  /// When the first of those was received that are not taken; nothing: there are none.
  std::optional<Instant> oldest() const;
  /// Takes up to `most` counts, to put them on record; none that lies ahead, as after a clock that stepped
  /// back.
  std::vector<Counted> take(Instant now, std::size_t most);

 private:
  mutable std::mutex mutex_;
  std::map<PressingSubmission, Count> counts_;
};

}  // namespace htq
