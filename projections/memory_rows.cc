#include "projections/memory_rows.h"

#include <deque>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <utility>

#include "domain/ensure.h"
#include "projections/memory_table.h"

namespace htq {

using Sequence = MemoryTable::Sequence;
using Tables = std::map<Family, std::shared_ptr<MemoryTable>>;

struct MemoryRows::Store {
  /// A key that had more than one version; it can be pruned again when all who read are at `since` or later.
  struct Overwritten {
    std::shared_ptr<MemoryTable> table;
    std::string key;
    Sequence since;
  };

  mutable std::shared_mutex mutex;
  std::shared_ptr<const Tables> tables =
      std::make_shared<Tables>();  // replaced, never changed: snapshots share it
  Sequence last = 0;
  Sequence flushed = 0;
  std::multiset<Sequence> read_at;  // one for each snapshot
  std::deque<Overwritten> overwritten;
  std::uint32_t last_family = 0;

  MemoryTable& table(Family family) const {
    const auto found = tables->find(family);
    ensure(found != tables->end(), "a family is open while it is written");
    return *found->second;
  }

  bool prune(MemoryTable& table, std::string_view key) const {
    return table.prune(key, [&](Sequence from, Sequence until) {
      const auto snapshot = read_at.lower_bound(from);
      return (snapshot != read_at.end() && *snapshot < until) ||
             (from <= table.durable && table.durable < until);
    });
  }

  void prune_overwritten() {
    const Sequence oldest = read_at.empty() ? flushed : std::min(flushed, *read_at.begin());
    for (; !overwritten.empty() && overwritten.front().since <= oldest; overwritten.pop_front())
      prune(*overwritten.front().table, overwritten.front().key);
  }
};

class MemoryRows::Cursor final : public RowCursor {
 public:
  Cursor(const Store& store, std::shared_ptr<const MemoryTable> table, Sequence at, std::string_view begin,
         std::string_view end)
      : store_(store), table_(std::move(table)), at_(at), begin_(begin), end_(end) {
    seek(begin_);
  }

  bool valid() const override { return value_ != nullptr; }
  // A row that a snapshot sees is not erased while the snapshot lives; its key stays where it is.
  std::string_view key() const override { return row_->first; }
  std::string_view value() const override { return *value_; }

  void next() override {
    ensure(valid(), "a cursor moves on from a row");
    const std::shared_lock lock(store_.mutex);
    ++row_;
    settle();
  }

  void seek(std::string_view key) override {
    const std::shared_lock lock(store_.mutex);
    row_ = table_->rows.lower_bound(key < begin_ ? std::string_view(begin_) : key);
    settle();
  }

  Result<> status() const override { return {}; }

 private:
  void settle() {
    for (; row_ != table_->rows.end() && (end_.empty() || row_->first < end_); ++row_) {
      value_ = MemoryTable::visible(row_->second, at_);
      if (value_) return;
    }
    value_ = nullptr;
  }

  const Store& store_;
  std::shared_ptr<const MemoryTable> table_;
  Sequence at_;
  std::string begin_;
  std::string end_;
  MemoryTable::Map::const_iterator row_;
  MemoryTable::Value value_;
};

class MemoryRows::Snapshot final : public RowSnapshot {
 public:
  explicit Snapshot(Store& store) : store_(store) {
    const std::lock_guard lock(store_.mutex);
    tables_ = store_.tables;
    at_ = store_.last;
    store_.read_at.insert(at_);
  }

  ~Snapshot() override {
    const std::lock_guard lock(store_.mutex);
    store_.read_at.erase(store_.read_at.find(at_));
  }

  Result<std::optional<std::string>> get(Family family, std::string_view key) const override {
    const auto& table = table_of(family);
    const std::shared_lock lock(store_.mutex);
    const auto value = table->get(key, at_);
    if (!value) return std::nullopt;
    return *value;
  }

  std::unique_ptr<RowCursor> range(Family family, std::string_view begin,
                                   std::string_view end) const override {
    return std::make_unique<Cursor>(store_, table_of(family), at_, begin, end);
  }

 private:
  const std::shared_ptr<MemoryTable>& table_of(Family family) const {
    const auto found = tables_->find(family);
    ensure(found != tables_->end(), "a family is older than the snapshot that reads it");
    return found->second;
  }

  Store& store_;
  std::shared_ptr<const Tables> tables_;
  Sequence at_ = 0;
};

MemoryRows::MemoryRows() : store_(std::make_unique<Store>()) {}

MemoryRows::~MemoryRows() {
  ensure(store_->read_at.empty(), "a snapshot does not outlive its rows");
}

Result<Family> MemoryRows::open_family(std::string_view name) {
  const std::lock_guard lock(store_->mutex);
  for (const auto& [family, table] : *store_->tables)
    if (table->name == name) return family;
  auto table = std::make_shared<MemoryTable>();
  table->name = name;
  table->durable = store_->flushed;
  auto tables = std::make_shared<Tables>(*store_->tables);
  const Family family{++store_->last_family};
  tables->emplace(family, std::move(table));
  store_->tables = std::move(tables);
  return family;
}

Result<> MemoryRows::drop_family(Family family) {
  const std::lock_guard lock(store_->mutex);
  auto tables = std::make_shared<Tables>(*store_->tables);
  ensure(tables->erase(family) == 1, "a family is open when it is dropped");
  store_->tables = std::move(tables);
  return {};
}

std::vector<std::string> MemoryRows::families() const {
  const std::shared_lock lock(store_->mutex);
  std::set<std::string> names;
  for (const auto& [family, table] : *store_->tables) names.insert(table->name);
  return {names.begin(), names.end()};
}

Result<> MemoryRows::write(const RowBatch& batch) {
  const std::lock_guard lock(store_->mutex);
  const Sequence since = ++store_->last;
  for (const RowBatch::Change& change : batch.changes()) {
    MemoryTable& table = store_->table(change.family);
    table.put(change.key, change.value ? std::make_shared<const std::string>(*change.value) : nullptr, since);
    if (store_->prune(table, change.key))
      store_->overwritten.push_back(
          {.table = store_->tables->at(change.family), .key = std::string(change.key), .since = since});
  }
  store_->prune_overwritten();
  return {};
}

Result<> MemoryRows::flush() {
  const std::lock_guard lock(store_->mutex);
  store_->flushed = store_->last;
  for (const auto& [family, table] : *store_->tables) table->durable = store_->flushed;
  store_->prune_overwritten();
  return {};
}

std::unique_ptr<RowSnapshot> MemoryRows::snapshot() const {
  return std::make_unique<Snapshot>(*store_);
}

class MemoryRows::Load final : public RowLoad {
 public:
  explicit Load(MemoryRows& rows) : rows_(rows) {}

  Result<> add(RowBatch batch) override {
    const std::lock_guard lock(mutex_);
    all_.add(std::move(batch));
    return {};
  }
  Result<> take_in() override {
    HTQ_TRY(rows_.write(all_));
    return rows_.flush();
  }

 private:
  MemoryRows& rows_;
  std::mutex mutex_;  // of all_
  RowBatch all_;
};

std::unique_ptr<RowLoad> MemoryRows::begin_load() {
  return std::make_unique<Load>(*this);
}

void MemoryRows::crash() {
  const std::lock_guard lock(store_->mutex);
  ensure(store_->read_at.empty(), "no snapshot outlives a crash");
  for (const auto& [family, table] : *store_->tables) table->revert(table->durable);
  store_->overwritten.clear();
}

}  // namespace htq
