// Where the rows lie on the disk: projections/rows-N, one of them current. A rebuild writes the next one
// beside it; naming it in projections/current is the one step that switches.
//
// One thread at a time; rows may be let go on any.
#pragma once

#include <atomic>
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
  /// Reads all of the current rows and changes nothing; nothing is wrong with rows that are not there. Before
  /// they are opened.
  Result<> check() const;
  /// Drops them and all others: they are built again when they are opened. Before they are opened.
  Result<> drop_all() const;
  /// Empty rows beside the current ones.
  Result<std::shared_ptr<Rows>> create_beside();
  /// The rows that were created last are the current ones from now on, also after a crash. They must have
  /// been flushed.
  Result<> switch_over();

 private:
  /// Rows that are not current any more when the last of their readers lets go are removed.
  Result<std::shared_ptr<Rows>> open(std::uint64_t number, bool are_for_later) const;
  std::filesystem::path path_of(std::uint64_t number) const;
  std::uint64_t named_current() const;
  Result<> remove_all_but(std::uint64_t number) const;

  RocksRowsOptions options_;
  std::shared_ptr<std::atomic<std::uint64_t>> current_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  std::uint64_t beside_ = 0;
};

}  // namespace htq
