// The access journal: what waits for it, what does not, what is lost and said to be, and what is disposed of.
#include "daemon/access/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <map>
#include <thread>

#include "daemon/log/memory_log.h"
#include "daemon/record_hash.h"
#include "projections/stored_record.h"
#include "schemas/text.h"
#include "tests/log/embedded_world.h"
#include "tests/log/temporary_directory.h"

namespace htq {
namespace {

using journal::EntryKind;
using testing::ElementsAre;

constexpr Instant kMorning{1'700'000'000'000'000'000};

struct Kept {
  std::uint64_t number;
  EntryKind kind;
  std::string subject;
  std::uint64_t count;
  bool operator==(const Kept&) const = default;
};

/// From `first` on; their numbers and hashes must follow on one another.
std::vector<Kept> entries_of(const EventLog& log, Position first = {1}) {
  std::vector<Kept> kept;
  std::string before;
  const auto scan = log.scan(first);
  while (true) {
    const auto record = scan->next();
    EXPECT_TRUE(record) << record.error().what;
    if (!record || !*record) return kept;
    StoredMessage<journal::AccessEntry> stored((*record)->bytes);
    const auto entry = stored.root();
    EXPECT_EQ(entry.getEntry(), (*record)->position.value);
    if (!before.empty() || first == Position{1}) EXPECT_EQ(string(entry.getPrevious()), before);
    before = record_hash((*record)->bytes);
    kept.push_back({entry.getEntry(), entry.getKind(), string(entry.getSubject()), entry.getCount()});
  }
}

std::vector<EntryKind> kinds_of(const EventLog& log) {
  std::vector<EntryKind> kinds;
  for (const Kept& entry : entries_of(log)) kinds.push_back(entry.kind);
  return kinds;
}

class AccessJournalTest : public testing::Test {
 protected:
  std::unique_ptr<AccessJournal> open(EventLog& log, AccessJournal::Options options = {}) {
    options.on_fault = [this](const Fault&) { ++faults_; };
    auto opened = AccessJournal::open(log, clock_, std::move(options), "New.");
    EXPECT_TRUE(opened) << opened.error().what;
    return *std::move(opened);
  }

  static Result<> record(AccessJournal& journal, std::string subject) {
    std::promise<Result<>> done;
    journal.record({.kind = EntryKind::READ, .subject = std::move(subject)},
                   [&done](Result<> result) { done.set_value(std::move(result)); });
    return done.get_future().get();
  }
  static void refuse(AccessJournal& journal) { journal.note({.kind = EntryKind::REFUSAL, .subject = "r"}); }

