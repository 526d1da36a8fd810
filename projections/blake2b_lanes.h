// BLAKE2b-256 (RFC 7693) of four messages at once, each in a lane of a vector register: two to three times what one
// after the other gives, and rows are hashed by the hundred thousand. A test holds it to libsodium, byte by byte.
//
// Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace htq::blake2b {

inline constexpr std::size_t kLanes = 4;
inline constexpr std::size_t kBlockBytes = 128;
inline constexpr std::size_t kMostBlocks = 8;  // longer messages are hashed one by one

using Words = std::array<std::uint64_t, 4>;  // the hash, least significant byte first

/// What is hashed: the length of the first part as eight bytes, least significant first, and both parts.
struct Message {
  std::string_view first;
  std::string_view second;

  std::size_t bytes() const { return sizeof(std::uint64_t) + first.size() + second.size(); }
  std::size_t blocks() const { return (bytes() + kBlockBytes - 1) / kBlockBytes; }
};

/// All of `blocks` blocks, which are kMostBlocks at most.
std::array<Words, kLanes> hash(const std::array<Message, kLanes>& messages, std::size_t blocks);

}  // namespace htq::blake2b
