#include "projections/projection.h"

#include <utility>

namespace htq {

void RowWriter::insert(std::string_view key, std::string_view value) {
  note(key);
  batch_.put(family_, key, value);
  const RowBatch::Change& kept = batch_.changes().back();
  change_.add(kept.key, *kept.value);
}

RowWriter::Changed& RowWriter::changed(const std::string& key) {
  const auto [found, is_new] = changed_.try_emplace(key);
  if (is_new) {
    auto old = before_.get(family_, key);
    if (old)
      found->second.before = found->second.now = std::move(*old);
    else if (!fault_)
      fault_ = std::move(old).error();
  }
  return found->second;
}

void RowWriter::put(const std::string& key, std::string value) {
  note(key);
  changed(key).now = std::move(value);
}
void RowWriter::append(const std::string& key, std::string_view bytes) {
  note(key);
  std::optional<std::string>& now = changed(key).now;
  if (!now) now.emplace();
  now->append(bytes);
}
void RowWriter::erase(const std::string& key) {
  note(key);
  at_the_end_.erase(key);
  Changed& row = changed(key);
  row.now.reset();
  // Many rows come and go within a batch: those that are left are found quickly.
  if (!row.before) changed_.erase(key);
}
std::optional<std::string> RowWriter::get(const std::string& key) {
  return changed(key).now;
}

RowBatch RowWriter::finish() {
  for (auto& [key, value] : at_the_end_) put(key, value());
  at_the_end_.clear();
  for (const auto& [key, counts] : sums_) {
    if (counts.empty()) continue;
    Cells cells = Cells::of(get(key).value_or(""));
    cells.add(counts);
    if (cells.empty())
      erase(key);
    else
      put(key, cells.bytes());
  }
  sums_.clear();
  for (auto& [key, row] : changed_) {
    if (row.before == row.now) continue;
    if (row.before) change_.remove(key, *row.before);
    if (row.now) {
      change_.add(key, *row.now);
      batch_.put(family_, key, *row.now);
    } else {
      batch_.erase(family_, key);
    }
  }
  digest_ = change_.settle();
  changed_.clear();
  return std::move(batch_);
}

}  // namespace htq
