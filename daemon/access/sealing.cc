#include "daemon/access/sealing.h"

#include "schemas/disposable.h"

namespace htq {

Opened Sealing::open_of_person(std::string_view key, std::string_view box) const {
  const auto outer = key.empty() ? std::nullopt : sealed_text(box);
  if (!outer) return open(key, box);
  const Opened inner = open(outer->key, outer->box);
  return inner ? open(key, *inner) : inner;
}

bool Sealing::is_at_hand(std::string_view key) const {
  const auto number = number_of_key(key);
  if (!number) return false;
  const auto found = keys_.find(*number);
  return found && found->id() == key;
}

Opened Sealing::open(std::string_view key, std::string_view box) const {
  if (key.empty()) return std::string(box);
  Opened text = look(key, box);
  if (noted_ == nullptr) return text;
  if (text)
    noted_->keys.emplace(key);
  else if (text.error() == Unreadable::sealed)
    noted_->is_all_opened = false;
  return text;
}

Opened Sealing::look(std::string_view key, std::string_view box) const {
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
