// What is due changes with an event that is of no case only where concerns_what_is_due says that it can: of every
// record of the golden logs.
#include "domain/due.h"

#include <gtest/gtest.h>

#include <map>

#include "domain/evolve.h"
#include "projections/stored_record.h"
#include "schemas/text.h"
#include "tests/golden/golden_files.h"

namespace htq::tests {
namespace {

std::vector<Due> all_that_is_due(const Office& office, const std::map<std::string, CaseState>& cases) {
  std::vector<Due> all = due_of_office(office);
  for (const auto& [reference, file] : cases)
    for (Due& due : due_of(office, reference, file)) all.push_back(std::move(due));
  return all;
}

TEST(Due, ChangesOnlyWhereItIsSaidToBeConcerned) {
  std::size_t spared = 0;
  for (const auto& version : golden_versions())
    for (const auto& log : golden_logs(version)) {
      SCOPED_TRACE(log);
      Office office;
      std::map<std::string, CaseState> cases;
      for (const std::string& bytes : read_golden_log(log)) {
        StoredEvent stored(bytes);
        const Record::Reader record = stored.record();
        if (record.getStreamKind() == StreamKind::CASE) {
          evolve(cases[string(record.getStream())], record);
          continue;
        }
        const bool is_concerned = concerns_what_is_due(record.getBody());
        const std::vector<Due> before = is_concerned ? std::vector<Due>() : all_that_is_due(office, cases);
        evolve(office, record);
        if (is_concerned) continue;
        ++spared;
        EXPECT_EQ(before, all_that_is_due(office, cases)) << "record " << record.getPosition();
      }
    }
  EXPECT_GT(spared, 0U) << "it spares nothing";
}

}  // namespace
}  // namespace htq::tests
