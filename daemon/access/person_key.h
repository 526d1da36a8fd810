// A key that seals texts about one person, and what is done with it. Values; any thread.
//
// The key is 32 random bytes and is never used itself: what it is used for has a key of its own, BLAKE2b of
// the purpose under it.
//
// Its id, 16 bytes, is what a sealed text names:
//
//   number (8 bytes, big-endian)   from 1; on a log keys are used in the order of their numbers
//   mark (8 bytes)                 BLAKE2b of the key: with another key under the same number nothing is
//   mistaken for it
//
// A sealed text is nonce (24 bytes) and XChaCha20-Poly1305 of the text, filled up to a multiple of 32 bytes,
// with the id as associated data. The nonce is BLAKE2b of place and text under the key: chance is not needed,
// and nothing is given away if a place is written twice, as it may be after a crash.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/identity.h"

namespace htq {

inline constexpr std::size_t kKeyIdBytes = 16;
inline constexpr std::size_t kPersonKeyBytes = 32;
inline constexpr std::size_t kKeyMarkBytes = 8;

/// Where a sealed text stands: no two texts of a log share a place.
struct TextPlace {
  Position position;
  std::uint64_t number = 0;  // within the record
};

class PersonKey {
 public:
  /// `bytes` are kPersonKeyBytes.
  PersonKey(std::uint64_t number, std::string_view bytes);
  ~PersonKey();
  PersonKey(const PersonKey&) = default;
  PersonKey& operator=(const PersonKey&) = default;

  std::string id() const;
  std::string mark() const;
  std::string_view bytes() const { return {bytes_.data(), bytes_.size()}; }

  std::string seal(std::string_view text, TextPlace place) const;
  /// Nothing if it was not sealed with this key, or touched since.
  std::optional<std::string> open(std::string_view sealed) const;

 private:
  std::uint64_t number_;
  std::array<char, kPersonKeyBytes> bytes_;
};

/// The number in an id; nothing for what is none.
std::optional<std::uint64_t> number_of_key(std::string_view id);

}  // namespace htq
