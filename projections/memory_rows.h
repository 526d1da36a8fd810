// Rows in memory: for simulation, tests, and answers as at another time, which run the projections' own code
// over a few streams. A row keeps the versions that a snapshot or the last flush still needs, and no others.
//
// Threads: as the port says. Snapshots and cursors must not outlive it.
#pragma once

#include <memory>

#include "projections/rows.h"

namespace htq {

class MemoryRows final : public Rows {
 public:
  MemoryRows();
  ~MemoryRows() override;
  MemoryRows(const MemoryRows&) = delete;
  MemoryRows& operator=(const MemoryRows&) = delete;

  Result<Family> open_family(std::string_view name) override;
  Result<> drop_family(Family family) override;
  std::vector<std::string> families() const override;
  Result<> write(const RowBatch& batch) override;
  Result<> flush() override;
  std::unique_ptr<RowSnapshot> snapshot() const override;
  std::unique_ptr<RowLoad> begin_load() override;

  /// Forgets what a crash forgets: all that was neither flushed nor loaded. No snapshot may be left.
  void crash();

 private:
  struct Store;
  class Snapshot;
  class Cursor;
  class Load;
  std::unique_ptr<Store> store_;
};

}  // namespace htq
