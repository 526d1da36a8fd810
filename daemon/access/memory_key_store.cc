#include "daemon/access/memory_key_store.h"

#include <algorithm>

#include "daemon/random.h"

namespace htq {
namespace {

/// Places of random bytes that are no positions.
constexpr std::uint64_t kPlacesOfKeys = std::uint64_t{1} << 62U;

}  // namespace

DrawKey draw_keys_from(Random& random) {
  return [&random](std::uint64_t number) {
    std::string bytes(kPersonKeyBytes, '\0');
    random.fill_at(kPlacesOfKeys | number, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    return bytes;
  };
}

MemoryKeyStore::MemoryKeyStore(DrawKey draw) : draw_(std::move(draw)) {}

MemoryKeyStore::MemoryKeyStore()
    : MemoryKeyStore([](std::uint64_t number) {
        SeededRandom random(1);
        return draw_keys_from(random)(number);
      }) {}

Result<std::uint64_t> MemoryKeyStore::make_ready(std::uint64_t at_least, std::uint64_t count) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t first = std::max(at_least, keys_.empty() ? 1 : keys_.rbegin()->first + 1);
  for (std::uint64_t number = first; number < first + count; ++number)
    keys_[number].emplace(number, draw_(number));
  return first;
}

std::expected<PersonKey, NoKey> MemoryKeyStore::find(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  const auto found = keys_.find(number);
  if (found == keys_.end()) return std::unexpected(NoKey::missing);
  if (!found->second) return std::unexpected(NoKey::destroyed);
  return *found->second;
}

Result<> MemoryKeyStore::destroy(std::span<const std::string> ids) {
  const std::lock_guard lock(mutex_);
  for (const std::string& id : ids) {
    const auto number = number_of_key(id);
    if (!number) continue;
    const auto found = keys_.find(*number);
    if (found == keys_.end() || !found->second || found->second->id() != id) continue;
    found->second.reset();
  }
  return {};
}

}  // namespace htq
