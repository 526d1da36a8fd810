#include "projections/blake2b_lanes.h"

#include <bit>
#include <cstring>

namespace htq::blake2b {
namespace {

static_assert(std::endian::native == std::endian::little, "words are read as they lie");

using Lanes = std::uint64_t __attribute__((vector_size(kLanes * sizeof(std::uint64_t))));

constexpr std::size_t kWords = kBlockBytes / sizeof(std::uint64_t);
constexpr int kRounds = 12;
constexpr std::uint64_t kParameters = 0x01010000 ^ sizeof(Words);  // no key, sequential, so many bytes of hash

constexpr std::array<std::uint64_t, 8> kBegin = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

constexpr std::uint8_t kOrder[kRounds][kWords] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3}};

struct State {
  Lanes hash[8];
  /// A block of each message: word by word, each with its lanes.
  Lanes block[kWords];
  Lanes hashed_bytes;  // with this block
};

#define HTQ_INLINE __attribute__((always_inline)) inline

HTQ_INLINE void turn(Lanes& lanes, int by) {
  lanes = lanes >> by | lanes << (64 - by);
}

HTQ_INLINE void mix(Lanes* v, int a, int b, int c, int d, const Lanes& x, const Lanes& y) {
  v[a] += v[b] + x;
  v[d] ^= v[a];
  turn(v[d], 32);
  v[c] += v[d];
  v[b] ^= v[c];
  turn(v[b], 24);
  v[a] += v[b] + y;
  v[d] ^= v[a];
  turn(v[d], 16);
  v[c] += v[d];
  v[b] ^= v[c];
  turn(v[b], 63);
}

HTQ_INLINE void compress_in_lanes(State& state, bool is_last) {
  Lanes v[16];
  for (int at = 0; at < 8; ++at) {
    v[at] = state.hash[at];
    v[at + 8] = Lanes{} + kBegin[static_cast<std::size_t>(at)];
  }
  v[12] ^= state.hashed_bytes;
  if (is_last) v[14] = ~v[14];
  for (const auto& order : kOrder) {
    const auto word = [&](int at) -> const Lanes& { return state.block[order[at]]; };
    mix(v, 0, 4, 8, 12, word(0), word(1));
    mix(v, 1, 5, 9, 13, word(2), word(3));
    mix(v, 2, 6, 10, 14, word(4), word(5));
    mix(v, 3, 7, 11, 15, word(6), word(7));
    mix(v, 0, 5, 10, 15, word(8), word(9));
    mix(v, 1, 6, 11, 12, word(10), word(11));
    mix(v, 2, 7, 8, 13, word(12), word(13));
    mix(v, 3, 4, 9, 14, word(14), word(15));
  }
  for (int at = 0; at < 8; ++at) state.hash[at] ^= v[at] ^ v[at + 8];
}

void compress_anywhere(State& state, bool is_last) {
  compress_in_lanes(state, is_last);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) void compress_with_avx2(State& state, bool is_last) {
  compress_in_lanes(state, is_last);
}
__attribute__((target("avx512f,avx512vl"))) void compress_with_avx512(State& state, bool is_last) {
  compress_in_lanes(state, is_last);
}

auto best_here() {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return compress_with_avx512;
  return __builtin_cpu_supports("avx2") ? compress_with_avx2 : compress_anywhere;
}
#else
auto best_here() {
  return compress_anywhere;
}
#endif

void write(const Message& message, std::uint8_t* to) {
  const std::uint64_t length = message.first.size();
  std::memcpy(to, &length, sizeof length);
  to += sizeof length;
  if (!message.first.empty()) std::memcpy(to, message.first.data(), message.first.size());
  if (!message.second.empty())
    std::memcpy(to + message.first.size(), message.second.data(), message.second.size());
}

}  // namespace

std::array<Words, kLanes> hash(const std::array<Message, kLanes>& messages, std::size_t blocks) {
  static const auto compress = best_here();
  alignas(64) std::uint8_t bytes[kLanes][kMostBlocks * kBlockBytes];
  State state;
  for (int at = 0; at < 8; ++at) state.hash[at] = Lanes{} + kBegin[static_cast<std::size_t>(at)];
  state.hash[0] ^= kParameters;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::memset(bytes[lane] + (blocks - 1) * kBlockBytes, 0, kBlockBytes);
    write(messages[lane], bytes[lane]);
  }
  for (std::size_t block = 0; block < blocks; ++block) {
    const bool is_last = block + 1 == blocks;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      std::uint64_t words[kWords];
      std::memcpy(words, bytes[lane] + block * kBlockBytes, kBlockBytes);
      for (std::size_t at = 0; at < kWords; ++at) state.block[at][lane] = words[at];
      state.hashed_bytes[lane] = is_last ? messages[lane].bytes() : (block + 1) * kBlockBytes;
    }
    compress(state, is_last);
  }
  std::array<Words, kLanes> hashes;
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    for (std::size_t at = 0; at < hashes[lane].size(); ++at) hashes[lane][at] = state.hash[at][lane];
  return hashes;
}

}  // namespace htq::blake2b
