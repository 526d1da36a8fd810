// Ids that the compiler gives to the annotations of policy.capnp that the workflow reads; a test holds them
// against the schema.
#pragma once

#include <cstdint>

namespace htq::annotation {

inline constexpr std::uint64_t kOn = 0x92e78f5b3b3c1f70;
inline constexpr std::uint64_t kVisibleTo = 0xe8472cda3653f0eb;
inline constexpr std::uint64_t kCreates = 0x82c4fbacb1fe8b39;
inline constexpr std::uint64_t kLevel = 0xb999626889d873b7;
inline constexpr std::uint64_t kPersonal = 0xdf911cbf6d30b805;
inline constexpr std::uint64_t kDisposable = 0xd4122e4aa20eebed;

}  // namespace htq::annotation
