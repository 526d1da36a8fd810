// The daemons of one office that share a log, as this one knows them: which writes, and where it is reached.
// Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/log/kafka_log.h"
#include "domain/identity.h"

namespace htq {

class Cluster {
 public:
  struct Writer {
    std::string address;
    std::uint64_t epoch = 0;
    Position since;  // its WriterElected
  };
  using View = KafkaLog::View;

  Cluster(KafkaLog& log, std::string own_address) : log_(log), own_address_(std::move(own_address)) {}

  /// Takes note if the record says that a writer was elected.
  void note(std::string_view record);

  bool writes_here() const { return log_.writes(); }
  std::optional<Writer> writer() const;
  /// Who else writes, as far as is known here.
  std::optional<std::string> other_writer() const;
  const std::string& own_address() const { return own_address_; }
  /// Every daemon that ever wrote to this log, whether or not it is up.
  std::vector<std::string> all_that_wrote() const;

  /// Asks the brokers. `answering` is called once, soon, on a thread of the log's.
  void look(std::move_only_function<void(View)> answering);

 private:
  KafkaLog& log_;
  const std::string own_address_;
  mutable std::mutex mutex_;
  std::optional<Writer> writer_;
  std::set<std::string> wrote_;
};

}  // namespace htq
