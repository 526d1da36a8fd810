// Files that lie in a data directory and may have been damaged: write-ahead logs, the watermark, the manual clock.
// The survey says where the damage is and never that more was proven than stands in the files; what cannot be read
// is said so.
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>

#include <fstream>

#include "daemon/data_directory.h"
#include "daemon/log/crc32c.h"
#include "daemon/log/record_key.h"
#include "daemon/log/wal_survey.h"
#include "daemon/log/watermark.h"
#include "tests/fuzz/target.h"
#include "tests/log/temporary_directory.h"

namespace htq::fuzz {
namespace {

const std::filesystem::path& folder() {
  static const TemporaryDirectory directory;
  return directory.path();
}

std::filesystem::path write(const char* name, std::string_view bytes) {
  const std::filesystem::path path = folder() / name;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  file.close();
  require(file.good(), "a file can be written");
  return path;
}

void append_little_endian(std::string& out, std::uint64_t number, int bytes) {
  for (int at = 0; at < bytes; ++at) out += static_cast<char>(number >> (8 * at));
}

/// Fragments with checksums that hold, which no fuzzer would find: a byte for the type, two for the length, the bytes.
std::string with_checksums(Input input) {
  std::string file;
  while (!input.rest().empty()) {
    const auto type = static_cast<char>(input.choice(8));
    const std::size_t length = input.choice(256) * 16 + input.choice(16);
    std::string bytes(1, type);
    for (std::size_t at = 0; at < length && !input.rest().empty(); ++at) bytes += static_cast<char>(input.choice(256));
    const std::uint32_t crc = crc32c(bytes);
    append_little_endian(file, (crc >> 15U | crc << 17U) + 0xa282ead8U, 4);
    append_little_endian(file, bytes.size() - 1, 2);
    file += bytes;
  }
  return file;
}

/// Writes of records as RocksDB makes them, cut at the end: the first byte says how much.
std::string whole_writes(Input input) {
  const std::size_t cut = input.choice(256);
  std::string file;
  std::uint64_t position = 0;
  while (!input.rest().empty()) {
    rocksdb::WriteBatch batch;
    const std::size_t records = 1 + input.choice(3);
    for (std::size_t at = 0; at < records; ++at)
      batch.Put(std::string(RecordKey(Position{++position}).view()), std::string(input.choice(64), 'r'));
    const std::string bytes = std::string(1, '\x01') + batch.Data();
    const std::uint32_t crc = crc32c(bytes);
    append_little_endian(file, (crc >> 15U | crc << 17U) + 0xa282ead8U, 4);
    append_little_endian(file, bytes.size() - 1, 2);
    file += bytes;
    if (file.size() > 16 << 10) break;
  }
  const bool is_whole = cut == 0;
  file.resize(file.size() - std::min(cut, file.size()));
  write("000001.log", file);
  const auto survey = survey_wal(*rocksdb::Env::Default(), folder());
  require(survey.has_value() && survey->proven <= Position{position}, "no more is proven than was written");
  require(!is_whole || (!survey->damage && survey->proven == Position{position}), "what was written whole is read whole");
  return file;
}

void check_survey(std::string_view file) {
  write("000001.log", file);
  const auto survey = survey_wal(*rocksdb::Env::Default(), folder());
  require(survey.has_value(), "files can be surveyed whatever they hold");
  require(survey->files.size() == 1 && survey->bytes == file.size(), "the survey covers the file");
  if (survey->damage) require(survey->damage->offset <= file.size(), "damage has a place in the file");
  const auto again = survey_wal(*rocksdb::Env::Default(), folder());
  require(again.has_value() && again->proven == survey->proven, "and says the same again");
}

void check_watermark(std::string_view bytes) {
  const auto path = write("watermark", bytes);
  const auto read = Watermark::read(path);
  if (!read) {
    require(read.error().kind == FaultKind::corrupted && !read.error().what.empty(), "a bad watermark is said to be one");
    return;
  }
  require(Watermark::overwrite(path, *read).has_value() && Watermark::read(path) == *read, "a watermark reads back");
}

void check_clock(std::string_view bytes) {
  write("clock", bytes);
  const auto read = read_manual_clock(folder());
  if (!read) {
    require(read.error().kind == FaultKind::corrupted && !read.error().what.empty(), "a bad clock is said to be one");
    return;
  }
  require(read->has_value(), "a clock that is there is read");
  require(keep_manual_clock(folder(), **read).has_value() && read_manual_clock(folder()).value() == *read,
          "a clock reads back");
}

}  // namespace

void log_files(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 80 << 10;
  if (bytes.size() > kMostBytes) return;
  Input input(bytes);
  switch (input.choice(5)) {
    case 0: return check_survey(input.rest());
    case 1: return check_survey(with_checksums(input));
    case 2: return check_survey(whole_writes(input));
    case 3: return check_watermark(input.rest());
    default: return check_clock(input.rest());
  }
}

}  // namespace htq::fuzz
