// Random bytes, handed in. Production asks the kernel; simulation and manual mode draw from a seed.
#pragma once

#include <cstdint>
#include <span>

namespace htq {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;  // one thread at a time
  /// For a place that has a number, such as a position on the log. From a seed the bytes depend on seed and
  /// place alone, so that they are the same however often the program was started again.
  virtual void fill_at(std::uint64_t place, std::span<std::uint8_t> bytes);
};

class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

/// The same seed gives the same bytes on every machine (ChaCha20 keyed with the seed).
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : seed_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override;
  void fill_at(std::uint64_t place, std::span<std::uint8_t> bytes) override;

 private:
  std::uint64_t seed_;
  std::uint64_t calls_ = 0;
};

}  // namespace htq
