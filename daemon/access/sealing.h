// Opens what is sealed about persons. Every answer that tells such a text asks here and nowhere else; sealing is done
// where records come to be (daemon/person_keys.h).
//
// Any thread. The store must outlive it.
#pragma once

#include <string_view>

#include "daemon/access/key_store.h"
#include "schemas/json_hooks.h"

namespace htq {

class Sealing {
 public:
  explicit Sealing(const KeyStore& keys) : keys_(keys) {}

  /// The text, or why there is none. Without a key it stands as it was written, before there was any sealing.
  Opened open(std::string_view key, std::string_view box) const;
  /// What was opened at another number may hold what is erased by now.
  std::uint64_t erasures() const { return keys_.destructions(); }

 private:
  const KeyStore& keys_;
};

}  // namespace htq
