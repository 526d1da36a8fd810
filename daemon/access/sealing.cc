#include "daemon/access/sealing.h"

namespace htq {

Opened Sealing::open(std::string_view key, std::string_view box) const {
  if (key.empty()) return std::string(box);
  const auto number = number_of_key(key);
  if (!number) return std::unexpected(Unreadable::sealed);
  const auto found = keys_.find(*number);
  if (!found)
    return std::unexpected(found.error() == NoKey::destroyed ? Unreadable::erased : Unreadable::sealed);
  if (found->id() != key) return std::unexpected(Unreadable::sealed);
  auto text = found->open(box);
  if (!text) return std::unexpected(Unreadable::sealed);
  return *std::move(text);
}

}  // namespace htq
