// The way of published events to the brokers: one transaction for a stretch of them and the mark that says
// how far they go, so that both are there or neither. The transactional id is that of the office's streams:
// who takes over settles what the one before had under way, and nothing more is taken from that one. After
// any error an outbox is of no further use.
//
//   htq.OFFICE.events.v1, htq.OFFICE.public.v1   the events (cloud_event.h)
//   htq.OFFICE.published.v1   compacted; one key, "mark". Value: position of the last record that was looked
//                             at and count of public events so far, 8 bytes each, highest first, and that
//                             record's SHA-256
//
// One thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/log/kafka_client.h"
#include "daemon/log/kafka_trouble.h"
#include "daemon/publish/cloud_event.h"
#include "domain/identity.h"

namespace htq {

/// How far an office has published.
struct Mark {
  Position position;
  std::uint64_t public_events = 0;
  std::string record_hash;  // of the record at that position

  std::string bytes() const;
  static std::optional<Mark> parse(std::string_view bytes);
  bool operator==(const Mark&) const = default;
};

class KafkaOutbox {
 public:
  /// How brokers that do not answer are waited for.
  struct Waiting {
    std::function<bool()> is_wanted;  // whether it goes on
    std::function<void(const KafkaError& why)> say;  // each time that it tries again
  };

  /// Makes or checks the topics.
  static Result<std::unique_ptr<KafkaOutbox>> open(const KafkaSettings& settings, const std::string& office,
                                                   const Waiting& waiting);
  ~KafkaOutbox();
  KafkaOutbox(const KafkaOutbox&) = delete;
  KafkaOutbox& operator=(const KafkaOutbox&) = delete;

  /// How far the office has published by now, by whomever; nothing: not at all.
  KafkaResult<std::optional<Mark>> last_mark(const Waiting& waiting) const;
  /// Fences whoever published before, and reads how far that one came.
  KafkaResult<std::optional<Mark>> take_over(const Waiting& waiting);
  /// One transaction. No error: committed.
  KafkaResult<> publish(const std::vector<CloudEvent>& events, const Mark& mark);

 private:
  KafkaOutbox(const KafkaSettings& settings, const std::string& office);
  KafkaResult<> send(const CloudEvent& event);
  const std::string& topic(Stream stream) const { return topics_[static_cast<std::size_t>(stream)]; }

  const KafkaSettings settings_;
  const std::array<std::string, 2> topics_;
  const std::string marks_;
  KafkaOpaque opaque_;
  KafkaClient client_;
};

}  // namespace htq
