// The rows of all projections as they stood at one moment, found by the name of the projection. A view keeps
// alive the database that it reads, also when a rebuilt one has taken its place meanwhile.
//
// Any thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ensure.h"
#include "domain/identity.h"
#include "projections/rows.h"

namespace htq {

/// A database of rows and the families that projections have in it. Never changes once made.
struct RowStore {
  std::shared_ptr<Rows> rows;
  std::map<std::string, Family, std::less<>> families;
};

class RowView {
 public:
  RowView(std::shared_ptr<const RowStore> store, Position applied)
      : store_(std::move(store)), snapshot_(store_->rows->snapshot()), applied_(applied) {}

  Result<std::optional<std::string>> get(std::string_view projection, std::string_view key) const {
    return snapshot_->get(family(projection), key);
  }
  std::unique_ptr<RowCursor> range(std::string_view projection, std::string_view begin,
                                   std::string_view end) const {
    return snapshot_->range(family(projection), begin, end);
  }

  const RowSnapshot& snapshot() const { return *snapshot_; }
  Family family(std::string_view projection) const {
    const auto found = store_->families.find(projection);
    ensure(found != store_->families.end(), "a projection that is kept");
    return found->second;
  }
  /// The rows hold every record up to here; they may hold more.
  Position applied() const { return applied_; }

 private:
  std::shared_ptr<const RowStore> store_;
  std::unique_ptr<RowSnapshot> snapshot_;  // goes before the store
  Position applied_;
};

}  // namespace htq
