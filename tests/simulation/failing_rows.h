// Rows in memory that fail when they are told to, and flush by themselves now and then, as a store does whose
// buffers are full.
#pragma once

#include <optional>

#include "projections/memory_rows.h"
#include "tests/simulation/scheduler.h"

namespace htq::simulation {

class FailingRows final : public Rows {
 public:
  enum class Flushes { now_and_then, when_asked };
  explicit FailingRows(Dice& dice, Flushes flushes = Flushes::now_and_then)
      : dice_(dice), flushes_by_itself_(flushes == Flushes::now_and_then) {}

  /// The write, or the flush, after so many more; `lasting`: and every one after it.
  void fail_write(std::uint64_t after, bool lasting) { writes_ = {after, lasting}; }
  void fail_flush(std::uint64_t after, bool lasting) { flushes_ = {after, lasting}; }
  void fail_no_more() { writes_ = flushes_ = {}; }
  bool has_failed() const { return has_failed_; }
  /// What a crash does to rows: nothing fails any more, and what was not flushed is gone.
  void crash() {
    fail_no_more();
    has_failed_ = false;
    rows_.crash();
  }

  Result<Family> open_family(std::string_view name) override { return rows_.open_family(name); }
  Result<> drop_family(Family family) override { return rows_.drop_family(family); }
  std::vector<std::string> families() const override { return rows_.families(); }
  Result<> write(const RowBatch& batch) override {
    if (fails(writes_)) return fault(FaultKind::io, "rows are not written");
    HTQ_TRY(rows_.write(batch));
    return flushes_by_itself_ && roll(dice_, 8) == 0 ? rows_.flush() : Result<>();
  }
  Result<> flush() override {
    if (fails(flushes_)) return fault(FaultKind::io, "rows are not flushed");
    return rows_.flush();
  }
  std::unique_ptr<RowSnapshot> snapshot() const override { return rows_.snapshot(); }
  std::unique_ptr<RowLoad> begin_load() override { return std::make_unique<Load>(*this); }

 private:
  class Load final : public RowLoad {
   public:
    explicit Load(FailingRows& rows) : rows_(rows), load_(rows.rows_.begin_load()) {}
    Result<> add(RowBatch batch) override { return load_->add(std::move(batch)); }
    Result<> take_in() override {
      if (rows_.fails(rows_.writes_)) return fault(FaultKind::io, "rows are not loaded");
      return load_->take_in();
    }

   private:
    FailingRows& rows_;
    std::unique_ptr<RowLoad> load_;
  };
  struct Failure {
    std::optional<std::uint64_t> after;
    bool lasting = false;
  };
  bool fails(Failure& failure) {
    if (!failure.after) return false;
    if (*failure.after > 0) {
      --*failure.after;
      return false;
    }
    if (!failure.lasting) failure.after.reset();
    has_failed_ = true;
    return true;
  }

  Dice& dice_;
  const bool flushes_by_itself_;
  MemoryRows rows_;
  Failure writes_;
  Failure flushes_;
  bool has_failed_ = false;
};

}  // namespace htq::simulation
