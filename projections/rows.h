// The store beneath the projections: ordered maps of bytes, one for each family, written in batches that are
// atomic over all families, read through snapshots. Implementations: RocksDB (rocks_rows.h) and memory
// (memory_rows.h); one conformance suite runs against each (tests/projections/rows_conformance.h).
//
// Durability: what was written survives a crash only once flush() has returned, and then for all families
// together or for none (ARCHITECTURE.md, "Projections"): rows can always be computed again from the log.
//
// Threads: one thread at a time changes families and flushes (flush, open_family, drop_family), and nothing
// is written meanwhile; several may write or load at once if no two change one row; any thread takes
// snapshots and reads. A snapshot must not outlive its Rows; a cursor must not outlive its snapshot.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "projections/fault.h"
#include "projections/kept_bytes.h"

namespace htq {

/// Handle of a family, valid as long as the Rows that gave it.
struct Family {
  std::uint32_t number = 0;

  friend auto operator<=>(const Family&, const Family&) = default;
};

/// Changes that become visible together. It keeps copies of keys and values, in blocks of its own: a change
/// is small, and there are many.
class RowBatch {
 public:
  struct Change {
    Family family;
    std::string_view key;                   // both as long as the batch is not cleared
    std::optional<std::string_view> value;  // nothing: the row goes
  };

  void put(Family family, std::string_view key, std::string_view value) {
    changes_.push_back({family, keep(key), keep(value)});
  }
  void erase(Family family, std::string_view key) { changes_.push_back({family, keep(key), std::nullopt}); }
  /// The changes of another behind these.
  void add(RowBatch other) {
    changes_.insert(changes_.end(), other.changes_.begin(), other.changes_.end());
    kept_.take(std::move(other.kept_));
  }
  const std::vector<Change>& changes() const { return changes_; }
  void clear() {
    changes_.clear();
    kept_.clear();
  }

 private:
  std::string_view keep(std::string_view bytes) { return kept_.keep(bytes); }

  std::vector<Change> changes_;  // in order; a later change of the same key wins
  KeptBytes kept_;
};

/// Walks rows in the order of their keys (bytes, unsigned).
class RowCursor {
 public:
  virtual ~RowCursor() = default;
  virtual bool valid() const = 0;
  virtual std::string_view key() const = 0;    // until the next call to next() or seek()
  virtual std::string_view value() const = 0;  // the same
  virtual void next() = 0;
  virtual void seek(std::string_view key) = 0;  // to the first row at or after key
  /// Whether the walk ended because the world failed; ask when valid() turned false.
  virtual Result<> status() const = 0;
};

/// All families as they stood at one moment.
class RowSnapshot {
 public:
  virtual ~RowSnapshot() = default;
  virtual Result<std::optional<std::string>> get(Family family, std::string_view key) const = 0;
  /// Rows with begin <= key < end; an empty end means to the last row. Positioned at the first.
  virtual std::unique_ptr<RowCursor> range(Family family, std::string_view begin,
                                           std::string_view end) const = 0;
};

/// Many changes that become visible together: cheaper for each of them than when they are written, dearer for
/// a few. What was not taken in is as if it had never been.
class RowLoad {
 public:
  virtual ~RowLoad() = default;
  /// Several threads at once. No two batches change one family.
  virtual Result<> add(RowBatch batch) = 0;
  /// Once, behind everything that is added. When it returns they survive a crash, and so does all that was
  /// written before.
  virtual Result<> take_in() = 0;
};

class Rows {
 public:
  virtual ~Rows() = default;

  /// The family of that name, created empty if there is none.
  virtual Result<Family> open_family(std::string_view name) = 0;
  virtual Result<> drop_family(Family family) = 0;
  virtual std::vector<std::string> families() const = 0;

  virtual Result<> write(const RowBatch& batch) = 0;
  /// After it everything written so far survives a crash.
  virtual Result<> flush() = 0;

  virtual std::unique_ptr<RowSnapshot> snapshot() const = 0;

  /// Must not outlive them.
  virtual std::unique_ptr<RowLoad> begin_load() = 0;
  /// One batch by itself.
  Result<> load(RowBatch batch);
};

/// The first key after all keys that begin with `prefix`; empty if there is none.
std::string after_prefix(std::string_view prefix);

}  // namespace htq
