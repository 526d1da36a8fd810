// Numbers drawn from a seed: SplitMix64, so that they are the same on every machine and with every library.
// Not for secrets. Values; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace htq::ctl::demo {

class Seeded {
 public:
  explicit Seeded(std::uint64_t seed) : seed_(seed), state_(seed) {}

  /// A source for one purpose: what it gives does not depend on how much anyone else has drawn.
  Seeded apart(std::string_view purpose) const;

  std::uint64_t next();
  /// 0 to bound - 1; the bound is at least 1.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  /// Both ends are drawn, too.
  int between(int least, int most) {
    return least + static_cast<int>(below(static_cast<std::size_t>(most - least + 1)));
  }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <typename List>
  const auto& one_of(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::uint64_t seed_;
  std::uint64_t state_;
};

}  // namespace htq::ctl::demo
