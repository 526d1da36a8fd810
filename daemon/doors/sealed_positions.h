// Positions and places in lists on their way out to whoever does not see every record, and back in. A plain
// position would tell how much lies between two of them: of an applicant's own case, that there is a peer
// review. So they leave sealed, each with a nonce of its own: of one length, and no two alike.
//
// Bytes of a position: XChaCha20-Poly1305 over its 8 bytes, big-endian, under a nonce of 24; in base64
// without padding, for addresses: 64 characters. Of a place in a list: the same over two bytes of length and
// the place, filled up with zeros to a multiple of 256. What is sealed as the one does not open as the other.
//
// Any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "domain/identity.h"
#include "schemas/json_hooks.h"

namespace htq {

class SealedPositions {
 public:
  /// Fills in that many bytes, which never come again.
  using DrawNonce = void (*)(void* into, std::size_t bytes);

  /// From a key of the data directory: what was sealed before a restart opens after it.
  explicit SealedPositions(std::string_view data_key, DrawNonce draw = draw_at_random);
  SealedPositions(const SealedPositions&) = delete;
  SealedPositions& operator=(const SealedPositions&) = delete;

  std::string seal(Position position) const;
  /// Nothing for what this office did not seal.
  std::optional<Position> open(std::string_view sealed) const;

  std::string seal_place(std::string_view place) const;
  std::optional<std::string> open_place(std::string_view sealed) const;

  /// As seal, for writers.
  const PositionHook& hook() const { return hook_; }

  static void draw_at_random(void* into, std::size_t bytes);

 private:
  std::string seal_bytes(std::string_view bytes, std::string_view as) const;
  std::optional<std::string> open_bytes(std::string_view sealed, std::string_view as) const;

  std::array<unsigned char, 32> key_;
  const DrawNonce draw_;
  PositionHook hook_;
};

}  // namespace htq
