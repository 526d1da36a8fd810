#include "daemon/rebuild.h"

#include <algorithm>
#include <future>

#include "projections/all.h"
#include "projections/memory_rows.h"

namespace htq {
namespace {

/// As many as a small machine has cores: what is live goes on meanwhile.
constexpr std::size_t kLanes = 2;
/// So near to the end the rest is read while the live projections wait.
constexpr std::uint64_t kNearTheEnd = 1'000;

/// A projection that notes when one of its rows is written.
class Watched final : public Projection {
 public:
  Watched(std::unique_ptr<Projection> inner, std::string key, Position& first)
      : inner_(std::move(inner)), key_(std::move(key)), first_(first) {}

  std::string_view name() const override { return inner_->name(); }
  std::uint32_t version() const override { return inner_->version(); }
  bool reads_cases() const override { return inner_->reads_cases(); }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override {
    rows.watch(&key_);
    inner_->apply(applied, rows);
    if (rows.was_written() && first_.value == 0) first_ = {applied.record.getPosition()};
    rows.watch(nullptr);
  }

 private:
  std::unique_ptr<Projection> inner_;
  std::string key_;
  Position& first_;
};

struct Scanned {
  Digest digest;
  std::uint64_t rows = 0;
};

Result<Scanned> scan(const RowView& view, std::string_view projection) {
  Scanned scanned;
  const auto cursor = view.range(projection, "", "");
  for (; cursor->valid(); cursor->next(), ++scanned.rows) scanned.digest.add(cursor->key(), cursor->value());
  HTQ_TRY(cursor->status());
  return scanned;
}

Result<std::optional<std::string>> first_difference(const RowView& live, const RowView& fresh,
                                                    std::string_view projection) {
  const auto mine = live.range(projection, "", "");
  const auto theirs = fresh.range(projection, "", "");
  while (mine->valid() && theirs->valid()) {
    if (mine->key() != theirs->key()) return std::string(std::min(mine->key(), theirs->key()));
    if (mine->value() != theirs->value()) return std::string(mine->key());
    mine->next();
    theirs->next();
  }
  HTQ_TRY(mine->status());
  HTQ_TRY(theirs->status());
  if (mine->valid()) return std::string(mine->key());
  if (theirs->valid()) return std::string(theirs->key());
  return std::nullopt;
}

}  // namespace

bool Comparison::is_equal() const {
  return std::ranges::all_of(projections, &ComparedProjection::is_equal);
}

Rebuild::Rebuild(const EventLog& log, Projector& projector, RowDirectories& directories)
    : log_(log), projector_(projector), directories_(directories), executor_("rebuild") {}

Rebuild::~Rebuild() {
  const std::lock_guard lock(mutex_);
  if (running_) running_->is_cancelled = true;
}

std::shared_ptr<Rebuild::Running> Rebuild::begin(Then then) {
  const std::lock_guard lock(mutex_);
  if (running_ && !running_->is_done) return nullptr;
  running_ = std::make_shared<Running>();
  executor_.post([this, then, running = running_] {
    running->outcome = run(then, *running);
    running->is_done = true;
  });
  return running_;
}

Result<Comparison> Rebuild::run(Then then, Running& running) {
  auto rows = directories_.create_beside();
  if (!rows) return std::unexpected(std::move(rows).error().during("build the projections again"));
  auto opened = Applier::open(all_projections(), log_, std::move(*rows), nullptr, {.lanes = kLanes});
  if (!opened) return std::unexpected(std::move(opened).error().during("build the projections again"));
  std::unique_ptr<Applier> fresh = std::move(*opened);
  const auto progress = [&](Position applied, Position end) {
    running.applied = applied.value;
    running.end = end.value;
  };
  const auto go_on = [&] { return !running.is_cancelled; };
  while (log_.end().value > fresh->applied().value + kNearTheEnd)
    HTQ_TRY(fresh->catch_up(log_.end(), progress, go_on));

  // Both at one position: between two batches of the live ones.
  std::optional<RowView> live;
  std::optional<RowView> anew;
  std::promise<Result<>> met;
  projector_.meet([&](const Applier& standing) -> std::unique_ptr<Applier> {
    std::unique_ptr<Applier> takes_over;
    Result<> done = fresh->catch_up(standing.applied(), progress);
    if (done) {
      live.emplace(standing.view());
      anew.emplace(fresh->view());
    }
    if (then == Then::replace_the_live_rows) {
      if (done) done = fresh->flush();
      if (done) done = directories_.switch_over();
      if (done) takes_over = std::move(fresh);
    }
    met.set_value(std::move(done));  // from here on run() goes on
    return takes_over;
  });
  HTQ_TRY(met.get_future().get());
  return compare(*live, *anew);
}

Result<Comparison> Rebuild::compare(const RowView& live, const RowView& fresh) const {
  Comparison comparison{.as_at = live.applied(), .projections = {}};
  const auto mine = standings(live);
  if (!mine) return std::unexpected(mine.error());
  const auto theirs = standings(fresh);
  if (!theirs) return std::unexpected(theirs.error());
  for (const ProjectionStanding& standing : *mine) {
    const auto anew = std::ranges::find(*theirs, standing.name, &ProjectionStanding::name);
    if (anew == theirs->end()) continue;
    const auto scanned = scan(live, standing.name);
    if (!scanned) return std::unexpected(scanned.error());
    ComparedProjection compared{.live = standing,
                                .scanned = scanned->digest,
                                .rebuilt = anew->digest,
                                .rows = scanned->rows,
                                .difference = std::nullopt};
    if (!compared.is_equal()) {
      const auto key = first_difference(live, fresh, standing.name);
      if (!key) return std::unexpected(key.error());
      if (*key) {
        const auto writer = first_writer(standing.name, **key, comparison.as_at);
        if (!writer) return std::unexpected(writer.error());
        compared.difference = RowDifference{.key = **key, .record = *writer};
      }
    }
    comparison.projections.push_back(std::move(compared));
  }
  return comparison;
}

Result<Position> Rebuild::first_writer(const std::string& projection, const std::string& key,
                                       Position until) const {
  Position first;
  std::vector<std::unique_ptr<Projection>> one;
  one.push_back(std::make_unique<Watched>(projection_named(projection), key, first));
  auto applier = Applier::open(std::move(one), log_, std::make_shared<MemoryRows>(),
                               std::make_shared<RowView>(projector_.view()));
  if (!applier) return std::unexpected(std::move(applier).error());
  const Result<> read = (*applier)->catch_up(until, {}, [&] { return first.value == 0; });
  if (!read && first.value == 0) return std::unexpected(read.error());
  return first;
}

}  // namespace htq
