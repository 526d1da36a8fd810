#include "daemon/log_level.h"

#include <algorithm>

#include "daemon/standing.h"
#include "daemon/version.h"
#include "domain/log_level.h"
#include "projections/timeline.h"

namespace htq {
namespace {

std::unexpected<Fault> not_supported(const std::string& what, std::uint16_t level) {
  return fault(FaultKind::bad_input,
               what + " " + std::to_string(level) + ", and this program (htqd " +
                   std::string(kProgramVersion) + ") supports log levels up to " +
                   std::to_string(supported_log_level()) + ": start an htqd that supports level " +
                   std::to_string(level) + ". A log level is never lowered.");
}

}  // namespace

Result<> check_log_level(Record::Reader record) {
  const std::string at = std::to_string(record.getPosition());
  if (record.getLevel() > supported_log_level())
    return not_supported("record " + at + " is of log level", record.getLevel());
  if (!record.getBody().isLogLevelRaised()) return {};
  const std::uint16_t raised = record.getBody().getLogLevelRaised().getLevel();
  if (raised <= supported_log_level()) return {};
  return not_supported("record " + at + " raised the log to level", raised);
}

Result<> check_raised_level(Rows& rows, Family meta) {
  const Timeline timeline;
  const std::string name(timeline.name());
  const std::vector<std::string> families = rows.families();
  if (std::ranges::find(families, name) == families.end()) return {};
  const auto family = rows.open_family(name);
  if (!family) return std::unexpected(family.error());
  const auto snapshot = rows.snapshot();
  const auto row = snapshot->get(meta, name);
  if (!row) return std::unexpected(row.error());
  // Rows of another version are built again, and each record is looked at on its way into them.
  if (!*row) return {};
  const auto standing = read_standing(name, **row);
  if (!standing || standing->version != timeline.version()) return {};
  Result<> supported;
  HTQ_TRY(read_timeline(*snapshot, *family, timeline_prefix(StreamKind::OFFICE),
                        [&](Record::Reader record, std::string_view) {
                          supported = check_log_level(record);
                          return supported.has_value();
                        }));
  return supported;
}

}  // namespace htq
