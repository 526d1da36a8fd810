#include "daemon/log/salvage.h"

#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table_properties.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <system_error>

#include "daemon/log/record_key.h"
#include "daemon/log/wal_write.h"

namespace htq {
namespace {

constexpr std::size_t kTablesOpenAtOnce = 8;
/// Behind a block that cannot be read the next one is looked for position by position: a block holds fewer
/// records.
constexpr int kMostRecordsOfABlock = 4'096;
constexpr std::uint64_t kRecordsFamily = 0;

}  // namespace

/// One file of sorted records. Between first and last some may be unreadable.
class Salvage::Table {
 public:
  Table(std::filesystem::path path, std::vector<Trouble>& troubles)
      : path_(std::move(path)), troubles_(troubles) {}

  bool is_open() const { return rows_ != nullptr; }
  bool is_of_records() const { return is_of_records_; }
  Position first() const { return first_; }
  Position last() const { return last_; }

  bool open() {
    if (is_open()) return true;
    rocksdb::Options options;
    reader_ = std::make_unique<rocksdb::SstFileReader>(options);
    if (!is_fine(reader_->Open(path_.string()))) return close(), false;
    if (const auto properties = reader_->GetTableProperties())
      is_of_records_ = properties->column_family_id == kRecordsFamily;
    rocksdb::ReadOptions read;
    read.readahead_size = 1 << 20;
    read.fill_cache = false;
    rows_.reset(reader_->NewIterator(read));
    return true;
  }

  void close() {
    rows_.reset();
    reader_.reset();
  }

  /// Finds out what it holds. Where an end cannot be read, what can be reached from the other one counts.
  void measure() {
    if (!open() || !is_of_records_) return;
    rows_->SeekToFirst();
    std::optional<Position> first = here();
    rows_->SeekToLast();
    std::optional<Position> last = here();
    if (first && !last)
      for (rows_->Seek(slice(RecordKey(*first))); rows_->Valid(); rows_->Next()) last = here();
    if (last && !first)
      for (rows_->SeekForPrev(slice(RecordKey(*last))); rows_->Valid(); rows_->Prev()) first = here();
    if (!first || !last) return;
    first_ = *first;
    last_ = *last;
  }

  /// The first readable position from one on; nothing if there is none.
  std::optional<Position> seek(Position from) {
    from = std::max(from, first_);
    if (from > last_ || !open()) return std::nullopt;
    if (const auto at = here_quietly(); at && at->next() == from) {
      rows_->Next();
      if (const auto found = here()) return found;
    } else if (at == from) {
      return at;
    }
    for (int tried = 0; tried < kMostRecordsOfABlock && from <= last_; ++tried, from = from.next()) {
      rows_->Seek(slice(RecordKey(from)));
      if (const auto found = here()) return found;
      if (rows_->status().ok()) return std::nullopt;
    }
    return std::nullopt;
  }

  std::string_view value() const { return rows_->value().ToStringView(); }

 private:
  static rocksdb::Slice slice(const RecordKey& key) { return {key.view().data(), key.view().size()}; }

  std::optional<Position> here_quietly() const {
    return rows_->Valid() ? RecordKey::parse(rows_->key().ToStringView()) : std::nullopt;
  }
  std::optional<Position> here() {
    is_fine(rows_->status());
    return here_quietly();
  }
  /// Each file is named once, with the first thing that was wrong.
  bool is_fine(const rocksdb::Status& status) {
    if (status.ok()) return true;
    if (!is_told_) troubles_.push_back({.file = path_.filename().string(), .what = status.ToString()});
    is_told_ = true;
    return false;
  }

  std::filesystem::path path_;
  std::vector<Trouble>& troubles_;
  std::unique_ptr<rocksdb::SstFileReader> reader_;
  std::unique_ptr<rocksdb::Iterator> rows_;
  bool is_of_records_ = true;
  bool is_told_ = false;
  Position first_{1};
  Position last_;  // before the first: it holds nothing
};

Salvage::Salvage() = default;
Salvage::~Salvage() = default;

Result<std::unique_ptr<Salvage>> Salvage::open(const std::filesystem::path& directory) {
  std::unique_ptr<Salvage> salvage(new Salvage);
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) return salvage;
  auto wal = survey_wal(*rocksdb::Env::Default(), directory, [&](std::string_view write) {
    visit_records(write, [&](Position position, std::string_view record) {
      salvage->written_.insert_or_assign(position, std::string(record));
    });
  });
  if (!wal) return std::unexpected(std::move(wal).error());
  salvage->wal_ = std::move(*wal);

  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error))
    if (entry.path().extension() == ".sst") paths.push_back(entry.path());
  if (error) return fault(FaultKind::io, "list " + directory.string() + ": " + error.message());
  std::ranges::sort(paths);
  for (const auto& path : paths) {
    auto table = std::make_unique<Table>(path, salvage->troubles_);
    table->measure();
    table->close();
    if (table->is_of_records() && table->first() <= table->last())
      salvage->tables_.push_back(std::move(table));
  }
  return salvage;
}

std::optional<Position> Salvage::seek(Table& table, Position from) {
  const bool was_open = table.is_open();
  const auto found = table.seek(from);
  if (!was_open && table.is_open()) open_.push_back(&table);
  while (open_.size() > kTablesOpenAtOnce) {
    Table* oldest = open_.front() == current_ || open_.front() == &table ? open_[1] : open_.front();
    oldest->close();
    std::erase(open_, oldest);
  }
  return found;
}

std::optional<StoredRecord> Salvage::next(Position from) {
  if (current_ != nullptr && seek(*current_, from) == from) return hand_out(from, current_->value());
  std::optional<Position> best;
  Table* holder = nullptr;
  const auto written = written_.lower_bound(from);
  if (written != written_.end()) best = written->first;
  for (const auto& table : tables_) {
    if (best == from) break;
    if (table->last() < from || (best && table->first() >= *best)) continue;
    const auto found = seek(*table, from);
    if (!found || (best && *found >= *best)) continue;
    best = found;
    holder = table.get();
  }
  if (!best) return std::nullopt;
  if (holder == nullptr) return hand_out(*best, written->second);
  current_ = holder;
  // It may have been closed in favour of others that were looked into after it.
  if (seek(*holder, *best) != best) return std::nullopt;
  return hand_out(*best, holder->value());
}

StoredRecord Salvage::hand_out(Position position, std::string_view bytes) {
  aligned_.resize((bytes.size() + 7) / 8);
  std::memcpy(aligned_.data(), bytes.data(), bytes.size());
  return {.position = position, .bytes = {reinterpret_cast<const char*>(aligned_.data()), bytes.size()}};
}

Position Salvage::last() const {
  Position last = wal_.proven;
  if (!written_.empty()) last = std::max(last, written_.rbegin()->first);
  for (const auto& table : tables_) last = std::max(last, table->last());
  return last;
}

}  // namespace htq
