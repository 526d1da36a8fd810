// What becomes of the writer's records: appended, applied to every projection, scanned. Files lie in a
// directory of their own below HTQ_BENCH_DIRECTORY, or below the current one.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <filesystem>
#include <future>
#include <stdexcept>

#include "daemon/applier.h"
#include "daemon/log/embedded_log.h"
#include "daemon/random.h"
#include "projections/all.h"
#include "projections/memory_rows.h"
#include "projections/rocks_rows.h"
#include "tests/support/recorded_log.h"
#include "tests/support/reviewed_case.h"

namespace htq {
namespace {

constexpr std::size_t kBatchRecords = 64;
constexpr std::size_t kRecordBytes = 360;

class BenchDirectory {
 public:
  BenchDirectory() {
    const char* below = std::getenv("HTQ_BENCH_DIRECTORY");
    std::string name = std::string(below == nullptr ? "." : below) + "/path-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no directory below " + name);
    path = name;
  }
  ~BenchDirectory() { std::filesystem::remove_all(path); }
  BenchDirectory(const BenchDirectory&) = delete;
  BenchDirectory& operator=(const BenchDirectory&) = delete;

  std::filesystem::path path;
};

/// The value, or the end of the benchmark.
template <typename Value>
Value sure(Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().what);
  if constexpr (!std::is_void_v<Value>) return *std::move(result);
}

void append(EventLog& log, SharedBatch batch) {
  std::promise<Result<>> durable;
  log.append(std::move(batch), [&](Result<> done) { durable.set_value(std::move(done)); });
  sure(durable.get_future().get());
}

std::vector<std::string> made_up_records(std::size_t count) {
  SeededRandom random(1);
  std::vector<std::string> records(count, std::string(kRecordBytes, '\0'));
  for (std::string& record : records)
    random.fill({reinterpret_cast<std::uint8_t*>(record.data()), record.size()});
  return records;
}

void count_records(benchmark::State& state, std::size_t each_time) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(each_time));
}

void Append(benchmark::State& state) {
  const BenchDirectory directory;
  const auto log = sure(EmbeddedLog::open({.directory = directory.path}));
  const auto records = made_up_records(kBatchRecords);
  for (auto _ : state)
    append(*log, std::make_shared<Batch>(Batch{.first = log->end().next(), .records = records}));
  count_records(state, kBatchRecords);
}
BENCHMARK(Append)->UseRealTime();

void Scan(benchmark::State& state) {
  constexpr std::size_t kRecords = 20'000;
  const BenchDirectory directory;
  append(*sure(EmbeddedLog::open({.directory = directory.path})),
         std::make_shared<Batch>(Batch{.first = {1}, .records = made_up_records(kRecords)}));
  // Opened again, they are in a file of tables.
  const auto log = sure(EmbeddedLog::open({.directory = directory.path}));
  for (auto _ : state) {
    const auto scan = log->scan({1});
    while (const auto record = sure(scan->next())) benchmark::DoNotOptimize(record->bytes.data());
  }
  count_records(state, kRecords);
}
BENCHMARK(Scan)->UseRealTime();

/// Two cases with all that they need, one live and one resubmitted.
const EventLog& history() {
  static tests::RecordedLog recorded;
  if (recorded.log().end().value == 0) {
    tests::ReviewedCase office;
    office.live_case({.title = "Diploma in Networks"});
    office.resubmitted_case();
    recorded.take(office);
  }
  return recorded.log();
}

/// Into rows that are empty each time.
template <typename Empty>
void apply(benchmark::State& state, Empty empty_rows) {
  const EventLog& log = history();
  std::vector<std::string> bytes;
  for (Position at{1}; at <= log.end(); at = at.next()) bytes.push_back(sure(log.read(at)));
  for (auto _ : state) {
    state.PauseTiming();
    auto applier = sure(Applier::open(all_projections(), log, empty_rows()));
    state.ResumeTiming();
    for (std::size_t from = 0; from < bytes.size(); from += kBatchRecords) {
      std::vector<StoredRecord> records;
      for (std::size_t at = from; at < std::min(bytes.size(), from + kBatchRecords); ++at)
        records.push_back({.position = {at + 1}, .bytes = bytes[at]});
      sure(applier->apply(records));
    }
    state.PauseTiming();
    applier.reset();
    state.ResumeTiming();
  }
  count_records(state, bytes.size());
}

void ApplyInMemory(benchmark::State& state) {
  apply(state, [] { return std::make_shared<MemoryRows>(); });
}
BENCHMARK(ApplyInMemory)->UseRealTime();

void ApplyToRocksDb(benchmark::State& state) {
  const BenchDirectory directory;
  apply(state, [&, number = 0]() mutable -> std::shared_ptr<Rows> {
    return sure(RocksRows::open({.directory = directory.path / std::to_string(++number), .cache = nullptr}));
  });
}
BENCHMARK(ApplyToRocksDb)->UseRealTime()->Iterations(20);

}  // namespace
}  // namespace htq
