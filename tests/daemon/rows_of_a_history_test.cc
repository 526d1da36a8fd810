// What the projections make of a history: the same rows however the records are cut into batches, and the row
// that an auditor would look for.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "daemon/applier.h"
#include "projections/all.h"
#include "projections/memory_rows.h"
#include "projections/statistics.h"
#include "projections/stored_record.h"
#include "tests/support/recorded_log.h"
#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

/// A case of every fate that the fixtures know.
void live_through(ReviewedCase& office) {
  office.live_case({.title = "Diploma in Networks"});
  office.resubmitted_case();
  office.at(office.now() + std::chrono::hours(24));
  const std::string withdrawn = office.submitted_case({.title = "Certificate in Data"});
  office.sure(applicant(), withdrawn, [](auto c) { c.initWithdrawApplication().setReason("Merger."); });
  const std::string held = office.submitted_case({.title = "Diploma in Testing"});
  office.sure(official(), held, [](auto c) {
    auto event = c.initHoldCase();
    event.setGround(HoldGround::LEGAL_ADVICE);
    event.setReason("Advice is sought.");
  });
  office.sure(official(), "enquiry-1", [](auto c) {
    auto event = c.initReceiveEnquiry();
    event.setKind(EnquiryKind::GENERAL);
    event.setOrganisation("example-college");
    event.setQuestion("When does the window open?");
  });
}

std::unique_ptr<Applier> applied(MemoryLog& log, std::uint64_t records_a_batch) {
  auto applier = std::move(*Applier::open(all_projections(), log, std::make_shared<MemoryRows>()));
  while (applier->applied() < log.end()) {
    const Position until{std::min(applier->applied().value + records_a_batch, log.end().value)};
    EXPECT_TRUE(applier->catch_up(until, {}).has_value());
  }
  return applier;
}

TEST(RowsOfAHistory, DoNotDependOnHowItIsCutIntoBatches) {
  ReviewedCase office;
  live_through(office);
  RecordedLog recorded;
  recorded.take(office);
  const auto all_at_once = applied(recorded.log(), 1'000'000);
  for (const std::uint64_t records_a_batch : {1, 2, 7, 64}) {
    const auto cut = applied(recorded.log(), records_a_batch);
    const auto one = standings(all_at_once->view());
    const auto other = standings(cut->view());
    ASSERT_TRUE(one && other);
    ASSERT_EQ(one->size(), other->size());
    for (std::size_t at = 0; at < one->size(); ++at)
      EXPECT_EQ((*one)[at].digest, (*other)[at].digest) << (*one)[at].name << " by " << records_a_batch;
  }
}

TEST(RowsOfAHistory, OfStatisticsAreWhatTheCasesAddUpTo) {
  ReviewedCase office;
  live_through(office);
  RecordedLog recorded;
  recorded.take(office);
  const auto applier = applied(recorded.log(), 5);
  capnp::MallocMessageBuilder message;
  auto figures = message.initRoot<answer::Statistics>();
  const RowView rows = applier->view();
  ASSERT_TRUE(read_statistics(rows.snapshot(), rows.family("statistics"), "cycle-1", figures).has_value());
  const auto groups = figures.asReader().getGroups();
  ASSERT_NE(groups.size(), 0U);
  const auto all = groups[0];
  EXPECT_EQ(all.getBy(), StatisticsGroup::ALL);
  EXPECT_EQ(all.getCases().getStarted(), 4U);
  EXPECT_EQ(all.getCases().getSubmitted(), 4U);
  EXPECT_EQ(all.getCases().getDecided(), 2U);
  EXPECT_EQ(all.getCases().getApproved(), 1U);
  EXPECT_EQ(all.getCases().getApprovedWithRequiredChanges(), 1U);
  EXPECT_EQ(all.getCases().getWithdrawn(), 1U);
  EXPECT_EQ(all.getCases().getLive(), 1U);
  EXPECT_EQ(all.getCases().getOpen(), 2U);
  EXPECT_EQ(all.getApprovedAtFirst().getNumerator(), 1U);
  EXPECT_EQ(all.getApprovedAtFirst().getDenominator(), 2U);
}

/// Which projections write for which events, as far as the fixtures' histories go: a new event or a new
/// projection must be placed. Update with HTQ_UPDATE_GOLDEN=1, and read the difference.
TEST(RowsOfAHistory, AreWrittenByTheEventsThatTheMatrixNames) {
  ReviewedCase office;
  live_through(office);
  RecordedLog recorded;
  recorded.take(office);
  auto applier = std::move(*Applier::open(all_projections(), recorded.log(), std::make_shared<MemoryRows>()));
  std::map<std::string, std::set<std::string>> written;  // event -> projections
  std::map<std::string, std::string> before;
  for (std::uint64_t position = 1; position <= office.records().size(); ++position) {
    ASSERT_TRUE(applier->catch_up({position}, {}).has_value());
    const capnp::DynamicStruct::Reader body = office.record_at({position}).getBody();
    std::string event;
    KJ_IF_MAYBE (field, body.which()) {
      event = string(field->getProto().getName());
    }
    written.try_emplace(event);
    const auto standing = standings(applier->view());
    ASSERT_TRUE(standing.has_value());
    for (const ProjectionStanding& one : *standing) {
      const std::string digest = one.digest.bytes();
      if (before[one.name] != digest && !(before[one.name].empty() && digest == Digest().bytes()))
        written[event].insert(one.name);
      before[one.name] = digest;
    }
  }
  std::ostringstream matrix;
  for (const auto& [event, projections] : written) {
    matrix << event << ":";
    for (const std::string& projection : projections) matrix << " " << projection;
    matrix << "\n";
  }
  const std::string path = HTQ_SOURCE_DIR "/tests/golden/event_by_projection.txt";
  if (std::getenv("HTQ_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << matrix.str();
  std::ostringstream golden;
  golden << std::ifstream(path).rdbuf();
  EXPECT_EQ(matrix.str(), golden.str()) << "HTQ_UPDATE_GOLDEN=1 writes it anew";
}

TEST(RowsOfAHistory, TakeNoEventOfAnotherKindOfStreamThanItsRecordSays) {
  ReviewedCase office;
  office.live_case();
  RecordedLog empty;
  for (std::uint64_t position = 1; position <= office.records().size(); ++position) {
    capnp::MallocMessageBuilder message;
    message.setRoot(office.record_at({position}));
    auto record = message.getRoot<Record>();
    const bool is_case = record.getStreamKind() == StreamKind::CASE;
    record.setStreamKind(is_case ? StreamKind::OFFICE : StreamKind::CASE);
    record.setPosition(1);
    const std::string bytes = stored_bytes(record.asReader());
    auto applier = std::move(*Applier::open(all_projections(), empty.log(), std::make_shared<MemoryRows>()));
    const auto applied = applier->apply({{.position = {1}, .bytes = bytes}});
    ASSERT_FALSE(applied.has_value()) << "record " << position;
    EXPECT_EQ(applied.error().kind, FaultKind::corrupted);
  }
}

}  // namespace
}  // namespace htq::tests
