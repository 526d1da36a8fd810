#include "daemon/repair.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <charconv>
#include <fstream>

#include "daemon/data_directory.h"
#include "daemon/exit_code.h"
#include "daemon/log/directory_lock.h"
#include "daemon/log/posix_file.h"
#include "daemon/log/record_store.h"
#include "daemon/log/salvage.h"
#include "daemon/log/watermark.h"
#include "daemon/row_directories.h"

namespace htq {
namespace {

constexpr std::size_t kRecordsAtOnce = 1'000;
constexpr std::size_t kBytesAtOnce = 4 << 20;

/// set-aside-1, or the next that is free: nothing that was set aside before is touched.
Result<std::filesystem::path> new_set_aside(const std::filesystem::path& directory) {
  std::error_code error;
  for (int number = 1;; ++number) {
    const auto path = directory / ("set-aside-" + std::to_string(number));
    if (std::filesystem::exists(path, error)) continue;
    HTQ_TRY(make_directory(path));
    return path;
  }
}

/// Each takes the other's place, in one step.
Result<> exchange(const std::filesystem::path& one, const std::filesystem::path& other) {
  if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) != 0)
    return errno_fault("let " + one.string() + " and " + other.string() +
                       " change places (ext4, xfs, btrfs and tmpfs can; copy the directory to one of them)");
  HTQ_TRY(sync_directory(one.parent_path()));
  return sync_directory(other.parent_path());
}

Result<> try_to_exchange(const std::filesystem::path& aside) {
  const auto one = aside / "one";
  const auto other = aside / "other";
  HTQ_TRY(make_directory(one));
  HTQ_TRY(make_directory(other));
  HTQ_TRY(exchange(one, other));
  std::error_code error;
  std::filesystem::remove(one, error);
  std::filesystem::remove(other, error);
  if (error) return fault(FaultKind::io, "remove " + other.string() + ": " + error.message());
  return {};
}

/// The records from 1 to `end`, as they are, in a log of their own.
Result<> copy_provable(const std::filesystem::path& from, const std::filesystem::path& to, Position end) {
  HTQ_TRY(make_directory(to));
  const RecordStoreOptions options{.directory = to / "records"};
  {
    auto salvage = Salvage::open(from / "records");
    if (!salvage) return std::unexpected(std::move(salvage).error());
    auto store = RecordStore::open(options, RecordStore::Damage::only_a_torn_tail);
    if (!store) return std::unexpected(std::move(store).error());
    Batch batch{.first = {1}};
    std::size_t bytes = 0;
    for (Position position{1}; position <= end; position = position.next()) {
      const auto stored = (*salvage)->next(position);
      if (!stored || stored->position != position)
        return fault(FaultKind::corrupted,
                     "record " + std::to_string(position.value) + " cannot be read any more");
      batch.records.emplace_back(stored->bytes);
      bytes += stored->bytes.size();
      if (position != end && batch.records.size() < kRecordsAtOnce && bytes < kBytesAtOnce) continue;
      HTQ_TRY((*store)->write(batch));
      batch = {.first = position.next()};
      bytes = 0;
    }
  }
  HTQ_TRY(Watermark::overwrite(to / "watermark", end));
  const auto copied = RecordStore::end_at_the_first_sign(options);
  if (!copied) return std::unexpected(Fault(copied.error()).during("read the new log"));
  if (*copied != end)
    return fault(FaultKind::io, "the new log ends at " + std::to_string(copied->value) + " instead of " +
                                    std::to_string(end.value));
  return {};
}

Result<> prepare(const std::filesystem::path& directory, const std::filesystem::path& aside,
                 const RepairPlan& plan) {
  HTQ_TRY(try_to_exchange(aside));
  std::ofstream report(aside / "report.txt");
  report << describe(plan);
  report.close();
  if (!report) return errno_fault("write " + (aside / "report.txt").string());
  std::error_code error;
  if (std::filesystem::exists(directory / "incarnation", error))
    std::filesystem::copy_file(directory / "incarnation", aside / "incarnation", error);
  if (error)
    return fault(FaultKind::io, "copy the incarnation to " + aside.string() + ": " + error.message());
  return copy_provable(directory / "log", aside / "log", plan.provable);
}

/// A new directory beside, which holds the new log in the place where the damaged one goes.
Result<std::filesystem::path> copy_aside(const std::filesystem::path& directory, const RepairPlan& plan) {
  const auto aside = new_set_aside(directory);
  if (!aside) return std::unexpected(aside.error());
  Result<> prepared = prepare(directory, *aside, plan);
  if (prepared) return *aside;
  // It holds copies and nothing else.
  std::error_code ignored;
  std::filesystem::remove_all(*aside, ignored);
  return std::unexpected(std::move(prepared).error().during("nothing was changed"));
}

std::string line(std::string_view name, const std::string& value) {
  std::string text = "  " + std::string(name);
  text.resize(26, ' ');
  return text + value + "\n";
}

int say_no(const std::string& why, ExitCode code) {
  std::fprintf(stderr, "htqd: %s\n", why.c_str());
  return code;
}

std::optional<Position> position_of(std::string_view text) {
  Position position;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position.value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return position;
}

