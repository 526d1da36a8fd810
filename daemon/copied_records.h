// Copies of consecutive records, all in one piece: a record of a scan is good until the next is read.
//
// One thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/log/event_log.h"

namespace htq {

class CopiedRecords {
 public:
  void add(const StoredRecord& record) {
    places_.push_back({record.position, bytes_.size(), record.bytes.size()});
    bytes_.append(record.bytes);
    bytes_.resize((bytes_.size() + 7) / 8 * 8);
  }
  std::size_t size() const { return places_.size(); }
  void clear() {
    places_.clear();
    bytes_.clear();
  }
  /// Until the next change.
  std::vector<StoredRecord> all() const {
    std::vector<StoredRecord> records;
    records.reserve(places_.size());
    for (const Place& place : places_)
      records.push_back({place.position, std::string_view(bytes_).substr(place.from, place.size)});
    return records;
  }

 private:
  struct Place {
    Position position;
    std::size_t from;
    std::size_t size;
  };
  std::string bytes_;  // each begins at a whole word, as readers want them
  std::vector<Place> places_;
};

}  // namespace htq
