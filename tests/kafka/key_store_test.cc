// The store of keys of persons on real brokers: what every store must do, and what several daemons may rely
// on.
#include <gmock/gmock.h>

#include <filesystem>
#include <set>
#include <thread>
#include <vector>

#include "daemon/access/kafka_key_store.h"
#include "daemon/executor.h"
#include "daemon/person_keys.h"
#include "daemon/random.h"
#include "projections/memory_rows.h"
#include "schemas/text.h"
#include "tests/daemon/key_store_conformance.h"
#include "tests/kafka/kafka_world.h"
#include "tests/log/temporary_directory.h"

namespace htq {
namespace {

class KafkaKeysWorld {
 public:
  KafkaKeysWorld() { again(); }
  KeyStore& store() { return *store_; }
  void again() {
    store_.reset();
    store_ = another();
    EXPECT_TRUE(store_->begin_turn());
  }
  void close() { store_.reset(); }
  std::unique_ptr<KafkaKeyStore> another(const std::string& name = "master-key") {
    auto opened = KafkaKeyStore::open(settings(), master(name), draw_keys_from(random_));
    EXPECT_TRUE(opened.has_value()) << opened.error().what;
    return opened ? *std::move(opened) : nullptr;
  }
  KafkaSettings log() const { return {.bootstrap_servers = brokers(), .topic = topic_, .member = "one"}; }
  KafkaSettings settings() const { return beside_the_log(log()); }
  MasterKey master(const std::string& name = "master-key") {
    if (!std::filesystem::exists(directory_.path() / name)) {
      EXPECT_TRUE(MasterKey::make(directory_.path() / name, random_));
    }
    return *MasterKey::read(directory_.path() / name);
  }

