// Events as they are streamed: what was erased is told to nobody who asks after that.
#include "daemon/doors/event_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "daemon/access/identity.h"
#include "daemon/access/journal.h"
#include "daemon/access/memory_key_store.h"
#include "daemon/access/sealing.h"
#include "daemon/access/statement_key.h"
#include "daemon/access/tokens.h"
#include "daemon/doors/reading.h"
#include "daemon/doors/sealed_positions.h"
#include "daemon/doors/the_public.h"
#include "daemon/doors/viewer.h"
#include "daemon/engine.h"
#include "daemon/log/memory_log.h"
#include "daemon/logging.h"
#include "daemon/past.h"
#include "daemon/projector.h"
#include "daemon/random.h"
#include "daemon/rebuild.h"
#include "projections/all.h"
#include "projections/memory_rows.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/postponed.h"
#include "tests/support/process.h"

namespace htq {
namespace {

class Silent final : public LogSink {
 public:
  void write(const LogLine&) override {}
};

/// A log of which `at_the_end` is called when a scan has come to its end: in the midst of a render, when
/// everything has been opened.
class Interrupted final : public EventLog {
 public:
  explicit Interrupted(EventLog& log) : log_(log) {}

  Position end() const override { return log_.end(); }
  void append(SharedBatch batch, std::move_only_function<void(Result<>)> done) override {
    log_.append(std::move(batch), std::move(done));
  }
  std::unique_ptr<LogScan> scan(Position from) const override {
    return std::make_unique<Scan>(log_.scan(from), at_the_end);
  }
  Result<std::string> read(Position position) const override { return log_.read(position); }
  std::unique_ptr<Following> follow(std::function<void(const SharedBatch&)> follower) override {
    return log_.follow(std::move(follower));
  }

  std::function<void()> at_the_end;

 private:
  class Scan final : public LogScan {
   public:
    Scan(std::unique_ptr<LogScan> scan, const std::function<void()>& at_the_end)
        : scan_(std::move(scan)), at_the_end_(at_the_end) {}
    Result<std::optional<StoredRecord>> next() override {
      auto record = scan_->next();
      if (record && !*record && at_the_end_) at_the_end_();
      return record;
    }

   private:
    std::unique_ptr<LogScan> scan_;
    const std::function<void()>& at_the_end_;
  };

  EventLog& log_;
};

/// What doors are given, on executors that are run by hand.
class EventFeedTest : public testing::Test {
 protected:
  EventFeedTest() {
    projector_.follow(log_, {});
    EXPECT_TRUE(engine_.start());
    lane_.run_all();
  }

  /// Registers an organisation that names somebody to write to.
  void tell_of(const std::string& person, const std::string& words) {
    auto message = std::make_unique<capnp::MallocMessageBuilder>();
    auto command = message->initRoot<Command>();
    command.setTarget("example-college");
    auto event = command.initRegisterOrganisation();
    event.setName("Example College");
    event.setKind(OrganisationKind::HIGHER_EDUCATION_PROVIDER);
    event.initContact().setPerson(text(person));
    event.getContact().setBox(as_data(words));
    bool accepted = false;
    engine_.submit({.message = std::move(message),
                    .actor = tests::official(),
                    .command_id = "register",
                    .received_at = clock_.now()},
                   [&](const Reply& reply) { accepted = std::holds_alternative<Receipt>(reply); });
    lane_.run_all();
    EXPECT_TRUE(accepted);
  }
  /// As an erasure does before it is acknowledged.
  void destroy_all_keys() {
    for (std::uint64_t number = 1; keys_.find(number); ++number) {
      const std::vector<std::string> ids{keys_.find(number)->id()};
      EXPECT_TRUE(keys_.destroy(ids));
    }
  }

  /// What comes of a question; nothing as long as it waits.
  std::shared_ptr<std::string> ask() {
    auto told = std::make_shared<std::string>();
    feed_.ask({.after = {},
               .form = EventForm::lines,
               .of = EventsOf::everything,
               .office = policy::Audience::RESTRICTED},
              std::make_shared<Viewer>(doors_, Caller{.subject = "aud", .roles = {"auditor"}}),
              [told](const SharedChunk& chunk) { *told = chunk->bytes; });
    return told;
  }

