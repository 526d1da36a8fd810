#include "projections/digest.h"

#include <sodium.h>

#include <cstring>

#include "domain/ensure.h"

namespace htq {
namespace {

using Words = std::array<std::uint64_t, 4>;

Words hash_of(std::string_view key, std::string_view value) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, sizeof(Words));
  const std::uint64_t length = key.size();
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&length), sizeof length);
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(value.data()), value.size());
  Words words;
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(words.data()), sizeof words);
  return words;
}

}  // namespace

void Digest::add(std::string_view key, std::string_view value) {
  const Words more = hash_of(key, value);
  unsigned char carry = 0;
  for (std::size_t at = 0; at < sum_.size(); ++at) {
    const unsigned __int128 sum = static_cast<unsigned __int128>(sum_[at]) + more[at] + carry;
    sum_[at] = static_cast<std::uint64_t>(sum);
    carry = static_cast<unsigned char>(sum >> 64U);
  }
}

void Digest::remove(std::string_view key, std::string_view value) {
  const Words less = hash_of(key, value);
  unsigned char borrow = 0;
  for (std::size_t at = 0; at < sum_.size(); ++at) {
    const unsigned __int128 taken = static_cast<unsigned __int128>(less[at]) + borrow;
    borrow = sum_[at] < taken ? 1 : 0;
    sum_[at] -= static_cast<std::uint64_t>(taken);
  }
}

std::string Digest::bytes() const {
  return {reinterpret_cast<const char*>(sum_.data()), sizeof sum_};
}

Digest Digest::of(std::string_view bytes) {
  Digest digest;
  ensure(bytes.size() == sizeof digest.sum_, "a digest has 32 bytes");
  std::memcpy(digest.sum_.data(), bytes.data(), sizeof digest.sum_);
  return digest;
}

}  // namespace htq
