#include "projections/sorted_changes.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <map>

namespace htq {
namespace {

struct Entry {
  std::uint64_t beginning;  // of the key, behind what all keys of the family begin with
  const RowBatch::Change* change;
};

std::size_t equal_beginning(std::string_view one, std::string_view other, std::size_t most) {
  std::size_t length = 0;
  const std::size_t end = std::min({one.size(), other.size(), most});
  while (length < end && one[length] == other[length]) ++length;
  return length;
}

/// The next eight bytes as a number that compares as they do; what is missing counts as zeros.
std::uint64_t beginning_of(std::string_view key, std::size_t from) {
  if (from == key.size()) return 0;  // an empty key may lie nowhere
  std::uint64_t number = 0;
  std::memcpy(&number, key.data() + from, std::min(sizeof number, key.size() - from));
  if constexpr (std::endian::native == std::endian::little) number = __builtin_bswap64(number);
  return number;
}

/// Most keys differ in the eight bytes, so that comparing them seldom goes to where the keys lie.
void sort(std::vector<Entry>& entries) {
  const std::string_view first = entries.front().change->key;
  std::size_t common = first.size();
  for (const Entry& entry : entries) common = equal_beginning(first, entry.change->key, common);
  for (Entry& entry : entries) entry.beginning = beginning_of(entry.change->key, common);
  std::ranges::sort(entries, [](const Entry& one, const Entry& other) {
    if (one.beginning != other.beginning) return one.beginning < other.beginning;
    const int order = one.change->key.compare(other.change->key);
    return order != 0 ? order < 0 : one.change < other.change;  // as they lie in the batch
  });
}

}  // namespace

std::vector<const RowBatch::Change*> sorted_changes(const RowBatch& batch) {
  std::map<Family, std::vector<Entry>> families;
  for (const RowBatch::Change& change : batch.changes()) families[change.family].push_back({0, &change});
  std::vector<const RowBatch::Change*> changes;
  changes.reserve(batch.changes().size());
  for (auto& [family, entries] : families) {
    sort(entries);
    for (const Entry& entry : entries) changes.push_back(entry.change);
  }
  return changes;
}

}  // namespace htq
