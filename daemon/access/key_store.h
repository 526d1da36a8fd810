// Where the keys of persons are kept: apart from the log, so that a key can be destroyed and what it sealed
// be forgotten, while the log stays as it is. Implementations: a file (file_key_store.h), a topic of Kafka
// (kafka_key_store.h) and memory (memory_key_store.h); one conformance suite runs against each
// (tests/daemon/key_store_conformance.h).
//
// Keys have numbers from 1 and are made before they are needed: what is ready is durable, so a command that
// takes one waits for no second sync. Which of them are in use, and by whom, the log says and nobody else.
// Which number is the next, the store says and not the log: records that were lost may have had any that was
// made, and what they tell must not come to open with the key of somebody else, or outlive its own.
//
// Any thread.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>

#include "daemon/access/person_key.h"
#include "projections/fault.h"

namespace htq {

/// Why there is no key.
enum class NoKey {
  destroyed,
  missing,  // never made here, or not readable: the store is not the one that the log was written with, or is
            // damaged
};

class KeyStore {
 public:
  virtual ~KeyStore() = default;

  /// This process is the one that makes and destroys keys from now on: what another one did until now is
  /// there, and it does nothing more. Nothing, where no other shares the store.
  virtual Result<> begin_turn() { return {}; }

  /// Makes `count` keys, durable when it returns, and says the number of the first; the others follow it. No
  /// number was ever that of another key here, whatever has become of that key, and none is below `at_least`.
  virtual Result<std::uint64_t> make_ready(std::uint64_t at_least, std::uint64_t count) = 0;

  virtual std::expected<PersonKey, NoKey> find(std::uint64_t number) const = 0;

  /// They are gone, durably, when it returns. Those that are not there any more are passed over. An id with
  /// another mark than the key under its number is another store's key, and passed over, too.
  virtual Result<> destroy(std::span<const std::string> ids) = 0;
};

/// 32 bytes for the key of that number.
using DrawKey = std::function<std::string(std::uint64_t number)>;

class Random;
/// From a seed they depend on seed and number alone.
DrawKey draw_keys_from(Random& random);

}  // namespace htq
