// RocksDB begins a log of its own in the directory of each database that it opens, also where it is to change
// nothing. This is the log that it is given there instead.
#pragma once

#include <rocksdb/env.h>

#include <cstdarg>

namespace htq {

class NoLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace htq
