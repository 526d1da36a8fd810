#include "daemon/log/recovery.h"

#include <cstring>
#include <string>
#include <system_error>

#include "daemon/log/posix_file.h"
#include "daemon/log/wal_survey.h"

namespace htq {

namespace {

std::unexpected<Fault> ends_too_early(const RecoveryOptions& options, Position end, Position known,
                                      const std::string& how_known) {
  return fault(FaultKind::corrupted, "the log in " + options.store.directory.string() + " ends at " +
                                         std::to_string(end.value) + ", but was written up to " +
                                         std::to_string(known.value) + " (" + how_known + ")");
}

std::string place(const WalSurvey::Damage& damage) {
  return damage.file + " is damaged at byte " + std::to_string(damage.offset);
}

Result<> nothing_is_lost(const RecoveryOptions& options, const WalSurvey& survey) {
  const auto end = RecordStore::end_at_the_first_sign(options.store);
  if (!end) return std::unexpected(Fault(end.error()).during(place(*survey.damage)));
  if (*end < options.watermark)
    return ends_too_early(options, *end, options.watermark, "the watermark; " + place(*survey.damage));
  if (*end < survey.proven)
    return ends_too_early(options, *end, survey.proven,
                          place(*survey.damage) + ", and a readable record follows");
  return {};
}

Result<std::filesystem::path> copy_aside(const RecoveryOptions& options, const WalSurvey& survey) {
  std::error_code error;
  std::filesystem::path aside;
  for (int number = 1;; ++number) {
    aside = options.aside;
    aside += "-" + std::to_string(number);
    if (!std::filesystem::exists(aside, error)) break;
  }
  HTQ_TRY(make_directory(aside));
  for (const std::string& name : survey.files) {
    std::filesystem::copy_file(options.store.directory / name, aside / name, error);
    if (error) return fault(FaultKind::io, "copy " + name + " to " + aside.string() + ": " + error.message());
  }
  return aside;
}

Result<std::unique_ptr<RecordStore>> open_damaged(const RecordStoreOptions& options) {
  auto store = RecordStore::open(options, RecordStore::Damage::only_a_torn_tail);
  if (store || store.error().kind != FaultKind::corrupted) return store;
  return RecordStore::open(options, RecordStore::Damage::end_at_the_first_sign);
}

/// The record before, kept while the scan goes on.
class Previous {
 public:
  void keep(const StoredRecord& record) {
    aligned_.resize((record.bytes.size() + 7) / 8);
    std::memcpy(aligned_.data(), record.bytes.data(), record.bytes.size());
    record_ = {.position = record.position,
               .bytes = {reinterpret_cast<const char*>(aligned_.data()), record.bytes.size()}};
  }
  const std::optional<StoredRecord>& record() const { return record_; }

 private:
  std::vector<std::uint64_t> aligned_;
  std::optional<StoredRecord> record_;
};

Result<> check_tail(const RecoveryOptions& options, const RecordStore& store, Position end,
                    std::uint64_t bytes) {
  const auto from = store.tail(end, options.checked_records, bytes);
  if (!from) return std::unexpected(from.error());
  const auto scan = store.scan(*from, end);
  Previous previous;
  while (true) {
    const auto record = scan->next();
    if (!record) return std::unexpected(record.error());
    if (!*record) return {};
    if (!options.check) continue;
    if (previous.record()) HTQ_TRY(options.check(*previous.record(), **record));
    previous.keep(**record);
  }
}

}  // namespace

Result<Recovered> recover(const RecoveryOptions& options) {
  rocksdb::Env& env = options.store.env != nullptr ? *options.store.env : *rocksdb::Env::Default();
  const auto survey = survey_wal(env, options.store.directory);
  if (!survey) return std::unexpected(survey.error());

  Recovered recovered;
  if (survey->damage) {
    HTQ_TRY(nothing_is_lost(options, *survey));
    auto aside = copy_aside(options, *survey);
    if (!aside) return std::unexpected(std::move(aside).error());
    recovered.set_aside = std::move(*aside);
  } else if (survey->proven.value > 0 && survey->proven < options.watermark) {
    // The log ends where its write-ahead logs do, unless these are old: what is in tables is removed newest
    // first, and whatever cut that short left the older one. Asked before RocksDB changes a file.
    const auto end = RecordStore::end_at_the_first_sign(options.store);
    if (!end) return std::unexpected(end.error());
    if (*end < options.watermark) return ends_too_early(options, *end, options.watermark, "the watermark");
  }
  auto store = survey->damage ? open_damaged(options.store)
                              : RecordStore::open(options.store, RecordStore::Damage::only_a_torn_tail);
  if (!store)
    return std::unexpected(
        std::move(store).error().during("acknowledged up to " + std::to_string(options.watermark.value)));
  recovered.store = std::move(*store);

  const auto end = recovered.store->last();
  if (!end) return std::unexpected(end.error());
  recovered.end = *end;
  if (*end < options.watermark) return ends_too_early(options, *end, options.watermark, "the watermark");
  if (*end < survey->proven) return ends_too_early(options, *end, survey->proven, "its write-ahead log");
  HTQ_TRY(check_tail(options, *recovered.store, *end, survey->bytes));
  return recovered;
}

}  // namespace htq
