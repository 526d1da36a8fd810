// Reads every record of the embedded log that can still be read, from its files one by one: tables and
// write-ahead logs, without the index of files (MANIFEST, CURRENT) that RocksDB needs to open them. A
// position is written once and never again, so it does not matter which file has it. For repair.h; changes
// nothing.
//
// Nobody may write to the log meanwhile. One thread. Memory: what the write-ahead logs hold, some two write
// buffers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/log/event_log.h"
#include "daemon/log/wal_survey.h"

namespace htq {

class Salvage {
 public:
  struct Trouble {
    std::string file;
    std::string what;
  };

  /// Of the directory of the records. A fault: it cannot be listed, or a file not be read at all.
  static Result<std::unique_ptr<Salvage>> open(const std::filesystem::path& directory);
  ~Salvage();
  Salvage(const Salvage&) = delete;
  Salvage& operator=(const Salvage&) = delete;

  /// The first readable record from a position on. Its bytes are good until the next call.
  std::optional<StoredRecord> next(Position from);
  /// Of the last record that is readable or known to have been there; 0 if there is none.
  Position last() const;
  const WalSurvey& wal() const { return wal_; }
  /// Tables that do not read as they were written, as far as they have been read.
  const std::vector<Trouble>& troubles() const { return troubles_; }

 private:
  class Table;
  Salvage();
  std::optional<Position> seek(Table& table, Position from);
  StoredRecord hand_out(Position position, std::string_view bytes);

  std::vector<std::unique_ptr<Table>> tables_;
  std::vector<Table*> open_;  // oldest first
  Table* current_ = nullptr;  // that the last record came from
  std::map<Position, std::string> written_;
  WalSurvey wal_;
  std::vector<Trouble> troubles_;
  std::vector<std::uint64_t> aligned_;
};

}  // namespace htq
