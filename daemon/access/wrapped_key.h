// A key of a person as it lies in a store: wrapped with the master key. Values; any thread.
//
//   slot   mark of the key (8 bytes), nonce (24), XChaCha20-Poly1305 of the key (48) with number and mark as
//          associated data
#pragma once

#include <sodium.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/access/master_key.h"
#include "daemon/access/person_key.h"

namespace htq {

inline constexpr std::size_t kWrappedKeyBytes = kKeyMarkBytes + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                                                kPersonKeyBytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kWrappedKeyBytes == 80, "a slot of every store");
inline constexpr std::size_t kMasterMarkBytes = 8;

std::string wrap_key(std::uint64_t number, const PersonKey& key, const MasterKey& master);
/// Nothing if it is not of that number, under another master key, or not whole. `slot` has kWrappedKeyBytes.
std::optional<PersonKey> unwrap_key(std::uint64_t number, std::string_view slot, const MasterKey& master);

}  // namespace htq
