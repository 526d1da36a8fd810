// Puts events into their envelopes: the one place where a record's bytes come to be. It holds the head of the
// chain. Writer's thread only.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "daemon/clock.h"
#include "daemon/person_keys.h"
#include "daemon/random.h"
#include "daemon/record_hash.h"
#include "domain/actor.h"
#include "domain/given.h"
#include "domain/identity.h"
#include "schemas/event.capnp.h"

namespace htq {

/// Where the chain stands: what the next record follows.
struct ChainHead {
  Position position;
  Instant recorded_at;
  std::string hash;  // SHA-256 of the record at `position`; empty before the first
  std::uint64_t epoch = 0;
};

inline constexpr std::size_t kCommandDigestBytes = 16;

/// What all records of one command share.
struct Provenance {
  StreamKind kind = StreamKind::OFFICE;
  std::string stream;
  Actor actor;
  Instant received_at;
  Instant occurred_at;  // 0: when it is recorded
  std::string command_id;
  std::string command_digest;  // kCommandDigestBytes
  Position caused_by;
  std::string traceparent;
};

class RecordWriter {
 public:
  RecordWriter(ChainHead head, const Clock& clock, Random& random, const PersonKeys& keys)
      : head_(std::move(head)), clock_(clock), random_(random), keys_(keys) {}

  const ChainHead& head() const { return head_; }
  void set_head(ChainHead head) { head_ = std::move(head); }
  void raise_epoch() { ++head_.epoch; }

  /// When the next record will have been recorded, at the earliest.
  Instant next_instant() const;

  /// Fills in the envelopes of the events, seals what they say about persons, and appends their canonical
  /// bytes to `records`.
  void write(NewEvents& events, const Provenance& provenance, Version version, Instant now,
             std::vector<std::string>& records);

 private:
  ChainHead head_;
  const Clock& clock_;
  Random& random_;
  const PersonKeys& keys_;
};

}  // namespace htq
