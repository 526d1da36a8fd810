// What a repair keeps of logs that are made by hand. Damaged files of a real log:
// tests/faults/repair_test.py.
#include "daemon/repair.h"

#include <capnp/message.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include "daemon/data_directory.h"
#include "daemon/log/record_store.h"
#include "daemon/log/watermark.h"
#include "daemon/record_hash.h"
#include "schemas/text.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/recorded_log.h"

namespace htq {
namespace {

class ARepair : public testing::Test {
 protected:
  /// Record `part` of `parts` of a command, at the end.
  void record(unsigned part, unsigned parts) {
    capnp::MallocMessageBuilder message;
    auto record = message.initRoot<Record>();
    record.setPosition(batch_.records.size() + 1);
    record.setPrevious(as_data(previous_));
    record.initActor().setSubject("olga");
    record.setCommandId(text("command " + std::to_string(batch_.records.size() + 1 - part)));
    record.setCommandPart(static_cast<std::uint16_t>(part));
    record.setCommandParts(static_cast<std::uint16_t>(parts));
    record.setStreamKind(StreamKind::ROUTE);
    record.setStream("digital");
    batch_.records.push_back(tests::stored_bytes(record.asReader()));
    previous_ = record_hash(batch_.records.back());
  }

  void write(Position acknowledged) {
    std::filesystem::create_directories(data() / "log");
    const auto store =
        RecordStore::open({.directory = data() / "log" / "records"}, RecordStore::Damage::only_a_torn_tail);
    ASSERT_TRUE(store.has_value() && (*store)->write(batch_).has_value());
    ASSERT_TRUE(Watermark::overwrite(data() / "log" / "watermark", acknowledged).has_value());
    ASSERT_TRUE(DataDirectory::open(data(), random_).has_value());
  }

  RepairPlan plan() {
    const auto plan = plan_repair(data());
    EXPECT_TRUE(plan.has_value());
    return plan.value_or(RepairPlan{});
  }

  void SetUp() override { ASSERT_GE(sodium_init(), 0); }
  const std::filesystem::path& data() const { return directory_.path(); }

  TemporaryDirectory directory_;
  SystemRandom random_;
  Batch batch_{.first = {1}};
  std::string previous_;
};

TEST_F(ARepair, HasNothingToDoOnALogThatIsWhole) {
  record(1, 1);
  record(1, 2);
  record(2, 2);
  write(/*acknowledged=*/{3});
  const RepairPlan plan = this->plan();
  EXPECT_TRUE(plan.nothing_to_do()) << describe(plan);
  EXPECT_EQ(plan.provable, Position{3});
}

TEST_F(ARepair, KeepsNoCommandInPart) {
  record(1, 1);
  record(1, 3);
  record(2, 3);
  write(/*acknowledged=*/{4});
  const RepairPlan plan = this->plan();
  EXPECT_EQ(plan.provable, Position{1});
  EXPECT_EQ(plan.written, Position{4});
  EXPECT_EQ(plan.readable, 2);
  EXPECT_EQ(plan.commands, 1);
  ASSERT_TRUE(repair(data(), plan, random_).has_value());
  const RepairPlan again = this->plan();
  EXPECT_TRUE(again.nothing_to_do()) << describe(again);
  EXPECT_EQ(again.provable, Position{1});
}

TEST_F(ARepair, EndsWhereTheChainOfHashesBreaks) {
  record(1, 1);
  record(1, 1);
  previous_ = std::string(32, 'x');
  record(1, 1);
  record(1, 1);
  write(/*acknowledged=*/{4});
  const RepairPlan plan = this->plan();
  EXPECT_EQ(plan.provable, Position{2});
  EXPECT_EQ(plan.lost(), 2);
  EXPECT_EQ(plan.readable, 2);
  EXPECT_EQ(plan.streams, std::set<std::string>{"route digital"});
  EXPECT_NE(plan.why_end.value_or("").find("chain of hashes"), std::string::npos);
}

TEST_F(ARepair, SaysThatALogEndsBeforeWhatWasAcknowledged) {
  record(1, 1);
  write(/*acknowledged=*/{7});
  const RepairPlan plan = this->plan();
  EXPECT_TRUE(plan.log_is_damaged());
  EXPECT_EQ(plan.lost(), 6);
  EXPECT_EQ(plan.readable, 0);
}

TEST_F(ARepair, SetsTheDamagedLogAsideAndGivesANewIncarnation) {
  record(1, 1);
  write(/*acknowledged=*/{2});
  const auto before = DataDirectory::open(data(), random_);
  for (const char* aside : {"set-aside-1", "set-aside-2"}) {
    const auto done = repair(data(), plan(), random_);
    ASSERT_TRUE(done.has_value());
    EXPECT_EQ(*done, data() / aside);
    EXPECT_EQ(*Watermark::read(data() / aside / "log" / "watermark"), Position{2});
    EXPECT_EQ(*Watermark::read(data() / "log" / "watermark"), Position{1});
    const auto after = DataDirectory::open(data(), random_);
    EXPECT_NE(after->incarnation, before->incarnation);
    EXPECT_EQ(after->digest_key, before->digest_key);
    // As if it had happened again.
    ASSERT_TRUE(Watermark::overwrite(data() / "log" / "watermark", {2}).has_value());
  }
}

TEST_F(ARepair, MendsAnIndexOfFilesByItselfAndNothingElse) {
  record(1, 1);
  record(1, 1);
  write(/*acknowledged=*/{2});
  const auto none = mend_index(data());
  ASSERT_TRUE(none.has_value());
  EXPECT_EQ(*none, std::nullopt) << "nothing is damaged";
  std::filesystem::remove(data() / "log" / "records" / "CURRENT");
  const auto before = DataDirectory::open(data(), random_);
  const auto mended = mend_index(data());
  ASSERT_TRUE(mended.has_value());
  EXPECT_EQ(*mended, data() / "set-aside-1");
  EXPECT_EQ(plan().provable, Position{2});
  EXPECT_TRUE(plan().nothing_to_do());
  EXPECT_EQ(DataDirectory::open(data(), random_)->incarnation, before->incarnation);
}

TEST_F(ARepair, LeavesAnIndexOfFilesToPeopleIfAnythingElseIsMissing) {
  record(1, 1);
  record(1, 1);
  write(/*acknowledged=*/{3});
  std::filesystem::remove(data() / "log" / "records" / "CURRENT");
  const auto none = mend_index(data());
  ASSERT_TRUE(none.has_value());
  EXPECT_EQ(*none, std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(data() / "set-aside-1"));
}

}  // namespace
}  // namespace htq
