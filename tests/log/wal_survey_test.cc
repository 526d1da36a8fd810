// Write-ahead logs whose checksums hold and whose writes are none of ours.
#include "daemon/log/wal_survey.h"

#include <gtest/gtest.h>

#include <fstream>

#include "daemon/log/crc32c.h"
#include "daemon/log/record_key.h"
#include "tests/log/temporary_directory.h"

namespace htq {
namespace {

std::string little_endian(std::uint64_t number, int bytes) {
  std::string out;
  for (int at = 0; at < bytes; ++at) out += static_cast<char>(number >> (8 * at));
  return out;
}

/// One whole fragment, as wal_survey.h describes it.
std::string fragment(const std::string& write) {
  const std::string bytes = '\x01' + write;
  const std::uint32_t crc = crc32c(bytes);
  return little_endian((crc >> 15U | crc << 17U) + 0xa282ead8U, 4) + little_endian(write.size(), 2) + bytes;
}

std::string write_of(const std::string& entries) {
  return little_endian(1, 8) + little_endian(1, 4) + entries;
}
std::string record(Position position) {
  return std::string("\x01\x08", 2) + std::string(RecordKey(position).view()) + "\x01r";
}

WalSurvey survey_of(const std::string& file) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / "000001.log", std::ios::binary) << file;
  const auto survey = survey_wal(*rocksdb::Env::Default(), directory.path());
  EXPECT_TRUE(survey.has_value());
  return survey.value_or(WalSurvey{});
}

TEST(WalSurvey, ReadsWritesOfRecords) {
  const WalSurvey survey = survey_of(fragment(write_of(record({1}))) + fragment(write_of(record({2}))));
  EXPECT_FALSE(survey.damage.has_value());
  EXPECT_EQ(survey.proven, Position{2});
}

TEST(WalSurvey, TakesMarksOfTransactionsForDamage) {
  // RocksDB numbers its entries: 9 begins to prepare, 10 ends it, 11 commits, 12 rolls back, 13 is nothing.
  const std::string id("\x01x", 2);
  for (const std::string& mark : {std::string("\x09"), "\x0a" + id, "\x0b" + id, "\x0c" + id, std::string("\x0d")}) {
    const WalSurvey survey = survey_of(fragment(write_of(record({1}))) + fragment(write_of(mark)));
    EXPECT_TRUE(survey.damage.has_value()) << static_cast<int>(mark.front());
    EXPECT_EQ(survey.proven, Position{1});
  }
}

}  // namespace
}  // namespace htq
