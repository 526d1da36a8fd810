// The states of cases for the projections: each record of a case comes with the case as it was before and as
// it is after it. The states are those of the timeline folded, so what a projection makes of them is a
// function of the log.
//
// The projector's thread only.
#pragma once

#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "domain/case_state.h"
#include "projections/rows.h"
#include "projections/text_hash.h"
#include "schemas/event.capnp.h"

namespace htq {

class CaseFolds {
 public:
  struct Fold {
    const CaseState* before = nullptr;  // until the next record of this case
    const CaseState* after = nullptr;   // until forget_the_oldest()
  };

  /// `bytes`: of the record, as stored. `rows` hold the timeline up to a record before this one; what lies between
  /// has been folded here.
  Result<Fold> fold(Record::Reader record, std::string_view bytes, const RowSnapshot& rows, Family timeline);
  /// Between two batches: states handed out before are gone.
  void forget_the_oldest();

 private:
  /// The state before is folded by itself, a record behind: to fold a record twice costs a tenth of copying a
  /// state, which has many parts.
  struct Kept {
    CaseState before;
    CaseState after;
    std::string between;  // the record that leads from one to the other, as stored
    std::list<std::string>::iterator recency;
  };
  Result<> fold_again(Kept& kept, Record::Reader record, const RowSnapshot& rows, Family timeline);

  static constexpr std::size_t kMostKept = 20'000;
  std::unordered_map<std::string, Kept, TextHash, std::equal_to<>> kept_;
  std::list<std::string> recency_;  // least recently used first
};

}  // namespace htq
