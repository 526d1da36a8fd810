#include "daemon/ctl/demo/seeded.h"

namespace htq::ctl::demo {

Seeded Seeded::apart(std::string_view purpose) const {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : purpose) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return Seeded(Seeded(seed_ ^ hash).next());
}

std::uint64_t Seeded::next() {
  std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31U);
}

}  // namespace htq::ctl::demo
