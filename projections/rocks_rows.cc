#include "projections/rocks_rows.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "domain/ensure.h"
#include "projections/rocks_fault.h"
#include "projections/rocks_footers.h"
#include "projections/row_files.h"
#include "projections/sorted_changes.h"

namespace htq {

namespace {

constexpr double kBloomBitsPerKey = 10;
constexpr std::size_t kChangeBytes = 16;  // of a change in a batch beside its key and value, at most
constexpr char kFilesToTakeIn[] = "loading";

rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

rocksdb::Options database_options(const RocksRowsOptions& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_size = 16 << 10;
  table.block_cache = options.cache ? options.cache : rocksdb::NewLRUCache(options.cache_bytes);
  table.cache_index_and_filter_blocks = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  table.whole_key_filtering = true;
  rocksdb::Options database;
  database.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  if (options.env != nullptr) database.env = options.env;
  database.create_if_missing = true;
  database.atomic_flush = true;
  database.avoid_flush_during_shutdown = true;
  database.compression = rocksdb::kLZ4Compression;
  database.db_write_buffer_size = options.write_buffer_bytes;
  database.write_buffer_size = options.write_buffer_bytes / 2;
  database.max_write_buffer_number = 2;
  database.max_background_jobs = 2;  // one flush, one compaction
  // Each merge writes the next level anew: twice as many files for it are half as many merges.
  database.level0_file_num_compaction_trigger = 8;
  database.max_bgerror_resume_count = 0;
  database.max_open_files = 512;
  database.skip_stats_update_on_db_open = true;
  database.info_log_level = rocksdb::WARN_LEVEL;
  database.keep_log_file_num = 3;
  database.stats_dump_period_sec = 0;
  database.stats_persist_period_sec = 0;
  return database;
}

}  // namespace

class RocksRows::Cursor final : public RowCursor {
 public:
  Cursor(rocksdb::DB& db, const rocksdb::Snapshot* at, Handle family, std::string_view begin,
         std::string_view end)
      : family_(std::move(family)), begin_(begin), end_(end), begin_slice_(begin_), end_slice_(end_) {
    rocksdb::ReadOptions options;
    options.snapshot = at;
    options.iterate_lower_bound = &begin_slice_;
    if (!end_.empty()) options.iterate_upper_bound = &end_slice_;
    rows_.reset(db.NewIterator(options, family_.get()));
    rows_->Seek(begin_slice_);
  }

  bool valid() const override { return rows_->Valid(); }
  std::string_view key() const override { return rows_->key().ToStringView(); }
  std::string_view value() const override { return rows_->value().ToStringView(); }
  void next() override {
    ensure(valid(), "a cursor moves on from a row");
    rows_->Next();
  }
  void seek(std::string_view key) override { rows_->Seek(slice(key)); }
  Result<> status() const override {
    return rocks_result(rows_->status(), "read rows of " + family_->GetName());
  }

 private:
  Handle family_;
  std::string begin_;
  std::string end_;
  rocksdb::Slice begin_slice_;  // RocksDB keeps pointers to the bounds
  rocksdb::Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> rows_;
};

class RocksRows::Snapshot final : public RowSnapshot {
 public:
  explicit Snapshot(const RocksRows& rows)
      : db_(*rows.db_), handles_(rows.handles()), at_(db_.GetSnapshot()) {}
  ~Snapshot() override { db_.ReleaseSnapshot(at_); }