 private:
  TemporaryDirectory directory_;
  SystemRandom random_;
  std::string topic_ = new_topic();
  std::unique_ptr<KafkaKeyStore> store_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Kafka, KeyStoreConformance, KafkaKeysWorld);

std::string id_of(const KeyStore& store, std::uint64_t number) {
  const auto key = store.find(number);
  return key ? key->id() : "none";
}

TEST(KafkaKeyStore, AStandbyHasEveryKeyAndTakesOverWithoutMakingAnyAnew) {
  KafkaKeysWorld world;
  ASSERT_TRUE(world.store().make_ready(1, 100));
  const auto standby = world.another();
  const std::string erased = id_of(world.store(), 7);
  ASSERT_TRUE(world.store().make_ready(101, 100));
  ASSERT_TRUE(world.store().destroy(std::vector<std::string>{erased}));
  ASSERT_TRUE(standby->begin_turn());
  EXPECT_EQ(standby->make_ready(1, 1), 201U);
  for (std::uint64_t number = 1; number <= 200; ++number)
    EXPECT_EQ(id_of(*standby, number), id_of(world.store(), number)) << number;
  EXPECT_EQ(standby->find(7).error(), NoKey::destroyed);
}

TEST(KafkaKeyStore, WhoHasBeenReplacedMakesAndDestroysNothing) {
  KafkaKeysWorld world;
  ASSERT_TRUE(world.store().make_ready(1, 2));
  const auto before = world.another();
  bool writes = true;
  before->writes_while([&writes] { return writes; });
  ASSERT_TRUE(before->begin_turn());
  ASSERT_TRUE(before->make_ready(3, 1));
  world.again();
  writes = false;
  const auto made = before->make_ready(4, 1);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().kind, FaultKind::unavailable);
  EXPECT_FALSE(before->destroy(std::vector<std::string>{id_of(world.store(), 1)}).has_value());
  ASSERT_TRUE(world.store().make_ready(4, 1));
  EXPECT_NE(id_of(world.store(), 1), "none");
}

// One who believes that it still writes takes over again, and reads all of it before it makes a key: a number
// has one key, whoever wins, and is had by one of them alone.
TEST(KafkaKeyStore, TwoThatBothBelieveToWriteAreNeverGivenTheSameNumber) {
  KafkaKeysWorld world;
  const auto other = world.another();
  std::vector<std::uint64_t> of_one, of_other;
  const auto make = [](KeyStore& store, std::vector<std::uint64_t>& firsts) {
    for (int times = 0; times < 10; ++times) {
      const auto first = store.make_ready(1, 10);
      ASSERT_TRUE(first.has_value()) << first.error().what;
      firsts.push_back(*first);
    }
  };
  std::thread one([&] { make(world.store(), of_one); });
  make(*other, of_other);
  one.join();
  const auto reader = world.another();
  ASSERT_FALSE(reader->stopped());
  std::set<std::uint64_t> given;
  const auto look_at = [&](const KeyStore& store, const std::vector<std::uint64_t>& firsts) {
    for (const std::uint64_t first : firsts)
      for (std::uint64_t number = first; number < first + 10; ++number) {
        EXPECT_TRUE(given.insert(number).second) << number;
        ASSERT_NE(id_of(*reader, number), "none") << number;
        EXPECT_EQ(id_of(store, number), id_of(*reader, number)) << number;
      }
  };
  look_at(world.store(), of_one);
  look_at(*other, of_other);
}

TEST(KafkaKeyStore, IsNotWrappedAnewWhileADaemonRuns) {
  KafkaKeysWorld world;
  ASSERT_TRUE(world.store().make_ready(1, 3));
  TemporaryDirectory directory;
  Daemon running(kafka_log(directory.path(), world.log().topic));
  ASSERT_TRUE(running.is_elected());
  const auto refused = rewrap_keys(world.log(), world.master(), world.master("next"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().what, testing::HasSubstr("in use"));
}

TEST(KafkaKeyStore, UnderAnotherMasterKeyItIsRefusedAndARotationGoesOnWhereItEnded) {
  KafkaKeysWorld world;
  ASSERT_TRUE(world.store().make_ready(1, 3));
  const std::string gone = id_of(world.store(), 2), stays = id_of(world.store(), 3);
  ASSERT_TRUE(world.store().destroy(std::vector<std::string>{gone}));
  EXPECT_THAT(KafkaKeyStore::open(world.settings(), world.master("next"), DrawKey{}).error().what,
              testing::HasSubstr("another master key"));
  const auto follower = world.another();
  EXPECT_EQ(rewrap_keys(world.log(), world.master(), world.master("next")), 2U);
  EXPECT_EQ(rewrap_keys(world.log(), world.master(), world.master("next")), 2U);
  EXPECT_FALSE(rewrap_keys(world.log(), world.master(), world.master("third")).has_value());
  world.close();
  const auto next = world.another("next");
  EXPECT_EQ(id_of(*next, 3), stays);
  EXPECT_EQ(next->find(2).error(), NoKey::destroyed);
  // One that runs still, with the old one, hears of it and stops.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!follower->stopped() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  ASSERT_TRUE(follower->stopped());
  EXPECT_THAT(follower->stopped()->what, testing::HasSubstr("another master key"));
}

using TopicSettings = std::initializer_list<std::pair<const char*, const char*>>;

/// These, and every other one as brokers have it by default.
void set_topic(const KafkaSettings& settings, TopicSettings values) {
  KafkaOpaque opaque;
  const auto client = *make_kafka_client(RD_KAFKA_PRODUCER, settings, {}, opaque);
  rd_kafka_ConfigResource_t* resource =
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, settings.topic.c_str());
  for (const auto& [name, value] : values) rd_kafka_ConfigResource_set_config(resource, name, value);
  rd_kafka_queue_t* answers = rd_kafka_queue_new(client.get());
  rd_kafka_AlterConfigs(client.get(), &resource, 1, nullptr, answers);
  rd_kafka_event_t* answer = rd_kafka_queue_poll(answers, 20'000);
  ASSERT_NE(answer, nullptr);
  EXPECT_EQ(rd_kafka_event_error(answer), RD_KAFKA_RESP_ERR_NO_ERROR) << rd_kafka_event_error_string(answer);
  rd_kafka_event_destroy(answer);
  rd_kafka_queue_destroy(answers);
  rd_kafka_ConfigResource_destroy(resource);
}

TEST(KafkaKeyStore, ShortOfReplicasNoCommandWaitsWhileKeysAreReadyThenTheyAreTurnedAwayThenTheyGoOn) {
  KafkaKeysWorld world;
  const auto rows = std::make_shared<MemoryRows>();
  const auto families = std::make_shared<RowStore>(RowStore{.rows = rows, .families = {}});
  families->families.emplace("persons", *rows->open_family("persons"));
  const RowView view(families, {});
  ThreadExecutor beside("keys");
  PersonKeys keys(world.store(), {.ready_ahead = 8, .beside = &beside});
  ASSERT_TRUE(keys.start(view));
  int told = 0;
  const auto tell = [&] {
    NewEvents events;
    auto contact = events.add().initOrganisationRegistered().initContact();
    contact.setPerson(text("person-" + std::to_string(++told)));
    contact.setBox(as_data(std::string_view("Ada")));
    return keys.take_for(events, StreamKind::ORGANISATION, "org", view);
  };
  set_topic(world.settings(), {{"cleanup.policy", "compact"}, {"min.insync.replicas", "4"}});
  const auto begun = std::chrono::steady_clock::now();
  for (int ready = 0; ready < 8; ++ready) ASSERT_TRUE(tell()) << ready;
  const auto turned_away = tell();
  ASSERT_FALSE(turned_away.has_value());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
  EXPECT_EQ(turned_away.error().kind, FaultKind::unavailable);
  EXPECT_THAT(turned_away.error().what, testing::HasSubstr("No key is ready"));
  set_topic(world.settings(), {{"cleanup.policy", "compact"}, {"min.insync.replicas", "2"}});
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!tell() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_TRUE(tell());
}

TEST(KafkaKeyStore, ATopicThatWouldKeepDestroyedKeysIsRefusedWithWhatMendsIt) {
  KafkaKeysWorld world;
  world.close();
  set_topic(world.settings(), {{"max.compaction.lag.ms", "7200000"}});
  Result<> refused;
  // Every broker comes to know of it after a moment.
  for (int tries = 0; refused && tries < 100; ++tries)
    if (auto opened = KafkaKeyStore::open(world.settings(), world.master(), DrawKey{}); !opened)
      refused = std::unexpected(opened.error());
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(
      refused.error().what,
      testing::AllOf(testing::HasSubstr("max.compaction.lag.ms is 7200000 and must be 3600000 at most"),
                     testing::HasSubstr("kafka-configs.sh"), testing::HasSubstr("cleanup.policy=compact")));
}

}  // namespace
}  // namespace htq
