// What a RocksDB status means to us: both adapters (daemon/log/record_store.cc, rocks_rows.cc) answer through
// it.
#pragma once

#include <rocksdb/status.h>

#include <string_view>

#include "projections/fault.h"

namespace htq {

Fault rocks_fault(const rocksdb::Status& status, std::string_view doing);

/// Nothing if the status is ok, the fault otherwise.
Result<> rocks_result(const rocksdb::Status& status, std::string_view doing);

}  // namespace htq
