#include "daemon/log/record_scan.h"

#include <rocksdb/db.h>

#include <cstring>
#include <string>

#include "projections/rocks_fault.h"

namespace htq {

namespace {

// A long walk reads ahead and leaves the cache to those who look things up; a short one does neither.
constexpr std::uint64_t kLongWalk = 10'000;
constexpr std::size_t kReadAheadBytes = 2 << 20;

rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

}  // namespace

RecordScan::RecordScan(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* records, Position from, Position end)
    : next_(from), end_(end), bound_(end.next()), bound_slice_(slice(bound_.view())) {
  if (next_ > end_) return;
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &bound_slice_;
  if (end_.value - next_.value >= kLongWalk) {
    options.readahead_size = kReadAheadBytes;
    options.fill_cache = false;
  }
  rows_.reset(db.NewIterator(options, records));
}

Result<std::optional<StoredRecord>> RecordScan::next() {
  if (next_ > end_) return std::nullopt;
  if (started_) {
    rows_->Next();
  } else {
    rows_->Seek(slice(RecordKey(next_).view()));
    started_ = true;
  }
  HTQ_TRY(rocks_result(rows_->status(), "read record " + std::to_string(next_.value)));
  const Position found =
      rows_->Valid() ? RecordKey::parse(rows_->key().ToStringView()).value_or(Position{}) : Position{};
  if (found != next_)
    return fault(
        FaultKind::corrupted,
        "record " + std::to_string(next_.value) + " is missing; " +
            (found.value > 0 ? "the next one there is " + std::to_string(found.value) : "none follows") +
            "; the log ends at " + std::to_string(end_.value));
  const rocksdb::Slice value = rows_->value();
  aligned_.resize((value.size() + 7) / 8);
  std::memcpy(aligned_.data(), value.data(), value.size());
  const StoredRecord record{.position = next_,
                            .bytes = {reinterpret_cast<const char*>(aligned_.data()), value.size()}};
  next_ = next_.next();
  return record;
}

}  // namespace htq
