// What waits changes with a case only where concerns_work says that it can: of every record of the golden logs.
#include <gtest/gtest.h>

#include "domain/evolve.h"
#include "projections/case_folds.h"
#include "projections/memory_rows.h"
#include "projections/stored_record.h"
#include "projections/work.h"
#include "tests/golden/golden_files.h"

namespace htq::tests {
namespace {

TEST(Work, ChangesOnlyWhereItIsSaidToBeConcerned) {
  for (const auto& version : golden_versions())
    for (const auto& log : golden_logs(version)) {
      SCOPED_TRACE(log);
      MemoryRows rows;
      const Family timeline = *rows.open_family("timeline");  // empty: every case is read from its first record
      const auto before = rows.snapshot();
      CaseFolds folds;
      Office office;
      std::size_t concerned = 0;
      std::size_t records = 0;
      for (const std::string& bytes : read_golden_log(log)) {
        StoredEvent stored(bytes);
        const Record::Reader record = stored.record();
        if (record.getStreamKind() != StreamKind::CASE) {
          evolve(office, record);
          continue;
        }
        const auto fold = folds.fold(record, bytes, *before, timeline);
        ASSERT_TRUE(fold);
        ++records;
        if (concerns_work(*fold->before, *fold->after))
          ++concerned;
        else
          EXPECT_EQ(work_of(*fold->before, office), work_of(*fold->after, office))
              << "record " << record.getPosition();
      }
      EXPECT_LT(concerned, records) << "it spares nothing";
    }
}

}  // namespace
}  // namespace htq::tests