bool is_data_directory(const std::filesystem::path& directory) {
  std::error_code error;
  return std::filesystem::exists(directory / "incarnation", error) ||
         std::filesystem::is_directory(directory / "log" / "records", error);
}

}  // namespace

Result<std::optional<std::filesystem::path>> repair(const std::filesystem::path& directory,
                                                    const RepairPlan& plan, Random& random) {
  const RowDirectories rows(RocksRowsOptions{.directory = directory / "projections"});
  if (!plan.log_is_damaged()) {
    HTQ_TRY(rows.drop_all());
    return std::nullopt;
  }
  const auto aside = copy_aside(directory, plan);
  if (!aside) return std::unexpected(aside.error());
  // Before the log: whatever comes between, rows are built again from the log that is there.
  HTQ_TRY(rows.drop_all());
  HTQ_TRY(DataDirectory::renew_incarnation(directory, random));
  HTQ_TRY(exchange(directory / "log", *aside / "log"));
  return *aside;
}

Result<std::optional<std::filesystem::path>> mend_index(const std::filesystem::path& directory) {
  const auto plan = plan_repair(directory);
  if (!plan) return std::unexpected(plan.error());
  if (!plan->log_is_damaged() || plan->lost() > 0 || !plan->watermark || !plan->tables_are_whole)
    return std::nullopt;
  const auto aside = copy_aside(directory, *plan);
  if (!aside) return std::unexpected(aside.error());
  HTQ_TRY(exchange(directory / "log", *aside / "log"));
  return *aside;
}

std::string describe(const RepairPlan& plan) {
  std::string text;
  const auto position = [](Position at) { return std::to_string(at.value); };
  text += "The log\n";
  text += line("provable up to",
               position(plan.provable) + " (each record is there, and follows the one before by its hash)");
  text += line("acknowledged up to",
               plan.watermark ? position(*plan.watermark) + " at least (the watermark may lag by a second)"
                              : "not known: the watermark cannot be read");
  text += line("known to be written to", position(plan.written));
  for (const std::string& damage : plan.damage) text += line("damaged", damage);
  if (!plan.log_is_damaged()) text += line("damaged", "no");
  text += "The rows\n";
  text += line("damaged", plan.rows ? *plan.rows + ". They are built again from the log" : "no");
  if (!plan.log_is_damaged() || plan.lost() == 0) return text + "Nothing of the log would be lost.\n";

  text += "What would be lost\n";
  text += line("positions", position(plan.provable.next()) + " to " + position(plan.written));
  if (plan.why_end) text += line("because", *plan.why_end);
  text += line("records", std::to_string(plan.lost()) + ", of which " + std::to_string(plan.readable) +
                              " can be read; they stay in what is set aside");
  text += line("commands", plan.readable == plan.lost() ? std::to_string(plan.commands)
                                                        : std::to_string(plan.commands) + " at least");
  std::string streams;
  for (const std::string& stream : plan.streams) streams += (streams.empty() ? "" : ", ") + stream;
  if (plan.has_more_streams) streams += ", and more";
  text += line("of", streams.empty() ? "nobody knows what" : streams);
  return text;
}

int run_repair(const std::filesystem::path& directory, const std::optional<std::string>& lose_after,
               Random& random) {
  if (lose_after && !position_of(*lose_after))
    return say_no("--lose-after takes a whole number: the position that repair prints.", kExitBadUsage);
  if (!is_data_directory(directory))
    return say_no(directory.string() +
                      " is no data directory of htqd: it holds neither an incarnation nor a log. Name "
                      "the right one by --config, or by --set data.directory=PATH.",
                  kExitCannotStart);
  const auto lock = DirectoryLock::take(directory);
  if (!lock) return say_no(lock.error().what + ". Stop it first.", kExitCannotStart);
  const auto plan = plan_repair(directory);
  if (!plan) return say_no(plan.error().what, kExitCannotStart);
  std::printf("%s\n%s", directory.c_str(), describe(*plan).c_str());
  if (plan->nothing_to_do()) {
    std::puts("There is nothing to repair.");
    return kExitDone;
  }
  if (!lose_after || position_of(*lose_after) != plan->provable) {
    const std::string provable = std::to_string(plan->provable.value);
    if (lose_after)
      (void)say_no("--lose-after says " + *lose_after + ", and the log is provable up to " + provable + ".",
                   kExitNotConfirmed);
    std::printf(
        "Nothing has been changed. %sTo repair it as said above: --lose-after %s\n",
        plan->lost() > 0 ? "Look first for a backup, or for a copy of the disk, that holds more. " : "",
        provable.c_str());
    return kExitNotConfirmed;
  }
  const auto aside = repair(directory, *plan, random);
  if (!aside) return say_no(aside.error().what, kExitCannotStart);
  if (*aside)
    std::printf(
        "Repaired. The damaged log is in %s, as it was; report.txt beside it says what was lost. The next "
        "start "
        "builds the rows and raises the epoch.\n",
        (*aside)->c_str());
  else
    std::puts("Repaired. The next start builds the rows.");
  return kExitDone;
}

}  // namespace htq
