// A published list of approvals of earlier years: each of its rows is planned, or says why it is not.
#include <fstream>

#include "daemon/ctl/import/earlier_approvals.h"
#include "tests/fuzz/planned_commands.h"
#include "tests/fuzz/target.h"
#include "tests/log/temporary_directory.h"

namespace htq::fuzz {

void register_list(std::string_view bytes) {
  constexpr std::size_t kMostBytes = 64 << 10;
  if (bytes.size() > kMostBytes) return;
  static const TemporaryDirectory directory;
  std::ofstream(directory.path() / "list.csv", std::ios::binary | std::ios::trunc) << bytes;
  ctl::Sources sources(directory.path());
  const ctl::ListedRows listed = ctl::plan_earlier_approvals(sources, "list.csv");
  check_plan(sources, listed.plan);
  std::size_t planned = 0;
  for (const ctl::ListedRow& row : listed.rows) {
    require(row.line > 1, "a row stands under the heading");
    require(row.planned.has_value() == row.not_registered.empty(), "a row is planned, or says why it is not");
    if (row.planned) require(*row.planned == planned++, "rows are planned in their order");
    for (const ctl::Warning& warning : row.warnings) require(!warning.text.empty(), "what is odd has a sentence");
  }
  require(planned == listed.plan.commands.size(), "nothing is planned but rows");
}

}  // namespace htq::fuzz
