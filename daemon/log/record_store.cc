#include "daemon/log/record_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <limits>

#include "daemon/log/record_key.h"
#include "daemon/log/record_scan.h"
#include "projections/rocks_fault.h"
#include "projections/rocks_quiet.h"

namespace htq {

namespace {

constexpr char kMetaFamily[] = "meta";
constexpr std::size_t kProtectionBytes = 8;

rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

rocksdb::ColumnFamilyOptions family_options(const RecordStoreOptions& options,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_size = 32 << 10;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;  // memory stays bounded however long the log gets
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.write_buffer_size = options.write_buffer_bytes;
  family.max_write_buffer_number = 2;
  family.memtable_protection_bytes_per_key = kProtectionBytes;
  // Rising keys: one codec on all levels lets compaction move files instead of rewriting them.
  family.compression = rocksdb::kLZ4Compression;
  // Never stalled by the number of files: they do not overlap, so that they cost a reader nothing.
  family.level0_slowdown_writes_trigger = 1 << 30;
  family.level0_stop_writes_trigger = 1 << 30;
  family.soft_pending_compaction_bytes_limit = 0;
  family.hard_pending_compaction_bytes_limit = 0;
  family.paranoid_file_checks = true;
  return family;
}

rocksdb::DBOptions database_options(const RecordStoreOptions& options, rocksdb::WALRecoveryMode mode) {
  rocksdb::DBOptions database;
  if (options.env != nullptr) database.env = options.env;
  database.create_if_missing = true;
  database.create_missing_column_families = true;
  database.wal_recovery_mode = mode;
  database.atomic_flush = true;
  database.max_background_jobs = 2;
  database.max_bgerror_resume_count =
      0;  // a failed flush ends the process; it is not tried again behind our back
  database.max_open_files = 512;
  database.skip_stats_update_on_db_open = true;
  database.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  database.info_log_level = rocksdb::WARN_LEVEL;
  database.keep_log_file_num = 3;
  database.stats_dump_period_sec = 0;
  database.stats_persist_period_sec = 0;
  return database;
}

/// RocksDB takes a directory without CURRENT for a new one, and removes the tables that lie there.
Result<> is_new_or_has_an_index(const std::filesystem::path& directory) {
  std::error_code error;
  if (std::filesystem::exists(directory / "CURRENT", error)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(directory, error))
    if (const auto kind = entry.path().extension(); kind == ".sst" || kind == ".log")
      return fault(FaultKind::corrupted,
                   directory.string() + " has no CURRENT, and holds " + entry.path().filename().string());
  return {};
}

enum class End { first, last };

/// Nothing of an empty store.
Result<std::optional<Position>> key_at(End end, rocksdb::DB& db, rocksdb::ColumnFamilyHandle* records) {
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator({}, records));
  end == End::first ? rows->SeekToFirst() : rows->SeekToLast();
  HTQ_TRY(rocks_result(rows->status(), "find the ends of the records"));
  if (!rows->Valid()) return std::nullopt;
  const auto position = RecordKey::parse(rows->key().ToStringView());
  if (!position) return fault(FaultKind::corrupted, "a key at an end of the record store is not a position");
  return *position;
}

}  // namespace

Result<std::unique_ptr<RecordStore>> RecordStore::open(const RecordStoreOptions& options, Damage accepted) {
  HTQ_TRY(is_new_or_has_an_index(options.directory));
  const auto family = family_options(options, rocksdb::NewLRUCache(options.cache_bytes));
  const auto mode = accepted == Damage::only_a_torn_tail
                        ? rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords
                        : rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  const std::string name = options.directory.string();
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  HTQ_TRY(rocks_result(
      rocksdb::DB::Open(database_options(options, mode), name,
                        {{rocksdb::kDefaultColumnFamilyName, family}, {kMetaFamily, family}}, &handles, &db),
      "open the record store " + name));
  std::unique_ptr<RecordStore> store(new RecordStore);
  store->db_.reset(db);
  store->drops_old_ = options.drops_old;
  store->records_.reset(handles[0]);
  store->meta_.reset(handles[1]);
  return store;
}

Result<std::unique_ptr<RecordStore>> RecordStore::open_read_only(const RecordStoreOptions& options) {
  const auto family = family_options(options, rocksdb::NewLRUCache(options.cache_bytes));
  const std::string name = options.directory.string();
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  auto database = database_options(options, rocksdb::WALRecoveryMode::kPointInTimeRecovery);
  database.info_log = std::make_shared<NoLog>();
  HTQ_TRY(rocks_result(rocksdb::DB::OpenForReadOnly(
                           database, name, {{rocksdb::kDefaultColumnFamilyName, family}}, &handles, &opened),
                       "read the record store " + name));
  std::unique_ptr<RecordStore> store(new RecordStore);
  store->db_.reset(opened);
  store->records_.reset(handles[0]);
  return store;
}