  ManualClock clock_{kMorning};
  ThreadExecutor thread_{"log"};
  MemoryLog log_{thread_};
  std::atomic<int> faults_ = 0;
};

TEST_F(AccessJournalTest, ANewOneBeginsWithAnEntryThatSaysSoAndOneThatIsOpenedAgainGoesOn) {
  EXPECT_TRUE(record(*open(log_), "one"));
  EXPECT_TRUE(record(*open(log_), "two"));
  EXPECT_THAT(entries_of(log_),
              ElementsAre(Kept{1, EntryKind::BEGUN, "", 0}, Kept{2, EntryKind::READ, "one", 0},
                          Kept{3, EntryKind::READ, "two", 0}));
}

TEST_F(AccessJournalTest, EachReadOfManyThreadsIsThereOnceBeforeItIsAnswered) {
  constexpr int kThreads = 8;
  constexpr int kReads = 200;
  const auto journal = open(log_);
  std::atomic<int> batches = 0;
  const auto following = log_.follow([&](const SharedBatch&) { ++batches; });
  std::vector<std::thread> readers;
  for (int reader = 0; reader < kThreads; ++reader)
    readers.emplace_back([&, reader] {
      for (int read = 0; read < kReads; ++read) {
        const Position before = log_.end();
        ASSERT_TRUE(record(*journal, std::to_string(reader)));
        ASSERT_GT(log_.end(), before);
        refuse(*journal);
        if (read % 50 == 0) journal->look_after();
      }
    });
  for (std::thread& reader : readers) reader.join();
  journal->finish();
  std::map<std::string, int> by_subject;
  for (const Kept& entry : entries_of(log_)) ++by_subject[entry.subject];
  EXPECT_EQ(by_subject["r"], kThreads * kReads);
  for (int reader = 0; reader < kThreads; ++reader) EXPECT_EQ(by_subject[std::to_string(reader)], kReads);
  EXPECT_LE(batches, kThreads * (kReads + 4) + 1) << "a refusal has a write of its own";
}

TEST_F(AccessJournalTest, ARefusalGoesWithTheNextReadOrWhenItIsLookedAfter) {
  const auto journal = open(log_);
  journal->finish();
  refuse(*journal);
  EXPECT_EQ(kinds_of(log_).size(), 1U);
  EXPECT_TRUE(record(*journal, "one"));
  EXPECT_THAT(kinds_of(log_), ElementsAre(EntryKind::BEGUN, EntryKind::REFUSAL, EntryKind::READ));
  refuse(*journal);
  journal->look_after();
  journal->finish();
  EXPECT_EQ(kinds_of(log_).size(), 4U);
}

TEST_F(AccessJournalTest, StrangersAreOneCountHoweverMany) {
  const auto journal = open(log_);
  for (int stranger = 0; stranger < 1000; ++stranger) journal->count_stranger();
  journal->look_after();
  journal->finish();
  EXPECT_THAT(entries_of(log_),
              ElementsAre(Kept{1, EntryKind::BEGUN, "", 0}, Kept{2, EntryKind::STRANGERS, "", 1000}));
}

TEST_F(AccessJournalTest, WithoutSpaceAReadIsRefusedAndWhatWasNotWrittenIsCountedWhenItCanBe) {
  const auto journal = open(log_);
  journal->finish();
  refuse(*journal);
  refuse(*journal);
  log_.fail_next({FaultKind::no_space, "full"});
  const auto refused = record(*journal, "one");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FaultKind::no_space);
  EXPECT_EQ(faults_, 1);
  EXPECT_TRUE(record(*journal, "two"));
  EXPECT_THAT(entries_of(log_),
              ElementsAre(Kept{1, EntryKind::BEGUN, "", 0}, Kept{2, EntryKind::READ, "two", 0},
                          Kept{3, EntryKind::UNRECORDED, "", 2}));
}

TEST_F(AccessJournalTest, OneThatFindsNoSpaceAtItsBeginningBeginsLater) {
  log_.fail_next({FaultKind::no_space, "full"});
  const auto journal = open(log_);
  journal->finish();
  EXPECT_TRUE(record(*journal, "one"));
  EXPECT_THAT(kinds_of(log_), ElementsAre(EntryKind::BEGUN, EntryKind::READ));
}

TEST_F(AccessJournalTest, AfterAFailedWriteNothingIsReadUntilTheNextStart) {
  const auto journal = open(log_);
  journal->finish();
  log_.fail_next({FaultKind::io, "a sync failed"});
  EXPECT_FALSE(record(*journal, "one"));
  const auto refused = record(*journal, "two");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FaultKind::io);
  EXPECT_EQ(faults_, 1) << "it is said once";
  EXPECT_EQ(kinds_of(log_).size(), 1U);
}

TEST_F(AccessJournalTest, AsManyWaitAsMay) {
  std::promise<void> go_on;
  thread_.post([&] { go_on.get_future().wait(); });
  const auto journal = open(log_, {.most_waiting = 2});
  std::vector<std::promise<Result<>>> answers(3);
  for (auto& answer : answers)
    journal->record({.kind = EntryKind::READ}, [&](Result<> result) { answer.set_value(std::move(result)); });
  const auto refused = answers[2].get_future().get();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FaultKind::overloaded);
  go_on.set_value();
  EXPECT_TRUE(answers[0].get_future().get());
  EXPECT_TRUE(answers[1].get_future().get());
}

