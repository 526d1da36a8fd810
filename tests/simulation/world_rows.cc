// The rows of the simulated daemon: they fail, are built again beside the live ones, and are read.
#include <algorithm>

#include "projections/all.h"
#include "projections/commands.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/text.h"
#include "tests/simulation/world.h"

namespace htq::simulation {
namespace {

Digest scanned(const RowView& view, std::string_view projection) {
  Digest digest;
  for (const auto cursor = view.range(projection, "", ""); cursor->valid(); cursor->next())
    digest.add(cursor->key(), cursor->value());
  return digest;
}

}  // namespace

/// One lane or two, with a few records to a write, so that a crash finds them anywhere in between.
Applier::Options World::some_options() {
  return {.lanes = 1 + roll(dice_, 2),
          .catch_up_records = 1 + roll(dice_, 40),
          .load_records = 1 + roll(dice_, 40),
          .beside = &beside_};
}

void World::fail_the_rows() {
  ++counts_.failed_rows;
  FailingRows& rows = rebuilding_ && roll(dice_, 3) == 0 ? *rebuilding_->rows : *rows_;
  const bool lasting = roll(dice_, 2) == 0;
  if (roll(dice_, 3) == 0)
    rows.fail_flush(roll(dice_, 2), lasting);
  else
    rows.fail_write(roll(dice_, 4), lasting);
}

/// As daemon/rebuild.cc does it: batch by batch beside the live rows, and the last of it between two of their
/// batches. A crash may come anywhere.
void World::go_on_rebuilding() {
  if (!rebuilding_) {
    auto rows = std::make_shared<FailingRows>(dice_);
    auto fresh = Applier::open(all_projections(), log_, rows, nullptr, some_options());
    expect(fresh.has_value(), "the projections open beside the live ones");
    rebuilding_.emplace(Rebuilding{.rows = std::move(rows), .fresh = std::move(*fresh)});
    return;
  }
  if (rebuilding_->is_meeting) return;
  std::uint64_t batches = 1 + roll(dice_, 4);
  const Result<> read = rebuilding_->fresh->catch_up(log_.end(), {}, [&] { return --batches != 0; });
  if (!read && read.error().kind != FaultKind::unavailable) {
    expect(rebuilding_->rows->has_failed(), "the projections can be built again beside the live ones");
    return rebuilding_.reset();
  }
  if (!read) return;
  rebuilding_->is_meeting = true;
  projector_->meet([this](const Applier& live) { return take_over(live); });
}

std::unique_ptr<Applier> World::take_over(const Applier& live) {
  Rebuilding anew = *std::exchange(rebuilding_, std::nullopt);
  Result<> done = anew.fresh->catch_up(live.applied(), {});
  if (done) done = anew.fresh->flush();
  expect(done || anew.rows->has_failed(), "a rebuild meets the live rows");
  if (!done) return nullptr;
  const auto mine = standings(live.view());
  const auto theirs = standings(anew.fresh->view());
  for (std::size_t at = 0; at < mine->size() && live.applied() == anew.fresh->applied(); ++at)
    expect((*mine)[at].digest == (*theirs)[at].digest, "a rebuild equals the live rows: " + (*mine)[at].name);
  rows_ = std::move(anew.rows);
  ++counts_.rebuilds;
  return std::move(anew.fresh);
}

/// A read that asks for at least what was just acknowledged.
void World::read_after(std::size_t number, const Receipt& receipt) {
  const std::string key = command_key(sent_[number].subject, sent_[number].command_id);
  wait_and_read(receipt.last, [this, key, first = receipt.first](const RowView& rows) {
    const auto found = find_command(rows.snapshot(), rows.family("commands"), key);
    expect(found && *found && (*found)->first == first, "a read after a write has it");
  });
}

/// A read that asks for at least a position that somebody was told, of the stream that it is about.
void World::read_anything() {
  if (log_.end().value == 0) return;
  const Position after{1 + roll(dice_, log_.end().value)};
  wait_and_read(after, [this, after](const RowView& rows) {
    const auto bytes = log_.read(after);
    StoredEvent stored(*bytes);
    const Record::Reader asked = stored.record();
    bool is_there = false;
    const auto read = read_timeline(rows.snapshot(), rows.family("timeline"),
                                    timeline_prefix(asked.getStreamKind(), view(asked.getStream())),
                                    [&](Record::Reader, std::string_view kept) {
                                      is_there = is_there || kept == *bytes;
                                      return !is_there;
                                    });
    expect(read && is_there, "a read has the position that it asks for: " + std::to_string(after.value));
  });
}

void World::wait_and_read(Position after, std::function<void(const RowView&)> look) {
  ++counts_.reads;
  ++reads_owed_;
  projector_->when_applied(after, [this, after, look = std::move(look)] {
    --reads_owed_;
    const RowView rows = projector_->view();
    expect(after <= rows.applied(), "a read is never behind what it asks for");
    expect(rows.applied() <= log_.end(), "a read shows what is durable");
    look(rows);
  });
}

/// The live rows, as they say of themselves and as they are, against rows built anew from the log.
void World::check_rebuild() {
  auto rebuilt = Applier::open(all_projections(), log_, std::make_shared<MemoryRows>());
  expect(rebuilt.has_value() && (*rebuilt)->catch_up(log_.end(), {}).has_value(),
         "the projections can be built again");
  const RowView rows = projector_->view();
  const auto live = standings(rows);
  const auto anew = standings((*rebuilt)->view());
  expect(live.has_value() && anew.has_value() && live->size() == anew->size(), "projections have standings");
  for (std::size_t at = 0; at < live->size(); ++at)
    expect((*live)[at].digest == (*anew)[at].digest && (*live)[at].position == (*anew)[at].position &&
               scanned(rows, (*live)[at].name) == (*anew)[at].digest,
           "rows equal the log: " + (*live)[at].name);
}

}  // namespace htq::simulation
