// The writer's path inside the process: read JSON, decide, put into the envelope, fold.
#include <benchmark/benchmark.h>
#include <capnp/dynamic.h>
#include <sodium.h>

#include "daemon/access/memory_key_store.h"
#include "daemon/person_keys.h"
#include "daemon/record_hash.h"
#include "daemon/record_writer.h"
#include "domain/decide.h"
#include "domain/evolve.h"
#include "domain/workflow.h"
#include "projections/stored_record.h"
#include "schemas/json_reader.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::string_view kBody =
    R"({"organisation":"example-college","name":"Example College","kind":"higherEducationProvider","madeUp":true})";
constexpr Instant kNow{1'600'858'800'000'000'000};

void fill(Command::Builder command) {
  command.setTarget("example-college");
  auto event = command.initRegisterOrganisation();
  event.setName("Example College");
  event.setKind(OrganisationKind::HIGHER_EDUCATION_PROVIDER);
  event.setMadeUp(true);
}

void ReadJson(benchmark::State& state) {
  const JsonReader reader(capnp::Schema::from<Command>());
  constexpr std::string_view kTarget[] = {"organisation"};
  for (auto _ : state) {
    capnp::MallocMessageBuilder message;
    JsonExtras extras{.names = kTarget};
    const auto read = reader.read(kBody, message.initRoot<event::OrganisationRegistered>(), extras);
    if (!read) state.SkipWithError(read.error().what.c_str());
  }
}
BENCHMARK(ReadJson);

void Decide(benchmark::State& state) {
  capnp::MallocMessageBuilder message;
  fill(message.initRoot<Command>());
  const Office office;
  const CaseState unborn;
  const Actor actor{.subject = "olive", .roles = {Role::OFFICIAL}};
  for (auto _ : state) {
    Decided decided = decide({.file = unborn,
                              .office = office,
                              .target = "example-college",
                              .actor = actor,
                              .received_at = kNow,
                              .now = kNow,
                              .next = {1}},
                             message.getRoot<Command>().asReader());
    if (decided.refused) state.SkipWithError("refused");
    benchmark::DoNotOptimize(decided);
  }
}
BENCHMARK(Decide);

void WriteRecord(benchmark::State& state) {
  ManualClock clock(kNow);
  SeededRandom random(1);
  MemoryKeyStore store;
  const PersonKeys keys(store, {});
  RecordWriter writer({}, clock, random, keys);
  std::vector<std::string> records;
  for (auto _ : state) {
    NewEvents events;
    auto event = events.add().initOrganisationRegistered();
    event.setName("Example College");
    records.clear();
    writer.write(events,
                 {.kind = StreamKind::ORGANISATION,
                  .stream = "example-college",
                  .actor = {.subject = "olive", .role = Role::OFFICIAL},
                  .received_at = kNow,
                  .command_id = "6f1c0b2e-6a5c-4d65-9d39-0d8f2c6f3a11",
                  .command_digest = std::string(16, 'd')},
                 {}, writer.next_instant(), records);
  }
  state.counters["bytes"] = static_cast<double>(records.back().size());
}
BENCHMARK(WriteRecord);

void HashRecord(benchmark::State& state) {
  const std::string record(512, 'r');
  for (auto _ : state) benchmark::DoNotOptimize(record_hash(record));
}
BENCHMARK(HashRecord);

}  // namespace
}  // namespace htq

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 2;
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
