// Where the rows lie on the disk: projections/rows-N, one of them current. A rebuild writes the next one
// beside it; naming it in projections/current is the one step that switches.
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "projections/rocks_rows.h"

namespace htq {

class RowDirectories {
 public:
  /// `options` apply to every database; its directory is the one that holds them all.
  explicit RowDirectories(RocksRowsOptions options) : options_(std::move(options)) {}

  /// The current rows; empty ones if there are none. Removes what earlier rebuilds left.
  Result<std::shared_ptr<Rows>> open_current();
  /// Empty rows beside the current ones.
  Result<std::shared_ptr<Rows>> create_beside();
  /// The rows that were created last are the current ones from now on, also after a crash. They must have
  /// been flushed.
  Result<> switch_over();
  /// Removes what was created last, if it did not become current and nobody reads it any more.
  void drop_beside();

 private:
  std::filesystem::path path_of(std::uint64_t number) const;
  Result<> remove_all_but(std::uint64_t number) const;

  RocksRowsOptions options_;
  std::uint64_t current_ = 0;
  std::uint64_t beside_ = 0;
};

}  // namespace htq