  Result<std::optional<std::string>> get(Family family, std::string_view key) const override {
    rocksdb::ReadOptions options;
    options.snapshot = at_;
    const Handle& handle = handle_of(family);
    std::string value;
    const auto status = db_.Get(options, handle.get(), slice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return std::unexpected(rocks_fault(status, "read a row of " + handle->GetName()));
    return value;
  }

  std::unique_ptr<RowCursor> range(Family family, std::string_view begin,
                                   std::string_view end) const override {
    return std::make_unique<Cursor>(db_, at_, handle_of(family), begin, end);
  }

 private:
  const Handle& handle_of(Family family) const {
    const auto found = handles_->find(family);
    ensure(found != handles_->end(), "a family is older than the snapshot that reads it");
    return found->second;
  }

  rocksdb::DB& db_;
  std::shared_ptr<const Handles> handles_;
  const rocksdb::Snapshot* at_;
};

RocksRows::RocksRows(RocksRowsOptions options)
    : options_(std::move(options)),
      database_(database_options(options_)),
      handles_(std::make_shared<Handles>()) {
  if (options_.are_for_later) {
    sync_later_ = std::make_shared<SyncLater>(database_.env->GetFileSystem());
    later_env_ = rocksdb::NewCompositeEnv(sync_later_);
    database_.env = later_env_.get();
  }
  uncompressed_ = database_;
  uncompressed_.compression = rocksdb::kNoCompression;  // they are merged soon, and compressed then
}

Result<std::unique_ptr<RocksRows>> RocksRows::open(const RocksRowsOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  if (error) return fault(FaultKind::io, "create " + options.directory.string() + ": " + error.message());
  // What a rebuild left that was killed: its files are not part of the database.
  std::filesystem::remove_all(options.directory / kFilesToTakeIn, error);
  if (error) return fault(FaultKind::io, "clear " + options.directory.string() + ": " + error.message());
  HTQ_TRY(check_footers(options.directory));

  std::unique_ptr<RocksRows> rows(new RocksRows(options));
  const std::string path = options.directory.string();
  std::vector<std::string> names;
  const auto listed = rocksdb::DB::ListColumnFamilies(rows->database_, path, &names);
  if (!listed.ok()) {
    rocksdb::Env* env = rows->database_.env;
    if (!env->FileExists(path + "/CURRENT").IsNotFound())
      return std::unexpected(rocks_fault(listed, "list the families in " + path));
    names = {rocksdb::kDefaultColumnFamilyName};
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, rows->database_);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  HTQ_TRY(rocks_result(rocksdb::DB::Open(rows->database_, path, families, &handles, &db),
                       "open the rows in " + path));
  rows->db_.reset(db);
  for (rocksdb::ColumnFamilyHandle* handle : handles) rows->add(handle);
  return rows;
}

RocksRows::~RocksRows() = default;

void RocksRows::add(rocksdb::ColumnFamilyHandle* handle) {
  Handles changed = *handles();
  changed.emplace(Family{handle->GetID()}, handle);
  set_handles(std::move(changed));
}

std::shared_ptr<const RocksRows::Handles> RocksRows::handles() const {
  const std::lock_guard lock(mutex_);
  return handles_;
}

void RocksRows::set_handles(Handles handles) {
  auto changed = std::make_shared<const Handles>(std::move(handles));
  const std::lock_guard lock(mutex_);
  handles_.swap(changed);
}

rocksdb::ColumnFamilyHandle* RocksRows::handle(Family family) const {
  const auto found = handles_->find(family);  // nothing is written while they are replaced
  ensure(found != handles_->end(), "a family is open while it is written");
  return found->second.get();
}

Result<Family> RocksRows::open_family(std::string_view name) {
  ensure(!name.empty() && name != rocksdb::kDefaultColumnFamilyName, "a family has a name of its own");
  for (const auto& [family, handle] : *handles_)
    if (handle->GetName() == name) return family;
  rocksdb::ColumnFamilyHandle* created = nullptr;
  HTQ_TRY(keep(rocks_result(db_->CreateColumnFamily(database_, std::string(name), &created),
                            "create the family " + std::string(name))));
  add(created);
  return Family{created->GetID()};
}

Result<> RocksRows::drop_family(Family family) {
  HTQ_TRY(keep(
      rocks_result(db_->DropColumnFamily(handle(family)), "drop the family " + handle(family)->GetName())));
  Handles changed = *handles_;
  changed.erase(family);
  set_handles(std::move(changed));
  return {};
}

std::vector<std::string> RocksRows::families() const {
  std::vector<std::string> names;
  for (const auto& [family, handle] : *handles())
    if (handle->GetName() != rocksdb::kDefaultColumnFamilyName) names.push_back(handle->GetName());
  std::ranges::sort(names);
  return names;
}

Result<> RocksRows::write(const RowBatch& batch) {
  HTQ_TRY(is_whole());
  has_unflushed_ = true;
  std::size_t bytes = 0;
  for (const RowBatch::Change& change : batch.changes())
    bytes += kChangeBytes + change.key.size() + (change.value ? change.value->size() : 0);
  rocksdb::WriteBatch changes(bytes);
  // In the order of the keys: a row is found quickly beside the one before it.
  for (const RowBatch::Change* change : sorted_changes(batch)) {
    rocksdb::ColumnFamilyHandle* family = handle(change->family);
    HTQ_TRY(rocks_result(change->value ? changes.Put(family, slice(change->key), slice(*change->value))
                                       : changes.Delete(family, slice(change->key)),
                         "build a batch of rows"));
  }
  rocksdb::WriteOptions unlogged;
  unlogged.disableWAL = true;
  return keep(rocks_result(db_->Write(unlogged, &changes), "write rows"));
}

Result<> RocksRows::flush() {
  HTQ_TRY(is_whole());
  HTQ_TRY(flush_all());
  return sync_later_ ? keep(sync_later_->sync_all(options_.directory.string())) : Result<>();
}

Result<> RocksRows::flush_all() {
  has_unflushed_ = false;
  std::vector<rocksdb::ColumnFamilyHandle*> all;
  for (const auto& [family, handle] : *handles_) all.push_back(handle.get());
  return keep(rocks_result(db_->Flush({}, all), "flush the rows"));
}

class RocksRows::Load final : public RowLoad {
 public:
  explicit Load(RocksRows& rows)
      : rows_(rows),
        files_(*rows.db_, rows.uncompressed_,
               rows.options_.directory / kFilesToTakeIn / std::to_string(++rows.loaded_)) {}

