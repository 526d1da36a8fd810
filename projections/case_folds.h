// The states of cases for the projections: each record of a case comes with the case as it was before and as
// it is after it. The states are those of the timeline folded, so what a projection makes of them is a
// function of the log.
//
// The projector's thread only.
#pragma once

#include <list>
#include <string>
#include <unordered_map>

#include "domain/case_state.h"
#include "projections/rows.h"
#include "schemas/event.capnp.h"

namespace htq {

class CaseFolds {
 public:
  struct Fold {
    const CaseState* before;  // until the next call
    const CaseState* after;   // until forget_the_oldest()
  };

  /// `rows` hold the timeline up to a record before this one; what lies between has been folded here.
  Result<Fold> fold(Record::Reader record, const RowSnapshot& rows, Family timeline);
  /// Between two batches: states handed out before are gone.
  void forget_the_oldest();

 private:
  struct Kept {
    CaseState state;
    std::list<std::string>::iterator recency;
  };

  static constexpr std::size_t kMostKept = 50'000;
  std::unordered_map<std::string, Kept> kept_;
  std::list<std::string> recency_;  // least recently used first
  CaseState before_;
};

}  // namespace htq