class KeptAccessJournal : public AccessJournalTest {
 protected:
  void reopen() {
    journal_.reset();
    entries_.reset();
    auto options = small_log(directory_.path());
    options.drops_old = true;
    entries_ = opened(options);
    journal_ = open(*entries_, {.keep = std::chrono::days(10),
                                .first = [this] { return entries_->first(); },
                                .drop_before =
                                    [this](Position first, AccessJournal::Done done) {
                                      entries_->drop_before(first, std::move(done));
                                    },
                                .clock_jumps = clock_jumps_});
  }
  /// What was asked of the log's thread before is done.
  void settle() {
    journal_->finish();
    std::promise<void> done;
    entries_->pass([&] { done.set_value(); });
    done.get_future().wait();
  }

  TemporaryDirectory directory_;
  ClockJumps* clock_jumps_ = nullptr;
  std::unique_ptr<EmbeddedLog> entries_;
  std::unique_ptr<AccessJournal> journal_;
};

TEST_F(KeptAccessJournal, NothingIsDisposedOfByAClockThatHasJumpedAheadUntilItHasStayedSo) {
  Duration been_on{};
  ClockJumps jumps(clock_, {.has_been_on = [&] { return been_on; }, .on_news = {}});
  clock_jumps_ = &jumps;
  reopen();
  EXPECT_TRUE(record(*journal_, "one"));
  journal_->look_after();
  clock_.move_to(clock_.now() + std::chrono::days(100));
  journal_->look_after();
  settle();
  EXPECT_EQ(entries_->first(), Position{1});
  been_on += ClockJumps::kStays;
  journal_->look_after();
  settle();
  EXPECT_EQ(entries_->first(), Position{2});
  journal_.reset();
}

TEST_F(KeptAccessJournal, EntriesWhoseTimeIsOverAreDisposedOfAndThatIsSaid) {
  reopen();
  for (int day = 0; day < 20; ++day) {
    EXPECT_TRUE(record(*journal_, std::to_string(day)));
    clock_.move_to(clock_.now() + std::chrono::days(1));
  }
  journal_->look_after();
  settle();
  EXPECT_EQ(entries_->first(), Position{12}) << "of the eleventh day, ten days ago";
  for (int time = 0; time < 2; ++time) {
    const auto kept = entries_of(*entries_, entries_->first());
    ASSERT_FALSE(kept.empty());
    EXPECT_EQ(kept.front(), (Kept{12, EntryKind::READ, "10", 0}));
    EXPECT_EQ(kept.back(), (Kept{22, EntryKind::DISPOSED, "", 11}));
    EXPECT_FALSE(entries_->read({11}));
    reopen();
  }
}

TEST_F(KeptAccessJournal, TheLastEntryStaysSoThatTheChainGoesOn) {
  reopen();
  EXPECT_TRUE(record(*journal_, "one"));
  clock_.move_to(clock_.now() + std::chrono::days(100));
  journal_->look_after();
  settle();
  EXPECT_EQ(entries_->first(), Position{2});
  EXPECT_TRUE(record(*journal_, "two"));
  reopen();
  EXPECT_EQ(entries_of(*entries_, entries_->first()).size(), 3U);
}

TEST_F(KeptAccessJournal, AnInstantIsFoundAmongItsEntries) {
  reopen();
  for (int day = 0; day < 5; ++day) {
    EXPECT_TRUE(record(*journal_, std::to_string(day)));
    clock_.move_to(clock_.now() + std::chrono::days(1));
  }
  EXPECT_EQ(*journal_->first_at({0}), Position{1});
  EXPECT_EQ(*journal_->first_at(kMorning + std::chrono::days(3)), Position{5});
  EXPECT_EQ(*journal_->first_at(kMorning + std::chrono::days(9)), entries_->end().next());
}

}  // namespace
}  // namespace htq
