// A read model: a name, a version, and what each record means for its rows. Rows are a function of the
// position: no clock, no locale, no hash order, no floating point; the same log gives the same rows. See
// ARCHITECTURE.md, "Projections".
//
// One thread applies; a projection keeps nothing between records but what it can find in its rows again.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/case_state.h"
#include "domain/office.h"
#include "projections/cells.h"
#include "projections/digest.h"
#include "projections/rows.h"
#include "schemas/event.capnp.h"

namespace htq {

/// A record on its way into the projections.
struct AppliedRecord {
  Record::Reader record;
  std::string_view bytes;  // as stored
  const CaseState* before =
      nullptr;  // of its case, up to the record before; nullptr: no case, or it reads none
  const CaseState* after = nullptr;  // with this record; stays, and moves on, until the batch is finished
  const Office& office;              // everything that is no case, with this record

  bool begins_its_stream() const { return record.getVersion() == 1; }
};

/// The rows of one projection while a batch of records is applied: what was written in the batch is read
/// again.
class RowWriter {
 public:
  RowWriter(Family family, const RowSnapshot& before, Digest digest)
      : family_(family), before_(before), digest_(digest), change_(digest) {}

  /// A row that is not there yet: no need to look for an old one.
  void insert(std::string_view key, std::string_view value);
  void put(const std::string& key, std::string value);
  /// Adds bytes at the end of a row, which begins with them if there is none.
  void append(const std::string& key, std::string_view bytes);
  /// There is no row of this key, as far as the projection knows: no need to look for one.
  void is_not_there(const std::string& key) { changed_.try_emplace(key); }
  void erase(const std::string& key);
  /// A row that is written once, when the batch is finished, as it is then: what is asked later takes the
  /// place of what was asked before, and nothing is written of what is erased meanwhile. Not for rows that
  /// are read again in the batch.
  void put_at_the_end(const std::string& key, std::move_only_function<std::string()> value) {
    note(key);
    at_the_end_.insert_or_assign(key, std::move(value));
  }
  /// Faults are kept and end the batch: see fault().
  std::optional<std::string> get(const std::string& key);

  /// Notes whether a row of this key is written from now on. `key` must outlive the watch; nullptr ends it.
  void watch(const std::string* key) {
    watched_ = key;
    was_written_ = false;
  }
  bool was_written() const { return was_written_; }

  /// Adds to the counters of a row (cells.h), which is gone when all are zero. They are summed up in memory
  /// and written when the batch is finished: not for rows that are read again in the batch.
  void add(const std::string& key, const Cells& counts) {
    note(key);
    sums_[key].add(counts);
  }

  /// The rows that were put and erased; each is written once a batch.
  RowBatch finish();
  /// As of finish().
  const Digest& digest() const { return digest_; }
  const std::optional<Fault>& fault() const { return fault_; }

 private:
  struct Changed {
    std::optional<std::string> before;
    std::optional<std::string> now;
  };
  Changed& changed(const std::string& key);
  void note(std::string_view key) {
    if (watched_ != nullptr && key == *watched_) was_written_ = true;
  }

  Family family_;
  const RowSnapshot& before_;
  Digest digest_;
  DigestChange change_;
  RowBatch batch_;
  // Their order reaches no row: see finish. Flat, since a large batch of small changes fills and empties
  // them.
  boost::unordered_flat_map<std::string, Changed> changed_;
  boost::unordered_flat_map<std::string, std::move_only_function<std::string()>> at_the_end_;
  boost::unordered_flat_map<std::string, Cells> sums_;
  std::optional<Fault> fault_;
  const std::string* watched_ = nullptr;
  bool was_written_ = false;
};

class Projection {
 public:
  virtual ~Projection() = default;
  virtual std::string_view name() const = 0;
  /// Raised when the rows of an equal log would differ: the old rows are then dropped and built again.
  virtual std::uint32_t version() const = 0;
  /// Whether it is to be told how the case of a record stands, which costs as much as many a projection.
  virtual bool reads_cases() const = 0;
  virtual void apply(const AppliedRecord& applied, RowWriter& rows) const = 0;
};

}  // namespace htq