  TemporaryDirectory directory_;
  tests::Postponed lane_;
  tests::Postponed rendering_;
  ManualClock clock_{tests::london("2020-07-01T09:00")};
  SeededRandom random_{1};
  MemoryKeyStore keys_;
  const Sealing sealing_{keys_};
  MemoryLog memory_{lane_};
  Interrupted log_{memory_};
  Projector projector_{std::move(*Applier::open(all_projections(), log_, std::make_shared<MemoryRows>())),
                       lane_, clock_, Projector::Options{}};
  Engine engine_{lane_,
                 log_,
                 projector_,
                 clock_,
                 random_,
                 keys_,
                 Engine::Options{.digest_key = std::string(32, 'k'),
                                 .incarnation = "one",
                                 .address = "test",
                                 .on_system_refused = {}}};
  EventFeed feed_{log_, projector_, sealing_, rendering_};

  // Not asked for anything here: a viewer wants doors.
  http::Loop loop_;
  http::Signal applied_{loop_};
  const SealedPositions positions_{std::string(32, 'k')};
  const Pseudonyms pseudonyms_{std::string(32, 'k')};
  const StatementKey statements_{std::string(32, 'k')};
  const Logger logger_{std::make_unique<Silent>(), LogLevel::critical, clock_};
  std::unique_ptr<Tokens> tokens_ = make_tokens();
  const Identity identity_{*tokens_};
  Past past_{log_, projector_, lane_};
  Reading reading_{lane_, 1};
  RowDirectories directories_{{.directory = {}, .cache = nullptr}};
  Rebuild rebuild_{log_, projector_, directories_};
  MemoryLog accesses_{lane_};
  std::unique_ptr<AccessJournal> journal_ = make_journal();
  const Doors doors_{.engine = engine_,
                     .log = log_,
                     .projector = projector_,
                     .identity = identity_,
                     .clock = clock_,
                     .sealing = sealing_,
                     .positions = positions_,
                     .pseudonyms = pseudonyms_,
                     .statements = statements_,
                     .logger = logger_,
                     .applied = applied_,
                     .past = past_,
                     .reading = reading_,
                     .events = feed_,
                     .rebuild = rebuild_,
                     .journal = *journal_,
                     .office = "test"};

 private:
  std::unique_ptr<Tokens> make_tokens() {
    const auto is_role = [](std::string_view) { return true; };
    const std::filesystem::path file = directory_.path() / "tokens";
    EXPECT_TRUE(create_token(
        file,
        {.subject = "aud", .roles = {"auditor"}, .organisation = {}, .not_after = std::nullopt, .note = {}},
        is_role, clock_, random_));
    return std::move(*Tokens::load(file, is_role, clock_));
  }
  std::unique_ptr<AccessJournal> make_journal() {
    auto journal = std::move(*AccessJournal::open(accesses_, clock_, {}, "New."));
    lane_.run_all();
    return journal;
  }
};

TEST_F(EventFeedTest, WhatIsErasedWhileItIsRenderedIsToldToNobodyWhoWaits) {
  tell_of("ada", "Ada Lovelace");
  std::shared_ptr<std::string> before;
  std::shared_ptr<std::string> after;
  log_.at_the_end = [&] {
    log_.at_the_end = {};
    destroy_all_keys();
    after = ask();
  };
  before = ask();
  rendering_.run_all();
  ASSERT_NE(after, nullptr);
  EXPECT_THAT(*after, testing::HasSubstr("Example College"));
  EXPECT_THAT(*after, testing::Not(testing::HasSubstr("Lovelace")));
  EXPECT_THAT(*before, testing::Not(testing::HasSubstr("Lovelace")));
}

TEST_F(EventFeedTest, WhatIsErasedAfterItWasRenderedIsNotToldAgain) {
  tell_of("ada", "Ada Lovelace");
  const auto before = ask();
  rendering_.run_all();
  EXPECT_THAT(*before, testing::HasSubstr("Ada Lovelace"));
  destroy_all_keys();
  const auto after = ask();
  rendering_.run_all();
  EXPECT_THAT(*after, testing::HasSubstr("Example College"));
  EXPECT_THAT(*after, testing::Not(testing::HasSubstr("Lovelace")));
}

}  // namespace
}  // namespace htq
