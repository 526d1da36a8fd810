#include "daemon/past.h"

#include <algorithm>

#include "domain/ensure.h"
#include "projections/all.h"
#include "projections/memory_rows.h"

namespace htq {

void Past::view(std::string projection, Position position, std::move_only_function<void(Answer)> done) {
  if (++waiting_ > kMostWaiting) {
    --waiting_;
    return done(fault(FaultKind::overloaded, "As many wait for what was as may."));
  }
  auto work = std::make_shared<std::move_only_function<void(Answer)>>(std::move(done));
  executor_.post([this, projection = std::move(projection), position, work] {
    --waiting_;
    const auto found = std::ranges::find_if(
        kept_, [&](const Kept& kept) { return kept.projection == projection && kept.position == position; });
    if (found != kept_.end()) {
      kept_.splice(kept_.begin(), kept_, found);
      return (*work)(found->view);
    }
    Answer built = build(projection, position);
    if (built) {
      kept_.push_front({projection, position, *built});
      if (kept_.size() > kMostKept) kept_.pop_back();
    }
    (*work)(std::move(built));
  });
}

Past::Answer Past::build(const std::string& projection, Position position) {
  std::vector<std::unique_ptr<Projection>> one;
  one.push_back(projection_named(projection));
  ensure(one.back() != nullptr, "a projection that is kept");
  auto applier = Applier::open(std::move(one), log_, std::make_shared<MemoryRows>(),
                               std::make_shared<RowView>(projector_.view()));
  if (!applier) return std::unexpected(std::move(applier).error());
  HTQ_TRY((*applier)->catch_up(position, {}));
  return std::make_shared<RowView>((*applier)->view());
}

}  // namespace htq
