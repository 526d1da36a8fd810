#include "tests/kafka/kafka_world.h"
#include "tests/log/event_log_conformance.h"
#include "tests/log/temporary_directory.h"

namespace htq {
namespace {

struct KafkaWorld {
  KafkaWorld() { open(); }
  EventLog& log() { return daemon_->log(); }
  void reopen() {
    daemon_.reset();
    open();
  }
  void settle() {}

  void open() {
    daemon_ = std::make_unique<Daemon>(kafka_log(directory_.path(), topic_));
    EXPECT_TRUE(daemon_->is_elected());
  }

  TemporaryDirectory directory_;
  std::string topic_ = new_topic();
  std::unique_ptr<Daemon> daemon_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Kafka, EventLogConformance, KafkaWorld);

}  // namespace
}  // namespace htq
