// A family of memory_rows.h: for each key its versions, oldest first. Not thread safe: MemoryRows locks.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace htq {

class MemoryTable {
 public:
  using Sequence = std::uint64_t;
  using Value = std::shared_ptr<const std::string>;  // shared, so that a cursor keeps it; null: no row

  struct Version {
    Sequence since;
    Value value;
  };
  using Map = std::map<std::string, std::vector<Version>, std::less<>>;

  /// Whether somebody reads as of a sequence with from <= sequence < until.
  using IsRead = std::function<bool(Sequence from, Sequence until)>;

  static const Value& visible(const std::vector<Version>& versions, Sequence at) {
    static const Value kNone;
    for (std::size_t i = versions.size(); i-- > 0;)
      if (versions[i].since <= at) return versions[i].value;
    return kNone;
  }

  Value get(std::string_view key, Sequence at) const {
    const auto row = rows.find(key);
    return row == rows.end() ? nullptr : visible(row->second, at);
  }

  bool is_empty(Sequence at) const {
    for (const auto& [key, versions] : rows)
      if (visible(versions, at)) return false;
    return true;
  }

  void put(std::string_view key, Value value, Sequence since) {
    auto row = rows.lower_bound(key);
    if (row == rows.end() || row->first != key) row = rows.emplace_hint(row, key, std::vector<Version>{});
    if (!row->second.empty() && row->second.back().since == since)
      row->second.back().value = std::move(value);
    else
      row->second.push_back({.since = since, .value = std::move(value)});
  }

  /// Drops the versions of a key that nobody reads. Returns whether more than one is left.
  bool prune(std::string_view key, const IsRead& is_read) {
    const auto row = rows.find(key);
    if (row == rows.end()) return false;
    std::vector<Version>& versions = row->second;
    std::vector<Version> kept;
    for (std::size_t i = 0; i < versions.size(); ++i) {
      const bool is_newest = i + 1 == versions.size();
      if (!is_newest && !is_read(versions[i].since, versions[i + 1].since)) continue;
      if (kept.empty() && versions[i].value == nullptr)
        continue;  // before the first version there is no row anyway
      kept.push_back(std::move(versions[i]));
    }
    versions = std::move(kept);
    const bool has_more_than_one = versions.size() > 1;
    if (versions.empty()) rows.erase(row);
    return has_more_than_one;
  }

  /// Back to what stood at `at`, as if nothing had been written since.
  void revert(Sequence at) {
    for (auto row = rows.begin(); row != rows.end();) {
      const Value value = visible(row->second, at);
      if (!value) {
        row = rows.erase(row);
        continue;
      }
      row->second = {{.since = at, .value = value}};
      ++row;
    }
  }

  std::string name;
  Map rows;
  Sequence durable = 0;  // what stood then survives a crash
};

}  // namespace htq
