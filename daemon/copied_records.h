// Copies of consecutive records, all in one piece: a record of a scan is good until the next is read.
//
// One thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "daemon/log/event_log.h"

namespace htq {

class CopiedRecords {
 public:
  void add(const StoredRecord& record) {
    places_.push_back({record.position, words_.size(), record.bytes.size()});
    words_.resize(words_.size() + (record.bytes.size() + 7) / 8);
    std::copy(record.bytes.begin(), record.bytes.end(),
              reinterpret_cast<char*>(words_.data() + places_.back().word));
  }
  std::size_t size() const { return places_.size(); }
  void clear() {
    places_.clear();
    words_.clear();
  }
  /// Until the next change.
  std::vector<StoredRecord> all() const {
    std::vector<StoredRecord> records;
    records.reserve(places_.size());
    for (const Place& place : places_)
      records.push_back(
          {place.position, {reinterpret_cast<const char*>(words_.data() + place.word), place.bytes}});
    return records;
  }

 private:
  struct Place {
    Position position;
    std::size_t word;
    std::size_t bytes;
  };
  std::vector<std::uint64_t> words_;  // aligned, as readers want them
  std::vector<Place> places_;
};

}  // namespace htq
