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

void add_to(Words& sum, const Words& more) {
  unsigned char carry = 0;
  for (std::size_t at = 0; at < sum.size(); ++at) {
    const unsigned __int128 whole = static_cast<unsigned __int128>(sum[at]) + more[at] + carry;
    sum[at] = static_cast<std::uint64_t>(whole);
    carry = static_cast<unsigned char>(whole >> 64U);
  }
}

void take_from(Words& sum, const Words& less) {
  unsigned char borrow = 0;
  for (std::size_t at = 0; at < sum.size(); ++at) {
    const unsigned __int128 taken = static_cast<unsigned __int128>(less[at]) + borrow;
    borrow = sum[at] < taken ? 1 : 0;
    sum[at] -= static_cast<std::uint64_t>(taken);
  }
}

}  // namespace

void Digest::add(std::string_view key, std::string_view value) {
  add_to(sum_, hash_of(key, value));
}

void Digest::remove(std::string_view key, std::string_view value) {
  take_from(sum_, hash_of(key, value));
}

void DigestChange::take(const Change& change) {
  const std::size_t blocks = change.row.blocks();
  if (blocks > blake2b::kMostBlocks) return this->change(change);
  Waiting& waiting = waiting_[blocks - 1];
  waiting.changes[waiting.count++] = change;
  if (waiting.count < blake2b::kLanes) return;
  waiting.count = 0;
  std::array<blake2b::Message, blake2b::kLanes> rows;
  for (std::size_t lane = 0; lane < rows.size(); ++lane) rows[lane] = waiting.changes[lane].row;
  const auto hashes = blake2b::hash(rows, blocks);
  for (std::size_t lane = 0; lane < rows.size(); ++lane)
    (waiting.changes[lane].is_added ? add_to : take_from)(digest_.sum_, hashes[lane]);
}

/// One by itself.
void DigestChange::change(const Change& change) {
  (change.is_added ? add_to : take_from)(digest_.sum_, hash_of(change.row.first, change.row.second));
}

const Digest& DigestChange::settle() {
  for (Waiting& waiting : waiting_) {
    for (std::size_t at = 0; at < waiting.count; ++at) change(waiting.changes[at]);
    waiting.count = 0;
  }
  return digest_;
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
