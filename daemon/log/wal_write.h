// One write of a write-ahead log, as wal_survey.h hands it out: RocksDB's WriteBatch, read by hand, since
// RocksDB itself ends the process at some bytes that it would not have written.
//
//   sequence 8, count 4 (lowest byte first), then so many entries:
//   01 key value              into the records
//   05 family key value       into another family; `family`, and the lengths before key and value, are
//   varints
//
// Pure: any thread.
#pragma once

#include <functional>
#include <string_view>

#include "domain/identity.h"

namespace htq {

/// Calls `visit` with each record. False if the write is none of ours: then some of them may have been
/// visited.
bool visit_records(std::string_view write,
                   const std::function<void(Position position, std::string_view record)>& visit);

}  // namespace htq
