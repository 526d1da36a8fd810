// Keys of persons that are gone with the process: for tests and the simulation.
#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "daemon/access/key_store.h"

namespace htq {

class MemoryKeyStore final : public KeyStore {
 public:
  explicit MemoryKeyStore(DrawKey draw);
  /// Keys that depend on their number alone.
  MemoryKeyStore();

  Result<std::uint64_t> make_ready(std::uint64_t at_least, std::uint64_t count) override;
  std::expected<PersonKey, NoKey> find(std::uint64_t number) const override;
  Result<> destroy(std::span<const std::string> ids) override;

 private:
  mutable std::mutex mutex_;
  DrawKey draw_;
  std::map<std::uint64_t, std::optional<PersonKey>> keys_;  // nothing: destroyed
};

}  // namespace htq
