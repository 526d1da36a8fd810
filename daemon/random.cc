#include "daemon/random.h"

#include <sodium.h>

#include <array>
#include <cstring>

namespace htq {

void SystemRandom::fill(std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); }

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
  std::array<std::uint8_t, crypto_stream_chacha20_KEYBYTES> key{};
  std::memcpy(key.data(), &seed_, sizeof seed_);
  std::array<std::uint8_t, crypto_stream_chacha20_NONCEBYTES> nonce{};
  std::memcpy(nonce.data(), &calls_, sizeof calls_);
  ++calls_;
  crypto_stream_chacha20(bytes.data(), bytes.size(), nonce.data(), key.data());
}

}  // namespace htq
