#include "tests/golden/replay.h"

#include <capnp/dynamic.h>

#include <sstream>

#include "daemon/access/memory_key_store.h"
#include "daemon/access/sealing.h"
#include "daemon/applier.h"
#include "daemon/doors/words_of_time.h"
#include "projections/all.h"
#include "projections/memory_rows.h"
#include "projections/stored_record.h"
#include "schemas/summary.h"
#include "schemas/text.h"
#include "tests/golden/golden_files.h"
#include "tests/golden/states.h"
#include "tests/support/recorded_log.h"

namespace htq::tests {
namespace {

constexpr std::size_t kMarkDigits = 4;
constexpr policy::Audience kAudiences[] = {policy::Audience::PUBLIC, policy::Audience::APPLICANT,
                                           policy::Audience::INTERNAL, policy::Audience::RESTRICTED};

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4U];
    out += kDigits[static_cast<unsigned char>(c) & 0xFU];
  }
  return out;
}

std::filesystem::path beside(const std::filesystem::path& log, std::string_view ending) {
  const std::string name = log.filename();
  return log.parent_path() / (name.substr(0, name.find('.')) + std::string(ending));
}

/// What each audience reads of an event.
std::string sentences_of(Record::Reader record) {
  static const Summaries summaries(capnp::Schema::from<Record>());
  static const MemoryKeyStore no_keys;
  static const Sealing sealing(no_keys);
  std::string out;
  const capnp::DynamicStruct::Reader body = record.getBody();
  KJ_IF_MAYBE (field, body.which()) {
    for (const policy::Audience audience : kAudiences) {
      const auto sentence = summaries.summarise(
          body.get(*field).as<capnp::DynamicStruct>(),
          {.clearance = audience, .london = london_hook(), .moment = {}, .open = open_hook(sealing)});
      out += sentence.value_or("") + '\n';
    }
  }
  return out;
}

std::string mark_of(const std::string& hexadecimal) {
  return hexadecimal.substr(0, kMarkDigits);
}

}  // namespace

std::string event_of(Record::Reader record) {
  const capnp::DynamicStruct::Reader body = record.getBody();
  KJ_IF_MAYBE (field, body.which()) {
    return string(field->getProto().getName());
  }
  return "unknown";
}

Replay replay(const std::vector<std::string>& records) {
  Postponed executor;
  MemoryLog log(executor);
  log.append(std::make_shared<Batch>(Batch{.first = {1}, .records = records}),
             [](Result<> done) { EXPECT_TRUE(done.has_value()); });
  executor.run_all();
  auto opened = Applier::open(all_projections(), log, std::make_shared<MemoryRows>());
  if (!opened) throw std::runtime_error(opened.error().what);
  Applier& applier = **opened;

  Replay seen;
  States states;
  const std::vector<std::string> fields = States::fields();
  Digest sentences;
  for (std::uint64_t position = 1; position <= records.size(); ++position) {
    StoredEvent stored(records[position - 1]);
    seen.events.push_back(event_of(stored.record()));
    if (const Result<> done = applier.catch_up({position}, {}); !done)
      throw std::runtime_error(done.error().what);
    const auto there = standings(applier.view());
    if (!there) throw std::runtime_error(there.error().what);
    for (const ProjectionStanding& standing : *there) {
      Trace& trace = seen.traces[standing.name];
      trace.version = standing.version;
      const std::string digest = hex(standing.digest.bytes());
      trace.marks.push_back(digest == trace.digest ? "-" : mark_of(digest));
      trace.digest = digest;
    }
    for (const std::string& field : fields) seen.traces[field].marks.emplace_back("-");
    states.fold(stored.record(), [&](const std::string& field, const Digest& now) {
      seen.traces[field].digest = hex(now.bytes());
      seen.traces[field].marks.back() = mark_of(seen.traces[field].digest);
    });
    Digest sentence;
    sentence.add(std::to_string(position), sentences_of(stored.record()));
    sentences.add(std::to_string(position), sentences_of(stored.record()));
    seen.traces["sentences"].marks.push_back(mark_of(hex(sentence.bytes())));
  }
  seen.traces["sentences"].digest = hex(sentences.bytes());
  for (auto& [name, trace] : seen.traces)
    if (trace.version == 0) trace.version = kRaised.contains(name) ? kRaised.at(name) : 1;
  return seen;
}

Replay read_golden_replay(const std::filesystem::path& log) {
  Replay golden;
  for (const std::string& line : read_lines(beside(log, ".digests.txt"))) {
    std::istringstream words(line);
    std::string name;
    Trace trace;
    words >> name >> trace.version >> trace.digest;
    golden.traces[name] = trace;
  }
  // "57 caseHeld audit=12ab timeline=90cd": a projection that is not named is as it was.
  for (const std::string& line : read_lines(beside(log, ".marks.txt"))) {
    std::istringstream words(line);
    std::string position, event, mark;
    words >> position >> event;
    golden.events.push_back(event);
    for (auto& [name, trace] : golden.traces) trace.marks.emplace_back("-");
    while (words >> mark) {
      const std::size_t between = mark.find('=');
      golden.traces[mark.substr(0, between)].marks.back() = mark.substr(between + 1);
    }
  }
  return golden;
}

void write_golden_replay(const std::filesystem::path& log, const Replay& replay) {
  std::vector<std::string> digests;
  for (const auto& [name, trace] : replay.traces)
    digests.push_back(name + ' ' + std::to_string(trace.version) + ' ' + trace.digest);
  write_lines(beside(log, ".digests.txt"), digests);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < replay.events.size(); ++at) {
    std::string line = std::to_string(at + 1) + ' ' + replay.events[at];
    for (const auto& [name, trace] : replay.traces)
      if (trace.marks[at] != "-") line += ' ' + name + '=' + trace.marks[at];
    lines.push_back(line);
  }
  write_lines(beside(log, ".marks.txt"), lines);
}

std::string difference(const std::string& name, const Replay& golden, const Replay& now) {
  const Trace& was = golden.traces.at(name);
  const Trace& is = now.traces.at(name);
  for (std::size_t at = 0; at < was.marks.size() && at < is.marks.size(); ++at)
    if (was.marks[at] != is.marks[at])
      return name + " " + std::to_string(is.version) + " differs first at position " +
             std::to_string(at + 1) + ", " + now.events[at] + ": " + was.marks[at] + " is " + is.marks[at] +
             " now";
  if (was.digest == is.digest) return "";
  return name + " " + std::to_string(is.version) + " differs, where the marks do not say: " + was.digest +
         " is " + is.digest + " now";
}

}  // namespace htq::tests
