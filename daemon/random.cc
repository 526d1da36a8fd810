#include "daemon/random.h"

#include <sodium.h>

#include <array>
#include <cstring>

namespace htq {
namespace {

/// Number of a stream for places: those of calls are below.
constexpr std::uint64_t kPlaces = std::uint64_t{1} << 63U;

void chacha20(std::uint64_t seed, std::uint64_t stream, std::span<std::uint8_t> bytes) {
  std::array<std::uint8_t, crypto_stream_chacha20_KEYBYTES> key{};
  std::memcpy(key.data(), &seed, sizeof seed);
  std::array<std::uint8_t, crypto_stream_chacha20_NONCEBYTES> nonce{};
  std::memcpy(nonce.data(), &stream, sizeof stream);
  crypto_stream_chacha20(bytes.data(), bytes.size(), nonce.data(), key.data());
}

}  // namespace

void Random::fill_at(std::uint64_t /*place*/, std::span<std::uint8_t> bytes) {
  fill(bytes);
}

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  randombytes_buf(bytes.data(), bytes.size());
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
  chacha20(seed_, calls_++, bytes);
}

void SeededRandom::fill_at(std::uint64_t place, std::span<std::uint8_t> bytes) {
  chacha20(seed_, kPlaces | place, bytes);
}

}  // namespace htq
