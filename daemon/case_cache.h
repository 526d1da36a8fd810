// States of cases as of the last record decided, durable or not. Those with records that the rows do not hold
// yet are pinned: nothing else knows them. Of the others the least recently used go first.
//
// The engine's executor only.
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

#include "daemon/row_view.h"
#include "domain/case_state.h"
#include "schemas/event.capnp.h"

namespace htq {

class CaseCache {
 public:
  /// `kept`: beyond those that are pinned.
  explicit CaseCache(std::size_t kept) : kept_(kept) {}

  void clear();
  /// From memory, or folded from its timeline; nullptr if there is no such case. Until the next call.
  Result<CaseState*> load(const std::string& reference, const RowView& rows);
  /// With one more record, which the rows do not hold yet.
  const CaseState& fold(const std::string& reference, Record::Reader record);
  const CaseState& at(const std::string& reference) const { return cases_.at(reference).state; }

  std::size_t pinned() const { return pinned_.size(); }
  /// The rows hold every record up to here.
  void release(Position applied);

 private:
  struct Cached {
    CaseState state;
    std::list<std::string>::iterator recency;
  };

  const std::size_t kept_;
  std::unordered_map<std::string, Cached> cases_;
  std::list<std::string> recency_;                    // least recently used first
  std::unordered_map<std::string, Position> pinned_;  // with its last record
  std::deque<std::pair<Position, std::string>> pin_order_;
};

}  // namespace htq
