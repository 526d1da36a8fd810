// htqd repair: mends a data directory whose log or rows are damaged, without the daemon. Whoever repairs is
// told first what would be lost, and nothing is changed until that is confirmed.
//
// What is kept is the provable beginning of the log: every record from 1 on that is there, follows the one
// before by its hash, and belongs to a command that is there whole. Everything after it is lost to the log,
// also what could be read, since a log has no gaps. The damaged log is set aside whole, as it was:
//
//   DIRECTORY/set-aside-N/log/          the damaged log
//   DIRECTORY/set-aside-N/incarnation   the incarnation that wrote it
//   DIRECTORY/set-aside-N/report.txt    what was lost
//
// The new log is written beside and takes the old one's place in one step, so that a crash leaves one or the
// other. A new incarnation makes the next start raise the epoch: who has seen lost records can tell.
//
// The directory must be locked by the caller (directory_lock.h). One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/random.h"
#include "domain/identity.h"
#include "projections/fault.h"

namespace htq {

struct RepairPlan {
  Position provable;                  // what is kept: up to here
  std::optional<Position> watermark;  // up to where the log was acknowledged; nothing: that cannot be read
  Position written;                   // up to where it is known to have been written; at least the watermark
  std::vector<std::string> damage;    // sentences; empty: the log is whole, and the daemon opens it
  bool tables_are_whole = true;
  std::optional<std::string> why_end;  // why nothing after `provable` can be kept, if there is anything
  std::uint64_t readable = 0;          // of the records that would be lost
  std::uint64_t commands = 0;          // that these belong to
  std::set<std::string> streams;       // "case HTQ-…" that these belong to; the first thousand
  bool has_more_streams = false;
  std::optional<std::string> rows;  // what is wrong with the rows, if they are damaged

  bool log_is_damaged() const { return !damage.empty(); }
  bool nothing_to_do() const { return damage.empty() && !rows; }
  std::uint64_t lost() const { return written.value - provable.value; }
};

/// Reads all of it, and changes nothing.
Result<RepairPlan> plan_repair(const std::filesystem::path& directory);

/// For people: what is there, what would be lost.
std::string describe(const RepairPlan& plan);

/// Does what the plan says, which must be of the directory as it is. Where the damaged log was set aside, if
/// it was.
Result<std::optional<std::filesystem::path>> repair(const std::filesystem::path& directory,
                                                    const RepairPlan& plan, Random& random);

/// For a log that does not open: if all of it can be proved, up to the watermark and to whatever else is
/// known to have been written, and its tables can be read in full, then only RocksDB's index of files is
/// damaged, as a power cut in the middle of a flush leaves it. Such a log is copied and set aside as by
/// repair, without the rest: nothing is lost, so rows and epoch stay. Where it was set aside; nothing: it is
/// not such a log, and nothing was changed.
Result<std::optional<std::filesystem::path>> mend_index(const std::filesystem::path& directory);

/// The command: prints to standard output, and to standard error why not. `lose_after`: the confirmation as
/// it was typed. Its exit code.
int run_repair(const std::filesystem::path& directory, const std::optional<std::string>& lose_after,
               Random& random);

}  // namespace htq
