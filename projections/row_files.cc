#include "projections/row_files.h"

#include <rocksdb/sst_file_writer.h>

#include <system_error>

#include "projections/rocks_fault.h"

namespace htq {
namespace {

/// They are read again soon, when files are merged: no need to drop them from the page cache.
constexpr bool kDropFromPageCache = false;

/// The disk begins while more is written: less is left to wait for when a file is synced.
rocksdb::EnvOptions written_on_the_way() {
  rocksdb::EnvOptions options;
  options.bytes_per_sync = 1 << 20;
  return options;
}

/// Rows lie in memory as they were made and are gone through as they are sorted: to wait for each would take
/// as long as to write it. First a change, and when that is there what it points to.
void fetch_ahead(std::span<const RowBatch::Change* const> changes, std::size_t at) {
  constexpr std::size_t kChange = 8, kBytes = 4;
  if (at + kChange < changes.size()) __builtin_prefetch(changes[at + kChange]);
  if (at + kBytes >= changes.size()) return;
  const RowBatch::Change& next = *changes[at + kBytes];
  __builtin_prefetch(next.key.data());
  if (next.value) __builtin_prefetch(next.value->data());
}

}  // namespace

RowFiles::~RowFiles() {
  std::error_code ignored;
  for (const File& file : files_) std::filesystem::remove(file.path, ignored);
}

Result<std::string> RowFiles::begin_file(rocksdb::ColumnFamilyHandle* family) {
  const std::lock_guard lock(mutex_);
  std::error_code error;
  std::filesystem::create_directory(stem_.parent_path(), error);
  if (error) return fault(FaultKind::io, "create " + stem_.parent_path().string() + ": " + error.message());
  files_.push_back({.path = stem_.string() + "-" + std::to_string(files_.size()) + ".sst", .family = family});
  return files_.back().path;
}

Result<> RowFiles::add(rocksdb::ColumnFamilyHandle* family,
                       std::span<const RowBatch::Change* const> changes) {
  const auto begun = begin_file(family);
  if (!begun) return std::unexpected(begun.error());
  const std::string& path = *begun;
  rocksdb::SstFileWriter file(written_on_the_way(), options_, family, kDropFromPageCache);
  HTQ_TRY(rocks_result(file.Open(path), "create " + path));
  for (std::size_t at = 0; at < changes.size(); ++at) {
    fetch_ahead(changes, at);
    const RowBatch::Change& change = *changes[at];
    if (at + 1 < changes.size() && changes[at + 1]->key == change.key) continue;
    const rocksdb::Slice key(change.key.data(), change.key.size());
    const rocksdb::Status written =
        change.value ? file.Put(key, {change.value->data(), change.value->size()}) : file.Delete(key);
    if (!written.ok()) return std::unexpected(rocks_fault(written, "write " + path));
  }
  return rocks_result(file.Finish(), "finish " + path);
}

Result<> RowFiles::take_in() {
  if (files_.empty()) return {};
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.write_global_seqno = false;
  std::vector<rocksdb::IngestExternalFileArg> all;
  for (const File& file : files_) {
    rocksdb::IngestExternalFileArg one;
    one.column_family = file.family;
    one.external_files = {file.path};
    one.options = options;
    all.push_back(std::move(one));
  }
  return rocks_result(db_.IngestExternalFiles(all), "take in files of rows");
}

}  // namespace htq