  Result<> add(RowBatch batch) override {
    HTQ_TRY(rows_.is_whole());
    const std::vector<const RowBatch::Change*> changes = sorted_changes(batch);
    for (auto from = changes.begin(); from != changes.end();) {
      const auto end = std::find_if(from, changes.end(),
                                    [&](const auto* change) { return change->family != (*from)->family; });
      HTQ_TRY(rows_.keep(files_.add(rows_.handle((*from)->family), {from, end})));
      from = end;
    }
    return {};
  }

  Result<> take_in() override {
    HTQ_TRY(rows_.is_whole());
    {
      const std::lock_guard lock(rows_.before_loading_);
      if (rows_.has_unflushed_) HTQ_TRY(rows_.flush_all());
    }
    return rows_.keep(files_.take_in());
  }

 private:
  RocksRows& rows_;
  RowFiles files_;
};

std::unique_ptr<RowLoad> RocksRows::begin_load() {
  return std::make_unique<Load>(*this);
}

std::unique_ptr<RowSnapshot> RocksRows::snapshot() const {
  return std::make_unique<Snapshot>(*this);
}

Result<> RocksRows::keep(Result<> result) {
  if (result) [[likely]]
    return result;
  Fault failed = std::move(result).error();
  if (failed.kind != FaultKind::corrupted) failed.kind = FaultKind::io;
  const std::lock_guard lock(mutex_);
  if (!broken_) broken_ = failed;
  return std::unexpected(std::move(failed));
}

Result<> RocksRows::is_whole() const {
  const std::lock_guard lock(mutex_);
  if (broken_) return std::unexpected(*broken_);
  return {};
}

}  // namespace htq
