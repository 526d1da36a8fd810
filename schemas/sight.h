// How far somebody sees, of one case or of what is no case. What it is for whom: daemon/doors/policy.h.
//
// A value that refers to what it was made of, which must outlive it. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <set>
#include <string>
#include <string_view>

#include "schemas/disclosed.h"
#include "schemas/json_hooks.h"
#include "schemas/policy.capnp.h"

namespace htq {

/// Documents by their ids, and by the bytes of their hashes.
using DocumentNames = std::set<std::string, std::less<>>;

struct Sight {
  static constexpr std::uint64_t kNoEnd = std::numeric_limits<std::uint64_t>::max();

  /// Any clearance by itself: nothing is flagged, positions leave as they are.
  Sight(policy::Audience covers) : clearance(covers) {}

  policy::Audience clearance;
  /// Of the case: what its applicant flagged, if whoever looks is not to see it. Null: there is no such
  /// thing.
  const DocumentNames* withheld = nullptr;
  /// Of the case: the position behind which nothing of it is seen.
  std::uint64_t until = kNoEnd;
  /// How positions leave for whoever does not see every record. Then instants leave without what lies beneath
  /// the millisecond, too: records are a nanosecond apart where the clock stands still, and could be counted.
  /// Null: both leave as they are.
  const PositionHook* seal = nullptr;
  /// Where what is told of it is noted for the access journal. Null: it is nobody else's business.
  Disclosed* disclosed = nullptr;
  /// The case; empty: of what is none.
  std::string_view of{};
  /// Of the case: what its applicant flagged, if whoever looks sees it all the same.
  const DocumentNames* flagged = nullptr;

  bool withholds(std::string_view document) const {
    return withheld != nullptr && withheld->contains(document);
  }
  /// As far as somebody sees who asks for what was at a position.
  std::uint64_t end_by(std::uint64_t as_at) const { return as_at < until ? as_at : until; }
  bool is_flagged(std::string_view document) const {
    return flagged != nullptr && flagged->contains(document);
  }
};

inline constexpr std::int64_t kFinestTold = 1'000'000;  // nanoseconds

}  // namespace htq
