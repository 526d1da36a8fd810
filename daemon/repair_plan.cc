// What can be proved of a damaged log, and what would be lost of it.
#include <kj/exception.h>

#include <algorithm>

#include "daemon/log/record_store.h"
#include "daemon/log/salvage.h"
#include "daemon/log/watermark.h"
#include "daemon/record_hash.h"
#include "daemon/repair.h"
#include "daemon/row_directories.h"
#include "domain/words.h"
#include "projections/stored_record.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kMostStreams = 1'000;

std::string number(Position position) {
  return std::to_string(position.value);
}

/// What a record says of its place.
struct Envelope {
  Position position;
  std::string previous;
  std::string command;  // of whom, under which id
  std::string stream;
  bool ends_its_command = false;
};

std::optional<Envelope> read_envelope(std::string_view bytes) {
  std::optional<Envelope> envelope;
  const auto thrown = kj::runCatchingExceptions([&] {
    StoredEvent stored(bytes);
    const Record::Reader record = stored.record();
    envelope = {.position = {record.getPosition()},
                .previous = string(record.getPrevious()),
                .command = string(record.getActor().getSubject()) + "/" + string(record.getCommandId()),
                .stream = name_of_enumerant(record.getStreamKind()) + " " + string(record.getStream()),
                .ends_its_command = record.getCommandPart() == record.getCommandParts()};
  });
  return thrown == nullptr ? envelope : std::nullopt;
}

/// Walks the log from its beginning to where it cannot be proved any more.
void prove(Salvage& salvage, RepairPlan& plan) {
  std::string hash;
  Position next{1};
  while (const auto stored = salvage.next(next)) {
    if (stored->position != next) {
      plan.why_end =
          "Record " + number(next) + " cannot be read, and the next that can is " + number(stored->position);
      return;
    }
    const auto envelope = read_envelope(stored->bytes);
    if (!envelope || envelope->position != next) {
      plan.why_end = "What stands in the place of record " + number(next) + " is none";
      return;
    }
    if (envelope->previous != hash) {
      plan.why_end =
          "Record " + number(next) + " does not follow the one before it: the chain of hashes is broken";
      return;
    }
    hash = record_hash(stored->bytes);
    if (envelope->ends_its_command) plan.provable = next;
    next = next.next();
  }
  if (plan.written >= next)
    plan.why_end = "Nothing can be read from record " + number(next) + " on";
  else if (plan.provable.next() < next)
    plan.why_end =
        "Record " + number(next) + " cannot be read, which belongs to the same command as the one before";
}

void count_what_is_lost(Salvage& salvage, RepairPlan& plan) {
  std::string command;
  Position next = plan.provable.next();
  while (const auto stored = salvage.next(next)) {
    next = stored->position.next();
    ++plan.readable;
    const auto envelope = read_envelope(stored->bytes);
    if (!envelope) continue;
    // The records of a command follow one another.
    if (envelope->command != command) ++plan.commands;
    command = envelope->command;
    if (plan.streams.contains(envelope->stream)) continue;
    if (plan.streams.size() < kMostStreams)
      plan.streams.insert(envelope->stream);
    else
      plan.has_more_streams = true;
  }
}

/// Reads the log as the daemon would, to where that says it ends.
Result<Position> read_as_the_daemon_does(const std::filesystem::path& records) {
  const auto store = RecordStore::open_read_only({.directory = records});
  if (!store) return std::unexpected(store.error());
  const auto end = (*store)->last();
  if (!end) return std::unexpected(end.error());
  const auto scan = (*store)->scan({1}, *end);
  while (true) {
    const auto record = scan->next();
    if (!record) return std::unexpected(record.error());
    if (!*record) return *end;
  }
}

}  // namespace

Result<RepairPlan> plan_repair(const std::filesystem::path& directory) {
  const auto log = directory / "log";
  std::error_code error;
  RepairPlan plan;
  const auto watermark = Watermark::read(log / "watermark");
  if (watermark)
    plan.watermark = *watermark;
  else
    plan.damage.push_back(watermark.error().what);

  auto opened = Salvage::open(log / "records");
  if (!opened) return std::unexpected(std::move(opened).error());
  Salvage& salvage = **opened;
  plan.written = std::max(salvage.last(), plan.watermark.value_or(Position{}));
  prove(salvage, plan);
  if (plan.lost() > 0) count_what_is_lost(salvage, plan);

  plan.tables_are_whole = salvage.troubles().empty();
  for (const auto& trouble : salvage.troubles())
    plan.damage.push_back((log / "records" / trouble.file).string() +
                          " cannot be read in full: " + trouble.what);
  // A torn end that nobody was told of is none: the daemon sets it aside by itself.
  const bool is_torn_end = salvage.wal().damage && plan.lost() == 0;
  if (salvage.wal().damage && !is_torn_end)
    plan.damage.push_back((log / "records" / salvage.wal().damage->file).string() + " is damaged at byte " +
                          std::to_string(salvage.wal().damage->offset));
  if (plan.lost() > 0 && plan.damage.empty())
    plan.damage.push_back("The log in " + log.string() + " ends too early");
  if (std::filesystem::is_directory(log / "records", error)) {
    const auto end = read_as_the_daemon_does(log / "records");
    if (!end)
      plan.damage.push_back(end.error().what);
    else if (*end != plan.provable)
      plan.damage.push_back("The daemon would read the log up to " + number(*end));
  }

  const RowDirectories rows(RocksRowsOptions{.directory = directory / "projections"});
  if (const Result<> checked = rows.check(); !checked) plan.rows = checked.error().what;
  return plan;
}

}  // namespace htq
