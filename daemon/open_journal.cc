#include "daemon/open_journal.h"

#include <system_error>
#include <utility>

#include "daemon/log/posix_file.h"
#include "daemon/record_hash.h"
#include "projections/stored_record.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kCacheBytes = 4 << 20;
constexpr std::size_t kWriteBufferBytes = 4 << 20;

/// Each entry has its number, and the hash of the entry before.
Result<> check_entries(const StoredRecord& previous, const StoredRecord& next) try {
  StoredMessage<journal::AccessEntry> entry(next.bytes);
  if (entry.root().getEntry() == next.position.value &&
      string(entry.root().getPrevious()) == record_hash(previous.bytes))
    return {};
  return fault(FaultKind::corrupted,
               "entry " + std::to_string(next.position.value) +
                   " does not follow the entry before it: the chain of hashes is broken");
} catch (const kj::Exception& exception) {
  return fault(FaultKind::corrupted, "entry " + std::to_string(next.position.value) +
                                         " cannot be read: " + exception.getDescription().cStr());
}

Result<std::unique_ptr<EmbeddedLog>> open_log_of(const Config& config) {
  return EmbeddedLog::open({.directory = config.data.directory / "journal",
                            .min_free_bytes = config.log.min_free_bytes,
                            .cache_bytes = kCacheBytes,
                            .write_buffer_bytes = kWriteBufferBytes,
                            .check = check_entries,
                            .drops_old = true});
}

Result<std::filesystem::path> set_aside(const std::filesystem::path& data) {
  std::error_code error;
  std::filesystem::path aside;
  for (int number = 1;; ++number) {
    aside = data / ("journal-damaged-" + std::to_string(number));
    if (!std::filesystem::exists(aside, error)) break;
  }
  std::filesystem::rename(data / "journal", aside, error);
  if (error)
    return fault(FaultKind::io,
                 "set the damaged journal aside as " + aside.string() + ": " + error.message());
  HTQ_TRY(sync_directory(data));
  return aside;
}

}  // namespace

Result<OpenedJournal> open_journal(const Config& config, const Clock& clock, ClockJumps* jumps,
                                   const Logger& logger) {
  std::string begun = "The access journal is new.";
  auto log = open_log_of(config);
  if (!log && log.error().kind == FaultKind::corrupted) {
    const auto aside = set_aside(config.data.directory);
    if (!aside) return std::unexpected(Fault(aside.error()).during(log.error().what));
    begun = "The access journal before was damaged and lies in " + aside->filename().string() + ": " +
            log.error().what;
    logger.error(
        "journal_damaged", {{"reason", log.error().what}, {"directory", aside->string()}},
        "The access journal was damaged: it was set aside, and a new one begins. Keep the damaged one: what "
        "is in it is on record nowhere else.");
    log = open_log_of(config);
  }
  if (!log) return std::unexpected(std::move(log).error().during("open the access journal"));
  if ((*log)->set_aside())
    logger.warn("journal_torn_end_set_aside", {{"directory", (*log)->set_aside()->string()}},
                "The last write to the access journal does not read as it was written: it was set aside.");
  EmbeddedLog* entries = log->get();
  auto journal = AccessJournal::open(
      *entries, clock,
      {.keep = std::chrono::days(config.journal.keep_days),
       .first = [entries] { return entries->first(); },
       .drop_before = [entries](Position first,
                                AccessJournal::Done done) { entries->drop_before(first, std::move(done)); },
       .clock_jumps = jumps,
       .on_fault =
           [&logger](const Fault& why) {
             logger.error(
                 "journal_not_written", {{"reason", why.what}},
                 "The access journal cannot be written: reads of restricted and personal material are "
                 "answered with 503 until it can be.");
           }},
      begun);
  if (!journal) return std::unexpected(std::move(journal).error().during("open the access journal"));
  return OpenedJournal{.log = *std::move(log), .journal = *std::move(journal)};
}

}  // namespace htq
