// Rows against the log: equal ones are found equal, an altered one is named with the record that writes it,
// and a rebuild puts right what was wrong.
#include "daemon/rebuild.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "projections/all.h"
#include "projections/stored_record.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/recorded_log.h"
#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

class RebuildTest : public ::testing::Test {
 protected:
  RebuildTest() : projecting_("projections") {
    ReviewedCase office;
    reference_ = office.live_case();
    recorded_.take(office);
    rows_ = *directories_.open_current();
    projector_ =
        std::make_unique<Projector>(std::move(*Applier::open(all_projections(), recorded_.log(), rows_)),
                                    projecting_, clock_, Projector::Options{});
    EXPECT_TRUE(projector_->catch_up(recorded_.log(), {}).has_value());
    rebuild_ = std::make_unique<Rebuild>(recorded_.log(), *projector_, directories_);
  }

  Result<Comparison> run(Rebuild::Then then) {
    const auto running = rebuild_->begin(then);
    EXPECT_NE(running, nullptr);
    while (!running->is_done) std::this_thread::yield();
    return running->outcome;
  }
  static const ComparedProjection& of(const Comparison& comparison, const std::string& name) {
    return *std::ranges::find(comparison.projections, name,
                              [](const ComparedProjection& compared) { return compared.live.name; });
  }
  /// As a fault of memory or disk would, behind the projections' back.
  void alter_row(const std::string& projection, const std::string& key) {
    RowBatch batch;
    batch.put(projector_->view().family(projection), key, "altered");
    EXPECT_TRUE(rows_->write(batch).has_value());
  }

  ManualClock clock_{Instant{1}};
  TemporaryDirectory directory_;
  RecordedLog recorded_;
  std::string reference_;
  RowDirectories directories_{
      RocksRowsOptions{.directory = directory_.path() / "projections", .cache = nullptr}};
  std::shared_ptr<Rows> rows_;
  ThreadExecutor projecting_;
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<Rebuild> rebuild_;
};

TEST_F(RebuildTest, RowsOfTheLogAreFoundEqual) {
  const auto outcome = run(Rebuild::Then::leave_the_live_rows);
  ASSERT_TRUE(outcome.has_value()) << outcome.error().what;
  EXPECT_TRUE(outcome->is_equal());
  EXPECT_EQ(outcome->as_at, recorded_.log().end());
  EXPECT_EQ(outcome->projections.size(), all_projections().size());
}

TEST_F(RebuildTest, AnAlteredRowIsNamedWithTheFirstRecordThatWritesIt) {
  alter_row("cases", reference_);
  const auto outcome = run(Rebuild::Then::leave_the_live_rows);
  ASSERT_TRUE(outcome.has_value()) << outcome.error().what;
  EXPECT_FALSE(outcome->is_equal());
  const ComparedProjection& cases = of(*outcome, "cases");
  ASSERT_TRUE(cases.difference.has_value());
  EXPECT_EQ(cases.difference->key, reference_);
  std::uint64_t first = 0;
  for (std::uint64_t at = 1; first == 0; ++at) {
    const auto bytes = recorded_.log().read({at});
    StoredEvent stored(*bytes);
    if (view(stored.record().getStream()) == reference_) first = at;
  }
  EXPECT_EQ(cases.difference->record.value, first);
  EXPECT_TRUE(of(*outcome, "timeline").is_equal());
}

TEST_F(RebuildTest, ARowThatNoRecordWritesHasNone) {
  alter_row("cases", "a case of nobody");
  const auto outcome = run(Rebuild::Then::leave_the_live_rows);
  ASSERT_TRUE(outcome.has_value()) << outcome.error().what;
  ASSERT_TRUE(of(*outcome, "cases").difference.has_value());
  EXPECT_EQ(of(*outcome, "cases").difference->record, Position{});
}

TEST_F(RebuildTest, ARebuildPutsRightWhatWasWrongAlsoAfterAnotherStart) {
  alter_row("cases", reference_);
  const RowView before = projector_->view();
  ASSERT_TRUE(run(Rebuild::Then::replace_the_live_rows).has_value());
  // Who was reading goes on reading what was there.
  EXPECT_EQ(before.get("cases", reference_)->value(), "altered");
  const auto outcome = run(Rebuild::Then::leave_the_live_rows);
  ASSERT_TRUE(outcome.has_value()) << outcome.error().what;
  EXPECT_TRUE(outcome->is_equal());
  EXPECT_NE(projector_->view().get("cases", reference_)->value(), "altered");
}

TEST_F(RebuildTest, LeavesNothingBehindOnceNobodyReadsTheOldRows) {
  const auto kept = [&] {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path() / "projections"))
      if (entry.is_directory()) ++count;
    return count;
  };
  rows_.reset();
  ASSERT_TRUE(run(Rebuild::Then::replace_the_live_rows).has_value());
  ASSERT_TRUE(run(Rebuild::Then::leave_the_live_rows).has_value());
  EXPECT_EQ(kept(), 1U);
}

}  // namespace
}  // namespace htq::tests