Result<Position> RecordStore::end_at_the_first_sign(const RecordStoreOptions& options) {
  const auto store = open_read_only(options);
  if (!store) return std::unexpected(store.error());
  return (*store)->last();
}

RecordStore::~RecordStore() = default;

Result<> RecordStore::write(const Batch& batch, const Meta& meta, Synced synced) {
  constexpr std::size_t kBytesBesideARecord = 16;
  std::size_t bytes = 64;
  for (const std::string& record : batch.records) bytes += record.size() + kBytesBesideARecord;
  rocksdb::WriteBatch changes(bytes, std::numeric_limits<std::size_t>::max(), kProtectionBytes, 0);
  Position position = batch.first;
  for (const std::string& record : batch.records) {
    HTQ_TRY(rocks_result(changes.Put(records_.get(), slice(RecordKey(position).view()), record),
                         "build a batch"));
    position = position.next();
  }
  // The records first: wal_survey.cc reads the position of a torn batch from its first entry.
  for (const auto& [name, value] : meta)
    HTQ_TRY(rocks_result(changes.Put(meta_.get(), name, value), "build a batch"));
  rocksdb::WriteOptions how;
  how.sync = synced == Synced::yes;
  how.protection_bytes_per_key = kProtectionBytes;
  return rocks_result(db_->Write(how, &changes),
                      "write records from " + std::to_string(batch.first.value));
}

Result<> RecordStore::drop_before(Position first) {
  const RecordKey from(Position{0});
  const RecordKey end(first);
  const rocksdb::Slice begin_slice = slice(from.view());
  const rocksdb::Slice end_slice = slice(end.view());
  // Not by the write-ahead log: what recovery reads there are records alone. Flushed, it is durable.
  rocksdb::WriteOptions how;
  how.disableWAL = true;
  HTQ_TRY(rocks_result(db_->DeleteRange(how, records_.get(), begin_slice, end_slice), "drop old records"));
  HTQ_TRY(rocks_result(db_->Flush({}, {records_.get(), meta_.get()}), "drop old records"));
  return rocks_result(db_->CompactRange({}, records_.get(), &begin_slice, &end_slice),
                      "give the space of old records back");
}

Result<Position> RecordStore::first() const {
  const auto found = key_at(End::first, *db_, records_.get());
  if (!found) return std::unexpected(found.error());
  return found->value_or(Position{1});
}

Result<Position> RecordStore::last() const {
  const auto found = key_at(End::last, *db_, records_.get());
  if (!found) return std::unexpected(found.error());
  return found->value_or(Position{0});
}

Result<std::string> RecordStore::read(Position position) const {
  std::string record;
  const auto status = db_->Get({}, records_.get(), slice(RecordKey(position).view()), &record);
  if (status.IsNotFound())
    return fault(FaultKind::corrupted, "record " + std::to_string(position.value) + " is missing");
  HTQ_TRY(rocks_result(status, "read record " + std::to_string(position.value)));
  return record;
}

std::unique_ptr<LogScan> RecordStore::scan(Position from, Position end) const {
  return std::make_unique<RecordScan>(*db_, records_.get(), from, end);
}

Result<std::optional<std::string>> RecordStore::meta(std::string_view name) const {
  std::string value;
  const auto status = db_->Get({}, meta_.get(), slice(name), &value);
  if (status.IsNotFound()) return std::nullopt;
  HTQ_TRY(rocks_result(status, "read what is kept beside the records"));
  return value;
}

Result<Position> RecordStore::tail(Position end, std::uint64_t count, std::uint64_t bytes) const {
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator({}, records_.get()));
  Position first = end.next();
  std::uint64_t counted = 0;
  std::uint64_t measured = 0;
  for (rows->SeekForPrev(slice(RecordKey(end).view())); rows->Valid(); rows->Prev()) {
    const auto position = RecordKey::parse(rows->key().ToStringView());
    if (!position) return fault(FaultKind::corrupted, "a key of the record store is not a position");
    first = *position;
    measured += rows->value().size();
    if (++counted >= count && measured >= bytes) break;
  }
  HTQ_TRY(rocks_result(rows->status(), "walk back over the last records"));
  if (!rows->Valid() && counted > 0 && first != Position{1} && !drops_old_)
    return fault(FaultKind::corrupted,
                 "record 1 is missing; the first one there is " + std::to_string(first.value));
  return first;
}

}  // namespace htq
