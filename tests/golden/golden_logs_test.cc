// What released versions wrote, read by this build: byte for byte, row for row, field for field and word for
// word what it was.
#include <capnp/dynamic.h>
#include <capnp/message.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "daemon/record_hash.h"
#include "domain/log_level.h"
#include "projections/stored_record.h"
#include "schemas/text.h"
#include "tests/golden/golden_files.h"
#include "tests/golden/replay.h"
#include "tests/golden/schema_description.h"

namespace htq::tests {
namespace {

class GoldenLog : public ::testing::TestWithParam<std::filesystem::path> {
 protected:
  const std::vector<std::string> records = read_golden_log(GetParam());
};

std::vector<std::filesystem::path> all_logs() {
  std::vector<std::filesystem::path> all;
  for (const auto& version : golden_versions())
    for (const auto& log : golden_logs(version)) all.push_back(log);
  return all;
}

std::string name_of(const ::testing::TestParamInfo<std::filesystem::path>& info) {
  const std::string file = info.param.filename();
  std::string name = "V" + info.param.parent_path().filename().string() + "_" + file.substr(0, file.find('.'));
  std::ranges::replace(name, '.', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Released, GoldenLog, ::testing::ValuesIn(all_logs()), name_of);

TEST_P(GoldenLog, IsReadByteForByte) {
  ASSERT_FALSE(records.empty());
  std::string before;
  for (std::size_t at = 0; at < records.size(); ++at) {
    const std::string& bytes = records[at];
    StoredEvent stored(bytes);
    const Record::Reader record = stored.record();
    const capnp::DynamicStruct::Reader body = record.getBody();
    ASSERT_EQ(record.getPosition(), at + 1);
    ASSERT_TRUE(body.which() != nullptr) << "position " << at + 1 << " is of a type that is not known";
    ASSERT_LE(record.getLevel(), supported_log_level()) << "position " << at + 1;
    const std::string hash = before.empty() ? "" : record_hash(before);
    ASSERT_EQ(string(record.getPrevious()), hash) << "position " << at + 1;
    const kj::Array<capnp::word> words = capnp::canonicalize(record);
    const auto again = words.asBytes();
    ASSERT_TRUE(bytes == std::string_view(reinterpret_cast<const char*>(again.begin()), again.size()))
        << "position " << at + 1 << " is written otherwise than it was";
    before = bytes;
  }
}

/// An older version, or no other reason than that somebody wants it so, is no ground for other rows.
TEST_P(GoldenLog, MeansWhatItMeant) {
  Replay golden = read_golden_replay(GetParam());
  const Replay now = replay(records);
  const auto reasons = stated_reasons();
  const bool is_new = golden.events.empty();
  if (is_new && !is_updating())
    FAIL() << GetParam() << " has no digests yet: HTQ_UPDATE_GOLDEN=1 writes them";
  if (is_new) golden = now;

  for (const auto& [name, trace] : now.traces) {
    const std::string key = name + ' ' + std::to_string(trace.version);
    if (const auto known = golden.traces.find(name); known == golden.traces.end()) {
      EXPECT_TRUE(is_updating()) << name << " is new: HTQ_UPDATE_GOLDEN=1 adds its digests";
      golden.traces[name] = trace;
    } else if (known->second.version == trace.version) {
      EXPECT_EQ(difference(name, golden, now), "")
          << "A released event keeps its meaning. If this has to differ, raise the version of " << name
          << " (tests/golden/replay.h has those of fields), say why in tests/golden/reasons.txt, and run this "
             "with HTQ_UPDATE_GOLDEN=1.";
    } else {
      EXPECT_GT(trace.version, known->second.version) << "the version of " << name << " went back";
      EXPECT_TRUE(is_updating() && reasons.contains(key) && trace.version > known->second.version)
          << key << " needs a line \"" << key
          << ": why\" in tests/golden/reasons.txt and HTQ_UPDATE_GOLDEN=1. " << difference(name, golden, now);
      known->second = trace;
    }
  }
  std::erase_if(golden.traces, [&](const auto& known) {
    const bool is_gone = !now.traces.contains(known.first);
    EXPECT_TRUE(!is_gone || (is_updating() && reasons.contains(known.first + " gone")))
        << known.first << " is not there any more. If it may go, it needs a line \"" << known.first
        << " gone: why\" in tests/golden/reasons.txt and HTQ_UPDATE_GOLDEN=1.";
    return is_gone;
  });
  if (is_updating() && !HasFailure()) write_golden_replay(GetParam(), golden);
}

/// Types of event of the newest released version that no golden log holds. The list may only shrink.
TEST(GoldenLogs, HoldTheTypesOfEventsButThoseOfTheList) {
  ASSERT_FALSE(golden_versions().empty());
  // Of the version that is being made the schema is this build's.
  SchemaDescription schema = read_description(read_lines(golden_versions().back() / "schema.txt"));
  if (schema.empty() && is_updating()) schema = describe_schema();
  std::set<std::string> missing;
  for (const auto& [key, said] : schema)
    if (key.starts_with("field event.capnp:Body @"))
      missing.insert(said.what.substr(0, said.what.find(' ')));
  for (const auto& log : all_logs())
    for (const std::string& bytes : read_golden_log(log))
      missing.erase(event_of(StoredEvent(bytes).record()));

  const std::filesystem::path file = golden_folder() / "not_in_any_log.txt";
  const std::vector<std::string> lines = read_lines(file);
  const std::set<std::string> listed(lines.begin(), lines.end());
  const bool is_first = is_updating() && !std::filesystem::exists(file);
  for (const std::string& event : missing)
    EXPECT_TRUE(is_first || listed.contains(event)) << event << " was on a golden log, and is on none any more";
  if (is_updating() && !HasFailure()) return write_lines(file, {missing.begin(), missing.end()});
  for (const std::string& event : listed)
    EXPECT_TRUE(missing.contains(event))
        << event << " is on a golden log now: HTQ_UPDATE_GOLDEN=1 takes it off the list";
}

/// The comparison itself: a changed row is found, and named by its projection and its first event.
TEST(GoldenLogs, SayWhereRowsDiffer) {
  const Replay golden{.events = {"caseHeld", "caseReleased", "caseHeld"},
                      .traces = {{"cases", {.version = 1, .digest = "aa", .marks = {"01", "-", "aa"}}}}};
  Replay now = golden;
  EXPECT_EQ(difference("cases", golden, now), "");
  now.traces["cases"].marks[1] = "02";
  now.traces["cases"].digest = "bb";
  EXPECT_EQ(difference("cases", golden, now), "cases 1 differs first at position 2, caseReleased: - is 02 now");
}

}  // namespace
}  // namespace htq::tests
